"""The templates of pages and pictures; everything put into them is escaped."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined

from launchready.report import words
from launchready.report.plain import plain


@functools.cache
def templates() -> Environment:
    """Give the environment that reads this folder."""
    environment = Environment(
        loader=PackageLoader("launchready.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "hours": words.hours, "count": words.count}
    return environment
