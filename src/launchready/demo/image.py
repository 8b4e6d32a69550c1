"""A container image as `docker save` writes it, small enough for a demo."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path


def write_image(path: Path, files: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Write an image with one layer.

    Args:
        path: where.
        files: what stands in the layer.
        environment: variables that the image sets.
    """
    layer = _tar({name: text.encode() for name, text in files.items()})
    digest = hashlib.sha256(layer).hexdigest()
    settings = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Env": [f"{name}={value}" for name, value in environment.items()]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        }
    ).encode()
    name = f"{hashlib.sha256(settings).hexdigest()}.json"
    manifest = [{"Config": name, "RepoTags": ["acme-portal:2026.11.2"],
                 "Layers": [f"{digest}/layer.tar"]}]  # fmt: skip
    path.write_bytes(
        _tar(
            {
                f"{digest}/layer.tar": layer,
                name: settings,
                "manifest.json": json.dumps(manifest).encode(),
            }
        )
    )


def _tar(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()
