"""Each default is judged by where it stands."""

from launchready.checks.config import default_credentials as check
from launchready.facts.environment import DefaultCredential, DefaultKind
from tests.checks.cases import Case, judges
from tests.checks.config.configured import configured

Out = check.Outcomes


def default(kind: DefaultKind, known: str = "admin") -> tuple[DefaultCredential, ...]:
    """Make a default."""
    return (DefaultCredential(kind, "SECRET_KEY", known, "a.py", 2),)


FALLBACK = default(DefaultKind.FALLBACK, "")
CASES = (
    Case(Out.NONE, "none", configured()),
    Case(Out.NONE, "no secret", configured(env={"LOG_LEVEL": {"default": "info"}})),
    Case(Out.FALLBACK, "in code", configured(defaults=FALLBACK), "a.py:2"),
    Case(Out.SEED, "a seed", configured(defaults=default(DefaultKind.SEED)), "a.py:2"),
    Case(Out.SETTING, "a setting", configured(defaults=default(DefaultKind.SETTING)), "a.py:2"),
    Case(Out.COMPOSE, "Compose", configured(defaults=default(DefaultKind.COMPOSE)), "a.py:2"),
    Case(
        Out.CONTRACT,
        "in the contract",
        configured(env={"SECRET_KEY": {"secret": True, "default": "x"}}),
        "SECRET_KEY",
    ),
    Case(Out.NOT_ALL_SEEN, "cut short", configured(truncated="too much")),
)

test_outcomes = judges(check, CASES)


def test_the_word_is_told_where_everybody_knows_it() -> None:
    """A well-known word is shown, so that it can be searched for; another value never is."""
    for defaults, shown in ((default(DefaultKind.SEED), True), (FALLBACK, False)):
        said = check.judge(**configured(defaults=defaults))
        assert isinstance(said, list)
        assert ('("admin")' in said[0].summary) is shown
