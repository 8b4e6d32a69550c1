"""Scripts in production do not give away the source they were built from.

Why it matters: a source map holds the frontend's original code with its comments, paths
and internal names; it shortens the work of whoever looks for holes or copies the product.

How to fix: build without public source maps, or upload them to the error tracker alone
(webpack: hidden-source-map; Vite: build.sourcemap = "hidden") and delete the .map files
before the deployment to {host}.

References: ECMA-426 (source map format); OWASP WSTG-INFO-05
"""

from launchready.checks.api import (
    AssetVisit,
    Host,
    HostAssets,
    Impact,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    NONE_SERVED = passes("serves no source map with its {count} files")
    SERVED = fails(Impact.MEDIUM, "serves the source map {map_url} to anyone")
    INLINE = fails(Impact.MEDIUM, "{url} holds its own source map")
    NO_ASSETS = not_applicable("no file of it was served")
    NOT_SEEN = cannot_tell("its files could not be seen: {reason}")


def judge(host: Host, assets: HostAssets) -> Verdict:
    """Judge all files of a host together: one build is behind them."""
    served = [visit for visit in assets.visits if visit.exchange.status == 200]
    if not served and not assets.unseen:
        return Outcomes.NO_ASSETS()
    maps = [visit.map_url for visit in served if _serves_map(visit)]
    if maps:
        return Outcomes.SERVED(map_url=maps[0], count=len(maps), urls=maps[:5])
    inline = [visit.exchange.url for visit in served if visit.map_inline]
    if inline:
        return Outcomes.INLINE(url=inline[0], count=len(inline), urls=inline[:5])
    asked = [visit.map_url for visit in served if visit.map_url and visit.source_map is None]
    if asked or assets.unseen:
        return Outcomes.NOT_SEEN(reason=(*asked, *assets.unseen)[0])
    return Outcomes.NONE_SERVED(count=len(served))


def _serves_map(visit: AssetVisit) -> bool:
    found = visit.source_map
    if found is None or found.status != 200:
        return False
    # Applications of one page answer every unknown path with their HTML.
    return "text/html" not in found.header("content-type").lower()
