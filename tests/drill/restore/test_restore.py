"""Whatever a backup lacks is found, on real dumps of a real Postgres."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launchready.drill.restore.backup import NoBackup, dated, fetch, newest, recognise
from launchready.drill.restore.boot import Look, boot
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.facts.smoke import SmokeRun, Step, StepResult
from launchready.manifest.schema import Recovery
from tests.drill.restore.conftest import Source, Stage, wrong


@pytest.mark.parametrize("kind", ["plain", "custom", "directory", "tar"])
def test_a_whole_backup_comes_back_whole(
    kind: str, stage: Stage, dumps: dict[str, Path]
) -> None:
    """In every form that pg_dump has: tables, sequences, extension, large object and all."""
    outcome = stage.restore(dumps[kind])
    assert outcome.result is DrillResult.PASSED, wrong(outcome)
    said = {trial.aspect: trial.text for trial in outcome.trials}
    assert said["tables"] == "all 5"
    assert said["extensions"] == "citext"
    assert said["large objects"] == "1"
    assert "books_of_acme, support_of_acme" in said["roles"]
    assert outcome.summary == "1,560 rows in 5 tables came back"
    assert "recovery time" in {figure.name for figure in outcome.figures}


def _without(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL | re.MULTILINE)


FOREIGN_KEY = r"^ALTER TABLE ONLY billing\.invoices\n    ADD CONSTRAINT[^;]*FOREIGN[^;]*;"
BLOB = "SELECT pg_catalog.lowrite(0, '\\x0{}ff"


def _changed(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


PASSED, FAILED = StepResult.PASSED, StepResult.FAILED
DATA_OF_INVOICES = r"(?<=FROM stdin;\n)(?=1\t2\t1\t).*?(?=^\\\.$)"


FAULTS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "half": (lambda text: text[: len(text) // 2], "loads", "cut off: it ends in the middle"),
    "without its end": (_without(r"^-- PostgreSQL database dump complete$"), "loads", "cut"),
    "empty": (lambda _: "-- PostgreSQL database dump complete\n", "tables", "empty"),
    "without a table": (
        _without(r"^CREATE TABLE public\.events_old \(.*?^\);"), "tables", "public.events_old",
    ),
    "without its rows": (
        _without(DATA_OF_INVOICES), "rows", "billing.invoices: no rows, of 900",
    ),
    "without a row": (_without(r"^17\t[^\n]*\n"), "rows", "rows, "),
    "with another row": (
        _changed("\t417\t", "\t418\t"), "rows", "as in the source, but other contents",
    ),
    "a sequence behind its column": (
        _changed("customers_id_seq', 300, true)", "customers_id_seq', 12, true)"),
        "sequences", "public.customers_id_seq: behind: gives 13 next, and 300 is taken",
    ),
    "a sequence behind the source": (
        _changed("ticket', 101, true)", "ticket', 100, true)"),
        "sequences", "public.ticket: behind: gives 101 next, the source gave 102",
    ),
    "without its extension": (
        _without(r"^CREATE EXTENSION[^\n]*\n"),
        "extensions", "citext: the source has it, and the backup does not bring it",
    ),
    "without a foreign key": (
        _without(FOREIGN_KEY), "constraints", "invoices_customer_fkey: missing",
    ),
    "without an index": (
        _without(r"^CREATE INDEX by_kind[^\n]*\n"), "indexes", "public.by_kind: missing",
    ),
    "without a policy": (
        _without(r"^CREATE POLICY own[^\n]*\n"), "objects", "policy public.customers: own",
    ),
    "with another large object": (
        _changed(BLOB.format(0), BLOB.format(1)),
        "large objects", "1 as in the source, but other contents",
    ),
    "in another encoding": (
        _changed("client_encoding = 'UTF8'", "client_encoding = 'LATIN1'"),
        "encoding", "says LATIN1, the source is UTF8",
    ),
}  # fmt: skip
"""What is done to a whole dump, under which aspect it is found, and in which words."""


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_backup_lacks_is_found(
    fault: str, stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """Each fault is named under its aspect, with the thing that it is about."""
    change, aspect, said = FAULTS[fault]
    text = dumps["plain"].read_text(encoding="utf-8")
    spoiled = change(text)
    assert spoiled != text
    path = tmp_path / "spoiled.sql"
    path.write_text(spoiled, encoding="utf-8")
    outcome = stage.restore(path)
    assert outcome.result is DrillResult.FAILED
    assert said in wrong(outcome)[aspect], wrong(outcome)
    assert "for psql" not in outcome.summary


def test_octets_that_are_no_text_are_found(
    stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """A dump that a tool wrote in another encoding than it says is no backup."""
    path = tmp_path / "latin.sql"
    path.write_bytes(dumps["plain"].read_bytes().replace("ë".encode(), "ë".encode("latin-1")))
    outcome = stage.restore(path)
    assert "text that is none in the encoding" in wrong(outcome)["encoding"]
    assert "Zo" not in str(outcome)


@pytest.mark.parametrize("kind", ["custom", "tar", "directory", "plain.gz"])
def test_a_truncated_archive_is_found(
    kind: str, stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """Half a file, or a folder without one of its files."""
    if kind == "directory":
        path = tmp_path / "folder"
        shutil.copytree(dumps[kind], path)
        max(path.glob("*.dat.gz"), key=lambda each: each.stat().st_size).unlink()
    else:
        path = tmp_path / "half"
        whole = dumps[kind.partition(".")[0]].read_bytes()
        if kind == "plain.gz":
            whole = gzip.compress(whole)
        path.write_bytes(whole[: len(whole) * 2 // 3])
    outcome = stage.restore(path)
    assert outcome.result is DrillResult.FAILED
    assert "cut off" in wrong(outcome)["loads"]


def test_a_setting_that_only_newer_servers_know_is_no_fault(
    stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """As pg_dump 17 writes for any server; and a dump made with --create."""
    path = tmp_path / "newer.sql"
    text = dumps["plain"].read_text(encoding="utf-8")
    more = "SET transaction_timeout_of_later = 0;\nCREATE DATABASE acme;\n\\connect acme\n"
    path.write_text(more + text, encoding="utf-8")
    outcome = stage.restore(path)
    assert outcome.result is DrillResult.PASSED, wrong(outcome)


@pytest.mark.parametrize("kind", ["plain", "custom"])
def test_a_packed_dump_is_read_as_it_is(
    kind: str, stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """Gzip around a script or an archive."""
    path = tmp_path / "packed.gz"
    path.write_bytes(gzip.compress(dumps[kind].read_bytes()))
    outcome = stage.restore(path)
    assert outcome.result is DrillResult.PASSED, wrong(outcome)


@pytest.mark.parametrize(
    "attack",
    [
        "\\! touch {mark}\n",
        "SELECT 1 \\g |touch {mark}\n",
        "\\copy c to program 'touch {mark}'\n",
    ],
)
def test_a_dump_with_commands_for_psql_is_refused(
    attack: str, stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """There is no psql that would run them, and no backup has them: the drill fails."""
    mark, path = tmp_path / "was-here", tmp_path / "hostile.sql"
    text = dumps["plain"].read_text(encoding="utf-8")
    path.write_text(attack.replace("{mark}", str(mark)) + text, encoding="utf-8")
    outcome = stage.restore(path)
    assert not mark.exists()
    assert outcome.result is DrillResult.FAILED
    assert "a command for psql" in wrong(outcome)["loads"]


ATTACKS = """
COPY customers TO PROGRAM 'touch {mark}';
COPY customers FROM PROGRAM 'touch {mark}';
COPY customers TO '{mark}';
SELECT lo_export(lo_from_bytea(0, 'x'), '{mark}');
CREATE FUNCTION f() RETURNS int LANGUAGE c AS '{mark}', 'f';
ALTER SYSTEM SET archive_command = 'touch {mark}';
ALTER ROLE launchready_owner SUPERUSER;
"""
TRAP = """
CREATE FUNCTION evil(customers) RETURNS text LANGUAGE plpgsql AS
$$BEGIN COPY (SELECT 1) TO PROGRAM 'touch {mark}'; RETURN ''; END$$;
CREATE CAST (customers AS text) WITH FUNCTION evil(customers);
"""
"""What a superuser who reads the row's text would run."""


