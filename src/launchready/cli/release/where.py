"""Where the releases are: options that all commands of releases share, and what they mean."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from msgspec import Struct

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.watch.service.release_book import ReleaseBook

DEFAULT_KEY_NAME = "LAUNCHREADY_RELEASE_KEY"

F = TypeVar("F", bound=Callable[..., None])


class Where(Struct, frozen=True):
    """What the options said.

    Attributes:
        url: of a running monitor; data_dir: folder of one that does not run.
        manifest: path; all of them None where not given.
    """

    url: str | None
    data_dir: Path | None
    manifest: str | None

    def target(self) -> Target | None:
        """Read the manifest; None where none is named and none is needed.

        Raises:
            click.ClickException: it is wrong, or not there.
        """
        from launchready.cli.subject import find_target
        from launchready.manifest.load import find_manifest

        needless = self.url is not None or self.data_dir is not None
        if self.manifest is None and needless and find_manifest(Path.cwd()) is None:
            return None
        return find_target(self.manifest)


def where_options(command: F) -> F:
    """Add the options."""
    for option in reversed(
        [
            click.option("--url", metavar="URL", help="Where the running monitor is reached."),
            click.option(
                "--data-dir",
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help="Folder of a monitor that does not run.",
            ),
            click.option("--manifest", metavar="PATH", help="launchready.toml, or its folder."),
        ]
    ):
        command = option(command)
    return command


@contextmanager
def open_book(where: Where, *, write: bool) -> Iterator[ReleaseBook]:
    """Open the releases, and turn what goes wrong into words.

    Raises:
        click.ClickException: exit status 2, and says what to do.
    """
    from launchready.watch.service.opening import AlreadyRunning
    from launchready.watch.service.release_book import open_stored
    from launchready.watch.service.running import Refused
    from launchready.watch.store.engine import StoreError

    target = where.target()
    watch = target.manifest.watch if target else None
    key_name = (watch.release_key_env if watch else None) or DEFAULT_KEY_NAME
    url = where.url or (watch.public_url if watch and where.data_dir is None else None)
    store_name = watch.store_env if watch and where.data_dir is None else None
    try:
        if where.url or (url and os.environ.get(key_name)):
            assert url is not None
            yield _running(url, key_name, target)
            return
        store_url = os.environ.get(store_name, "") if store_name else ""
        data = where.data_dir or Path(".launchready/watch")
        with open_stored(data, store_url, write=write) as book:
            yield book
    except AlreadyRunning as error:
        raise _Problem(
            f"{error}, and it alone writes to its store: tell it over HTTP, with --url "
            f"(or public_url in [watch]) and the key in {key_name}"
        ) from None
    except (Refused, StoreError) as error:
        raise _Problem(str(error)) from None


def _running(url: str, key_name: str, target: Target | None) -> ReleaseBook:
    from launchready.audit.services import open_network
    from launchready.net.network import Network
    from launchready.watch.service.release_book import RunningBook
    from launchready.watch.service.running import Running

    key = os.environ.get(key_name)
    if not key:
        raise _Problem(f"{key_name} is not set: it holds the key of [watch] release_key_env")
    network = Network()
    if target is not None:
        declared = open_network(target.manifest, target.folder)
        # Without the rule for addresses: the monitor may well be on this machine.
        network = Network(
            connect=declared.connect, ca_file=declared.ca_file, resolver=declared.resolver
        )
    return RunningBook(Running(url, key, network))


class _Problem(click.ClickException):
    """Exit status 2: the monitor or its store cannot be reached."""

    exit_code = 2
