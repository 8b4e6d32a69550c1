"""Room on the disk that is given up when it is full, so that work can be finished."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 16 * 1024 * 1024


class Ballast:
    """A file of zeros beside the store.

    Args:
        folder: where the store is; None keeps none (the store is elsewhere).
        size: octets.
    """

    def __init__(self, folder: Path | None, size: int = SIZE) -> None:
        self._path = folder / "ballast" if folder else None
        self._size = size

    @property
    def there(self) -> bool:
        """Say whether there is something to give up."""
        return self._path is not None and self._path.exists()

    def drop(self) -> bool:
        """Give it up; False where it is gone already."""
        if self._path is None or not self._path.exists():
            return False
        self._path.unlink()
        return True

    def restore(self) -> None:
        """Put it back where there is room for it three times over."""
        if self._path is None or self._path.exists():
            return
        if shutil.disk_usage(self._path.parent).free < 3 * self._size:
            return
        with suppress(OSError), self._path.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self._size)
            else:
                file.write(bytes(self._size))
