"""Finds names of environment variables in source code, without running any of it.

Every pattern is anchored on a literal and bounded, so that a hostile file costs time in
proportion to its size alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.repository import EnvName, EnvSource

MAX_LINE = 2_000
"""Longer lines are those of minified bundles: not where a person names a setting."""

MAX_NAMES = 2_000

_NAME = r"([A-Za-z_][A-Za-z0-9_]{0,99})(?!\w)"
_QUOTED = rf"[\"'`]{_NAME}[\"'`]"


class _Pattern(Struct, frozen=True):
    """How one language reads a variable.

    Attributes:
        use: the name is group 1.
        default: what follows where the program goes on without the variable.
        needs: text that the file must hold somewhere for the pattern to mean this.
    """

    use: re.Pattern[str]
    default: str = ""
    needs: str = ""


def _pattern(use: str, default: str = "", needs: str = "") -> _Pattern:
    return _Pattern(re.compile(use), default, needs)


_OR_ELSE = r"\s{0,9}\)?\s{0,9}(?:\?\?|\|\|)"
_PYTHON = (
    _pattern(rf"\benviron\[\s{{0,9}}{_QUOTED}\s{{0,9}}\](?!\s{{0,9}}=[^=])"),
    _pattern(rf"\benviron\.(?:get|pop)\(\s{{0,9}}{_QUOTED}", r"\s{0,9},\s{0,9}(?!None\b)"),
    _pattern(rf"\bgetenv\(\s{{0,9}}{_QUOTED}", r"\s{0,9},\s{0,9}(?!None\b)"),
    _pattern(
        rf"\benv(?:\.[a-z_]{{1,20}})?\(\s{{0,9}}{_QUOTED}",
        r"\s{0,9},\s{0,9}(?:default\b|[^)\s])",
        "environ",
    ),
    _pattern(rf"\bconfig\(\s{{0,9}}{_QUOTED}", r"[^)]{0,200}\bdefault\s{0,9}=", "decouple"),
)
_SCRIPT = (
    _pattern(rf"\bprocess\.env\??\.{_NAME}(?!\s{{0,9}}=[^=])", _OR_ELSE),
    _pattern(rf"\bprocess\.env\??\.?\[\s{{0,9}}{_QUOTED}\s{{0,9}}\]", _OR_ELSE),
    _pattern(rf"\bimport\.meta\.env\??\.{_NAME}", _OR_ELSE),
    _pattern(rf"\b(?:Deno\.env\.get\(\s{{0,9}}{_QUOTED})\s{{0,9}}\)", _OR_ELSE),
    _pattern(rf"\bBun\.env\.{_NAME}", _OR_ELSE),
    # next-runtime-env and helpers of the same name
    _pattern(r"(?<![.\w])env\(\s{0,9}[\"'`]([A-Z][A-Z0-9_]{2,99})[\"'`]\s{0,9}\)", _OR_ELSE),
)
_RUBY = (
    _pattern(
        rf"\bENV\[\s{{0,9}}{_QUOTED}\s{{0,9}}\](?!\s{{0,9}}=[^=~])",
        r"\s{0,9}(?:\|\||\.presence)",
    ),
    _pattern(rf"\bENV\.fetch\(\s{{0,9}}{_QUOTED}", r"\s{0,9}(?:,|\)\s{0,9}(?:\{|do\b))"),
)  # fmt: skip
_GO = (
    _pattern(rf"\bos\.(?:Getenv|LookupEnv)\(\s{{0,9}}{_QUOTED}"),
    _pattern(rf"\b(?:env|envconfig):\"{_NAME}", r"[^`]{0,200}\b(?:envDefault|default):"),
)
_PHP = (
    _pattern(rf"\b(?:getenv|env)\(\s{{0,9}}{_QUOTED}", r"\s{0,9},\s{0,9}(?!null\b)"),
    _pattern(rf"\$_ENV\[\s{{0,9}}{_QUOTED}\s{{0,9}}\]", r"\s{0,9}\?\?"),
)
_JVM = (_pattern(rf"\bSystem\.getenv\(\s{{0,9}}{_QUOTED}", r"\s{0,9}\)\s{0,9}\?:"),)
_RUST = (_pattern(rf"\benv::var(?:_os)?\(\s{{0,9}}{_QUOTED}", r"\s{0,9}\)\s{0,9}\.unwrap_or"),)
_DOTNET = (_pattern(rf"\bGetEnvironmentVariable\(\s{{0,9}}{_QUOTED}", r"\s{0,9}\)\s{0,9}\?\?"),)
_BY_SUFFIX: dict[str, tuple[_Pattern, ...]] = {
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
    **dict.fromkeys(
        (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte",
         ".astro"),
        _SCRIPT,
    ),
    **dict.fromkeys((".rb", ".erb", ".rake", ".ru"), _RUBY),
    ".go": _GO,
    ".php": _PHP,
    **dict.fromkeys((".java", ".kt", ".scala"), _JVM),
    ".rs": _RUST,
    ".cs": _DOTNET,
    **dict.fromkeys(
        (".ex", ".exs"),
        (
            _pattern(rf"\bSystem\.get_env\(\s{{0,9}}{_QUOTED}", r"\s{0,9},"),
            _pattern(rf"\bSystem\.fetch_env!?\(\s{{0,9}}{_QUOTED}"),
        ),
    ),
}  # fmt: skip

_RUBY_IN_YAML = tuple(replace(each, needs="<%") for each in _RUBY)
"""Rails evaluates its YAML files as ERB templates first (config/database.yml)."""

_BY_SUFFIX[".prisma"] = (_pattern(rf"\benv\(\s{{0,9}}{_QUOTED}"),)

_RUBY_FILES = frozenset({"Rakefile", "Gemfile", "config.ru", "Puma"})
_DESTRUCTURED = re.compile(r"\{([^{}]{1,500})\}\s{0,9}=\s{0,9}process\.env\b")
_COMMENT = re.compile(r"\s*(?:#|//|\*|/\*|<!--|--)")
_EXAMPLE = re.compile(
    r"(?:\.?env(?:\.[\w-]{1,30})?\.(?:example|sample|template|dist|defaults?|tmpl)"
    r"|\.env-(?:example|sample|template)|(?:example|sample|template)\.env)",
    re.IGNORECASE,
)
_COMPOSE = re.compile(r"(?:docker-)?compose(?:[.-][\w-]{1,40}){0,2}\.ya?ml")


def is_example(path: str) -> bool:
    """Say whether a file is there to list variables without their values."""
    return bool(_EXAMPLE.fullmatch(PurePosixPath(path).name))


def is_compose(path: str) -> bool:
    """Say whether a file is one of Docker Compose."""
    return bool(_COMPOSE.fullmatch(PurePosixPath(path).name))


def reads_environment(path: str) -> bool:
    """Say whether names are looked for in a file of code with this name."""
    return bool(_patterns_for(PurePosixPath(path)))


def _patterns_for(path: PurePosixPath) -> tuple[_Pattern, ...]:
    if path.name in _RUBY_FILES:
        return _RUBY
    if path.suffix in {".yml", ".yaml"} and "config" in path.parts[:-1]:
        return _RUBY_IN_YAML
    return _BY_SUFFIX.get(path.suffix, ())


def names_in_code(path: str, text: str) -> Iterator[EnvName]:
    """Find the names that a source file reads."""
    patterns = _patterns_for(PurePosixPath(path))
    wanted = [each for each in patterns if each.needs in text]
    for number, line in _lines(text):
        if _COMMENT.match(line):
            continue
        for pattern in wanted:
            for match in pattern.use.finditer(line):
                rest = line[match.end() :]
                has_default = bool(pattern.default and re.match(pattern.default, rest))
                yield EnvName(match[1], EnvSource.CODE, path, number, has_default)
        if patterns is _SCRIPT and "process.env" in line:
            for match in _DESTRUCTURED.finditer(line):
                yield from _destructured(match[1], path, number)
    if patterns is _PYTHON and "BaseSettings" in text:
        yield from _pydantic_settings(path, text)


def _destructured(inside: str, path: str, number: int) -> Iterator[EnvName]:
    for part in inside.split(","):
        name, equals, _ = part.partition("=")
        plain = name.partition(":")[0].strip()
        if re.fullmatch(_NAME, plain):
            yield EnvName(plain, EnvSource.CODE, path, number, bool(equals))


_CLASS = re.compile(r"class\s{1,9}\w{1,100}\([^)]{0,200}\bBaseSettings\b")
_FIELD = re.compile(
    r"(\s{1,16})([A-Za-z]\w{0,99})\s{0,9}:\s{0,9}(?!=)([^=#]{1,200})(=?)(.{0,200})"
)
_PREFIX = re.compile(r"env_prefix\s{0,9}=\s{0,9}[\"'](\w{0,50})[\"']")
_ALIAS = re.compile(
    rf"(?:validation_)?alias\s{{0,9}}=\s{{0,9}}{_QUOTED}|\benv\s{{0,9}}=\s{{0,9}}{_QUOTED}"
)


def _pydantic_settings(path: str, text: str) -> Iterator[EnvName]:
    """Read the fields of settings classes: each is a variable of the same name."""
    fields: list[tuple[int, str, bool]] = []
    prefix, indent, inside = "", "", False

    def done() -> Iterator[EnvName]:
        for number, name, has_default in fields:
            full = name if name.startswith("=") else f"{prefix}{name}"
            yield EnvName(full.lstrip("=").upper(), EnvSource.CODE, path, number, has_default)

    for number, line in _lines(text):
        if line[:1].strip():
            yield from done()
            fields, prefix, indent = [], "", ""
            inside = bool(_CLASS.match(line))
            continue
        if not inside:
            continue
        if found := _PREFIX.search(line):
            prefix = found[1]
        match = _FIELD.match(line)
        if not match or "ClassVar" in match[3] or match[2] in {"model_config", "def", "class"}:
            continue
        indent = indent or match[1]
        if match[1] != indent:
            continue
        alias = _ALIAS.search(match[5])
        name = f"={alias[1] or alias[2]}" if alias else match[2]
        # `Field(...)`, or with nothing but an alias and the like, has no default.
        bare = re.match(r"\s{0,9}Field\(\s{0,9}(?:\.\.\.|\w{1,40}\s{0,9}=|\)|$)", match[5])
        bare = None if "default" in match[5] else bare
        fields.append((number, name, bool(match[4]) and not bare))
    yield from done()


def names_in_example(path: str, text: str) -> Iterator[EnvName]:
    """Read the names that a file like .env.example lists, commented-out ones too."""
    for number, line in _lines(text):
        match = re.match(rf"\s{{0,9}}#?\s{{0,9}}(?:export\s{{1,9}})?{_NAME}\s{{0,9}}=", line)
        if match:
            yield EnvName(match[1], EnvSource.EXAMPLE, path, number)


def names_in_container(path: str, text: str) -> Iterator[EnvName]:
    """Read the names that a Dockerfile sets with ENV, or expects with ARG."""
    for number, line in _lines(text):
        match = re.match(
            rf"\s{{0,9}}(ENV|ARG)\s{{1,9}}{_NAME}\s{{0,9}}(=|\s\S)?", line, re.IGNORECASE
        )
        if match:
            yield EnvName(match[2], EnvSource.CONTAINER, path, number, bool(match[3]))


def names_in_compose(path: str, text: str) -> Iterator[EnvName]:
    """Read what a Compose file takes from its environment, and what it gives services."""
    block = -1
    for number, line in _lines(text):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        for match in re.finditer(rf"\$\{{{_NAME}(:?[-?+])?", line):
            has_default = (match[2] or "").endswith("-")
            yield EnvName(match[1], EnvSource.COMPOSE, path, number, has_default)
        listed = re.match(
            rf"\s{{0,80}}(?:-\s{{1,9}})?[\"']?{_NAME}[\"']?\s{{0,9}}(?:[:=]|$)", line
        )
        if block >= 0 and (indent > block or (indent == block and "- " in line)):
            if listed:
                yield EnvName(listed[1], EnvSource.COMPOSE, path, number)
            continue
        block = indent if re.match(r"\s{0,80}environment:\s*$", line) else -1


def names_in_pipeline(path: str, text: str) -> Iterator[EnvName]:
    """Read the secrets and variables that a GitHub Actions workflow is given."""
    for number, line in _lines(text):
        for match in re.finditer(rf"\b(?:secrets|vars)\.{_NAME}", line):
            if not match[1].upper().startswith("GITHUB_"):
                yield EnvName(match[1], EnvSource.CI, path, number)


def first_of_each(names: Iterable[EnvName]) -> tuple[EnvName, ...]:
    """Keep the first use of each name in each kind of file, sorted."""
    found: dict[tuple[EnvSource, str], EnvName] = {}
    for each in names:
        key = (each.source, each.name)
        known = found.get(key)
        if known is None:
            if len(found) < MAX_NAMES:
                found[key] = each
        elif known.has_default and not each.has_default:
            # A use without a default is the one that fails.
            found[key] = replace(each)
    return tuple(sorted(found.values(), key=lambda each: (each.source, each.name)))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= MAX_LINE:
            yield number, line.rstrip("\r")
