"""Finds well-known passwords and keys: in Compose files, seeds, and as defaults in code.

Nothing is ever tried against the live product; what stands in the code says enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launchready.collect.source.environment import is_compose
from launchready.facts.environment import DefaultCredential, DefaultKind

WELL_KNOWN = frozenset(
    {"admin", "administrator", "changeme", "changeit", "default", "demo", "dev", "development",
     "guest", "insecure", "letmein", "master", "minioadmin", "mysql", "pass", "passw0rd",
     "password", "postgres", "qwerty", "rabbitmq", "redis", "root", "secret", "secretkey",
     "supersecret", "test", "testing", "toor", "user", "welcome", "mysecret", "mysecretkey",
     "mypassword", "notsecret", "replaceme", "todo", "xxx", "foo", "bar", "foobar", "12345",
     "123456", "12345678", "123456789", "1234567890", "1234", "0000", "111111", "abc123"}
)  # fmt: skip
"""What everybody tries first, once signs and digits at the end are left off."""

_SENSITIVE = (
    r"(?:[A-Za-z_][\w.-]{0,60}?)?(?:PASSWORD|PASSWD|_PASS|SECRET(?:_KEY)?(?:_BASE)?|_TOKEN"
    r"|API_?KEY|PRIVATE_KEY|SIGNING_KEY|ENCRYPTION_KEY|JWT_KEY|SESSION_KEY|AUTH_KEY|APP_KEY)"
)
"""Names of settings that hold a secret: the last word says so."""
_NAMED = rf"({_SENSITIVE})"
_VALUE = r"[\"'`]([^\"'`\n]{1,80})[\"'`]"

_FALLBACKS = (
    # A call with the name and, after it, what to go on with (Python, PHP, Ruby).
    re.compile(
        rf"(?:environ\.get|getenv|\benv(?:\.\w{{1,12}})?|\bconfig|ENV\.fetch)\(\s{{0,9}}"
        rf"[\"'](?i:{_NAMED})[\"']\s{{0,9}},\s{{0,9}}(?:default\s{{0,9}}=\s{{0,9}})?{_VALUE}"
        r"\s{0,9}[,)]"
    ),
    # A look-up, then || or ?? and what to go on with (JavaScript, Ruby, PHP).
    re.compile(
        r"(?:process\.env\??\.|ENV\[\s{0,9}[\"'])"
        rf"(?i:{_NAMED})(?:[\"']\s{{0,9}}\])?\s{{0,9}}(?:\|\||\?\?)\s{{0,9}}{_VALUE}"
    ),
)
_SETTING = re.compile(rf"\s{{0,20}}(?:export\s{{1,9}})?(?:const\s{{1,9}}|let\s{{1,9}}|self\.)?"
                      rf"{_NAMED}\s{{0,9}}(?::\s{{0,9}}str\s{{0,9}})?[:=]\s{{0,9}}{_VALUE}",
                      re.IGNORECASE)  # fmt: skip
_COMPOSE = re.compile(
    rf"\s{{0,40}}(?:-\s{{1,9}})?[\"']?({_SENSITIVE})[\"']?\s{{0,9}}[:=]"
    rf"\s{{0,9}}[\"']?([^\s\"'#${{}}][^\s\"'#]{{0,79}})[\"']?\s{{0,9}}(?:#.{{0,200}})?$",
    re.IGNORECASE,
)
_SEED = re.compile(
    r"(?:password|passwd|password_confirmation|hash(?:ed)?_?password|bcrypt|make_password|set_password"
    r"|Hash::make|hashSync|hash)[\"']?\s{0,9}(?:=>|[:=(]|,)\s{0,9}(?:\w{1,30}[.(:]{1,2}\w{0,30}\(?\s{0,9})?"
    + _VALUE,
    re.IGNORECASE,
)
_SUPERUSER = re.compile(
    r"create_superuser\(\s{0,9}(?:username\s{0,9}=\s{0,9})?[\"']([^\"']{1,60})[\"'].{0,200}?"
    r"(?:password\s{0,9}=\s{0,9}|,\s{0,9})[\"']([^\"'@]{1,60})[\"']\s{0,9}\)"
)
_IS_SEED = re.compile(
    r"(?:.{0,200}/)?(?:seeds?|seeders?|fixtures|bootstrap)(?:/.{1,200}|\.(?:py|rb|[cm]?[jt]s|php|sql))"
    r"|(?:.{0,200}/)?(?:.{0,60}seed(?:er)?s?|create_?admin.{0,40}|.{0,40}superuser.{0,40})"
    r"\.(?:py|rb|[cm]?[jt]s|php|sql)",
    re.IGNORECASE,
)
_SETTINGS_FILE = re.compile(
    r"(?:.{0,200}/)?(?:settings?|config|configuration|constants?|conf)(?:/[^/]{1,100}|[\w.-]{0,40})"
    r"\.(?:py|rb|[cm]?[jt]sx?|php|go|ya?ml|json|toml)",
    re.IGNORECASE,
)
_CODE = frozenset(
    {".py", ".rb", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".php", ".go", ".jsx", ".tsx"}
)
_DEVELOPMENT = re.compile(
    r"(?:^|[/._-])(?:dev|development|local|test|tests|testing|ci|override|example|sample|devcontainer"
    r"|playwright|cypress|storybook|e2e)(?:[/._-]|$)",
    re.IGNORECASE,
)


def well_known(value: str) -> str:
    """Give the word that a password is, where everybody knows it; else ""."""
    plain = value.strip().lower()
    word = re.sub(r"[^a-z0-9]", "", plain)
    stem = word.rstrip("0123456789")
    if plain.startswith("django-insecure-"):
        return "django-insecure-..."
    if word in WELL_KNOWN:
        return word
    asks = re.fullmatch(r"(?:change|replace|your|my|insert|super|some)[a-z0-9]{0,40}"
                        r"(?:me|here|this|it|secret|key|password|token)", word)  # fmt: skip
    if stem in WELL_KNOWN or asks:
        return stem or word
    return ""


def default_credentials(path: str, text: str) -> Iterator[DefaultCredential]:
    """Find well-known passwords in one file, unless by its name it is for development."""
    if _DEVELOPMENT.search(path):
        return
    if is_compose(path):
        yield from _in_compose(path, text)
        return
    if PurePosixPath(path).suffix in _CODE:
        yield from _fallbacks(path, text)
    seed = bool(_IS_SEED.fullmatch(path))
    if seed or _SETTINGS_FILE.fullmatch(path):
        yield from _written_out(path, text, seed=seed)


_LOOK_UPS = ("environ.get(", "getenv(", "env(", "process.env", "ENV", "config(", "env.")


def _fallbacks(path: str, text: str) -> Iterator[DefaultCredential]:
    if not any(words in text for words in _LOOK_UPS):
        return
    for pattern in _FALLBACKS:
        for found in pattern.finditer(text):
            start = text.rfind("\n", 0, found.start()) + 1
            if found[2].strip() and not _is_comment(text[start : start + 40]):
                line = text.count("\n", 0, found.start(1)) + 1
                known = well_known(found[2])
                yield DefaultCredential(DefaultKind.FALLBACK, found[1], known, path, line)


def _written_out(path: str, text: str, *, seed: bool) -> Iterator[DefaultCredential]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1000 or _is_comment(line):
            continue
        if seed:
            if (found := _SUPERUSER.search(line)) and (known := well_known(found[2])):
                yield DefaultCredential(DefaultKind.SEED, found[1], known, path, number)
            elif (found := _SEED.search(line)) and (known := well_known(found[1])):
                yield DefaultCredential(DefaultKind.SEED, "an account", known, path, number)
        elif (found := _SETTING.match(line)) and (known := well_known(found[2])):
            yield DefaultCredential(DefaultKind.SETTING, found[1], known, path, number)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", "//", "*", "--"))


def _in_compose(path: str, text: str) -> Iterator[DefaultCredential]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1000:
            continue
        found = _COMPOSE.match(line)
        if found and (known := well_known(found[2])):
            yield DefaultCredential(DefaultKind.COMPOSE, found[1], known, path, number)