def test_the_server_s_own_ways_to_run_programs_are_denied(
    stage: Stage, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """A dump is loaded by a role that is no superuser, and read by another."""
    folder = stage.cluster.folder / "open"
    folder.mkdir()
    folder.chmod(0o777)
    mark, path = folder / "was-here", tmp_path / "hostile.sql"
    attack = ("SET search_path = public;" + ATTACKS + TRAP).replace("{mark}", str(mark))
    path.write_text(dumps["plain"].read_text(encoding="utf-8") + attack, encoding="utf-8")
    outcome = stage.restore(path)
    assert outcome.result is DrillResult.PASSED, wrong(outcome)
    (loads,) = [each for each in outcome.trials if each.aspect == "loads"]
    denied = len(ATTACKS.strip().splitlines())
    assert loads.text.endswith(f"; {denied} that only a superuser may run were left out")
    assert not mark.exists()


def test_an_older_backup_is_held_against_what_it_can(
    stage: Stage, source: Source, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """Rows that came since are no fault; in append-only tables, changed ones are."""
    grows = Recovery(append_only=("billing.*",), rpo_minutes=600)
    source.run("INSERT INTO billing.invoices (customer, cents) VALUES (1, 1), (2, 2)")
    try:
        outcome = stage.restore(dumps["custom"], exact=False, recovery=grows)
        assert outcome.result is DrillResult.PASSED, wrong(outcome)
        assert "the source has moved on" in str(outcome.trials)
        path = tmp_path / "tampered.sql"
        text = dumps["plain"].read_text(encoding="utf-8")
        path.write_text(text.replace("\t417\t", "\t99\t"), encoding="utf-8")
        outcome = stage.restore(path, exact=False, recovery=grows)
        assert "billing.invoices: append-only, but rows differ" in wrong(outcome)["rows"]
    finally:
        source.run(
            "DELETE FROM billing.invoices WHERE id > 900",
            "SELECT setval('billing.invoices_id_seq', 900)",
        )


def test_a_stale_backup_is_found(stage: Stage, dumps: dict[str, Path], tmp_path: Path) -> None:
    """By the file's age; the figure says by how much, and the promise is named."""
    path = tmp_path / "old.dump"
    shutil.copy(dumps["plain"], path)
    old = datetime.now(UTC) - timedelta(days=3)
    os.utime(path, (old.timestamp(), old.timestamp()))
    promised = Recovery(rpo_minutes=1440, rto_minutes=30)
    outcome = stage.restore(path, exact=False, recovery=promised)
    assert outcome.result is DrillResult.FAILED
    assert wrong(outcome) == {"recovery point": "3 days old; 24 h may be lost"}
    (point,) = [each for each in outcome.figures if each.name == "recovery point"]
    assert 4319 < point.value < 4400


def test_the_product_is_started_against_what_was_restored(
    stage: Stage, dumps: dict[str, Path]
) -> None:
    """Its variable leads to the restored database, as the role that owns it."""
    psql = stage.source.programs.path("psql")
    ask = f'{psql} -w "$DATABASE_URL" -tAc "SELECT count(*) FROM customers" | grep -qx'
    works = Recovery(command=f"{ask} 300")
    assert stage.restore(dumps["custom"], recovery=works).summary.endswith("works with it")
    outcome = stage.restore(dumps["custom"], recovery=Recovery(command=f"{ask} 301"))
    assert outcome.result is DrillResult.FAILED
    assert "exit status 1" in wrong(outcome)["works"]


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"", NoBackup, "is empty"),
        (b"\x28\xb5\x2f\xfd\0\0", CannotSee, "no dump that is known"),
        (b"age-encryption.org/v1\n", CannotSee, "unpack or decrypt"),
    ],
)
def test_what_is_no_dump_is_not_restored(
    content: bytes, error: type[Exception], said: str, tmp_path: Path
) -> None:
    """An empty file is no backup; a form that is not known proves nothing."""
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(error, match=said):
        recognise(tmp_path / "file", None)


