"""Proofs as they are kept: with the evidence of drills, and signed like it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import launchready
from launchready.facts.drills import DrillRecord, DrillResult, Trial
from launchready.facts.ownership import OWNERSHIP, Method
from launchready.facts.provider_names import same_provider
from launchready.manifest.schema import Manifest, Owner


def proof_record(manifest: Manifest, trials: Sequence[Trial], now: datetime) -> DrillRecord:
    """Make the record of what was proven, or was not."""
    results = {trial.result for trial in trials}
    worst = next(
        (each for each in (DrillResult.FAILED, DrillResult.UNKNOWN) if each in results),
        DrillResult.PASSED,
    )
    return DrillRecord(
        drill=OWNERSHIP,
        product=manifest.product.domain,
        environment=manifest.product.environment,
        started_at=now.replace(microsecond=0),
        duration_s=0.0,
        result=worst,
        summary="; ".join(f"{trial.subject}: {trial.text}" for trial in trials),
        trials=tuple(trials),
        launchready=launchready.__version__,
    )


def zone_trials(manifest: Manifest, words: str) -> tuple[Trial, ...]:
    """Say that the zone is under control, and with it what else its provider does with it."""
    dns = [owner for owner in manifest.owners if owner.asset == "dns"]
    at_same = [
        owner
        for owner in manifest.owners
        if owner.asset == "edge"
        and any(same_provider(owner.provider, each.provider) for each in dns)
    ]
    return _passed([*dns, *at_same], "dns", Method.DNS, words)


def file_trials(manifest: Manifest, words: str) -> tuple[Trial, ...]:
    """Say that what the product's host serves is under control."""
    owners = [owner for owner in manifest.owners if owner.asset == "hosting"]
    return _passed(owners, "hosting", Method.FILE, words)


def _passed(
    owners: Sequence[Owner], asset: str, method: Method, words: str
) -> tuple[Trial, ...]:
    named: list[tuple[str, str]] = [(owner.asset, owner.provider) for owner in owners]
    places = named or [(asset, "")]
    return tuple(
        Trial(each, provider, method, DrillResult.PASSED, words) for each, provider in places
    )


def statement_trials(owners: Sequence[Owner], by: str, now: datetime) -> tuple[Trial, ...]:
    """Write down what a person says of accounts."""
    day = now.date()
    return tuple(
        Trial(
            owner.asset,
            owner.provider,
            Method.STATEMENT,
            DrillResult.PASSED,
            f"{by} says on {day} that the account at {owner.provider} is the company's, and to "
            "have logged in to it on that day",
            (f"by: {by}",),
        )
        for owner in owners
    )
