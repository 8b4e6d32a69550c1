"""Writes decisions into launchready.toml, and leaves everything else of it as it is."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit.items import AoT

from launchready.manifest.load import ManifestError, load_manifest
from launchready.manifest.schema import Decision


class CannotDecide(Exception):
    """The decision cannot be written; the message says why and what to do."""


def write_decision(path: Path, decision: Decision) -> bool:
    """Add a decision to a manifest, in place of an earlier one about the same finding.

    Comments, order and layout of the file stay. It is replaced whole or not at all, and
    only by what loads.

    Args:
        path: the launchready.toml.
        decision: what was decided.

    Returns:
        Whether an earlier decision was replaced.

    Raises:
        CannotDecide: the file cannot be read or written, or would not load afterwards.
    """
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotDecide(f"{path}: {error.strerror}") from error
    except (tomlkit.exceptions.ParseError, UnicodeDecodeError) as error:
        raise CannotDecide(f"{path} cannot be read: {error}") from error
    decisions = document.get("decisions")
    if decisions is None:
        decisions = tomlkit.aot()
        document.append("decisions", decisions)
    if not isinstance(decisions, AoT):
        raise CannotDecide(f"{path}: write decisions as [[decisions]] tables, not as a list")
    replaced = _drop(decisions, decision)
    decisions.append(_table(decision))
    replace_manifest(path, tomlkit.dumps(document))
    return replaced


def _drop(decisions: AoT, decision: Decision) -> bool:
    """Remove what was decided about exactly the same finding."""
    about = (decision.check, decision.target)
    for index, each in enumerate(list(decisions)):
        if (each.get("check"), each.get("target", "*")) == about:
            del decisions[index]
            return True
    return False


def _table(decision: Decision) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in decision.model_dump(exclude_none=True).items():
        table.add(key, value if isinstance(value, date) else str(value))
    return table


def replace_manifest(path: Path, text: str) -> None:
    """Put a text in a manifest's place: whole or not at all, and only one that loads.

    Raises:
        CannotDecide: the manifest is as it was.
    """
    scratch = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.chmod(path.stat().st_mode & 0o777)
        load_manifest(scratch)
        scratch.replace(path)
    except OSError as error:
        raise CannotDecide(f"{path} cannot be written: {error.strerror}") from error
    except ManifestError as error:
        reason = str(error).replace(scratch.name, path.name)
        raise CannotDecide(f"the manifest would not load with it: {reason}") from error
    finally:
        scratch.unlink(missing_ok=True)
