"""The manifest's tables on code, data, people and AI."""

from __future__ import annotations

import re

from launchready.environment.comparison import set_by_others
from launchready.facts.dns_providers import dns_provider
from launchready.facts.repository import EnvName, EnvSource, RepositoryFacts
from launchready.mail.providers import MAIL_PROVIDERS
from launchready.manifest.init.mail import shows
from launchready.manifest.init.outside import Outside
from launchready.manifest.init.packages import found_services
from launchready.manifest.init.toml import comment, quote, strings

MAX_VARIABLES = 200
QUEUES = {"Celery": "celery", "RQ": "rq", "Dramatiq": "dramatiq", "arq": "arq",
          "BullMQ": "bullmq", "Sidekiq": "sidekiq"}  # fmt: skip
ASSISTANTS = {"OpenAI", "Anthropic", "LangChain", "AI SDK", "Gemini", "Mistral"}
PAYMENTS = {"Stripe", "Paddle", "Braintree"}
ERRORS = {"Sentry", "Rollbar", "Bugsnag", "Honeybadger"}
BUILD_OUTPUT = {"Next.js": ".next/static", "Nuxt": ".output/public", "Astro": "dist",
                "SvelteKit": "build", "Remix": "build/client", "React": "dist",
                "Vue": "dist"}  # fmt: skip

_SECRET = re.compile(
    r"(?:^|_)(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS|PWD|DSN|CREDENTIALS?|SALT|PRIVATE|PAT)(?:_|$)"
    r"|(?:DATABASE|REDIS|MONGO|MONGODB|BROKER|AMQP|POSTGRES|MYSQL|RABBITMQ|CELERY)\w{0,40}_UR[LI]$"
    r"|WEBHOOK_URL$",
    re.IGNORECASE,
)
_PUBLIC = ("NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_")


def repository(facts: RepositoryFacts | None) -> list[str]:
    """Write where the source code is."""
    if facts is None:
        return comment("Where is the source code? [repository] with path", ask=True)
    names = [each.name for each in facts.frameworks]
    lines = comment(f"Found: {', '.join([*facts.languages[:4], *names]) or 'source code'}.")
    if facts.truncated:
        lines += comment(f"Only a part was read: {facts.truncated}.")
    lines += ["[repository]", 'path = "."']
    outputs = [folder for name, folder in BUILD_OUTPUT.items() if name in names]
    if outputs:
        lines += comment("Where does the frontend's build end up?", ask=True)
        lines.append(f"build_output = {strings(outputs[:1])}")
    return lines + comment(
        'Which files hold logs? They are searched for secrets: logs = ["logs/*.log"]', ask=True
    )


def environment(facts: RepositoryFacts | None) -> list[list[str]]:
    """Write a table for each variable that the code reads or .env.example lists."""
    if facts is None:
        return []
    used = facts.names_in(EnvSource.CODE)
    listed = facts.names_in(EnvSource.EXAMPLE)
    names = sorted(name for name in {*used, *listed} if not set_by_others(name))
    blocks = [
        _variable(name, used.get(name), listed.get(name)) for name in names[:MAX_VARIABLES]
    ]
    if names[MAX_VARIABLES:]:
        blocks.append(comment(f"{len(names) - MAX_VARIABLES} further variables are left out."))
    return blocks


def _variable(name: str, used: EnvName | None, listed: EnvName | None) -> list[str]:
    if used is not None:
        documented = f"; listed in {listed.path}" if listed else "; in no example file"
        lines = comment(f"Read at {used.place}{documented}.")
    else:
        place = listed.place if listed else ""
        lines = comment(f"Listed at {place}; no code was found that reads it.")
    required = used is not None and not used.has_default
    is_secret = bool(_SECRET.search(name)) and not name.startswith(_PUBLIC)
    lines += [
        f"[env.{name}]",
        f"required = {str(required).lower()}",
        f"secret = {str(is_secret).lower()}",
        f"type = {quote(_kind(name))}",
    ]
    if is_secret:
        lines += comment(
            'Who rotates it, and how? rotate = "provider console; owner ..."', ask=True
        )
    return lines


def _kind(name: str) -> str:
    for suffix, kind in (
        ("_PORT", "port"),
        ("_EMAIL", "email"),
        ("_URL", "url"),
        ("_URI", "url"),
    ):
        if name.upper().endswith(suffix):
            return kind
    return "url" if name.upper().endswith("_DSN") else "str"


def _names(facts: RepositoryFacts | None) -> set[str]:
    if facts is None:
        return set()
    return set(facts.names_in(*(s for s in EnvSource if s is not EnvSource.CI)))


