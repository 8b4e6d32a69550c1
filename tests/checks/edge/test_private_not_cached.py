"""A user's page that caches may show to others is a blocker, however it comes about."""

from launchready.checks.edge import private_not_cached as check
from launchready.facts.pages import SignedInVisit
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, route

Out = check.Outcomes
DATE = "Mon, 02 Nov 2026 12:00:00 GMT"
LATER = "Mon, 02 Nov 2026 13:00:00 GMT"


def given(
    status: int = 200, *, authorization: bool = False, **headers: str
) -> dict[str, object]:
    """Show a user's page with its headers, read with a cookie or with Authorization."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    session = {"authorization_env" if authorization else "cookie_env": "LIVE"}
    return {
        "route": route(access="user"),
        "visit": SignedInVisit(exchange(status=status, headers=named)),
        "manifest": manifest(session=session),
    }


CASES = (
    Case(Out.PRIVATE, "no-store", given(cache_control="private, no-store")),
    Case(Out.PRIVATE, "private with a lifetime", given(cache_control="private, max-age=60")),
    Case(Out.PRIVATE, "a lifetime of nothing", given(cache_control="max-age=0")),
    Case(
        Out.PRIVATE,
        "a lifetime, asked for with Authorization",
        given(authorization=True, cache_control="max-age=600"),
    ),
    Case(Out.PRIVATE, "silent, asked for with Authorization", given(authorization=True)),
    Case(Out.SHARED, "public", given(cache_control="public, max-age=600")),
    Case(Out.SHARED, "a lifetime and no word more", given(cache_control="max-age=600")),
    Case(
        Out.SHARED,
        "Vary: Cookie is not heeded by most caches",
        given(cache_control="max-age=600", vary="Cookie"),
    ),
    Case(
        Out.SHARED,
        "public, though asked for with Authorization",
        given(authorization=True, cache_control="public, max-age=600"),
    ),
    Case(Out.SHARED, "Expires alone", given(date=DATE, expires=LATER)),
    Case(Out.SHARED, "a date that caches may guess from", given(last_modified=DATE)),
    Case(
        Out.KEPT,
        "an edge that keeps it whatever the product says",
        given(cache_control="private", cf_cache_status="HIT"),
    ),
    Case(Out.KEPT, "an edge that will keep it", given(cf_cache_status="MISS")),
    Case(Out.NOT_STATED, "silent", given()),
    Case(Out.NO_CONTENT, "an error", given(500)),
)

test_outcomes = judges(check, CASES)


def test_only_what_a_user_reads_is_looked_at() -> None:
    """Public pages may be kept, and a sign-in or webhook is nothing to read."""
    assert check.applies(route(access="user"))
    assert check.applies(route(access="user", kind="api"))
    assert not check.applies(route())
    assert not check.applies(route(access="user", kind="write"))
