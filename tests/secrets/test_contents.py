"""What is packed, encoded or carried inside of other files is found, and its place named."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from launchready.facts.secrets import Findings
from launchready.secrets.contents import Contents
from launchready.secrets.places import scan_history, scan_images, scan_paths
from launchready.secrets.scan import Origin
from launchready.secrets.streams import PIECE_BYTES
from tests.secrets.scanning import HASHED, commit, new_scan, token


def look(name: str, data: bytes, values: Mapping[str, str] | None = None) -> Findings:
    """Scan a file's bytes by its name."""
    scan = new_scan(values)
    Contents(scan).take(Origin(name), data)
    return scan.findings()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Make a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """Make a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


SECRET = f"a\nkey = {token()}\n".encode()


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("a.zip", zipped({"x/y.py": SECRET}), "a.zip!x/y.py:2"),
        ("app.jar", zipped({"lib/in.jar": zipped({"z": SECRET})}), "app.jar!lib/in.jar!z:2"),
        ("p.whl", zipped({"p/__init__.py": SECRET}), "p.whl!p/__init__.py:2"),
        ("a.tar", tarred({"x/y.py": SECRET}), "a.tar!x/y.py:2"),
        ("a.tgz", gzip.compress(tarred({"y": SECRET})), "a.tar!y:2"),
        ("log.gz", gzip.compress(SECRET), "log:2"),
        ("log.bz2", bz2.compress(SECRET), "log:2"),
        ("log.xz", lzma.compress(SECRET), "log:2"),
        ("u.txt", SECRET.decode().encode("utf-16"), "u.txt:2"),
        ("le.txt", SECRET.decode().encode("utf-16-le"), "le.txt:2"),
        ("be.txt", SECRET.decode().encode("utf-16-be"), "be.txt:2"),
        ("u32.txt", SECRET.decode().encode("utf-32"), "u32.txt:2"),
    ],
)
def test_packed_and_encoded_files_are_read(name: str, data: bytes, place: str) -> None:
    """An archive's members, a packed log, text of Windows: each with its own line."""
    findings = look(name, data)
    assert [each.place for each in findings.found] == [place]
    assert findings.unread == ()


def test_the_layers_and_settings_of_an_image_are_read(tmp_path: Path) -> None:
    """Docker save: layers in tar, packed or not; the configuration with its ENV lines."""
    config = json.dumps({"config": {"Env": [f"KEY={token(seed=1)}"]}}).encode()
    layer = tarred({"etc/app.env": SECRET})
    image = tarred({
        "blobs/sha256/aa": config,
        "blobs/sha256/bb": gzip.compress(layer),
        "cc/layer.tar": tarred({"srv/b": token(seed=2).encode()}),
        "manifest.json": b"[]",
    })  # fmt: skip
    (tmp_path / "image.tar").write_bytes(image)
    images = scan_images(tmp_path, new_scan(), ["*.tar"])
    assert [each.path for each in images.findings.found] == [
        "image.tar!blobs/sha256/aa",
        "image.tar!blobs/sha256/bb!etc/app.env",
        "image.tar!cc/layer.tar!srv/b",
    ]


def test_large_members_are_read_in_pieces(tmp_path: Path) -> None:
    """A secret beyond the first megabyte of a packed file has its right line, once."""
    filler = b"0123456789abcdef-------\n" * 100_000
    text = filler + SECRET + filler
    path = tmp_path / "big.gz"
    path.write_bytes(gzip.compress(text, 1))
    [found] = scan_paths([path], new_scan()).found
    assert found.line == 100_002


