"""People, keys, audits and the audit log: what owners do, and nobody else can."""

from __future__ import annotations

import re

import pytest

from launchready.web.roles import Role
from launchready.web.tokens import bearer
from tests.report.given import everything, hostile
from tests.web.site import PASSWORD, Client, Site
from tests.web.world import EVIL

KEY = re.compile(r"lr_[\w-]{43}")


@pytest.fixture(autouse=True)
def fresh_tries(site: Site) -> None:
    """No test waits for what another guessed."""
    site.forget_tries()


@pytest.fixture
def owner(site: Site) -> Client:
    """Give an owner."""
    return site.client("owner")


def make_key(owner: Client, *scopes: str, name: str = "CI") -> str:
    """Make a key by the form, as an owner does."""
    fields = {"name": name, "scope": scopes, "days": "30"}
    found = KEY.search(owner.fill("/settings/tokens", fields).text)
    assert found
    return found[0]


def send(site: Site, key: str, body: bytes, address: str = "") -> tuple[int, str]:
    """Send what a program sends."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    if address:
        headers["x-forwarded-for"] = address
    answer = site.client().ask("/api/v1/audits", "POST", body, headers)
    return answer.status, answer.text


def test_somebody_is_added_by_a_link(site: Site, owner: Client) -> None:
    """The link works once; what they may do is what their role says, at once."""
    text = owner.fill("/settings/people", {"name": f"Bo {EVIL}"[:80], "role": "viewer"}).text
    assert "<script>evil" not in text
    [link] = re.findall(r"/invitation/[\w-]{32}", text)
    bo = site.client()
    assert "15 characters" in bo.fill(link, {"password": "short"}).text
    assert bo.fill(link, {"password": "another long password"}).status == 303
    assert bo.ask("/").status == 200
    assert site.client().ask(link).status == 404
    assert bo.ask("/settings/people").status == 403
    [identity] = re.findall(r'action="/settings/people/(\w+)".{0,300}Bo', text, re.DOTALL)
    change = f"/settings/people/{identity}"
    owner.fill("/settings/people", {"what": "role", "role": "owner"}, to=change)
    assert bo.ask("/settings/people").status == 200
    owner.fill("/settings/people", {"what": "remove"}, to=change)
    assert bo.ask("/").status == 303


def test_names_are_unique_and_plain(owner: Client) -> None:
    """Nobody can pass for another, or write over a page's lines."""
    for name, said in (
        ("OWNER ", "already"), ("", "1 to 80"), ("a\nb", "control"), ("\u202eo", "control"),
    ):  # fmt: skip
        answer = owner.fill("/settings/people", {"name": name, "role": "viewer"})
        assert answer.status == 400
        assert said in answer.text
    assert owner.fill("/settings/people", {"name": "x", "role": "king"}).status == 400


def test_the_last_owner_stays(site: Site, owner: Client) -> None:
    """Whoever would lock everybody out is told so."""
    text = owner.ask("/settings/people").text
    [identity] = re.findall(r'people/(\w{16})".{0,200}Role of <bdi>owner<', text, re.DOTALL)
    change = f"/settings/people/{identity}"
    for fields in ({"what": "role", "role": "viewer"}, {"what": "remove"}):
        answer = owner.fill("/settings/people", fields, to=change)
        assert "There must be an owner" in answer.text
    assert owner.fill("/settings/people", {"what": "x"}, to=change).status == 400
    assert owner.fill("/settings/people", {}, to="/settings/people/nobody").status == 404


@pytest.mark.parametrize("role", ["viewer", "member"])
def test_only_owners_change_people_and_keys(site: Site, role: str) -> None:
    """Others see no such page, and no form of theirs does it (IDOR between roles)."""
    client = site.client(role)
    people = site.client("owner").ask("/settings/people").text
    identity = re.findall(r"/settings/people/(\w{16})", people)[0]
    for path in ("/settings/people", "/settings/tokens", "/settings/log"):
        assert client.ask(path).status == 403
        assert path not in client.ask("/settings").text
    for path, fields in (
        ("/settings/people", {"name": "Eve", "role": "owner"}),
        (f"/settings/people/{identity}", {"what": "link"}),
        (f"/settings/people/{identity}", {"what": "role", "role": "owner"}),
        ("/settings/tokens", {"name": "x", "scope": "read"}),
        ("/settings/tokens/x", {}),
    ):
        assert client.fill("/settings", fields, to=path).status == 403


def test_a_password_is_changed_by_whoever_knows_it(site: Site) -> None:
    """Sessions elsewhere end; this one goes on under another cookie."""
    site.add("Changer", Role.VIEWER)
    here, elsewhere = site.client("Changer"), site.client("Changer")
    page = "/settings/account"
    wrong = {"old": "no", "new": "a much longer one"}
    assert here.fill(page, wrong).status == 400
    assert here.fill(page, {"old": PASSWORD, "new": "short"}).status == 400
    good = {"old": PASSWORD, "new": "a much longer one"}
    assert here.fill(page, good).status == 303
    assert here.ask(page).status == 200
    assert elsewhere.ask(page).status == 303
    assert site.client().sign_in("Changer").status == 401
    assert site.client().sign_in("Changer", "a much longer one").status == 303


