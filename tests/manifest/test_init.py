"""`launchready init` writes what it sees, asks the rest, and never breaks a manifest."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready.audit.run import Options, audit
from launchready.audit.services import open_network
from launchready.checks.verdict import Status
from launchready.cli.init import command
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.faults import READY
from launchready.demo.twin import background, serve
from launchready.facts.dns_providers import dns_provider
from launchready.manifest.init import CannotDraft, draft
from launchready.manifest.init.guess import guess_domain
from launchready.manifest.init.homepage import sign_in_links
from launchready.manifest.init.toml import comment, quote
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.collect.dns_world import ACME, World, silent, world_up
from tests.collect.source_trees import DJANGO, GO, LARAVEL, NEXTJS, RAILS, write_tree
from tests.servers.http import answer, make_authority, raw_server


def nowhere() -> Network:
    """Make a network whose resolver refuses: what a machine without network has."""
    return Network(resolver="127.0.0.1:9")


def read(text: str) -> Manifest:
    """Read what was written as the schema does."""
    return Manifest.model_validate(tomllib.loads(text))


def questions(text: str) -> str:
    """Give the text of every question, lines joined."""
    joined = re.sub(r"\n#   ", " ", text)
    return "\n".join(line for line in joined.splitlines() if line.startswith("# ?"))


async def test_a_ready_product_is_recognised(tmp_path: Path) -> None:
    """Hosts, roles, proxies, login, mail and variables of a real product are found."""
    async with serve(READY, tmp_path) as twin:
        network = open_network(load_manifest(twin.manifest_path), Folder(tmp_path))
        text = await draft("acme.example", tmp_path / "repository", network)
    written = tmp_path / "first.toml"
    written.write_text(text, encoding="utf-8")
    manifest = load_manifest(written)
    assert manifest.product.canonical == "https://acme.example"
    assert {host.name: (host.role, host.proxy) for host in manifest.hosts.values()} == {
        "acme.example": ("marketing", "cloudflare"),
        "api.acme.example": ("api", "cloudflare"),
        "app.acme.example": ("app", "cloudflare"),
        "assets.acme.example": ("assets", "cloudflare"),
        "www.acme.example": ("redirect", "cloudflare"),
    }
    assert {(route.name, route.url, route.kind) for route in manifest.routes} == {
        ("home", "https://acme.example/", "page"),
        ("login", "https://app.acme.example/login", "login"),
    }
    (sender,) = manifest.senders
    assert (sender.provider, sender.dkim_selectors) == ("postmark", ("pm",))
    assert sender.spf_includes == ("spf.mtasv.net",)
    assert manifest.env["SESSION_KEY"].secret
    assert manifest.database is not None
    assert manifest.network.resolver == twin.resolver
    assert "For launchready drill mail: [[mails]] with name, route" in questions(text)
    assert "sitemap.xml lists the current pages" in text
    assert ".github/workflows/deploy.yml deploys (line 19: make deploy)" in text
    assert "Not seen" not in text
    for wanted in ("[session]", "[cloudflare]", "users = 200", "[[channels]]"):
        assert wanted in questions(text), wanted
    assert {"registrar", "dns", "database"} <= {owner.asset for owner in manifest.owners}


async def test_the_first_manifest_is_audited_as_it_is(tmp_path: Path) -> None:
    """Nothing fails for want of an answer: it is asked, or the variable named that it needs."""
    async with serve(READY, tmp_path) as twin:
        network = open_network(load_manifest(twin.manifest_path), Folder(tmp_path))
        written = tmp_path / "repository" / "launchready.toml"
        written.write_text(await draft("acme.example", written.parent, network))
        report, _ = await audit(
            load_manifest(written), Folder(written.parent), Options(), Clock.system()
        )
    said = [(f.check, f.target, f.status, f.summary) for f in report.findings]
    bad = {Status.FAIL, Status.UNKNOWN, Status.BROKEN}
    of_database = "could not be seen: DATABASE_URL is not set here"
    assert [e for e in said if e[2] in bad and not e[3].startswith(of_database)] == []
    assert report.counts[Status.ASK] >= 3


async def test_the_same_world_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever answers first, the text is the same."""
    async with serve(READY, tmp_path) as twin:
        declared = load_manifest(twin.manifest_path)
        texts = {
            await draft(
                "acme.example",
                tmp_path / "repository",
                open_network(declared, Folder(tmp_path)),
            )
            for _ in range(3)
        }
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("tree", "has"),
    [
        (DJANGO, ["Django", "on OpenAI (", '"default"', "shop/settings.py:8", "is for Fly.io"]),
        (NEXTJS, ["Next.js", ".next/static", "is for Vercel", 'provider = "resend"']),
        (RAILS, ["Rails", "Sidekiq", "deploys, when somebody asks for it (line 5: kamal"]),
        (GO, ["Go, chi", 'command = "make deploy"', "[database]"]),
        (LARAVEL, ["PHP, Laravel", "[env.APP_KEY]", "APP_DEBUG"]),
    ],
    ids=["django", "nextjs", "rails", "go", "laravel"],
)
async def test_repositories_without_network(
    tmp_path: Path, tree: dict[str, str], has: list[str]
) -> None:
    """Offline, the folder alone fills the manifest, and it is said what was not seen."""
    text = await draft("acme.example", write_tree(tmp_path, tree), nowhere())
    assert read(text).repository is not None
    assert "Not seen: DNS" in text
    missing = [words for words in has if words not in text.replace("\n#   ", " ")]
    assert not missing, text