def test_secrets_across_pieces_are_found() -> None:
    """Wherever a piece ends, a token that lies across is found once."""
    for back in range(0, len(token()) + 2, 7):
        filler = b"x\n" * (PIECE_BYTES // 2)
        text = filler[: len(filler) - back - 1] + b"\n" + token().encode() + b"\n" + filler
        [found] = look("log.gz", gzip.compress(text, 1)).found
        assert found.hash == HASHED(token().encode())
        assert found.line == text.count(b"\n", 0, text.index(token().encode())) + 1


def test_sources_inside_of_source_maps_are_read() -> None:
    """Each source under its own name and line, also in sections and in inline maps."""
    inner = {"version": 3, "sources": ["src/b.ts"], "sourcesContent": [SECRET.decode()]}
    outer = {"version": 3, "sections": [{"map": inner}]}
    assert [e.place for e in look("d.js.map", json.dumps(inner).encode()).found] == [
        "d.js.map!src/b.ts:2"
    ]
    assert [e.place for e in look("d.js.map", json.dumps(outer).encode()).found] == [
        "d.js.map!src/b.ts:2"
    ]
    scan = new_scan()
    packed = base64.b64encode(json.dumps(inner).encode())
    comment = b"f();\n//# sourceMappingURL=data:application/json;charset=utf-8;base64," + packed
    Contents(scan).more(Origin("d.js"), comment + b"\n")
    assert [e.place for e in scan.findings().found] == ["d.js!inline.map!src/b.ts:2"]


def test_a_broken_source_map_is_read_as_text() -> None:
    """Half a map is still text."""
    assert len(look("d.map", b'{"sourcesContent": ["' + SECRET).found) == 1


def test_kubernetes_secrets_are_decoded(tmp_path: Path) -> None:
    """base64 is no encryption: values are found on the line that holds them."""
    value = base64.b64encode(token().encode()).decode()
    (tmp_path / "s.yaml").write_text(f"kind: Secret\napiVersion: v1\ndata:\n  api: {value}\n")
    (tmp_path / "c.yaml").write_text(f"kind: ConfigMap\ndata:\n  api: {value}\n")
    [found] = scan_paths([tmp_path / "s.yaml", tmp_path / "c.yaml"], new_scan()).found
    assert found.place == f"{tmp_path}/s.yaml!api:4"


def test_notebooks_and_terraform_state_are_read() -> None:
    """JSON's escapes before a token are a boundary, so nothing has to be taken apart."""
    notebook = json.dumps({"cells": [{"source": [f"x\n{token()}\n"]}]}).encode()
    state = json.dumps({"outputs": {"k": {"value": token(seed=1), "sensitive": True}}}).encode()
    assert len(look("a.ipynb", notebook).found) == 1
    assert len(look("terraform.tfstate", state).found) == 1


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.7z", b"7z\xbc\xaf\x27\x1c rest", "a 7z archive, which is not unpacked"),
        ("a.zst", b"\x28\xb5\x2f\xfd rest", "packed with Zstandard, which is not unpacked"),
        ("a.zip", b"PK\x03\x04 rest", "its list of members is missing or too long"),
        ("a.gz", gzip.compress(b"x" * 9999)[:-20], "damaged"),
        ("a.tar", tarred({"a": b"1" * 2000})[:700], "damaged"),
        ("a.xz", lzma.compress(b"x" * 9999)[:-30], "damaged"),
    ],
)
def test_what_cannot_be_unpacked_is_said(name: str, data: bytes, reason: str) -> None:
    """Never a pass, never an exception."""
    [unread] = look(name, data).unread
    assert unread.reason.startswith(reason)


def test_an_encrypted_member_is_said() -> None:
    """What a password keeps is not known to be clean."""
    data = bytearray(zipped({"a.txt": SECRET}))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    [unread] = look("a.zip", bytes(data)).unread
    assert (unread.path, unread.reason) == ("a.zip!a.txt", "encrypted")


def test_what_is_in_base64_is_read_in_history_too(tmp_path: Path) -> None:
    """Objects have no names, so that what they hold tells what they are."""
    value = base64.b64encode(token().encode()).decode()
    inner = {"sources": ["b.ts"], "sourcesContent": [token(seed=1)]}
    packed = base64.b64encode(json.dumps(inner).encode()).decode()
    commit(tmp_path, {
        "s.yaml": f"kind: Secret\ndata:\n  api: {value}\n",
        "d.js": f"f();\n//# sourceMappingURL=data:application/json;base64,{packed}\n",
        "a.zip": zipped({"x": token(seed=2).encode()}),
    })  # fmt: skip
    found = scan_history(tmp_path, new_scan()).findings.found
    assert [each.path for each in found] == ["a.zip!x", "d.js!inline.map!b.ts", "s.yaml!api"]
