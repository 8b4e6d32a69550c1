"""What one provider's token looks like: the contract between the rules and the engines.

A module under `launchready.secrets.rules` offers `RULES: tuple[Rule, ...]`; modules are
found by listing that package, so there is nothing else to edit for a new rule.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from launchready.facts.secrets import Danger

__all__ = ["WORD_CHARACTERS", "Danger", "Rule"]

# Characters of most tokens: one of these right before or after a match means that the
# match is a piece of something longer.
WORD_CHARACTERS = "A-Za-z0-9_-"


class Rule(Struct, frozen=True):
    r"""One format of token, as its provider documents it.

    `pattern` keeps to what Hyperscan and Python's `re` both understand and match alike:
    literals, classes, bounded repeats, groups `(?:...)`, alternation, `(?i:...)`. There is
    no look-around, back-reference, lazy quantifier or anchor, and no capture but at most
    one `(?P<secret>...)`, which tells the token from what must stand around it. It has to
    be bounded (`{20,200}`, not `+`), starts at its first certain byte and says nothing
    about boundaries: those are `not_before` and `not_after`.

    It matches bytes; classes are ASCII (`\d`, `\w` and `\s` are not used: write the class).
    """

    id: str
    """Kebab case, unique: "stripe-secret-key"."""
    provider: str
    """As the provider writes itself: "Stripe"."""
    kind: str
    """In a person's words: "live secret key"."""
    pattern: str
    docs: str
    """The https page of the provider that documents the format."""
    rotate: str
    """What to do with a leaked one, as plain steps, or the page that does it."""
    keywords: tuple[bytes, ...]
    """Literal lower-case bytes, of which at least one stands in every text that holds the
    token (whatever its case). With `context_bytes`, the words the token stands behind."""
    danger: Danger = Danger.SECRET
    not_before: str = WORD_CHARACTERS
    """Inside of a character class: what may not stand right before the match. May be ""."""
    not_after: str = WORD_CHARACTERS
    """Inside of a character class: what may not stand right after the match. May be ""."""
    context_bytes: int = 0
    """For tokens without a form of their own (32 hex digits): the match has to begin at
    most this many bytes after the end of one of `keywords`, on any line. 0: anywhere."""
    min_entropy: float = 0.0
    """Shannon entropy, bits per character of the secret; less is taken for a placeholder."""
    checksum: Callable[[bytes], bool] | None = None
    """Given the secret (the named group, or else the whole match): is it well formed?"""
    whole: Callable[[bytes], bool] | None = None
    """Given the whole match, what stands around the secret included: may it be real?"""
