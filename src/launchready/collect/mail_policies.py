"""What the product's domains publish for the way that mail takes: MTA-STS, TLS-RPT, BIMI."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from launchready.collect.mail_authentication import sending_domains
from launchready.facts.base import CannotSee
from launchready.facts.mail_servers import TransportPolicies, TransportPolicy
from launchready.mail.transport import (
    MAX_POLICY,
    parse_policy,
    records_of,
    report_targets,
    sts_id,
    tags_of,
)
from launchready.manifest.schema import Manifest, Product
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient


async def transport_policies(
    product: Product, manifest: Manifest, resolver: Resolver, http: HttpClient
) -> TransportPolicies:
    """Read the policies of the apex and of each sending domain."""
    domains = dict.fromkeys((product.domain, *sending_domains(manifest)))
    found = await asyncio.gather(*(_policy(domain, resolver, http) for domain in domains))
    return TransportPolicies(tuple(found))


async def _policy(domain: str, resolver: Resolver, http: HttpClient) -> TransportPolicy:
    names = {"sts": "_mta-sts", "tlsrpt": "_smtp._tls", "bimi": "default._bimi"}
    sts, rpt, bimi = await asyncio.gather(
        *(_txt(f"{label}.{domain}", resolver) for label in names.values())
    )
    unseen = tuple(
        f"{label}.{domain}: {why}"
        for label, why in zip(names.values(), (sts, rpt, bimi), strict=True)
        if isinstance(why, str)
    )
    sts_records = records_of("sts", sts) if isinstance(sts, tuple) else ()
    reports = records_of("tlsrpt", rpt) if isinstance(rpt, tuple) else ()
    logos = records_of("bimi", bimi) if isinstance(bimi, tuple) else ()
    logo = tags_of(logos[0]) if logos else {}
    policy = TransportPolicy(
        domain,
        sts_records,
        sts_id(sts_records[0]) if len(sts_records) == 1 else "",
        tls_rpt=reports,
        tls_rpt_targets=report_targets(reports[0]) if len(reports) == 1 else (),
        bimi=logos,
        bimi_logo=logo.get("l", "")[:500],
        bimi_evidence=logo.get("a", "")[:500],
        unseen=unseen,
    )
    return await _with_file(policy, http) if sts_records else policy


async def _with_file(policy: TransportPolicy, http: HttpClient) -> TransportPolicy:
    """Fetch the policy itself; redirects must not be followed (RFC 8461 section 3.3)."""
    url = f"https://mta-sts.{policy.domain}/.well-known/mta-sts.txt"
    try:
        response = await http.request("GET", url, max_bytes=MAX_POLICY)
    except CannotSee as error:
        return replace(policy, unseen=(*policy.unseen, f"{url}: {error}"))
    exchange = response.exchange
    if exchange.failure is not None:
        return replace(policy, policy_error=exchange.detail or str(exchange.failure))
    kind = exchange.header("content-type").partition(";")[0].strip().lower()
    if exchange.status != 200:
        why = f"answered {exchange.status}"
        return replace(policy, policy_status=exchange.status, policy_error=why)
    read = parse_policy(response.text)
    return replace(
        policy,
        policy_status=200,
        policy_type=kind,
        mode=read.mode,
        max_age_s=read.max_age_s,
        mx=read.mx,
        policy_faults=read.faults,
    )


async def _txt(name: str, resolver: Resolver) -> tuple[str, ...] | str:
    """Ask for TXT values; a string says why there is no answer."""
    try:
        answer = await resolver.ask(name, "TXT")
    except CannotSee as error:
        return str(error)
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return f"DNS answered {answer.rcode}"
    return answer.values()
