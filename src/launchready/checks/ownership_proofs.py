"""How checks read what was proven of who holds an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from launchready.checks.drill_evidence import HOLDS_DAYS
from launchready.clock import Clock
from launchready.facts.drills import DrillHistory, DrillResult
from launchready.facts.ownership import Method, Proof, proofs
from launchready.facts.provider_names import same_provider
from launchready.manifest.schema import Owner
from launchready.secrets.holders import find_holder_api


class Proven(Struct, frozen=True):
    """What is on record of one account, of the newest of each kind.

    Attributes:
        machine: a proof that a machine saw, and that still holds.
        said: a person's statement that still holds.
        against: an attempt that showed another holder, with nothing better since.
        old: the newest that no longer holds.
    """

    machine: Proof | None = None
    said: Proof | None = None
    against: Proof | None = None
    old: Proof | None = None

    @property
    def best(self) -> Proof | None:
        """Give the proof that counts for most."""
        return self.machine or self.said


def proven(history: DrillHistory, owner: Owner, clock: Clock) -> Proven:
    """Find what is on record of an account at the provider where it is now."""
    own = [
        proof
        for proof in proofs(history)
        if proof.asset == owner.asset
        and same_provider(proof.provider, owner.provider)
        and proof.at <= clock.now
    ]
    passed = [each for each in own if each.result is DrillResult.PASSED]
    fresh = [each for each in passed if _holds(each, clock)]
    machine = _newest(each for each in fresh if each.method is not Method.STATEMENT)
    said = _newest(each for each in fresh if each.method is Method.STATEMENT)
    against = _newest(e for e in own if e.result is DrillResult.FAILED and _holds(e, clock))
    if against and machine and machine.at >= against.at:
        against = None
    return Proven(machine, said, against, None if fresh else _newest(passed))


def _newest(found: Iterable[Proof]) -> Proof | None:
    return next(iter(found), None)


def _holds(proof: Proof, clock: Clock) -> bool:
    return (clock.now - proof.at).days <= HOLDS_DAYS


def how_to_prove(owner: Owner, owners: Sequence[Owner]) -> str:
    """Give the command that proves an account, the strongest that there is for it."""
    if owner.asset == "dns" or (owner.asset == "edge" and _is_with_dns(owner, owners)):
        return "launchready handover prove dns"
    api = find_holder_api(owner.provider)
    if api is not None:
        provider = api.provider.lower()
        return f"launchready handover prove token --env {provider.upper()}_TOKEN {provider}"
    if owner.asset == "hosting":
        return "launchready handover prove file"
    return f'launchready handover prove statement --by "YOUR NAME" {owner.asset}'


def a_machine_can(owner: Owner, owners: Sequence[Owner]) -> bool:
    """Say whether something better than a person's word can be had."""
    return "statement" not in how_to_prove(owner, owners)


def _is_with_dns(owner: Owner, owners: Sequence[Owner]) -> bool:
    return any(
        each.asset == "dns" and same_provider(each.provider, owner.provider) for each in owners
    )
