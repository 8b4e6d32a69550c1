"""No record repeats the domain in its name or target.

Why it matters: DNS consoles add the domain to what is typed into them. Whoever types the
full name gets app.acme.example.acme.example, and the record that was meant does not exist:
the host is down, or mail goes nowhere, though the console shows a record.

How to fix: at the DNS provider, delete the record {wrong} and add it again: type only the
part before the domain as its name, and end a target with a dot ({right}.).

References: RFC 1035 section 5.1 (relative names and the origin); RFC 4592 section 3.3
(wildcards)
"""

from launchready.checks.api import (
    DoubledNames,
    Impact,
    Product,
    Verdict,
    fails,
    passes,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    NONE_FOUND = passes("none of {count} doubled names exists, and no target is doubled")
    DOUBLED_OWNER = fails(
        Impact.HIGH, "DNS has a {type} record named {wrong}; {right} was probably meant"
    )
    DOUBLED_TARGET = fails(
        Impact.HIGH,
        "the {type} record of {owner} points at {wrong}; {right} was probably meant",
    )


def judge(product: Product, doubled: DoubledNames) -> list[Verdict]:
    """Judge each doubled owner and target that exists."""
    verdicts = [
        Outcomes.DOUBLED_OWNER(
            type=record.type,
            wrong=record.name,
            right=record.name.removesuffix(f".{product.domain}"),
            value=record.value,
        ).at(record.name)
        for record in doubled.owners
    ]
    for record in doubled.targets:
        wrong = record.value.split()[-1]
        right = wrong.removesuffix(f".{product.domain}")
        verdicts.append(
            Outcomes.DOUBLED_TARGET(
                type=record.type, owner=record.name, wrong=wrong, right=right
            ).at(record.name)
        )
    if verdicts:
        return verdicts
    return [
        Outcomes.NONE_FOUND(
            count=len(doubled.asked), asked=doubled.asked, wildcard=doubled.wildcard
        )
    ]
