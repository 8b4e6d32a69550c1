"""The pages' templates: everything put into them is escaped, and nothing may be missing."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined

from launchready.report import words as report_words
from launchready.report.plain import plain
from launchready.web import words
from launchready.web.files import url_of


@functools.cache
def templates() -> Environment:
    """Give the environment that reads this folder."""
    environment = Environment(
        loader=PackageLoader("launchready.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "plain": plain,
        "error_rate": words.error_rate,
        "errors": words.errors,
        "count": report_words.count,
        "day": words.day,
        "moment": words.moment,
        "second": words.second,
        "iso": words.iso,
        "lasting": words.lasting,
        "ms": words.ms,
        "share": words.share,
    }
    environment.globals["file"] = url_of
    return environment
