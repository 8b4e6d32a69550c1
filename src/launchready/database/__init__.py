"""Looks into the product's Postgres: statements, plans and state, by reading alone."""
