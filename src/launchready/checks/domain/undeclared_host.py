"""Every live host below the domain is in the manifest.

Names are taken from the product's certificates, aliases and homepage; they are not guessed.
Mail and name servers, which DNS itself declares, are left out.

Why it matters: a host that nobody wrote down is one that nobody watches, patches or tests:
an old staging system with real data, or a name that leads to a service long cancelled.

How to fix: add [hosts."{name}"] with its role to launchready.toml if it is meant to be live;
otherwise take it down, and remove it from DNS and from the certificate.

References: RFC 5280 section 4.2.1.6 (names in certificates); OWASP Web Security Testing
Guide, "Enumerate Applications on Webserver"
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    SeenNames,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "hosts-intentional"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    ALL_DECLARED = passes("no live host was seen that the manifest does not declare")
    UNDECLARED = fails(
        Impact.HIGH,
        "resolves to {addresses}, seen in {sources}, but is not in the manifest",
    )
    UNDECLARED_DANGLING = fails(
        Impact.BLOCKER,
        "is not in the manifest, and an alias of {alias}, which does not exist: whoever"
        " registers that name gets this host (seen in {sources})",
        fix="Remove the DNS record of {name}, unless it is meant to be live.",
    )
    NOTHING_DECLARED = asks(
        "the manifest declares no hosts; which of these are meant to be live: {names}?",
        fix="Add a [hosts] table to launchready.toml: one entry with a role for each host"
        " that is meant to be live ({names}).",
    )
    NOT_ALL_SEEN = cannot_tell(
        "no undeclared host was seen, but not everything could be looked at: {unseen}"
    )


def judge(product: Product, names: SeenNames, manifest: Manifest) -> list[Verdict]:
    """Judge every name that was seen and is not declared."""
    live = [name for name in names.names if name.addresses]
    if not any(host.declared for host in manifest.hosts.values()):
        known = [host.name for host in manifest.all_hosts]
        return [Outcomes.NOTHING_DECLARED(names=known + [name.name for name in live])]
    verdicts = [
        Outcomes.UNDECLARED(name=name.name, addresses=name.addresses, sources=name.sources).at(
            name.name
        )
        for name in live
    ]
    verdicts += [
        Outcomes.UNDECLARED_DANGLING(name=name.name, alias=name.alias, sources=name.sources).at(
            name.name
        )
        for name in names.names
        if name.alias and not name.addresses and name.rcode == "NXDOMAIN"
    ]
    if verdicts:
        return verdicts
    unseen = [*names.unseen]
    unseen += [
        f"{name.name}: DNS answered {name.rcode}"
        for name in names.names
        if name.rcode not in {"NOERROR", "NXDOMAIN"}
    ]
    if names.dropped:
        unseen.append(f"{names.dropped} further names were not looked up")
    if unseen:
        return [Outcomes.NOT_ALL_SEEN(unseen=unseen)]
    gone = [name.name for name in names.names]
    return [Outcomes.ALL_DECLARED(without_address=gone, mail=names.mail)]
