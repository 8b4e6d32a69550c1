"""Placeholders that nobody filled in: what a customer must never read."""

from __future__ import annotations

import re

_NAME = r"[A-Za-z_][\w.\-\[\]'|: ]{0,60}"
_MARKS = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}"  # Jinja2, Handlebars, Liquid, Mustache
    r"|\{%[^%\n]{0,80}%\}"
    r"|<%=?[^%\n]{0,80}%>"
    r"|\$\{" + _NAME + r"\}"
    r"|\{" + _NAME + r"\}"
    r"|\*\|[A-Z0-9_:]{1,40}\|\*"  # Mailchimp
    r"|\[\[" + _NAME + r"\]\]"
    r"|%(?![0-9A-F]{2}%)[A-Z][A-Z0-9_]{1,40}%"
    r"|%\([a-z_]\w{0,40}\)s"
    r"|\[object Object\]"
)
_EMPTY = re.compile(
    r"\b(?:undefined|NaN)\b"
    r"|\b(?:hi|hello|dear|hey|welcome|hallo|bonjour|hola)[ ,]{1,3}(?:null|none|undefined)\b",
    re.IGNORECASE,
)
_IN_LINK = re.compile(
    r"\{\{|%7B%7B|\{"
    + _NAME
    + r"\}|\$\{|%7B[A-Za-z_]\w{0,40}%7D|[/=](?:undefined|null|None)(?=[/&#?]|$)"
)


def placeholders(text: str) -> tuple[str, ...]:
    """Give the placeholders in a text, each once, at most ten."""
    found = [*_MARKS.findall(text), *_EMPTY.findall(text)]
    return tuple(dict.fromkeys(each.strip()[:80] for each in found))[:10]


def has_placeholder(link: str) -> bool:
    """Say whether a web address holds one."""
    return bool(_IN_LINK.search(link))
