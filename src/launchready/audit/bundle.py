"""Evidence bundles: every fact of a run in one file, to be judged again offline."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)

import launchready
from launchready.audit.gather import Key, Seen
from launchready.facts.base import Broken, Fact, Unseen
from launchready.manifest.schema import Manifest

BUNDLE_VERSION = 1
MAX_BUNDLE_BYTES = 256 * 1024 * 1024
"""Uncompressed size that a bundle may have; a larger one is refused, not read."""


class BundleError(Exception):
    """The bundle cannot be read; the message names the file and what is wrong."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    fact: str
    subject: str
    value: dict[str, Any] | None = None
    unseen: str | None = None
    broken: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    bundle_version: int
    launchready: str
    started_at: AwareDatetime
    duration_s: float = Field(ge=0, allow_inf_nan=False)
    manifest_path: str
    manifest: Manifest
    scope: tuple[str, ...]
    facts: list[_Entry]


class Bundle(Struct, frozen=True):
    """A run's evidence.

    Attributes:
        manifest: what was declared; manifest_path: where that stood.
        started_at: the moment judged by; duration_s: how long the run took.
        scope: stages or checks that the run was narrowed to.
        facts: everything gathered, unseen and broken things too.
    """

    manifest: Manifest
    manifest_path: str
    started_at: datetime
    duration_s: float
    scope: tuple[str, ...]
    facts: Mapping[Key, Seen]


def write_bundle(path: Path, bundle: Bundle) -> None:
    """Write a bundle, gzipped; the same evidence gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    file = _File(
        bundle_version=BUNDLE_VERSION,
        launchready=launchready.__version__,
        started_at=bundle.started_at,
        duration_s=bundle.duration_s,
        manifest_path=bundle.manifest_path,
        manifest=bundle.manifest,
        scope=bundle.scope,
        facts=[_entry(key, seen) for key, seen in sorted(bundle.facts.items(), key=_order)],
    )
    text = file.model_dump_json(by_alias=True, exclude_unset=False)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read_bundle(path: Path, kinds: Iterable[type[Fact]]) -> Bundle:
    """Read a bundle.

    Args:
        path: the file.
        kinds: the kinds of fact that this version knows; others are left out, so that
            the checks which need them say `unknown`.

    Raises:
        BundleError: it cannot be read, or is of another version.
    """
    by_name = {kind.__name__: kind for kind in kinds}
    try:
        with gzip.open(path) as stream:
            text = stream.read(MAX_BUNDLE_BYTES + 1)
        if len(text) > MAX_BUNDLE_BYTES:
            raise BundleError(f"{path}: larger than {MAX_BUNDLE_BYTES >> 20} MiB")
        file = _File.model_validate_json(text)
        if file.bundle_version != BUNDLE_VERSION:
            raise BundleError(f"{path}: bundle version {file.bundle_version} is not known here")
        facts = {
            (by_name[entry.fact], entry.subject): _seen(entry, by_name[entry.fact])
            for entry in file.facts
            if entry.fact in by_name
        }
    except (OSError, EOFError, zlib.error, ValidationError, msgspec.ValidationError) as error:
        raise BundleError(f"{path}: not an evidence bundle ({type(error).__name__})") from error
    return Bundle(
        manifest=file.manifest,
        manifest_path=file.manifest_path,
        started_at=file.started_at,
        duration_s=file.duration_s,
        scope=file.scope,
        facts=facts,
    )


def _order(item: tuple[Key, Seen]) -> tuple[str, str]:
    (kind, subject), _ = item
    return kind.__name__, subject


def _entry(key: Key, seen: Seen) -> _Entry:
    kind, subject = key
    entry = _Entry(fact=kind.__name__, subject=subject)
    match seen:
        case Unseen():
            entry.unseen = seen.reason
        case Broken():
            entry.broken = seen.error
        case _:
            entry.value = msgspec.to_builtins(seen, str_keys=True)
    return entry


def _seen(entry: _Entry, kind: type[Fact]) -> Seen:
    if entry.unseen is not None:
        return Unseen(entry.unseen)
    if entry.broken is not None:
        return Broken(entry.broken)
    return msgspec.convert(entry.value, kind, str_keys=True)
