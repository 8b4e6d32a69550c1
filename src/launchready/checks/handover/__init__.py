"""Stage 7: ownership, recovery and handing over."""
