"""Smoke tests: whether the release that was just deployed does what customers come for."""
