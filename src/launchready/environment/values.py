"""Whether a value is of its type: each function says what is wrong, or ""; never the value.

Modules that take milliseconds to import are imported where a contract needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from launchready.environment.contract import Variable

MAX_MATCHED = 4096
"""Characters of a value that a pattern is tried on."""

EXAMPLES = {
    "str": "some-text",
    "int": "8",
    "float": "0.25",
    "bool": "true",
    "url": "https://service.acme.example/path",
    "email": "support@acme.example",
    "port": "8080",
    "json": '{"key": "value"}',
    "duration": "30s",
    "base64": "bGF1bmNocmVhZHk=",
    "path": "/srv/acme/data",
}
"""A value of each type, for messages and .env.example."""

_URL = r"(?is)(?:jdbc:)?([a-z][a-z0-9+.-]{0,40})://([^/?#]*)([/?#].*)?"
_HOST = r"(?i)\[[0-9a-f:.%]{2,60}\]|[^\s:@/\[\]]{1,253}"
_WITHOUT_HOST = frozenset({"file", "sqlite", "sqlite3", "unix", "data"})
_EMAIL = r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}"
_DURATION = (
    r"(?i)(?:\d{1,12}(?:\.\d{1,9})?\s?(?:ns|us|µs|ms|s|m|h|d|w|sec|secs|seconds?|min|mins|minutes?"
    r"|hours?|days?|weeks?)\s?){1,6}|\d{1,12}(?:\.\d{1,9})?|\d{1,4}:\d{2}(?::\d{2})?"
)
_ISO_DURATION = (
    r"P(?!$)(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}W)?(?:\d{1,9}D)?"
    r"(?:T(?!$)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?"
)
_FLOAT = r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?"
BOOLEANS = frozenset({"true", "false", "1", "0", "yes", "no", "on", "off"})


_URL_EXAMPLES = (
    (
        {"DATABASE", "DB", "POSTGRES", "POSTGRESQL", "PG"},
        "postgres://user:password@db:5432/name",
    ),
    ({"REDIS", "CACHE", "BROKER", "QUEUE"}, "redis://:password@cache:6379/0"),
    ({"AMQP", "RABBITMQ", "RABBIT"}, "amqps://user:password@mq/vhost"),
    ({"MONGO", "MONGODB"}, "mongodb+srv://user:password@cluster.acme.example/name"),
    ({"MYSQL", "MARIADB"}, "mysql://user:password@db:3306/name"),
    ({"SMTP", "MAIL", "EMAIL"}, "smtps://user:password@smtp.acme.example:465"),
    ({"DSN", "SENTRY"}, "https://key@errors.acme.example/42"),
)


def example_of(variable: Variable) -> str:
    """Give a value that the variable could have, "" where only its owner could say.

    Of a secret text nothing is made up: what stands there instead is no value.
    """
    for stated in (variable.example, variable.default, *variable.values):
        if stated:
            return stated
    if variable.secret and variable.type == "str":
        return "<the secret>"
    if variable.pattern or (variable.type == "str" and variable.min_length):
        return ""
    if variable.type == "url":
        words = set(variable.name.upper().split("_"))
        fitting = (example for signs, example in _URL_EXAMPLES if signs & words)
        return next(fitting, EXAMPLES["url"])
    return EXAMPLES.get(variable.type, "")


def type_problem(variable: Variable, value: str) -> str:
    """Say why a value, which is not empty, is not of the variable's type and bounds, or ""."""
    problem = _CHECKS[variable.type](variable, value)
    if problem:
        return problem
    if variable.min_length is not None and len(value) < variable.min_length:
        return f"has {len(value)} characters, and needs at least {variable.min_length}"
    if variable.pattern is not None:
        if len(value) > MAX_MATCHED:
            return f"is longer than the {MAX_MATCHED} characters that a pattern is tried on"
        if not re.fullmatch(variable.pattern, value):
            return f"does not match {variable.pattern}"
    return ""


def _str(_: Variable, value: str) -> str:
    return "holds a NUL character" if "\0" in value else ""


