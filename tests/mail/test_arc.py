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


SETS = {
    "ARC-Seal": "AS",
    "ARC-Message-Signature": "AMS",
    "ARC-Authentication-Results": "AAR",
}


@cache
def sealed() -> dict[str, tuple[str, str, dict[str, str]]]:
    """Give (message under the seal that the suite wants, status, key records) of every case.

    The suite writes a signature's tags folded; what was signed is in order and unfolded. A
    seal of RSA with SHA-256 is deterministic: one that is valid is the one that is wanted. A
    chain that had failed stays failed, whoever seals it (RFC 8617 section 5.1.2).
    """
    cases = {}
    for document in _documents("arc-draft-sign-tests.yml"):
        for name, case in document["tests"].items():
            fields = "".join(
                f"{field}: {_unfolded(case[key], field)}\n"
                for field, key in SETS.items()
                if case[key].strip()
            )
            failed = "cv=fail" in fields + case["message"]
            status = "fail" if failed else "pass"
            cases[name] = (fields + case["message"], status, document["txt-records"])
    return cases


def _unfolded(value: str, field: str) -> str:
    if field == "ARC-Authentication-Results":
        return " ".join(value.split())
    return "; ".join("".join(tag.split()) for tag in value.strip().split(";"))


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
    """No case of either suite is left out."""
    assert (len(chains()), len(sealed())) == (171, 17)


@pytest.mark.parametrize("name", chains())
async def test_a_chain_is_validated(name: str) -> None:
    """Each message of the validation suite has the status that the suite gives."""
    message, wanted, keys = chains()[name]
    assert await status_of(message, keys) == wanted


@pytest.mark.parametrize("name", sealed())
async def test_a_seal_of_the_signing_suite_holds(name: str) -> None:
    """Each seal that the suite wants is valid, or says that the chain had failed before."""
    message, wanted, keys = sealed()[name]
    assert await status_of(message, keys) == wanted


async def test_a_seal_is_no_longer_valid_where_its_results_are_rewritten() -> None:
    """Who adds a pass to the sealed results of authentication is found out."""
    message, _, keys = sealed()["i0_base"]
    told = message.replace("dmarc=pass", "dmarc=none", 1)
    assert await status_of(told, keys) == "fail"
