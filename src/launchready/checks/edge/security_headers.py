"""Pages tell browsers not to be framed, not to guess types, and whose scripts to run.

Why it matters: without these fields another site can show the product in an invisible
frame and have users click in it, and one injected script runs with a user's session.

How to fix: have {host} answer every page with Content-Security-Policy (at least
frame-ancestors 'none' and a script-src with nonces or hashes), X-Content-Type-Options:
nosniff and Referrer-Policy: strict-origin-when-cross-origin; try the policy with
Content-Security-Policy-Report-Only first.

References: https://www.w3.org/TR/CSP3/; https://fetch.spec.whatwg.org/#x-content-type-options-header;
https://www.w3.org/TR/referrer-policy/; RFC 7034 (X-Frame-Options)
"""

from collections.abc import Iterable, Sequence

from launchready.checks.api import (
    Host,
    HttpExchange,
    Impact,
    Manifest,
    PageAnswers,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.5

FRAMES, TYPES, SCRIPTS = "frame protection", "nosniff", "a limit on scripts"
_WHOLE_ADDRESS = {"unsafe-url", "no-referrer-when-downgrade"}
_POLICIES = {
    "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin",
    "same-origin", "strict-origin", "strict-origin-when-cross-origin", "unsafe-url",
}  # fmt: skip
_EXACT = ("'nonce-", "'sha256-", "'sha384-", "'sha512-")
_ANYWHERE = {"*", "https:", "http:", "data:"}


class Outcomes:
    """What the check can find."""

    PROTECTED = passes("{count} pages forbid foreign frames, guessed types and unknown scripts")
    FRAMEABLE = fails(
        Impact.MEDIUM, "any site may show {url} in a frame and have its user click there"
    )
    ADDRESS_TOLD = fails(
        Impact.MEDIUM, "tells other sites the whole address of pages, query included ({policy})"
    )
    MISSING = fails(Impact.LOW, "{count} of {total} pages lack {missing}, such as {url}")
    ANY_SCRIPT = fails(
        Impact.LOW, "the policy of {url} lets injected scripts run all the same ({told})"
    )
    NO_PAGES = not_applicable("no declared page is on it")
    NOT_SEEN = cannot_tell("its pages could not be seen: {reason}")


def judge(host: Host, pages: PageAnswers, manifest: Manifest) -> Verdict:
    """Judge all pages of a host together, the worst first: one setting is behind them."""
    answers = [answer for answer in pages.answers if answer.status < 500]
    if not answers:
        reason = pages.unseen[0] if pages.unseen else ""
        return Outcomes.NOT_SEEN(reason=reason) if reason else Outcomes.NO_PAGES()
    lacks = {answer.url: _lacks(answer, _in_page(pages, answer.url)) for answer in answers}
    signs_in = any(
        route.host == host.name and (route.kind == "login" or route.access == "user")
        for route in manifest.routes
    )
    framed = [url for url, names in lacks.items() if FRAMES in names]
    if framed and signs_in:
        missing = sorted({name for names in lacks.values() for name in names})
        return Outcomes.FRAMEABLE(url=framed[0], urls=framed[:5], missing=missing)
    told = dict(pages.referrers)
    for answer in answers:
        policy = _referrer(answer.header("referrer-policy"), told.get(answer.url, ""))
        if policy in _WHOLE_ADDRESS:
            return Outcomes.ADDRESS_TOLD(policy=policy, url=answer.url)
    lacking = {url: names for url, names in lacks.items() if names}
    if lacking:
        url, names = next(iter(lacking.items()))
        return Outcomes.MISSING(count=len(lacking), total=len(answers), missing=names, url=url)
    for answer in answers:
        if why := _weakness(_policies(answer)):
            return Outcomes.ANY_SCRIPT(url=answer.url, told=why)
    if pages.unseen:
        return Outcomes.NOT_SEEN(reason=pages.unseen[0])
    return Outcomes.PROTECTED(count=len(answers))


def _in_page(pages: PageAnswers, url: str) -> list[str]:
    return [policy for page, policy in pages.policies if page == url]


def _policies(answer: HttpExchange) -> list[dict[str, list[str]]]:
    """Parse the policies of the header; each field may hold several (CSP3 section 2.2.2)."""
    fields = [value for name, value in answer.headers if name == "content-security-policy"]
    return [_parse(policy) for value in fields for policy in value.split(",")]


def _parse(policy: str) -> dict[str, list[str]]:
    """Read a policy's directives; the first of a name counts (CSP3 section 2.2.1)."""
    found: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *values = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), [value.lower() for value in values])
    return found


def _lacks(answer: HttpExchange, in_page: Iterable[str]) -> list[str]:
    policies = _policies(answer)
    framing = answer.header("x-frame-options").strip().lower()
    framed = any(
        "*" not in policy["frame-ancestors"]
        for policy in policies
        if "frame-ancestors" in policy  # not heeded in <meta> (CSP3 section 6.4.2)
    )
    missing = []
    if not framed and framing not in {"deny", "sameorigin"}:
        missing.append(FRAMES)
    sniffing = answer.header("x-content-type-options").partition(",")[0].strip().lower()
    if sniffing != "nosniff":
        missing.append(TYPES)
    everywhere = [*policies, *map(_parse, in_page)]
    if not any(_scripts(policy) is not None for policy in everywhere):
        missing.append(SCRIPTS)
    return missing


def _scripts(policy: dict[str, list[str]]) -> list[str] | None:
    return policy.get("script-src", policy.get("default-src"))


def _weakness(policies: Sequence[dict[str, list[str]]]) -> str:
    """Say why an injected script would run under every one of the policies; "" if not."""
    why = ""
    for policy in policies:
        sources = _scripts(policy)
        if sources is None:
            continue
        exact = any(source.startswith(_EXACT) for source in sources)
        if "'unsafe-inline'" in sources and not exact and "'strict-dynamic'" not in sources:
            why = "'unsafe-inline'"
        elif (anywhere := _ANYWHERE & set(sources)) and "'strict-dynamic'" not in sources:
            why = min(anywhere)
        else:
            return ""
    return why


def _referrer(field: str, in_page: str) -> str:
    """Give the policy that holds: the last known word, the page's over the header's."""
    for words in (in_page, field):
        known = [w for w in (w.strip().lower() for w in words.split(",")) if w in _POLICIES]
        if known:
            return known[-1]
    return ""
