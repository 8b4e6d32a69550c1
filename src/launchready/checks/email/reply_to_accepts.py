"""The address that answers go to exists.

The server is asked whether it takes mail for the address; no mail is sent.

Why it matters: people answer to invitations and invoices, and to the reset that did not
come. An answer that bounces is a customer who gives up.

How to fix: create the mailbox or alias {address}, or write an address that exists, and is
read, into Reply-To and into reply_to of the [[senders]] entry.

References: RFC 5321 sections 3.3, 4.2.3 and 4.5.5; RFC 3463 section 3.2
"""

import re

from launchready.checks.api import (
    Impact,
    RecipientAnswer,
    Sender,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5

NO_REPLY = re.compile(r"(no|do-?not|dont)[-_.]?reply")
NO_MAILBOX = re.compile(r"\b5\.1\.[1236]\b|\b5\.2\.1\b")
"""Bad destination mailbox or system, mailbox moved, mailbox disabled (RFC 3463)."""

NO_MAILBOX_WORDS = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)|does not exist"
    r"|recipient (address )?rejected: user|mailbox (not found|unavailable)|invalid recipient",
    re.IGNORECASE,
)


class Outcomes:
    """What the check can find."""

    ACCEPTED = passes("{host} takes mail for {address}")
    NO_MAILBOX = fails(Impact.HIGH, "{host} says that {address} does not exist: {reply}")
    NOWHERE = fails(Impact.HIGH, "no server takes mail for {address} ({why})")
    NO_REPLY = fails(Impact.MEDIUM, "answers go to {address}, which nobody reads")
    WHERE = asks(
        "where do answers to its mails go?",
        fix="Add reply_to to the [[senders]] entry of {domain} in launchready.toml.",
    )
    UNSURE = cannot_tell("{host} does not tell: {reply}")


def judge(sender: Sender, answer: RecipientAnswer) -> Verdict:
    """Judge what the server of the reply address said."""
    if not answer.address:
        return Outcomes.WHERE(domain=sender.domain)
    if NO_REPLY.match(answer.address.lower()):
        return Outcomes.NO_REPLY(address=answer.address)
    if not answer.host:
        return Outcomes.NOWHERE(address=answer.address, why=answer.stage)
    reply = f"{answer.code} {answer.text}".strip()
    about = {"host": answer.host, "address": answer.address}
    if answer.stage != "RCPT":
        return Outcomes.UNSURE(reply=f"{answer.stage} refused with {reply}", host=answer.host)
    if answer.code in {250, 251}:
        return Outcomes.ACCEPTED(**about, reply=reply)
    # 4xx is greylisting or a passing fault, 252 "cannot verify", and a 5xx for reasons of
    # policy is about who asks: none of them says anything of the mailbox.
    gone = NO_MAILBOX.search(answer.text) or NO_MAILBOX_WORDS.search(answer.text)
    if answer.code in {550, 551, 553} and gone:
        return Outcomes.NO_MAILBOX(**about, reply=reply)
    return Outcomes.UNSURE(reply=reply, host=answer.host)
