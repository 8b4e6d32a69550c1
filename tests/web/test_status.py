"""The public status page: what customers are shown, and nothing that they are not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from launchready.web.api import statuspage
from launchready.web.board import Item, Snapshot
from launchready.web.pages.status import badge
from launchready.web.roles import Role
from tests.web.site import Site, serving
from tests.web.world import EVIL, MANIFEST, fill

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLIC = MANIFEST.replace(
    'route = "api"\n[[monitors]]', 'route = "api"\nshown_as = "The <b>API</b>"\n[[monitors]]'
).replace('route = "home"\n[[monitors]]', 'route = "home"\nshown_as = "Website"\n[[monitors]]')


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a product with two monitors that customers know."""
    with serving(tmp_path_factory.mktemp("public"), PUBLIC, fill=fill) as site:
        site.add("member", Role.MEMBER)
        yield site


def test_customers_see_what_they_know_and_no_more(public: Site) -> None:
    """Public names, states, days and outages; no host, reason, other monitor, or cookie."""
    answer = public.client().ask("/status")
    assert answer.status == 200
    assert "set-cookie" not in answer.headers
    assert "x-robots-tag" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=15"
    assert "The &lt;b&gt;API&lt;/b&gt; is down" in answer.text
    assert "Website" in answer.text
    assert "was down for" in answer.text
    for hidden in ("acme.test", "502", "evil", "dashboard<", "nightly", "home", "htmx"):
        assert hidden not in answer.text.partition("</head>")[2]


def test_what_customers_are_told_is_written_by_members(public: Site) -> None:
    """It is on the page and in the feed at once, as words."""
    rows = public.run(public.service.hand.read(lambda reader: reader.incidents(open_only=True)))
    page = "/incidents/" + next(row.id for row in rows if row.group == "app.acme.test")
    member = public.client("member")
    assert member.fill(page, {"text": f"We know. {EVIL}"}, to=f"{page}/updates").status == 303
    text = public.client().ask("/status").text
    assert "We know. &lt;script&gt;" in text
    assert "member" not in text
    feed = public.client().ask("/status.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    root = ET.fromstring(feed.text)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    told = entries[0].findtext(f"{ATOM}content") or ""
    assert f"We know. {EVIL}" in told
    moments = [each.text or "" for each in root.iter(f"{ATOM}updated")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each) for each in moments)
    assert moments[0] == max(moments[1:])
    other = "/incidents/" + next(row.id for row in rows if row.group == "db.acme.test")
    refused = member.fill(other, {"text": "x"}, to=f"{other}/updates")
    assert refused.status == 400


def test_badges_are_pictures_for_other_sites(public: Site) -> None:
    """Of everything or of one thing; of what is not public, unknown."""
    client = public.client()
    for query, state in (
        ("", "status: down"),
        ("?of=Website", "Website: up"),
        ("?of=The+%3Cb%3EAPI%3C/b%3E", "The <b>API</b>: down"),
        ("?of=home", "home: unknown"),
        ("?of=%00%1b%3Cscript%3E", ": unknown"),
    ):
        answer = client.ask(f"/status/badge.svg{query}")
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        root = ET.fromstring(answer.text)
        assert (root.get("aria-label") or "").endswith(state)
    assert len(badge("x" * 10_000, "up")) < 2000


def test_without_public_names_there_is_no_status_page(site: Site) -> None:
    """Nothing is public unless the manifest says so."""
    for path in ("/status", "/status.atom", "/status/badge.svg"):
        answer = site.client().ask(path)
        assert answer.status == 404
        assert "up" not in answer.text.partition("<main")[2].replace("/overview", "")


def test_many_customers_are_one_question(public: Site) -> None:
    """The store is asked once in fifteen seconds, however many look."""
    public.client().ask("/status")
    kept = public.desk.board._kept
    for _ in range(5):
        public.client().ask("/status.atom")
    assert public.desk.board._kept is kept


def ask(site: Site, part: str) -> tuple[int, Any]:
    """Ask as a reader of Statuspage's API does."""
    answer = site.client().ask(f"/api/v2/{part}.json")
    return answer.status, json.loads(answer.text)


def test_statuspages_readers_understand_it(public: Site) -> None:
    """The summary has the fields that Statuspage documents, and tells what the page tells."""
    status, summary = ask(public, "summary")
    assert status == 200
    assert summary["page"]["name"] == "Acme <b>Portal</b>"
    assert summary["status"]["indicator"] == "major"
    by_name = {each["name"]: each["status"] for each in summary["components"]}
    assert by_name == {"The <b>API</b>": "major_outage", "Website": "operational"}
    [incident] = summary["incidents"]
    assert incident["name"] == "The <b>API</b>: down"
    assert incident["status"] in {"investigating", "identified"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", incident["created_at"])
    for hidden in ("acme.test", "502", "nightly", "token", "member"):
        assert hidden not in json.dumps(summary)
    for part in ("status", "components", "incidents/unresolved"):
        assert ask(public, part)[0] == 200
    past = ask(public, "incidents")[1]["incidents"]
    assert [each["status"] for each in past][-1] == "resolved"
    assert all(each["resolved_at"] for each in past if each["status"] == "resolved")


def test_without_public_names_statuspages_readers_get_nothing(site: Site) -> None:
    """Nothing is public that nobody made public."""
    assert ask(site, "summary")[0] == 404


def test_what_nobody_looked_at_is_not_operational() -> None:
    """Unknown is a state of its own, and not the good one."""
    snapshot = Snapshot(0, (Item("API", "unknown", (), None),), ())
    whole = statuspage._summary(snapshot)
    assert whole["components"][0]["status"] == "unknown"
    assert whole["status"]["indicator"] == "minor"
