"""What shows from outside is held against what is declared; what does not show is proven."""

from typing import Any

import pytest

from launchready.checks.handover import provider_matches as check
from launchready.collect.git_remote import read_remote
from launchready.facts.base import CannotSee, Every, Unseen
from launchready.facts.dns import Delegation, HostAddresses, Nameserver, Registration
from launchready.facts.http import EntryPoints
from launchready.facts.mail import DomainMail, MailRecords
from launchready.facts.mail_servers import DomainExchangers, Exchanger, MailExchangers
from launchready.facts.provider_names import same_provider
from launchready.facts.repository import Found, GitRemote, HostingFile, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import NOW, addresses, answer, exchange, trace
from tests.checks.handover.accounts import owner, timed
from tests.checks.handover.proofs import proven, trial

Out = check.Outcomes
NO = Unseen("not looked at")


def given(*owners: dict[str, Any], **seen: Any) -> dict[str, Any]:
    """Show the judge owners, and what was seen; by default nothing was."""
    hosts: dict[str, HostAddresses] = seen.pop("addresses", {})
    nothing = dict.fromkeys(
        ("servers", "registration", "entries", "exchangers", "records", "repository", "remote",
         "drills"), NO
    )  # fmt: skip
    return {**timed(*owners), **nothing, "addresses": Every(hosts, {}), **seen}


def zone(*names: str) -> Delegation:
    """Delegate the zone to these servers."""
    return Delegation("acme.example", tuple(Nameserver(name, ("192.0.2.1",)) for name in names))


def registered(registrar: str) -> Registration:
    """Register the domain."""
    return Registration("acme.example", registrar, NOW, (), "https://rdap.example/")


def taken(*names: str) -> MailExchangers:
    """Have mail taken by these hosts."""
    hosts = tuple(Exchanger(name, 10) for name in names)
    return MailExchangers((DomainExchangers("acme.example", hosts),))


def sent(alias: str = "", spf: str = "") -> MailRecords:
    """Have mail sent through a provider."""
    path = answer("pm.acme.example", "CNAME", alias)
    record = answer("acme.example", "TXT", spf)
    paths = (path,) if alias else ()
    return MailRecords((DomainMail("acme.example", spf=record, return_paths=paths),))


def alias(target: str) -> HostAddresses:
    """Make a host an alias."""
    return HostAddresses(answer("app.acme.example", "CNAME", target), answer("x", "AAAA"))


def depends(*names: str) -> RepositoryFacts:
    """Have the code depend on services."""
    return RepositoryFacts(1, services=tuple(Found(name, "package.json") for name in names))


CLOUDFLARE = zone("ada.ns.cloudflare.com", "bob.ns.cloudflare.com")
FLY = RepositoryFacts(1, hosting=(HostingFile("fly.toml", "Fly.io"),))
APP = "app.acme.example"
PROXIED = {APP: addresses(v4="104.24.10.3")}
HEADERS = EntryPoints((trace(exchange(headers={"x-vercel-id": "fra1::x"})),))
HOST = {APP: addresses()}

