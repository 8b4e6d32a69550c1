"""Each account is where it shows from outside, not where somebody remembers it to be.

Name servers, address ranges, mail exchangers, headers, the registry and the code tell. What
does not show there (a database, what stands behind a proxy) is believed once it was proven.

Why it matters: a move that was never written down leads whoever takes over to the wrong door:
they log in at the old provider, see nothing wrong, and the site stays down.

How to fix: correct `provider` in the [[owners]] entry of {asset}, or add an entry for
{seen}; then confirm with its holder that they can log in there.

References: NIST SP 800-53 rev. 5, CM-8 (system component inventory); RFC 9083; CIS Controls
v8, 15.1 (inventory of service providers)
"""

from collections.abc import Iterable, Sequence

from launchready.checks.api import (
    Clock,
    Delegation,
    DrillHistory,
    EntryPoints,
    Every,
    GitRemote,
    HostAddresses,
    Impact,
    MailExchangers,
    MailRecords,
    Manifest,
    Product,
    Registration,
    RepositoryFacts,
    SeenProvider,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    how_to_prove,
    not_applicable,
    passes,
    proven,
    same_provider,
    seen_providers,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    MATCHES = passes("at {provider}, as declared: {evidence}")
    ELSEWHERE = fails(
        Impact.MEDIUM, "shows at {seen} ({evidence}), but [[owners]] names {declared}"
    )
    NOBODY_NAMED = asks(
        "shows at {seen} ({evidence}); who holds that account?",
        fix='Add an [[owners]] entry with asset = "{asset}" and provider = "{seen}".',
    )
    NOT_SEEN = cannot_tell("whether it is at {declared} does not show; prove it: {command}")
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")


def judge(
    product: Product,
    manifest: Manifest,
    *,
    servers: Delegation | Unseen,
    registration: Registration | Unseen,
    addresses: Every[HostAddresses],
    entries: EntryPoints | Unseen,
    exchangers: MailExchangers | Unseen,
    records: MailRecords | Unseen,
    repository: RepositoryFacts | Unseen,
    remote: GitRemote | Unseen,
    drills: DrillHistory | Unseen,
    clock: Clock,
) -> Verdict | list[Verdict]:
    """Hold each declared provider against what shows, then against what was proven."""
    seen = list(
        seen_providers(
            addresses=addresses.seen,
            entries=entries,
            servers=servers,
            registration=registration,
            exchangers=exchangers,
            records=records,
            repository=repository,
            remote=remote,
        )
    )
    history = DrillHistory() if isinstance(drills, Unseen) else drills
    verdicts = [*_of_seen(seen, manifest), *_of_declared(seen, manifest, history, clock)]
    return verdicts or Outcomes.NO_OWNERS()


def _of_seen(seen: Sequence[SeenProvider], manifest: Manifest) -> Iterable[Verdict]:
    """Give what shows, and is not what is declared."""
    told: set[str] = set()
    for each in seen:
        declared = [o.provider for o in manifest.owners if o.asset == each.asset and o.provider]
        # Many platforms are an edge of their own, and people say either.
        either = {"hosting": "edge", "edge": "hosting"}.get(each.asset, "")
        further = [o.provider for o in manifest.owners if o.asset == either]
        if not each.sure or _named(each.name, [*declared, *further]) or each.asset in told:
            continue
        told.add(each.asset)
        outcome = Outcomes.ELSEWHERE if declared else Outcomes.NOBODY_NAMED
        yield outcome(
            asset=each.asset, seen=each.name, evidence=each.evidence, declared=declared
        ).at(each.asset)


def _of_declared(
    seen: Sequence[SeenProvider], manifest: Manifest, history: DrillHistory, clock: Clock
) -> Iterable[Verdict]:
    """Give for each declared provider what shows of it, or was proven."""
    contradicted = {verdict.place for verdict in _of_seen(seen, manifest)}
    for owner in manifest.owners:
        if not owner.provider or owner.asset in contradicted:
            continue
        own = [each for each in seen if each.asset == owner.asset]
        evidence = [e.evidence for e in own if same_provider(e.name, owner.provider)]
        best = proven(history, owner, clock).best
        if best:
            evidence.append(f"proven by {best.method.words} on {best.at.date()}")
        if evidence:
            verdict = Outcomes.MATCHES(provider=owner.provider, evidence=evidence[0])
        else:
            command = how_to_prove(owner, manifest.owners)
            verdict = Outcomes.NOT_SEEN(declared=owner.provider, command=command)
        yield verdict.at(owner.asset)


def _named(provider: str, declared: Sequence[str]) -> bool:
    return any(same_provider(provider, each) for each in declared)
