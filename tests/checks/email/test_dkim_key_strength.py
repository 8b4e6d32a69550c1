"""Keys are measured."""

from launchready.checks.email import dkim_key_strength as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, key, keys, selector, sender

Out = check.Outcomes


def given(*selectors: object) -> dict[str, object]:
    """Show the judge a sender's selectors."""
    return {"sender": sender(), "keys": keys(*selectors)}  # type: ignore[arg-type]


def sized(bits: int, kind: str = "rsa") -> dict[str, object]:
    """Show the judge a key of some size."""
    return given(selector(key=key(bits=bits, kind=kind)))


TOO_SHORT = selector("b", key=key(bits=768))
CASES = (
    Case(Out.STRONG, "2048 bits", sized(2048)),
    Case(Out.STRONG, "Ed25519", sized(256, "ed25519")),
    Case(Out.SHORT, "1024 bits", sized(1024)),
    Case(Out.VOID, "512 bits", sized(512)),
    Case(Out.VOID, "a good and a void one", given(selector(), TOO_SHORT)),
    Case(Out.NO_KEY, "no key", given(selector(key=None))),
    Case(Out.NOT_SEEN, "no answer", given(selector(key=None, unseen=LATE))),
)

test_outcomes = judges(check, CASES)
