"""An origin that serves the product to strangers is no longer behind its proxy."""

from launchready.checks.edge import origin_hidden as check
from launchready.facts.base import Unseen
from launchready.facts.proxy import OriginAnswer, OriginProbe, OriginState
from tests.checks.cases import Case, judges
from tests.checks.given import host

ORIGIN = "198.51.100.7"
S = OriginState


def given(*answers: OriginAnswer, through_proxy: int = 200) -> dict[str, object]:
    """Show the judge what an origin did on its ports."""
    return {
        "host": host(proxy="cloudflare", origin=ORIGIN),
        "probe": OriginProbe(ORIGIN, through_proxy, answers),
    }


def on(port: int, state: OriginState, **fields: object) -> OriginAnswer:
    """Make the answer of one port."""
    return OriginAnswer(port, state, **fields)  # type: ignore[arg-type]


REFUSED, SILENT = on(80, S.REFUSED), on(80, S.SILENT)
Out = check.Outcomes

CASES = (
    Case(Out.REFUSED, "both ports refuse", given(on(443, S.REFUSED), REFUSED)),
    Case(Out.FIREWALLED, "packets are dropped", given(on(443, S.SILENT), SILENT)),
    Case(Out.FIREWALLED, "dropped and refused", given(on(443, S.SILENT), REFUSED)),
    Case(Out.FIREWALLED, "the proxy asks for a human", given(SILENT, through_proxy=403)),
    Case(Out.SILENT, "nobody answers at all", given(SILENT, through_proxy=0)),
    Case(Out.SILENT, "the proxy finds no origin either", given(SILENT, through_proxy=522)),
    Case(Out.TURNS_AWAY, "403", given(on(443, S.ANSWERED, status=403, names_host=True))),
    Case(
        Out.TURNS_AWAY,
        "wants a client certificate",
        given(on(443, S.CLOSED, names_host=True, detail="closed before an answer"), REFUSED),
    ),
    Case(Out.EXPOSED, "same page", given(on(443, S.ANSWERED, status=200, alike=True))),
    Case(
        Out.EXPOSED, "own certificate", given(on(443, S.ANSWERED, status=200, names_host=True))
    ),
    Case(
        Out.EXPOSED,
        "one port closed, the other open",
        given(on(443, S.REFUSED), on(80, S.ANSWERED, status=200, alike=True)),
    ),
    Case(Out.ANSWERS_OTHERWISE, "a default page", given(on(80, S.ANSWERED, status=200))),
    Case(
        Out.WHICH_ORIGIN,
        "no origin declared",
        {"host": host(proxy="other"), "probe": Unseen("no origin is declared")},
    ),
    Case(
        Out.NOT_SEEN,
        "no way there",
        {"host": host(proxy="other", origin=ORIGIN), "probe": Unseen("no route to host")},
    ),
)

test_outcomes = judges(check, CASES)


def test_only_hosts_meant_to_be_proxied_are_asked() -> None:
    """An origin without a proxy is meant to answer."""
    assert check.applies(host(proxy="cloudflare"))
    assert check.applies(host(proxy="other"))
    assert not check.applies(host(proxy="none"))
    assert not check.applies(host(proxy=None))
