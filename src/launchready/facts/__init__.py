"""What can be seen: frozen structs, one module per family; no I/O, no opinions."""