async def test_variables_are_told_apart(tmp_path: Path) -> None:
    """Required ones have no default, and secrets are told by name; public ones never are."""
    text = await draft("acme.example", write_tree(tmp_path, {**NEXTJS, **DJANGO}), nowhere())
    env = read(text).env
    assert env["POSTMARK_TOKEN"].required
    assert not env["LOG_LEVEL"].required
    assert {name for name, each in env.items() if each.secret} == {
        "AUTH_SECRET", "BILLING_API_KEY", "DATABASE_URL", "POSTMARK_TOKEN", "RESEND_API_KEY",
        "SECRET_KEY", "SENTRY_DSN", "STRIPE_HOOK_SECRET",
    }  # fmt: skip
    assert env["NEXT_PUBLIC_APP_URL"].type == "url"
    assert "PORT" not in env
    assert "DJANGO_SETTINGS_MODULE" not in env


async def test_an_empty_folder_and_no_network(tmp_path: Path) -> None:
    """With nothing to see, the manifest still loads and asks for everything."""
    text = await draft("acme.example", tmp_path, nowhere())
    manifest = read(text)
    assert not manifest.hosts
    assert manifest.repository is None
    asked = questions(text)
    for wanted in ("users", "hosts", "sign in", "[repository]", "[[senders]]", "[[monitors]]"):
        assert wanted in asked, wanted


async def test_a_resolver_that_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out is told as such; nothing is made up."""
    from launchready.manifest.init import outside

    monkeypatch.setattr(outside, "DEADLINE_S", 0.2)
    async with world_up(World(faults={"resolver": silent})) as network:
        text = await draft("acme.example", tmp_path, network)
    assert "Not seen" in text
    assert not read(text).hosts


@asynccontextmanager
async def site(zone: str, page: bytes, tmp_path: Path) -> AsyncIterator[Network]:
    """Serve one page over https on every name of acme.example."""
    authority = make_authority(tmp_path)
    context = authority.serve_context("acme.example", "*.acme.example")
    async with AsyncExitStack() as stack:
        network = await stack.enter_async_context(world_up(World(zone=zone)))
        web = await stack.enter_async_context(raw_server(lambda _: page, tls=context))
        network.connect["198.51.100.1:443"] = f"127.0.0.1:{web.port}"
        network.ca_file = authority.ca_file
        yield network


HOSTILE_PAGE = answer(
    200,
    'X-Odd: "\x01',
    body=b"""<a href='https://a"]\n[product]\nname="x.acme.example/login'>Log in</a>
<a href="https://[::bad/login">Sign in</a><a href="//user:pw@acme.example/login">Log in</a>
<a href="https://%22.acme.example/login">Sign in</a><a href=/login%0A?token=s3cret#x>Log in
<form action="/login"><input type=password name=p>""",
)


async def test_a_hostile_world_cannot_write_into_the_manifest(tmp_path: Path) -> None:
    """Quotes, newlines and control characters of strangers end no string and no comment."""
    zone = ACME + (
        'we\\"ird A 198.51.100.1\n@ MX 10 a\\"\\010b.acme.example.\n'
        '@ TXT "v=spf1 include:spf.mtasv.net\\010\\"]\\010[evil]"\n'
        '_dmarc TXT "v=DMARC1\\000\\010x"\npm._domainkey TXT "p=\\"\\010"\n'
    )
    folder = write_tree(
        tmp_path / "code",
        {
            'we"ird\\dir/package.json': '{"dependencies": {"openai": "1"}}',
            "a.py": 'import os\nos.environ["OK_NAME"]\nos.environ["bad name"]\n',
            "fly.toml": "",
            "Makefile": 'deploy"]: x\ndeploy-"x:\n',
        },
    )
    async with site(zone, HOSTILE_PAGE, tmp_path) as network:
        text = await draft("acme.example", folder, network)
    manifest = read(text)
    assert manifest.product.name == "Acme"
    assert "s3cret" not in text
    assert "user:pw" not in text
    assert set(manifest.env) == {"OK_NAME"}
    assert {"acme.example"} <= set(manifest.hosts)
    assert "evil" not in tomllib.loads(text)


async def test_a_wildcard_zone_invents_no_hosts(tmp_path: Path) -> None:
    """Where every name exists, usual names and selectors mean nothing."""
    zone = ACME + '* A 198.51.100.1\n*._domainkey TXT "v=DKIM1; p=abc"\n'
    page = answer(body=b'<html><a href="https://docs.acme.example/">Docs</a>')
    async with site(zone, page, tmp_path) as network:
        manifest = read(await draft("acme.example", tmp_path / "none", network))
    assert set(manifest.hosts) == {"acme.example", "www.acme.example", "docs.acme.example"}
    assert not manifest.senders


@pytest.mark.parametrize("name", ["localhost", "not a domain", "http://acme.example/x", "-.x"])
async def test_what_is_no_domain_is_refused(tmp_path: Path, name: str) -> None:
    """The message says what a domain looks like."""
    with pytest.raises(CannotDraft, match=r"example\.com"):
        await draft(name, tmp_path, nowhere())


@pytest.mark.parametrize(
    ("files", "domain"),
    [
        ({"CNAME": "www.acme.example\n"}, "acme.example"),
        ({"package.json": '{"homepage": "https://app.acme.co.uk/x"}'}, "acme.co.uk"),
        (
            {"pyproject.toml": '[project.urls]\nHomepage = "https://acme.example"\n'},
            "acme.example",
        ),
        ({"package.json": '{"homepage": "https://github.com/acme/portal#readme"}'}, ""),
        ({"package.json": '{"homepage": "https://acme.github.io/portal"}'}, ""),
        ({"package.json": "[1", "pyproject.toml": "project = 3", "CNAME": "http://["}, ""),
        ({}, ""),
    ],
)
def test_guessing_the_domain(tmp_path: Path, files: dict[str, str], domain: str) -> None:
    """The folder's own files name the domain, or nothing does."""
    assert guess_domain(write_tree(tmp_path, files)) == domain


