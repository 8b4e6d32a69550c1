"""A fleet's reports reach the dashboard, each once, and nobody's key goes astray."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli.fleet import command as fleet
from launchready.web import tokens
from launchready.web.roles import Role
from launchready.web.tokens import Scope
from tests.fleet.products import OFFLINE, make_products
from tests.web.site import Site, serving
from tests.web.world import MANIFEST

NARROW = [word for check in OFFLINE.only for word in ("--only", check)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a dashboard without any audit."""
    with serving(tmp_path_factory.mktemp("dashboard"), MANIFEST) as found:
        found.add("viewer", Role.VIEWER)
        yield found


def make_key(site: Site, scope: Scope) -> str:
    """Make a key."""

    async def ask() -> str:
        _, key = await site.desk.write(
            lambda run: tokens.make(run, "fleet", [scope], "owner", now=site.service.now())
        )
        return key

    return site.run(ask())


def run(folder: Path, url: str, key: str) -> Result:
    """Run the command on a folder's products."""
    words = [str(folder / "clients"), "--out", str(folder / "out"), *NARROW, "--send", url]
    return CliRunner(env={"LAUNCHREADY_TOKEN": key}).invoke(fleet, words)


def test_each_report_is_in_the_dashboard_once(site: Site, tmp_path: Path) -> None:
    """Products that could be audited are listed there; a wrong manifest sends nothing."""
    make_products(tmp_path / "clients", 4, wrong=1)
    result = run(tmp_path, site.start, make_key(site, Scope.AUDITS))
    assert f"sent: 3 reports that {site.start} did not have" in result.stderr, result.output
    page = site.client("viewer").ask("/audits").text
    assert all(f"p{number}" in page for number in range(3))


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope.READ, "the monitor answered 403: this key lacks the scope audits:write"),
        (None, "the monitor answered 401: this key is not known"),
    ],
    ids=["another scope", "no key of theirs"],
)
def test_what_the_dashboard_refuses_is_said(
    site: Site, tmp_path: Path, scope: Scope | None, said: str
) -> None:
    """The reason is the monitor's own, the pages are there, and the key is not printed."""
    make_products(tmp_path / "clients", 1)
    key = make_key(site, scope) if scope else "lr_" + "x" * 43
    result = run(tmp_path, site.start, key)
    assert result.exit_code == 1
    assert said in result.output
    assert key not in result.output
    assert (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("http://watch.example.com", "lr_x", "is not https"),
        ("ftp://watch.example.com", "lr_x", "is no http or https URL"),
        ("https://watch.example.com", "", "LAUNCHREADY_TOKEN is not set"),
    ],
)
def test_nothing_is_audited_where_nothing_could_be_sent(
    tmp_path: Path, url: str, key: str, said: str
) -> None:
    """A key that others could read on its way, or that is missing, is said before the work."""
    make_products(tmp_path / "clients", 1)
    result = run(tmp_path, url, key)
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out").exists()
