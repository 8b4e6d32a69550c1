"""A good message passes in every aspect; each fault is found by its aspect alone."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.facts.drills import DrillResult
from launchready.mail.message.authentication import Authentication, authenticate
from launchready.mail.message.judge import Expected, Mark, headers, judge_message, tally
from launchready.mail.message.placeholders import placeholders
from launchready.mail.message.read import BadMessage, read_message
from launchready.mail.message.results import trusted_results

from .made import LINK, KnownNames, arrived, compose

EXPECTED = Expected(("acme.example",), ("acme.example",), "support@acme.example")
UNSUBSCRIBE = {
    "list_unsubscribe": "<mailto:u@acme.example>, <https://acme.example/u/1>",
    "list_unsubscribe_post": "List-Unsubscribe=One-Click",
}


async def judge(
    content: bytes, *, expected: Expected = EXPECTED, names: KnownNames | None = None
) -> dict[str, Mark]:
    """Judge a message as it arrived."""
    message = read_message(content)
    computed = await authenticate(content, message, names or KnownNames())
    told = trusted_results(message.all("authentication-results"))
    return {each.aspect: each for each in judge_message(message, computed, told, expected)}


def wrong(marks: dict[str, Mark]) -> dict[str, str]:
    """Give what did not pass."""
    return {a: m.text for a, m in marks.items() if m.result is not DrillResult.PASSED}


async def test_a_good_message_passes() -> None:
    """Nothing is found where nothing is wrong."""
    marks = await judge(arrived(compose()))
    assert wrong(marks) == {}
    assert marks.keys() == {
        "dkim", "dmarc", "as-received", "from", "reply-to", "links", "text-part", "template",
        "size", "format",
    }  # fmt: skip
    assert tally(tuple(marks.values())) is DrillResult.PASSED


def doubled() -> EmailMessage:
    """Write a message with two subjects."""
    message = compose()
    message._headers.append(("Subject", "again"))  # type: ignore[attr-defined]
    return message


@pytest.mark.parametrize(
    ("message", "aspect", "text"),
    [
        (
            compose(reply_to="noreply@acme.example"),
            "reply-to",
            "answers go to noreply@acme.example, not to support@acme.example",
        ),
        (compose(reply_to="@@"), "reply-to", "Reply-To holds no address"),
        (
            compose(text="Hello, http://app.acme.example/reset?t=1\n"),
            "links",
            "a link over plain http: http://app.acme.example/reset",
        ),
        (
            compose(html=f'<a href="/reset">x</a><a href="{LINK}">y</a>'),
            "links",
            "a link without a host: /reset",
        ),
        (
            compose(html='<a href="https://u1.ct.sendgrid.net/ls/click">y</a>'),
            "links",
            (
                "a link through u1.ct.sendgrid.net, SendGrid's own: set up a tracking domain "
                "below acme.example, or turn tracking off"
            ),
        ),
        (
            compose(text="See https://other.example/\n", html="<p>See</p>"),
            "links",
            "none of 1 links leads to an own domain",
        ),
        (
            compose(text=""),
            "text-part",
            "has no plain-text part, which spam filters hold against it",
        ),
        (
            compose(text=f"Hello {{{{ first_name }}}}, {LINK}\n"),
            "template",
            "nobody filled in {{ first_name }}",
        ),
        (
            compose(subject="Welcome, undefined"),
            "template",
            "nobody filled in Welcome, undefined",
        ),
        (
            compose(html=f'<a href="{LINK}/undefined">x</a>'),
            "template",
            f"nobody filled in {LINK}/undefined",
        ),
        (
            compose(html=f"<p>{'word ' * 25_000}</p>"),
            "size",
            "122 KiB of HTML: Gmail hides what comes after 102 KiB",
        ),
        (compose(message_id=""), "format", "0 times message-id"),
        (doubled(), "format", "2 times subject"),
    ],
)
async def test_each_fault_is_found_by_its_aspect_alone(
    message: EmailMessage, aspect: str, text: str
) -> None:
    """One fault makes one aspect fail, with what was seen, and leaves the others be."""
    assert wrong(await judge(arrived(message))) == {aspect: text}


async def test_an_answer_that_nobody_reads_is_found_without_a_declaration() -> None:
    """Where no reply_to is declared, a no-reply or another's address is none."""
    expected = Expected(("acme.example",))
    for address, why in (
        ("no-reply@acme.example", "where nobody reads them"),
        ("acme@helpdesk.example", "which is not an own domain"),
    ):
        marks = await judge(arrived(compose(reply_to=address)), expected=expected)
        assert wrong(marks) == {"reply-to": f"answers go to {address}, {why}"}


