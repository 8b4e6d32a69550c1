"""The mail drill: trigger each mail, wait for it in each mailbox, judge what arrived."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from launchready.collect.services import Environment
from launchready.drill.mail.boxes import Watched, is_for, watch
from launchready.drill.mail.recipients import MAX_MAILS, drilled, fill, recipient
from launchready.drill.plan import Outcome, Plan
from launchready.drill.submit import Sender, accepted
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.mail.mailbox import Arrived
from launchready.mail.message.authentication import authenticate
from launchready.mail.message.expect import expect
from launchready.mail.message.judge import Mark, failed, headers, judge_message, passed, unknown
from launchready.mail.message.read import BadMessage, read_message
from launchready.mail.message.results import trusted_results
from launchready.manifest.schema import Mail, Mailbox, Manifest
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.sign_in import SignIn

LOOK_EVERY_S = 2.0
"""Between two looks into a mailbox over IMAP."""

CATCH_EVERY_S = 0.1

MAX_TEXT = 240
"""Characters of what was seen of one aspect that are kept."""

MAX_FINDINGS = 100

SPARE_S = 60.0
"""For signing in and reading, beyond the time that mails are given."""


def plan_mail(manifest: Manifest, token: str) -> Plan:
    """Say what will be triggered, and where it will be looked for.

    Raises:
        CannotSee: no mail or no mailbox is declared.
    """
    mails, boxes = manifest.mails[:MAX_MAILS], drilled(manifest)
    if not mails:
        raise CannotSee("no mail is declared: [[mails]] with name, route and fields")
    if not boxes:
        raise CannotSee("no mailbox is declared: [[mailboxes]] with name and address")
    steps = [_watch_step(box, token) for box in boxes]
    steps += [_mail_step(mail, manifest, len(boxes)) for mail in mails]
    steps.append("judges each mail that arrives; nothing in the mailboxes is changed")
    longest = sum(each.within_s for each in mails)
    addresses = ", ".join(recipient(box, token) for box in boxes)
    return Plan(
        "mail",
        tuple(steps),
        (
            f"{len(mails) * len(boxes)} mails, one request or form for each",
            f"waits {longest} s at most, in all",
            *_left_out(manifest),
        ),
        f"in the product, whatever these forms make, under {addresses}: delete those accounts "
        "there; in the mailboxes, the mails themselves. The evidence keeps header fields, no "
        "body and no link",
    )


def _left_out(manifest: Manifest) -> list[str]:
    """Say which mails are too many for one run."""
    names = [each.name for each in manifest.mails[MAX_MAILS:]]
    return [f"leaves out {', '.join(names)}: {MAX_MAILS} mails are one run"] if names else []


def _watch_step(box: Mailbox, token: str) -> str:
    where = f"catches mail at {box.listen}" if box.listen else f"signs in to {box.name} by IMAP"
    return f"{where}, for {recipient(box, token)}"


def _mail_step(mail: Mail, manifest: Manifest, boxes: int) -> str:
    route = manifest.route_named(mail.route)
    assert route is not None, "the schema has seen to it"
    who = "as the user of [session], " if mail.as_user else ""
    what = "posts JSON to" if mail.submit == "json" else "fills in and posts the form of"
    times = f", {boxes} times" if boxes > 1 else ""
    return (
        f"{mail.name}: {who}{what} {route.url}{times}, and waits {mail.within_s} s for the mail"
    )


class _Services(Struct, frozen=True):
    manifest: Manifest
    http: HttpClient
    session: SignIn
    names: Resolver
    token: str
    say: Callable[[str], None]


async def send_mails(
    manifest: Manifest,
    network: Network,
    token: str,
    *,
    say: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """Trigger every declared mail for every mailbox, wait, and judge what arrived.

    Args:
        manifest: with mails, mailboxes and routes.
        network: with overrides.
        token: this run's mark.
        say: takes a line of progress.
        environment: where passwords are; default: this process's.
    """
    values = Environment(os.environ if environment is None else environment)
    deadline = sum(each.within_s for each in manifest.mails) + SPARE_S
    names = Resolver(network)
    trials: list[Trial] = []
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(HttpClient(network, names))
        session = SignIn(http, manifest, values)
        services = _Services(manifest, http, session, names, token, say)
        watched: dict[Mailbox, Watched] = {}
        for box in drilled(manifest):
            try:
                watched[box] = await stack.enter_async_context(
                    watch(box, network, values, deadline)
                )
            except CannotSee as error:
                say(f"{box.name}: {error}")
                missed = unknown("arrives", str(error))
                trials += [_trial(mail, box, missed) for mail in manifest.mails]
        for mail in manifest.mails[:MAX_MAILS]:
            found = await asyncio.gather(
                *(_one(mail, box, watching, services) for box, watching in watched.items())
            )
            trials += [trial for each in found for trial in each]
    return _outcome(trials)


async def _one(mail: Mail, box: Mailbox, watching: Watched, services: _Services) -> list[Trial]:
    """Trigger one mail for one mailbox, and see it through."""
    name = f"{mail.name} -> {box.name}"
    address = recipient(box, services.token)
    route = services.manifest.route_named(mail.route)
    assert route is not None, "the schema has seen to it"
    try:
        before = frozenset(await watching.look())
        started = datetime.now(UTC)
        values = fill(mail, address, services.token)
        sender = Sender(services.http, services.session)
        sent = await sender.send(route, values, submit=mail.submit, as_user=mail.as_user)
        answer = accepted(sent, route.url)
    except CannotSee as error:
        services.say(f"{name}: {error}")
        return [_trial(mail, box, unknown("arrives", f"was not triggered: {error}"))]
    services.say(f"{name}: triggered ({answer}), waiting up to {mail.within_s} s")
    try:
        arrived = await _wait(mail, box, watching, address, before)
    except CannotSee as error:
        services.say(f"{name}: {error}")
        return [_trial(mail, box, unknown("arrives", str(error)))]
    if arrived is None:
        services.say(f"{name}: nothing came")
        text = f"nothing came within {mail.within_s} s; {route.url} answered {answer}"
        return [_trial(mail, box, failed("arrives", text))]
    took = max(0.0, (arrived.at - started).total_seconds())
    services.say(f"{name}: came after {took:.0f} s, in {arrived.folder}")
    return await _judge(mail, box, arrived, took, services)


async def _wait(
    mail: Mail, box: Mailbox, watching: Watched, address: str, before: frozenset[Arrived]
) -> Arrived | None:
    """Wait for a mail that was not there before; None where the time is up."""
    until = time.monotonic() + mail.within_s
    while True:
        last = time.monotonic() >= until
        for message in await watching.look():
            if message not in before and _is_it(message, mail, box, address):
                return message
        if last:
            return None
        await asyncio.sleep(CATCH_EVERY_S if box.listen else LOOK_EVERY_S)


def _is_it(message: Arrived, mail: Mail, box: Mailbox, address: str) -> bool:
    if box.plus and not is_for(message, address):
        return False
    if not mail.subject:
        return True
    try:
        subject = read_message(message.content).subject
    except BadMessage:
        return False
    return mail.subject.lower() in subject.lower()


async def _judge(
    mail: Mail, box: Mailbox, arrived: Arrived, took: float, services: _Services
) -> list[Trial]:
    marks = [passed("arrives", f"after {took:.0f} s")]
    where = f"lies in {arrived.folder}"
    marks.append((failed if arrived.junk else passed)("inbox", where))
    try:
        message = read_message(arrived.content)
    except BadMessage as error:
        marks.append(failed("format", f"the mail {error}"))
        return [_trial(mail, box, mark) for mark in marks]
    computed = await authenticate(arrived.content, message, services.names)
    told = trusted_results(message.all("authentication-results"), box.authserv_id)
    expected = expect(
        services.manifest, message.from_domain, bulk=mail.bulk, sender=mail.sender
    )
    # A catcher is no receiver that has an opinion of its own.
    judged = [
        mark
        for mark in judge_message(message, computed, told, expected)
        if not (box.listen and mark.aspect == "as-received")
    ]
    kept = tuple(headers(message))
    trials = [_trial(mail, box, mark) for mark in [*marks, *judged]]
    return [replace(trials[0], evidence=kept), *trials[1:]]


def _trial(mail: Mail, box: Mailbox, mark: Mark) -> Trial:
    return Trial(mail.name, box.name, mark.aspect, mark.result, mark.text[:MAX_TEXT])


def _outcome(trials: Sequence[Trial]) -> Outcome:
    pairs = {(each.subject, each.place): each for each in trials if each.aspect == "arrives"}
    came = sum(each.result is DrillResult.PASSED for each in pairs.values())
    wrong = [each for each in trials if each.result is DrillResult.FAILED]
    unseen = [each for each in trials if each.result is DrillResult.UNKNOWN]
    result = (
        DrillResult.FAILED if wrong else DrillResult.UNKNOWN if unseen else DrillResult.PASSED
    )
    count = f"{len(wrong)} things are" if len(wrong) > 1 else "one thing is"
    faults = f"{count} wrong" if wrong else "nothing is wrong with them"
    more = f", {len(unseen)} could not be seen" if unseen else ""
    return Outcome(
        result,
        f"{came} of {len(pairs)} mails came; {faults}{more}",
        tuple(_findings(wrong)),
        (Figure("arrived", came, "mails"),),
        tuple(trials),
    )


def _findings(wrong: Sequence[Trial]) -> Iterator[DrillFinding]:
    for each in wrong[:MAX_FINDINGS]:
        yield DrillFinding(f"{each.subject} at {each.place}", f"{each.aspect}: {each.text}")
