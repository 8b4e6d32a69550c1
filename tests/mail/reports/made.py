"""Reports as receivers would have written them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

START = datetime(2026, 11, 2, tzinfo=UTC)


def record(
    source_ip: str = "198.51.100.7",
    count: int = 10,
    *,
    dkim: str = "pass",
    spf: str = "pass",
    header_from: str = "acme.example",
    envelope: str = "acme.example",
    spf_result: str = "pass",
    signatures: tuple[tuple[str, str, str], ...] = (("acme.example", "pm", "pass"),),
    reason: str = "",
) -> str:
    """Write one record."""
    signed = "".join(
        f"<dkim><domain>{d}</domain><selector>{s}</selector><result>{r}</result></dkim>"
        for d, s, r in signatures
    )
    because = f"<reason><type>{reason}</type></reason>" if reason else ""
    return (
        f"<record><row><source_ip>{source_ip}</source_ip><count>{count}</count>"
        f"<policy_evaluated><disposition>none</disposition><dkim>{dkim}</dkim><spf>{spf}</spf>"
        f"{because}</policy_evaluated></row><identifiers><header_from>{escape(header_from)}"
        f"</header_from></identifiers><auth_results>{signed}<spf><domain>{envelope}</domain>"
        f"<scope>mfrom</scope><result>{spf_result}</result></spf></auth_results></record>"
    )


def unaligned(source_ip: str, envelope: str, *, count: int = 10, reason: str = "") -> str:
    """Write a record that fails DMARC though SPF of the envelope's domain passes."""
    return record(
        source_ip, count, dkim="fail", spf="fail", envelope=envelope, signatures=(),
        reason=reason,
    )  # fmt: skip


def report(
    *records: str,
    domain: str = "acme.example",
    policy: str = "none",
    day: int = 0,
    extra: str = "",
    days: int = 1,
    head: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> bytes:
    """Write a report about one day, counted from `START`."""
    begin = START + timedelta(days=day)
    end = begin + timedelta(days=days)
    return (
        f"{head}<feedback><report_metadata><org_name>mail.example</org_name>"
        f"<email>dmarc@mail.example</email><report_id>{domain}-{day}</report_id><date_range>"
        f"<begin>{begin.timestamp():.0f}</begin><end>{end.timestamp() - 1:.0f}</end>"
        f"</date_range></report_metadata><policy_published><domain>{domain}</domain>"
        f"<p>{policy}</p>{extra}</policy_published>{''.join(records)}</feedback>"
    ).encode()
