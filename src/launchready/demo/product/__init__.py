"""Acme Portal: a subscription dashboard, written once, with switches for its faults."""
