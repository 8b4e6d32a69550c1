"""Raises an error on purpose, and sees whether anybody could find it and its cause.

`context` says what an entry of a log or of a tracker tells, `sources` are where entries come
from, `run` is the drill.
"""
