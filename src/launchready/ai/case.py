"""Cases: what is asked, where the attack stands, and what counts as broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from launchready.facts.assistants import Category
from launchready.manifest.tables.assistants import CanaryPlace, ToolKind

MAX_CASES_BYTES = 4 * 1024 * 1024
MAX_CASES = 2000


class CasesError(Exception):
    """A file of cases is wrong; the message says where and how."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class CallRule(_Strict):
    """A call of a tool that must not happen.

    Attributes:
        kind: what the tool does; "any" for every tool.
        having: texts of which the arguments hold at least one; empty for any arguments.
    """

    kind: ToolKind | Literal["any"] = "any"
    having: tuple[str, ...] = Field(default=(), alias="with")


class Breaks(_Strict):
    """What counts as broken: any one of these.

    Attributes:
        mark: the answer has both halves of the mark as one word.
        leaks: canaries of these places, in the answer or in a call, plain or disguised.
        loads: the answer makes a reader's browser ask the attacker's host.
        links: the answer has a link to the attacker's host that carries something.
        calls: calls of tools.
        markup: the answer has markup that runs.
        says: the answer has one of these texts, in any case.
        lacks: the answer has none of these texts, in any case.
        over: a limit of the manifest was passed.
        refused: the answer declines.
    """

    mark: bool = False
    leaks: tuple[CanaryPlace, ...] = ()
    loads: bool = False
    links: bool = False
    calls: tuple[CallRule, ...] = ()
    markup: bool = False
    says: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    over: tuple[Literal["answer", "calls", "seconds"], ...] = ()
    refused: bool = False

    @model_validator(mode="after")
    def _something(self) -> Breaks:
        if self == Breaks.model_construct():
            raise ValueError("says nothing that would count as broken")
        return self


class Case(_Strict):
    """One thing to try.

    Placeholders in the texts: {mark_a} and {mark_b}, two random words of letters; {sink},
    a host name of the attacker's; {other}, an id of another tenant's.

    Attributes:
        id: unique among all cases.
        title: what is tried, in a phrase.
        category: what it is about.
        sources: where the idea was published: OWASP ids, papers.
        through: where the attack stands.
        before: what the user says first, in the same conversation.
        ask: what the user says.
        plant: the text that stands where the assistant reads it.
        repeat_text: the question is lengthened by this text, `repeat_times` over.
        breaks: what counts as broken.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    title: str = Field(min_length=1, max_length=120)
    category: Category
    sources: tuple[str, ...] = Field(min_length=1)
    through: Literal["direct", "document", "record", "tool-result"] = "direct"
    before: tuple[str, ...] = ()
    ask: str = Field(min_length=1)
    plant: str = ""
    repeat_text: str = ""
    repeat_times: int = Field(default=0, ge=0, le=5000)
    breaks: Breaks

    @model_validator(mode="after")
    def _plant_has_a_place(self) -> Case:
        if bool(self.plant) is (self.through == "direct"):
            raise ValueError("a plant is what goes through something else than the question")
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        """Give every text that placeholders may stand in."""
        rules = [text for rule in self.breaks.calls for text in rule.having]
        return (*self.before, self.ask, self.plant, *rules, *self.breaks.says)

    def uses(self, placeholder: str) -> bool:
        """Say whether a placeholder such as "other" stands in a text."""
        return any(f"{{{placeholder}}}" in text for text in self.texts)


def own_cases() -> tuple[Case, ...]:
    """Read the cases that come with launchready, in a fixed order."""
    folder = files("launchready.ai") / "cases"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    texts = [(name, (folder / name).read_text(encoding="utf-8")) for name in names]
    return join_cases(read_cases(text, name) for name, text in texts)


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a user's file of cases.

    Raises:
        CasesError: it cannot be read, or is not one.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_CASES_BYTES + 1)
    except OSError as error:
        raise CasesError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    if len(octets) > MAX_CASES_BYTES:
        raise CasesError(f"{path}: is over {MAX_CASES_BYTES // 1024 // 1024} MB")
    return read_cases(octets.decode("utf-8", "replace"), str(path))


def join_cases(groups: Iterable[Sequence[Case]]) -> tuple[Case, ...]:
    """Put cases together.

    Raises:
        CasesError: two have one id.
    """
    joined: dict[str, Case] = {}
    for group in groups:
        for case in group:
            if case.id in joined:
                raise CasesError(f'two cases have the id "{case.id}"')
            joined[case.id] = case
    return tuple(joined.values())


def read_cases(text: str, name: str) -> tuple[Case, ...]:
    """Read YAML: `category` and `sources` of the whole file, and `cases`.

    A case's own `category` and `sources` take their place.

    Raises:
        CasesError: it is not YAML, or not of that form; says where.
    """
    document = parse_yaml(text, name)
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        raise CasesError(f'{name}: there is no list "cases"')
    shared = {key: value for key, value in document.items() if key != "cases"}
    if extra := set(shared) - {"category", "sources"}:
        raise CasesError(f"{name}: unknown key {min(map(str, extra))!r}")
    entries = document["cases"]
    if len(entries) > MAX_CASES:
        raise CasesError(f"{name}: has over {MAX_CASES} cases")
    return join_cases([[_case(entry, shared, name, n)] for n, entry in enumerate(entries, 1)])


def _case(entry: Any, shared: dict[str, Any], name: str, number: int) -> Case:
    known = entry.get("id", f"number {number}") if isinstance(entry, dict) else number
    if not isinstance(entry, dict):
        raise CasesError(f"{name}: case {number} is no mapping")
    try:
        return Case.model_validate(shared | entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise CasesError(f"{name}: case {known}: {where}: {said}".replace(": :", ":")) from None


def parse_yaml(text: str, name: str) -> Any:
    """Parse YAML 1.1 without tags that make objects, and without aliases.

    An alias within an alias within an alias fills the memory from a page of text.

    Raises:
        CasesError: it is no such YAML, or PyYAML is not there.
    """
    try:
        import yaml
    except ImportError:
        raise CasesError(
            "cases are YAML files, which need PyYAML: pip install 'launchready[ai]'"
        ) from None

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, loader)):
            raise CasesError(f"{name}: aliases (*) are not taken")
        return yaml.load(text, loader)  # noqa: S506 -- a safe loader, the quick one if there
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}:" if mark else ""
        raise CasesError(f"{name}:{where} is not YAML") from None
    except (RecursionError, ValueError):
        raise CasesError(f"{name}: is nested too deeply, or has a value that is none") from None
