"""What each page shows, over real HTTP: every field escaped, every list with an end."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from launchready.watch.store.engine import Engine
from launchready.web.charts import strip
from launchready.web.checklist import USUAL_STEPS, list_items, read_checklist
from launchready.web.series import Point, runs
from launchready.web.words import lasting, ms, share
from tests.web.site import Client, Site
from tests.web.world import EVIL


@pytest.fixture
def viewer(site: Site) -> Client:
    """Give somebody who reads."""
    return site.client("viewer")


@pytest.fixture
def member(site: Site) -> Client:
    """Give somebody who writes."""
    return site.client("member")


def open_incident(site: Site) -> str:
    """Give the id of the API's open incident."""
    rows = site.run(site.service.hand.read(lambda reader: reader.incidents(open_only=True)))
    return next(row.id for row in rows if row.group == "app.acme.test")


def test_the_overview_says_what_is_down(viewer: Client) -> None:
    """How many of how many, which, why, and that nobody is on it."""
    text = viewer.ask("/").text
    assert "2 of 7 monitors are down" in text
    assert "2 open incidents" in text
    assert "nobody is on it" in text
    assert "status 502 in place of 200" in text


def test_a_monitor_by_whatever_name(site: Site, viewer: Client) -> None:
    """Latency, deploys, uptime, releases and looks; and names with markup have pages, too."""
    text = viewer.ask("/monitor?name=api&range=month").text
    for wanted in ("v1.3.0, seen first", "p95 beside the one before", "+6", "polyline"):
        assert wanted in text
    assert viewer.ask(f"/monitor?name={quote(EVIL)}").status == 200
    for name in ("nothing", "", "%00", "api%00x", "../api"):
        assert viewer.ask(f"/monitor?name={name}").status == 404
    for words in ("range=nonsense", "before=x", "before=-1", "before=9999999999999999999"):
        assert viewer.ask(f"/monitor?name=api&{words}").status == 200


def test_looks_that_were_not_good_can_be_listed_alone(viewer: Client) -> None:
    """With their reasons, page by page."""
    text = viewer.ask("/monitor?name=api&looks=misses").text
    table = text.partition('id="looks"')[2]
    assert "down" in table
    assert '<tr class="up">' not in table
    older = viewer.ask("/monitor?name=api").text.partition("before=")[2].partition("#")[0]
    assert int(older) > 0
    assert viewer.ask(f"/monitor?name=api&before={older}").status == 200


def test_incidents_are_listed(site: Site, viewer: Client) -> None:
    """Open and closed; the list goes on from the last one of a page."""
    text = viewer.ask("/incidents").text
    assert "open" in text
    assert text.count("/incidents/") >= 3
    identity = open_incident(site)
    older = viewer.ask(f"/incidents?before={identity}").text
    assert f'/incidents/{identity}"' not in older
    assert viewer.ask("/incidents?before=nothing").status == 200
    for path in ("/incidents/nothing", "/incidents/%00", "/incidents/..%2f"):
        assert viewer.ask(path).status == 404


