"""Parsers of what strangers write never fail, whatever it is, and keep no more than they say.

Texts are built from the words that each grammar reacts to, so that they get past its first
line; pure noise rarely does.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.checks.caching import (
    cache_directives,
    cache_lifetime,
    kept_by_edge,
    why_shared,
)
from launchready.checks.domain import hsts
from launchready.checks.edge import security_headers
from launchready.checks.landing import origin
from launchready.collect.errors import leaks_in
from launchready.collect.page_html import read_page
from launchready.collect.sitemap_xml import NotASitemap, parse_sitemap
from launchready.collect.source.dependencies import names_dependencies, read_dependencies
from launchready.collect.source.environment import (
    names_in_code,
    names_in_compose,
    names_in_container,
    names_in_example,
    names_in_pipeline,
)
from launchready.collect.source.pipelines import deploy_command, read_pipeline
from launchready.facts.base import CannotSee
from launchready.facts.cloudflare_expression import covers as expression_covers
from launchready.facts.pages import PageAnswers
from launchready.net.certificates import read_certificate, stapled_status
from launchready.net.challenges import recognise
from launchready.net.cookies import CookieJar
from launchready.net.html_page import MAX_EACH, read_html
from launchready.net.public_suffixes import is_public_suffix, registrable_domain
from launchready.net.set_cookie import cookie_date
from launchready.net.urls import BadUrl, parse_url, resolve
from tests.checks.given import exchange, host, manifest

URL = "https://app.acme.example/dashboard"
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def made_of(*words: str) -> st.SearchStrategy[str]:
    """Make texts of a grammar's words, with noise between them."""
    pieces = st.sampled_from(words) | st.text(max_size=6)
    return st.lists(pieces, max_size=40).map("".join)


FIELD = made_of(
    "max-age", "=", ",", ";", '"', "s-maxage", "no-store", "public", "private", "9" * 30, "-1",
    "includeSubDomains", "preload", " ", "Mon, 02 Nov 2026 12:00:00 GMT", "*",
    "'unsafe-inline'", "script-src", "default-src", "frame-ancestors", "'nonce-",
)  # fmt: skip
MARKUP = made_of(
    "<", ">", "</", "<!--", "-->", "<script src=", "<form action=", "<input type=password ",
    "<base href=", "<meta http-equiv=", "'", '"', "=", "&#x110000;", "http://[", "//",
    "<style>", "<title>", "<!doctype html>", "srcset=", ", ", "\0", "javascript:", "<![CDATA[",
)  # fmt: skip
ADDRESS = made_of(
    "http", "https", ":", "//", "/", "\\", "@", "?", "#", "[", "]", "::1", "%", "%zz", "..",
    "acme.example", "xn--", ":443", ":99999", "\t", "user:pw", "\u0430",
)  # fmt: skip
COOKIE = made_of(
    "session", "=", ";", " Path=", "/", " Domain=", "acme.example", ".", " Secure", " HttpOnly",
    " SameSite=", "None", " Max-Age=", "-", "9" * 25, " Expires=", "Mon, 99-Foo-0000 99:99:99",
    "__Host-", "__Secure-", "\x01", '"',
)  # fmt: skip
SOURCE = made_of(
    "os.environ", "[", "]", "('", "')", "process.env", ".", "KEY", "ENV.fetch", "(", ")", "=",
    "\n", "{", "}", "<%", "env:", "- ", "  ", "jobs:", "run: ", "make deploy", "script:", '"',
    "FROM ", "ENV ", "ARG ", "$", "${", ":-", "environment:", "services:", "[[", "dependencies",
)  # fmt: skip
EXPRESSION = made_of(
    "http.request.uri.path", " eq ", " contains ", " matches ", "(", ")", " and ", " or ",
    "not ", '"/api"', "{", "}", " in ", "starts_with", ",", "*", '"', "\\",
)  # fmt: skip


