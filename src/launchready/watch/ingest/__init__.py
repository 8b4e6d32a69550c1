"""Counts what access logs say: of each route, hour and release, and nothing personal.

A line is read, its route looked up among the declared ones, and forgotten: no address, no
query, no user agent and no path that is not declared gets any further.
"""
