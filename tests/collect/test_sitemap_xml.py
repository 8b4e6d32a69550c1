"""Sitemaps are read as the protocol says, and hostile ones are refused."""

import pytest

from launchready.collect.sitemap_xml import MAX_LISTED, NotASitemap, parse_sitemap

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*places: str) -> bytes:
    """Write a sitemap."""
    listed = "".join(
        f"<url><loc> {place} </loc><lastmod>2026</lastmod></url>" for place in places
    )
    return f'<?xml version="1.0"?><urlset {NAMESPACE}>{listed}</urlset>'.encode()


def test_pages_are_listed_in_order() -> None:
    """Locations come in the file's order, entities undone and white space cut off."""
    content = urlset("https://acme.example/b", "https://acme.example/a?x=1&amp;y=2")
    listed = ["https://acme.example/b", "https://acme.example/a?x=1&y=2"]
    assert parse_sitemap(content) == (False, listed)


def test_index_is_told_from_sitemap() -> None:
    """An index names files, not pages; a prefix changes nothing."""
    content = (
        b"<s:sitemapindex xmlns:s='x'><s:sitemap><s:loc>u</s:loc></s:sitemap></s:sitemapindex>"
    )
    assert parse_sitemap(content) == (True, ["u"])


def test_images_are_no_pages() -> None:
    """Locations of images inside an entry are left out."""
    image = b"<i:image xmlns:i='i'><i:loc>picture</i:loc></i:image>"
    content = b"<urlset><url><loc>page</loc>" + image + b"</url></urlset>"
    assert parse_sitemap(content) == (False, ["page"])


def test_count_is_bounded() -> None:
    """A sitemap of any length gives a bounded list, without locations of absurd length."""
    content = urlset("x" * 3000, *(str(n) for n in range(MAX_LISTED + 10)))
    _, listed = parse_sitemap(content)
    assert len(listed) == MAX_LISTED
    assert listed[0] == "0"


ENTRY = b"<urlset><url><loc>&b;</loc></url></urlset>"
BOMB = b'<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + ENTRY
FILE = b'<!DOCTYPE u [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + ENTRY


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "document type"),
        (FILE, "document type"),
        (b'<!DOCTYPE u SYSTEM "http://x.example/"><urlset/>', "document type"),
        (b"<urlset><url><loc>&undefined;</loc></url></urlset>", "is not XML"),
        (b"<html><body>Not found</body></html>", "no sitemap"),
        (b"<urlset>" + b"<url>" * 100_000, "nested too deeply"),
        (b"<urlset><url>", "is not XML"),
        (b"", "is not XML"),
        (b"\xff\xfe\x00\x00garbage", "is not XML"),
        (b"<?xml version='1.0' encoding='no-such'?><urlset/>", "not XML|encoding"),
        (b"<?xml version='1.0' encoding='utf-7'?><urlset/>", "not XML|encoding"),
        (b"<urlset>\x00</urlset>", "is not XML"),
    ],
)
def test_hostile_files_are_refused(content: bytes, reason: str) -> None:
    """No document type, no foreign XML and no broken file is ever read as a sitemap."""
    with pytest.raises(NotASitemap, match=reason):
        parse_sitemap(content)
