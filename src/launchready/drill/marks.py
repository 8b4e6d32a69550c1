"""Fake secrets that can be told from everything else, in whatever form they turn up."""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from msgspec import Struct

TEST_CARD = "4242424242"
"""First digits of the card number that payment providers document for tests."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One fake secret.

    Attributes:
        kind: in words ("password").
        value: as it is sent.
        core: the part that nothing else holds and that every plain encoding leaves alone.
    """

    kind: str
    value: str = field(repr=False)
    core: str = field(repr=False)

    @property
    def masked(self) -> str:
        """Give the value's first characters, for a report."""
        return f"{self.value[:4]}***"


class Canary(Struct, frozen=True):
    """What one run sends.

    Attributes:
        beacon: harmless; stands in the User-Agent and X-Request-Id of every request, and
            so in logs that record requests at all.
    """

    beacon: str
    password: Mark
    token: Mark
    card: Mark
    email: Mark
    name: Mark

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Give everything that must not turn up."""
        return (self.password, self.token, self.card, self.email, self.name)


def make_canary(digits: Callable[[int], str] = secrets.token_hex) -> Canary:
    """Make marks that were never used before.

    Args:
        digits: gives random hex digits, two for each of the number given.
    """
    password, token, email, name = (digits(8) for _ in range(4))
    card = _card_number(f"{int(digits(4), 16) % 100_000:05}")
    return Canary(
        beacon=f"launchready-{digits(6)}",
        password=Mark("password", f"Fake-{password}!", password),
        token=Mark("token", f"fake_{token}", token),
        card=Mark("card number", card, card),
        email=Mark("customer's mail address", f"robin.{email}@customer.example", email),
        name=Mark("customer's name", f"Robin {name}", name),
    )


def _card_number(middle: str) -> str:
    """Complete a card number with its check digit (ISO/IEC 7812-1, annex B)."""
    number = TEST_CARD + middle
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return number + str(-total % 10)


class Hit(Struct, frozen=True):
    """A mark in a text: which, from which octet on, and in what form."""

    mark: Mark
    start: int
    form: str


class Finder:
    """Finds a canary's marks in octets, in time proportional to their number."""

    overlap = 256
    """No form of a mark is longer: how much of the last chunk to look at again."""

    def __init__(self, canary: Canary) -> None:
        self._forms: dict[str, tuple[Mark, str]] = {}
        alternatives = []
        for mark in canary.marks:
            for form, pattern in _forms(mark):
                group = f"m{len(self._forms)}"
                self._forms[group] = (mark, form)
                alternatives.append(f"(?P<{group}>{pattern})")
        self._pattern = re.compile("|".join(alternatives).encode())

    def hits(self, text: bytes) -> Iterator[Hit]:
        """Find every mark."""
        for match in self._pattern.finditer(text):
            mark, form = self._forms[match.lastgroup or ""]
            yield Hit(mark, match.start(), form)


def _forms(mark: Mark) -> Iterator[tuple[str, str]]:
    if mark.core.isdigit():
        yield "as it was sent", "[ -]?".join(mark.core)
    else:
        yield "as it was sent", f"(?:{mark.core}|{mark.core.upper()})"
    for shift in range(3):
        # Base64 of a part depends on where in a group of three octets it begins; its
        # outermost characters depend on the neighbours, and are left out.
        encoded = b64encode(b"\0" * shift + mark.core.encode()).decode().rstrip("=")
        inner = encoded[-(-shift * 8 // 6) : -1] if shift else encoded[:-1]
        yield "in base64", re.escape(inner).replace("/", "[/_]").replace(r"\+", r"[+\-]")
