"""Every variable of the contract is used by something.

Why it matters: a key that nothing uses is still valid at its provider, still has to be rotated,
and still makes a start fail where it is missing; and whoever looks for the real one finds it.

How to fix: see whether {names} is still needed; if not, take it out of [env], of .env.example
and of every environment, and revoke the key at its provider. If a library reads it by itself,
say so in `describe`, and defer this in [[decisions]].

References: NIST SP 800-57 part 1 rev. 5, section 8.3 (post-operational phase of keys)
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Repository,
    RepositoryFacts,
    Verdict,
    cannot_tell,
    compare,
    fails,
    not_applicable,
    passes,
    read_by_libraries,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    ALL_USED = passes("all {count} variables of [env] are used")
    UNUSED = fails(Impact.LOW, "nothing in the repository uses: {names}")
    NO_CONTRACT = not_applicable("launchready.toml has no [env]")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")
    NO_CODE = cannot_tell("no code was found that reads any variable")


def judge(repository: Repository, facts: RepositoryFacts, manifest: Manifest) -> Verdict:
    """Look for each variable in code, containers, Compose, CI, and the manifest itself."""
    if not manifest.env:
        return Outcomes.NO_CONTRACT()
    compared = compare(facts.environment, manifest.env, manifest.named_variables)
    if facts.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
    if not compared.read and not manifest.named_variables:
        return Outcomes.NO_CODE()
    unused = [name for name in compared.unused if not read_by_libraries(name)]
    if unused:
        shown = unused[:8] + ([f"and {len(unused) - 8} more"] if unused[8:] else [])
        return Outcomes.UNUSED(names=shown, all_names=unused)
    return Outcomes.ALL_USED(count=len(manifest.env))
