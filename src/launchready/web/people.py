"""People who may sign in: their names, roles and passwords."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from msgspec import Struct

from launchready.watch.model import DAY
from launchready.watch.store.engine import Transaction
from launchready.web.roles import Role

INVITED_FOR = 7 * DAY
"""How long the link holds with which a person chooses a password."""

MAX_NAME = 80


class Person(Struct, frozen=True):
    """Somebody who may sign in.

    Attributes:
        id: opaque; it stays whatever the name becomes.
        name: what they sign in with, and what others see.
        role: what they may do.
        created_at: ms.
        password: a PHC string; empty for whoever has not chosen one.
        invited_until: when the link to choose one ends to hold, ms; None without one.
    """

    id: str
    name: str
    role: Role
    created_at: int
    password: str
    invited_until: int | None


class CannotDo(Exception):
    """Something that must not be done to a person; the message says why."""


def name_problem(name: str) -> str:
    """Say what is wrong with a name; "" of a good one."""
    if not name.strip() or len(name) > MAX_NAME:
        return f"A name has 1 to {MAX_NAME} characters."
    if any(unicodedata.category(char)[0] == "C" for char in name):
        return "A name has no control characters."
    return ""


def _login(name: str) -> str:
    """Give the form in which names are compared: nobody passes for another by a capital."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def anybody(run: Transaction) -> bool:
    """Say whether there is anybody yet."""
    return bool(run.all("SELECT 1 FROM people LIMIT 1"))


def everybody(run: Transaction) -> list[Person]:
    """Give everybody, by name."""
    return [_person(row) for row in run.all(_PEOPLE + " ORDER BY login")]


def by_name(run: Transaction, name: str) -> Person | None:
    """Find who signs in with a name."""
    rows = run.all(_PEOPLE + " WHERE login = ?", _login(name))
    return _person(rows[0]) if rows else None


def by_id(run: Transaction, identity: str) -> Person | None:
    """Find somebody."""
    rows = run.all(_PEOPLE + " WHERE id = ?", identity)
    return _person(rows[0]) if rows else None


def by_invitation(run: Transaction, invitation: str, now: int) -> Person | None:
    """Find who was invited by a link that still holds."""
    rows = run.all(
        _PEOPLE + " WHERE invitation = ? AND invited_until > ?", _digest(invitation), now
    )
    return _person(rows[0]) if rows else None


def add(run: Transaction, name: str, role: Role, now: int, password: str = "") -> Person:
    """Add somebody.

    Raises:
        CannotDo: the name is taken.
    """
    person = Person(secrets.token_hex(8), name.strip(), role, now, password, None)
    done = run.run(
        "INSERT INTO people (id, login, name, role, created_at, password, invitation)"
        " VALUES (?, ?, ?, ?, ?, ?, '') ON CONFLICT (login) DO NOTHING",
        person.id, _login(name), person.name, role.value, now, password,
    )  # fmt: skip
    if not done:
        raise CannotDo("Somebody has this name already.")
    return person


def invite(run: Transaction, person: Person, now: int) -> str:
    """Make a link's secret with which a person chooses a password; an earlier one ends."""
    invitation = secrets.token_urlsafe(24)
    run.run(
        "UPDATE people SET invitation = ?, invited_until = ? WHERE id = ?",
        _digest(invitation), now + INVITED_FOR, person.id,
    )  # fmt: skip
    return invitation


def set_password(run: Transaction, person: Person, password: str) -> None:
    """Set a person's password hash; the invitation is used up, every session ends."""
    run.run(
        "UPDATE people SET password = ?, invitation = '', invited_until = NULL WHERE id = ?",
        password, person.id,
    )  # fmt: skip
    run.run("DELETE FROM sessions WHERE person = ?", person.id)


def set_role(run: Transaction, person: Person, role: Role) -> None:
    """Give a person another role.

    Raises:
        CannotDo: they are the last owner.
    """
    if role is not Role.OWNER:
        _keep_an_owner(run, person)
    run.run("UPDATE people SET role = ? WHERE id = ?", role.value, person.id)


def remove(run: Transaction, person: Person) -> None:
    """Take a person out, with their sessions.

    Raises:
        CannotDo: they are the last owner.
    """
    _keep_an_owner(run, person)
    run.run("DELETE FROM sessions WHERE person = ?", person.id)
    run.run("DELETE FROM people WHERE id = ?", person.id)


def _keep_an_owner(run: Transaction, person: Person) -> None:
    # The update is a lock on Postgres, too: two owners cannot take each other out at once.
    run.run("UPDATE people SET role = role WHERE role = ?", Role.OWNER.value)
    others = run.all(
        "SELECT 1 FROM people WHERE role = ? AND id <> ? AND password <> ''",
        Role.OWNER.value, person.id,
    )  # fmt: skip
    if person.role is Role.OWNER and not others:
        raise CannotDo("There must be an owner who can sign in.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_PEOPLE = "SELECT id, name, role, created_at, password, invited_until FROM people"


def _person(row: tuple[object, ...]) -> Person:
    identity, name, role, created_at, password, until = row
    assert isinstance(created_at, int)
    assert until is None or isinstance(until, int)
    return Person(str(identity), str(name), Role(str(role)), created_at, str(password), until)