def database(facts: RepositoryFacts | None) -> list[str]:
    """Write which variable holds the database's address."""
    known = [
        n
        for n in ("DATABASE_URL", "POSTGRES_URL", "DB_URL", "DATABASE_URI")
        if n in _names(facts)
    ]
    if known:
        return ["[database]", f"url_env = {quote(known[0])}"]
    if facts is not None and facts.database_packages:
        found = facts.database_packages[0]
        return comment(
            f"{found.path} depends on {found.name}. Which variable holds its address? "
            "[database] with url_env",
            ask=True,
        )
    return []


def queues(facts: RepositoryFacts | None) -> list[list[str]]:
    """Write the queues whose engines the code depends on."""
    wanted = ("CELERY_BROKER_URL", "BROKER_URL", "REDIS_URL", "REDIS_URI", "RABBITMQ_URL")
    known = [name for name in wanted if name in _names(facts)]
    blocks = []
    for name, path in found_services(facts).items():
        if name not in QUEUES:
            continue
        if known:
            table = ["[[queues]]", 'name = "default"', f"engine = {quote(QUEUES[name])}"]
            more = comment(
                "Which queues are there, and how old may a job get? max_age_s", ask=True
            )
            blocks.append([*table, f"url_env = {quote(known[0])}", *more])
        else:
            text = f"{path} depends on {name}. Which variable holds its address? [[queues]]"
            blocks.append(comment(text, ask=True))
    return blocks


def watching(seen: Outside) -> list[str]:
    """Ask who is told when something is down."""
    names = ", ".join(
        n for n, there in (("home", seen.canonical), ("login", seen.login)) if there
    )
    which = f" (such as {names})" if names else ""
    return [
        *comment(
            f"Which routes{which} must wake somebody when they are down? [[monitors]], route "
            'and severity = "page"',
            ask=True,
        ),
        *comment(
            "How does an alert reach a person? [[channels]] with name, kind and url_env",
            ask=True,
        ),
    ]


def deploy(facts: RepositoryFacts | None) -> list[str]:
    """Say what was found of the way to production, and ask for the rest."""
    lines: list[str] = []
    for each in facts.pipelines if facts else ():
        if each.deploys:
            how = ", when somebody asks for it" if each.by_hand else ""
            lines += comment(f"{each.path} deploys{how} ({each.deploys}).")
    for file in facts.hosting if facts else ():
        what = f"is for {file.provider}" if file.names_provider else "says how it is run"
        lines += comment(f"{file.path} {what}.")
    for command in facts.commands if facts else ():
        path, _, words = command.partition(": ")
        lines += comment(
            f"Does {path} deploy to production? [deploy] with command = {quote(words)}",
            ask=True,
        )
    if not lines:
        lines += comment("How is it deployed? [deploy] with command", ask=True)
    return lines + comment(
        "How is a release taken back, and which route tells that one is up? rollback, health "
        "in [deploy]",
        ask=True,
    )


def owners(seen: Outside, facts: RepositoryFacts | None) -> list[list[str]]:
    """Write the accounts that must exist, with the providers that show."""
    packages = found_services(facts)
    platforms = {each.provider for each in seen.hosts.values() if each.platform}
    proxies = {
        each.provider for each in seen.hosts.values() if each.proxy in {"cloudflare", "other"}
    }
    files = {f.provider for f in facts.hosting if f.names_provider} if facts else set()
    mail = [each.name for each in MAIL_PROVIDERS if shows(each, seen)]
    found: list[tuple[str, str]] = [("registrar", ""), ("dns", dns_provider(seen.nameservers))]
    found += [("edge", name.lower()) for name in sorted(proxies)]
    found += [("hosting", name.lower()) for name in sorted(platforms or files)] or [
        ("hosting", "")
    ]
    found += [("email", name) for name in mail]
    found += [("payments", name.lower()) for name in sorted(PAYMENTS & packages.keys())]
    found += [("error-tracking", name.lower()) for name in sorted(ERRORS & packages.keys())]
    if facts is not None:
        found.append(("repository", ""))
    if database(facts):
        found.append(("database", ""))
    blocks = []
    for asset, provider in found:
        block = ["[[owners]]", f"asset = {quote(asset)}"]
        if provider:
            block.append(f"provider = {quote(provider)}")
        which = "Whose account is it" if provider else "Which provider, and whose account"
        question = (
            f"{which}? account, holder (founder, agency, person), second, confirmed (a day), "
            "mfa (key, app, sms, none) and billing"
        )
        blocks.append([*block, *comment(question, ask=True)])
    return blocks


def assistants(facts: RepositoryFacts | None) -> list[str]:
    """Ask for the addresses of AI features, where the code depends on a model's provider."""
    found = {n: p for n, p in found_services(facts).items() if n in ASSISTANTS}
    if not found:
        return []
    names = ", ".join(f"{name} ({path})" for name, path in found.items())
    return comment(
        f"The code depends on {names}. Which address do users talk to? [[assistants]], name "
        "and url",
        ask=True,
    )
