"""What DNS says of the demo's product, as zone text, with the faults that are of DNS."""

from __future__ import annotations

import secrets
from functools import cache

from launchready.demo.faults import Faults
from launchready.demo.mail_zone import mail_records, neighbours, provider_records
from launchready.demo.places import (
    ADDRESSES,
    APP,
    ASSETS,
    DOMAIN,
    NAMESERVERS,
    REGISTRY_ADDRESSES,
    REGISTRY_NAMESERVER,
    UNPROXIED,
    WWW,
)

SERIAL = 2026112401
TTL_S = 300
TOO_LONG_S = 172800
LAME = "ns3"


@cache
def _key_digest() -> str:
    return secrets.token_hex(32)


def delegated(faults: Faults) -> tuple[str, ...]:
    """Give the name servers that the zone and its parent list."""
    return tuple(NAMESERVERS) if faults.lame_nameserver else ("ns1", "ns2")


def nameserver_address(name: str, faults: Faults) -> str:
    """Give a name server's address."""
    if name == "ns2" and faults.nameservers_on_one_network:
        return "192.0.2.54"
    return NAMESERVERS[name]


def product_zone(faults: Faults, *, serial: int = SERIAL) -> str:
    """Write the zone of acme.example."""
    lines = ["$TTL 300", *_infrastructure(faults, serial)]
    for host, (ipv4, ipv6) in ADDRESSES.items():
        if (host == WWW and faults.www_missing) or (
            host == ASSETS and faults.host_missing_from_dns
        ):
            continue
        around = host == ASSETS and faults.proxy_not_as_declared
        four, six = UNPROXIED if around else (ipv4, ipv6)
        ttl = TOO_LONG_S if host == APP and faults.ttl_too_long else TTL_S
        lines += [f"{host}. {ttl} IN A {four}", f"{host}. {ttl} IN AAAA {six}"]
    lines += _faulty_names(faults)
    return "\n".join([*lines, *mail_records(faults), ""])


def _infrastructure(faults: Faults, serial: int) -> list[str]:
    at = f"{DOMAIN}."
    names = delegated(faults)
    return [
        f"{at} IN SOA ns1.{at} hostmaster.{at} {serial} 7200 3600 1209600 300",
        *(f"{at} 3600 IN NS {name}.{at}" for name in names),
        *(f"{name}.{at} 3600 IN A {nameserver_address(name, faults)}" for name in names),
        f"{at} 3600 IN DS 2371 13 2 {_key_digest()}",
    ]


def _faulty_names(faults: Faults) -> list[str]:
    ipv4, _ = ADDRESSES[APP]
    lines = []
    if faults.dangling_cname:
        lines.append(f"blog.{DOMAIN}. IN CNAME acme-blog.hosting.example.")
    if faults.doubled_name:
        lines.append(f"{APP}.{DOMAIN}. IN A {ipv4}")
    if faults.undeclared_host:
        lines.append(f"staging.{DOMAIN}. IN A {ipv4}")
    if faults.caa_forbids:
        lines.append(f'{APP}. IN CAA 0 issue ";"')
    return lines


def world_zones(faults: Faults) -> dict[str, str]:
    """Write the zones that the demo's recursive resolver answers from."""
    root = [
        "$TTL 3600",
        ". IN SOA a.nic.example. hostmaster.nic.example. 1 7200 3600 1209600 300",
        ". IN NS a.nic.example.",
        *provider_records(faults),
        *(f"{name}. IN A {address}" for name, address in REGISTRY_ADDRESSES.items()),
    ]
    return {
        "": "\n".join([*root, ""]),
        "example": registry_zone(faults),
        DOMAIN: product_zone(faults),
    }


def registry_zone(faults: Faults) -> str:
    """Write the parent's zone, with the delegation."""
    at = f"{DOMAIN}."
    lines = [
        "$TTL 3600",
        "example. IN SOA a.nic.example. hostmaster.nic.example. 1 7200 3600 1209600 300",
        "example. IN NS a.nic.example.",
        f"a.nic.example. IN A {REGISTRY_NAMESERVER}",
        *(f"{name}. IN A {a}" for name, a in REGISTRY_ADDRESSES.items() if "example" in name),
        *(f"{at} IN NS {name}.{at}" for name in delegated(faults)),
        *(f"{n}.{at} IN A {nameserver_address(n, faults)}" for n in delegated(faults)),
        *neighbours(faults),
    ]
    return "\n".join([*lines, ""])
