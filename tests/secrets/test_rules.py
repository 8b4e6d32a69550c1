"""Every rule keeps the contract of `launchready.secrets.rule`, and finds its own tokens."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import hyperscan
import pytest

from launchready.facts.secrets import Danger
from launchready.secrets import checksums
from launchready.secrets.rule import Rule
from tests.secrets.samples import (
    compiled,
    context,
    draw,
    entropy,
    every_rule,
    fits,
    sample,
    secret_of,
)

RULES = every_rule()
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def chance(rule: Rule) -> random.Random:
    """Draw the same tokens in every run."""
    return random.Random(rule.id)


def outside_classes(pattern: str) -> str:
    """Leave a pattern's character classes out: what stands in them is literal."""
    return re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "[]", pattern)


def test_there_are_enough_formats_and_each_has_its_own_name() -> None:
    """No two rules share an id, and more formats are known than the 170 promised."""
    counts = Counter(rule.id for rule in RULES)
    assert [name for name, count in counts.items() if count > 1] == []
    assert len(counts) >= 170


@each_rule
def test_the_pattern_is_bounded_and_means_the_same_to_both_engines(rule: Rule) -> None:
    """No look-around, back-reference, anchor, lazy or endless repeat; at most one capture."""
    bare = outside_classes(rule.pattern)
    assert not re.search(r"\(\?(?:=|!|<)", bare)
    assert not re.search(r"\\[dwsDWSbBAZ1-9]", rule.pattern)
    assert not re.search(r"(?<!\\)[*+]|[?}][?+]|(?<!\\)[$^]|\{[0-9]+,\}", bare)
    assert re.compile(rule.pattern.encode("latin-1")).groups <= 1
    assert "(?P<" not in bare.replace("(?P<secret>", "")


@each_rule
def test_hyperscan_takes_the_pattern(rule: Rule) -> None:
    """The prefilter can be made of it."""
    database = hyperscan.Database()
    database.compile(expressions=[rule.pattern.encode("latin-1")], ids=[0], flags=[0])


