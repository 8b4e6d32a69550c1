"""Each key to another's service may do what the product needs, and no more.

What a key may do is told by its provider (`launchready secrets live`), by its kind, or by a
person, in launchready.toml.

Why it matters: a leaked key that may only send mail costs an evening; one that may do
everything costs the account, its customers' data and its money.

How to fix: make a key for {variable} at {provider} that may do only what the code calls for (a
restricted key, a scoped token, one repository, one sender), switch to it, and revoke this one.

References: NIST SP 800-53 AC-6 (least privilege); OWASP Secrets Management, 2.7; CWE-250
"""

from launchready.checks.api import (
    Impact,
    KeyState,
    Product,
    ProviderKey,
    ProviderKeys,
    Verdict,
    Verdicts,
    asks,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    LIMITED = passes("{variable} may only {scopes}, says {provider}")
    LIMITED_KIND = passes("{variable} is a {kind}, which is limited by what it is")
    BROAD = fails(Impact.MEDIUM, "{variable} may also {broad}, says {provider}")
    EVERYTHING = fails(
        Impact.MEDIUM, "{variable} is a {kind}, which may do everything in the account"
    )
    DEAD = fails(
        Impact.HIGH,
        "{variable} is refused by {provider}",
        fix="Make a key at {provider} and put it into {variable}: what needs it fails today.",
    )
    NOT_SAID = asks(
        "what may {variable} do at {provider}?",
        fix="`launchready secrets live` asks {provider}, with the key in {variable}. Or look "
        "at the key's permissions there, and make one that may do less.",
    )
    NO_KEYS = not_applicable("the contract declares no key to another's service")


def judge(product: Product, keys: ProviderKeys) -> Verdicts:
    """Judge how far each key reaches."""
    if not keys.keys:
        return Outcomes.NO_KEYS()
    return [_judged(each).at(each.variable) for each in keys.keys]


def _judged(key: ProviderKey) -> Verdict:
    record = key.record
    said = {
        "variable": key.variable,
        "provider": key.provider,
        "kind": f"{key.provider} {key.kind}",
        "asked_on": record.on if record else "",
        "scopes": list(record.scopes) if record else [],
        "broad": list(record.broad) if record else [],
    }
    if record is not None and record.state is KeyState.DEAD:
        return Outcomes.DEAD(**said)
    if record is not None and record.broad:
        return Outcomes.BROAD(**said)
    if key.power == "all":
        return Outcomes.EVERYTHING(**said)
    if record is not None and record.scopes:
        return Outcomes.LIMITED(**said)
    if key.power == "some":
        return Outcomes.LIMITED_KIND(**said)
    return Outcomes.NOT_SAID(**said)
