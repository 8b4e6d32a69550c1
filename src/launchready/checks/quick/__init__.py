"""Stage 1: the quick audit."""
