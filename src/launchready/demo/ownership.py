"""Who holds what of the demo's product, as its manifest says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN

FOUNDER = f"founder@{DOMAIN}"
SECOND = f"cto@{DOMAIN}"
AGENCY = "build@agency.example"
ELSEWHERE = "founder@mailbox.example"
"""The founder's mailbox that works when the domain does not."""

CONFIRMED_DAYS_AGO = 12

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


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of [[owners]]; `more` are further lines."""

    asset: str
    provider: str
    account: str = FOUNDER
    holder: str = "founder"
    second: str = SECOND
    mfa: str = "app"
    billing: str = "founder"
    more: str = ""

    def text(self) -> str:
        """Write it."""
        confirmed = datetime.now(UTC).date() - timedelta(days=CONFIRMED_DAYS_AGO)
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
    if asset == "payments" and faults.owner_half_said:
        return _Entry(asset, "")
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
