"""A pack is signed by a person, kept as it was, and held against later ones."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.handover.pack import CannotPack, write_pack
from launchready.handover.signed import newest_signed, sign_pack
from launchready.report.json import render
from launchready.signing import Signer
from tests.audit.test_sprint import failure, report
from tests.checks.given import NOW
from tests.handover.test_pack import pack, product

ANA = Signer("Ana Founder", secrets.token_bytes(32))
DOMAIN = "acme.example"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Write a pack, and give the folder of the product."""
    write_pack(pack(), tmp_path / "handover", force=False)
    return tmp_path


def sign(folder: Path, *, days_later: int = 0) -> Path:
    """Sign the pack that was written."""
    return sign_pack(folder, folder / "handover", ANA, NOW + timedelta(days=days_later))


def test_the_newest_pack_of_the_product_is_found(written: Path) -> None:
    """It bears who signed it, when, and with which key."""
    assert newest_signed(written, DOMAIN) is None
    sign(written)
    later = sign(written, days_later=3)
    found = newest_signed(written, DOMAIN)
    assert found is not None
    assert (found.path, found.by, found.key) == (later, "Ana Founder", ANA.fingerprint)
    assert found.at == NOW + timedelta(days=3)
    assert found.pack["domain"] == DOMAIN
    assert newest_signed(written, "other.example") is None


@pytest.mark.parametrize("change", ["text", "name", "no seal", "copied"])
def test_what_was_changed_since_bears_no_key(written: Path, change: str) -> None:
    """Neither the words, nor who signed, nor its name can be changed unnoticed."""
    kept = sign(written)
    text = kept.read_text()
    if change == "text":
        kept.write_text(text.replace("make deploy", "make trouble"))
    elif change == "name":
        kept.write_text(text.replace("Ana Founder", "Eve"))
    elif change == "no seal":
        kept.with_name(f"{kept.name}.sig").unlink()
    else:
        copy = kept.with_name("29990101T000000Z.json")
        copy.write_text(text)
        seal = kept.with_name(f"{kept.name}.sig")
        seal.rename(copy.with_name(f"{copy.name}.sig"))
    found = newest_signed(written, DOMAIN)
    assert found is not None
    assert found.key == ""


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 100_000, '{"at": 3, "pack": 1, "by": 2}']
)
def test_a_damaged_file_hides_no_other(written: Path, text: str) -> None:
    """What is no pack is passed over."""
    kept = sign(written)
    (kept.parent / "29990101T000000Z.json").write_text(text)
    found = newest_signed(written, DOMAIN)
    assert found is not None
    assert found.path == kept


def test_there_must_be_a_pack_to_sign(tmp_path: Path) -> None:
    """A folder without one is told, and nothing is kept."""
    (tmp_path / "handover").mkdir()
    with pytest.raises(CannotPack):
        sign(tmp_path)
    assert not (tmp_path / ".launchready").exists()


def handover(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["handover", *words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a product's folder with a report of it, and go there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUNCHREADY_KEY_FILE", str(tmp_path / "config" / "key"))
    named = f'[product]\nname = "{product().product.name}"\ndomain = "{DOMAIN}"\n'
    (tmp_path / "launchready.toml").write_text(named)
    (tmp_path / "report.json").write_text(render(report(failure("domain/hsts"))))
    return tmp_path


def test_from_writing_to_signing_to_what_changed(folder: Path) -> None:
    """Write, sign, change the manifest: the change is told, and nothing else."""
    assert handover("diff", "--report", "report.json").exit_code == 2
    wrote = handover("--report", "report.json")
    assert wrote.exit_code == 1, wrote.output
    assert handover("sign", "--by", "Ana Founder").exit_code != 0, "nobody agreed"
    signed = handover("sign", "--by", "Ana Founder", "--yes")
    assert signed.exit_code == 0, signed.output
    same = handover("diff", "--report", "report.json")
    assert (same.exit_code, same.stdout) == (0, "nothing changed\n")
    assert "Ana Founder" in same.stderr
    with (folder / "launchready.toml").open("a") as file:
        file.write('[deploy]\ncommand = "make deploy"\n')
    changed = handover("diff", "--report", "report.json")
    assert changed.exit_code == 1
    assert "+ make deploy" in changed.stdout
    assert "Accounts" not in changed.stdout
    (kept,) = (folder / ".launchready" / "packs").glob("*.json")
    kept.write_text(kept.read_text().replace("Ana Founder", "Eve"))
    assert handover("diff", "--report", "report.json").exit_code == 2


def test_the_pack_of_another_product_is_not_signed(folder: Path) -> None:
    """A pack is signed beside the manifest that it was made of."""
    assert handover("--report", "report.json").exit_code == 1
    path = folder / "handover" / "pack.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "domain": "other.example"}))
    done = handover("sign", "--by", "Ana", "--yes")
    assert done.exit_code == 2
    assert "another product" in done.stderr


def test_what_a_pack_says_cannot_drive_a_terminal(folder: Path) -> None:
    """Words of an earlier pack and of today's are shown without control characters."""
    assert handover("--report", "report.json").exit_code == 1
    path = folder / "handover" / "pack.json"
    earlier = json.loads(path.read_text())
    earlier["sections"][0]["unproven"].append("\x07\u202egone")
    path.write_text(json.dumps(earlier))
    done = handover("--report", "report.json", "--since", "handover")
    assert "gone" in done.stdout
    assert not {"\x07", "\u202e"} & set(done.stdout)
