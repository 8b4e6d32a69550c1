"""Stage 3: configuration."""
