"""Decides what looks mean and who is told when: pure functions, no I/O, no clock."""
