"""A decision goes into the manifest, and everything else of the file stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from launchready.manifest.decisions import CannotDecide, write_decision
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Decision

TEXT = """\
# What Acme is meant to be.
[product]
name = "Acme Portal"   # as customers call it
domain = "acme.example"

[[routes]]
name = "home"
url = "https://acme.example/"
"""


def decision(**fields: object) -> Decision:
    """Make a deferral."""
    return Decision.model_validate(
        {
            "check": "domain/hsts",
            "target": "acme.example",
            "decision": "defer",
            "owner": "ana@acme.example",
            "reason": 'the "old" host retires',
            "until": date(2027, 1, 15),
            **fields,
        }
    )


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Write a manifest with comments."""
    path = tmp_path / "launchready.toml"
    path.write_text(TEXT)
    return path


def test_comments_and_layout_stay(manifest: Path) -> None:
    """The file is what it was, with a table added that reads as it was meant."""
    assert write_decision(manifest, decision()) is False
    assert manifest.read_text().startswith(TEXT)
    assert load_manifest(manifest).decisions == (decision(),)


def test_a_second_decision_about_the_same_replaces_the_first(manifest: Path) -> None:
    """One finding has one decision; others stay."""
    write_decision(manifest, decision())
    write_decision(manifest, decision(check="domain/tls-versions"))
    later = decision(until=date(2027, 3, 1))
    assert write_decision(manifest, later) is True
    assert {d.check: d.until for d in load_manifest(manifest).decisions} == {
        "domain/hsts": date(2027, 3, 1),
        "domain/tls-versions": date(2027, 1, 15),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[product\n", "cannot be read"),
        (TEXT.replace("domain", "domane"), "would not load"),
        (f"decisions = []\n{TEXT}", "tables"),
    ],
)
def test_a_file_that_would_not_load_is_left_alone(manifest: Path, text: str, said: str) -> None:
    """Whatever is wrong is said, and the file keeps its octets; nothing is left beside it."""
    manifest.write_text(text)
    with pytest.raises(CannotDecide, match=said):
        write_decision(manifest, decision())
    assert manifest.read_text() == text
    assert list(manifest.parent.iterdir()) == [manifest]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message says which file."""
    with pytest.raises(CannotDecide, match=r"launchready\.toml"):
        write_decision(tmp_path / "launchready.toml", decision())
