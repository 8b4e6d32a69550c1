"""What receivers report of a domain's mail: DMARC aggregates and TLS-RPT."""
