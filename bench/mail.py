"""Times a whole mail audit of three senders, beside checkdmarc: python -m bench.mail.

Both look at the same three domains on loopback. launchready also asks for DKIM keys, talks to
the mail servers and asks them about the reply addresses; checkdmarc is asked for SPF, DMARC,
MX, MTA-STS, TLS-RPT and BIMI alone.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import dns.nameserver

from bench.delay import slow_dns
from launchready.audit.run import Options, Selection, audit
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.dns_server import Zones, serve_dns
from launchready.demo.mail_key import public_key
from launchready.demo.servers import serve_smtp
from launchready.manifest.schema import Manifest
from launchready.net.network import split_endpoint

DOMAINS = ("one.example", "two.example", "three.example")
RUNS = 5
DELAY_S = 0.030
OF_THE_DRILL = ("email/links-own-domain", "email/mails-arrive", "email/unsubscribe-headers")
"""Judged from a drill's evidence, which there is none of here."""

TARGET_S = 0.300
TARGET_TIMES = 10.0
MX = "203.0.113.25"


def zone() -> str:
    """Write three domains with complete mail, an SPF record four includes deep."""
    key = f"v=DKIM1; k=rsa; p={public_key()}"
    strings = " ".join(f'"{key[n : n + 250]}"' for n in range(0, len(key), 250))
    lines = ["$TTL 300", "example. IN SOA ns.example. a.example. 1 60 60 60 60"]
    for name in DOMAINS:
        lines += [
            f"{name}. IN A 192.0.2.1",
            f"{name}. IN NS ns.{name}.",
            f"ns.{name}. IN A 192.0.2.53",
            f"{name}. IN MX 10 mx.{name}.",
            f"mx.{name}. IN A {MX}",
            f'{name}. IN TXT "v=spf1 mx include:spf.provider.example include:b.example ~all"',
            f"pm._domainkey.{name}. IN TXT {strings}",
            f'_dmarc.{name}. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@{name}"',
            f"bounces.{name}. IN CNAME pm.provider.example.",
            f'_smtp._tls.{name}. IN TXT "v=TLSRPTv1; rua=mailto:tls@{name}"',
        ]
    lines += [
        'spf.provider.example. IN TXT "v=spf1 include:a1.example include:a2.example -all"',
        'a1.example. IN TXT "v=spf1 ip4:198.51.100.0/24 include:a3.example -all"',
        'a2.example. IN TXT "v=spf1 ip4:192.0.2.0/24 -all"',
        'a3.example. IN TXT "v=spf1 ip4:203.0.113.128/25 -all"',
        'b.example. IN TXT "v=spf1 ip4:203.0.113.64/26 -all"',
        "pm.provider.example. IN MX 10 mx.one.example.",
        'pm.provider.example. IN TXT "v=spf1 ip4:198.51.100.0/24 -all"',
    ]
    return "\n".join([*lines, ""])


def manifest(resolver: str, servers: dict[str, str]) -> Manifest:
    """Declare the three senders, and where their mail servers stand."""
    senders = [
        {
            "domain": name,
            "from": f"hello@{name}",
            "reply_to": f"help@{name}",
            "dkim_selectors": ["pm"],
            "spf_includes": ["spf.provider.example", "b.example"],
            "return_path": f"bounces.{name}",
        }
        for name in DOMAINS
    ]
    return Manifest.model_validate(
        {
            "product": {"name": "Bench", "domain": DOMAINS[0]},
            "hosts": {name: {} for name in DOMAINS},
            "senders": senders,
            "network": {"resolver": resolver, "connect": servers},
        }
    )


async def ours(resolver: str, servers: dict[str, str]) -> float:
    """Give the median seconds of an audit of mail alone."""
    declared, seconds = manifest(resolver, servers), []
    options = Options(selection=Selection(stages=("email",), skip=OF_THE_DRILL))
    for _ in range(RUNS):
        started = time.perf_counter()
        report, _ = await audit(declared, Folder(None), options, Clock.system())
        seconds.append(time.perf_counter() - started)
        seen = [f for f in report.findings if f.status in {Status.UNKNOWN, Status.BROKEN}]
        assert not seen, seen
    return statistics.median(seconds)


def theirs(resolver: str) -> float:
    """Give the median seconds of checkdmarc, with nothing cached."""
    logging.disable(logging.CRITICAL)
    from checkdmarc import utils
    from checkdmarc.bimi import check_bimi
    from checkdmarc.dmarc import check_dmarc
    from checkdmarc.mta_sts import check_mta_sts
    from checkdmarc.smtp import check_mx
    from checkdmarc.smtp_tls_reporting import check_smtp_tls_reporting
    from checkdmarc.spf import check_spf

    checks: list[Callable[..., Any]] = [
        check_spf,
        check_dmarc,
        check_mx,
        check_mta_sts,
        check_smtp_tls_reporting,
        check_bimi,
    ]
    address, port = split_endpoint(resolver)
    seconds = []
    for _ in range(RUNS):
        for name, value in vars(utils).items():
            if "CACHE" in name and hasattr(value, "clear"):
                value.clear()
        server = dns.nameserver.Do53Nameserver(address, port)
        started = time.perf_counter()
        for domain in DOMAINS:
            for check in checks:
                check(domain, nameservers=[server])
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


async def main() -> None:
    """Measure both on loopback, and with name servers that are 30 ms away."""
    async with AsyncExitStack() as stack:
        near = await stack.enter_async_context(
            serve_dns(Zones({"example": zone()}, recursive=True))
        )
        servers = {
            f"mx.{name}:25": await stack.enter_async_context(serve_smtp(name, name, None))
            for name in DOMAINS
        }
        far = await stack.enter_async_context(slow_dns(near, DELAY_S))
        await ours(near, servers)  # warms imports
        quick = await ours(near, servers)
        word = "reached" if quick <= TARGET_S else "MISSED"
        print(
            f"mail audit of three senders, loopback      {quick:7.3f} s  target 0.3 s: {word}"
        )
        slow = await ours(far, servers)
        print(f"mail audit of three senders, 30 ms DNS     {slow:7.3f} s")
        try:
            other = await asyncio.to_thread(theirs, far)
        except ImportError:
            print("checkdmarc is not installed: pip install --group bench")
            return
        times = other / slow
        word = "reached" if times >= TARGET_TIMES else "MISSED"
        print(f"checkdmarc, the same domains, 30 ms DNS    {other:7.3f} s")
        print(f"launchready is faster by                   {times:7.1f} x  goal 10 x: {word}")


if __name__ == "__main__":
    asyncio.run(main())