@each_rule
def test_the_rule_documents_itself(rule: Rule) -> None:
    """Its id is in kebab case, its page is on https, and it says what to do about a leak."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    page = urlsplit(rule.docs)
    assert page.scheme == "https"
    assert "." in (page.hostname or "")
    assert len(rule.rotate.split()) >= 3
    assert rule.provider
    assert rule.kind


@each_rule
def test_its_tokens_are_found_exactly(rule: Rule) -> None:
    """Tokens drawn from the format match, hold their checksum, and are told apart exactly."""
    rng = chance(rule)
    for _ in range(5):
        made = sample(rule, rng)
        match = compiled(rule).search(made.text)
        assert match is not None
        assert secret_of(rule, match) == made.secret


@each_rule
def test_a_keyword_stands_in_every_token(rule: Rule) -> None:
    """The engines look for keywords first: a token without one would be lost."""
    assert rule.keywords
    assert all(word == word.lower() and word for word in rule.keywords)
    rng = chance(rule)
    for _ in range(20):
        text = (context(rule, rng) + draw(rule, rng)).lower()
        assert any(word in text for word in rule.keywords)


@each_rule
def test_honest_tokens_are_not_taken_for_placeholders(rule: Rule) -> None:
    """The least entropy that is asked for is below that of nearly all real tokens."""
    rng = chance(rule)
    drawn = [draw(rule, rng) for _ in range(60)]
    assert sum(fits(rule, token) for token in drawn) >= 54


@each_rule
def test_a_piece_of_something_longer_is_no_token(rule: Rule) -> None:
    """A token with more of its own kind of characters right before or after is none."""
    made = sample(rule, chance(rule))
    if rule.context_bytes or "secret" in compiled(rule).groupindex:
        return
    for side, sides in (("before", rule.not_before), ("after", rule.not_after)):
        for character in sorted(set("aZ7_-") & set(_members(sides))):
            text = (
                character.encode() + made.text
                if side == "before"
                else made.text + character.encode()
            )
            match = compiled(rule).search(text)
            assert match is None or match[0] != made.text


def _members(character_class: str) -> str:
    return "".join(
        chr(n)
        for n in range(33, 127)
        if character_class and re.match(f"[{character_class}]", chr(n))
    )


@each_rule
def test_placeholders_are_no_tokens(rule: Rule) -> None:
    """What documentation puts in a token's place is not reported."""
    for filler in (b"x", b"X", b"0", b"*", b"."):
        token = sample(rule, chance(rule)).text
        secret = sample(rule, chance(rule)).secret
        head = secret[: min(12, max(4, len(secret) // 8))]
        faded = token.replace(secret, head + filler * (len(secret) - len(head)))
        match = compiled(rule).search(faded)
        if match is None or filler not in secret_of(rule, match):
            continue
        found = secret_of(rule, match)
        checked = rule.checksum is None or rule.checksum(found)
        assert not checked or entropy(found) < rule.min_entropy, faded[:12]


@pytest.mark.parametrize(
    ("secret", "publishable"),
    [
        ("stripe-secret-key", "stripe-publishable-key"),
        ("supabase-service-role-key", "supabase-anon-key"),
        ("supabase-secret-key", "supabase-publishable-key"),
        ("mapbox-secret-token", "mapbox-public-token"),
        ("clerk-secret-key", "clerk-publishable-key"),
        ("sentry-user-token", "sentry-dsn"),
        ("algolia-admin-key", "algolia-search-key"),
        ("posthog-personal-key", "posthog-project-key"),
        ("google-bound-api-key", "google-api-key"),
        ("langfuse-secret-key", "langfuse-public-key"),
    ],
)
def test_what_is_made_for_pages_is_no_secret(secret: str, publishable: str) -> None:
    """A provider's publishable key is named as such, and its secret never passes for it."""
    by_id = {rule.id: rule for rule in RULES}
    private, public = by_id[secret], by_id[publishable]
    assert private.danger is Danger.SECRET
    assert public.danger is Danger.PUBLISHABLE
    for rule, other in ((private, public), (public, private)):
        token = draw(rule, chance(rule))
        if not rule.context_bytes:
            assert not fits(other, token)


@pytest.mark.parametrize("rule", [r for r in RULES if r.checksum], ids=lambda rule: rule.id)
def test_checksums_never_raise_and_seldom_hold(rule: Rule) -> None:
    """A checksum is asked about hostile candidates: any octets get an answer."""
    assert rule.checksum is not None
    rng = chance(rule)
    hostile = [b"", b".", b"..", b"_", b"-", b"eyJ.eyJ.", b"\xff" * 40, b"=" * 9, b"A" * 9000]
    hostile += [rng.randbytes(size) for size in range(60)]
    held = [rule.checksum(each) for each in hostile]
    if rule.checksum is not checksums.not_placeholder:
        assert sum(held) <= 2
    made = sample(rule, rng).secret
    for cut in range(0, len(made), 7):
        rule.checksum(made[:cut])


@pytest.mark.parametrize(
    "password",
    ["hunter2", "s3cr3t", "changeme", "your_password", "postgres", "foobar1", "my-secret"],
)
def test_passwords_of_documentation_are_no_findings(password: str) -> None:
    """What tutorials and compose files write in a URL opens nothing."""
    url = next(rule for rule in RULES if rule.id == "postgres-url-password")
    assert not fits(url, f"postgres://portal:{password}@db.internal".encode())
    assert fits(url, b"postgres://portal:xW7-pq29LmZ@db.internal")


@pytest.mark.parametrize(
    ("address", "real"),
    [
        ("portal:portal@db.acme.io", False),
        ("portal:xW7-pq29LmZ@db.example.com", False),
        ("portal:xW7-pq29LmZ@db.acme.example", False),
        ("portal:saleormoon@localhost", False),
        ("portal:saleormoon@postgres", False),
        ("portal:xW7-pq29LmZ@localhost", True),
        ("portal:saleormoon@db.acme.io", True),
        ("YOUR_USER:xW7-pq29LmZ@db.acme.io", False),
        ("portal:your-smtp-password@mail.acme.io", False),
    ],
)
def test_credentials_of_laptops_and_documentation_are_no_findings(
    address: str, real: bool
) -> None:
    """Who the password is for and where it opens something counts, not its letters alone."""
    url = next(rule for rule in RULES if rule.id == "postgres-url-password")
    assert fits(url, f"postgres://{address}".encode()) is real


def test_a_private_key_ends_with_its_block() -> None:
    """What stands behind a key is no part of it: its hash is the same wherever it stands."""
    for rule in RULES:
        if not rule.id.startswith("private-key-") or "BEGIN" not in rule.pattern:
            continue
        made = sample(rule, chance(rule))
        found = {
            secret_of(rule, match).strip()
            for end in (b"", b"-----END\nPORT=1\n", b"-----END-----\nmore of the same text")
            if (match := compiled(rule).search(made.text + end)) is not None
        }
        assert found == {made.secret.strip()}, rule.id


def test_the_docs_say_how_many_formats_there_are() -> None:
    """The figure of the page is that of the code."""
    page = Path(__file__).parents[2] / "docs" / "secrets.md"
    assert f"{len(RULES)} formats" in page.read_text("utf-8")
