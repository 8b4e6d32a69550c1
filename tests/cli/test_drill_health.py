"""`launchready drill health` as a user runs it: it says first that the product will be down."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "{environment}"

[[routes]]
name = "up"
url = "http://app.acme.example/health"
kind = "health"

[database]
url_env = "DATABASE_URL"
{commands}

[network.connect]
"app.acme.example:80" = "127.0.0.1:9"
"""
COMMANDS = 'stop = "touch stopped"\nstart = "touch started"'


def run(folder: Path, *arguments: str, commands: str = COMMANDS,
        environment: str = "staging") -> Result:  # fmt: skip
    """Run the command on a manifest."""
    path = folder / "launchready.toml"
    path.write_text(MANIFEST.format(commands=commands, environment=environment))
    return CliRunner().invoke(cli, ["drill", "health", str(path), *arguments])


def test_it_says_first_what_it_will_do(tmp_path: Path) -> None:
    """--dry-run names the commands and that the product will be down, and runs nothing."""
    result = run(tmp_path, "--dry-run")
    assert result.exit_code == 0
    assert "`touch stopped`: the product is DOWN from here on" in result.stderr
    assert not (tmp_path / "stopped").exists()


@pytest.mark.parametrize(
    ("commands", "environment", "why"),
    [("", "staging", "name them as stop and start"), (COMMANDS, "production", "--really")],
)
def test_it_is_refused_where_it_is_not_meant(
    tmp_path: Path, commands: str, environment: str, why: str
) -> None:
    """Without commands, or on production, nothing is stopped."""
    result = run(tmp_path, "--yes", commands=commands, environment=environment)
    assert result.exit_code == 2
    assert why in result.stderr
    assert not (tmp_path / "stopped").exists()


def test_a_product_that_is_down_is_left_as_it_is(tmp_path: Path) -> None:
    """What came of it is unknown, and is kept; its database was not touched."""
    result = run(tmp_path, "--yes")
    assert result.exit_code == 3, result.output
    assert "not well before the drill" in result.stdout
    assert not (tmp_path / "stopped").exists()
    assert list((tmp_path / ".launchready/drills/health").glob("*.json"))