def test_the_newest_file_is_the_backup(tmp_path: Path) -> None:
    """By its own time, not by its name; without any there is no backup."""
    with pytest.raises(NoBackup, match=r"nothing matches backups/\*\.sql"):
        newest(tmp_path, "backups/*.sql")
    place = tmp_path / "backups"
    place.mkdir()
    for name, day in (("z.sql", 1), ("a.sql", 2)):
        (place / name).write_text("SELECT 1;")
        os.utime(place / name, (day * 86400, day * 86400))
    assert newest(tmp_path, "backups/*.sql").path.name == "a.sql"
    assert newest(tmp_path, str(place / "z*")).taken_at == datetime(1970, 1, 2, tzinfo=UTC)


def test_what_this_machine_lacks_is_not_blamed_on_the_backup(
    stage: Stage, dumps: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An extension that is not installed here makes the result unknown, and is named."""

    async def without(_database: object, _source: object) -> tuple[str, ...]:
        return ("citext",)

    monkeypatch.setattr("launchready.drill.restore.prepare._extensions", without)
    outcome = stage.restore(dumps["custom"])
    assert outcome.result is DrillResult.UNKNOWN
    assert "not installed on this machine: citext" in str(outcome.trials)


def test_a_table_in_pieces_is_the_same_as_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a table is cut, its rows, its hash and its newest moment are the same."""
    whole = stage.contents()
    monkeypatch.setattr("launchready.drill.restore.reading.CHUNK_PAGES", 1)
    pieces = stage.contents()
    assert pieces == whole
    assert whole.tables["billing.invoices"].rows == 900
    assert whole.newest is not None


def test_an_archive_tells_its_age_where_the_file_does_not(
    source: Source, dumps: dict[str, Path]
) -> None:
    """A copy made just now of an archive of last week is of last week."""
    real = recognise(dumps["custom"], datetime.now(UTC) + timedelta(days=7))
    assert abs(dated(real, source.programs).taken_at - datetime.now(UTC)) < timedelta(hours=15)  # type: ignore[operator]
    close = recognise(dumps["custom"], datetime.now(UTC) - timedelta(hours=1))
    assert dated(close, source.programs).taken_at == close.taken_at
    plain = recognise(dumps["plain"], None)
    assert dated(plain, source.programs).taken_at is None


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ('cp "{dump}" "$LAUNCHREADY_BACKUP"', ""),
        ('cp -r "{folder}" "$LAUNCHREADY_BACKUP"', ""),
        ("exit 4", r"failed \(exit status 4\)"),
        ("true", "nothing matches"),
        (': > "$LAUNCHREADY_BACKUP"', "is empty"),
    ],
)
async def test_a_command_brings_the_backup(
    command: str, error: str, dumps: dict[str, Path], tmp_path: Path
) -> None:
    """What it writes is the backup; one that fails or writes nothing has none."""
    filled = command.format(dump=dumps["custom"], folder=dumps["directory"])
    if error:
        with pytest.raises(NoBackup, match=error):
            await fetch(filled, tmp_path, tmp_path / "fetched")
        return
    found = await fetch(filled, tmp_path, tmp_path / "fetched")
    assert found.kind == ("directory" if "-r" in command else "custom")
    assert found.taken_at is None


