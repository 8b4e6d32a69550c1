"""A served file counts by what it opens."""

from launchready.checks.secrets import env_file_served as check
from launchready.facts.exposure import ServedFile, ServedFiles
from tests.checks.cases import Case, judges
from tests.checks.given import host

Out = check.Outcomes


def given(*served: ServedFile, unseen: tuple[str, ...] = ()) -> dict[str, object]:
    """Show the judge what a host gave."""
    return {"host": host(), "files": ServedFiles(21, served, unseen)}


ENV = ServedFile("/.env", "variables of the environment", grave=True, names=("DATABASE_URL",))
GIT = ServedFile("/.git/config", "the repository's settings", grave=True)
COMPOSE = ServedFile("/docker-compose.yml", "how the product is put together", grave=False)
AT = "https://app.acme.example"

CASES = (
    Case(Out.NONE, "nothing", given()),
    Case(Out.VARIABLES, "/.env", given(ENV), f"{AT}/.env"),
    Case(Out.SERVED, "/.git", given(GIT, unseen=("/.env: late",)), f"{AT}/.git/config"),
    Case(Out.TELLS, "a compose file", given(COMPOSE), f"{AT}/docker-compose.yml"),
    Case(Out.NOT_ALL_SEEN, "one got no answer", given(unseen=("/.env: a challenge",))),
)

test_outcomes = judges(check, CASES)
