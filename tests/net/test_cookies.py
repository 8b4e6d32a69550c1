"""Cookies are read, stored and sent as RFC 6265bis says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from launchready.net.cookies import CookieJar, parse_set_cookie
from launchready.net.public_suffixes import is_public_suffix, registrable_domain
from launchready.net.set_cookie import cookie_date

DATA = Path(__file__).parent.parent / "data"
CASES: list[dict[str, Any]] = json.loads(
    (DATA / "cookies" / "parser.json").read_text(encoding="utf-8")
)
THEN = datetime(2011, 4, 29, tzinfo=UTC)
"""The cases hold dates that were in the future when RFC 6265 came out."""

NAMELESS = {
    "0004": "foo",
    "0021": "a=b; x; c=d",
    "0023": "foo",
    "0024": "foo",
    "0025": "foo",
    "0026": "foo",
    "0027": "bar",
    "0028": "foo",
    "CHROMIUM0009": "BLAHHH",
    "CHROMIUM0010": '"BLA\\"HHH"',
    "CHROMIUM0012": "ABC",
    "MOZILLA0012": 'test="fubar! = foo; five',
    "MOZILLA0014": "six",
    "MOZILLA0015": "seven",
    "MOZILLA0016": "eight",
    "MOZILLA0017": "eight; test=six",
    "NAME0017": "a=bar",
    "NAME0023": "foo",
    "NAME0025": "==a=bar",
    "NAME0028": "a",
    "NAME0031": '"foo',
    "NAME0032": '"foo\\"bar',
    "NAME0033": "aaa",
}
"""RFC 6265bis section 5.6 step 3: a pair without "=" is a value without a name, and is
stored and sent as such; RFC 6265 ignored the line."""

CHANGED: dict[str, str] = {
    **NAMELESS,
    # Section 5.6 step 1: a control character makes the whole line void; RFC 6265 said
    # nothing of it, and the suite expected it to end the line.
    "DISABLED_CHROMIUM0022": "",
    "DISABLED_CHROMIUM0023": "",
    # Section 5.1.4 compares paths octet by octet, as PATH0028 expects; the suite leaves
    # this case disabled.
    "DISABLED_PATH0029": "",
    # Section 5.7 step 8: the last Domain attribute counts, and an empty one means
    # host-only; RFC 6265 ignored an empty one.
    "OPTIONAL_DOMAIN0042": "foo=bar",
}
"""Cookie header by case, where RFC 6265bis wants another one than RFC 6265."""


def jar_at(now: datetime = THEN) -> CookieJar:
    """Make a jar whose clock stands still."""
    return CookieJar(lambda: now)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["test"])
def test_http_state_cases(case: dict[str, Any]) -> None:
    """Every case of the http-state group gives the Cookie header that browsers send."""
    name = case["test"].lower().replace("_", "-")
    url = f"http://home.example.org:8888/cookie-parser?{name}"
    jar = jar_at()
    for line in case["received"]:
        jar.store(line.encode(), url)
    sent_to = urljoin(url, case.get("sent-to", f"/cookie-parser-result?{name}"))
    header = jar.header_for(sent_to).encode("latin-1").decode()
    expected = "; ".join(f"{pair['name']}={pair['value']}" for pair in case["sent"])
    assert header == CHANGED.get(case["test"], expected)


def test_every_changed_case_exists() -> None:
    """The table of differences holds no case that the suite does not have."""
    assert CHANGED.keys() <= {case["test"] for case in CASES}
    assert len(CASES) == 222


HTTPS = "https://app.acme.example/login"


@pytest.mark.parametrize(
    ("line", "url", "reason"),
    [
        ("a=b; Secure", "http://acme.example/", "Secure, but set over http"),
        ("a=b; SameSite=None", HTTPS, "SameSite=None without Secure"),
        ("a=b; SameSite=None; Secure", HTTPS, ""),
        ("__Secure-a=b", HTTPS, "__Secure- name without Secure"),
        ("__SECURE-a=b", HTTPS, "__Secure- name without Secure"),
        ("__Secure-a=b; Secure", HTTPS, ""),
        ("__Host-a=b; Secure; Path=/", HTTPS, ""),
        ("__Host-a=b; Secure", HTTPS, "__Host- name needs"),
        ("__Host-a=b; Secure; Path=/login", HTTPS, "__Host- name needs"),
        ("__Host-a=b; Secure; Path=/; Domain=app.acme.example", HTTPS, "__Host- name needs"),
        ("=__Host-a=b; Secure; Path=/", HTTPS, "a prefix without a name"),
        ("a=b; Domain=other.example", HTTPS, "Domain is not this host or above it"),
        ("a=b; Domain=x.app.acme.example", HTTPS, "Domain is not this host or above it"),
        ("a=b; Domain=co.uk", "https://acme.co.uk/", "Domain is a public suffix"),
        ("a=b; Domain=example", HTTPS, "Domain is a public suffix"),
        ("a=b; Domain=github.io", "https://acme.github.io/", "Domain is a public suffix"),
        ("a=b; Domain=127.0.0.1", "https://127.0.0.1/", ""),
        ("a=b; Domain=0.0.1", "https://127.0.0.1/", "Domain is not this host or above it"),
        ("a=" + "x" * 4095, HTTPS, ""),
        ("a=" + "x" * 4096, HTTPS, "over 4096 octets"),
        ("a=b\x00c", HTTPS, "control character"),
        ("=", HTTPS, "neither name nor value"),
        ("a=b; Partitioned", HTTPS, "Partitioned without Secure"),
    ],
)
def test_rejection_says_why(line: str, url: str, reason: str) -> None:
    """A line that a browser would not store says why, and one that it would says nothing."""
    rejected = parse_set_cookie(line.encode(), url).rejected
    assert reason in rejected
    assert bool(rejected) == bool(reason)


def test_attributes_are_read() -> None:
    """What the fact says of a cookie is what its line says."""
    line = b"sid=abc; Path=/app; Domain=.Acme.example; Secure; HttpOnly; SameSite=LAX"
    line += b"; Max-Age=60"
    cookie = parse_set_cookie(line, "https://app.acme.example/")
    assert (cookie.name, cookie.value_length, cookie.path) == ("sid", 3, "/app")
    assert (cookie.domain, cookie.same_site, cookie.max_age) == ("acme.example", "lax", 60)
    assert cookie.secure
    assert cookie.http_only
    assert not cookie.partitioned


def test_a_long_attribute_is_ignored() -> None:
    """An attribute over 1024 octets counts as absent."""
    line = b"a=b; Path=/" + b"x" * 1025
    assert parse_set_cookie(line, HTTPS).path == "/"


def test_lifetimes_are_capped() -> None:
    """No cookie lives longer than 400 days, however its age is written."""
    for attribute in ("Max-Age=99999999999999999999", "Expires=Fri, 01 Jan 9999 00:00:00 GMT"):
        max_age = parse_set_cookie(f"a=b; {attribute}".encode(), HTTPS).max_age
        assert max_age == 400 * 24 * 3600


def test_max_age_wins_over_expires() -> None:
    """Max-Age decides where both are sent; an unreadable one does not count."""
    both = "a=b; Expires=Fri, 01 Jan 2010 00:00:00 GMT; Max-Age={}"
    assert parse_set_cookie(both.format("60").encode(), HTTPS).max_age == 60
    assert parse_set_cookie(both.format("6e1").encode(), HTTPS).max_age == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 07 Aug 2019 08:04:19 GMT", datetime(2019, 8, 7, 8, 4, 19, tzinfo=UTC)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("6 Nov 30 08:49:37", datetime(2030, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("31 Feb 2030 08:49:37", None),
        ("6 Nov 1600 08:49:37", None),
        ("6 Nov 2030 24:00:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: datetime | None) -> None:
    """Dates are read as loosely as section 5.1.1 says, and impossible ones not at all."""
    assert cookie_date(text) == expected


def test_http_cannot_replace_a_secure_cookie() -> None:
    """A cookie from http does not shadow a Secure one of the same name."""
    jar = jar_at()
    jar.store(b"sid=good; Secure; Domain=acme.example", HTTPS)
    taken = jar.store(b"sid=evil; Domain=acme.example", "http://app.acme.example/login")
    assert "Secure cookie" in taken.rejected
    assert jar.header_for(HTTPS) == "sid=good"


def test_expired_cookies_are_not_sent() -> None:
    """A cookie stops being sent when its time is over."""
    now = [THEN]
    jar = CookieJar(lambda: now[0])
    jar.store(b"a=b; Max-Age=60", HTTPS)
    assert jar.header_for(HTTPS) == "a=b"
    now[0] = THEN.replace(hour=1)
    assert jar.header_for(HTTPS) == ""


def test_a_jar_is_bounded() -> None:
    """A server that sets a cookie after the other does not fill the memory."""
    jar = jar_at()
    for number in range(1000):
        jar.store(f"c{number}=x".encode(), HTTPS)
    assert len(jar) == 300
    assert "c999=x" in jar.header_for(HTTPS)


def test_values_do_not_show() -> None:
    """Neither the jar nor a fact gives a value away, yet equal values can be told."""
    jar = jar_at()
    first = jar.store(b"sid=s3cr3t-value", HTTPS)
    again = parse_set_cookie(b"other=s3cr3t-value", HTTPS)
    assert "s3cr3t" not in repr(jar) + repr(first) + repr(again)
    assert first.value_hash == again.value_hash
    assert first.value_hash != parse_set_cookie(b"sid=else", HTTPS).value_hash


def suffix_cases() -> list[tuple[str, str]]:
    """Read the list's own test: a name, and what of it can be registered."""
    cases = []
    for line in (DATA / "psl" / "test_psl.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("checkPublicSuffix(") and "(null" not in line:
            name, expected = line[len("checkPublicSuffix(") : line.index(");")].split(", ")
            cases.append((name.strip("'"), "" if expected == "null" else expected.strip("'")))
    return cases


@pytest.mark.parametrize(("name", "expected"), suffix_cases())
def test_public_suffix_list(name: str, expected: str) -> None:
    """Every case of the list's own test holds for the look-ups that cookies use."""
    assert registrable_domain(name) == expected


def test_the_suffix_lookup_agrees_with_the_packages_own() -> None:
    """Every rule of the list, names below it, and their A-labels give the same answers."""
    theirs = PublicSuffixList()
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    rules = [line.split(" ")[0] for line in lines if line and not line.startswith("//")]
    for rule in rules[:: len(rules) // 1500]:
        plain = rule.lstrip("!").replace("*", "any")
        for name in (plain, f"a.{plain}", f"b.a.{plain}"):
            spelled = ".".join(label.encode("idna").decode() for label in name.split("."))
            for form in {name, spelled}:
                assert is_public_suffix(form) == bool(theirs.is_public(form)), form
                assert registrable_domain(form) == (theirs.privatesuffix(form) or ""), form
