"""`drill spike`: ten times the normal peak, once, and what became of it."""
