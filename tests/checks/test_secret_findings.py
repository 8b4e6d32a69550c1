"""How secrets are told: each once, and what is only suspected within bounds."""

from __future__ import annotations

from launchready.checks.secret_findings import MOST_SUSPECTED, below, verdicts
from launchready.checks.verdict import Impact, fails
from tests.checks.secrets.found import publishable, secret, suspected


class Outs:
    """Outcomes to choose from."""

    SECRET = fails(Impact.BLOCKER, "{name}")
    SANDBOX = fails(Impact.LOW, "{name}")
    SUSPECTED = fails(Impact.MEDIUM, "{name}")


def test_the_same_secret_is_told_once_with_all_its_places() -> None:
    """Another secret at the same place is another finding."""
    found = [secret("a.py"), secret("b.py"), secret("a.py", hash="f" * 16), publishable()]
    said = verdicts(found, Outs.SECRET, Outs.SANDBOX, Outs.SUSPECTED)
    assert [(v.place, v.evidence.get("also_at")) for v in said] == [
        ("a.py:3", ["b.py:3"]),
        ("a.py:3", None),
    ]


def test_a_thousand_suspicions_do_not_bury_a_secret() -> None:
    """They are told up to a bound, and how many there are beside is in the last."""
    found = [suspected(f"{n}.py", hash=f"{n:016x}") for n in range(1000)]
    said = verdicts([*found, secret()], Outs.SECRET, Outs.SANDBOX, Outs.SUSPECTED)
    assert len(said) == MOST_SUSPECTED + 1
    assert said[-1].outcome is Outs.SECRET
    assert said[-2].evidence["suspected_beside"] == 1000 - MOST_SUSPECTED


def test_folders_are_told_from_names_that_begin_alike() -> None:
    """However the manifest writes the folder."""
    assert below("dist/a.js", ["./dist/"])
    assert not below("distant/a.js", ["dist"])
    assert not below("a.js", ["/"])
