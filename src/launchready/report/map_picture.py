"""The domain map as a picture: entry points on the left, the places they end on the right.

Only the layout is made here, in CSS pixels; the template `map.svg` draws it.  A way is a
straight line, for the box of the place where it ends is as high as its entry points are.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from launchready.audit.model import MapEntry, MapHop
from launchready.report.plain import plain
from launchready.report.words import count, ending

WIDTH = 1000
ENTRY_WIDTH = 312
PLACE_LEFT = 610
ROW = 34
BOX = 26
LINE = 17
PADDING = 11
GAP = 14
CHAR = 6.9
"""Width that a character of the picture's 12-pixel text takes, on average."""


class Way(Struct, frozen=True):
    """One entry point and the way from it.

    Attributes:
        y: middle of its row.
        scheme: "http://" or "https://"; name: the rest of the entry point, shortened.
        entry: the whole entry point.
        answer: status of the first answer, where it leads on; "" where it is the last.
        between: what lies between the first answer and the end, shortened; "" if nothing.
        hops: every answer, in words.
    """

    y: float
    scheme: str
    name: str
    entry: str
    answer: str
    between: str
    hops: str


class Place(Struct, frozen=True):
    """Where ways end.

    Attributes:
        top, height: of its box.
        good: a page, and not a failure.
        lines: what stands in the box, shortened; the first is its name.
        whole: the same, not shortened.
        ways: those that end here.
    """

    top: float
    height: float
    good: bool
    lines: tuple[str, ...]
    whole: str
    ways: tuple[Way, ...]

    @property
    def line_positions(self) -> tuple[tuple[float, str], ...]:
        """Give each line with its baseline, the lot in the middle of the box."""
        first = self.top + (self.height - LINE * len(self.lines)) / 2 + LINE - 5
        return tuple((first + LINE * index, line) for index, line in enumerate(self.lines))


class Picture(Struct, frozen=True):
    """The whole picture; `summary` is its text alternative."""

    height: float
    places: tuple[Place, ...]
    summary: str


def draw(entries: Sequence[MapEntry]) -> Picture:
    """Lay out the map, entry points that end at the same place next to each other."""
    groups: dict[tuple[str, str], list[MapEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.end, entry.final or entry.detail), []).append(entry)
    places = []
    top = 0.0
    for group in groups.values():
        place = _place(group, top)
        places.append(place)
        top += place.height + GAP
    return Picture(max(top - GAP, ROW), tuple(places), _summary(entries, places))


def render_svg(entries: Sequence[MapEntry]) -> str:
    """Write the picture as a file of its own, on white."""
    from launchready.report.templates import templates

    return templates().get_template("map.svg").render(picture=draw(entries), standalone=True)


def _summary(entries: Sequence[MapEntry], places: Sequence[Place]) -> str:
    bad = sum(len(place.ways) for place in places if not place.good)
    reached = sum(place.good for place in places)
    words = f"{count(len(entries), 'entry point')}; {count(reached, 'place')} reached"
    return words + (f"; {bad} lead to no page" if bad else "") + ". The table below says all."


def _place(group: Sequence[MapEntry], top: float) -> Place:
    first = group[0]
    whole = _lines(first)
    height = max(ROW * len(group), LINE * len(whole) + 2 * PADDING)
    space = (height - ROW * len(group)) / 2
    room = WIDTH - PLACE_LEFT - 2 * PADDING - 18
    return Place(
        top=top,
        height=height,
        good=not ending(first),
        lines=tuple(_short(line, room) for line in whole),
        whole="; ".join(whole),
        ways=tuple(
            _way(entry, top + space + ROW * (index + 0.5)) for index, entry in enumerate(group)
        ),
    )


def _lines(entry: MapEntry) -> tuple[str, ...]:
    end = ending(entry)
    if end:
        name, _, detail = end.partition(": ")
        return (name[:1].upper() + name[1:], *([detail] if detail else []))
    status = entry.hops[-1].status if entry.hops else 0
    seen = (str(status) if status else "", plain(entry.proxy, 60))
    told = (
        " · ".join(each for each in seen if each),
        f"certificate: {plain(entry.certificate, 120)}" if entry.certificate else "",
        f"cache: {plain(entry.cache, 120)}" if entry.cache else "",
    )
    return (plain(entry.final), *(line for line in told if line))


def _way(entry: MapEntry, y: float) -> Way:
    whole = plain(entry.entry) or "the domain"
    scheme = next((each for each in ("https://", "http://") if whole.startswith(each)), "")
    name = whole.removeprefix(scheme).removesuffix("/") or whole
    leads_on = entry.hops[:-1] if entry.final else entry.hops
    first, between = leads_on[:1], leads_on[1:]
    return Way(
        y=y,
        scheme=scheme,
        name=_short(name, ENTRY_WIDTH - 2 * PADDING - len(scheme) * CHAR),
        entry=whole,
        answer=_answer(first[0]) if first else "",
        between=_between(between),
        hops=" → ".join(f"{plain(hop.url, 200)} {_answer(hop)}" for hop in entry.hops),
    )


def _answer(hop: MapHop) -> str:
    return str(hop.status) if hop.status else "no answer"


def _between(hops: Sequence[MapHop]) -> str:
    if not hops:
        return ""
    if len(hops) > 1:
        return f"{len(hops)} more hops"
    place = plain(hops[0].url).partition("://")[2].partition("?")[0].rstrip("/")
    return f"{_short(place, 120)} {_answer(hops[0])}"


def _short(text: str, pixels: float) -> str:
    """Cut a text to what fits, in its middle where both ends tell something."""
    room = max(8, int(pixels / CHAR))
    if len(text) <= room:
        return text
    tail = room // 3
    return f"{text[: room - tail - 1]}…{text[-tail:]}"
