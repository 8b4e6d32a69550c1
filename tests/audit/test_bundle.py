"""Evidence comes back exactly as it was kept; a file that is none is refused, never trusted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.audit.bundle import Bundle, BundleError, read_bundle, write_bundle
from launchready.audit.collectors import installed_collectors
from launchready.facts.base import Broken, Fact, Unseen
from launchready.facts.dns import HostAddresses
from launchready.facts.http import RouteVisit
from launchready.facts.tls import TlsHandshake
from tests.checks.given import NOW, addresses, exchange, handshake, manifest, visit

KINDS = tuple(installed_collectors())
ROUTE = "https://app.acme.example/"


def bundle(**tables: object) -> Bundle:
    """Make a run's evidence: seen, unseen and broken."""
    return Bundle(
        manifest=manifest(**tables),
        manifest_path="launchready.toml",
        started_at=NOW,
        duration_s=0.8,
        scope=("edge/*",),
        facts={
            (HostAddresses, "host:app.acme.example"): addresses(),
            (TlsHandshake, "host:app.acme.example"): handshake(),
            (RouteVisit, f"route:{ROUTE}"): visit(exchange(ROUTE, headers={"Server": "\xfc"})),
            (TlsHandshake, "host:www.acme.example"): Unseen("no answer within 3 s"),
            (HostAddresses, "host:www.acme.example"): Broken("KeyError at dns.py:1"),
        },
    )


def kept(folder: Path, text: bytes) -> Path:
    """Write a file as a bundle is written."""
    path = folder / "run.evidence"
    path.write_bytes(gzip.compress(text))
    return path


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Every fact, with its types; the same evidence gives the same file."""
    one, other = tmp_path / "a", tmp_path / "b"
    before = bundle(redirects=[{"from": "https://acme.example/a", "to": ROUTE}])
    write_bundle(one, before)
    after = read_bundle(one, KINDS)
    assert after == before
    write_bundle(other, after)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_can_be_kept(kind: type[Fact]) -> None:
    """No fact has a field whose type cannot be read back."""
    msgspec.json.Decoder(kind)


def test_a_fact_of_another_version_is_left_out(tmp_path: Path) -> None:
    """Facts that this version does not know cannot be judged, and do no harm."""
    path = tmp_path / "a"
    write_bundle(path, bundle())
    facts = read_bundle(path, [HostAddresses]).facts
    assert {kind for kind, _ in facts} == {HostAddresses}


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.update(bundle_version=2),
        lambda file: file.update(bundle_version="1' OR 1"),
        lambda file: file.update(extra=1),
        lambda file: file.pop("manifest"),
        lambda file: file["manifest"]["product"].update(domain="-"),
        lambda file: file.update(facts={}),
        lambda file: file["facts"].append({"fact": "TlsHandshake", "subject": "x"}),
        lambda file: file["facts"].append(
            {"fact": "TlsHandshake", "subject": "x", "value": {"endpoints": 1}}
        ),
        lambda file: file["facts"].append({"fact": 1, "subject": None}),
        lambda file: file.update(started_at="yesterday"),
        lambda file: file.update(started_at="2026-11-02T12:00:00"),
        lambda file: file.update(duration_s="NaN"),
    ],
)
def test_a_changed_bundle_is_refused(change: object, tmp_path: Path) -> None:
    """Whatever was changed, the error names the file, and nothing is judged."""
    path = tmp_path / "a"
    write_bundle(path, bundle())
    file = json.loads(gzip.decompress(path.read_bytes()))
    assert callable(change)
    change(file)
    with pytest.raises(BundleError, match=r"run\.evidence"):
        read_bundle(kept(tmp_path, json.dumps(file).encode()), KINDS)


@pytest.mark.parametrize(
    "text", [b"", b"null", b"[]", b"{", b"[" * 200_000, b'{"a":' * 50_000, b"\xff", b"1" * 9999]
)
def test_no_text_crashes_the_reader(text: bytes, tmp_path: Path) -> None:
    """Empty, broken and absurdly deep texts are refused alike."""
    with pytest.raises(BundleError):
        read_bundle(kept(tmp_path, text), KINDS)


@given(st.binary(max_size=200))
def test_no_file_crashes_the_reader(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    """Neither raw octets nor a damaged archive get further than the error."""
    path = tmp_path_factory.getbasetemp() / "any.evidence"
    whole = gzip.compress(b'{"bundle_version": 1}', mtime=0)
    for text in (octets, whole[: len(octets)], whole[:12] + octets):
        path.write_bytes(text)
        with pytest.raises(BundleError):
            read_bundle(path, KINDS)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that grows without end is stopped at the limit."""
    monkeypatch.setattr("launchready.audit.bundle.MAX_BUNDLE_BYTES", 1 << 20)
    with pytest.raises(BundleError, match="larger than"):
        read_bundle(kept(tmp_path, b" " * (8 << 20)), KINDS)
