"""The manifest's tables on mail: who sends it, and what the product sends by itself."""

from __future__ import annotations

from launchready.facts.repository import RepositoryFacts
from launchready.mail.providers import MAIL_PROVIDERS, MailProvider
from launchready.manifest.init.outside import Outside
from launchready.manifest.init.packages import found_services
from launchready.manifest.init.toml import comment, quote, strings


def senders(domain: str, seen: Outside, facts: RepositoryFacts | None) -> list[list[str]]:
    """Write a sender for each provider that mail records show."""
    packages = found_services(facts)
    blocks = []
    shown = [each for each in MAIL_PROVIDERS if shows(each, seen)]
    for each in shown:
        selectors = seen.selectors.get(each.name, ())
        includes = [include for include in each.includes if _included(include, seen.spf)]
        block = ["[[senders]]", f"domain = {quote(domain)}", f"provider = {quote(each.name)}"]
        if selectors:
            block.append(f"dkim_selectors = {strings(selectors)}")
        else:
            block += comment(
                f"Which DKIM selectors sign what {each.name} sends? (s= in the DKIM-Signature "
                "header of a received mail)",
                ask=True,
            )
        if includes:
            block.append(f"spf_includes = {strings(includes)}")
        if each.return_path:
            block += comment(
                f"Which return path is set up there? return_path = "
                f'"{each.return_path}.{domain}"',
                ask=True,
            )
        block += comment(
            f'What do its mails say? from = "Name <hello@{domain}>" and reply_to', ask=True
        )
        blocks.append(block)
    questions = [
        line
        for each in MAIL_PROVIDERS
        for package in each.packages
        if package in packages and each not in shown
        for line in comment(
            f"{packages[package]} depends on {package}, but no record of {domain} shows it. "
            f'Does it send mail that way? Then: [[senders]] with provider = "{each.name}"',
            ask=True,
        )
    ]
    if not blocks:
        questions += comment(
            "Which domain and provider does the product send mail from? A [[senders]] table",
            ask=True,
        )
    if not seen.dmarc and seen.nameservers:
        questions += comment(f"No DMARC record is published at _dmarc.{domain}.")
    return [*blocks, questions] if questions else blocks


def mails() -> list[str]:
    """Ask which mails the product sends by itself, and where the drill may look for them."""
    return [
        *comment(
            "Which mails does the product send by itself (signup, password reset, invitation)? "
            "For launchready drill mail: [[mails]] with name, route and fields = { email = "
            '"{recipient}" }',
            ask=True,
        ),
        *comment(
            "In which mailboxes should they arrive? [[mailboxes]] with name, address and "
            "password_env, one at each provider that customers use",
            ask=True,
        ),
    ]


def shows(provider: MailProvider, seen: Outside) -> bool:
    """Say whether the records of a domain show a mail provider."""
    receives = any(
        f".{host}".endswith(f".{suffix}")
        for host in seen.exchangers
        for suffix in provider.exchangers
    )
    # Another's include tells the other, not those who send through its servers.
    own = () if provider.carrier else provider.includes
    includes = any(_included(each, seen.spf) for each in own)
    return receives or includes or provider.name in seen.selectors


def _included(domain: str, spf: str) -> bool:
    return f"include:{domain}" in spf.lower().split()
