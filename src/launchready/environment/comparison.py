"""Names that the code reads, held against the contract: missing, unused, nearly right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from launchready.environment.names import nearest
from launchready.facts.repository import EnvName, EnvSource

_SET_BY_OTHERS = re.compile(
    r"PATH|HOME|USER|SHELL|LANG|LC_\w+|TZ|TERM|PWD|TMPDIR|TMP|TEMP|HOSTNAME|EDITOR|DISPLAY"
    r"|CI|PORT|HOST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL|RAILS_ENV|RACK_ENV|APP_ENV|MIX_ENV"
    r"|PYTEST_\w+|PYTHON\w+|VIRTUAL_ENV|NO_COLOR|FORCE_COLOR|NEXT_RUNTIME|NEXT_PHASE|NODE_OPTIONS"
    r"|DJANGO_SETTINGS_MODULE|RAILS_LOG_TO_STDOUT|RAILS_MAX_THREADS|BUNDLE_\w+|npm_\w+"
    r"|GITHUB_\w+|GITLAB_\w+|CI_\w+|RUNNER_\w+|VERCEL(_\w+)?|NETLIFY|DEPLOY_PRIME_URL|CONTEXT"
    r"|FLY_\w+|RENDER(_\w+)?|RAILWAY_\w+|HEROKU_\w+|DYNO|KUBERNETES_\w+|AWS_REGION"
    r"|AWS_LAMBDA_\w+|AWS_EXECUTION_ENV|K_SERVICE|K_REVISION|GAE_\w+|SSH_\w+|XDG_\w+"
    r"|ProgramData|ProgramFiles|APPDATA|LOCALAPPDATA|USERPROFILE|SystemRoot|WINDIR|COMSPEC"
)

_READ_BY_LIBRARIES = re.compile(
    r"DATABASE_URL|SECRET_KEY_BASE|RAILS_MASTER_KEY|REDIS_URL|SENTRY_\w+|AWS_\w+|PG(HOST|PORT|USER"
    r"|PASSWORD|DATABASE|SSLMODE)|GOOGLE_APPLICATION_CREDENTIALS|OPENAI_API_KEY|ANTHROPIC_API_KEY"
    r"|STRIPE_API_KEY|OTEL_\w+|DD_\w+|NEW_RELIC_\w+|NEXTAUTH_(SECRET|URL)|AUTH_(SECRET|URL)"
    r"|CLERK_\w+|NEXT_PUBLIC_CLERK_\w+|GUNICORN_CMD_ARGS|UVICORN_\w+|WEB_CONCURRENCY"
    r"|CELERY_BROKER_URL|DJANGO_SUPERUSER_\w+|FLASK_\w+|APP_KEY|LOG_LEVEL|HTTPS?_PROXY|NO_PROXY"
)
_SECRET_WORD = re.compile(
    r"(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASS|PWD|TOKEN|KEY|APIKEY|CREDENTIALS?|DSN|WEBHOOK)(?:_|$)"
    r"|(?:^|_)(?:DATABASE|DB|REDIS|MONGO(?:DB)?|AMQP|BROKER|RABBITMQ|POSTGRES|MYSQL)_UR[IL](?:_|$)"
)
_PUBLISHABLE_WORD = re.compile(r"(?:^|_)(?:PUBLIC|PUBLISHABLE|SITE|KEY_ID|VAPID)(?:_|$)")

USED_BY = (EnvSource.CODE, EnvSource.COMPOSE, EnvSource.CONTAINER, EnvSource.CI)


def set_by_others(name: str) -> bool:
    """Say whether the system, the framework or the platform gives a variable."""
    return bool(_SET_BY_OTHERS.fullmatch(name))


def read_by_libraries(name: str) -> bool:
    """Say whether a framework or library is known to read a variable by itself."""
    return bool(_READ_BY_LIBRARIES.fullmatch(name))


def is_secret_name(name: str) -> bool:
    """Say whether a variable of this name is likely to hold a secret."""
    upper = name.upper()
    return bool(_SECRET_WORD.search(upper)) and not _PUBLISHABLE_WORD.search(upper)


class Comparison(Struct, frozen=True):
    """What code and contract say of each other.

    Attributes:
        read: what code reads and somebody has to set, by name.
        missing: of that, what is not in the contract and has no default.
        optional: not in the contract, with a default everywhere.
        unused: names of the contract that nothing in the repository reads or passes on.
        near: (name in the code, name of the contract that is probably meant).
        passed_on: what Compose files, containers and CI name and neither the code nor the
            contract does; only for deploying, perhaps.
    """

    read: dict[str, EnvName]
    missing: tuple[EnvName, ...]
    optional: tuple[EnvName, ...]
    unused: tuple[str, ...]
    near: tuple[tuple[EnvName, str], ...]
    passed_on: tuple[EnvName, ...] = ()


def compare(
    environment: Iterable[EnvName], contract: Collection[str], elsewhere: Collection[str] = ()
) -> Comparison:
    """Hold the names in a repository against the names of the contract.

    Args:
        environment: names as found in the repository.
        contract: names that are declared.
        elsewhere: names that the manifest uses itself (`url_env` and the like).
    """
    found = list(environment)
    read = {
        each.name: each
        for each in found
        if each.source is EnvSource.CODE and not set_by_others(each.name)
    }
    used = {each.name for each in found if each.source in USED_BY} | set(elsewhere)
    unused = tuple(name for name in contract if name not in used)
    strangers = [each for name, each in read.items() if name not in contract]
    near = []
    for each in strangers:
        meant = nearest(each.name, unused)
        if meant:
            near.append((each, meant))
    close = {each.name for each, _ in near}
    meant_names = {meant for _, meant in near}
    rest = [each for each in strangers if each.name not in close]
    return Comparison(
        read=read,
        missing=tuple(each for each in rest if not each.has_default),
        optional=tuple(each for each in rest if each.has_default),
        unused=tuple(name for name in unused if name not in meant_names),
        near=tuple(near),
        passed_on=tuple(_passed_on(found, {*read, *contract, *elsewhere})),
    )


def _passed_on(found: Iterable[EnvName], known: Collection[str]) -> Iterator[EnvName]:
    seen: set[str] = set()
    for each in found:
        outside = each.source in {EnvSource.COMPOSE, EnvSource.CONTAINER, EnvSource.CI}
        new = each.name not in known and each.name not in seen
        if outside and new and not each.has_default and not set_by_others(each.name):
            seen.add(each.name)
            yield each
