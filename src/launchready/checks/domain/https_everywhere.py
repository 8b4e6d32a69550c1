"""Every host answers over https, and plain http only leads there.

Why it matters: a host without https cannot be used by any page, cookie or webhook of the
product, and content over plain http can be read and changed on the way.

How to fix: serve {host} over https, and have port 80 answer every request with a
permanent redirect to the same address with https (Cloudflare: Always Use HTTPS).

References: RFC 9110 section 4.2.2; RFC 6797 section 7.2; https://www.w3.org/TR/mixed-content/
"""

from launchready.checks.api import (
    EntryPoints,
    Failure,
    Host,
    Impact,
    TlsHandshake,
    TlsVersions,
    Trace,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    origin,
    passes,
)

MINIMUM_BAR = "ssl-valid"
EFFORT_HOURS = 1.0

OBSOLETE = {"SSLv3", "TLSv1", "TLSv1.1"}


class Outcomes:
    """What the check can find."""

    EVERYWHERE = passes("answers over https, and plain http {plain}")
    NOT_LISTENING = fails(Impact.BLOCKER, "nothing answers on port 443: {error}")
    NOT_TLS = fails(Impact.BLOCKER, "port 443 answers, but not with TLS: {error}")
    NO_ANSWER = fails(Impact.BLOCKER, "https comes up, but gives no usable answer: {error}")
    PART_SILENT = fails(Impact.HIGH, "{silent} of its addresses {total} refuse https: {error}")
    SERVES_PLAIN = fails(
        Impact.HIGH, "{url} answers {status} over plain http instead of leading to https"
    )
    OBSOLETE_TLS = cannot_tell("https is there, in versions too old to be looked through")
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human over plain http")
    NO_ADDRESS = cannot_tell("the name has no address")
    NOT_SEEN = cannot_tell("{reason}")


def judge(
    host: Host,
    entries: EntryPoints,
    handshake: TlsHandshake | Unseen,
    versions: TlsVersions | Unseen,
) -> Verdict:
    """Judge what both of a host's web ports do; certificates are for other checks."""
    secure, plain = (
        _from(entries, f"https://{host.name}"),
        _from(entries, f"http://{host.name}"),
    )
    if isinstance(secure, str):
        return Outcomes.NOT_SEEN(reason=secure)
    first = secure.hops[0]
    if first.failure is Failure.NO_ADDRESS:
        return Outcomes.NO_ADDRESS()
    shows_certificate = not isinstance(handshake, Unseen) and bool(handshake.answering)
    error = first.detail or str(first.failure)
    if first.failure is Failure.REFUSED and not shows_certificate:
        return Outcomes.NOT_LISTENING(error=error)
    if first.failure is Failure.TLS and not shows_certificate:
        if isinstance(handshake, Unseen):
            return Outcomes.NOT_SEEN(reason=handshake.reason)
        if not isinstance(versions, Unseen) and OBSOLETE & set(versions.accepted):
            return Outcomes.OBSOLETE_TLS()
        return Outcomes.NOT_TLS(error=error)
    if first.failure in {Failure.MALFORMED, Failure.RESET}:
        return Outcomes.NO_ANSWER(error=error)
    if not isinstance(handshake, Unseen) and (silent := _silent(handshake)):
        return silent
    return _judge_plain(host, plain)


def _silent(handshake: TlsHandshake) -> Verdict | None:
    """Find IPv4 addresses that refuse while others answer; IPv6 has its own check."""
    ends = [end for end in handshake.endpoints if ":" not in end.address]
    silent = [end for end in ends if not end.connected]
    if not silent or len(silent) == len(ends):
        return None
    return Outcomes.PART_SILENT(
        silent=[end.address for end in silent],
        total=[end.address for end in ends],
        error=silent[0].error,
    )


def _judge_plain(host: Host, plain: Trace | str) -> Verdict:
    if isinstance(plain, str):
        return Outcomes.NOT_SEEN(reason=plain)
    if plain.hops[0].challenge:
        return Outcomes.CHALLENGED(challenge=plain.hops[0].challenge)
    for hop in plain.hops:
        if origin(hop.url) == f"http://{host.name}" and 200 <= hop.status < 300:
            return Outcomes.SERVES_PLAIN(url=hop.url, status=hop.status)
    first = plain.hops[0]
    if first.failure:
        return Outcomes.EVERYWHERE(plain="is closed")
    if first.redirects:
        return Outcomes.EVERYWHERE(plain="redirects", location=first.location)
    return Outcomes.EVERYWHERE(plain=f"serves nothing ({first.status})")


def _from(entries: EntryPoints, wanted: str) -> Trace | str:
    for trace in entries.traces:
        if origin(trace.start) == wanted:
            return trace
    for line in entries.unseen:
        url, _, reason = line.partition(": ")
        if origin(url) == wanted:
            return f"{url}: {reason}"
    return f"{wanted} was not asked"
