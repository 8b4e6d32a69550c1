"""The product's own values are found however they are written, and shown nowhere."""

from __future__ import annotations

import base64
import html
import json
import random
import string
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from launchready.facts.secrets import Tier
from launchready.secrets.exact import ExactValues, forms, python_searcher, why_refused
from launchready.secrets.own_values import own_values
from tests.secrets.scanning import HASHED, scan_text, token

CHARACTERS = string.ascii_letters + string.digits + "+/=&<> \"'\\%@:#é-_~"


def values() -> list[str]:
    """Draw values with all sorts of characters."""
    chance = random.Random(3)
    return ["".join(chance.choices(CHARACTERS, k=size)) for size in range(9, 60, 3)]


@pytest.mark.parametrize("value", values())
@pytest.mark.parametrize("pad", ["", "a", "ab"])
def test_every_way_of_writing_a_value_is_found(value: str, pad: str) -> None:
    """base64 at all three alignments, URLs, JSON, HTML, hex, reversed, UTF-16: 100 %."""
    raw = value.encode()
    around = f"{pad}:{value}:tail".encode()
    written = [
        raw,
        raw[::-1],
        raw.hex().encode(),
        raw.hex().upper().encode(),
        base64.b64encode(pad.encode() + raw),
        base64.b64encode(around),
        base64.urlsafe_b64encode(around),
        quote(value, safe="").encode(),
        quote_plus(value).encode(),
        quote(value, safe="").lower().encode() if value.islower() else quote(value).encode(),
        json.dumps(value).encode(),
        json.dumps(value, ensure_ascii=False).encode(),
        html.escape(value).encode(),
        value.encode("utf-16-le"),
    ]
    for text in written:
        found = scan_text(b"x = '" + text + b"'\n", values={"VAULT": value}).found
        assert HASHED(raw) in {each.hash for each in found if each.tier is Tier.EXACT}


def test_a_value_with_a_providers_form_is_told_by_both() -> None:
    """The variable's name, and how to rotate that provider's token."""
    [found] = scan_text(token(), values={"STRIPE_KEY": token()}).found
    assert (found.tier, found.variable, found.provider) == (Tier.EXACT, "STRIPE_KEY", "Stripe")
    assert "stripe" in found.rotate


def test_the_password_of_an_address_is_looked_for_too() -> None:
    """Whoever pastes the password alone leaks as much."""
    url = "postgres://app:kU7%2Fvault-55-odd@db.acme.example/x"
    [found] = scan_text("password kU7/vault-55-odd", values={"DATABASE_URL": url}).found
    assert found.variable == "DATABASE_URL"


@pytest.mark.parametrize(
    "value", ["", "sh0rt", "changeme", "password1", "production", "aaaaaaaaaaaa", "localhost",
              "postgres://localhost/app"],
)  # fmt: skip
def test_values_that_stand_anywhere_are_refused_with_a_note(value: str) -> None:
    """A value that any text holds by chance would be found everywhere."""
    assert why_refused(value)
    findings = scan_text(f"x {value} y", values={"SETTING": value})
    assert findings.found == ()
    assert findings.notes[0].startswith("SETTING is not looked for: ")
    assert value == "" or value not in findings.notes[0]


def test_both_searches_find_the_same() -> None:
    """With Hyperscan and without."""
    for value in values():
        literals = sorted({form for _, form in forms(value.encode())})
        text = b" ".join(literals)
        exact = ExactValues({"V": value})
        fast = {
            (match.end, text[match.start : match.end])
            for match in exact.matches(text, len(text))
        }
        plain = {
            (end, literals[index]) for index, end in python_searcher(literals)(text, len(text))
        }
        assert fast == plain


def test_own_values_come_from_the_contract_and_from_env_files(tmp_path: Path) -> None:
    """Other programs' variables are none of ours; public and example values are no secrets."""
    (tmp_path / ".env").write_text(
        "# c\nexport STRIPE_KEY='sk one'\nNEXT_PUBLIC_KEY=pub\nPORT=80\nDB_PASSWORD=\"two\"\n"
    )
    (tmp_path / ".env.example").write_text("OTHER_SECRET=example\n")
    (tmp_path / ".env.production").write_text("DB_PASSWORD=three\n")
    environment = {"VAULT": "four", "AWS_SECRET_ACCESS_KEY": "not ours"}
    assert own_values(tmp_path, ["VAULT", "UNSET"], environment) == {
        "VAULT": "four",
        "STRIPE_KEY": "sk one",
        "DB_PASSWORD": "two",
        "DB_PASSWORD (.env.production)": "three",
    }


def test_values_are_in_no_repr() -> None:
    """A debugger's eye, a traceback with locals: names only."""
    exact = ExactValues({"VAULT": "kU7-vault-55-odd"})
    text = b"kU7-vault-55-odd"
    assert "kU7" not in repr(exact) + repr(list(exact.matches(text, len(text))))
