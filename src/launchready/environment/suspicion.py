"""Values that are of the right type and still wrong: left over, or of another environment.

Each function says what is wrong, or ""; never the value.
"""

from __future__ import annotations

import re

PRODUCTION = frozenset({"production", "prod", "live"})
"""Names of environments that real customers use."""

_STANDS_FOR_ANOTHER = (
    r"(?i)<[^<>]{0,100}>|\[[a-z][a-z _-]{1,60}\]|\{\{[^{}]{0,100}\}\}|__\w{1,60}__"
    r"|\.{2,}|…|\*{2,}|-{3,}|_{3,}|\?{2,}"
)
_UNEXPANDED = (
    r"\$\{[^{}]{1,200}\}|\$\([^()]{1,200}\)|\$[A-Z_][A-Z0-9_]{1,100}|%[A-Z_][A-Z0-9_]{1,100}%"
    r"|\{\{[^{}]{1,200}\}\}"
)
NEVER_FILLED_IN = frozenset(
    {"changeme", "changethis", "changeit", "change", "replaceme", "replacethis", "replace",
     "fillme", "fillin", "fillmein", "setme", "editme", "todo", "tbd", "tba", "fixme",
     "placeholder", "dummy", "undefined", "null", "na", "notset", "unset", "sample",
     "example", "foo", "foobar", "bar", "baz", "asdf", "qwerty", "abc123", "loremipsum",
     "dummykey", "dummyvalue", "fakekey", "testkey", "samplekey", "examplekey",
     "exampletoken", "examplevalue"}
)  # fmt: skip
"""Values that say of themselves that they are none, without the signs between words."""
_ASKING = frozenset({"your", "insert", "enter", "paste", "put", "replace", "change", "fill"})
_ASKING_OF_A_SECRET = _ASKING | {"my", "the", "some", "a", "an", "add", "set", "super"}
_ASKED_FOR = frozenset(
    {"here", "key", "token", "secret", "password", "pass", "id", "url", "value", "string",
     "domain", "host", "user", "username", "name", "me", "it", "this", "later"}
)  # fmt: skip
_TRIED_FIRST = frozenset(
    {"secret", "secretkey", "secretvalue", "supersecret", "password", "passwd", "pass",
     "admin", "root", "guest", "user", "test", "testing", "default", "none", "nil", "false",
     "true", "postgres", "mysql", "redis", "letmein", "welcome", "key", "token", "dev",
     "development", "local", "localhost", "insecure", "pw", "mypassword", "mysecret"}
)  # fmt: skip

_EXAMPLE_HOST = (
    r"(?i)(?:[a-z0-9-]{1,63}\.){0,5}(?:example\.(?:com|org|net|edu)"
    r"|[a-z0-9-]{1,63}\.(?:example|invalid|test)"
    r"|your-?(?:domain|site|company|host|app|server)\.[a-z]{2,12}"
    r"|(?:my|some)domain\.[a-z]{2,12})"
)
_HOST_IN_URL = r"://(?:[^/?#@]{0,300}@)?([^/?#@]{1,300})"
_LOCAL = (
    r"(?i)(?:[a-z0-9-]{1,63}\.){0,5}localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1?\]?"
    r"|host\.docker\.internal|(?:[a-z0-9-]{1,63}\.){1,5}(?:local|ngrok\.io|ngrok-free\.app"
    r"|ngrok\.app|lvh\.me|localtest\.me)"
)
_INVISIBLE = {
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width character",
    "\u200d": "a zero-width character",
    "\u2060": "a zero-width character",
    "\ufeff": "a byte order mark",
    "\u00a0": "a no-break space",
    "\u00ad": "a soft hyphen",
}
_TYPOGRAPHIC_QUOTES = frozenset("\u201c\u201d\u2018\u2019")

_TEST_KEYS = (
    # https://docs.stripe.com/keys; Clerk and Paystack use the same prefixes.
    (r"(?:sk|rk|pk)_test_", "a test key"),
    # https://developer.paddle.com/api-reference/about/api-keys
    (r"pdl_sdbx_", "a sandbox key"),
    # https://razorpay.com/docs/payments/dashboard/account-settings/api-keys
    (r"rzp_test_", "a test key"),
    # https://postmarkapp.com/developer/user-guide/send-email-with-api: accepts, sends nothing
    (r"POSTMARK_API_TEST$", "a test token, by which no mail is sent"),
)
_LIVE_KEYS = (
    (r"(?:sk|rk|pk)_live_", "a live key"),
    (r"pdl_live_", "a live key"),
    (r"rzp_live_", "a live key"),
)
_STAGING_LABEL = r"(?i)(?:^|[.-])(?:staging|stg|sandbox)(?:[.-]|$)"
_PRODUCTION_LABEL = r"(?i)(?:^|[.-])(?:production|prod)(?:[.-]|$)"


