"""Stage 6: monitoring, releases and incidents."""
