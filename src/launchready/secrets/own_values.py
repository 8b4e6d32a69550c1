"""Which values are the product's own secrets: from the environment and from .env files.

They are looked for everywhere and written nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from launchready.secrets.tree import is_example

MOST_VALUES = 500
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|DSN)(?:_|$)|(?:^|_)KEY$"
    r"|(?:DATABASE|REDIS|MONGO(?:DB)?|AMQP|BROKER|CELERY_\w+|WEBHOOK)_UR[IL]$|APIKEY$"
)
_PUBLIC_NAME = re.compile(
    r"^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|GATSBY)_|PUBLI(?:C|SHABLE)"
)


def own_values(
    folder: Path, declared: Iterable[str], environment: Mapping[str, str]
) -> dict[str, str]:
    """Give the secret values that are known here, by the name of their variable.

    Args:
        folder: where .env files may be.
        declared: names that the contract calls secret; only these are taken from the
            environment, which holds other programs' secrets, too.
        environment: of this process.
    """
    names = set(declared)
    values = {name: environment[name] for name in names if environment.get(name)}
    for path, name, value in _in_env_files(folder):
        secret = name in names or (
            bool(_SECRET_NAME.search(name)) and not _PUBLIC_NAME.search(name)
        )
        if value and secret and len(values) < MOST_VALUES:
            known = values.get(name)
            if known is None:
                values[name] = value
            elif known != value:  # another environment's: both are looked for
                values[f"{name} ({path})"] = value
    return values


def _in_env_files(folder: Path) -> Iterator[tuple[str, str, str]]:
    try:
        paths = sorted(folder.glob(".env*"))[:20]
    except OSError:
        return
    for path in paths:
        if is_example(path.name) or not path.is_file():
            continue
        from launchready.env_file import NotAnEnvFile, read_env_file

        try:
            values = read_env_file(path).values
        except (OSError, NotAnEnvFile):
            continue
        for name, value in values.items():
            yield path.name, name, value