def _smoke(*results: StepResult) -> Look:
    left = list(results)

    async def look() -> SmokeRun:
        result = left.pop(0) if len(left) > 1 else left[0]
        step = Step("health", "https://app.acme.example/health", result, "status 200", 0.1)
        return SmokeRun("Acme", "", (step,), 0.1)

    return look


@pytest.mark.parametrize(
    ("command", "results", "expected"),
    [
        ("sleep 300", [FAILED, PASSED], (DrillResult.PASSED, "of the smoke test passed")),
        ("true", [FAILED, PASSED], (DrillResult.PASSED, "of the smoke test passed")),
        ("exit 3", [FAILED], (DrillResult.FAILED, "exit status 3")),
        ("sleep 300", [FAILED], (DrillResult.FAILED, "health: status 200")),
        ("sleep 300", [StepResult.UNKNOWN], (DrillResult.UNKNOWN, "health: status 200")),
    ],
)
async def test_a_product_that_is_started_is_smoke_tested(
    command: str,
    results: list[StepResult],
    expected: tuple[DrillResult, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Again and again until it works, or so long; a command may leave it running."""
    monkeypatch.setattr("launchready.drill.restore.boot.LOOK_EVERY_S", 0.01)
    result, said = expected
    slow = result is not DrillResult.PASSED and command.startswith("sleep")
    monkeypatch.setattr("launchready.drill.restore.boot.DEADLINE_S", 0.05 if slow else 60)
    trial = await boot(command, tmp_path, {}, _smoke(*results))
    assert (trial.result, trial.text.endswith(said)) == (result, True), trial
