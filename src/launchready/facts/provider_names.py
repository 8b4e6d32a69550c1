"""Whether two names mean one provider, however people write them."""

from __future__ import annotations

import re

ALSO_CALLED = {
    "digitaloceanappplatform": "digitalocean",
    "googleappengine": "googlecloud gcp",
    "googlecloud": "gcp google",
    "googleworkspace": "google gsuite gmail",
    "microsoft365": "microsoft office365 outlook m365",
    "amazonses": "aws amazon ses",
    "awsroute53": "aws amazon route53",
    "firebaseapphosting": "firebase google",
    "firebasehosting": "firebase google",
    "githubpages": "github",
    "cloudflareworkers": "cloudflare",
    "cloudfront": "aws amazon",
    "awselasticbeanstalk": "aws amazon",
    "awsamplify": "aws amazon",
    "awslambda": "aws amazon",
    "azurefrontdoor": "azure microsoft",
}
"""Further names by which owners call a provider."""

MIN_PART = 3
"""Letters of a name that may stand for a longer one ("aws" for "aws frankfurt")."""


def same_provider(one: str, other: str) -> bool:
    """Say whether two names mean one provider: "Fly.io" and "fly", "GitHub, Inc." and "github".

    One of them may say more than the other ("hetzner cloud"); an empty name means none.
    """
    plain, against = _plain(one), _plain(other)
    if not plain or not against:
        return False
    return _means(plain, against) or _means(against, plain)


def _means(seen: str, declared: str) -> bool:
    names = {seen, *ALSO_CALLED.get(seen, "").split()}
    return any(
        name == declared
        or (len(name) >= MIN_PART and name in declared)
        or (len(declared) >= MIN_PART and declared in name)
        for name in names
    )


def _plain(name: str) -> str:
    words = re.sub(
        r"\b(?:inc|llc|ltd|gmbh|sas|ag|bv|corp|limited)\b\.?", "", name[:200].lower()
    )
    return re.sub(r"[^a-z0-9]", "", words)
