"""Reads YAML of strangers: no tags, no bombs, no depth without end."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from launchready.watch.exchange.imported import NotReadable

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 40
MAX_NODES = 200_000
"""Nodes with every alias followed: what an alias stands for is counted each time."""


_TEXTS = frozenset({"bool", "timestamp"})


def read_yaml(text: str) -> Any:
    """Read one document into dicts, lists and scalars.

    Raises:
        NotReadable: it is no YAML, or would grow beyond bounds.
    """
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise NotReadable(
            "reading YAML needs pyyaml: pip install 'launchready[watch]'"
        ) from error
    try:
        _weigh(text)
        return yaml.load(text, Loader=_loader())  # noqa: S506  (a safe one, with fewer types)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise NotReadable(f"it is no YAML that can be read{where}") from None


@functools.cache
def _loader() -> type[yaml.SafeLoader]:
    """Make a loader that reads `off` and dates as texts, as Go's does: names may be those."""
    import yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012  (as its base class has them)
            first: [each for each in known if each[0].rpartition(":")[2] not in _TEXTS]
            for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    pattern = re.compile("^(?:true|True|TRUE|false|False|FALSE)$")
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", pattern, list("tTfF"))
    return Loader


def _weigh(text: str) -> None:
    """Count nodes before any is made; an alias weighs what it stands for."""
    import yaml

    weights: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = [(None, 0)]

    def add(anchor: str | None, weight: int) -> None:
        outer, sum_ = open_[-1]
        open_[-1] = (outer, sum_ + weight)
        if anchor is not None:
            weights[anchor] = weight
        if sum_ + weight > MAX_NODES:
            raise NotReadable(f"it would grow to more than {MAX_NODES:,} values")

    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in weights:
                raise NotReadable("it refers to itself")
            add(None, weights[event.anchor] + 1)
        elif isinstance(event, yaml.ScalarEvent):
            add(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append((event.anchor, 1))
            if len(open_) > MAX_DEPTH:
                raise NotReadable("it is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            add(*open_.pop())


def tables(value: object) -> list[dict[str, Any]]:
    """Give the mappings of a list, and none of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
