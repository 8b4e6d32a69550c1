"""acme.example, www.acme.example, and what answers to http on every host."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import APEX, APP, ASSETS, DOMAIN, WWW
from launchready.demo.product.assets import names
from launchready.demo.product.edge import not_found, page

SHARED = "public, max-age=300"
PARAGRAPH = "<p>Acme Portal shows every project, invoice and ticket of a client.</p>\n"


def links() -> str:
    """Write the head's links to the frontend."""
    css, js = names()
    return (
        f'<link rel="stylesheet" href="https://{ASSETS}/{css}">\n'
        f'<script src="https://{ASSETS}/{js}" defer></script>\n'
    )


def application(faults: Faults) -> Starlette:
    """Make the marketing site."""

    async def home(_request: Request) -> Response:
        body = PARAGRAPH * 8 + f'<a href="https://{APP}/login">Sign in</a>\n'
        body += '<a href="/pricing">Pricing</a>\n'
        if faults.undeclared_host:
            body += f'<a href="https://staging.{DOMAIN}/">Try the next version</a>\n'
        head = links()
        if faults.mixed_content:
            head += f'<script src="http://{ASSETS}/{names()[1]}"></script>\n'
        answer = page("Acme Portal", body, cache=SHARED, head=head)
        if faults.public_page_sets_cookie:
            answer.set_cookie("visitor", "8d1f", secure=True, httponly=True, samesite="lax")
        return answer

    async def pricing(_request: Request) -> Response:
        return page("Pricing", PARAGRAPH * 8, cache=SHARED, head=links())

    async def old_pricing(request: Request) -> Response:
        if faults.old_url_gone:
            return not_found(APEX, faults)
        return redirect(f"https://{APEX}/pricing", request)

    async def robots(_request: Request) -> Response:
        text = f"User-agent: *\nAllow: /\nSitemap: https://{APEX}/sitemap.xml\n"
        return PlainTextResponse(text, headers={"cache-control": SHARED})

    async def sitemap(_request: Request) -> Response:
        places = "".join(f"<url><loc>https://{APEX}{p}</loc></url>" for p in ("/", "/pricing"))
        schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{schema}">'
        headers = {"cache-control": SHARED}
        return Response(f"{text}{places}</urlset>", 200, headers, "application/xml")

    async def security_txt(_request: Request) -> Response:
        year = datetime.now(UTC).year + 1
        text = f"Contact: mailto:security@{DOMAIN}\nExpires: {year}-06-30T00:00:00Z\n"
        return PlainTextResponse(text, headers={"cache-control": SHARED})

    async def missing(_request: Request) -> Response:
        return not_found(APEX, faults)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/pricing", pricing),
            Route("/old-pricing", old_pricing),
            Route("/robots.txt", robots),
            Route("/sitemap.xml", sitemap),
            Route("/.well-known/security.txt", security_txt),
            Route("/{rest:path}", missing),
        ]
    )


def redirect(base: str, request: Request, *, status: int = 301) -> Response:
    """Send a visitor on, with the query that came along."""
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {"cache-control": "public, max-age=3600"} if status == 301 else {}
    return RedirectResponse(f"{base}{query}", status, headers)


def www(faults: Faults) -> Starlette:
    """Make www.acme.example, which sends everything to the apex."""

    async def send_on(request: Request) -> Response:
        return canonical_redirect(request, faults)

    async def home(_request: Request) -> Response:
        return page("Acme Portal", PARAGRAPH * 8, cache=SHARED, head=links())

    return Starlette(
        routes=[Route("/{rest:path}", home if faults.www_not_redirected else send_on)]
    )


def old_server() -> Starlette:
    """Make the server that an AAAA record was forgotten at (`ipv6_another_server`)."""

    async def works(_request: Request) -> Response:
        return page("It works!", "<p>This is the default page.</p>", cache="no-store")

    return Starlette(routes=[Route("/{rest:path}", works)])


def canonical_redirect(request: Request, faults: Faults) -> Response:
    """Send a visitor of www to the same page of the apex."""
    path, query = request.url.path, request.url.query
    if faults.redirect_loop:
        return RedirectResponse(f"https://{WWW}{path}", 301)
    if faults.redirect_two_hops and request.url.scheme == "http":
        return RedirectResponse(f"https://{WWW}{path}{'?' + query if query else ''}", 301)
    if faults.redirect_drops_path:
        path = "/"
    if faults.redirect_drops_query:
        query = ""
    status = 302 if faults.redirect_temporary else 301
    return RedirectResponse(f"https://{APEX}{path}{'?' + query if query else ''}", status)


def plain_http(faults: Faults) -> Starlette:
    """Make what listens on port 80 of every host: one redirect to https."""

    async def send_on(request: Request) -> Response:
        host = request.headers.get("host", APEX).partition(":")[0].lower()
        if host == APP and faults.plain_http_served:
            return page("Acme Portal", PARAGRAPH * 8, cache="no-store")
        if host == WWW and not faults.www_not_redirected:
            return canonical_redirect(request, faults)
        return redirect(f"https://{host}{request.url.path}", request)

    methods = ["GET", "HEAD", "OPTIONS", "POST"]
    return Starlette(routes=[Route("/{rest:path}", send_on, methods=methods)])
