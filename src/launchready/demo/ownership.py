"""Who holds what of the demo's product, as its manifest says it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

import launchready
from launchready.clock import Clock
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN, ORIGIN
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillRecord, DrillResult, Trial
from launchready.facts.ownership import OWNERSHIP, Method

FOUNDER = f"founder@{DOMAIN}"
SECOND = f"cto@{DOMAIN}"
AGENCY = "build@agency.example"
ELSEWHERE = "founder@mailbox.example"
"""The founder's mailbox that works when the domain does not."""

CONFIRMED_DAYS_AGO = 12
PROVEN_DAYS_AGO = 12

PROVIDERS = {
    "registrar": "example registrar",
    "dns": "cloudflare",
    "edge": "cloudflare",
    "hosting": "hetzner",
    "email": "postmark",
    "monitoring": "launchready",
    "repository": "github",
    "database": "hetzner",
    "payments": "stripe",
    "error-tracking": "sentry",
}


class _Entry(Struct, frozen=True):
    """An entry of [[owners]], confirmed `days_ago`; `more` are further lines."""

    asset: str
    provider: str
    account: str = FOUNDER
    holder: str = "founder"
    second: str = SECOND
    mfa: str = "app"
    billing: str = "founder"
    days_ago: int = CONFIRMED_DAYS_AGO
    more: str = ""

    def text(self) -> str:
        """Write it."""
        confirmed = datetime.now(UTC).date() - timedelta(days=self.days_ago)
        return (
            f'[[owners]]\nasset = "{self.asset}"\nprovider = "{self.provider}"\n'
            f'account = "{self.account}"\nholder = "{self.holder}"\n'
            f'second = "{self.second}"\nconfirmed = {confirmed}\nmfa = "{self.mfa}"\n'
            f'billing = "{self.billing}"\n{self.more}'
        )


def tables(faults: Faults) -> list[str]:
    """Write the entries of [[owners]] and [[access]]."""
    left_out = {"registrar", "dns"} if faults.owner_missing else set()
    if faults.hosting_unknown:
        left_out.add("hosting")
    written = [_entry(asset, faults).text() for asset in PROVIDERS if asset not in left_out]
    return [*written, *_access(faults)]


def _entry(asset: str, faults: Faults) -> _Entry:
    provider = PROVIDERS[asset]
    if asset == "registrar":
        own = faults.registrar_mailbox_own
        return _Entry(asset, provider, account=FOUNDER if own else ELSEWHERE)
    if asset == "hosting" and faults.hosting_held_by_agency:
        return _Entry(asset, provider, holder="agency", more=_ends(90))
    if asset == "database" and faults.database_held_alone:
        return _Entry(asset, provider, second="")
    if asset == "repository" and faults.repository_second_is_agency:
        return _Entry(asset, provider, second=AGENCY)
    if asset == "email" and faults.second_factor_off:
        return _Entry(asset, provider, mfa="none")
    if asset == "monitoring" and faults.owner_unconfirmed:
        return _Entry(asset, provider, days_ago=200)
    if asset == "email" and faults.mail_moved:
        return _Entry(asset, "mailgun")
    return _Entry(asset, provider)


def _access(faults: Faults) -> list[str]:
    """List the agency that builds the frontend."""
    ends = "" if faults.agency_never_leaves else _ends(90)
    agency = (
        f'[[access]]\nperson = "{AGENCY}"\nof = "agency"\n'
        f'assets = ["repository", "hosting"]\nrights = "write"\n{ends}'
    )
    return [agency]


def _ends(days: int) -> str:
    return f"ends = {datetime.now(UTC).date() + timedelta(days=days)}\n"


def write_proofs(folder: Path, faults: Faults) -> None:
    """Leave the proofs of a handover rehearsed some days ago, and no others."""
    shutil.rmtree(folder / STATE_FOLDER / "drills" / OWNERSHIP, ignore_errors=True)
    trials = [_trial(asset, *how) for asset, how in _proofs(faults).items()]
    now = Clock.system().now.replace(microsecond=0)
    record = DrillRecord(
        drill=OWNERSHIP,
        product=DOMAIN,
        environment="production",
        started_at=now - timedelta(days=PROVEN_DAYS_AGO),
        duration_s=0.0,
        result=DrillResult.PASSED,
        summary="; ".join(f"{trial.subject}: {trial.text}" for trial in trials),
        trials=tuple(trials),
        launchready=launchready.__version__,
    )
    keep(folder, record)


def _proofs(faults: Faults) -> dict[str, tuple[Method, str]]:
    zone = (Method.DNS, f"a challenge was published in {DOMAIN}, at ns1.{DOMAIN}, ns2.{DOMAIN}")
    server = (Method.TOKEN, f"Hetzner says that the account has {ORIGIN}")
    told = "says that it is f…@acme.example's"
    found = {
        "registrar": (Method.STATEMENT, "the founder says that the account is the company's"),
        "dns": zone,
        "edge": zone,
        "hosting": server,
        "database": server,
        "email": (Method.TOKEN, f"Postmark says that the account has {DOMAIN}"),
        "monitoring": (Method.STATEMENT, "the founder says that the server is the company's"),
        "repository": (Method.TOKEN, f"GitHub {told}"),
        "payments": (Method.TOKEN, f"Stripe {told}"),
        "error-tracking": (Method.TOKEN, f"Sentry {told}"),
    }
    if faults.zone_unproven:
        del found["dns"], found["edge"]
    if faults.payments_of_another:
        found["payments"] = (Method.TOKEN, "Stripe says that it is b…@agency.example's")
    return found


def _trial(asset: str, method: Method, text: str) -> Trial:
    agencys = "agency" in text
    result = DrillResult.FAILED if agencys else DrillResult.PASSED
    evidence = ("by: the founder",) if method is Method.STATEMENT else ()
    return Trial(asset, PROVIDERS[asset], method, result, text, evidence)
