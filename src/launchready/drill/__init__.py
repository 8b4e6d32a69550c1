"""Drills: experiments that act on the product, only when asked for by name.

A drill is a `Plan`, which says beforehand what will be done, and an async function that
does it within the plan's limits and gives an `Outcome`.  `conduct` in
`launchready.cli.drill.conduct` does the rest, the same for every drill: it announces, asks
for consent, runs, keeps the evidence, and ends with the exit status.
"""

from launchready.drill.consent import Refused, refuse_unless_meant
from launchready.drill.plan import Outcome, Plan

__all__ = ["Outcome", "Plan", "Refused", "refuse_unless_meant"]
