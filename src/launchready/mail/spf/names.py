"""What SPF asks of the DNS, with its limits (RFC 7208 sections 4.4, 4.5 and 4.6.4)."""

from __future__ import annotations

from typing import Protocol

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer
from launchready.mail.spf.macros import Address

MAX_LOOKUPS = 10
"""Terms of one evaluation that may ask the DNS (section 4.6.4)."""

MAX_VOID = 2
"""Questions of one evaluation that may have no answer (section 4.6.4)."""

MAX_NAMES = 10
"""Names of one MX or PTR answer that are followed (section 4.6.4)."""


class Names(Protocol):
    """Asks the DNS; `launchready.net.dns.Resolver` is one."""

    async def ask(self, name: str, rtype: str) -> DnsAnswer:
        """Ask a question.

        Raises:
            CannotSee: there is no answer.
        """


class TemporaryError(Exception):
    """A name server did not answer, or failed: another day the result may be another."""


class PermanentError(Exception):
    """The record cannot be evaluated; the message says why."""


def is_domain(name: str) -> bool:
    """Say whether a name can be asked for: two labels or more of 1 to 63 octets."""
    labels = name.split(".")
    return (
        len(labels) > 1
        and len(name) <= 253
        and all(0 < len(label) <= 63 for label in labels)
        and not name.startswith("[")
    )


def reverse_name(address: Address) -> str:
    """Give the name under which an address's PTR stands."""
    return address.reverse_pointer


async def ask(names: Names, name: str, rtype: str) -> DnsAnswer:
    """Ask, with what is not an answer as an error.

    Raises:
        TemporaryError: no answer, or another than NOERROR and NXDOMAIN.
    """
    try:
        # A backslash begins an escape in presentation form (RFC 1035 section 5.1).
        answer = await names.ask(name.replace("\\", "\\\\"), rtype)
    except CannotSee as error:
        raise TemporaryError(str(error)) from None
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        raise TemporaryError(f"DNS answered {answer.rcode} for {name} {rtype}")
    return answer
