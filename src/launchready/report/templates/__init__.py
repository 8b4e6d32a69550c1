"""The templates of pages and pictures; everything put into them is escaped."""

from __future__ import annotations

import base64
import functools
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import launchready
from launchready.report import words
from launchready.report.plain import plain


@functools.cache
def templates() -> Environment:
    """Give the environment that reads this folder.

    Each page begins with `head.html`. Its policy allows the style sheet, by its hash, and
    nothing else: no script, no request, no form, whatever a hostile product is quoted with.
    """
    environment = Environment(
        loader=PackageLoader("launchready.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assert environment.loader is not None
    sheet, _, _ = environment.loader.get_source(environment, "report.css")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    environment.globals |= {
        "style": Markup(sheet),  # noqa: S704 -- our own file
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        "version": launchready.__version__,
    }
    environment.filters |= {"plain": plain, "hours": words.hours, "count": words.count}
    return environment
