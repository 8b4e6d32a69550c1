"""A way to production without clicks, and builds that come out the same tomorrow."""

from launchready.checks.quick import deploy_repeatable as check
from launchready.facts.base import Unseen
from launchready.facts.repository import (
    BaseImage,
    Dependencies,
    Found,
    HostingFile,
    Pipeline,
    RepositoryFacts,
)
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
DEPLOYS = Pipeline(".github/workflows/x.yml", "GitHub Actions", "line 9: make deploy")
CLICK = Pipeline(DEPLOYS.path, DEPLOYS.system, DEPLOYS.deploys, by_hand=True)
TESTS = Pipeline(".github/workflows/ci.yml", "GitHub Actions")
LOCKED = Dependencies("package.json", "npm", "package-lock.json")
IGNORED = Dependencies("go.mod", "go", "go.sum", lock_ignored=True)
OPEN = Dependencies("requirements.txt", "python", "requirements.txt", ("flask",))
PINNED = BaseImage("Dockerfile", 1, "python", "3.12-slim")
ORM = Found("Prisma", "web/package.json")


def given(
    repository: RepositoryFacts | Unseen | None = None,
    *,
    command: str = "",
    path: str = "code",
    declared: bool = True,
    **fields: object,
) -> dict[str, object]:
    """Show the judge a repository; by default one where everything is as it should be."""
    good = {"pipelines": (TESTS, DEPLOYS), "dependencies": (LOCKED,), "base_images": (PINNED,)}
    tables: dict[str, object] = {"repository": {"path": path}} if declared else {}
    tables["deploy"] = {"command": command}
    shown = manifest(**tables)
    return {
        "product": shown.product,
        "manifest": shown,
        "repository": repository or RepositoryFacts(9, **{**good, **fields}),  # type: ignore[arg-type]
    }


CASES = (
    Case(Out.REPEATABLE, "CI deploys", given(), "code"),
    Case(Out.REPEATABLE, "a command", given(command="make deploy", pipelines=()), "code"),
    Case(Out.REPEATABLE, "a command, no click", given(command="x", pipelines=(CLICK,)), "code"),
    Case(
        Out.REPEATABLE,
        "the platform deploys",
        given(pipelines=(), hosting=(HostingFile("render.yaml", "Render", True),)),
        "code",
    ),
    Case(
        Out.REPEATABLE,
        "a database with migrations",
        given(database_packages=(ORM,), migrations=("db/migrate",)),
        "code",
    ),
    Case(Out.REPEATABLE, "nothing to install", given(dependencies=()), "code"),
    Case(
        Out.REPEATABLE,
        "a digest without a tag",
        given(base_images=(BaseImage("Dockerfile", 1, "python", "", "sha256:00"),)),
        "code",
    ),
    Case(Out.NO_DEPLOYMENT, "CI only tests", given(pipelines=(TESTS,)), "code"),
    Case(
        Out.NO_DEPLOYMENT,
        "a target that nobody named",
        given(pipelines=(), commands=("Makefile: make deploy",)),
        "code",
    ),
    Case(
        Out.NO_DEPLOYMENT,
        "a platform that needs a command",
        given(pipelines=(), hosting=(HostingFile("fly.toml", "Fly.io"),)),
        "code",
    ),
    Case(Out.BY_HAND, "CI waits for a click", given(pipelines=(CLICK,)), "code"),
    Case(
        Out.NO_LOCK,
        "no lock",
        given(dependencies=(LOCKED, Dependencies("api/pyproject.toml", "python"))),
        "code/api/pyproject.toml",
    ),
    Case(
        Out.NO_LOCK,
        "a lock that git ignores",
        given(dependencies=(IGNORED,), path="."),
        "go.mod",
    ),
    Case(
        Out.NO_LOCK,
        "a list with open versions",
        given(dependencies=(OPEN,)),
        "code/requirements.txt",
    ),
    Case(
        Out.IMAGE_FLOATS,
        "latest",
        given(base_images=(PINNED, BaseImage("web/Dockerfile", 7, "node", "lts-alpine3.20"))),
        "code/web/Dockerfile:7",
    ),
    Case(
        Out.NO_MIGRATIONS,
        "a database without migrations",
        given(database_packages=(ORM,)),
        "code/web/package.json",
    ),
    Case(Out.NO_REPOSITORY, "none declared", given(declared=False, command="make deploy")),
    Case(Out.NOT_SEEN, "no such folder", given(Unseen("no such folder")), "code"),
    Case(Out.NOT_SEEN, "too large to read whole", given(truncated="more than 9 files"), "code"),
)  # fmt: skip

test_outcomes = judges(check, CASES)
