"""What the commands about secrets are about: a folder, a file, or a manifest's repository."""

from __future__ import annotations

import click

from launchready.secrets.settings import NothingThere, NotPlain, Settings
from launchready.secrets.settings import find_settings as find_plain_settings

__all__ = ["Settings", "find_settings"]


def find_settings(path: str | None) -> Settings:
    """Find what a command's PATH means.

    Raises:
        click.ClickException: nothing is there, or the manifest is wrong (exit status 2).
    """
    try:
        return find_plain_settings(path)
    except NothingThere as error:
        raise click.UsageError(str(error)) from None
    except NotPlain as manifest:
        from launchready.cli.subject import find_target

        find_target(str(manifest.path))  # says what is wrong, and where
        raise click.UsageError(f"{manifest.path}: [repository] or [env] is wrong") from None