def _int(_: Variable, value: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        return ""
    return "is not a whole number in digits"


def _float(_: Variable, value: str) -> str:
    if re.fullmatch(_FLOAT, value):
        return ""
    return "is not a number" + (", which has a point, not a comma" if "," in value else "")


def _bool(_: Variable, value: str) -> str:
    if value.lower() in BOOLEANS:
        return ""
    return "is neither true nor false (nor 1, 0, yes, no, on or off)"


def _port(_: Variable, value: str) -> str:
    if re.fullmatch(r"[0-9]{1,5}", value) and 0 < int(value) < 65536:
        return ""
    return "is not a port, which is a whole number from 1 to 65535"


def _url(_: Variable, value: str) -> str:
    if re.search(r"\s", value):
        return "is not a URL: it holds a blank"
    match = re.fullmatch(_URL, value)
    if not match:
        return "is not a full URL, which begins with a scheme and ://"
    scheme, authority, rest = match[1].lower(), match[2], match[3] or ""
    if not authority:
        if scheme in _WITHOUT_HOST or rest.startswith("/%2F"):
            return ""
        return "is a URL without a host"
    userinfo, at, place = authority.rpartition("@")
    if "@" in userinfo:
        return "is a URL with two @: one in a user name or password is written %40"
    port = authority.rpartition(":")[2]
    if not at and "@" in rest and port != authority and not port.isdigit():
        return "is a URL whose password ends too early: in it, / ? # are written %2F %3F %23"
    # MongoDB, Kafka and Redis take several hosts, divided by commas.
    for each in place.split(","):
        problem = _host_problem(each)
        if problem:
            return problem
    return ""


def _host_problem(place: str) -> str:
    host, colon, port = place.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = place, ""
    elif not port:
        return "is a URL with a colon, but no port after it"
    if port and _port(Variable(""), port):
        return "is a URL whose port is not a whole number from 1 to 65535"
    return "" if re.fullmatch(_HOST, host) else "is a URL without a proper host"


def _email(_: Variable, value: str) -> str:
    named = re.fullmatch(r"[^<>]{0,200}<([^<>]{1,320})>", value)
    address = named[1] if named else value
    if not re.fullmatch(_EMAIL, address):
        return "is not a mail address"
    labels = address.rpartition("@")[2].split(".")
    if len(labels) < 2 or any(not label or label[0] == "-" for label in labels):
        return "is a mail address whose domain cannot be one"
    return ""


def _enum(variable: Variable, value: str) -> str:
    if value in variable.values:
        return ""
    close = [each for each in variable.values if each.lower() == value.strip().lower()]
    if close:
        return f"is written otherwise: {close[0]} is meant, letter for letter"
    return f"is none of {', '.join(variable.values)}"


def _json(_: Variable, value: str) -> str:
    import json

    def refuse(_: str) -> object:
        raise ValueError

    try:
        json.loads(value, parse_constant=refuse)
    except json.JSONDecodeError as error:
        return f"is not JSON: wrong at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):
        return "is not JSON"
    return ""


def _duration(_: Variable, value: str) -> str:
    if re.fullmatch(_DURATION, value) or re.fullmatch(_ISO_DURATION, value):
        return ""
    return "is not a duration: a number with its unit (30s, 5m, 1h30m) or ISO 8601 (PT30S)"


def _base64(_: Variable, value: str) -> str:
    plain = value.rstrip("=")
    padding = len(value) - len(plain)
    if not plain or not re.fullmatch(r"[A-Za-z0-9+/]*|[A-Za-z0-9_-]*", plain):
        return "is not base64: another character is in it"
    if len(plain) % 4 == 1 or (padding and len(value) % 4):
        return "is not base64: its end is missing"
    return ""


def _path(_: Variable, value: str) -> str:
    if "\0" in value or "\n" in value:
        return "is not a path: it holds a line end"
    if value.startswith("~"):
        return "begins with ~, which only a shell understands: write the whole path"
    return ""


_CHECKS: dict[str, Callable[[Variable, str], str]] = {
    "str": _str,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "url": _url,
    "email": _email,
    "port": _port,
    "enum": _enum,
    "json": _json,
    "duration": _duration,
    "base64": _base64,
    "path": _path,
}
