"""`launchready env` as a founder and a CI job meet it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from launchready.cli.env import COMMANDS
from launchready.cli.env import command as env
from launchready.env_file import read_env_text
from launchready.environment.contract import quick_contract
from launchready.environment.judge import judge
from tests.cli.env_command import GOOD, MANIFEST, STRIPE, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """Make a folder with a contract."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    return tmp_path


def test_every_command_is_listed_in_its_own_words() -> None:
    """The list of commands, made without importing them, says what each says itself."""
    with click.Context(env) as context:
        for name, words in COMMANDS.items():
            found = env.get_command(context, name)
            assert found is not None
            assert found.get_short_help_str(limit=100) == words
            assert "Examples:" in (found.epilog or "")


def test_check_tells_everything_at_once(folder: Path) -> None:
    """One run, one report, exit status 1, and no value in it."""
    (folder / ".env.production").write_text(
        "DATABSE_URL=postgres://u:hush@db/x\nLOG_LEVEL=DEBUG\nLOG_LEVEL=loud\n"
        "STRIPE_SECRET_KEY=sk_test_hush\nBROKEN='open\n"
    )
    done = run(folder, "check", "--in", "production", "--from", ".env.production")
    assert done.returncode == 1
    for words in ("5 problems", "DATABSE_URL is: is that meant", "LOG_LEVEL is none of",
                  "LOG_LEVEL is set twice; line 3", "STRIPE_SECRET_KEY has 12 characters",
                  "line 5 makes no sense"):  # fmt: skip
        assert words in done.stdout, done.stdout
    assert "hush" not in done.stdout + done.stderr
    assert "loud" not in done.stdout


def test_check_of_the_process(folder: Path) -> None:
    """Without --from, this process's own environment is judged."""
    done = run(folder, "check", given=GOOD)
    assert (done.returncode, done.stderr) == (0, "")
    assert "all 3 variables of production are right" in done.stdout
    assert run(folder, "check").returncode == 1


def test_check_for_programs(folder: Path) -> None:
    """JSON names the variable, the kind of problem, the text and the example."""
    done = run(folder, "check", "--format", "json", given={"STRIPE_SECRET_KEY": STRIPE})
    report = json.loads(done.stdout)
    assert report["environment"] == "production"
    assert [(p["name"], p["wrong"]) for p in report["problems"]] == [
        ("DATABASE_URL", "missing")
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("-", '{"DATABASE_URL": "changeme", "STRIPE_SECRET_KEY": "x"}'),
        (
            "docker-compose.yml",
            "services:\n web:\n  environment:\n   DATABASE_URL: x\n   STRIPE_SECRET_KEY: $X\n",
        ),
    ],
)
def test_listings_give_names_alone(folder: Path, name: str, text: str) -> None:
    """A platform's listing proves that variables are set, and is said to prove no more."""
    if name != "-":
        (folder / name).write_text(text)
    done = run(folder, "check", "--from", name, stdin=text)
    assert done.returncode == 0, done.stdout
    assert "values were not judged" in done.stderr


def test_a_value_that_stands_in_the_repository(folder: Path) -> None:
    """A secret that must not be in a file of the repository is found there, by place."""
    (folder / "src").mkdir()
    (folder / "src" / "pay.py").write_text(f"\nKEY = '{STRIPE}'\n")
    (folder / ".env").write_text(f"STRIPE_SECRET_KEY={STRIPE}\n")
    done = run(folder, "check", given=GOOD)
    assert done.returncode == 1
    assert "STRIPE_SECRET_KEY has its value in the repository: src/pay.py:2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--in", "prodction"], "there are production, staging"),
        (["check", "--from", "nothing.env"], "cannot be read"),
        (["check", "--from", "launchready.toml", "--manifest", "none.toml"], "none.toml"),
        (["example", "--out", "launchready.toml"], "already there"),
        (["exec"], "Missing argument"),
        (["exec", "--inn", "staging", "--", "true"], "--inn"),
        (["exec", "--in", "prodction", "--", "true"], "there are production, staging"),
        (["exec", "--manifest", "none.toml", "--", "true"], "none.toml"),
    ],
)
def test_wrong_use_ends_with_2(folder: Path, arguments: list[str], says: str) -> None:
    """A mistake in the command is never taken for a right environment."""
    done = run(folder, *arguments, given=GOOD)
    assert done.returncode == 2, done
    assert says in done.stderr


def test_a_wrong_contract_is_told_with_its_line(folder: Path) -> None:
    """What the quick reading does not understand is explained by the whole schema."""
    (folder / "launchready.toml").write_text(MANIFEST + "requird = true\n")
    for arguments in (["check"], ["exec", "--", "echo", "started"]):
        done = run(folder, *arguments, given=GOOD)
        assert done.returncode == 2
        assert 'launchready.toml:23: unknown key "requird"' in done.stderr
        assert "started" not in done.stdout


