"""Collectors against real servers."""
