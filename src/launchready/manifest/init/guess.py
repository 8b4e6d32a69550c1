"""Guesses the product's domain from files that name it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from launchready.collect.source.walk import Tree
from launchready.net.public_suffixes import is_public_suffix, registrable_domain

CODE_HOSTS = frozenset(
    {"github.com", "github.io", "gitlab.com", "gitlab.io", "bitbucket.org", "codeberg.org",
     "sr.ht", "readthedocs.io", "pypi.org", "npmjs.com", "vercel.app", "netlify.app", "fly.dev",
     "herokuapp.com", "onrender.com", "localhost"}
)  # fmt: skip
"""Where code or previews live: never the product's own domain."""


def guess_domain(folder: Path) -> str:
    """Give the domain that a folder's files name, or ""."""
    tree = Tree(folder, ())
    named = [
        tree.text("CNAME").strip(),
        _homepage_of_package(tree.text("package.json")),
        _homepage_of_project(tree.text("pyproject.toml")),
    ]
    for text in named:
        domain = _domain_of(text)
        if domain:
            return domain
    return ""


def _domain_of(text: str) -> str:
    try:
        host = urlsplit(text if "://" in text else f"https://{text}").hostname or ""
    except ValueError:
        return ""
    plain = registrable_domain(host)
    elsewhere = plain in CODE_HOSTS or any(host.endswith(f".{each}") for each in CODE_HOSTS)
    return "" if elsewhere or not plain or is_public_suffix(plain) else plain


def _homepage_of_package(text: str) -> str:
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return ""
    return str(data.get("homepage") or "") if isinstance(data, dict) else ""


def _homepage_of_project(text: str) -> str:
    try:
        project = tomllib.loads(text).get("project", {})
        urls = project.get("urls", {})
        return next((str(urls[key]) for key in sorted(urls) if key.lower() == "homepage"), "")
    except (ValueError, AttributeError, TypeError, RecursionError):
        return ""
