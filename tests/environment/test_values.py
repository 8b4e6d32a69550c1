"""Values of every type are told right from wrong, and no message shows one."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.environment.contract import TYPES, Contract, Variable
from launchready.environment.judge import judge_value
from launchready.environment.values import EXAMPLES, example_of, type_problem

RIGHT = {
    "str": ["x", "two words", "ünïcode"],
    "int": ["0", "-5", "+12", "007"],
    "float": ["0.5", "1", "-1e-3", ".5", "5."],
    "bool": ["true", "False", "1", "0", "yes", "OFF"],
    "url": [
        "https://acme.io",
        "https://acme.io:8080/@user",
        "postgres://u:p%40ss@db.internal:5432/portal?sslmode=require",
        "postgresql+psycopg://db/portal",
        "redis://:secret@cache:6379/0",
        "rediss://[2001:db8::1]:6379",
        "sqlite:///var/db.sqlite3",
        "jdbc:postgresql://db:5432/portal",
        "mongodb+srv://u:p@cluster.mongodb.net/",
        "mongodb://a:27017,b:27017/x?replicaSet=rs",
        "amqps://user:pw@mq/vhost",
        "https://key@o1.ingest.sentry.io/42",
        "postgresql://%2Fvar%2Frun/portal",
    ],
    "email": ["a@b.io", "Acme <hello@mail.acme.io>", "first.last+tag@acme.co.uk"],
    "port": ["1", "8080", "65535"],
    "json": ["{}", "[1, 2]", '"x"', '{"a": {"b": null}}'],
    "duration": [
        "30s",
        "5m",
        "1h30m",
        "250ms",
        "PT30S",
        "P1DT12H",
        "3600",
        "1.5 hours",
        "0:30",
    ],
    "base64": ["bGF1bmNo", "YQ==", "YQ", "_-8", "+/8="],
    "path": ["/srv/data", "relative/file", "C:\\data"],
}
WRONG = {
    "int": ["1.5", "1_000", "12px", "0x10", "٣", "1" * 31],
    "float": ["1,5", "nan", "inf", "1e9999", "."],
    "bool": ["maybe", "truee", "2", "None"],
    "url": [
        "acme.io",
        "https//acme.io",
        "https://",
        "postgres://u:p@ss@db/x",
        "postgres://u:pa/ss@db/x",
        "postgres://db:port/x",
        "postgres://db:99999/x",
        "https://a b.io",
        "//acme.io/x",
        "https://acme.io:/x",
        "https://:443",
    ],
    "email": ["a", "a@", "@b.io", "a@b", "a b@c.io", "a@b..io", "<a@b.io", "a@-b.io"],
    "port": ["0", "65536", "80a", "-1", "http"],
    "json": ["{", "{'a': 1}", "NaN", "", "[" * 100_000, "tru"],
    "duration": ["soon", "5 parsecs", "P", "PT", "-5s", "1h30"],
    "base64": ["a b=", "abcde", "YQ=", "Y===", "ä", "+_8="],
    "path": ["a\0b", "~/data", "a\nb"],
    "str": ["a\0b"],
}  # fmt: skip


def variable(type_: str = "str", **fields: Any) -> Variable:
    """Make a variable."""
    if type_ == "enum":
        fields.setdefault("values", ("info", "debug"))
    return Variable("NAME", type=type_, **fields)


@pytest.mark.parametrize(
    ("type_", "value"), [(type_, value) for type_, values in RIGHT.items() for value in values]
)
def test_right_values(type_: str, value: str) -> None:
    """What a product would take is not complained of."""
    assert type_problem(variable(type_), value) == ""


@pytest.mark.parametrize(
    ("type_", "value"), [(type_, value) for type_, values in WRONG.items() for value in values]
)
def test_wrong_values(type_: str, value: str) -> None:
    """What a product would stumble over is told."""
    assert type_problem(variable(type_), value)


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_every_type_has_an_example_that_is_right(type_: str) -> None:
    """The example in a message would itself be accepted."""
    example = example_of(variable(type_))
    assert example
    assert type_problem(variable(type_), example) == ""
    assert TYPES - {"enum"} == EXAMPLES.keys()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("DATABASE_URL", "postgres://"), ("REDIS_URL", "redis://"), ("HOOK_URL", "https://")],
)
def test_an_example_fits_the_name(name: str, begins: str) -> None:
    """A database's URL is shown as one of a database."""
    example = example_of(Variable(name, type="url", secret=True))
    assert example.startswith(begins)
    assert type_problem(Variable(name, type="url"), example) == ""


def test_no_secret_is_made_up() -> None:
    """What stands for a secret in a message is refused where somebody copies it."""
    variable = Variable("API_KEY", secret=True, min_length=20)
    example = example_of(variable)
    problem = judge_value(Contract(), variable, example, "production")
    assert problem is not None
    assert problem.wrong == "placeholder"


@pytest.mark.parametrize(
    ("fields", "value", "says"),
    [
        ({"min_length": 8}, "short", "has 5 characters, and needs at least 8"),
        ({"pattern": "[a-z]+"}, "ABC", "does not match [a-z]+"),
        ({"pattern": "[a-z]+"}, "abc\n", "does not match"),
        ({"pattern": ".*"}, "a" * 5000, "longer than"),
        ({"type_": "enum"}, "trace", "is none of info, debug"),
        ({"type_": "enum"}, "INFO", "info is meant"),
    ],
)
def test_bounds(fields: dict[str, Any], value: str, says: str) -> None:
    """Length, pattern and choice are told with what they ask for."""
    assert says in type_problem(variable(**fields), value)


@given(st.integers(), st.integers(1, 65535), st.booleans())
def test_what_programs_write_is_right(number: int, port: int, flag: bool) -> None:
    """Numbers, ports and booleans as Python writes them are of their types."""
    assert type_problem(variable("int"), str(number % 10**30)) == ""
    assert type_problem(variable("port"), str(port)) == ""
    assert type_problem(variable("bool"), str(flag)) == ""


@given(st.binary(min_size=1))
def test_every_base64_is_right(octets: bytes) -> None:
    """Both alphabets, with and without padding."""
    for encoded in (b64encode(octets).decode(), urlsafe_b64encode(octets).decode()):
        assert type_problem(variable("base64"), encoded) == ""
        assert type_problem(variable("base64"), encoded.rstrip("=")) == ""


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_a_password_in_a_url_is_right_when_encoded(password: str) -> None:
    """A URL with any password is accepted, once the password is percent-encoded."""
    url = f"postgres://portal:{quote(password, safe='')}@db:5432/portal"
    assert type_problem(variable("url"), url) == ""


@given(
    value=st.text(),
    type_=st.sampled_from(sorted(TYPES)),
    secret=st.booleans(),
    environment=st.sampled_from(["production", "staging"]),
    marker=st.text("QXZJ", min_size=12, max_size=12),
)
def test_no_message_shows_the_value(
    value: str, type_: str, secret: bool, environment: str, marker: str
) -> None:
    """Whatever is wrong with a value, the report of it does not hold the value."""
    full = marker + value + marker
    problem = judge_value(
        Contract({}, "acme.example"), variable(type_, secret=secret), full, environment
    )
    assert marker not in str(problem)


@given(value=st.text(), type_=st.sampled_from(sorted(TYPES)))
def test_any_text_is_judged(value: str, type_: str) -> None:
    """No value, however odd, makes the judge fail."""
    judge_value(Contract({}, "acme.example"), variable(type_), value, "production")
