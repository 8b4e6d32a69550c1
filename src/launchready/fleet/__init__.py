"""Audits many products: at once on this machine, or spread over a Dask cluster.

`targets` finds them, `run` and `spread` audit them, `journal` keeps what is done so that a
killed run goes on, `history` keeps what each run found, `page` makes one table of it.
"""
