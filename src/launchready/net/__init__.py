"""DNS, TLS and HTTP as seen from outside, within limits and deadlines."""
