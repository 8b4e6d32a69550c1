"""Browsers are told to come back over https only.

Why it matters: without Strict-Transport-Security, each visit that starts with a typed
name or an old link goes over plain http first, where a hostile network can answer it.

How to fix: once https works everywhere on {host}, answer with
"Strict-Transport-Security: max-age=31536000"; add includeSubDomains only when every
subdomain has https, and preload only when that is meant for years.

References: RFC 6797 sections 6.1 and 8.1; https://hstspreload.org/ (requirements)
"""

import re

from launchready.checks.api import (
    EntryPoints,
    Host,
    HttpExchange,
    Impact,
    Manifest,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    origin,
    passes,
)

EFFORT_HOURS = 0.5

DAY_S = 86_400
SHORT_DAYS = 180
PRELOAD_DAYS = 365
"""What the preload list of browsers demands."""

_DIRECTIVE = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*("[^"]*"|[^;"\s]*))?\s*')


class Outcomes:
    """What the check can find."""

    ON = passes("https only, for {days} days{scope}")
    NOT_APPLICABLE = not_applicable("no visitor types the name of an API or asset host")
    MISSING = fails(Impact.MEDIUM, "sends no Strict-Transport-Security")
    MISSING_ASIDE = fails(Impact.LOW, "sends no Strict-Transport-Security")
    TURNED_OFF = fails(Impact.MEDIUM, "turns https-only off again (max-age=0)")
    INVALID = fails(
        Impact.MEDIUM, "sends a Strict-Transport-Security that browsers ignore: {problem}"
    )
    SHORT = fails(Impact.LOW, "https only for {days} days, less than 180")
    PRELOAD_UNREADY = fails(
        Impact.LOW, "asks for preloading without what the list demands: {lacks}"
    )
    PRELOADED = passes("https only, for {days} days, and meant for the preload list")
    PRELOAD_UNMEANT = fails(
        Impact.MEDIUM,
        "asks for preloading, which the manifest says is not meant",
        fix="Take preload out of Strict-Transport-Security at {host} before somebody submits "
        "it: the way off the list takes months.",
    )
    PRELOAD_MEANT = asks(
        "asks for preloading: is every subdomain of {host}, now and later, to be https "
        "only, for years and with no way back?",
        fix='Write hsts_preload = true or false into [hosts."{host}"] of launchready.toml.',
    )
    NOT_SEEN = cannot_tell("no answer over https to judge: {reason}")


def applies(host: Host) -> bool:
    """Leave out hosts that only programs and pages call."""
    return host.role not in {"api", "assets"}


def judge(host: Host, entries: EntryPoints, manifest: Manifest) -> Verdict:
    """Judge the header on the host's own answers over https."""
    answers = _answers(entries, host.name)
    if not answers:
        return Outcomes.NOT_SEEN(reason="see https-everywhere and the certificate's checks")
    if any(answer.challenge for answer in answers):
        return Outcomes.NOT_SEEN(reason=f"{answers[0].challenge} asked for proof of a human")
    sent = next((a for a in answers if a.has_header("strict-transport-security")), None)
    apex = manifest.product.domain
    if sent is None:
        canonical = origin(manifest.product.canonical) == f"https://{host.name}"
        first = canonical or host.name == apex or host.role in {"app", "marketing"}
        return Outcomes.MISSING() if first else Outcomes.MISSING_ASIDE()
    # Browsers process the first field alone (RFC 6797 section 8.1).
    value = next(value for name, value in sent.headers if name == "strict-transport-security")
    directives = _parse(value)
    if isinstance(directives, str):
        return Outcomes.INVALID(problem=directives, value=value[:200])
    days = int(directives["max-age"]) // DAY_S
    if directives["max-age"].strip("0") == "":
        return Outcomes.TURNED_OFF(value=value[:200])
    if days < SHORT_DAYS:
        return Outcomes.SHORT(days=days, value=value[:200])
    subdomains = "includesubdomains" in directives
    if "preload" in directives and host.name == apex:
        if host.hsts_preload is False:
            return Outcomes.PRELOAD_UNMEANT(value=value[:200])
        lacks = [] if subdomains else ["includeSubDomains"]
        lacks += [] if days >= PRELOAD_DAYS else [f"a max-age of {PRELOAD_DAYS} days"]
        if lacks:
            return Outcomes.PRELOAD_UNREADY(lacks=lacks, value=value[:200])
        if host.hsts_preload:
            return Outcomes.PRELOADED(days=days)
        return Outcomes.PRELOAD_MEANT(host=host.name, value=value[:200])
    return Outcomes.ON(days=days, scope=", with subdomains" if subdomains else "")


def _answers(entries: EntryPoints, name: str) -> list[HttpExchange]:
    """Give the host's own https answers to a visitor who comes in at its front door."""
    return [
        hop
        for trace in entries.traces
        if origin(trace.start) == f"https://{name}"
        for hop in trace.hops
        if origin(hop.url) == f"https://{name}" and not hop.failure
    ]


def _parse(value: str) -> dict[str, str] | str:
    """Read the header's directives, or say why a browser would not."""
    found: dict[str, str] = {}
    for part in value.split(";"):
        if not part.strip():
            continue
        match = _DIRECTIVE.fullmatch(part)
        if match is None:
            return "it cannot be parsed"
        name = match[1].lower()
        if name in found:
            return f"{name} stands there twice"
        found[name] = (match[2] or "").strip('"')
    if "max-age" not in found:
        return "max-age is missing"
    age = found["max-age"]
    if not (age.isascii() and age.isdigit() and len(age) <= 12):
        return "max-age is no number of seconds"
    return found
