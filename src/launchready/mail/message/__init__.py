"""One message as it arrived: read within bounds, authenticated, and judged."""
