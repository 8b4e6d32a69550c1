"""Carries messages to people: one module for each way, and the senders that drive them."""
