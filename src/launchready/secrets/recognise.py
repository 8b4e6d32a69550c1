"""Tells what kind of key a variable holds, from its name and the form of its value."""

from __future__ import annotations

from launchready.facts.secrets import FoundSecret, Tier
from launchready.secrets.masking import KeyedHash
from launchready.secrets.scan import Origin, Scan, Span


def recognise(name: str, value: str) -> FoundSecret | None:
    """Give what the value of a variable is, by the provider's form; None where none fits.

    Args:
        name: of the variable; some forms are told by it.
        value: of the variable; it stays in this process.
    """
    text = f"{name}={value}\n".encode("utf-8", "replace")
    scan = Scan(KeyedHash())
    scan.buffer(text, len(text), [Span.whole(Origin(name), 0, len(text))])
    found = [each for each in scan.findings().found if each.tier is Tier.FORMAT]
    whole = KeyedHash()(value.encode("utf-8", "replace"))
    return next((each for each in found if each.hash == whole), None)
