"""Reads a folder of source code, each kind of file in a module of its own.

Nothing here is a collector: `launchready.collect.repository` and `launchready init` call
`read_repository`.
"""

from launchready.collect.source.read import read_repository

__all__ = ["read_repository"]
