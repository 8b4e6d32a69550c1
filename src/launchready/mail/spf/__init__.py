"""The Sender Policy Framework (RFC 7208): records, macros, evaluation, and the tree."""