async def test_mail_of_another_domain_is_found() -> None:
    """From another domain, nothing of ours can authenticate it."""
    message = compose()
    message.replace_header("From", "Acme <hello@acme-mail.example>")
    found = wrong(await judge(arrived(message, told="")))
    assert found["from"] == "comes from hello@acme-mail.example, not from acme.example"
    assert "dkim" in found


async def test_an_unsigned_message_is_found() -> None:
    """No signature: DKIM fails, and DMARC with it where the receiver saw no SPF either."""
    told = "mx.inbox.example; spf=fail smtp.mailfrom=x@esp.example; dkim=none; dmarc=fail"
    marks = await judge(arrived(compose(), signed_for="", told=told))
    assert wrong(marks) == {
        "dkim": "is not signed",
        "dmarc": "no DKIM signature passes for the domain in From, nor does SPF",
        "as-received": "mx.inbox.example wrote spf=fail, dkim=none, dmarc=fail",
    }


async def test_a_message_that_was_changed_is_found() -> None:
    """A changed word breaks the signature."""
    content = arrived(compose()).replace(b"Hello Ana", b"Hello Bob")
    marks = await judge(content)
    assert marks["dkim"].result is DrillResult.FAILED
    assert "acme.example (pm): fail" in marks["dkim"].text


async def test_a_signature_of_the_provider_alone_is_not_enough() -> None:
    """It verifies, but is not for the domain in From."""
    names = KnownNames({"pm._domainkey.esp.example": KnownNames().keys.popitem()[1]})
    marks = await judge(arrived(compose(), signed_for="esp.example", told=""), names=names)
    assert marks["dkim"].text.startswith("no signature for acme.example passes: esp.example")


async def test_a_key_that_could_not_be_asked_for_is_unknown() -> None:
    """A resolver that does not answer proves nothing of the message."""
    marks = await judge(arrived(compose(), told=""), names=KnownNames(unseen=True))
    assert {a: m.result for a, m in marks.items() if a in {"dkim", "dmarc", "as-received"}} == {
        "dkim": DrillResult.UNKNOWN,
        "dmarc": DrillResult.UNKNOWN,
        "as-received": DrillResult.UNKNOWN,
    }


async def test_a_key_that_is_not_there_fails() -> None:
    """A selector without a key cannot be verified by anybody."""
    marks = await judge(arrived(compose()), names=KnownNames({}))
    assert "no key at pm._domainkey.acme.example" in marks["dkim"].text


@pytest.mark.parametrize(
    ("fields", "signed", "text"),
    [
        (UNSUBSCRIBE, None, ""),
        ({}, None, "has no List-Unsubscribe"),
        (
            {"list_unsubscribe": "<mailto:u@acme.example>"},
            None,
            "List-Unsubscribe names no https address",
        ),
        (
            {"list_unsubscribe": "<https://acme.example/u>"},
            None,
            "has no List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ),
        (
            UNSUBSCRIBE,
            (b"from", b"subject"),
            "the DKIM signature does not cover both of its fields",
        ),
    ],
)
async def test_bulk_mail_can_be_unsubscribed_from(
    fields: dict[str, str], signed: tuple[bytes, ...] | None, text: str
) -> None:
    """One click suffices, and the signature vouches for it."""
    message = compose(**fields)
    content = arrived(message, fields=signed) if signed else arrived(message)
    expected = Expected(("acme.example",), bulk=True)
    found = wrong(await judge(content, expected=expected))
    assert found == ({"unsubscribe": text} if text else {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi {{name}}, welcome", ["{{name}}"]),
        ("Hi {name}!", ["{name}"]),
        ("Hi ${user.name}", ["${user.name}"]),
        ("{% if x %}", ["{% if x %}"]),
        ("<%= name %>", ["<%= name %>"]),
        ("*|FNAME|*", ["*|FNAME|*"]),
        ("Hi %FIRST_NAME%,", ["%FIRST_NAME%"]),
        ("Hi %(name)s", ["%(name)s"]),
        ("Dear null,", ["Dear null"]),
        ("[object Object]", ["[object Object]"]),
        ("a contract that is null and void; 100% of { 3 } and %20 or %E2%80%93", []),
        ("Nothing is left {}", []),
    ],
)
def test_placeholders_are_told_from_words(text: str, found: list[str]) -> None:
    """What template languages leave behind is found; braces and percents alone are not."""
    assert list(placeholders(text)) == found


def test_evidence_holds_no_secret_of_the_message() -> None:
    """The fields kept as evidence have no signature, no body and no link with a token."""
    message = read_message(arrived(compose(**UNSUBSCRIBE)))
    kept = "\n".join(headers(message))
    assert "dkim-signature: v=1" in kept
    assert re.search(r"\bb=(?!\.\.\.)", kept) is None
    assert "acme.example/u/1" not in kept
    assert "dmarc=pass" in kept


def test_time_on_the_way_is_told() -> None:
    """From the Date to the last server that took it over."""
    assert read_message(arrived(compose())).delay_s == 9


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has no header fields: it is no mail"),
        (b"x" * (10 * 1024 * 1024 + 1), "is larger than 10 MiB"),
        (b"A: b\n" * 250_001, "has more than 250000 lines"),
    ],
)
def test_what_is_no_message_is_refused(content: bytes, why: str) -> None:
    """The reason is said in our words."""
    with pytest.raises(BadMessage, match=why):
        read_message(content)


