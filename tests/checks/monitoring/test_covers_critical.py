"""What customers enter by is watched; what is missing is named."""

from launchready.checks.monitoring import covers_critical as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
HOME = {"name": "home", "url": "https://acme.example/"}
LOGIN = {"name": "login", "url": "https://app.acme.example/login", "kind": "login"}
HEALTH = {"name": "health", "url": "https://api.acme.example/health", "kind": "health"}
BOARD = {"name": "board", "url": "https://app.acme.example/dashboard", "critical": True}
HOOK = {**BOARD, "name": "hook", "kind": "webhook"}
ROUTES = (HOME, LOGIN, HEALTH)


def given(
    *watched: str, routes: tuple[object, ...] = ROUTES, **tables: object
) -> dict[str, object]:
    """Show the judge monitors of these routes."""
    monitors = [{"route": name} for name in watched]
    declared = manifest(routes=routes, monitors=[*monitors, *tables.pop("more", ())], **tables)  # type: ignore[misc]
    return {"product": declared.product, "manifest": declared}


ALL = ("home", "login", "health")
MAIL = {"kind": "mail", "mailbox": "box", "name": "mail path"}
BOX = {"name": "box", "address": "probe@acme.example", "password_env": "BOX_PASSWORD"}

CASES = (
    Case(Out.COVERED, "all", given(*ALL)),
    Case(Out.COVERED, "a webhook is called, not visited", given(*ALL, routes=(*ROUTES, HOOK))),
    Case(
        Out.COVERED,
        "mail, too",
        given(*ALL, senders=[{"domain": "acme.example"}], more=[MAIL], mailboxes=[BOX]),
    ),
    Case(
        Out.COVERED,
        "a user's page needs a session",
        given(*ALL, routes=(*ROUTES, {**BOARD, "access": "user"})),
    ),
    Case(Out.NOT_SAID, "no monitor", given()),
    Case(Out.ENTRANCE_UNWATCHED, "no homepage", given("login", "health"), HOME["url"]),
    Case(Out.ENTRANCE_UNWATCHED, "no sign-in", given("home", "health"), LOGIN["url"]),
    Case(Out.ENTRANCE_UNWATCHED, "no health", given("home", "login"), HEALTH["url"]),
    Case(
        Out.CRITICAL_UNWATCHED,
        "no dashboard",
        given(*ALL, routes=(*ROUTES, BOARD)),
        "https://app.acme.example/dashboard",
    ),
    Case(Out.NO_HEALTH, "no health route", given("home", "login", routes=(HOME, LOGIN))),
    Case(Out.MAIL_UNWATCHED, "mail", given(*ALL, senders=[{"domain": "acme.example"}]), "mail"),
)

test_outcomes = judges(check, CASES)
