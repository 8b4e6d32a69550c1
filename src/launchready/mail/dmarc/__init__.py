"""DMARC: records, discovery by tree walk, alignment and reports (RFC 9989, RFC 9990)."""
