"""ARC chains are validated as the test suite of the RFC's authors wants it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from launchready.demo.dns_server import serve_dns
from launchready.mail.dkim.arc import verify_arc
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.mail.spf_suite import SuiteZones

DATA = Path(__file__).parent.parent / "data" / "arc"


def _documents(name: str) -> Iterator[dict[str, Any]]:
    text = (DATA / name).read_text(encoding="utf-8")
    yield from (document for document in yaml.safe_load_all(text) if document)


@cache
def chains() -> dict[str, tuple[str, str, dict[str, str]]]:
    """Give (message, status wanted, key records) of every validation case."""
    return {
        name: (case["message"], (case["cv"] or "fail").lower(), document["txt-records"])
        for document in _documents("arc-draft-validation-tests.yml")
        for name, case in document["tests"].items()
    }


async def status_of(message: str, keys: dict[str, str]) -> str:
    """Validate a chain whose keys a real DNS server gives out."""
    records = {name: [("TXT", _strings(value))] for name, value in keys.items()}
    async with serve_dns(SuiteZones(records)) as place:
        names = Resolver(Network(resolver=place))
        content = message.replace("\n", "\r\n").encode()
        return (await verify_arc(content, names)).status


def _strings(value: str) -> str:
    text = value.replace("\n", "")
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


def test_the_suite_is_whole() -> None:
    """No case of the validation suite is left out; launchready itself seals nothing."""
    assert len(chains()) == 171


@pytest.mark.parametrize("name", chains())
async def test_a_chain_is_validated(name: str) -> None:
    """Each message of the validation suite has the status that the suite gives."""
    message, wanted, keys = chains()[name]
    assert await status_of(message, keys) == wanted
