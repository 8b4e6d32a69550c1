"""Finds what ends a start where a variable is missing, without running any of it.

Three kinds count: a gate before the start (`launchready env exec`), a library that reads all
settings at once and refuses (pydantic-settings, envalid, zod), and code that is run at every
start and fails without the variable (`os.environ["X"]` where settings are imported).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from launchready.collect.source.containers import is_container_file
from launchready.collect.source.environment import is_compose, names_in_code
from launchready.collect.source.pipelines import pipeline_system
from launchready.environment.comparison import set_by_others
from launchready.facts.environment import StartupCheck

_GATE = re.compile(r"launchready[\"',\s]{1,6}env[\"',\s]{1,6}(exec|check)\b")
_STARTERS = frozenset(
    {"procfile", "makefile", "gnumakefile", "justfile", "package.json", "fly.toml",
     "render.yaml", "railway.toml", "railway.json", "vercel.json", "netlify.toml", "app.json",
     "heroku.yml"}
)  # fmt: skip

_QUOTED_NAME = re.compile(r"[\"'`]([A-Z][A-Z0-9_]{1,99})[\"'`]")
_KEY_NAME = re.compile(r"(?:^|[{,\s])[\"']?([A-Z][A-Z0-9_]{1,99})[\"']?\s{0,9}:")


class _Library(Struct, frozen=True):
    """A library that reads all settings at once, and refuses what is missing.

    Attributes:
        by: its name.
        sign: what only its use looks like.
        names: how the variables that it looks for are written; None: as the language does.
    """

    by: str
    sign: re.Pattern[str]
    names: re.Pattern[str] | None


_PYTHON = (
    _Library("pydantic-settings", re.compile(r"^class \w{1,100}\([^)]{0,200}\bBaseSettings\b",
                                             re.MULTILINE), None),
    _Library("django-environ", re.compile(r"\benviron\.(?:Fileaware)?Env\("), None),
    _Library("environs", re.compile(r"^from environs import|\benvirons\.Env\(", re.MULTILINE),
             None),
    _Library("python-decouple", re.compile(r"^from decouple import", re.MULTILINE), None),
)  # fmt: skip
_SCRIPT = (
    _Library("t3-env", re.compile(r"@t3-oss/env-\w{2,20}"), _KEY_NAME),
    _Library("envalid", re.compile(r"\bcleanEnv\("), _KEY_NAME),
    _Library(
        "zod", re.compile(r"\.(?:safeP|p)arse(?:Async)?\(\s{0,9}process\.env\b"), _KEY_NAME
    ),
    _Library(
        "joi", re.compile(r"\bvalidationSchema\s{0,9}:|\.validate\(\s{0,9}process\.env\b"),
        _KEY_NAME,
    ),
    _Library(
        "valibot", re.compile(r"\bparse\(\s{0,9}\w{1,60},\s{0,9}process\.env\b"), _KEY_NAME
    ),
    _Library("env-var", re.compile(r"\.required\(\)\.as\w{2,20}\("), _QUOTED_NAME),
)  # fmt: skip
_GO = (
    _Library("envconfig", re.compile(r"\benvconfig\.(?:Must)?Process\("),
             re.compile(r"envconfig:\"([A-Z][A-Z0-9_]{1,99})\"[^`]{0,200}required:\"true\"")),
    _Library("caarlos0/env", re.compile(r"\benv\.(?:Parse|ParseAs|Must)\w{0,20}[\[(]"),
             re.compile(r"env:\"([A-Z][A-Z0-9_]{1,99}),[^\"]{0,60}(?:required|notEmpty)")),
)  # fmt: skip
_RUBY = (
    _Library("dotenv", re.compile(r"\bDotenv\.require_keys\b"), _QUOTED_NAME),
    _Library("Figaro", re.compile(r"\bFigaro\.require_keys\b"), _QUOTED_NAME),
)  # fmt: skip
_PHP = (_Library("phpdotenv", re.compile(r"->required\("), _QUOTED_NAME),)
_LIBRARIES = {
    ".py": _PYTHON,
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"), _SCRIPT),
    ".go": _GO,
    ".rb": _RUBY,
    ".php": _PHP,
}
_USES_NAMES = re.compile(
    r"\b(?:env(?:\.\w{1,20})?|config)\(\s{0,9}[\"']([A-Z][A-Z0-9_]{1,99})[\"']\s{0,9}\)"
)

_BEFORE = r"[^#\n]{0,300}?\b"
_STRICT = {
    # Run when the module is imported, so at every start; KeyError without the variable.
    ".py": re.compile(r"\S[^#\n]{0,300}?\benviron\[\s{0,9}[\"']([A-Z]\w{0,99})[\"']\s{0,9}\]"),
    # Fails where nothing follows the name; only files that every start loads count.
    ".rb": re.compile(
        _BEFORE + r"ENV\.fetch\(\s{0,9}[\"']([A-Z]\w{0,99})[\"']\s{0,9}\)(?!\s{0,9}[{d])"
    ),
    ".exs": re.compile(_BEFORE + r"System\.fetch_env!\(\s{0,9}\"([A-Z]\w{0,99})\""),
    ".rs": re.compile(
        _BEFORE + r"env::var\(\s{0,9}\"([A-Z]\w{0,99})\"\s{0,9}\)\s{0,9}\.(?:expect|unwrap)\("
    ),
}
_BOOTED = {
    ".rb": re.compile(r"(?:.{1,200}/)?config/.{1,200}"),
    ".exs": re.compile(r"(?:.{1,200}/)?config/(?:runtime|prod)\.exs"),
    ".rs": re.compile(r"(?:.{1,200}/)?(?:main|config|settings)\.rs"),
}
_LEAVES = re.compile(
    r"\bsys\.exit\(|\braise \w|\bprocess\.exit\(|\bthrow new \w{0,40}Error|\blog\.Fatal"
    r"|\bpanic\(|\babort\b|\bos\.Exit\("
)
_MISSING = re.compile(r"\bmissing|\bnot set\b|\brequired?\b|\bmust be set\b", re.IGNORECASE)
_DEFINES = re.compile(
    r"(?:export\s{1,9}|default\s{1,9}|async\s{1,9}){0,3}"
    r"(?:def\b|class\b|function\b|func\b|fn\b|pub\b|module\b|(?:const|let|var)\s.{0,100}=>)"
    r"|(?:const|let|var)\s.{0,100}(?:=>|function)|@\w|export\s{1,9}(?:const|let)\s.{0,120}\("
)
_VALIDATES = re.compile(
    r"(?:valid|check|assert|ensure|require|verif|load|init)\w{0,20}?(?:env|config|setting|variable"
    r"|secret)|(?:env|config|setting)\w{0,20}?(?:valid|check|assert)|\bmain\s{0,3}\(|class\s\w{0,40}"
    r"(?:Settings|Config|Env)\b",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(r"(?:^|/)(?:scripts?|bin|tools|migrations?|environments)/")
NEAR = 12
"""Lines within which a list of names, a test and an exit belong together."""


def startup_checks(path: str, text: str) -> Iterator[StartupCheck]:
    """Find what one file does about missing variables."""
    pure = PurePosixPath(path)
    if _starts_something(path):
        yield from _gates(path, text)
    if not _reads_environment(text):
        return
    for library in _LIBRARIES.get(pure.suffix, ()):
        found = library.sign.search(text)
        if found:
            names = _names(library, path, text)
            if names:
                yield StartupCheck(library.by, path, _line(text, found.start()), names)
    yield from _strict(path, text)
    yield from _by_hand(path, text)


def _starts_something(path: str) -> bool:
    pure = PurePosixPath(path)
    return (
        is_container_file(path)
        or is_compose(path)
        or bool(pipeline_system(path))
        or pure.name.lower() in _STARTERS
        or pure.suffix in {".sh", ".bash"}
    )


def _gates(path: str, text: str) -> Iterator[StartupCheck]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("#") or len(line) > 2000:
            continue
        if found := _GATE.search(line):
            by = f"launchready env {found[1]}"
            yield StartupCheck(by, path, number, whole_contract=True)
            return


def _reads_environment(text: str) -> bool:
    words = ("environ", "getenv", "process.env", "env(", "ENV", "env::var", "BaseSettings",
             "envconfig", "decouple", "env:", "fetch_env", "Dotenv", "dotenv")  # fmt: skip
    return any(word in text for word in words)


def _names(library: _Library, path: str, text: str) -> tuple[str, ...]:
    if library.names is not None:
        return tuple(dict.fromkeys(library.names.findall(text)))[:500]
    if library.by == "pydantic-settings":
        found = (each.name for each in names_in_code(path, text) if not each.has_default)
        return tuple(dict.fromkeys(found))[:500]
    return tuple(dict.fromkeys(_USES_NAMES.findall(text)))[:500]


def _strict(path: str, text: str) -> Iterator[StartupCheck]:
    suffix = PurePosixPath(path).suffix
    pattern = _STRICT.get(suffix)
    booted = _BOOTED.get(suffix)
    if pattern is None or (booted and not booted.fullmatch(path)):
        return
    names: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= 2000 and (found := pattern.match(line)):
            # A function's body, which is indented in Python, runs later or never.
            names.setdefault(found[1], number)
    if names:
        by = "settings that fail as they are read"
        yield StartupCheck(by, path, min(names.values()), tuple(names))


def _by_hand(path: str, text: str) -> Iterator[StartupCheck]:
    """Find a list of names, a test for what is missing, and an exit, close together.

    The statement that holds them has to be one that every start runs: at the top of a
    module, or a function whose name says that it validates settings.
    """
    if not (_LEAVES.search(text) and _MISSING.search(text)) or _SCRIPTS.search(path):
        return
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(line) > 2000 or not _LEAVES.search(line):
            continue
        top = _top_of_statement(lines, number)
        if top is None or (_DEFINES.match(lines[top]) and not _VALIDATES.search(lines[top])):
            continue
        around = lines[max(0, min(top, number - 3)) : number + 2]
        if not _DEFINES.match(lines[top]):
            around = lines[max(0, top - NEAR) : top] + around
        near = "\n".join(each for each in around if len(each) < 2000)
        if not (_MISSING.search(near) and _reads_environment(near)):
            continue
        names = dict.fromkeys(
            [*_QUOTED_NAME.findall(near), *re.findall(r"process\.env\.([A-Z]\w{0,99})", near)]
        )
        own = tuple(name for name in names if "_" in name and not set_by_others(name))
        if own:
            yield StartupCheck("a check of its own", path, number + 1, own)
            return


def _top_of_statement(lines: list[str], number: int) -> int | None:
    """Find the line without an indent that a line belongs to, if it is near."""
    for at in range(number, max(-1, number - 40), -1):
        if lines[at][:1].strip() and lines[at][0] not in ")}]":
            return at
    return None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
