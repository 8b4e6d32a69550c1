"""What can be seen: frozen dataclasses, one module per family; no I/O, no opinions."""
