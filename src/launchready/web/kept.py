"""Audits that were sent here and are kept: their head as columns, the report compressed."""

from __future__ import annotations

import hashlib
import secrets
import zlib

from msgspec import Struct

from launchready.audit.model import Launch, Report
from launchready.checks.verdict import Impact
from launchready.watch.store.engine import Row, Transaction

MAX_REPORT = 16 * 1024 * 1024
"""Octets of a report as JSON that is taken."""


class KeptAudit(Struct, frozen=True):
    """The head of a kept audit.

    Attributes:
        id: opaque.
        product: as the report names it.
        at: when the audit began, ms.
        received_at: when it came here, ms.
        added_by: who sent it.
        decision: of the report.
        release: empty where the report names none.
        bar_met, bar_of: items of the minimum bar that are met, and that were looked at.
        blockers, high, medium, low: open failures.
    """

    id: str
    product: str
    at: int
    received_at: int
    added_by: str
    decision: Launch
    release: str
    bar_met: int
    bar_of: int
    blockers: int
    high: int
    medium: int
    low: int

    @property
    def risks(self) -> int:
        """Say how many failures are open."""
        return self.blockers + self.high + self.medium + self.low


def keep(run: Transaction, report: Report, added_by: str, now: int) -> tuple[str, bool]:
    """Keep a report; the same one twice is kept once.

    Returns:
        Its identity, and whether it is new.
    """
    body = report.model_dump_json().encode()
    digest = hashlib.sha256(body).hexdigest()
    known = run.all("SELECT id FROM audits WHERE digest = ?", digest)
    if known:
        return str(known[0][0]), False
    identity = secrets.token_hex(6)
    risks = [each.impact for each in report.risks]
    looked_at = [item for item in report.minimum_bar if item.looked_at]
    run.run(
        "INSERT INTO audits (id, product, at, received_at, added_by, decision, released,"
        " bar_met, bar_of, blockers, high, medium, low, digest, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        identity, report.product, round(report.started_at.timestamp() * 1000), now, added_by,
        report.decision.value, report.release or "", sum(item.met for item in looked_at),
        len(looked_at), *(risks.count(impact) for impact in
        (Impact.BLOCKER, Impact.HIGH, Impact.MEDIUM, Impact.LOW)), digest,
        zlib.compress(body, 6),
    )  # fmt: skip
    return identity, True


def newest_of_each(run: Transaction) -> list[KeptAudit]:
    """Give each product's newest audit, by the product's name."""
    rows = run.all(_AUDITS + " a WHERE NOT EXISTS (" + _NEWER + ") ORDER BY product LIMIT 100")
    return [_audit(row) for row in rows]


def listed(
    run: Transaction, *, product: str = "", before: str = "", limit: int = 50
) -> list[KeptAudit]:
    """Give audits, the newest first; `before` is the `id` of the last one given."""
    older = "(at, id) < (SELECT at, id FROM audits WHERE id = ?)"
    rows = run.all(
        _AUDITS + f" WHERE (? = '' OR {older}) AND (? = '' OR product = ?)"
        " ORDER BY at DESC, id DESC LIMIT ?",
        before, before, product, product, limit,
    )  # fmt: skip
    return [_audit(row) for row in rows]


def products(run: Transaction) -> list[str]:
    """Give the names of the products that were audited."""
    return [row[0] for row in run.all("SELECT DISTINCT product FROM audits ORDER BY product")]


def head(run: Transaction, identity: str) -> KeptAudit | None:
    """Give the head of one audit."""
    rows = run.all(_AUDITS + " WHERE id = ?", identity)
    return _audit(rows[0]) if rows else None


def body(run: Transaction, identity: str) -> bytes | None:
    """Give a kept report as JSON."""
    rows = run.all("SELECT body FROM audits WHERE id = ?", identity)
    return zlib.decompress(bytes(rows[0][0])) if rows else None


_NEWER = (
    "SELECT 1 FROM audits b WHERE b.product = a.product"
    " AND (b.at > a.at OR (b.at = a.at AND b.id > a.id))"
)
_AUDITS = (
    "SELECT id, product, at, received_at, added_by, decision, released, bar_met, bar_of,"
    " blockers, high, medium, low FROM audits"
)


def _audit(row: Row) -> KeptAudit:
    return KeptAudit(*(*row[:5], Launch(row[5]), *row[6:]))