def nested(levels: int) -> bytes:
    """Put parts within parts."""
    content = b""
    for n in range(levels):
        content += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    return content + b"\nhello\n"


def test_parts_within_parts_are_read_so_deep_and_no_deeper() -> None:
    """Thirty levels are read, more are refused before any is."""
    assert "hello" in read_message(nested(30)).text
    with pytest.raises(BadMessage, match="more parts within parts"):
        read_message(nested(31))


@given(st.binary(max_size=500), st.text(max_size=100))
def test_no_message_raises_anything_else(content: bytes, text: str) -> None:
    """Whatever arrives, the only error is BadMessage."""
    heads = (b"", b"From: ", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
             b"Content-Type: text/html; charset=", b"Subject: =?", b"Date: ",
             b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n")  # fmt: skip
    for head in heads:
        try:
            message = read_message(head + content + text.encode("utf-8", "replace"))
        except BadMessage:
            continue
        judge_message(message, Authentication(message.from_domain), None, EXPECTED)
        list(headers(message))
        assert message.delay_s is None or message.delay_s >= 0


@pytest.mark.parametrize(
    ("client", "result", "text"),
    [
        ("198.51.100.7", DrillResult.PASSED, "SPF passes for the domain in From"),
        (
            "203.0.113.1",
            DrillResult.FAILED,
            (
                "neither DKIM nor SPF passes for the domain in From; SPF of "
                "pm-bounces.acme.example says fail"
            ),
        ),
    ],
)
async def test_spf_counts_for_a_known_server(
    client: str, result: DrillResult, text: str
) -> None:
    """Where the connecting address is known, SPF is evaluated, and may carry DMARC alone."""
    content = arrived(compose(), signed_for="", told="")
    message = read_message(content)
    names = KnownNames({"pm-bounces.acme.example": "v=spf1 ip4:198.51.100.7 -all"})
    computed = await authenticate(content, message, names, client_ip=client)
    marks = {m.aspect: m for m in judge_message(message, computed, None, EXPECTED)}
    assert (marks["dmarc"].result, marks["dmarc"].text) == (result, text)


@pytest.mark.parametrize(
    ("dmarc", "signed_for", "result"),
    [
        ("", "mail.acme.example", DrillResult.PASSED),
        ("v=DMARC1; p=none", "mail.acme.example", DrillResult.PASSED),
        ("v=DMARC1; p=none; adkim=s", "mail.acme.example", DrillResult.FAILED),
        ("v=DMARC1; p=none; adkim=s", "acme.example", DrillResult.PASSED),
    ],
)
async def test_alignment_is_as_strict_as_the_domain_wants_it(
    dmarc: str, signed_for: str, result: DrillResult
) -> None:
    """A subdomain's signature counts, unless the DMARC record says adkim=s."""
    key = KnownNames().keys.popitem()[1]
    names = KnownNames({f"pm._domainkey.{signed_for}": key, "_dmarc.acme.example": dmarc})
    marks = await judge(arrived(compose(), signed_for=signed_for), names=names)
    assert marks["dkim"].result is result


async def test_spf_that_the_receiver_saw_counts_where_the_envelope_is_the_same() -> None:
    """Unsigned, but the receiver saw SPF pass for an aligned envelope: DMARC passes."""
    told = "mx.inbox.example; spf=pass smtp.mailfrom=b@pm-bounces.acme.example; dmarc=pass"
    marks = await judge(arrived(compose(), signed_for="", told=told))
    assert marks["dmarc"].result is DrillResult.PASSED
    other = told.replace("pm-bounces.acme", "esp")
    marks = await judge(arrived(compose(), signed_for="", told=other))
    assert marks["dmarc"].result is DrillResult.UNKNOWN


async def test_a_subject_that_was_changed_is_found() -> None:
    """A signature that covers the subject no longer holds once that is another."""
    content = arrived(compose()).replace(b"Subject: Set a new", b"Subject: Set an old")
    marks = await judge(content)
    assert marks["dkim"].result is DrillResult.FAILED
    assert "acme.example (pm): fail, its fields were changed" in marks["dkim"].text
