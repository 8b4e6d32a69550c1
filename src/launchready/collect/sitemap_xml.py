"""Sitemaps as XML from a stranger: read with no document type and within bounds."""

from __future__ import annotations

from xml.parsers import expat

MAX_LISTED = 5000
"""Addresses that are counted."""

MAX_DEPTH = 10
"""Elements within elements; a sitemap needs three."""


class NotASitemap(ValueError):
    """The file is no sitemap; the message says why in our words, never in the file's."""


def parse_sitemap(content: bytes) -> tuple[bool, list[str]]:
    """Read a sitemap or a sitemap index (https://www.sitemaps.org/protocol.html).

    Returns:
        Whether it is an index, and the locations that it lists.

    Raises:
        NotASitemap: not XML, another kind of XML, with a document type or with entities
            of its own, nested too deeply, or in an encoding that is not known.
    """
    reader = _Reader()
    # No separator: names come without namespace handling, prefixes are cut off.
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotASitemap(f"is not XML (line {error.lineno})") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, NotASitemap):
            raise
        raise NotASitemap("is in an encoding that is not known") from None
    return reader.root == "sitemapindex", reader.places


class _Reader:
    def __init__(self) -> None:
        self.root = ""
        self.places: list[str] = []
        self._depth = 0
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._depth == 0:
            self.root = local
            if local not in {"urlset", "sitemapindex"}:
                raise NotASitemap("is XML, but no sitemap")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotASitemap("is nested too deeply")
        # Depth 3 alone: image:loc and the like are deeper, and are no pages.
        self._text = [] if local == "loc" and self._depth == 3 else None

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._text is not None and len(self.places) < MAX_LISTED:
            place = "".join(self._text).strip()
            if 0 < len(place) <= 2048:
                self.places.append(place)
        self._text = None

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def refuse(self, *_: object) -> None:
        raise NotASitemap("declares a document type, which a sitemap has no use for")
