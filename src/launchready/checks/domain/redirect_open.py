"""No parameter of a sign-in address sends visitors to another site.

Why it matters: with an open redirect, a phishing mail can carry the product's own
address, pass every filter, and end at a copy of its sign-in page.

How to fix: where {route} reads {parameters}, accept only a path that starts with one
slash and no second slash or backslash, or a name from a list of your own hosts.

References: RFC 9700 section 4.11 (open redirection);
https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
"""

from launchready.checks.api import (
    Impact,
    OpenRedirectProbe,
    Route,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    STAYS = passes("sends no stranger to another site by any of {tried}")
    NOT_APPLICABLE = not_applicable("neither a login nor a callback route")
    LEADS_AWAY = fails(
        Impact.HIGH, "{parameters} takes visitors to any site (written as {forms})"
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    REFUSED = cannot_tell("answers {status} to the parameters all at once")


def applies(route: Route) -> bool:
    """Leave out routes that have no reason to send visitors on."""
    return route.kind in {"login", "callback"}


def judge(route: Route, probe: OpenRedirectProbe) -> Verdict:
    """Judge where the answers to foreign addresses lead."""
    if probe.foreign:
        return Outcomes.LEADS_AWAY(
            parameters=list(dict.fromkeys(found.parameter for found in probe.foreign)),
            forms=list(dict.fromkeys(found.form for found in probe.foreign)),
            status=probe.foreign[0].status,
        )
    if probe.challenge:
        return Outcomes.CHALLENGED(challenge=probe.challenge)
    if all(status == 429 or status >= 500 or status == 0 for status in probe.statuses):
        return Outcomes.REFUSED(status=probe.statuses[0])
    return Outcomes.STAYS(tried=probe.parameters)
