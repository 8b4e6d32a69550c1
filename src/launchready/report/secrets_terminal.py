"""A secret scan for a person: each secret once, with its places and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from launchready.report.plain import plain
from launchready.secrets.told import IN_HISTORY, Part, Told, told

MOST_SECRETS = 50
MOST_PLACES = 8
_STYLES = {"blocker": "1;31", "high": "31", "medium": "33", "low": "2", "": "2"}


def render(
    parts: Sequence[Part], seconds: float, *, color: bool = False, verbose: bool = False
) -> str:
    """Write what a scan found, allowed and could not read."""
    groups: dict[str, list[Told]] = {}
    for each in told(parts):
        if each.impact or verbose:
            groups.setdefault(each.found.hash, []).append(each)
    lines = [
        line for group in list(groups.values())[:MOST_SECRETS] for line in _group(group, color)
    ]
    if len(groups) > MOST_SECRETS:
        lines += [f"... and {len(groups) - MOST_SECRETS} more: --format json has all", ""]
    lines += _unread(parts, color)
    lines += [f"note: {plain(note)}" for part in parts for note in part.findings.notes]
    lines += _allowed(parts, verbose=verbose)
    lines.append(_summary(parts, len(groups), seconds))
    if any(
        each.check == IN_HISTORY or each.found.tracked for g in groups.values() for each in g
    ):
        lines.append("What has been committed has been read: rotate it, then clean up.")
    return "\n".join(lines) + "\n"


def _group(group: Sequence[Told], color: bool) -> Iterator[str]:
    worst, found = group[0], group[0].found
    label = worst.impact or "public"
    if color:
        label = f"\x1b[{_STYLES[worst.impact]}m{label}\x1b[0m"
    encoding = f", in {found.encoding}" if found.encoding else ""
    yield f"{label}: {plain(found.name)}{encoding}  {plain(found.masked)}  [{found.hash}]"
    for each in group[:MOST_PLACES]:
        yield f"  {plain(each.found.place)}:{each.found.column}  {_when(each)}".rstrip()
    if len(group) > MOST_PLACES:
        yield f"  ... and {len(group) - MOST_PLACES} more places"
    if found.rotate and worst.impact:
        yield f"  Rotate: {plain(found.rotate)}"
    yield ""


def _when(each: Told) -> str:
    found = each.found
    if not found.first_commit:
        return {True: "tracked by git", False: ""}[found.tracked]
    if found.first_commit == "dangling":
        return "in the history, though no branch leads there any more"
    first = f"{found.first_commit[:9]} {found.first_seen}".strip()
    last = f"{found.last_commit[:9]} {found.last_seen}".strip()
    return f"in the history, {first}" + ("" if first == last else f" to {last}")


def _unread(parts: Sequence[Part], color: bool) -> Iterator[str]:
    count = sum(part.findings.unread_count for part in parts)
    if not count:
        return
    head = f"{count} could not be read, and so is not known to be clean:"
    yield f"\x1b[33m{head}\x1b[0m" if color else head
    shown = [each for part in parts for each in part.findings.unread][:20]
    for each in shown:
        yield f"  {plain(each.path)}: {plain(each.reason)}"
    if count > len(shown):
        yield f"  ... and {count - len(shown)} more"
    yield ""


def _allowed(parts: Sequence[Part], *, verbose: bool) -> Iterable[str]:
    allowed = [each for part in parts for each in part.findings.allowed]
    if not allowed:
        return
    if not verbose:
        yield f"{len(allowed)} allowed: --verbose lists them"
        return
    for each in allowed:
        why = f": {plain(each.reason)}" if each.reason else ""
        yield f"allowed: {plain(each.found.name)} at {plain(each.found.place)}, {each.by}{why}"


def _summary(parts: Sequence[Part], secrets: int, seconds: float) -> str:
    texts = sum(part.findings.texts for part in parts)
    size = sum(part.findings.size for part in parts)
    names = sorted({name for part in parts for name in part.findings.exact_names})
    looked = f", and for the values of {plain(', '.join(names), 200)}" if names else ""
    what = f"{secrets} secret{'' if secrets == 1 else 's'}" if secrets else "No secret"
    return f"{what} in {texts} texts, {_size(size)}, {seconds:.2f} s{looked}."


def _size(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
