"""It is known where the product runs, and in whose account.

The platform is told from DNS, answers' headers and files such as fly.toml; whose account it
is, only launchready.toml can say.

Why it matters: when the site is down, the first question is where it runs and who can log
in there; a product on a former contractor's account can be switched off by a stranger.

How to fix: add an [[owners]] entry with asset = "hosting", the provider, the account's mail
address and who holds it for each place where the product runs.

References: AWS Well-Architected Framework, SEC01-BP01 (separate and owned accounts); NIST SP
800-53 rev. 5, CM-8 (system component inventory)
"""

from collections.abc import Sequence

from launchready.checks.api import (
    EntryPoints,
    Every,
    HostAddresses,
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    fails,
    front_and_platform,
    passes,
    same_provider,
)

EFFORT_HOURS = 0.25

DECLARE = (
    'Add an [[owners]] entry to launchready.toml with asset = "hosting", the provider, the '
    "account's mail address and who holds it, for each place where the product runs."
)


class Outcomes:
    """What the check can find."""

    KNOWN = passes("runs at {declared}, as declared{seen}")
    OTHER_PLATFORM = fails(
        Impact.MEDIUM,
        "runs at {platform} ({evidence}), but the owners of hosting name {declared} alone",
    )
    WHOSE_ACCOUNT = asks(
        "runs at {platform} ({evidence}); whose account is it there?", fix=DECLARE
    )
    WHERE = asks(
        "where does it run, and whose account is it? Seen in front of it: {front}", fix=DECLARE
    )


def judge(
    product: Product,
    addresses: Every[HostAddresses],
    entries: EntryPoints | Unseen,
    repository: RepositoryFacts | Unseen,
    manifest: Manifest,
) -> Verdict:
    """Hold what was recognised against the declared owners of hosting."""
    shown = tuple(front_and_platform(addresses.seen, entries))
    platforms = {each.name: each.evidence for each in shown if each.asset == "hosting"}
    front = [each.name for each in shown if each.asset == "edge"]
    files: dict[str, str] = {}
    if not isinstance(repository, Unseen):
        files = {each.provider: each.path for each in repository.hosting if each.names_provider}
    declared = [o.provider for o in manifest.owners if o.asset == "hosting" and o.provider]
    edges = [o.provider for o in manifest.owners if o.asset == "edge" and o.provider]
    if not declared:
        for platform, evidence in {**files, **platforms}.items():
            return Outcomes.WHOSE_ACCOUNT(platform=platform, evidence=evidence)
        return Outcomes.WHERE(front=tuple(front) or "nothing that tells")
    for platform, evidence in platforms.items():
        if not _named(platform, [*declared, *edges]):
            return Outcomes.OTHER_PLATFORM(
                platform=platform, evidence=evidence, declared=declared
            )
    told = {**files, **platforms}
    words = [f"{name}: {by}" for name, by in told.items() if _named(name, declared)]
    return Outcomes.KNOWN(
        declared=tuple(dict.fromkeys(declared)),
        seen=f" ({'; '.join(words)})" if words else "",
        front=tuple(front),
    )


def _named(platform: str, declared: Sequence[str]) -> bool:
    return any(same_provider(platform, each) for each in declared)
