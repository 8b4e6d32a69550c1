"""Every environment variable that the code reads is written down.

Why it matters: a variable that only one person's machine knows of is missing on the next
deployment, and the product fails where nobody looks: at the first payment or the first mail.

How to fix: add {names} to .env.example, each with a comment and without its value; better,
declare each as [env.NAME] in launchready.toml, with whether it is required and secret.

References: The Twelve-Factor App, III (config in the environment)
"""

import re

from launchready.checks.api import (
    EnvName,
    EnvSource,
    Impact,
    Manifest,
    Outcome,
    Repository,
    RepositoryFacts,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

SET_BY_OTHERS = re.compile(
    r"PATH|HOME|USER|SHELL|LANG|LC_\w+|TZ|TERM|PWD|TMPDIR|TMP|TEMP|HOSTNAME|EDITOR|DISPLAY"
    r"|CI|PORT|HOST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL|RAILS_ENV|RACK_ENV|APP_ENV|MIX_ENV"
    r"|PYTEST_\w+|PYTHON\w+|VIRTUAL_ENV|NO_COLOR|FORCE_COLOR|NEXT_RUNTIME|NEXT_PHASE|NODE_OPTIONS"
    r"|DJANGO_SETTINGS_MODULE|RAILS_LOG_TO_STDOUT|RAILS_MAX_THREADS|BUNDLE_\w+|npm_\w+"
    r"|GITHUB_\w+|GITLAB_\w+|CI_\w+|RUNNER_\w+|VERCEL(_\w+)?|NETLIFY|DEPLOY_PRIME_URL|CONTEXT"
    r"|FLY_\w+|RENDER(_\w+)?|RAILWAY_\w+|HEROKU_\w+|DYNO|KUBERNETES_\w+|AWS_REGION"
    r"|AWS_LAMBDA_\w+|AWS_EXECUTION_ENV|K_SERVICE|K_REVISION|GAE_\w+|SSH_\w+|XDG_\w+"
)
"""Given by the system, the framework or the platform: nobody has to set them."""


class Outcomes:
    """What the check can find."""

    DOCUMENTED = passes("all {count} variables that the code reads are documented in {where}")
    UNDOCUMENTED = fails(
        Impact.HIGH,
        "{missing} of {count} variables that the code reads are documented nowhere: {names}",
    )
    OPTIONAL_UNDOCUMENTED = fails(
        Impact.LOW,
        "{missing} variables that have defaults are written down nowhere: {names}",
    )
    NONE_READ = not_applicable("no environment variable was found that the code reads")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(repository: Repository, facts: RepositoryFacts, manifest: Manifest) -> Verdict:
    """Compare what the code reads with .env.example and [env]."""
    used = {
        name: each
        for name, each in facts.names_in(EnvSource.CODE).items()
        if not SET_BY_OTHERS.fullmatch(name)
    }
    known = set(facts.names_in(EnvSource.EXAMPLE)) | set(manifest.env)
    missing = [each for name, each in used.items() if name not in known]
    needed = [each for each in missing if not each.has_default]
    if needed:
        return _verdict(Outcomes.UNDOCUMENTED, needed, len(used))
    if missing:
        return _verdict(Outcomes.OPTIONAL_UNDOCUMENTED, missing, len(used))
    if facts.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
    if not used:
        return Outcomes.NONE_READ()
    where = [*facts.example_files, *(["launchready.toml"] if manifest.env else [])]
    return Outcomes.DOCUMENTED(count=len(used), where=where)


def _verdict(outcome: Outcome, missing: list[EnvName], count: int) -> Verdict:
    shown = [each.name for each in missing[:8]]
    if missing[8:]:
        shown.append(f"and {len(missing) - 8} more")
    return outcome(
        missing=len(missing), count=count, names=shown, read_at=[each.place for each in missing]
    )
