"""Checks of AI features."""
