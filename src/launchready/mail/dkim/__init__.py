"""DKIM and ARC: keys, signing and verification (RFC 6376, RFC 8463, RFC 8617)."""
