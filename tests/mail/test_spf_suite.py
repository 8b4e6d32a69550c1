"""SPF holds to RFC 7208, case by case, over real DNS."""

from __future__ import annotations

import pytest

from launchready.demo.dns_server import serve_dns
from launchready.mail.spf.evaluate import check_host
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.mail.spf_suite import Case, SuiteZones, cases, silence


def test_the_suite_is_whole() -> None:
    """No case of the suite's 203 is left out."""
    assert len(cases()) == 203


@pytest.mark.parametrize("case", cases(), ids=[case.name for case in cases()])
async def test_a_case_of_the_rfc_suite(case: Case) -> None:
    """The result, and the explanation where there is one, are what the suite wants."""
    zones = SuiteZones(case.records)
    async with serve_dns(zones, fault=silence(case.silent)) as place:
        names = Resolver(Network(resolver=place), timeout_s=0.25, attempts=1)
        said = await check_host(case.host, case.sender, names, helo=case.helo)
    assert said.result in case.results, said
    if case.explanation is not None:
        wanted = "" if case.explanation == "DEFAULT" else case.explanation
        assert said.explanation == wanted