@given(FIELD, FIELD)
def test_any_header_is_judged(one: str, other: str) -> None:
    """Caching, HSTS and policies are read from any field."""
    headers = (("cache-control", one), ("expires", other), ("date", one), ("age", other),
               ("strict-transport-security", other), ("cf-cache-status", one),
               ("content-security-policy", one), ("x-frame-options", other))  # fmt: skip
    answer = exchange(headers=headers)
    assert all(len(name) <= 50 for name in cache_directives(answer))
    assert (cache_lifetime(answer) or 0) <= 2**31
    assert len(why_shared(answer)) <= 200
    assert len(kept_by_edge(answer)) <= 120
    assert hsts._parse(one)
    pages = PageAnswers((answer,), policies=((answer.url, other),))
    assert security_headers.judge(host(), pages, manifest()).summary


@given(MARKUP)
def test_any_page_is_read(text: str) -> None:
    """Three readers of pages end with a bounded result."""
    page = read_html(text, URL)
    assert len(page.embedded) <= MAX_EACH
    assert len(page.forms) <= MAX_EACH
    assert read_page(text, URL).html in {True, False}
    assert len(leaks_in(text)) <= 20
    recognise(403, (("server", text),), text.encode("utf-8", "surrogatepass"))


@given(ADDRESS, ADDRESS)
def test_any_address_is_read_or_refused(base: str, location: str) -> None:
    """An address is usable or is refused with words; a resolved one is usable again."""
    assert origin(location) == "" or "://" in origin(location)
    is_public_suffix(location)
    assert registrable_domain(location) in {"", *_tails(location.lower().rstrip("."))}
    here = parse_url(URL)
    with suppress(BadUrl):
        here = parse_url(base)
    with suppress(BadUrl):
        there = resolve(here, location.encode("utf-8", "replace"))
        assert there.scheme in {"http", "https"}
        assert parse_url(str(there)) == there


def _tails(name: str) -> list[str]:
    labels = name.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


@given(COOKIE)
def test_any_cookie_is_stored_or_refused(line: str) -> None:
    """A line becomes a cookie or says why not; what is sent back can be a header."""
    jar = CookieJar()
    fact = jar.store(line.encode("utf-8", "replace"), URL)
    assert fact.rejected or fact.value_length <= 4096
    sent = jar.header_for(URL)
    assert not any(char in sent for char in "\r\n\0")
    cookie_date(line)


@given(
    SOURCE, st.sampled_from(("a.py", "a.ts", "a.rb", "config/a.yml", "a.go", "a.php", "a.rs"))
)
def test_any_source_is_read(text: str, path: str) -> None:
    """Names of variables are names, whatever the file."""
    for read in (names_in_code, names_in_example, names_in_container, names_in_compose,
                 names_in_pipeline):  # fmt: skip
        for found in read(path, text):
            assert found.name.replace("_", "a").isalnum()
            assert len(found.name) <= 100


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt", "pyproject.toml", "package.json", "Gemfile", "go.mod",
        "composer.json", "Cargo.toml", "Pipfile", "pom.xml",
    ],
)  # fmt: skip
@given(text=SOURCE | st.recursive(st.none() | st.text(max_size=5), st.lists).map(str))
def test_any_list_of_dependencies_is_read(path: str, text: str) -> None:
    """A broken file declares nothing; it never fails."""
    if names_dependencies(path):
        read_dependencies(path, text)


@given(SOURCE)
def test_any_pipeline_is_read(text: str) -> None:
    """What cannot be a pipeline deploys nothing."""
    for path in (".github/workflows/a.yml", ".gitlab-ci.yml", "Jenkinsfile"):
        read_pipeline(path, text)
    for path in ("Makefile", "package.json", "justfile"):
        assert len(deploy_command(path, text)) <= 1000


@given(EXPRESSION)
def test_any_rule_of_the_proxy_is_read(text: str) -> None:
    """A rule covers an address, does not, or cannot be told."""
    assert expression_covers(text, URL) in {True, False, None}


@given(st.binary(max_size=400))
def test_any_octets_are_refused_by_name(octets: bytes) -> None:
    """Certificates, OCSP responses and sitemaps that are none say so."""
    with suppress(CannotSee):
        read_certificate(octets)
    with suppress(NotASitemap):
        parse_sitemap(octets)
    assert stapled_status(octets, "01", NOW) == ""
