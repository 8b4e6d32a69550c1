"""One module for each family of providers; each offers `RULES: tuple[Rule, ...]`."""
