"""A text that only this user can have made, for this product, on that day.

Whoever can publish it, controls the place where it is published: a zone, a web host. It is a
keyed hash of purpose, domain and day, so that nothing has to be remembered, and a text that
somebody else left there, or one of last year, proves nothing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import blake2b
from hmac import compare_digest

PREFIX = "launchready-proof="
HOLDS = timedelta(days=14)
"""How old a published challenge may be: a change of DNS may take a ticket and a week."""

_FORM = re.compile(re.escape(PREFIX) + r"(\d{4}-\d{2}-\d{2})\.([0-9a-f]{32})")
MAX_TEXT = 4096


def make_challenge(key: bytes, purpose: str, domain: str, day: date) -> str:
    """Make the text to publish.

    Args:
        key: this user's, at least 16 octets; who has it can make more of them.
        purpose: "dns" or "file", so that one never proves the other.
        domain: the product's apex.
        day: on which it is made.
    """
    message = f"{purpose}\0{domain}\0{day.isoformat()}".encode()
    digest = blake2b(message, key=key[:64], digest_size=16, person=b"lr-ownership").hexdigest()
    return f"{PREFIX}{day.isoformat()}.{digest}"


def made_on(text: str, key: bytes, purpose: str, domain: str, today: date) -> date | None:
    """Give the day on which a published text was made.

    Args:
        text: as found; anything at all is taken.
        key: as `make_challenge` got it.
        purpose: likewise.
        domain: likewise.
        today: in UTC.

    Returns:
        The day; None where no challenge of ours in it is of the last two weeks.
    """
    for found in _FORM.finditer(text[:MAX_TEXT]):
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            continue
        # A clock may be a little ahead where it was made.
        recent = -timedelta(days=1) <= today - day <= HOLDS
        if recent and compare_digest(found[0], make_challenge(key, purpose, domain, day)):
            return day
    return None
