"""A name that is nearly the one meant is found; one that is another thing is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.environment.contract import Contract, Variable
from launchready.environment.judge import Wrong, judge
from launchready.environment.names import nearest

NAME = st.from_regex(r"\A[A-Z][A-Z_]{7,30}\Z")


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("DATABASE_URL", "DATABSE_URL"),
        ("DATABASE_URL", "DATABASE_ULR"),
        ("DATABASE_URL", "database_url"),
        ("DATABASE_URL", "DATABASEURL"),
        ("DATABASE_URL", "DATABASE-URL"),
        ("DATABASE_URL", "PROD_DATABASE_URL"),
        ("DATABASE_URL", "DATABASE_URL_PRODUCTION"),
        ("NEXT_PUBLIC_API_URL", "API_URL"),
        ("SMTP", "SNTP"),
        ("STRIPE_SECRET_KEY", "STRIPE_SECRT_KEYS"),
    ],
)
def test_nearly_the_same(wanted: str, there: str) -> None:
    """A slip, another case, another sign, and a word before or after are recognised."""
    assert nearest(wanted, [there, "SOMETHING_ELSE"]) == there


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("DATABASE_URL", "REDIS_URL"),
        ("KEY_1", "KEY_2"),
        ("S3_BUCKET", "S4_BUCKET"),
        ("API_URL", "APP_ID"),
        ("URL", "URI"),
        ("STRIPE_KEY", "STRIPE_SECRET_KEY"),
        ("MAIL_FROM", "MAIL_HOST"),
        ("DATABASE_URL", "DATABASE_URL_READ_REPLICA"),
    ],
)
def test_another_thing(wanted: str, there: str) -> None:
    """Names that differ in what they name are not taken for each other."""
    assert nearest(wanted, [there]) == ""


@given(NAME, st.data())
def test_one_slip_is_always_found(name: str, data: st.DataObject) -> None:
    """Whichever letter is left out, doubled or swapped, the name is found."""
    at = data.draw(st.integers(0, len(name) - 2))
    slips = (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:])
    for slip in slips:
        if slip != name:
            assert nearest(name, [slip]) == slip


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=8))
def test_any_names_are_compared(wanted: str, there: list[str]) -> None:
    """The answer is one of the names that are there, or none."""
    assert nearest(wanted, there) in {"", *there}


def test_a_name_of_the_contract_is_nobody_s_misspelling() -> None:
    """Two variables with similar names are both asked for by their own."""
    contract = Contract({n: Variable(n) for n in ("STRIPE_KEY_A", "STRIPE_KEY_B")})
    (problem,) = judge(contract, {"STRIPE_KEY_A": "x1Y2z3"}, "production")
    assert (problem.name, problem.wrong) == ("STRIPE_KEY_B", Wrong.MISSING)


def test_all_problems_at_once() -> None:
    """One report holds everything, so that nobody deploys four times to find four faults."""
    contract = Contract(
        {
            "A_URL": Variable("A_URL", type="url"),
            "B_PORT": Variable("B_PORT", type="port"),
            "C_KEY": Variable("C_KEY", secret=True),
            "D_MODE": Variable("D_MODE", default="x"),
            "E_ONLY": Variable("E_ONLY", in_=("staging",)),
            "F_OPTIONAL": Variable("F_OPTIONAL", required=False),
            "G_EMPTY": Variable("G_EMPTY"),
            "H_LONG_NAME": Variable("H_LONG_NAME"),
        }
    )
    values = {"B_PORT": "x", "C_KEY": "changeme", "G_EMPTY": " ", "h_long_name": "y"}
    problems = {each.name: each.wrong for each in judge(contract, values, "production")}
    assert problems == {
        "A_URL": Wrong.MISSING,
        "B_PORT": Wrong.MALFORMED,
        "C_KEY": Wrong.PLACEHOLDER,
        "G_EMPTY": Wrong.EMPTY,
        "H_LONG_NAME": Wrong.MISNAMED,
    }


def test_a_message_is_enough_to_act_on() -> None:
    """It names the variable, what is wrong, what it is for, and a value that would do."""
    variable = Variable("CACHE_URL", type="url", describe="Redis", example="redis://cache:6379")
    (problem,) = judge(Contract({"CACHE_URL": variable}), {}, "production")
    assert str(problem) == (
        "CACHE_URL is not set (Redis); for example CACHE_URL=redis://cache:6379"
    )


def test_what_nobody_saw_is_not_judged() -> None:
    """A platform's list of names says that a variable is set, and nothing of its value."""
    contract = Contract({"A_KEY": Variable("A_KEY", secret=True)})
    assert judge(contract, {"A_KEY": None}, "production") == ()
