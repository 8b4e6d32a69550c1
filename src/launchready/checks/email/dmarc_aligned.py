"""Mail of each sender passes DMARC, by DKIM or by SPF.

Why it matters: a receiver asks one question of each mail: does what was authenticated
belong to the domain in From? If neither does, a policy sends it to spam or back.

How to fix: have the mail provider sign for {domain} (d={domain}), or give it a return path
below {domain}; one of the two is enough, both are better.

References: RFC 9989 sections 4.4 and 5.3
"""

from launchready.checks.api import (
    DmarcLookups,
    Impact,
    Sender,
    SenderKeys,
    SpfTrees,
    Verdict,
    cannot_tell,
    fails,
    is_aligned,
    not_applicable,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    ALIGNED = passes("passes by {ways}")
    NEITHER = fails(
        Impact.BLOCKER, "neither DKIM ({signing}) nor SPF ({path}) speaks for {domain}"
    )
    NO_POLICY = not_applicable("without a DMARC record nothing is to align")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, keys: SenderKeys, dmarc: DmarcLookups, trees: SpfTrees) -> Verdict:
    """Judge what the sender's mail is authenticated as."""
    own = dmarc.of(sender.domain)
    if own is None or own.record is None:
        if own is not None and own.unseen:
            return Outcomes.NOT_SEEN(unseen=own.unseen)
        return Outcomes.NO_POLICY()
    signing = sender.dkim_domain or sender.domain
    path = sender.return_path.strip().lower() or sender.domain
    unseen = [f"{each.name}: {each.unseen}" for each in keys.selectors if each.unseen]
    ways = []
    for domain, way, strict, there in (
        (signing, "DKIM", own.record.adkim == "s", any(k.key for k in keys.selectors)),
        (path, "SPF", own.record.aspf == "s", _has_spf(trees, path)),
    ):
        other = dmarc.of(domain)
        if other is None or (other.unseen and domain != sender.domain):
            unseen.append(f"the organization of {domain}")
        elif there and is_aligned(other, own, strict=strict):
            ways.append(f"{way} as {domain}")
    if ways:
        return Outcomes.ALIGNED(ways=ways)
    tree = trees.of(path)
    if tree is not None and tree.unseen:
        unseen.append(tree.unseen)
    if unseen or not keys.selectors:
        return Outcomes.NOT_SEEN(unseen=unseen or "no DKIM selector is known")
    return Outcomes.NEITHER(signing=signing, path=path, domain=sender.domain)


def _has_spf(trees: SpfTrees, domain: str) -> bool:
    tree = trees.of(domain)
    return tree is not None and len(tree.records) == 1
