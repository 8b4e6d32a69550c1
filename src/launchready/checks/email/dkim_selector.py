"""The keys that the product's mail is signed with are published.

Why it matters: a signature whose key nobody can find counts as none, and DKIM is what keeps
mail authenticated when it is forwarded.

How to fix: publish, at {names}, the record that the mail provider shows for the selector
{selectors}; panels add the domain's name, so type the part before it alone.{publish}

References: RFC 6376 section 3.6.2; the mail provider's page about domain verification
"""

from launchready.checks.api import (
    Impact,
    Sender,
    SenderKeys,
    Verdict,
    asks,
    cannot_tell,
    fails,
    find_provider,
    not_applicable,
    passes,
    publish,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    FOUND = passes("has keys for {selectors}")
    MISSING = fails(Impact.BLOCKER, "has no key for the selector {selectors}")
    SOME_MISSING = fails(Impact.MEDIUM, "has no key for {selectors}, but for {found}")
    WHICH = asks(
        "which DKIM selectors sign its mail? (s= in the header DKIM-Signature of a received"
        " mail)",
        fix="Add dkim_selectors to the [[senders]] entry of {domain} in launchready.toml.",
    )
    DOUBLED = not_applicable("its key has a doubled name, which email/dkim-doubled-name judges")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, keys: SenderKeys) -> Verdict:
    """Judge the sender's selectors."""
    found = [each.selector for each in keys.selectors if each.key is not None]
    missing = [each for each in keys.selectors if each.key is None and not each.unseen]
    unseen = [f"{each.name}: {each.unseen}" for each in keys.selectors if each.unseen]
    if not keys.selectors or (not keys.declared and not found and not unseen):
        return Outcomes.WHICH(domain=sender.domain)
    if missing and keys.declared:
        lost = [each for each in missing if not each.doubled]
        if not lost:
            return Outcomes.DOUBLED()
        names, selectors = [each.name for each in lost], [each.selector for each in lost]
        record = _aliases(sender, selectors)
        about = {"selectors": selectors, "names": names, "publish": record}
        if found:
            return Outcomes.SOME_MISSING(found=found, **about)
        return Outcomes.MISSING(**about)
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    aliases = [f"{each.name} -> {each.alias}" for each in keys.selectors if each.alias]
    return Outcomes.FOUND(selectors=found, aliases=aliases)


def _aliases(sender: Sender, selectors: list[str]) -> str:
    """Write the aliases that the sender's provider gives every customer, "" for none."""
    provider = find_provider(sender.provider) if sender.provider else None
    if provider is None or provider.dkim != "CNAME" or "<" in (provider.dkim_target or "<"):
        return ""
    domain = sender.dkim_domain or sender.domain
    target = provider.dkim_target.replace("{domain}", domain)
    return "".join(
        publish(f"{each}._domainkey.{domain}", target.replace("{selector}", each), kind="CNAME")
        for each in selectors
    )
