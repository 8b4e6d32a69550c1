"""What is right and wrong with a message that arrived: one mark for each aspect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.facts.drills import DrillResult
from launchready.mail.message.authentication import Authentication
from launchready.mail.message.placeholders import has_placeholder, placeholders
from launchready.mail.message.read import ReadMessage
from launchready.mail.message.results import AuthenticationResults
from launchready.mail.providers import recognise_mail

GMAIL_CLIPS_AT = 102 * 1024
"""Octets of HTML after which Gmail hides the rest
(https://mailchimp.com/help/gmail-is-clipping-my-email/)."""

_NO_REPLY = re.compile(r"^(?:no|do-?not|donot)[-_.]?reply", re.IGNORECASE)


class Expected(Struct, frozen=True):
    """What a message should be.

    Attributes:
        domains: the product's own; links lead there or below.
        from_domains: domains that From may have; () takes the product's own.
        reply_to: address that answers must go to; "" takes any on an own domain.
        bulk: whether people may unsubscribe from it.
    """

    domains: tuple[str, ...]
    from_domains: tuple[str, ...] = ()
    reply_to: str = ""
    bulk: bool = False


class Mark(Struct, frozen=True):
    """One aspect of one message.

    Attributes:
        aspect: its name, such as "links".
        result: passed, failed, or unknown where it could not be seen.
        text: what was seen, in a sentence.
    """

    aspect: str
    result: DrillResult
    text: str


def passed(aspect: str, text: str) -> Mark:
    """Mark an aspect as good."""
    return Mark(aspect, DrillResult.PASSED, text)


def failed(aspect: str, text: str) -> Mark:
    """Mark an aspect as wrong."""
    return Mark(aspect, DrillResult.FAILED, text)


def unknown(aspect: str, text: str) -> Mark:
    """Mark an aspect as not seen."""
    return Mark(aspect, DrillResult.UNKNOWN, text)


def judge_message(
    message: ReadMessage,
    computed: Authentication,
    told: AuthenticationResults | None,
    expected: Expected,
) -> tuple[Mark, ...]:
    """Judge a message; an aspect that is not due gets no mark.

    Args:
        message: as read.
        computed: what was verified here.
        told: what the receiving provider wrote, None where it wrote nothing.
        expected: what the message should be.
    """
    marks = [_dkim(computed), _dmarc(computed, told), _told(told)]
    marks += [judge(message, expected) for judge in (_from, _reply_to, _links)]
    marks += [judge(message) for judge in (_text_part, _template, _size, _format)]
    if expected.bulk:
        marks.append(_unsubscribe(message, computed))
    return tuple(marks)


def _dkim(computed: Authentication) -> Mark:
    good = computed.dkim_aligned
    if good:
        return passed("dkim", f"signed for {good.domain} with {good.selector}, and verified")
    if not computed.signatures:
        return failed("dkim", "is not signed")
    seen = "; ".join(
        f"{s.domain} ({s.selector}): {s.result}{f', {s.detail}' if s.detail else ''}"
        for s in computed.signatures
    )
    if any(each.result == "temperror" for each in computed.signatures):
        return unknown("dkim", seen)
    whose = f"no signature for {computed.from_domain or 'the domain in From'} passes"
    return failed("dkim", f"{whose}: {seen}")


def _dmarc(computed: Authentication, told: AuthenticationResults | None) -> Mark:
    if computed.dmarc == "pass":
        how = "DKIM" if computed.dkim_aligned else "SPF"
        return passed("dmarc", f"{how} passes for the domain in From")
    if computed.dmarc == "fail":
        spf = f"SPF of {computed.spf_domain} says {computed.spf}"
        return failed("dmarc", f"neither DKIM nor SPF passes for the domain in From; {spf}")
    # Who handed it over is not known here; the receiver knew.
    spf_domain = _spf_domain(told)
    same = spf_domain == computed.spf_domain
    if spf_domain and same and computed.aligned_envelope:
        return passed("dmarc", f"SPF passes for {spf_domain}, as the receiver saw it")
    unseen = any(each.result == "temperror" for each in computed.signatures)
    if told and told.best("spf") and not unseen and (same or not spf_domain):
        return failed("dmarc", "no DKIM signature passes for the domain in From, nor does SPF")
    return unknown("dmarc", "no aligned signature, and who handed it over is not known")


def _spf_domain(told: AuthenticationResults | None) -> str:
    for each in told.of("spf") if told else ():
        value = each.property("smtp.mailfrom") or each.property("smtp.helo")
        if each.result == "pass" and value:
            return value.rpartition("@")[2].lower()
    return ""


def _told(told: AuthenticationResults | None) -> Mark:
    if told is None or not told.results:
        return unknown("as-received", "the receiver wrote no Authentication-Results")
    seen = {method: told.best(method) for method in ("spf", "dkim", "dmarc")}
    words = ", ".join(f"{method}={result}" for method, result in seen.items() if result)
    text = f"{told.authserv_id or 'the receiver'} wrote {words or 'no result that counts'}"
    # Without a result for DMARC, a signature that passes is the next best thing told.
    decisive = seen["dmarc"] or seen["dkim"]
    if decisive == "pass":
        return passed("as-received", text)
    if decisive in {"fail", "permerror", "none"}:
        return failed("as-received", text)
    return unknown("as-received", text)


def _own(host: str, domains: Sequence[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in domains)


def _from(message: ReadMessage, expected: Expected) -> Mark:
    domain = message.from_domain
    if not domain:
        count = len(message.addresses("from"))
        return failed("from", f"From holds {count} addresses, not one")
    allowed = expected.from_domains
    if domain in allowed or (not allowed and _own(domain, expected.domains)):
        return passed("from", f"comes from {message.addresses('from')[0]}")
    wanted = ", ".join(allowed or expected.domains)
    return failed("from", f"comes from {message.addresses('from')[0]}, not from {wanted}")


def _reply_to(message: ReadMessage, expected: Expected) -> Mark:
    """Judge where an answer would go: Reply-To, else From (RFC 5322 section 3.6.2)."""
    given = message.addresses("reply-to")
    if message.all("reply-to") and not given:
        return failed("reply-to", "Reply-To holds no address")
    found = given or message.addresses("from")
    if not found:
        return failed("reply-to", "an answer has nowhere to go")
    where = f"answers go to {', '.join(found)}"
    if expected.reply_to and expected.reply_to.lower() not in found:
        return failed("reply-to", f"{where}, not to {expected.reply_to}")
    if not expected.reply_to and not all(
        _own(each.rpartition("@")[2], expected.domains) for each in found
    ):
        return failed("reply-to", f"{where}, which is not an own domain")
    if not expected.reply_to and _NO_REPLY.match(found[0]):
        return failed("reply-to", f"{where}, where nobody reads them")
    return passed("reply-to", where)


def _links(message: ReadMessage, expected: Expected) -> Mark:
    if message.html.relative:
        return failed("links", f"a link without a host: {shown(message.html.relative[0])}")
    if not message.links:
        return passed("links", "has no links")
    own = 0
    for link in message.links:
        try:
            parts = urlsplit(link)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return failed("links", f"a link that leads nowhere: {shown(link)}")
        if parts.scheme.lower() != "https":
            return failed("links", f"a link over plain http: {shown(link)}")
        if _own(host, expected.domains):
            own += 1
        elif provider := recognise_mail([host]):
            return failed(
                "links",
                f"a link through {host}, {provider.title}'s own: set up a tracking domain "
                f"below {expected.domains[0]}, or turn tracking off",
            )
    if not own:
        return failed("links", f"none of {len(message.links)} links leads to an own domain")
    return passed("links", f"{own} of {len(message.links)} links lead to own domains, by https")


def _text_part(message: ReadMessage) -> Mark:
    if message.has_text:
        return passed("text-part", "has a plain-text part")
    return failed("text-part", "has no plain-text part, which spam filters hold against it")


def _template(message: ReadMessage) -> Mark:
    words = f"{message.subject}\n{message.text}\n{message.html.text}"
    found = list(placeholders(words))
    found += [shown(each) for each in message.links if has_placeholder(each)]
    found += [shown(each) for each in message.html.relative if has_placeholder(each)]
    if found:
        return failed("template", f"nobody filled in {', '.join(found[:5])}")
    return passed("template", "every placeholder is filled in")


def _size(message: ReadMessage) -> Mark:
    if message.html_size > GMAIL_CLIPS_AT:
        kib = message.html_size // 1024
        return failed("size", f"{kib} KiB of HTML: Gmail hides what comes after 102 KiB")
    return passed("size", f"{message.size // 1024 + 1} KiB")


def _format(message: ReadMessage) -> Mark:
    """Judge what receivers demand of every message (RFC 5322 section 3.6)."""
    wrong = [
        f"{len(message.all(name))} times {name}"
        for name in ("from", "date", "message-id", "subject")
        if len(message.all(name)) != 1
    ]
    wrong += [f"MIME: {flaw}" for flaw in message.flaws[:3]]
    if wrong:
        return failed("format", ", ".join(wrong))
    return passed("format", "has one From, Date, Message-ID and Subject")


def _unsubscribe(message: ReadMessage, computed: Authentication) -> Mark:
    """Judge one-click unsubscription (RFC 8058; Gmail and Yahoo ask bulk senders for it)."""
    places = re.findall(r"<\s{0,5}([^<>\s]{1,2000})\s{0,5}>", message.first("list-unsubscribe"))
    if not places:
        return failed("unsubscribe", "has no List-Unsubscribe")
    if not any(each.lower().startswith("https://") for each in places):
        return failed("unsubscribe", "List-Unsubscribe names no https address")
    post = message.first("list-unsubscribe-post").replace(" ", "").lower()
    if post != "list-unsubscribe=one-click":
        return failed("unsubscribe", "has no List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    signed = computed.dkim_aligned
    names = {"list-unsubscribe", "list-unsubscribe-post"}
    if signed is not None and not names <= set(signed.fields):
        return failed("unsubscribe", "the DKIM signature does not cover both of its fields")
    return passed("unsubscribe", "can be unsubscribed from with one click")


def shown(link: str) -> str:
    """Give a link without what may be a secret: its query, and long parts of its path."""
    head = re.split(r"[?#]", link, maxsplit=1)[0]
    return re.sub(r"[^/]{24,}", "...", head)[:120]


def tally(marks: Sequence[Mark]) -> DrillResult:
    """Give the result of all: failed before unknown before passed."""
    results = {mark.result for mark in marks}
    for each in (DrillResult.FAILED, DrillResult.UNKNOWN):
        if each in results:
            return each
    return DrillResult.PASSED


def headers(message: ReadMessage) -> Iterator[str]:
    """Give the fields that are evidence, cut short, signatures' and links' secrets out."""
    for name in (
        "return-path", "from", "reply-to", "subject", "date", "message-id",
        "authentication-results", "received-spf", "dkim-signature", "list-unsubscribe-post",
    ):  # fmt: skip
        for value in message.all(name)[:3]:
            kept = re.sub(r"\bb=[^;]*", "b=...", value) if name == "dkim-signature" else value
            yield f"{name}: {' '.join(kept.split())[:240]}"
