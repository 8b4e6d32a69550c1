"""Packs that somebody signed: kept beside the manifest, to hold later packs against.

A signed pack is the pack's data with who took it over and when, and a signature beside it, as
evidence of drills has one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from launchready.evidence import STATE_FOLDER, seal_path
from launchready.handover.pack import PACK_FILE, CannotPack
from launchready.signing import MAX_SEAL_BYTES, Signer, verify
from launchready.whole_file import write_whole

FOLDER = "packs"
MAX_PACK_BYTES = 8 * 1024 * 1024
MAX_PACKS = 200


class SignedPack(Struct, frozen=True):
    """A pack as it was signed.

    Attributes:
        path: its file; by: who signed; at: when, aware UTC.
        key: fingerprint of the key that signed it; "" where the signature does not hold.
        pack: the data, as in pack.json.
    """

    path: Path
    by: str
    at: datetime
    key: str
    pack: Mapping[str, Any]


def sign_pack(folder: Path, pack: Path, signer: Signer, now: datetime) -> Path:
    """Keep a pack as signed.

    Args:
        folder: that of the manifest.
        pack: the pack's folder, or its pack.json.
        signer: who signs.
        now: aware UTC.

    Returns:
        The file that was written.

    Raises:
        CannotPack: there is no pack, or it cannot be kept.
    """
    path = pack / PACK_FILE if pack.is_dir() else pack
    content = {"by": signer.by, "at": now.isoformat(), "pack": read_pack(path)}
    octets = json.dumps({"schema_version": 1, **content}, indent=2).encode() + b"\n"
    kept = folder / STATE_FOLDER / FOLDER / f"{now:%Y%m%dT%H%M%SZ}.json"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        # The signature first: at no moment does a pack stand there that seems tampered with.
        write_whole(seal_path(kept), signer.seal(f"{FOLDER}/{kept.name}", octets))
        write_whole(kept, octets)
    except OSError as error:
        raise CannotPack(f"{kept} cannot be written: {error.strerror}") from error
    return kept


def read_pack(path: Path) -> dict[str, Any]:
    """Read a pack's data.

    Raises:
        CannotPack: there is none.
    """
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(MAX_PACK_BYTES))
    except OSError as error:
        raise CannotPack(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("sections"), list):
        raise CannotPack(f"{path} is no pack of launchready")
    return data


def newest_signed(folder: Path, domain: str) -> SignedPack | None:
    """Find the pack of a product that was signed last, whether or not its signature holds.

    Args:
        folder: that of the manifest.
        domain: the product's apex.
    """
    store = folder / STATE_FOLDER / FOLDER
    try:
        names = sorted(
            entry.name for entry in os.scandir(store) if entry.name.endswith(".json")
        )
    except OSError:
        return None
    for name in reversed(names[-MAX_PACKS:]):
        signed = _read_signed(store / name)
        if signed is not None and signed.pack.get("domain") == domain:
            return signed
    return None


def _read_signed(path: Path) -> SignedPack | None:
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_PACK_BYTES)
        with seal_path(path).open("rb") as file:
            seal = file.read(MAX_SEAL_BYTES)
    except FileNotFoundError:
        seal = b""
    except OSError:
        return None
    try:
        data = json.loads(octets)
        at = datetime.fromisoformat(data["at"]).astimezone(UTC)
        pack = data["pack"]
        by = "".join(char for char in str(data["by"])[:100] if char.isprintable())
        assert isinstance(pack, dict)
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError, OverflowError):
        return None
    return SignedPack(path, by, at, verify(f"{FOLDER}/{path.name}", octets, seal), pack)
