"""The picture of the domain map stays readable: nothing overlaps, nothing is lost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from launchready.audit.model import MapEntry, MapHop
from launchready.report.map_picture import BOX, CHAR, PLACE_LEFT, WIDTH, draw
from tests.report.given import entries, hostile, hostile_text


def test_twenty_entry_points_have_a_row_each_and_share_their_places() -> None:
    """Two entry points a host end in one box, next to each other, none over another."""
    picture = draw(entries(10))
    ways = [way for place in picture.places for way in place.ways]
    assert len(ways) == 26
    assert [len(place.ways) for place in picture.places][:10] == [2] * 10
    assert all(after.y - before.y >= BOX for before, after in pairwise(ways))
    for before, after in pairwise(picture.places):
        assert before.top + before.height < after.top
    for place in picture.places:
        assert all(place.top <= way.y <= place.top + place.height for way in place.ways)
    assert picture.places[-1].top + picture.places[-1].height == picture.height


def test_an_end_that_is_no_page_says_so() -> None:
    """Each kind of bad end is marked and told in words."""
    bad = [place for place in draw(entries(1)).places if not place.good]
    assert [place.lines for place in bad] == [
        ("Loops", "a reason"),
        ("Redirects without end", "a reason"),
        ("Leads to what no browser follows", "a reason"),
        ("Leads nowhere", "a reason"),
        ("Could not be seen", "a reason"),
        ("Was lost to a fault in launchready", "a reason"),
    ]


def test_a_way_tells_its_answers() -> None:
    """The first answer, what lies between, and every hop for who asks."""
    hops = [MapHop(url=f"https://{n}.example/", status=301) for n in ("a", "b")]
    final = MapHop(url="https://c.example/", status=200)
    entry = MapEntry(
        entry="https://a.example/", hops=(*hops, final), final=final.url, end="final"
    )
    (place,) = draw([entry]).places
    (way,) = place.ways
    assert (way.scheme, way.name, way.answer) == ("https://", "a.example", "301")
    assert way.between == "b.example 301"
    assert way.hops == (
        "https://a.example/ 301 → https://b.example/ 301 → https://c.example/ 200"
    )
    longer = entry.model_copy(update={"hops": (*hops, *hops, final)})
    assert draw([longer]).places[0].ways[0].between == "3 more hops"


@settings(max_examples=50, deadline=None)
@given(hostile_text)
def test_every_line_fits_its_box(said: str) -> None:
    """However long a name is, it is cut to its box, and whole in the box's title."""
    for place in draw(hostile(said).domain_map).places:
        for line in place.lines:
            assert len(line) * CHAR <= WIDTH - PLACE_LEFT
        for way in place.ways:
            assert len(way.scheme + way.name) * CHAR <= 312
            assert len(way.between) * 6 <= 190


def test_no_entry_point_is_an_empty_picture() -> None:
    """A map without entries has a size all the same."""
    assert draw([]).height > 0
