"""What a reader sees of a message's HTML, and where its links lead."""

from __future__ import annotations

from html.parser import HTMLParser

from msgspec import Struct

from launchready.net.unclosed_markup import complete_markup

MAX_LINKS = 500

_UNSEEN = frozenset({"style", "script", "title", "head", "template"})


class HtmlText(Struct, frozen=True):
    """HTML as a reader sees it.

    Attributes:
        text: words, without markup, styles and comments.
        links: href of `<a>` and `<area>` and sources of images that a mail program
            follows, web addresses alone, in order, each once.
        relative: references that lead nowhere from a mail.
    """

    text: str = ""
    links: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()


def read_mail_html(html: str) -> HtmlText:
    """Read HTML; never fails, whatever the text."""
    reader = _Reader()
    try:
        reader.feed(complete_markup(html))
        reader.close()
    except (AssertionError, ValueError):  # a declaration that a mail program steps over
        pass
    return HtmlText(
        " ".join("".join(reader.words).split()), tuple(reader.links), tuple(reader.relative)
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: dict[str, None] = {}
        self.relative: dict[str, None] = {}
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        given = dict(reversed(attrs))  # the first of a name counts
        name = {"a": "href", "area": "href", "img": "src"}.get(tag)
        if name:
            self._link((given.get(name) or "").strip())
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)

    def _link(self, reference: str) -> None:
        scheme, colon, _ = reference.partition(":")
        if scheme.lower() in {"http", "https"} and colon:
            kept = self.links
        elif reference and not reference.startswith("#") and not (colon and scheme.isalpha()):
            kept = self.relative
        else:
            return
        if len(kept) < MAX_LINKS:
            kept[reference[:2000]] = None
