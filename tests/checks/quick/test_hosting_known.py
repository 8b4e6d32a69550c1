"""What shows of the platform is held against the owners that are declared."""

from launchready.checks.quick import hosting_known as check
from launchready.facts.base import Every, Unseen
from launchready.facts.dns import DnsRecord, HostAddresses
from launchready.facts.http import EntryPoints
from launchready.facts.repository import HostingFile, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import addresses, answer, exchange, manifest, trace

Out = check.Outcomes
APP = "app.acme.example"
ON_FLY = (("via", "1.1 fly.io"), ("server", "Fly/abc"))
CLOUDFLARE = (("cf-ray", "1-FRA"),)
FLY = HostingFile("fly.toml", "Fly.io")


def alias(target: str) -> HostAddresses:
    """Make a host that is an alias."""
    four = answer(APP, "A", "203.0.113.9")
    chain = (DnsRecord(APP, "CNAME", 300, target), *four.records)
    return HostAddresses(
        type(four)(APP, "A", "NOERROR", chain), answer(APP, "AAAA")
    )  # fmt: skip


def given(
    *providers: str,
    found: HostAddresses | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    files: tuple[HostingFile, ...] = (),
    edge: str = "",
    seen: bool = True,
) -> dict[str, object]:
    """Show the judge a host, what it answers, the repository's files and the owners."""
    owners = [{"asset": "hosting", "provider": each} for each in providers]
    owners += [{"asset": "edge", "provider": edge}] if edge else []
    declared = manifest(owners=owners)
    final = exchange(f"https://{APP}/", headers=headers)
    return {
        "product": declared.product,
        "addresses": Every({APP: found or addresses(APP)}),
        "entries": EntryPoints((trace(final),)) if seen else Unseen("late"),
        "repository": RepositoryFacts(9, hosting=files) if seen else Unseen("no folder"),
        "manifest": declared,
    }


VERCEL = alias("cname.vercel-dns.com")

CASES = (
    Case(Out.KNOWN, "nothing shows that contradicts", given("hetzner", headers=CLOUDFLARE)),
    Case(Out.KNOWN, "spelled otherwise", given("fly", headers=ON_FLY)),
    Case(Out.KNOWN, "a company's further name", given("AWS, Inc.", "Heroku")),
    Case(Out.KNOWN, "the edge's owner", given("hetzner", edge="vercel", found=VERCEL)),
    Case(Out.KNOWN, "little could be seen", given("hetzner", seen=False)),
    Case(Out.KNOWN, "a file says the same", given("Fly.io", files=(FLY,))),
    Case(Out.OTHER_PLATFORM, "a header says otherwise", given("hetzner", headers=ON_FLY)),
    Case(
        Out.OTHER_PLATFORM,
        "an alias says otherwise",
        given("hetzner", found=VERCEL),
    ),
    Case(Out.WHOSE_ACCOUNT, "seen, but not declared", given(headers=ON_FLY)),
    Case(Out.WHOSE_ACCOUNT, "told by a file alone", given(files=(FLY,), headers=CLOUDFLARE)),
    Case(Out.WHERE, "only a proxy shows", given(headers=CLOUDFLARE)),
    Case(Out.WHERE, "nothing shows", given(seen=False)),
    Case(Out.WHERE, "an owner without a provider", given("")),
    Case(
        Out.WHERE,
        "a file that many platforms read",
        given(files=(HostingFile("Procfile", "Procfile", names_provider=False),)),
    ),
)  # fmt: skip

test_outcomes = judges(check, CASES)
