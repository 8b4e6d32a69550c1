"""Writes what was brought in as TOML, and into a manifest that keeps its comments."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from launchready.manifest.schema import Manifest
from launchready.watch.exchange.imported import Imported, Scalars, free_name


class CannotMerge(Exception):
    """The manifest cannot take it; says why."""


def new_to(manifest: Manifest, found: Imported) -> Imported:
    """Leave out what a manifest has already, and use the routes that it has.

    Args:
        manifest: what is declared.
        found: what was brought in.
    """
    by_url = {route.url: route.name for route in manifest.routes}
    taken = set(by_url.values())
    renamed: dict[str, str] = {}
    new = Imported(left_out=list(found.left_out))
    for route in found.routes:
        if route["url"] in by_url:
            renamed[route["name"]] = by_url[route["url"]]
            continue
        name = free_name(route["name"], taken, "-")
        renamed[route["name"]] = name
        new.routes.append({**route, "name": name})
    named = {monitor.target for monitor in manifest.monitors}
    there = {_looks_at(each.model_dump(exclude_defaults=True)) for each in manifest.monitors}
    for told in found.monitors:
        monitor = {**told}
        if "route" in monitor:
            monitor["route"] = renamed.get(monitor["route"], monitor["route"])
        if _looks_at(monitor) in there:
            new.leave_out(monitor["name"], "is watched already")
            continue
        monitor["name"] = free_name(monitor["name"], named, "-")
        new.monitors.append(monitor)
    used = {monitor.get("route") for monitor in new.monitors}
    new.routes = [route for route in new.routes if route["name"] in used]
    return new


def _looks_at(monitor: Scalars) -> tuple[str, ...]:
    """Give what tells two monitors apart, whatever they are called."""
    kind = monitor.get("kind", "http")
    name = monitor.get("name", "") if kind == "heartbeat" else ""
    own = (monitor.get(key, "") for key in ("route", "at"))
    return (kind, name, *own, monitor.get("record", "A"))


def as_toml(found: Imported) -> str:
    """Write routes and monitors as they stand in a manifest."""
    document = tomlkit.document()
    _append(document, "routes", found.routes)
    _append(document, "monitors", found.monitors)
    return tomlkit.dumps(document).strip() + "\n"


def merged(text: str, found: Imported) -> str:
    """Add routes and monitors to a manifest's text; all else of it stays as it is.

    Raises:
        CannotMerge: it is no TOML, or has routes or monitors as a list in one line.
    """
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError as error:
        raise CannotMerge(f"it cannot be read: {error}") from error
    _append(document, "routes", found.routes)
    _append(document, "monitors", found.monitors)
    return tomlkit.dumps(document)


def _append(document: tomlkit.TOMLDocument, key: str, rows: list[Scalars]) -> None:
    if not rows:
        return
    there: Any = document.get(key)
    if there is None:
        there = tomlkit.aot()
        for row in rows:
            there.append(_table(row))
        document.append(key, there)
        return
    if not isinstance(there, AoT):
        raise CannotMerge(f"write {key} as [[{key}]] tables, not as a list")
    for row in rows:
        there.append(_table(row))


def _table(row: Scalars) -> Table:
    table = tomlkit.table()
    for name, value in row.items():
        if isinstance(value, dict):
            inner = tomlkit.inline_table()
            inner.update(value)
            table.append(name, inner)
        else:
            table.append(name, value)
    table.add(tomlkit.nl())
    return table
