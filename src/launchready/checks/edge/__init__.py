"""Stage 2: the proxy, caching and sessions."""
