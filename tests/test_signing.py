"""Evidence that was changed after it was signed is told from evidence that was not."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from launchready.cli.drill import command as drill
from launchready.evidence import read_history, save_record, seal_path
from launchready.facts.drills import DrillRecord, DrillResult
from launchready.signing import NoKey, Signer, signing_key_path, user_signer, verify
from tests.checks.given import NOW

ANA = Signer("Ana", b"\x01" * 32)
BEN = Signer("Ben", b"\x02" * 32)
RECORD = DrillRecord(
    "restore", "acme.example", "staging", NOW, 61.0, DrillResult.PASSED, "it came back"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a configuration folder of its own, and a manifest's folder."""
    for name in ("LAUNCHREADY_KEY_FILE", "LAUNCHREADY_SIGNING_KEY", "LAUNCHREADY_BY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    product = tmp_path / "product"
    product.mkdir()
    (product / "launchready.toml").write_text(
        '[product]\nname = "Acme"\ndomain = "acme.example"\n'
    )
    return product


def command(folder: Path, *arguments: str) -> Result:
    """Run a command of `launchready drill`."""
    return CliRunner().invoke(drill, [*arguments, str(folder)])


def test_a_seal_holds_for_one_name_and_one_content() -> None:
    """Another content, another place or another purpose does not verify."""
    seal = ANA.seal("restore/x.json", b"passed")
    assert verify("restore/x.json", b"passed", seal) == ANA.fingerprint
    assert verify("restore/x.json", b"failed", seal) == ""
    assert verify("rollback/x.json", b"passed", seal) == ""
    assert ANA.fingerprint != BEN.fingerprint
    assert "01" * 8 not in repr(ANA)


@pytest.mark.parametrize(
    "seal",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"algorithm": "none", "public_key": "", "signature": ""}',
        b'{"algorithm": "Ed25519", "public_key": "00", "signature": "00"}',
        b'{"algorithm": "Ed25519", "public_key": 7, "signature": null}',
        b"[" * 4096,
    ],
)
def test_a_damaged_seal_is_no_seal(seal: bytes) -> None:
    """Whatever stands in the file, nothing is raised and nothing verifies."""
    assert verify("restore/x.json", b"passed", seal) == ""


def test_a_signed_record_is_read_with_its_signer(home: Path) -> None:
    """The record bears name and fingerprint, and stays evidence."""
    save_record(home, RECORD, ANA)
    history = read_history(home, "acme.example")
    assert history.records == (replace(RECORD, by="Ana", key=ANA.fingerprint),)
    assert history.tampered == ()


def test_an_unsigned_record_still_counts_and_is_said_to_be_unsigned(home: Path) -> None:
    """Evidence of earlier versions is read as it was."""
    save_record(home, RECORD)
    history = read_history(home, "acme.example")
    assert (history.records, history.tampered) == ((RECORD,), ())
    assert "not signed" in command(home, "verify").stdout
    assert command(home, "verify").exit_code == 0
    assert command(home, "verify", "--strict").exit_code == 3


def _summary(path: Path) -> None:
    path.write_text(path.read_text().replace("came back", "came back at once"))


def _date(path: Path) -> None:
    text = path.read_text().replace("2026-11-02", "2026-11-03")
    path.with_name("20261103T120000Z.json").write_text(text)
    seal_path(path).rename(seal_path(path.with_name("20261103T120000Z.json")))
    path.unlink()


def _seal_removed(path: Path) -> None:
    seal_path(path).unlink()


def _another_key(path: Path) -> None:
    seal_path(path).write_bytes(BEN.seal(f"restore/{path.name}", path.read_bytes()))


def _key_struck_out(path: Path) -> None:
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "key": ""}))


@pytest.mark.parametrize(
    "change", [_summary, _date, _seal_removed, _another_key, _key_struck_out]
)
def test_a_changed_record_is_no_evidence_and_is_named(
    change: Callable[[Path], None], home: Path
) -> None:
    """No drill counts as run by it, and verify says which file and ends with 1."""
    change(save_record(home, RECORD, ANA))
    history = read_history(home, "acme.example")
    assert history.records == ()
    (name,) = history.tampered_with("restore")
    told = command(home, "verify")
    assert told.exit_code == 1
    assert f"CHANGED after it was signed: {name}" in told.stdout
    assert name in command(home, "list").stdout


def test_a_record_that_is_written_anew_loses_its_old_seal(home: Path) -> None:
    """A run of the same second without a key does not seem tampered with."""
    save_record(home, RECORD, ANA)
    save_record(home, RECORD)
    assert read_history(home, "acme.example").records == (RECORD,)


def test_the_key_is_made_once_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies in the user's configuration, and the name is said by who runs it."""
    monkeypatch.setenv("LAUNCHREADY_BY", "Ana\x1b[31m of Acme\n")
    signer = user_signer()
    assert signer == user_signer()
    assert signer.by == "Ana[31m of Acme"
    assert stat.S_IMODE(signing_key_path().stat().st_mode) == 0o600
    assert signer.seed.hex() in signing_key_path().read_text()


def test_ci_brings_its_key_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written then; a value that is no key is refused."""
    monkeypatch.setenv("LAUNCHREADY_SIGNING_KEY", "02" * 32)
    assert user_signer().fingerprint == BEN.fingerprint
    assert not signing_key_path().exists()
    monkeypatch.setenv("LAUNCHREADY_SIGNING_KEY", "no key")
    with pytest.raises(NoKey):
        user_signer()


def test_without_a_place_for_a_key_nobody_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that would be gone tomorrow proves nothing, so none is made up."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(NoKey):
        user_signer()


def test_the_list_shows_the_newest_run_of_each_drill(home: Path) -> None:
    """With --all every run; as JSON whole; without any run it says so."""
    assert "no drill is on record" in command(home, "list").stdout
    earlier = replace(RECORD, started_at=NOW.replace(day=1), summary="it did not")
    for record in (earlier, RECORD):
        save_record(home, record, ANA)
    shown = command(home, "list").stdout
    assert "it came back" in shown
    assert "it did not" not in shown
    assert f"Ana ({ANA.fingerprint[:8]})" in shown
    assert "it did not" in command(home, "list", "--all").stdout
    (told,) = json.loads(command(home, "list", "--format", "json").stdout)["records"]
    assert (told["by"], told["key"]) == ("Ana", ANA.fingerprint)
