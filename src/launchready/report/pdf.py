"""The report as PDF: the HTML report as it prints, tagged for screen readers (PDF/UA)."""

from __future__ import annotations

import logging

from launchready.audit.model import Report
from launchready.report.html import render as render_html
from launchready.report.writer import ReportError


def render(report: Report) -> bytes:
    """Print the HTML report to PDF.

    Raises:
        ReportError: as `print_page` does.
    """
    return print_page(render_html(report))


def print_page(html: str) -> bytes:
    """Print a page to PDF; nothing is fetched, whatever the page may name.

    Raises:
        ReportError: the extra, or the system's Pango that it needs, is not installed.
    """
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ModuleNotFoundError as error:
        raise ReportError(
            f"PDF needs {error.name}: pip install 'launchready[pdf]', or print the HTML report"
        ) from error
    except OSError as error:
        raise ReportError(
            "PDF needs the system's Pango library (Debian: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango), "
            "or print the HTML report"
        ) from error
    fetcher = URLFetcher(allowed_protocols=("data",))
    document = HTML(string=html, url_fetcher=fetcher)
    pdf = document.write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(pdf, bytes)
    return pdf
