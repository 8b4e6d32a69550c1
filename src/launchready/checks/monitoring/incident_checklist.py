"""What to do in an incident is written down before there is one.

Why it matters: at three in the morning people do what they have read, not what they would
think of. A page with whom to call, how to go back and where to look saves the first half
hour.

How to fix: write docs/incident.md: who is called, how a release is taken back, where logs and
errors are, what customers are told and where. `launchready watch` shows it beside each
incident; name it as incident_checklist in [monitoring] if it is elsewhere.

References: Google SRE Book, chapter 14; PagerDuty incident response documentation
"""

from launchready.checks.api import (
    Impact,
    IncidentGuide,
    Manifest,
    Repository,
    Verdict,
    fails,
    passes,
)

EFFORT_HOURS = 1.5

LEAST_WORDS = 40
"""Fewer than these are a heading, not a list of what to do."""
NEEDED = {
    "who": "whom to call",
    "rollback": "how to go back",
    "status": "what to tell customers",
    "logs": "where to look",
}


class Outcomes:
    """What the check can find."""

    WRITTEN = passes("{path} says whom to call, how to go back, where to look, what to tell")
    NONE = fails(Impact.MEDIUM, "no document says what to do in an incident")
    GONE = fails(Impact.MEDIUM, "{path}, named in [monitoring], is not there")
    THIN = fails(Impact.LOW, "{path} does not say {lacks}")


def judge(repository: Repository, manifest: Manifest, guide: IncidentGuide) -> Verdict:
    """Judge whether the document speaks of what a responder looks for."""
    if not guide.path:
        declared = manifest.monitoring.incident_checklist
        return Outcomes.GONE(path=declared) if declared else Outcomes.NONE()
    lacks = [words for name, words in NEEDED.items() if name not in guide.names]
    if guide.words < LEAST_WORDS:
        lacks = list(NEEDED.values())
    if lacks:
        return Outcomes.THIN(path=guide.path, lacks=lacks)
    return Outcomes.WRITTEN(path=guide.path)