CASES = (
    Case(Out.MATCHES, "name servers", given(owner(), servers=CLOUDFLARE), "dns"),
    Case(Out.MATCHES, "a registrar's full name", given(
        owner("registrar", provider="Namecheap"), registration=registered("NameCheap, Inc.")
    ), "registrar"),
    Case(Out.MATCHES, "addresses", given(owner("edge"), addresses=PROXIED), "edge"),
    Case(Out.MATCHES, "headers", given(
        owner("hosting", provider="vercel"), entries=HEADERS, addresses=HOST
    ), "hosting"),
    Case(Out.MATCHES, "a platform that people call the edge", given(
        owner("edge", provider="Vercel"), entries=HEADERS, addresses=HOST,
        drills=proven(trial("edge", "token", "vercel")),
    ), "edge"),
    Case(Out.MATCHES, "who takes mail", given(
        owner("email", provider="Google"), exchangers=taken("smtp.google.com")
    ), "email"),
    Case(Out.MATCHES, "who sends mail", given(
        owner("email", provider="postmark"), records=sent("pm.mtasv.net")
    ), "email"),
    Case(Out.MATCHES, "an include", given(
        owner("email", provider="mailgun"), records=sent(spf="v=spf1 include:mailgun.org ~all")
    ), "email"),
    Case(Out.MATCHES, "a remote", given(
        owner("repository", provider="github"), remote=GitRemote("github.com", "acme")
    ), "repository"),
    Case(Out.MATCHES, "a dependency", given(
        owner("payments", provider="stripe"), repository=depends("Stripe")
    ), "payments"),
    Case(Out.MATCHES, "a platform's file", given(
        owner("hosting", provider="fly"), repository=FLY
    ), "hosting"),
    Case(Out.MATCHES, "what was proven", given(
        owner("database", provider="hetzner"),
        drills=proven(trial("database", "token", "hetzner")),
    ), "database"),
    Case(Out.ELSEWHERE, "other name servers", given(
        owner(provider="gandi"), servers=CLOUDFLARE
    ), "dns"),
    Case(Out.ELSEWHERE, "another registrar", given(
        owner("registrar", provider="gandi"), registration=registered("NameCheap, Inc.")
    ), "registrar"),
    Case(Out.ELSEWHERE, "another proxy", given(
        owner("edge", provider="fastly"), addresses=PROXIED
    ), "edge"),
    Case(Out.ELSEWHERE, "another platform", given(
        owner("hosting", provider="render"),
        addresses={APP: alias("acme.fly.dev")},
    ), "hosting"),
    Case(Out.ELSEWHERE, "mail at two, one of them named", given(
        owner("email", provider="postmark"),
        exchangers=taken("smtp.google.com"), records=sent("pm.mtasv.net"),
    ), "email"),
    Case(Out.ELSEWHERE, "seen elsewhere, whatever was proven", given(
        owner(provider="gandi"), servers=CLOUDFLARE, drills=proven(trial(provider="gandi"))
    ), "dns"),
    Case(Out.ELSEWHERE, "another tracker", given(
        owner("error-tracking", provider="rollbar"), repository=depends("Sentry")
    ), "error-tracking"),
    Case(Out.NOBODY_NAMED, "a provider that nobody names", given(servers=CLOUDFLARE), "dns"),
    Case(Out.NOT_SEEN, "servers of its own name", given(
        owner(), servers=zone("ns1.acme.example")
    ), "dns"),
    Case(Out.NOT_SEEN, "a database", given(owner("database", provider="neon")), "database"),
    Case(Out.NOT_SEEN, "proven too long ago", given(
        owner("database", provider="neon"),
        drills=proven(trial("database", "statement", "neon"), days_ago=99),
    ), "database"),
    Case(Out.NO_OWNERS, "nothing at all", given()),
)  # fmt: skip

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GitHub", "github, Inc.", True),
        ("Fly.io", "fly", True),
        ("Google Cloud", "GCP", True),
        ("Google Workspace", "gmail", True),
        ("AWS Route 53", "aws", True),
        ("Hetzner Cloud", "hetzner", True),
        ("Render", "Fastly", False),
        ("", "", False),
        ("Cloudflare", "", False),
        ("GitHub", "GitLab", False),
        ("ag", "Cloudflare", False),
    ],
)
def test_providers_are_the_same_however_they_are_written(
    one: str, other: str, *, same: bool
) -> None:
    """Spelling, legal form and short names do not make another provider."""
    assert same_provider(one, other) is same
    assert same_provider(other, one) is same


@pytest.mark.parametrize(
    ("url", "host", "owner"),
    [
        ("https://github.com/acme/portal.git", "github.com", "acme"),
        ("https://ana:hunter2@GitHub.com/acme/portal", "github.com", "acme"),
        ("git@github.com:acme/portal.git", "github.com", "acme"),
        ("ssh://git@ssh.github.com:443/acme/portal.git", "github.com", "acme"),
        ("https://git.acme.example/portal.git", "git.acme.example", ""),
    ],
)
def test_remotes_are_read_in_every_form(url: str, host: str, owner: str) -> None:
    """Host and owner are kept, and nothing of what somebody signed in with."""
    assert read_remote(url) == GitRemote(host, owner)


@pytest.mark.parametrize(
    "url", ["/srv/git/portal.git", "../portal", "", "https://[", "file:///x"]
)
def test_a_remote_on_this_machine_is_no_provider(url: str) -> None:
    """A path names nobody."""
    with pytest.raises(CannotSee):
        read_remote(url)
