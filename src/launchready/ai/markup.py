"""What an answer makes a reader's browser do: images that load, links, markup that runs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote, urlsplit

Renders = Literal["html", "markdown", "text"]

_FENCED = re.compile(r"(?ms)^ {0,3}(```+|~~~+)[^\n]{0,100}\n.*?(?:^ {0,3}\1|\Z)")
_CODE = re.compile(r"(?<!`)(`{1,9})(?!`)[^`]{1,2000}\1(?!`)")

_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\(\s{0,9}<?([^\s)>]{1,4000})")
_IMAGE_REF = re.compile(r"!\[([^\]\n]{0,200})\](?:\[([^\]\n]{0,200})\])?")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[([^\]\n]{1,200})\]:\s{0,9}<?([^\s>]{1,4000})")
_LOADING = re.compile(
    r"<(?:img|iframe|script|link|source|video|audio|embed|object|input|image|body|table|td)\b"
    r"[^>]{0,2000}?\b(?:src|srcset|href|data|background|poster)\s{0,9}=\s{0,9}[\"']?"
    r"([^\s\"'>]{1,4000})",
    re.IGNORECASE,
)
_STYLE_URL = re.compile(r"url\(\s{0,9}[\"']?([^\s\"')]{1,4000})", re.IGNORECASE)
_URL = re.compile(r"(?:https?:)?//[^\s<>\"'`)\]]{1,4000}", re.IGNORECASE)

_RUNS = {
    "a script": re.compile(r"<script\b", re.IGNORECASE),
    "an event handler": re.compile(
        r"<[a-z][^>]{0,2000}?[\s/\"']on[a-z]{3,20}\s{0,9}=", re.IGNORECASE
    ),
    "a frame": re.compile(r"<(?:iframe|frame|object|embed)\b", re.IGNORECASE),
    "a form": re.compile(r"<(?:form|button|input)\b", re.IGNORECASE),
    "a style sheet": re.compile(r"<(?:style|link)\b", re.IGNORECASE),
    "a redirect": re.compile(r"<meta\b[^>]{0,200}http-equiv", re.IGNORECASE),
}
_SCRIPT_LINK = re.compile(
    r"(?:\]\(\s{0,9}<?|(?:href|src|action|formaction|data)\s{0,9}=\s{0,9}[\"']?)"
    r"(?:[\s\x00-\x20]{0,9})(?:javascript|vbscript|data:text/html)\s{0,9}[:,;]",
    re.IGNORECASE,
)


def without_code(text: str) -> str:
    """Take out Markdown's code, which is shown and not obeyed."""
    return _CODE.sub("`code`", _FENCED.sub("", text))


def loads_from(text: str, host: str, renders: Renders) -> bool:
    """Say whether showing a text makes the browser ask a host, with nobody clicking.

    Args:
        text: the answer.
        host: of the attacker.
        renders: what the page makes of answers; plain text loads nothing.
    """
    if renders == "text":
        return False
    shown = without_code(text)
    return any(_is_at(url, host) for url in _loading(shown))


def links_to(text: str, host: str) -> Iterator[str]:
    """Give the URLs in a text that lead to a host, decoded, so that what they carry shows."""
    for url in _URL.findall(html.unescape(text)):
        if _is_at(url, host):
            yield unquote(url)


def runs(text: str, renders: Renders) -> str:
    """Say what in a text would run, or act for the reader, on the page; "" for nothing.

    Args:
        text: the answer.
        renders: Markdown's code is shown as it is; in an HTML page nothing is.
    """
    if renders == "text":
        return ""
    shown = without_code(text) if renders == "markdown" else text
    for what, pattern in _RUNS.items():
        if pattern.search(shown):
            return what
    return "a link that runs a script" if _SCRIPT_LINK.search(html.unescape(shown)) else ""


def _loading(text: str) -> Iterator[str]:
    yield from _IMAGE.findall(text)
    yield from _LOADING.findall(text)
    yield from _STYLE_URL.findall(text)
    targets = {name.lower(): url for name, url in _DEFINITION.findall(text)}
    for label, reference in _IMAGE_REF.findall(text):
        if target := targets.get((reference or label).lower()):
            yield target


def _is_at(url: str, host: str) -> bool:
    try:
        found = urlsplit(html.unescape(url).strip()).hostname or ""
    except ValueError:
        return False
    return found == host or found.endswith(f".{host}")
