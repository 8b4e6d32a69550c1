"""Nothing that is cached for one user is shown to another.

The audit reads each route of a user as two users, one after the other.

Why it matters: a cache that forgets whom an answer was made for shows one customer another
customer's figures. It is a breach of data on the first busy day, and it cannot be taken back.

How to fix: make the user, or the customer, part of the key of every cache that holds their data
(framework, Redis, proxy); send `Cache-Control: private, no-store` with it.

References: RFC 9111 section 5.2.2.7; OWASP ASVS 8.3
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    TwoUsers,
    Unseen,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "caching-safe"
EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    OWN = passes("each of two users was shown what is their own")
    DIFFERENT = passes("two users were answered differently, and neither was shown the other")
    EVERYBODY = passes("everybody is answered the same, signed in or not")
    CROSSED = fails(Impact.BLOCKER, "a user was shown a page that names the other user")
    SAME = cannot_tell("two users were answered the same, and it names neither of them")
    NOT_SEEN = cannot_tell("could not be read as two users: {reason}")
    ONE_USER = asks(
        "is what one customer's user sees ever shown to another's? Only one is declared",
        fix="Add [second_session] to launchready.toml: a user of another customer, for tests.",
    )
    NO_ROUTES = not_applicable("no route of a user is declared")


def judge(product: Product, manifest: Manifest, users: TwoUsers | Unseen) -> Verdicts:
    """Judge each route; without a second user, ask."""
    if not any(route.access == "user" for route in manifest.routes):
        return Outcomes.NO_ROUTES()
    if manifest.second_session is None:
        return Outcomes.ONE_USER()
    if isinstance(users, Unseen):
        return Outcomes.NOT_SEEN(reason=users.reason)
    verdicts = []
    for each in users.answers:
        if each.unseen:
            verdict = Outcomes.NOT_SEEN(reason=each.unseen)
        elif each.crossed:
            verdict = Outcomes.CROSSED()
        elif each.own:
            verdict = Outcomes.OWN()
        elif each.public:
            verdict = Outcomes.EVERYBODY()
        else:
            verdict = Outcomes.SAME() if each.same else Outcomes.DIFFERENT()
        verdicts.append(verdict.at(each.url))
    return verdicts or Outcomes.NO_ROUTES()
