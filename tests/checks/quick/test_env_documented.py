"""Names in the code are compared with .env.example and [env]."""

from launchready.checks.quick import env_documented as check
from launchready.facts.repository import EnvName, EnvSource, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(
    *used: str, example: tuple[str, ...] = (), env: tuple[str, ...] = (), truncated: str = ""
) -> dict[str, object]:
    """Show the judge names that the code reads; "NAME?" for one with a default."""
    names = [
        EnvName(each.rstrip("?"), EnvSource.CODE, "src/a.py", n, each.endswith("?"))
        for n, each in enumerate(used, 1)
    ]
    names += [EnvName(each, EnvSource.EXAMPLE, ".env.example", 1) for each in example]
    names.append(EnvName("ONLY_IN_CI", EnvSource.CI, ".github/workflows/x.yml", 1))
    declared = manifest(repository={}, env={name: {} for name in env})
    files = (".env.example",) if example else ()
    return {
        "repository": declared.repository,
        "facts": RepositoryFacts(
            9, truncated=truncated, environment=tuple(names), example_files=files
        ),
        "manifest": declared,
    }


CASES = (
    Case(Out.DOCUMENTED, "in .env.example", given("A_KEY", example=("A_KEY", "MORE"))),
    Case(Out.DOCUMENTED, "in [env]", given("A_KEY", env=("A_KEY",))),
    Case(Out.DOCUMENTED, "half here, half there", given("A", "B", example=("A",), env=("B",))),
    Case(Out.DOCUMENTED, "the platform's own", given("A", "PORT", "VERCEL_URL", env=("A",))),
    Case(Out.UNDOCUMENTED, "one is missing", given("A", "B", "C?", env=("A",))),
    Case(Out.UNDOCUMENTED, "no example file at all", given("DATABASE_URL")),
    Case(Out.UNDOCUMENTED, "a part is enough to fail", given("A", truncated="too much")),
    Case(Out.OPTIONAL_UNDOCUMENTED, "only optional ones", given("A", "B?", env=("A",))),
    Case(Out.NONE_READ, "none", given("PATH", "NODE_ENV")),
    Case(Out.NOT_ALL_SEEN, "a part seems fine", given("A", env=("A",), truncated="too much")),
)

test_outcomes = judges(check, CASES)


def test_places_are_told() -> None:
    """Each name comes with the line that reads it."""
    verdict = check.judge(**given("A", "B"))  # type: ignore[arg-type]
    assert verdict.evidence["read_at"] == ["src/a.py:1", "src/a.py:2"]
