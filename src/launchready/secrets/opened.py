"""Opens a scan of a repository: its own values, what it allows, this user's key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from launchready.secrets.allow import Allowances
from launchready.secrets.masking import KeyedHash
from launchready.secrets.own_values import own_values
from launchready.secrets.scan import Scan


def open_scan(
    root: Path,
    *,
    ignore: Sequence[str] = (),
    secret_names: Iterable[str] = (),
    environment: Mapping[str, str],
    on_bytes: Callable[[int], None] | None = None,
    hashed: KeyedHash | None = None,
) -> Scan:
    """Begin a scan of one kind of place.

    Args:
        root: the folder of the repository, where .env and gitleaks' files may be.
        ignore: patterns of files to leave out.
        secret_names: variables that the contract calls secret.
        environment: of this process, where these may have values.
        on_bytes: told of every buffer that was scanned.
        hashed: hashes what is found; by default with this user's key.
    """
    values = own_values(root, secret_names, environment)
    exact = gitleaks = None
    if values:
        from launchready.secrets.exact import ExactValues

        exact = ExactValues(values)
    if (root / ".gitleaks.toml").exists() or (root / ".gitleaksignore").exists():
        from launchready.secrets.gitleaks import read_gitleaks

        gitleaks = read_gitleaks(root)
    scan = Scan(
        hashed or KeyedHash(),
        exact,
        Allowances(ignore, gitleaks),
        stopped=threading.Event(),
        on_bytes=on_bytes,
    )
    for note in gitleaks.notes if gitleaks else ():
        scan.note(note)
    return scan