def test_the_example_is_accepted_once_it_is_filled_in(folder: Path) -> None:
    """.env.example holds every variable; with its secrets filled in, the check passes."""
    assert run(folder, "example").returncode == 0
    text = (folder / ".env.example").read_text()
    assert "# Postgres of the app" in text
    values = read_env_text(text).values
    assert values == {"DATABASE_URL": "", "STRIPE_SECRET_KEY": "", "SANDBOX": "some-text"}
    assert judge(quick_contract(MANIFEST), {**values, **GOOD}, "production") == ()
    assert run(folder, "example").returncode == 2
    assert run(folder, "example", "--force").returncode == 0


# scan, diff and runbook


def test_scan_compares_code_and_contract(folder: Path) -> None:
    """What is missing, nearly the same and unused is told with its place."""
    (folder / "pay.py").write_text(
        "import os\nos.environ['STRIPE_SECRT_KEY']\nos.environ['MAIL_TOKEN']\n"
        "os.environ.get('PAGE_SIZE', '20')\nos.environ['DATABASE_URL']\n"
    )
    (folder / "docker-compose.yml").write_text(
        "services:\n web:\n  environment:\n   DATABASE_URL: x\n   REGISTRY_LOGIN: $X\n"
    )
    done = run(folder, "scan")
    assert done.returncode == 1
    for words in (
        "4 variables are read",
        "nearly STRIPE_SECRET_KEY: STRIPE_SECRT_KEY (pay.py:2)",
        "not in [env]: MAIL_TOKEN (pay.py:3)",
        "not in [env], has a default: PAGE_SIZE (pay.py:4)",
        "in [env], used by nothing: SANDBOX",
        "only for deploying? REGISTRY_LOGIN (docker-compose.yml:5)",
    ):
        assert words in done.stdout, done.stdout
    report = json.loads(run(folder, "scan", "--format", "json").stdout)
    assert report["missing"] == [{"name": "MAIL_TOKEN", "place": "pay.py:3"}]
    (folder / "pay.py").write_text("import os\nos.environ['DATABASE_URL']\n")
    assert run(folder, "scan").returncode == 0


def test_diff_finds_what_two_environments_share(folder: Path) -> None:
    """Equal secrets are told by name and hash; equal settings are no fault."""
    (folder / ".env.staging").write_text("DATABASE_URL=hush\nLOG_LEVEL=info\nA=1\n")
    (folder / ".env.production").write_text("DATABASE_URL=hush\nLOG_LEVEL=info\nB_KEY=\n")
    given = {"XDG_CONFIG_HOME": str(folder / "config")}
    done = run(folder, "diff", "staging", "production", given=given)
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stdout
    assert done.stdout.count("a secret that both hold") == 1
    assert "in staging alone" in done.stdout
    assert "hush" not in done.stdout
    report = json.loads(
        run(folder, "diff", "staging", "production", "--format", "json", given=given).stdout
    )
    rows = {row["name"]: row for row in report["variables"]}
    assert rows["DATABASE_URL"]["first"] == rows["DATABASE_URL"]["second"] != ""
    assert rows["DATABASE_URL"]["first"] in done.stdout
    assert [row for row in rows.values() if row["wrong"]] == [rows["DATABASE_URL"]]
    (folder / ".env.staging").write_text("DATABASE_URL=other\n")
    assert run(folder, "diff", "staging", "production", given=given).returncode == 0


def test_diff_of_names_alone(folder: Path) -> None:
    """A listing and a process can be compared, too; what was not seen is said not to be."""
    (folder / "heroku.json").write_text('{"DATABASE_URL": "hush", "EXTRA": "x"}')
    done = run(folder, "diff", "heroku.json", "process", given=GOOD)
    assert done.returncode == 0
    assert "in both, values not seen" in done.stdout
    assert "in heroku.json alone" in done.stdout
    assert "in process alone" in done.stdout
    assert run(folder, "diff", "nowhere", "process").returncode == 2


def test_the_runbook_has_a_section_for_each_secret(folder: Path) -> None:
    """Each with what it is for, who rotates it, and what its provider says."""
    manifest = MANIFEST.replace("min_length = 20", 'rotate = "owner ops"\nmin_length = 20')
    (folder / "launchready.toml").write_text(manifest)
    assert run(folder, "runbook", "--out", "docs/secrets.md").returncode == 0
    text = (folder / "docs" / "secrets.md").read_text()
    assert "### DATABASE_URL" in text
    assert "### STRIPE_SECRET_KEY" in text
    assert "**Rotate**: owner ops" in text
    assert "**At Stripe**: https://dashboard.stripe.com/apikeys" in text
    assert "- `SANDBOX`" in text
    assert run(folder, "runbook", "--out", "docs/secrets.md").returncode == 2
    assert run(folder, "runbook", "--out", "docs/secrets.md", "--force").returncode == 0
    assert run(folder, "runbook").stdout == text
