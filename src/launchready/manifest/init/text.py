"""Writes the manifest's text: what was found, and questions where nobody can know."""

from __future__ import annotations

from urllib.parse import urlsplit

from launchready.facts.repository import RepositoryFacts
from launchready.manifest.init import mail, services
from launchready.manifest.init.outside import Outside, SeenHost
from launchready.manifest.init.toml import comment, key, quote
from launchready.net.network import Network

APP_LABELS = {"app", "dashboard", "portal", "my", "login", "admin"}
ASSET_LABELS = {"assets", "static", "cdn", "img", "media"}


def write_text(
    domain: str, seen: Outside, facts: RepositoryFacts | None, network: Network
) -> str:
    """Write the whole file; `facts` None where the folder holds no source code."""
    blocks = [
        _head(domain, seen),
        _product(domain, seen),
        *_hosts(domain, seen),
        *_routes(seen),
        _redirects(seen),
        _access(seen),
        *mail.senders(domain, seen, facts),
        mail.mails(),
        services.repository(facts),
        *services.environment(facts),
        services.database(facts),
        *services.queues(facts),
        services.watching(seen),
        services.deploy(facts),
        *services.owners(seen, facts),
        services.assistants(facts),
        _network(network),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(domain: str, seen: Outside) -> list[str]:
    lines = comment(
        f"What {domain} is meant to be. Written by launchready init from what could be seen; "
        "correct it, and answer the questions, which begin with '# ?'. Then: launchready audit"
    )
    for reason in seen.unseen[:20]:
        lines += comment(f"Not seen: {reason}")
    if len(seen.unseen) > 20:
        lines += comment(f"Not seen: and {len(seen.unseen) - 20} more")
    return lines


def _product(domain: str, seen: Outside) -> list[str]:
    name = domain.partition(".")[0].replace("-", " ").title()
    lines = ["[product]", f"name = {quote(name)}", f"domain = {quote(domain)}"]
    if seen.canonical:
        lines.append(f"canonical = {quote(seen.canonical)}")
    else:
        lines += comment("Where should visitors land? canonical = ...", ask=True)
    lines += comment("How many users do you expect at launch? users = 200", ask=True)
    return lines + comment(
        "How many requests a second at a normal peak? The spike test is 10x this. peak_rps = 4",
        ask=True,
    )


def _hosts(domain: str, seen: Outside) -> list[list[str]]:
    if not seen.hosts:
        return [
            comment(
                f'Which hosts are meant to be live? A table for each: [hosts."{domain}"] '
                'with role = "marketing"',
                ask=True,
            )
        ]
    return [_host(domain, seen, host) for _, host in sorted(seen.hosts.items())]


def _host(domain: str, seen: Outside, host: SeenHost) -> list[str]:
    role = _role(domain, seen, host)
    lines = comment(f"Seen in {', '.join(host.sources)}.")
    lines += [f"[hosts.{quote(host.name)}]", f"role = {quote(role)}"]
    if role == "other":
        lines += comment(
            "What is it for, and should it be public? marketing, app, api, assets or other",
            ask=True,
        )
    if not host.proxy:
        lines += comment("Nothing answered over https here. Is it meant to be live?", ask=True)
        return lines
    lines.append(f"proxy = {quote(host.proxy)}")
    if host.platform:
        lines += comment(f"Runs at {host.provider}, which has an edge of its own.")
    elif host.provider:
        lines += comment(
            f"{host.provider} stands in front. From which address does it fetch? "
            'origin = "198.51.100.7"',
            ask=True,
        )
    return lines


def _role(domain: str, seen: Outside, host: SeenHost) -> str:
    canonical = urlsplit(seen.canonical).hostname or ""
    landed = urlsplit(host.final).hostname or ""
    if host.name == canonical:
        return "marketing"
    if host.name in {domain, f"www.{domain}"} and landed == canonical:
        return "redirect"
    label = host.name.removesuffix(f".{domain}").partition(".")[0]
    login = urlsplit(seen.login).hostname or ""
    if host.name == login or label in APP_LABELS:
        return "app"
    if label == "api":
        return "api"
    return "assets" if label in ASSET_LABELS else "other"


def _routes(seen: Outside) -> list[list[str]]:
    blocks = []
    if seen.canonical:
        blocks.append(
            _route("home", f"{seen.canonical}/", "page", 'cache = "public"', "critical = true")
        )
    if seen.login:
        blocks.append(_route("login", seen.login, "login", 'cache = "none"', "critical = true"))
    elif seen.foreign_login:
        blocks.append(
            comment(
                f"Visitors sign in at {seen.foreign_login}. Which page of yours sends them "
                'there? A route with kind = "login", and one of kind "callback" for the way '
                "back",
                ask=True,
            )
        )
    else:
        blocks.append(comment('Where do users sign in? A route with kind = "login"', ask=True))
    questions = (
        'What do users see once signed in? A "page" with access = "user", cache = "private"',
        'Which address tells whether the service is up? A route with kind = "health"',
        'What do payment and mail services call? Routes of kind "webhook", access = "service"',
        'Where do sign-in providers send users back to? Routes with kind = "callback"',
    )
    return [*blocks, [line for each in questions for line in comment(each, ask=True)]]


def _route(name: str, url: str, kind: str, *more: str) -> list[str]:
    start = ["[[routes]]", f"name = {quote(name)}", f"url = {quote(url)}"]
    return [*start, f"kind = {quote(kind)}", 'access = "public"', *more]


def _redirects(seen: Outside) -> list[str]:
    lines = []
    for address in seen.sitemaps:
        lines += comment(f"The sitemap {address} lists the current pages.")
    return lines + comment(
        "Which old addresses must still work? A [[redirects]] table for each: from, to and "
        "permanent",
        ask=True,
    )


def _access(seen: Outside) -> list[str]:
    """Ask for what lets an audit see more than a stranger does."""
    lines = []
    if seen.login:
        lines += comment(
            "As which user may audits sign in? [session] with login = "
            '"login", username_env and password_env, each the name of a variable',
            ask=True,
        )
    if any(host.proxy == "cloudflare" for host in seen.hosts.values()):
        lines += comment(
            "May audits read Cloudflare's settings? [cloudflare] with token_env, the name of "
            "a variable that holds a read-only API token",
            ask=True,
        )
    return lines


def _network(network: Network) -> list[str]:
    if not (network.connect or network.resolver or network.ca_file):
        return []
    lines = [*comment("For staging and tests alone: take it out for production."), "[network]"]
    if network.resolver:
        lines.append(f"resolver = {quote(network.resolver)}")
    if network.ca_file:
        lines.append(f"ca_file = {quote(str(network.ca_file))}")
    if network.connect:
        lines += ["", "[network.connect]"]
        lines += [f"{key(a)} = {quote(b)}" for a, b in sorted(network.connect.items())]
    return lines
