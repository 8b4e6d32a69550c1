"""Reports from files and folders: each read or named with why it could not be."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from launchready.mail.mailbox import Account, Mailbox
from launchready.mail.reports.aggregate import parse_aggregate
from launchready.mail.reports.model import AggregateReport, BadReport, TlsReport
from launchready.mail.reports.tls import parse_tls
from launchready.mail.reports.unpack import MAX_PACKED, NO_REPORT, unpack

R = TypeVar("R", AggregateReport, TlsReport)

MAILBOX_S = 300.0
"""How long reading a mailbox may take."""

MAX_FILES = 20_000
"""Files of a folder that are read: years of reports of a small sender."""


@dataclass(slots=True)
class Gathered:
    """What was read.

    Attributes:
        aggregate: DMARC reports, each once.
        tls: TLS reports, each once.
        problems: (name, why) of what could not be read.
        duplicates: reports that were there again.
    """

    aggregate: list[AggregateReport] = field(default_factory=list)
    tls: list[TlsReport] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    duplicates: int = 0
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, name: str, content: bytes) -> None:
        """Read one file or message; what is wrong with it becomes a problem."""
        try:
            for document in unpack(content):
                self._add_document(document)
        except BadReport as error:
            self.problems.append((name, str(error)))

    def _add_document(self, document: bytes) -> None:
        if document[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            tls = parse_tls(document)
            key = ("tls", tls.reporter, tls.report_id, str(tls.begin))
            self.tls += self._new(key, tls)
        else:
            report = parse_aggregate(document)
            # Mail comes twice, and mailboxes are saved twice.
            key = (report.reporter, report.report_id, report.domain, str(report.begin))
            self.aggregate += self._new(key, report)
            if report.partial:
                self.problems.append((report.report_id or report.reporter, report.partial))

    def _new(self, key: tuple[str, ...], report: R) -> list[R]:
        if key in self._seen:
            self.duplicates += 1
            return []
        self._seen.add(key)
        return [report]


def gather_files(paths: Iterable[Path]) -> Gathered:
    """Read files, and every file below a folder that is named."""
    found = Gathered()
    for number, path in enumerate(_files(paths)):
        if number >= MAX_FILES:
            found.problems.append((str(path), f"and further files: more than {MAX_FILES}"))
            break
        try:
            with path.open("rb") as file:
                content = file.read(MAX_PACKED + 1)
        except OSError as error:
            found.problems.append((str(path), f"cannot be read: {error.strerror}"))
            continue
        found.add(str(path), content)
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            below = (each for each in path.rglob("*") if each.is_file())
            yield from sorted(each for each in below if not each.name.startswith("."))
        else:
            yield path


def gather_mailbox(
    found: Gathered, account: Account, trust: ssl.SSLContext, *, folder: str, since: date
) -> None:
    """Add the reports that a mailbox took in since a day; other mail is passed over.

    Raises:
        CannotSee: the mailbox could not be read.
    """
    with Mailbox(account, trust, deadline_s=MAILBOX_S) as mailbox:
        for message in mailbox.from_day(folder, since):
            name = f"{account.user} {message.at:%Y-%m-%d %H:%M}"
            before = len(found.problems)
            found.add(name, message.content)
            found.problems[before:] = [
                each for each in found.problems[before:] if each[1] != NO_REPORT
            ]
