"""A deployment can be repeated from scratch, with no manual clicks.

Why it matters: the first fix after launch is deployed in a hurry. When that takes somebody's
memory and a console, it goes wrong, or waits for the one person who knows; and where versions
are not fixed, the same commit builds into another product tomorrow.

How to fix: let CI deploy what is merged, or write one script and name it as `command` in
[deploy]; commit the lock file of {files}, and install from it (npm ci, uv sync --locked,
bundle install --frozen, pip install --require-hashes).

References: The Twelve-Factor App, II and V; https://slsa.dev/spec/v1.0/levels;
https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
"""

from launchready.checks.api import (
    Dependencies,
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "deploy-repeatable"
EFFORT_HOURS = 4.0


class Outcomes:
    """What the check can find."""

    REPEATABLE = passes("is deployed by {how}, from fixed versions ({locks})")
    NO_DEPLOYMENT = fails(
        Impact.BLOCKER,
        "no CI file deploys it, no platform's file says that a push does, and [deploy] names "
        "no command{hint}",
        fix="Add a deploy job to CI, or write one script and name it as `command` in [deploy] "
        "of launchready.toml.",
    )
    BY_HAND = fails(
        Impact.BLOCKER,
        "is deployed by {how}, but only when somebody clicks: nothing else starts it",
        fix="Let a push to the main branch start it; or name the command that starts it (such "
        "as `gh workflow run`) as `command` in [deploy] of launchready.toml.",
    )
    NO_LOCK = fails(
        Impact.BLOCKER,
        "no lock file fixes the versions of what it names: a fresh build installs whatever is "
        "newest{detail}",
        fix="Make the lock file of {files}, commit it, and install from it alone (npm ci, uv "
        "sync --locked, bundle install --frozen, pip install --require-hashes).",
    )
    IMAGE_FLOATS = fails(
        Impact.MEDIUM,
        "is built on {image}, which means another system whenever its publisher changes it",
        fix="Name a version, and best its digest: FROM {name}:VERSION@sha256:...",
    )
    NO_MIGRATIONS = fails(
        Impact.MEDIUM,
        "talks to a database ({packages}), but holds no migrations: its tables cannot be made "
        "again from the repository",
        fix="Write the schema down as migrations with the tool of your framework, and run them "
        "in the deployment.",
    )
    NO_REPOSITORY = asks(
        "where is the source code? With [repository] in launchready.toml, it is looked whether "
        "a deployment can be repeated",
        fix="Add [repository] with its path to launchready.toml, next to a [deploy] command if "
        "CI does not deploy.",
    )
    NOT_SEEN = cannot_tell("the repository could not be read: {reason}")


def judge(
    product: Product, manifest: Manifest, repository: RepositoryFacts | Unseen
) -> Verdict | list[Verdict]:
    """Judge the way to production, then locks, images and migrations, each in its place."""
    declared = manifest.repository
    if declared is None:
        return Outcomes.NO_REPOSITORY()
    if isinstance(repository, Unseen):
        return Outcomes.NOT_SEEN(reason=repository.reason).at(declared.path)
    how, problem = _way_out(repository, manifest)
    prefix = "" if declared.path in {".", "./", ""} else f"{declared.path.rstrip('/')}/"
    verdicts = [problem.at(declared.path)] if problem else []
    verdicts += [
        _no_lock(each).at(prefix + each.path)
        for each in repository.dependencies
        if not each.pinned
    ]
    verdicts += [
        Outcomes.IMAGE_FLOATS(image=image.written, name=image.image).at(
            f"{prefix}{image.path}:{image.line}"
        )
        for image in repository.base_images
        if image.floats
    ]
    if repository.database_packages and not repository.migrations:
        packages = tuple(each.name for each in repository.database_packages)
        place = prefix + repository.database_packages[0].path
        if all(verdict.place != place for verdict in verdicts):
            verdicts.append(Outcomes.NO_MIGRATIONS(packages=packages).at(place))
    if verdicts:
        return verdicts
    if repository.truncated:
        reason = f"only a part of it was, there being {repository.truncated}"
        return Outcomes.NOT_SEEN(reason=reason).at(declared.path)
    locks = tuple(dict.fromkeys(each.lock for each in repository.dependencies))
    return Outcomes.REPEATABLE(how=how, locks=locks or "nothing to install").at(declared.path)


def _way_out(repository: RepositoryFacts, manifest: Manifest) -> tuple[str, Verdict | None]:
    """Say how it is deployed, and what is wrong with that."""
    if manifest.deploy and manifest.deploy.command.strip():
        return f"the command {manifest.deploy.command.strip()}", None
    deploying = [each for each in repository.pipelines if each.deploys]
    for each in deploying:
        if not each.by_hand:
            return f"{each.path} ({each.deploys})", None
    for file in repository.hosting:
        if file.deploys_itself:
            return f"{file.provider} on every push ({file.path})", None
    if deploying:
        how = f"{deploying[0].path} ({deploying[0].deploys})"
        return how, Outcomes.BY_HAND(how=how)
    seen = [each.partition(": ")[2] for each in repository.commands]
    hint = f"; is it {seen[0]}? Then say so there" if seen else ""
    return "", Outcomes.NO_DEPLOYMENT(
        hint=hint, pipelines=[p.path for p in repository.pipelines]
    )


def _no_lock(each: Dependencies) -> Verdict:
    detail = ""
    if each.lock_ignored:
        detail = f" ({each.lock} is there, but .gitignore keeps it out)"
    elif each.unpinned:
        names = ", ".join(each.unpinned[:5])
        detail = f" ({len(each.unpinned)} without an exact version: {names})"
    return Outcomes.NO_LOCK(detail=detail, files=each.path, unpinned=each.unpinned)
