"""What DNS says of the demo product's mail, with the faults that are of mail."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from launchready.demo.faults import Faults
from launchready.demo.mail_key import public_key
from launchready.demo.places import (
    BLOCKLIST,
    DOMAIN,
    MAIL_ADDRESS,
    MAIL_WEB,
    MX,
    PARKED,
)

SELECTOR = "pm"
AT = f"{DOMAIN}."


@cache
def _short_key() -> str:
    key = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 -- the fault itself
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def _txt(name: str, value: str) -> str:
    """Write a TXT record, in strings that a zone file takes."""
    strings = " ".join(f'"{value[n : n + 250]}"' for n in range(0, len(value), 250))
    return f"{name} IN TXT {strings}"


def mail_records(faults: Faults) -> list[str]:
    """Write the mail records of acme.example, as lines of its zone."""
    lines = [f"{MX}. IN A {MAIL_ADDRESS}"]
    lines += [f"{name}. IN A {address}" for name, address in MAIL_WEB.items()]
    lines += _exchangers(faults) + _dmarc(faults) + _policies(faults)
    if not faults.return_path_gone:
        lines.append(f"pm-bounces.{AT} IN CNAME pm.mtasv.net.")
    if faults.sender_unverified:
        return lines
    return [*lines, *_spf(faults), *_dkim(faults)]


def _exchangers(faults: Faults) -> list[str]:
    lines = []
    if faults.mx_alias:
        lines += [f"{AT} IN MX 10 mail.{AT}", f"mail.{AT} IN CNAME {MX}."]
    elif not faults.mx_missing:
        lines.append(f"{AT} IN MX 10 {MX}.")
    if faults.mx_gone:
        lines.append(f"{AT} IN MX 20 old-mx.{AT}")
    return lines


def _spf(faults: Faults) -> list[str]:
    if faults.spf_missing:
        return []
    terms = ["v=spf1", "mx", "include:spf.mtasv.net", "~all"]
    if faults.spf_mistyped:
        terms[0] = "v=spf1;"
    if faults.spf_lacks_provider:
        terms.remove("include:spf.mtasv.net")
    if faults.spf_syntax:
        terms.insert(1, "ip4:203.0.113")
    if faults.spf_void:
        terms[1:1] = [f"a:old{n}.{DOMAIN}" for n in (1, 2, 3)]
    if faults.spf_forgotten_service:
        terms.insert(2, "include:spf.forgotten.example")
    if faults.spf_allows_all:
        terms[-1] = "+all"
    if faults.spf_neutral:
        terms[-1] = "?all"
    if faults.spf_open_ended:
        terms.pop()
    lines = [_txt(AT, " ".join(terms))]
    if faults.spf_doubled:
        lines.append(_txt(AT, "v=spf1 include:spf.mtasv.net -all"))
    return lines


def _dkim(faults: Faults) -> list[str]:
    name = f"{SELECTOR}._domainkey.{AT}"
    key = f"v=DKIM1; k=rsa; p={public_key()}"
    if faults.dkim_missing:
        return []
    if faults.dkim_doubled:
        return [_txt(f"{SELECTOR}._domainkey.{DOMAIN}.{AT}", key)]
    if faults.dkim_short:
        key = f"v=DKIM1; k=rsa; p={_short_key()}"
    if faults.dkim_cut_off:
        key = key[:255]
    if faults.dkim_revoked:
        key = "v=DKIM1; k=rsa; p="
    if faults.dkim_testing:
        key = key.replace("; p=", "; t=y; p=")
    return [_txt(name, key)]


def _dmarc(faults: Faults) -> list[str]:
    if faults.dmarc_missing:
        return []
    record = f"v=DMARC1; p=none; rua=mailto:dmarc@{DOMAIN}"
    if faults.dmarc_mistyped:
        record = record.replace("DMARC1", "dmarc1")
    if faults.dmarc_policy_mistyped:
        record = record.replace("p=none", "p=rejct")
    if faults.dmarc_obsolete:
        record = record.replace("p=none", "p=none; pct=50")
    if faults.dmarc_blind:
        record = "v=DMARC1; p=none"
    if faults.dmarc_reports_unwanted:
        record = record.replace(f"dmarc@{DOMAIN}", "reports@watcher.example")
    if faults.dmarc_reports_nowhere:
        record = record.replace(f"dmarc@{DOMAIN}", f"dmarc@reports.{DOMAIN}")
    if faults.dmarc_subdomains_open:
        record = record.replace("p=none", "p=quarantine; sp=none")
    lines = [_txt(f"_dmarc.{AT}", record)]
    if faults.dmarc_doubled:
        lines.append(_txt(f"_dmarc.{AT}", "v=DMARC1; p=reject"))
    return lines


def _policies(faults: Faults) -> list[str]:
    lines = [_txt(f"_mta-sts.{AT}", "v=STSv1; id=20261102")]
    if not faults.sts_unreported:
        lines.append(_txt(f"_smtp._tls.{AT}", f"v=TLSRPTv1; rua=mailto:tls@{DOMAIN}"))
    if faults.bimi_unshown:
        lines.append(_txt(f"default._bimi.{AT}", f"v=BIMI1; l=https://{DOMAIN}/logo.svg"))
    return lines


def provider_records(faults: Faults) -> list[str]:
    """Write what the world outside publishes about mail, as lines of the root zone."""
    spf = "v=spf1 ip4:203.0.113.64/26 -all"
    if faults.spf_include_loop:
        spf = f"v=spf1 include:{DOMAIN} -all"
    if faults.spf_many_lookups:
        spf = " ".join(["v=spf1", *(f"include:spf{n}.mtasv.net" for n in range(9)), "-all"])
    lines = [
        f"pm.mtasv.net. IN A {MAIL_ADDRESS}",
        "pm.mtasv.net. IN MX 10 pm.mtasv.net.",
        _txt("pm.mtasv.net.", "v=spf1 ip4:203.0.113.64/26 -all"),
        _txt(f"{SELECTOR}._domainkey.mtasv.net.", f"v=DKIM1; p={public_key()}"),
    ]
    lines += [_txt(f"spf{n}.mtasv.net.", f"v=spf1 ip4:192.0.2.{n} -all") for n in range(9)]
    if not faults.spf_include_gone:
        lines.append(_txt("spf.mtasv.net.", spf))
    reverse = ".".join(reversed(MAIL_ADDRESS.split(".")))
    if faults.reverse_unconfirmed:
        lines.append(f"{reverse}.in-addr.arpa. IN PTR host-25.rented.test.")
    elif not faults.reverse_missing:
        lines.append(f"{reverse}.in-addr.arpa. IN PTR {MX}.")
    return lines


def neighbours(faults: Faults) -> list[str]:
    """Write the other domains below "example" that mail has to do with."""
    listed = ".".join(reversed(MAIL_ADDRESS.split(".")))
    lines = [
        _txt("spf.forgotten.example.", "v=spf1 ip4:192.0.2.128/25 -all"),
        "watcher.example. IN MX 10 mx.watcher.example.",
        "mx.watcher.example. IN A 192.0.2.25",
        f"2.0.0.127.{BLOCKLIST}. IN A 127.0.0.2",
    ]
    if faults.address_listed:
        lines.append(f"{listed}.{BLOCKLIST}. IN A 127.0.0.2")
    if faults.parked_open:
        return [*lines, _txt(f"{PARKED}.", "parked")]
    return [
        *lines,
        f"{PARKED}. IN MX 0 .",
        _txt(f"{PARKED}.", "v=spf1 -all"),
        _txt(f"_dmarc.{PARKED}.", "v=DMARC1; p=reject"),
    ]