def leftover(value: str, *, secret: bool, type_: str) -> str:
    """Say what a shell, an editor or a copy left around a value, or ""."""
    if value.endswith("\r"):
        return "ends in a carriage return: the file has Windows line ends"
    may_end_in_blanks = type_ == "json" or value.rstrip("\n").endswith("-----")  # PEM
    if value != value.strip() and not may_end_in_blanks:
        return "begins or ends with a blank or a line end"
    strange = [what for char, what in _INVISIBLE.items() if char in value]
    if strange:
        return f"holds {strange[0]}, which nobody sees and no program expects"
    if (secret or type_ != "str") and _TYPOGRAPHIC_QUOTES & set(value):
        return "holds a typographic quote, as a word processor makes them"
    if type_ != "json" and len(value) > 1 and value[0] in "\"'`" and value[0] == value[-1]:
        return "has quotes around it, which became part of it (as docker's --env-file does)"
    return ""


def placeholder(
    value: str, *, secret: bool, type_: str, domain: str, example: str | None
) -> str:
    """Say why a value looks like one that was never filled in, or "".

    Args:
        value: stripped, not empty.
        secret: whether it should be hard to guess.
        type_: of the contract.
        domain: the product's own, which may well end in .example in a demo.
        example: the contract's own.
    """
    if re.fullmatch(_UNEXPANDED, value) or (
        type_ in {"url", "email", "path"} and re.search(r"\$\{\w{1,100}\}|\{\{", value)
    ):
        return "names another variable, which nothing has filled in"
    if type_ in {"int", "float", "bool", "port", "enum", "duration", "json"}:
        return ""
    if secret and example and value == example:
        return "is the contract's own example"
    if re.fullmatch(_STANDS_FOR_ANOTHER, value) or _asks(value, secret=secret):
        return "is a placeholder"
    if secret and _tried_first(value):
        return "is a placeholder, or what everybody tries first"
    if re.search(r"<[a-z][a-z _-]{1,60}>", value, re.IGNORECASE) and type_ in {"url", "path"}:
        return "has a part in <> that nobody filled in"
    for host in _hosts(value, type_):
        own = bool(domain) and (host == domain or host.endswith(f".{domain}"))
        if not own and re.fullmatch(_EXAMPLE_HOST, host):
            return "has a host that stands in documentation and is nobody's"
    return ""


def _asks(value: str, *, secret: bool) -> bool:
    """Say whether a value asks to be replaced: "changeme", "your-key-here", "xxx-xxx"."""
    if len(value) > 80 or not re.fullmatch(r"[A-Za-z0-9_ .!-]+", value):
        return False
    words = re.findall(r"[a-z0-9]+", value.lower())
    if not words:
        return False
    joined = "".join(words)
    if joined in NEVER_FILLED_IN or (len(joined) > 2 and set(joined) == {"x"}):
        return True
    first = _ASKING_OF_A_SECRET if secret else _ASKING
    return len(words) > 1 and words[0] in first and words[-1] in _ASKED_FOR


def _tried_first(value: str) -> bool:
    """Say whether a secret is one that anybody would try: a word, a word and a number, 000."""
    plain = re.sub(r"[^a-z0-9]", "", value.lower())
    word = plain.rstrip("0123456789")
    counted = "12345678901234567890".startswith(plain)
    insecure = value.startswith("django-insecure-")
    return word in _TRIED_FIRST or counted or insecure or len(set(value)) == 1


def wrong_environment(value: str, *, type_: str, environment: str, local: bool) -> str:
    """Say why a value belongs to another environment, or "".

    Args:
        value: stripped, not empty.
        type_: of the contract.
        environment: the one that it is used in.
        local: whether it may name this machine.
    """
    in_production = environment in PRODUCTION
    for pattern, what in _TEST_KEYS if in_production else _LIVE_KEYS:
        if re.match(pattern, value):
            return f"is {what}, in {environment}"
    for host in _hosts(value, type_):
        if in_production:
            if re.fullmatch(_LOCAL, host) and not local:
                return (
                    "names this machine, in production; if something listens beside the "
                    "product, say local = true in the contract"
                )
            if re.search(_STAGING_LABEL, host):
                return f"names a host of staging, in {environment}"
        elif re.search(_PRODUCTION_LABEL, host):
            return f"names a host of production, in {environment}"
    return ""


def _hosts(value: str, type_: str) -> list[str]:
    """Give the hosts that a value names, in lower case, without ports."""
    if type_ == "email":
        return [value.rstrip(">").rpartition("@")[2].lower()]
    places: list[str] = []
    if match := re.search(_HOST_IN_URL, value):
        places = match[1].split(",")
    elif type_ == "str" and re.fullmatch(r"[A-Za-z0-9.\-\[\]:]{3,260}", value):
        places = [value] if "." in value or value.lower().startswith("localhost") else []
    return [_without_port(each).lower() for each in places]


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place.partition("]")[0] + "]"
    return place.partition(":")[0]
