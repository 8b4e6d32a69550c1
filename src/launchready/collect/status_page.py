"""Opens the status page, as a customer does who wonders whether it is only them."""

from __future__ import annotations

from launchready.facts.base import CannotSee
from launchready.facts.operations import StatusPageVisit
from launchready.manifest.schema import Manifest, Product
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient


async def status_page_visit(
    product: Product, manifest: Manifest, http: HttpClient
) -> StatusPageVisit:
    """Follow the declared address to its end."""
    url = manifest.monitoring.status_page
    if url is None:
        raise CannotSee("no status page is declared")
    trace, _ = await http.follow(url, jar=CookieJar())
    return StatusPageVisit(trace)
