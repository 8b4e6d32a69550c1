"""No secret is baked into a container image.

All layers are read, those whose files a later one deletes too, and the image's settings.

Why it matters: an image is copied to registries, build caches and laptops. `ARG`, `ENV` and a
copied .env stay in it whatever a later line removes, for everybody who can pull.

How to fix: rotate {name}: {rotate} Then give it at run time by the environment, at build time
by `RUN --mount=type=secret`, and list .env, .git and keys in .dockerignore. Build anew, and
delete the old tags.

References: Docker docs, Build secrets; CIS Docker Benchmark 4.10; CWE-798
"""

from launchready.checks.api import (
    ImageSecrets,
    Impact,
    Repository,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)
from launchready.checks.secret_findings import verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no secret in {texts} files of {images}")
    SECRET = fails(Impact.BLOCKER, "{name} in the image ({masked})")
    SANDBOX = fails(Impact.LOW, "{name} in the image ({masked})")
    SUSPECTED = fails(Impact.MEDIUM, "what looks like a password or key ({masked})")
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")
    NO_IMAGE = not_applicable("[repository] images names no file")


def judge(repository: Repository, image: ImageSecrets) -> Verdicts:
    """Judge what images hold."""
    if not (image.images or image.missing):
        return Outcomes.NO_IMAGE()
    said = verdicts(image.findings.found, Outcomes.SECRET, Outcomes.SANDBOX, Outcomes.SUSPECTED)
    if said:
        return said
    if image.missing:
        return Outcomes.NOT_ALL_READ(reason=f"nothing matches {', '.join(image.missing)}")
    if reason := image.findings.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    return Outcomes.CLEAN(texts=image.findings.texts, images=list(image.images))
