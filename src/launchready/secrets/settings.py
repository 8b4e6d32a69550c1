"""What `launchready secrets` needs of the manifest, read without the whole of its schema.

Importing the schema takes as long as a commit's scan may take in all.  What is not plainly
right here is loaded in full, for an answer that names the line.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from launchready.secrets.opened import open_scan

if TYPE_CHECKING:
    from launchready.secrets.masking import KeyedHash
    from launchready.secrets.scan import Scan

FILE_NAME = "launchready.toml"


class NothingThere(Exception):
    """There is nothing to scan; the message says what is missing."""


class NotPlain(Exception):
    """The manifest is wrong, or not to be understood without its schema.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


class Settings(Struct, frozen=True):
    """What to scan, and with what.

    Attributes:
        root: the folder of the repository.
        file: the one file to scan, instead; stdin: standard input, instead.
        manifest: path of the manifest as given, or "".
        product: its name, or the folder's.
        build_output, logs, images, ignore: as in `[repository]`.
        secret_names: variables that the contract calls secret.
    """

    root: Path
    file: Path | None = None
    stdin: bool = False
    manifest: str = ""
    product: str = ""
    build_output: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    secret_names: tuple[str, ...] = ()

    def scan(
        self, on_bytes: Callable[[int], None] | None = None, hashed: KeyedHash | None = None
    ) -> Scan:
        """Begin a scan of one kind of place."""
        return open_scan(
            self.root,
            ignore=self.ignore,
            secret_names=self.secret_names,
            environment=os.environ,
            on_bytes=on_bytes,
            hashed=hashed,
        )


def find_settings(argument: str | None) -> Settings:
    """Find what a command's PATH means.

    Raises:
        NothingThere: nothing of the kind is there.
        NotPlain: the manifest has to be read in full.
    """
    if argument == "-":
        return Settings(Path.cwd(), stdin=True, product="standard input")
    if argument is None:
        here = Path.cwd()
        manifest = next((p for p in _candidates(here) if p.is_file()), None)
        return _from_manifest(manifest) if manifest else Settings(here, product=here.name)
    path = Path(argument)
    if path.is_dir():
        manifest = path / FILE_NAME
        root = path.resolve()
        return (
            _from_manifest(manifest)
            if manifest.is_file()
            else Settings(root, product=root.name)
        )
    if path.name == FILE_NAME or (path.suffix == ".toml" and _is_manifest(path)):
        return _from_manifest(path)
    if not path.exists():
        raise NothingThere(f"{argument}: there is no such file or folder")
    return Settings(Path.cwd(), file=path, product=path.name)


def _candidates(here: Path) -> list[Path]:
    return [folder / FILE_NAME for folder in (here, *here.parents)]


def _is_manifest(path: Path) -> bool:
    import tomllib

    try:
        return "product" in tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False


def _from_manifest(path: Path) -> Settings:
    import tomllib

    try:
        parsed = tomllib.loads(path.read_text("utf-8"))
        repository, env = parsed.get("repository", {}), parsed.get("env", {})
        secret = tuple(name for name, table in env.items() if table.get("secret") is True)
        root = (path.resolve().parent / _text(repository.get("path", "."))).resolve()
        settings = Settings(
            root,
            manifest=str(path),
            product=_text(parsed["product"]["name"]),
            build_output=_texts(repository, "build_output"),
            logs=_texts(repository, "logs"),
            images=_texts(repository, "images"),
            ignore=_texts(repository, "ignore"),
            secret_names=secret,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotPlain(path) from None
    if not root.is_dir():
        raise NothingThere(f"{path}: the folder of [repository], {root}, is not there")
    return settings


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(table: dict[str, Any], name: str) -> tuple[str, ...]:
    listed = table.get(name, [])
    if not isinstance(listed, list):
        raise TypeError
    return tuple(_text(each) for each in listed)