def test_an_incident_is_worked_on(site: Site, member: Client) -> None:
    """Taken on, noted, ticked off and written up; each by name."""
    identity = open_incident(site)
    page = f"/incidents/{identity}"
    assert member.fill(page, {}, to=f"{page}/acknowledge").status == 303
    text = member.ask(page).text
    assert "taken on by" in text
    assert "I take it on" not in text
    assert member.fill(page, {"text": f"it was DNS {EVIL}"}, to=f"{page}/notes").status == 303
    assert member.fill(page, {"step": "1", "done": "yes"}, to=f"{page}/checklist").status == 303
    text = member.ask(page).text
    assert "member: it was DNS &lt;script&gt;" in text
    assert text.count('aria-pressed="true"') == 1
    answer = member.ask(f"{page}/post-mortem.md")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "it was DNS" in answer.text
    assert f"done by member: {USUAL_STEPS[1]}" in answer.text.replace("`", "")
    shown = MarkdownIt().render(answer.text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert member.fill(page, {"step": "1", "done": "no"}, to=f"{page}/checklist").status == 303
    assert 'aria-pressed="true"' not in member.ask(page).text
    for step in ("-1", "99", "x", ""):
        fields = {"step": step, "done": "yes"}
        assert member.fill(page, fields, to=f"{page}/checklist").status == 400


def test_viewers_change_nothing(site: Site, viewer: Client) -> None:
    """Not by a form they are not shown, either."""
    identity = open_incident(site)
    page = f"/incidents/{identity}"
    assert "Add to the timeline" not in viewer.ask(page).text
    for what in ("acknowledge", "notes", "checklist"):
        fields = {"text": "x", "step": "0", "done": "yes"}
        assert viewer.fill(page, fields, to=f"{page}/{what}").status == 403


def test_nobody_sees_anything_without_signing_in(site: Site) -> None:
    """Every page but those for signing in leads there."""
    identity = open_incident(site)
    stranger = site.client()
    for path in (
        "/", "/monitor?name=api", "/incidents", f"/incidents/{identity}", "/events",
        f"/incidents/{identity}/post-mortem.md",
    ):  # fmt: skip
        answer = stranger.ask(path)
        assert (answer.status, answer.text) == (303, "")
    form = {"content-type": "application/x-www-form-urlencoded"}
    for what in ("acknowledge", "notes", "checklist"):
        answer = stranger.ask(f"/incidents/{identity}/{what}", "POST", b"", form)
        assert answer.status == 401


def test_a_store_that_does_not_answer_is_a_page(site: Site, viewer: Client) -> None:
    """503, in words, and the same page once it answers again."""

    def rename(old: str, new: str) -> None:
        def work(engine: Engine) -> None:
            with engine.transaction() as run:
                run.run(f"ALTER TABLE {old} RENAME TO {new}")

        site.write(work)

    rename("incidents", "gone")
    try:
        answer = viewer.ask("/")
        assert answer.status == 503
        assert "store does not answer" in answer.text
    finally:
        rename("gone", "incidents")
    assert viewer.ask("/").status == 200


def test_a_fault_of_ours_is_a_page_and_a_line_in_the_log(
    site: Site,
    viewer: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It says whose fault it is, and shows nothing of it to whoever asked."""
    monkeypatch.setattr(site.service, "health", None)
    answer = viewer.ask("/")
    assert answer.status == 500
    assert "a fault in launchready" in answer.text
    assert "NoneType" not in answer.text
    assert "content-security-policy" in answer.headers
    assert "a fault in the page /" in caplog.text


@pytest.mark.parametrize(
    ("document", "items"),
    [
        ("# On call\n1. Call Ana\n2) Roll back\n", ("Call Ana", "Roll back")),
        ("- [ ] look\n* [x] act\n+ tell\n- look\n", ("look", "act", "tell")),
        ("No list.\n-not one\n    - too deep\n", ()),
        ("- " + "x" * 1000, ("x" * 300,)),
    ],
)
def test_a_checklist_is_read_from_markdown(document: str, items: tuple[str, ...]) -> None:
    """The items of its lists, each once, bounded."""
    assert list_items(document) == items


def test_the_products_own_checklist_is_found(tmp_path: Path) -> None:
    """The declared document, one with a usual name, or none: then the usual steps."""
    assert read_checklist(None, "") == USUAL_STEPS
    assert read_checklist(tmp_path, "") == USUAL_STEPS
    (tmp_path / "oncall.md").write_text("1. Call Ana\n2. Roll back\n")
    assert read_checklist(tmp_path, "") == ("Call Ana", "Roll back")
    (tmp_path / "own.md").write_text("- Look first\n")
    assert read_checklist(tmp_path, "own.md") == ("Look first",)
    assert read_checklist(tmp_path / "inner", "../own.md") == USUAL_STEPS


def test_numbers_are_written_for_people() -> None:
    """No share rounds to all where something was missed; lengths keep their largest unit."""
    assert share(0.999999) == "99.99 %"
    assert (share(1.0), share(None)) == ("100 %", "\N{EN DASH}")
    assert [ms(each) for each in (0.42, 12.3, 1400)] == ["0.4 ms", "12 ms", "1.4 s"]
    found = [lasting(each) for each in (-5, 59_999, 3_600_000 * 2 + 60_000, 3 * 86_400_000)]
    assert found == ["0 s", "59 s", "2 h 1 min", "3 days"]


def test_a_line_does_not_bridge_what_was_not_seen() -> None:
    """A gap in the looks is a gap in the picture."""
    points = [Point(at, 1, 0, 0, 5.0, 9.0) for at in (0, 10, 30, 40)]
    assert [[p.at for p in run] for run in runs(points, 10)] == [[0, 10], [30, 40]]
    assert runs([Point(0, 0, 1, 0, None, None)], 10) == []


def test_a_strip_of_nothing_says_so() -> None:
    """A monitor that was never looked at has an empty strip, not a green one."""
    drawn = strip([], 0, 24)
    assert "nothing seen" in drawn
    assert "path" not in drawn
