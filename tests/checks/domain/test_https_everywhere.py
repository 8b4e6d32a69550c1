"""Both web ports of a host are judged, certificates left to their own checks."""

from launchready.checks.domain import https_everywhere as check
from launchready.facts.base import Unseen
from launchready.facts.http import EntryPoints, Failure, Trace
from launchready.facts.tls import TlsHandshake, TlsVersions
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, circle, failed, path
from tests.checks.given import endpoint, handshake, host

HTTP, HTTPS = "http://app.acme.example/", "https://app.acme.example/"
SILENT = handshake(endpoint(connected=False, chain=(), error="connection refused"))
GIBBERISH = handshake(endpoint(chain=(), error="wrong version number"))


def given(
    plain: Trace | None = None,
    secure: Trace | None = None,
    shown: TlsHandshake | Unseen | None = None,
    versions: TlsVersions | None = None,
    unseen: tuple[str, ...] = (),
) -> dict[str, object]:
    """Show the judge a host, by default with both ports as they should be."""
    seen = () if unseen else (plain or path(HTTP, HTTPS), secure or path(HTTPS))
    return {
        "host": host(),
        "entries": EntryPoints(seen, unseen),
        "handshake": shown or handshake(),
        "versions": versions or Unseen("not asked"),
    }


REFUSED = failed(HTTPS, failure=Failure.REFUSED)
TLS = failed(HTTPS, failure=Failure.TLS)
Out = check.Outcomes

CASES = (
    Case(Out.EVERYWHERE, "http leads to https", given()),
    Case(Out.EVERYWHERE, "http is closed", given(failed(HTTP, failure=Failure.REFUSED))),
    Case(Out.EVERYWHERE, "http answers 404", given(path(HTTP, final=404))),
    Case(Out.EVERYWHERE, "the certificate is wrong, https is there", given(secure=TLS)),
    Case(Out.EVERYWHERE, "a loop is for another check", given(circle(HTTP, HTTPS))),
    Case(Out.NOT_LISTENING, "nothing on 443", given(secure=REFUSED, shown=SILENT)),
    Case(Out.NOT_TLS, "plain http on 443", given(secure=TLS, shown=GIBBERISH)),
    Case(
        Out.OBSOLETE_TLS,
        "TLS 1.0 alone",
        given(secure=TLS, shown=GIBBERISH, versions=TlsVersions(("TLSv1",), ("TLSv1.2",))),
    ),
    Case(
        Out.NO_ANSWER,
        "garbage inside TLS",
        given(secure=failed(HTTPS, failure=Failure.MALFORMED)),
    ),
    Case(
        Out.PART_SILENT,
        "one address of two refuses",
        given(
            shown=handshake(endpoint(), endpoint(connected=False, chain=(), error="refused"))
        ),
    ),
    Case(
        Out.EVERYWHERE,
        "an IPv6 address that refuses is for another check",
        given(
            shown=handshake(
                endpoint(), endpoint(address="2001:db8::7", connected=False, chain=())
            )
        ),
    ),
    Case(Out.SERVES_PLAIN, "content over http", given(path(HTTP))),
    Case(Out.SERVES_PLAIN, "http leads to http", given(path(HTTP, HTTP + "login"))),
    Case(Out.CHALLENGED, "a bot protection on http", given(challenged(HTTP))),
    Case(
        Out.NO_ADDRESS, "no such name", given(secure=failed(HTTPS, failure=Failure.NO_ADDRESS))
    ),
    Case(Out.NOT_SEEN, "no answer in time", given(unseen=(f"{HTTPS}: no answer within 5 s",))),
    Case(Out.NOT_SEEN, "TLS could not be seen", given(secure=TLS, shown=Unseen("time-out"))),
)

test_outcomes = judges(check, CASES)