def test_a_key_is_shown_once_and_good_for_its_scopes(site: Site, owner: Client) -> None:
    """Its hash alone is kept; without the scope it opens nothing; taken back, neither."""
    key = make_key(owner, "read", name=f"k {EVIL}"[:80])
    text = owner.ask("/settings/tokens").text
    assert key not in text
    assert "<script>evil" not in text
    rows = site.run(site.desk.read(lambda run: run.all("SELECT * FROM tokens")))
    assert key not in str(rows)
    assert send(site, key, b"{}")[0] == 403
    writer = make_key(owner, "audits:write", name="writer")
    assert send(site, writer, b"{}")[0] == 422
    text = owner.ask("/settings/tokens").text
    [identity] = re.findall(r'tokens/(\w{12})".{0,250}Take back writer', text, re.DOTALL)
    owner.fill("/settings/tokens", {}, to=f"/settings/tokens/{identity}")
    assert send(site, writer, b"{}")[0] == 401
    for fields in ({"name": "x"}, {"name": "", "scope": "read"}, {"name": "x", "scope": "all"}):
        assert owner.fill("/settings/tokens", fields).status == 400


def test_forged_keys_open_nothing_and_are_throttled(site: Site, owner: Client) -> None:
    """None, half of one, another's prefix; after thirty wrong ones nothing is tried."""
    key = make_key(owner, "audits:write")
    client = site.client("owner")
    assert client.ask("/api/v1/audits", "POST", b"{}").status == 401  # a cookie is no key
    for forged in ("", "lr_", key[:-1], key.upper(), "x" * 5000, "lr_\u2603".encode().hex()):
        assert send(site, forged, b"{}")[0] == 401
    found = [send(site, f"lr_{n}", b"{}", "9.9.9.9")[0] for n in range(31)]
    assert found == [401] * 30 + [429]
    assert send(site, key, b"{}", "9.9.9.9")[0] == 429
    assert send(site, key, b"{}", "8.8.8.8")[0] == 422


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer lr_x", "lr_x"),
        ("bearer  lr_x ", "lr_x"),
        ("Basic abc", ""),
        ("", ""),
        ("lr_x", ""),
    ],
)
def test_the_authorization_header(header: str, key: str) -> None:
    """The scheme's case does not matter; another scheme is no key."""
    assert bearer(header) == key


def test_audits_are_kept_compared_and_shown(site: Site, owner: Client) -> None:
    """The same once; its decision, its changes, the whole report, and the trend."""
    key = make_key(owner, "audits:write")
    first = everything(product="Acme Shop").model_dump_json().encode()
    status, text = send(site, key, first)
    assert status == 201
    assert send(site, key, first) == (200, text)
    nasty = hostile(EVIL)
    assert send(site, key, nasty.model_dump_json().encode())[0] == 201
    viewer = site.client("viewer")
    overview = viewer.ask("/").text
    assert "Acme Shop" in overview
    identity = re.findall(r"/audits/(\w{12})", text)[0]
    page = viewer.ask(f"/audits/{identity}").text
    assert "Minimum bar" in page
    for path in re.findall(r'href="(/audits/\w{12})"', viewer.ask("/audits").text):
        shown = viewer.ask(path)
        assert shown.status == 200
        assert "<script>evil" not in shown.text
        whole = viewer.ask(f"{path}/report")
        assert "script-src 'none'" in whole.headers["content-security-policy"]
        assert "<script>evil" not in whole.text
        assert viewer.ask(f"{path}/report.json").headers["content-type"] == "application/json"
    for path in ("/audits/x", "/audits/x/report", "/audits/x/report.json"):
        assert viewer.ask(path).status == 404


def test_what_is_no_report_is_refused(site: Site, owner: Client) -> None:
    """Said where it is wrong; nothing is kept."""
    key = make_key(owner, "audits:write")
    for body in (b"", b"[]", b"{", b"\xff", b'{"product": 1}', b"[" * 100_000):
        assert send(site, key, body)[0] == 422


def test_what_was_done_is_in_the_audit_log(site: Site, owner: Client) -> None:
    """Who, what, to whom, from where; and nobody's password or key."""
    key = make_key(owner, "read", name="logged key")
    site.client().sign_in("owner", "a wrong password")
    text = owner.ask("/settings/log").text
    for said in ("made a token", "logged key: read", "signed in", "failed to sign in"):
        assert said in text
    for secret in (key, PASSWORD, "a wrong password"):
        assert secret not in text


def test_every_page_of_the_menu_is_there(site: Site) -> None:
    """For each role, every link that is shown leads to a page."""
    for role in Role:
        client = site.client(role.value)
        seen: set[str] = set()
        todo = ["/"]
        while todo:
            path = todo.pop()
            answer = client.ask(path)
            assert answer.status == 200, path
            found = re.findall(r'href="(/[^"]*)"', answer.text)
            fresh = {each.replace("&amp;", "&").partition("#")[0] for each in found} - seen
            fresh = {each for each in fresh if "before=" not in each and "range=" not in each}
            seen |= fresh
            todo += sorted(fresh)
        assert len(seen) > 15
