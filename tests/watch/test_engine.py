"""What a store does when its database cannot do what is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchready.watch.store import engine as engines
from launchready.watch.store.engine import PostgresEngine, SqliteEngine, StoreError
from launchready.watch.store.ledger import fact, set_fact
from launchready.watch.store.migrations import migrate
from tests.watch.world import Book, Opener, look, setting, watched


def test_migrating_twice_is_migrating_once(opener: Opener) -> None:
    """Every start migrates; a store that is up to date is left alone."""
    engine = opener()
    with engine.transaction() as run:
        set_fact(run, "mark", "1")
    migrate(engine)
    with engine.transaction(write=False) as run:
        assert fact(run, "mark") == "1"


def test_a_store_of_a_newer_program_is_refused(opener: Opener) -> None:
    """An old program does not write into tables that it does not know."""
    engine = opener()
    with engine.transaction() as run:
        run.run("INSERT INTO version (number) VALUES (999)")
    with pytest.raises(StoreError, match="version 999"):
        migrate(engine)


def test_an_error_within_a_transaction_keeps_nothing(opener: Opener) -> None:
    """Whatever is raised inside, what was written before is taken back."""
    engine = opener()

    def break_off() -> None:
        with engine.transaction() as run:
            set_fact(run, "mark", "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with engine.transaction(write=False) as run:
        assert fact(run, "mark") is None


def test_reading_does_not_write(opener: Opener) -> None:
    """A reader's transaction cannot change the store, where the database can say so."""
    engine = opener()
    if engine.dialect == "sqlite":
        pytest.skip("SQLite's readers are opened read-only as a whole")
    with pytest.raises(StoreError), engine.transaction(write=False) as run:
        set_fact(run, "mark", "1")


def test_a_locked_database_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody else holds the file a batch fails whole; after that it is kept."""
    monkeypatch.setattr(engines, "BUSY_S", 0.05)
    path = tmp_path / "watch.sqlite"
    engine, other = SqliteEngine(path), SqliteEngine(path)
    migrate(engine)
    book = Book(engine, setting(watched("home")))
    batch = [look("home", book.wall.pass_(60), False), look("home", book.wall.pass_(60), False)]
    with other.transaction(), pytest.raises(StoreError, match="SQLITE_BUSY"):
        book.ledger.record(batch)
    assert len(book.ledger.record(batch)) == 1
    engine.close()
    other.close()


def test_a_connection_that_was_cut_is_opened_again(opener: Opener) -> None:
    """A Postgres that restarts costs one batch's try, not the process."""
    engine, other = opener(), opener()
    if not isinstance(engine, PostgresEngine):
        pytest.skip("SQLite has no connection")
    with engine.transaction(write=False) as run:
        pid = run.all("SELECT pg_backend_pid()")[0][0]
    with other.transaction() as run:
        run.all("SELECT pg_terminate_backend(?)", pid)
    with pytest.raises(StoreError), engine.transaction() as run:
        set_fact(run, "mark", "1")
    with engine.transaction() as run:
        set_fact(run, "mark", "2")


def test_errors_show_no_password() -> None:
    """What is said of a database that cannot be reached holds nothing of its URL."""
    engine = PostgresEngine("postgresql://ana:hunter2@127.0.0.1:1/secret")
    with pytest.raises(StoreError) as caught, engine.transaction():
        pass
    assert "hunter2" not in repr(caught.value) + str(caught.value.__cause__)
    assert caught.value.__suppress_context__


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of one megabyte."""
    mounted = os.getuid() == 0 and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a small disk can be mounted by root alone")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)


def test_a_full_disk_is_told_from_other_errors(small_disk: Path) -> None:
    """The service must know when to give its ballast up; what was kept stays readable."""
    engine = SqliteEngine(small_disk / "watch.sqlite")
    migrate(engine)
    book = Book(engine, setting(watched("home")))
    kept, error = 0, None
    while error is None and kept < 60_000:
        try:
            book.ledger.record([look("home", book.wall.pass_(60), True) for _ in range(300)])
            kept += 300
        except StoreError as caught:
            error = caught
    assert error is not None
    assert error.full
    with engine.transaction(write=False) as run:
        assert run.all("SELECT COUNT(*) FROM looks")[0][0] == kept > 0
    engine.close()
