"""Stage 5: how fast it is, and what ten times the peak does."""
