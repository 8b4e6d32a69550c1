"""The command line: one module per command, each importing its machinery when it runs."""
