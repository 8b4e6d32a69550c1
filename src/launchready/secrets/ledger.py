"""The rotation ledger: every leaked secret stays open until there is proof that it is dead.

One JSON file beside the manifest, `.launchready/rotations.json`, made to be committed: it
holds keyed hashes and no value. What providers said of the product's keys is kept beside it,
in `.launchready/keys.json`.

An entry is closed by two proofs: its variable has another value (or a person says that nothing
uses it), and the leaked value is refused, by the provider's word or a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from launchready.evidence import STATE_FOLDER
from launchready.facts.rotation import KeyRecord, Rotation, RotationLedger
from launchready.facts.secrets import Danger, FoundSecret, Tier
from launchready.whole_file import Damaged, json_content, json_value, write_whole

LEDGER_FILE = "rotations.json"
KEYS_FILE = "keys.json"
MAX_BYTES = 4 * 1024**2
MAX_PLACES = 20
PROVIDER = "the provider"


class NotProven(Exception):
    """What was said does not suffice to close an entry; the message says what is missing."""


class Proof(Struct, frozen=True):
    """What somebody brings to show that a leaked secret opens nothing any more.

    Attributes:
        variable: of the contract, whose value takes the place of the leaked one; "" where
            there is none.
        value_hash: keyed hash of what `variable` holds now; "" where it is not set.
        unused_by: who says that nothing uses the secret, so that it has no successor.
        dead_by: `PROVIDER`, or who says that the old value is refused.
        on: the day.
    """

    on: date
    variable: str = ""
    value_hash: str = ""
    unused_by: str = ""
    dead_by: str = ""


def read_ledger(folder: Path) -> RotationLedger:
    """Read the ledger of a product; a damaged one says so, and never counts as empty.

    Args:
        folder: that of the manifest.
    """
    try:
        content = _read(folder / STATE_FOLDER / LEDGER_FILE)
        return RotationLedger(json_value(content, tuple[Rotation, ...]))
    except FileNotFoundError:
        return RotationLedger()
    except OSError as error:
        return RotationLedger(damaged=(error.strerror or "it cannot be read").lower())
    except Damaged:
        return RotationLedger(damaged="its entries are not as launchready writes them")


def write_ledger(folder: Path, ledger: RotationLedger) -> Path:
    """Write the ledger, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    return _write(folder, LEDGER_FILE, ledger.entries)


def read_keys(folder: Path) -> tuple[KeyRecord, ...]:
    """Read what providers said of the product's keys; () where nothing readable is there."""
    try:
        content = _read(folder / STATE_FOLDER / KEYS_FILE)
        return json_value(content, tuple[KeyRecord, ...])
    except (OSError, Damaged):
        return ()


def write_keys(folder: Path, records: Iterable[KeyRecord]) -> Path:
    """Write what providers said, the newest answer for each variable.

    Raises:
        OSError: it cannot be written.
    """
    newest = {each.variable: each for each in (*read_keys(folder), *records)}
    return _write(folder, KEYS_FILE, tuple(newest.values()))


def opened(
    ledger: RotationLedger, found: Iterable[FoundSecret], on: date, owner: str = ""
) -> RotationLedger:
    """Open an entry for every secret that has none, and add new places to those that have.

    Publishable keys, sandbox keys and guesses by a name nearby open nothing.
    """
    entries = {each.hash: each for each in ledger.entries}
    for secret in found:
        if secret.danger is not Danger.SECRET or secret.tier is Tier.CONTEXT:
            continue
        place = secret.place
        if secret.first_commit:
            place = f"{place} since {secret.first_commit[:12]}"
        entry = entries.get(secret.hash) or Rotation(
            hash=secret.hash,
            name=secret.name,
            rule=secret.rule,
            opened=on.isoformat(),
            owner=owner,
            variable=secret.variable,
        )
        if place not in entry.places and len(entry.places) < MAX_PLACES:
            entry = replace(entry, places=(*entry.places, place))
        entries[secret.hash] = entry
    return replace(ledger, entries=tuple(entries.values()))


def proven(ledger: RotationLedger, hash_: str, proof: Proof) -> RotationLedger:
    """Add proof to an entry; what was proven before stays.

    Args:
        ledger: as it is.
        hash_: the entry's, or its first characters.
        proof: what is brought.

    Raises:
        NotProven: there is no such entry, the proof contradicts itself, or nothing is
            brought at all.
    """
    entry = find(ledger, hash_)
    day = proof.on.isoformat()
    if proof.variable and proof.unused_by:
        raise NotProven("a secret that nothing uses has no successor: name one or the other")
    if proof.variable:
        if not proof.value_hash:
            raise NotProven(f"{proof.variable} is not set here: nothing shows its new value")
        if proof.value_hash == entry.hash:
            raise NotProven(f"{proof.variable} still has the leaked value")
        entry = replace(entry, variable=proof.variable, replaced_on=day, back=False)
    if proof.unused_by:
        entry = replace(entry, unused_by=proof.unused_by)
    if proof.dead_by:
        entry = replace(entry, dead_on=day, dead_by=proof.dead_by)
    if entry == find(ledger, hash_):
        raise NotProven("nothing was shown: " + ", ".join(entry.missing))
    rest = tuple(entry if each.hash == entry.hash else each for each in ledger.entries)
    return replace(ledger, entries=rest)


def find(ledger: RotationLedger, hash_: str) -> Rotation:
    """Find an entry by its hash, or the first characters of it.

    Raises:
        NotProven: none or several begin so.
    """
    found = [each for each in ledger.entries if hash_ and each.hash.startswith(hash_)]
    if len(found) != 1:
        how_many = "no entry" if not found else f"{len(found)} entries"
        raise NotProven(f"{how_many} of the ledger begins with {hash_!r}")
    return found[0]


def with_values(ledger: RotationLedger, hashes: Mapping[str, str]) -> RotationLedger:
    """Mark the entries whose variable has the leaked value (again).

    Args:
        ledger: as it was written.
        hashes: keyed hash of each variable's value today, by name.
    """
    entries = tuple(
        replace(each, back=bool(each.variable) and hashes.get(each.variable) == each.hash)
        for each in ledger.entries
    )
    return replace(ledger, entries=entries)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _write(folder: Path, name: str, entries: tuple[Struct, ...]) -> Path:
    path = folder / STATE_FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json_content(entries))
    return path