def test_sign_in_links() -> None:
    """Links are ranked by how surely they lead to a sign-in, without their queries."""
    page = (
        "<a href='/pricing'>Pricing</a><a href='/dash'>Dashboard</a>"
        "<a href='https://app.acme.example/login?next=%2F&token=x#y'>Log in</a>"
        "<a href='mailto:a@b'>Sign in</a><a href='javascript:x'>Log in</a>"
    )
    assert sign_in_links(page, "https://acme.example/") == (
        "https://app.acme.example/login",
        "https://acme.example/dash",
    )


@pytest.mark.parametrize(
    "text", ['a"b', "a\\", "\x00\x1f\x7f\n\r\t", "\ud83d x", "日本 😀", "'''"]
)
def test_quoted_strings_come_back(text: str) -> None:
    """A string of any characters is written so that TOML reads the same."""
    assert tomllib.loads(f"x = {quote(text)}")["x"] == text.replace("\ud83d", "\ufffd")
    assert tomllib.loads("\n".join(comment(text, ask=True)) + "\nx = 1") == {"x": 1}


def test_name_server_providers() -> None:
    """Providers of DNS are told by their servers' names."""
    assert dns_provider(("ana.ns.cloudflare.com",)) == "cloudflare"
    assert dns_provider(("ns-1.awsdns-02.org",)) == "aws route 53"
    assert dns_provider(("ns1.acme.example", "cloudflare.com.evil.example")) == ""


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command in this process."""
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.stdout, result.stderr


def run_installed(*arguments: str) -> tuple[int, str, str]:
    """Run the command as users do, in a process of its own."""
    words = [sys.executable, "-m", "launchready", "init", *arguments]
    result = subprocess.run(words, capture_output=True, text=True, check=False, timeout=50)
    return result.returncode, result.stdout, result.stderr


def test_the_command_writes_once(tmp_path: Path) -> None:
    """The file is written; a second run leaves it alone, unless it is told to replace it."""
    with background(READY, tmp_path / "twin") as twin:
        (tmp_path / "code").mkdir()
        at = ("--from", str(twin.manifest_path), "--folder", str(tmp_path / "code"))
        code, out, err = run_installed("acme.example", *at)
        path = tmp_path / "code" / "launchready.toml"
        assert (code, out) == (0, "")
        assert "questions to answer" in err
        first = path.read_bytes()
        assert "acme.example" in load_manifest(path).hosts

        path.write_text("mine")
        code, _, err = run_installed("acme.example", *at)
        assert code == 2
        assert "--force" in err
        assert path.read_text() == "mine"

        assert run_installed("acme.example", *at, "--force")[0] == 0
        assert path.read_bytes() == first
        code, out, _ = run_installed("acme.example", *at, "--out", "-")
        assert (code, out.encode()) == (0, first)


def test_the_command_explains_itself(tmp_path: Path) -> None:
    """Errors name the next step, with exit status 2; the help shows examples."""
    code, _, err = run("--folder", str(tmp_path))
    assert code == 2
    assert "launchready init example.com" in err
    bad = tmp_path / "bad.toml"
    bad.write_text("[product]\nnam = 1\n")
    code, _, err = run("acme.example", "--folder", str(tmp_path), "--from", str(bad))
    assert code == 2
    assert 'did you mean "name"' in err
    dangling = tmp_path / "launchready.toml"
    dangling.symlink_to(tmp_path / "elsewhere")
    assert run("acme.example", "--folder", str(tmp_path))[0] == 2
    assert not (tmp_path / "elsewhere").exists()
    assert "launchready init example.com" in run("--help")[1]


def test_draft_needs_no_running_loop(tmp_path: Path) -> None:
    """It is a plain coroutine: a caller may run it with asyncio.run."""
    assert read(asyncio.run(draft("acme.example", tmp_path, nowhere()))).product.domain
