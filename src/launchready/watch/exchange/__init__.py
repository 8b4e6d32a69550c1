"""Monitors as others write them down: read from them, and written for them.

`kuma`, `gatus` and `blackbox` read a file each and give `Imported`; `merge` writes that into
a manifest; `prometheus` writes rules and targets.  Files are hostile, and bounded.
"""
