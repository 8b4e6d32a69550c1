"""The reply address is asked for, and doubts stay doubts."""

from launchready.checks.email import reply_to_accepts as check
from launchready.facts.mail_servers import RecipientAnswer
from tests.checks.cases import Case, judges
from tests.checks.email.given import D, sender

Out = check.Outcomes

BOX, HOST = f"support@{D}", f"mx.{D}"


def given(code: int = 250, text: str = "", **fields: object) -> dict[str, object]:
    """Show the judge an answer."""
    whole = {"address": BOX, "host": HOST, **fields}
    return {"sender": sender(), "answer": RecipientAnswer(code=code, text=text, **whole)}  # type: ignore[arg-type]


CASES = (
    Case(Out.ACCEPTED, "taken", given()),
    Case(Out.ACCEPTED, "taken and forwarded", given(251)),
    Case(Out.NO_MAILBOX, "unknown by its enhanced code", given(550, "5.1.1 go away")),
    Case(Out.NO_MAILBOX, "unknown in words", given(550, "No such user here")),
    Case(Out.NOWHERE, "no MX", given(host="", stage="no MX")),
    Case(Out.NO_REPLY, "nobody reads it", given(address=f"no-reply@{D}")),
    Case(Out.WHERE, "not declared", given(address="")),
    Case(Out.UNSURE, "greylisted", given(450, "4.2.0 greylisted")),
    Case(Out.UNSURE, "cannot verify", given(252, "cannot verify")),
    Case(Out.UNSURE, "we are on a block list", given(554, "5.7.1 service unavailable")),
    Case(Out.UNSURE, "refused without a reason", given(550, "5.7.1 denied by policy")),
    Case(Out.UNSURE, "refused before the recipient", given(550, "5.1.1", stage="MAIL")),
)

test_outcomes = judges(check, CASES)
