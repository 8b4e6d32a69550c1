"""Stage 2: DNS, TLS and redirects."""
