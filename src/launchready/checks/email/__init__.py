"""Stage 4: mail that lands."""
