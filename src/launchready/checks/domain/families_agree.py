"""IPv4 and IPv6 lead to the same product.

Why it matters: an AAAA record that still points at the old server shows another site, or an
error, to phones and to many offices, while everybody on IPv4 sees the product.

How to fix: point the AAAA record of {host} at the same server or proxy as its A record, or
remove it; on the server, give the IPv6 listener the same configuration as the IPv4 one.

References: RFC 8305 section 2 (IPv6 is tried first); RFC 6555 section 1
"""

from launchready.checks.api import (
    FamilyAnswers,
    Host,
    HttpExchange,
    Impact,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    AGREE = passes("answers {status} over IPv4 and IPv6 alike")
    DIFFER = fails(Impact.HIGH, "answers {ipv6} over IPv6, and {ipv4} over IPv4")
    ONE_FAMILY = not_applicable("publishes addresses of one family only")
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    NO_ANSWER = cannot_tell(
        "gave no answer over {family} ({error}); domain/ipv6-listens and the certificate's "
        "checks tell more"
    )


def judge(host: Host, answers: FamilyAnswers) -> Verdict:
    """Judge by status, by where a redirect leads, and by the page's title."""
    if answers.ipv4 is None or answers.ipv6 is None:
        return Outcomes.ONE_FAMILY()
    for family, exchange in (("IPv6", answers.ipv6), ("IPv4", answers.ipv4)):
        if exchange.challenge:
            return Outcomes.CHALLENGED(challenge=exchange.challenge)
        if exchange.failure:
            return Outcomes.NO_ANSWER(family=family, error=exchange.detail or exchange.failure)
    four = _said(answers.ipv4, answers.titles[0])
    six = _said(answers.ipv6, answers.titles[1])
    if four != six:
        return Outcomes.DIFFER(
            ipv4=four,
            ipv6=six,
            addresses=[answers.ipv4.address, answers.ipv6.address],
        )
    return Outcomes.AGREE(status=answers.ipv4.status)


def _said(exchange: HttpExchange, title: str) -> str:
    """Put what a visitor would notice into words."""
    if exchange.redirects:
        return f"{exchange.status} to {exchange.location.partition('?')[0][:100]}"
    return f'{exchange.status} "{title}"' if title else str(exchange.status)
