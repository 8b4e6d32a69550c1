"""A browser whose copy of a file is stale can ask whether it has changed.

Why it matters: without a validator that works, each stale copy is downloaded in full
again, also when nothing has changed since.

How to fix: have {host} send an ETag or Last-Modified with static files and answer 304
to If-None-Match and If-Modified-Since. Behind several servers, derive the ETag from the
content, not from the inode.

References: RFC 9110 sections 8.8, 13.1.2 and 15.4.5
"""

from launchready.checks.api import (
    AssetVisit,
    Host,
    HostAssets,
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

    REVALIDATES = passes("answers 304 where a file has not changed ({count} asked)")
    NO_VALIDATOR = fails(
        Impact.LOW,
        "{count} of {total} files have neither ETag nor Last-Modified, such as {url}",
    )
    SENDS_AGAIN = fails(
        Impact.LOW,
        "{count} of {total} files are sent in full again though unchanged, such as {url}",
    )
    NO_ASSETS = not_applicable("no file of it was served to ask again for")
    NOT_SEEN = cannot_tell("its files could not be seen: {reason}")


def judge(host: Host, assets: HostAssets) -> Verdict:
    """Judge all files of a host together."""
    served = [visit for visit in assets.visits if visit.exchange.status == 200]
    if not served and not assets.unseen:
        return Outcomes.NO_ASSETS()
    sorts = (
        (Outcomes.NO_VALIDATOR, [visit for visit in served if visit.revalidation is None]),
        (Outcomes.SENDS_AGAIN, [visit for visit in served if _sent_again(visit)]),
    )
    for outcome, visits in sorts:
        if visits:
            urls = [visit.exchange.url for visit in visits[:5]]
            return outcome(count=len(visits), total=len(served), url=urls[0], urls=urls)
    if assets.unseen:
        return Outcomes.NOT_SEEN(reason=assets.unseen[0])
    return Outcomes.REVALIDATES(count=len(served))


def _sent_again(visit: AssetVisit) -> bool:
    again = visit.revalidation
    if again is None or again.status != 200:
        return False
    # A file that changed in between is no fault; the same octets again are.
    return again.body.sha256 == visit.exchange.body.sha256
