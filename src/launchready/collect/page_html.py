"""HTML from a stranger, read within bounds and without running anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from launchready.facts.login import Form, FormField, Page
from launchready.net.masking import mask_urls
from launchready.net.public_suffixes import registrable_domain
from launchready.net.unclosed_markup import complete_markup

MAX_CHARACTERS = 400_000
MAX_FORMS = 20
MAX_FIELDS = 60

_HIDDEN_TEXT = frozenset({"script", "style", "noscript", "template", "title", "svg"})
_CSRF = re.compile(r"csrf|xsrf|authenticity|requestverification|^_token$", re.IGNORECASE)
_SIGN_IN = re.compile(r"\b(sign|log)[ _-]?(in|on)\b|\bsso\b|oauth|/auth/", re.IGNORECASE)
_DATA_SCRIPTS = frozenset({"application/json", "application/ld+json", "importmap"})


def looks_like_html(text: str) -> bool:
    """Say whether a body begins as an HTML document does."""
    start = re.sub(r"^(?:\s|<!--.*?-->|<\?xml[^>]*>)+", "", text[:5000], flags=re.DOTALL)
    return bool(re.match(r"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE))


def same_site(one: str, other: str) -> bool:
    """Say whether two URLs are of one registrable domain; False where one is no URL."""
    try:
        hosts = [urlsplit(url).hostname or "" for url in (one, other)]
    except ValueError:
        return False
    if not all(hosts):
        return False
    first, second = (registrable_domain(host) or host for host in hosts)
    return first == second


def read_page(text: str, url: str) -> Page:
    """Read a document that was fetched from a URL; never raises."""
    if not looks_like_html(text):
        return Page()
    reader = _Reader(url)
    try:
        reader.feed(complete_markup(text[:MAX_CHARACTERS]))
        reader.close()
    except (AssertionError, ValueError):
        # html.parser gives up on some broken declarations: what came before them counts.
        pass
    return reader.page()


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._url = url
        self._base = url
        self._hidden: list[str] = []
        self._title: list[str] = []
        self._link: list[str] | None = None
        self._text = self._scripts = self._sign_in = 0
        self._csrf_meta = False
        self._frames: dict[str, None] = {}
        self._forms: list[Form] = []
        self._open: tuple[str, str] | None = None
        self._fields: list[FormField] = []
        self._loose: list[FormField] = []
        self._token = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN_TEXT:
            self._hidden = [*self._hidden[-20:], tag]
        match tag:
            case "base" if given.get("href"):
                self._base = self._absolute(given["href"])
            case "script":
                self._scripts += given.get("type", "").lower() not in _DATA_SCRIPTS
            case "form":
                self._close_form()
                action = self._absolute(given.get("action", "")) or self._url
                self._open = (given.get("method", "").strip().lower(), action)
            case "input":
                self._input(given)
            case "iframe":
                source = self._absolute(given.get("src", ""))
                host = _host(source)
                if host and not same_site(source, self._url) and len(self._frames) < 20:
                    self._frames[host] = None
            case "meta":
                self._csrf_meta |= bool(_CSRF.search(given.get("name", "")))
            case "a" | "button":
                self._sign_in += bool(_SIGN_IN.search(given.get("href", "")[:500]))
                self._link = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        if tag == "form":
            self._close_form()
        if tag in {"a", "button"} and self._link is not None:
            self._sign_in += bool(_SIGN_IN.search("".join(self._link)[:500]))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            if self._hidden[-1] == "title" and len(self._title) < 20:
                self._title.append(data)
            return
        self._text += len(" ".join(data.split()))
        if self._link is not None and len(self._link) < 20:
            self._link.append(data)

    def _input(self, given: dict[str, str]) -> None:
        name = (given.get("name") or given.get("id", ""))[:100]
        kind = given.get("type", "").strip().lower() or "text"
        field = FormField(name, kind, given.get("autocomplete", "").strip().lower()[:100])
        if kind == "hidden" and _CSRF.search(name) and given.get("value"):
            self._token = True
        into = self._fields if self._open else self._loose
        if len(into) < MAX_FIELDS:
            into.append(field)

    def _close_form(self) -> None:
        if self._open is None:
            return
        method, action = self._open
        if len(self._forms) < MAX_FORMS:
            self._forms.append(
                Form(
                    method=method if method in {"get", "post", "dialog"} else "",
                    action=mask_urls(action)[:500],
                    same_site=same_site(action, self._url),
                    fields=tuple(self._fields),
                    csrf_token=self._token,
                )
            )
        self._open, self._fields, self._token = None, [], False

    def _absolute(self, reference: str) -> str:
        try:
            return urljoin(self._base, reference.strip()[:2000]) if reference.strip() else ""
        except ValueError:
            return ""

    def page(self) -> Page:
        self._close_form()
        loose = Form("", mask_urls(self._url), True, tuple(self._loose), by_script=True)
        # Fields outside any form are sent by a script; they count where they ask for a
        # password or for who the visitor is.
        forms = [*self._forms, loose] if loose.password or loose.identifies else self._forms
        return Page(
            html=True,
            title=" ".join("".join(self._title).split())[:100],
            text_length=self._text,
            scripts=self._scripts,
            forms=tuple(forms),
            frames=tuple(self._frames),
            sign_in_links=self._sign_in,
            csrf_meta=self._csrf_meta,
        )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
