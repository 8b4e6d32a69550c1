"""The settings of a zone at Cloudflare, as its API tells them."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.cloudflare_expression import covers, wildcard_matches


class PageRule(Struct, frozen=True):
    """One active page rule.

    Attributes:
        pattern: URL with * for any characters; the scheme may be missing.
        actions: names and values ("cache_level", "cache_everything").
        priority: the highest that matches a URL decides.
    """

    pattern: str
    actions: tuple[tuple[str, str], ...]
    priority: int

    def matches(self, url: str) -> bool:
        """Say whether the rule is about a URL."""
        pattern, target = self.pattern.lower(), url.lower()
        if "://" not in pattern:
            target = target.partition("://")[2]
        if "/" not in pattern.rpartition("://")[2] and not pattern.endswith("*"):
            pattern += "/*"
        return wildcard_matches(pattern, target)


class EdgeRule(Struct, frozen=True):
    """One enabled rule of a ruleset.

    Attributes:
        phase: of the entry point ruleset ("http_request_cache_settings").
        action: "set_cache_settings", "skip", "block" or the like.
        expression: in the Rules language.
        cache: what a cache rule says; None where it says nothing.
        skips: products and phases that a skip rule leaves out ("bic", "http_request_sbfm").
    """

    phase: str
    action: str
    expression: str
    cache: bool | None = None
    skips: tuple[str, ...] = ()

    def covers(self, url: str, method: str = "GET") -> bool | None:
        """Say whether the rule is about a request; None where its expression asks more."""
        return covers(self.expression, url, method)


class CloudflareZone(Fact, frozen=True):
    """A zone's settings; nothing of the token that they were read with.

    Attributes:
        name: of the zone.
        settings: name and value ("ssl", "strict").
        bots: name and value of the bot management settings ("fight_mode", "true").
        page_rules: the active ones, the deciding ones first.
        rules: enabled rules of the phases that were read, in order.
        denied: permissions that the token lacks ("Bot Management: Read").
        unseen: "what: reason" of the rest that could not be read.
    """

    name: str
    settings: tuple[tuple[str, str], ...] = ()
    bots: tuple[tuple[str, str], ...] = ()
    page_rules: tuple[PageRule, ...] = ()
    rules: tuple[EdgeRule, ...] = ()
    denied: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    def setting(self, name: str) -> str:
        """Give a setting of the zone, "" where it was not seen."""
        return dict(self.settings).get(name, "")

    def bot_setting(self, name: str) -> str:
        """Give a bot management setting, "" where it was not seen."""
        return dict(self.bots).get(name, "")

    def effective(self, name: str, url: str) -> str:
        """Give a setting as a page rule leaves it for a URL."""
        for rule in self.page_rules:
            actions = dict(rule.actions)
            if name in actions and rule.matches(url):
                return actions[name]
        return self.setting(name)

    def holds(self, host: str) -> bool:
        """Say whether a host lies in the zone."""
        return host == self.name or host.endswith(f".{self.name}")

    def rules_about(self, phase: str, url: str, method: str = "GET") -> tuple[EdgeRule, ...]:
        """Give the rules of a phase that are about a request for certain."""
        if not self.holds(urlsplit(url).hostname or ""):
            return ()
        return tuple(
            rule for rule in self.rules if rule.phase == phase and rule.covers(url, method)
        )
