"""A user's page under a file's name does not end in a cache.

Why it matters: many caches keep whatever looks like a style sheet. Where the product shows
/dashboard/x.css as if it were /dashboard, anyone who gets a user to open such a link can
read that user's page from the cache afterwards.

How to fix: answer 404 to whatever stands behind {route}, or redirect to it, and send
Cache-Control: private, no-store with every page of a user. At Cloudflare, turn Cache
Deception Armor on in addition.

References: https://portswigger.net/web-security/web-cache-deception;
https://developers.cloudflare.com/cache/cache-security/cache-deception-armor/
"""

from launchready.checks.api import (
    DeceptionProbe,
    HttpExchange,
    Impact,
    Route,
    Verdict,
    cache_directives,
    cannot_tell,
    fails,
    kept_by_edge,
    not_applicable,
    passes,
    why_shared,
)

EFFORT_HOURS = 1.0

_ELSEWHERE = {"login", "webhook", "callback", "write", "asset"}


class Outcomes:
    """What the check can find."""

    REFUSED = passes("answers {status} to a file's name behind it")
    SAME_FOR_ALL = passes("shows anyone the same under a file's name: nothing of a user's")
    NOT_KEPT = passes("shows its page under a file's name, and forbids caches to keep it")
    NOT_APPLICABLE = not_applicable("nothing to read that is a user's alone")
    SHOWN_TO_STRANGERS = fails(
        Impact.BLOCKER, "shown to its user as a .css file, came back to a stranger from a cache"
    )
    KEPT = fails(
        Impact.BLOCKER, "is shown as a .css file, too, and caches may keep it ({told})"
    )
    NOT_STATED = fails(
        Impact.HIGH,
        "is shown as a .css file, too, with no word on caching: caches keep such names unasked",
    )
    NO_CONTENT = cannot_tell("answers {status} to a file's name behind it")


def applies(route: Route) -> bool:
    """Leave out what is not read, or not a user's."""
    return route.access == "user" and route.kind not in _ELSEWHERE


def judge(route: Route, probe: DeceptionProbe) -> Verdict:
    """Judge what user and strangers got under a file's name."""
    first, again, stranger = probe.exchange, probe.again, probe.stranger
    if first.status >= 500:
        return Outcomes.NO_CONTENT(status=first.status)
    if first.status != 200:
        return Outcomes.REFUSED(status=first.status)
    if stranger is not None and _alike(first, stranger):
        return Outcomes.SAME_FOR_ALL(size=first.body.size)
    if again is not None and _alike(first, again):
        return Outcomes.SHOWN_TO_STRANGERS(cache=kept_by_edge(again))
    if told := kept_by_edge(first) or why_shared(first):
        return Outcomes.KEPT(told=told)
    if not {"no-store", "private", "no-cache", "max-age"} & cache_directives(first).keys():
        return Outcomes.NOT_STATED()
    return Outcomes.NOT_KEPT(told=first.header("cache-control")[:100])


def _alike(one: HttpExchange, other: HttpExchange) -> bool:
    """Say whether two answers show the same; one-time tokens may differ, lengths do not."""
    same_length = one.body.size == other.body.size and one.body.size > 0
    return one.status == other.status and (same_length or one.body.sha256 == other.body.sha256)
