"""The registry's date and statuses are judged against the run's clock."""

from datetime import datetime, timedelta

from launchready.checks.domain import registration_expiry as check
from launchready.facts.base import Unseen
from launchready.facts.dns import Registration
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, manifest


def given(
    expires: datetime | None, *statuses: str, registrar: str = "Names Ltd"
) -> dict[str, object]:
    """Show the judge a registration."""
    found = Registration(
        "acme.io", registrar, expires, statuses, "https://rdap.example/acme.io"
    )
    return {"product": manifest().product, "registration": found, "clock": CLOCK}


def unseen(domain: str) -> dict[str, object]:
    """Show the judge that the registry could not be asked."""
    product = manifest(product={"domain": domain}).product
    return {"product": product, "registration": Unseen("no answer"), "clock": CLOCK}


FAR = NOW + timedelta(days=400)

CASES = (
    Case(check.Outcomes.FAR_OFF, "more than a year", given(FAR)),
    Case(check.Outcomes.FAR_OFF, "30 days", given(NOW + timedelta(days=30))),
    Case(check.Outcomes.FAR_OFF, "locked against transfer", given(FAR, "client hold off")),
    Case(check.Outcomes.SOON, "under 30 days", given(NOW + timedelta(days=30, seconds=-1))),
    Case(check.Outcomes.SOON, "7 days", given(NOW + timedelta(days=7))),
    Case(check.Outcomes.VERY_SOON, "under 7 days", given(NOW + timedelta(days=6, hours=23))),
    Case(check.Outcomes.EXPIRED, "yesterday", given(NOW - timedelta(days=1))),
    Case(check.Outcomes.WITHDRAWN, "on hold", given(FAR, "client hold", registrar="")),
    Case(check.Outcomes.NOT_TOLD, "no date", given(None)),
    Case(check.Outcomes.UNSEEN, "the registry is silent", unseen("acme.io")),
    Case(check.Outcomes.NO_REGISTRY, "a reserved name", unseen("acme.example")),
)

test_outcomes = judges(check, CASES)
