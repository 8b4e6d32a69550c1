"""What a page of HTML asks a browser to load, send and follow; hostile pages included.

Held against the WHATWG HTML standard only as far as an audit needs: start tags and their
attributes, the first `<base>`, and nothing that scripts would add later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from launchready.net.unclosed_markup import complete_markup
from launchready.net.urls import BadUrl, Url, parse_url, resolve

MAX_TEXT = 256 * 1024
"""Characters of a page that are read."""

MAX_EACH = 200
"""Embedded files, forms, links and fields of a form that are kept, of each."""

_LOADS = {
    ("script", "src"): "script",
    ("iframe", "src"): "frame",
    ("frame", "src"): "frame",
    ("object", "data"): "object",
    ("embed", "src"): "object",
    ("img", "src"): "image",
    ("input", "src"): "image",
    ("video", "poster"): "image",
    ("video", "src"): "media",
    ("audio", "src"): "media",
    ("source", "src"): "media",
    ("track", "src"): "media",
}
_LINK_USES = {
    "stylesheet": "style",
    "icon": "image",
    "apple-touch-icon": "image",
    "modulepreload": "script",
    "manifest": "other",
}


@dataclass(slots=True)
class Input:
    """A field of a form; its value may be a secret (a CSRF token)."""

    name: str
    type: str
    value: str = field(repr=False)
    autocomplete: str = ""
    checked: bool = False


@dataclass(slots=True)
class PageForm:
    """A form: where it is sent (absolute, "" for nowhere), how, and its fields in order."""

    action: str
    method: str
    inputs: list[Input] = field(default_factory=list)

    @property
    def passwords(self) -> list[Input]:
        """Give the password fields."""
        return [each for each in self.inputs if each.type == "password"]


@dataclass(slots=True)
class HtmlPage:
    """A page as read.

    Attributes:
        embedded: (absolute URL, use) of what a browser loads with the page, in order;
            use is script, style, frame, object, image, media or other.
        forms: in order.
        links: absolute URLs of `<a>`, in order, each once.
        policies: Content-Security-Policy in `<meta>`.
        referrer: referrer policy in `<meta>`.
        cut: there was more than is read.
    """

    embedded: dict[tuple[str, str], None] = field(default_factory=dict)
    forms: list[PageForm] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    policies: list[str] = field(default_factory=list)
    referrer: str = ""
    cut: bool = False


def read_html(text: str, url: str) -> HtmlPage:
    """Read a page that was found at a URL; never fails, whatever the text."""
    try:
        reader = _Reader(parse_url(url))
    except BadUrl:
        return HtmlPage(cut=True)
    try:
        reader.feed(complete_markup(text[:MAX_TEXT]))
    except (AssertionError, ValueError):  # a declaration that a browser would step over
        reader.page.cut = True
    reader.page.cut = reader.page.cut or len(text) > MAX_TEXT
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, url: Url) -> None:
        super().__init__(convert_charrefs=True)
        self.page = HtmlPage()
        self._url = self._base = url
        self._based = False
        self._form: PageForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, str] = {}
        for name, value in attrs:
            given.setdefault(name, (value or "").strip())  # the first of a name counts
        for (loader, attribute), use in _LOADS.items():
            if tag == loader and given.get(attribute):
                self._embed(given[attribute], use)
        for candidate in re.split(r",\s", given.get("srcset", ""))[:10]:
            self._embed(candidate.strip().split(" ")[0], "image")
        match tag:
            case "base" if given.get("href") and not self._based:
                self._based, there = True, self._absolute(given["href"])
                self._base = parse_url(there) if there else self._base
            case "link":
                self._link(given)
            case "a" if given.get("href") and len(self.page.links) < MAX_EACH:
                if there := self._absolute(given["href"]):
                    self.page.links[there] = None
            case "meta":
                self._meta(given)
            case "form" if len(self.page.forms) < MAX_EACH:
                action = given.get("action", "")
                there = self._absolute(action) if action else str(self._url)
                self._form = PageForm(there, given.get("method", "").lower() or "get")
                self.page.forms.append(self._form)
            case "input" | "button":
                self._field(tag, given)
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _field(self, tag: str, given: dict[str, str]) -> None:
        if self._form is None or len(self._form.inputs) >= MAX_EACH:
            return
        kind = given.get("type", "").lower() or ("submit" if tag == "button" else "text")
        default = "on" if kind in {"checkbox", "radio"} else ""
        self._form.inputs.append(
            Input(
                given.get("name", ""),
                kind,
                given.get("value", default),
                given.get("autocomplete", "").lower(),
                "checked" in given,
            )
        )

    def _link(self, given: dict[str, str]) -> None:
        relations = given.get("rel", "").lower().split()
        uses = [_LINK_USES[each] for each in relations if each in _LINK_USES]
        if "preload" in relations:
            kinds = {"script": "script", "style": "style"}
            uses.append(kinds.get(given.get("as", "").lower(), "other"))
        if uses:
            self._embed(given.get("href", ""), uses[0])

    def _meta(self, given: dict[str, str]) -> None:
        content = given.get("content", "")[:4096]
        policy = given.get("http-equiv", "").lower() == "content-security-policy"
        if policy and len(self.page.policies) < 10:
            self.page.policies.append(content)
        if given.get("name", "").lower() == "referrer":
            self.page.referrer = content

    def _embed(self, reference: str, use: str) -> None:
        if len(self.page.embedded) >= MAX_EACH:
            self.page.cut = True
        elif there := self._absolute(reference):
            self.page.embedded[there, use] = None

    def _absolute(self, reference: str) -> str:
        """Resolve a reference; "" for what is no web address (data:, mailto:)."""
        try:
            return str(resolve(self._base, reference.encode("utf-8", "replace")))
        except BadUrl:
            return ""
