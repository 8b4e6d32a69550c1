"""`launchready email spf` is driven as a user drives it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.demo.faults import READY, Faults
from launchready.demo.twin import background


def run(faults: Faults, folder: Path, *words: str) -> Result:
    """Run the command on a twin."""
    with background(faults, folder) as twin:
        return CliRunner().invoke(cli, ["email", "spf", str(twin.manifest_path), *words])


def test_the_tree_is_shown_with_its_costs(tmp_path: Path) -> None:
    """Every term has its line, what is below an include is indented, and all is well."""
    result = run(READY, tmp_path)
    assert result.exit_code == 0, result.output
    assert "acme.example  2 of 10 look-ups, 0 of 2 void" in result.output
    assert "  include:spf.mtasv.net " in result.output
    assert "    ip4:203.0.113.64/26" in result.output


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        (Faults(spf_many_lookups=True), "11 of 10 look-ups, 0 of 2 void  OVER 10"),
        (Faults(spf_include_loop=True), "leads back to acme.example: a loop"),
        (Faults(spf_syntax=True), "holds no IPv4 address"),
        (Faults(spf_missing=True), "acme.example has no SPF record"),
        (Faults(spf_mistyped=True), "not SPF, though meant as such: v=spf1; mx"),
        (Faults(spf_doubled=True), "void: 2 SPF records"),
        (Faults(spf_void=True), "OVER 2 void"),
    ],
)
def test_what_is_wrong_stands_at_its_place(faults: Faults, words: str, tmp_path: Path) -> None:
    """A record that receivers cannot use ends the command with 1."""
    result = run(faults, tmp_path)
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("address", "result", "status"), [("203.0.113.70", "pass", 0), ("192.0.2.1", "softfail", 1)]
)
def test_one_server_is_evaluated(
    address: str, result: str, status: int, tmp_path: Path
) -> None:
    """With an address, the answer is the receivers' own."""
    said = run(READY, tmp_path, "--ip", address, "--format", "json")
    told = json.loads(said.output)[0]
    assert (told["domain"], told["result"]) == ("acme.example", result)
    assert said.exit_code == status


def test_an_address_that_is_none_is_refused() -> None:
    """The command says so, and asks nobody."""
    result = CliRunner().invoke(cli, ["email", "spf", "acme.example", "--ip", "mx"])
    assert result.exit_code == 2
    assert "is no IP address" in result.output
