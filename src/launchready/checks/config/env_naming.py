"""Variables are named so that nobody can take one for another.

Why it matters: a slip of the finger between code and contract is a missing variable in
production; a KEY without its owner's name gets the wrong key; and a name that a bundler copies
into the frontend (NEXT_PUBLIC_, VITE_) gives a secret to every visitor.

How to fix: write names in capitals and underscores, whose first and then what:
STRIPE_SECRET_KEY, MAIL_API_KEY. Rename {name} in code, contract and every environment; a
secret that was in a bundle is rotated first.

References: POSIX.1-2017 section 8.1 (names of environment variables);
https://nextjs.org/docs/app/guides/environment-variables;
https://vite.dev/guide/env-and-mode; CWE-200
"""

import re

from launchready.checks.api import (
    EnvName,
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
)

MINIMUM_BAR = "env-validated"
EFFORT_HOURS = 0.5

_PUBLIC = re.compile(
    r"(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC|VUE_APP|NG_APP)_(.{1,100})"
)
_SECRET = re.compile(
    r"(?:^|_)(?:SECRET|PASSWORD|PASSWD|PRIVATE_KEY|SERVICE_ROLE(?:_KEY)?|SIGNING_KEY|ADMIN_KEY"
    r"|WEBHOOK_SECRET|DATABASE_URL)(?:_|$)"
)
_VAGUE = frozenset(
    {"KEY", "SECRET", "TOKEN", "PASSWORD", "PASS", "PWD", "API_KEY", "API_TOKEN", "API_SECRET",
     "APIKEY", "AUTH", "CREDENTIALS", "URL", "URI", "USERNAME", "LOGIN", "ID", "VALUE", "DATA",
     "CONFIG", "SETTING", "KEY1", "KEY2", "TMP_KEY", "NEW_KEY", "OLD_KEY"}
)  # fmt: skip


class Outcomes:
    """What the check can find."""

    CLEAR = passes("all {count} names are clear")
    PUBLIC_SECRET = fails(
        Impact.BLOCKER,
        "{name} is a secret by {because}, and its prefix has the bundler copy it into the "
        "frontend",
    )
    NEARLY_THE_SAME = fails(
        Impact.HIGH,
        "the code reads {name}, and [env] declares {meant}: is one of them a slip?",
        fix="Settle on one name, in the code at {place} and in [env.{meant}] of "
        "launchready.toml.",
    )
    VAGUE = fails(Impact.MEDIUM, "{name} does not say whose it is")
    ODD = fails(Impact.LOW, "{name} is not written in capitals, digits and underscores")
    NO_VARIABLES = not_applicable("neither the code nor [env] names a variable")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(
    repository: Repository, facts: RepositoryFacts, manifest: Manifest
) -> Verdict | list[Verdict]:
    """Judge every name that the code reads or the contract declares, each in its place."""
    compared = compare(facts.environment, manifest.env, manifest.named_variables)
    names = {name: each.place for name, each in compared.read.items()}
    names = {**dict.fromkeys(manifest.env, ""), **names}
    verdicts = []
    near = {each.name: (each, meant) for each, meant in compared.near}
    for name in sorted(names):
        verdict = _judge(name, manifest, near)
        if verdict is not None:
            verdicts.append(verdict.at(name))
    if verdicts:
        return verdicts
    if facts.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
    return Outcomes.CLEAR(count=len(names)) if names else Outcomes.NO_VARIABLES()


def _judge(
    name: str, manifest: Manifest, near: dict[str, tuple[EnvName, str]]
) -> Verdict | None:
    public = _PUBLIC.fullmatch(name)
    declared = manifest.env.get(name)
    if public and declared and declared.secret:
        return Outcomes.PUBLIC_SECRET(name=name, because="the contract")
    if public and _SECRET.search(public[1]):
        return Outcomes.PUBLIC_SECRET(name=name, because="its name")
    if name in near:
        used, meant = near[name]
        return Outcomes.NEARLY_THE_SAME(name=name, meant=meant, place=used.place)
    if name.upper() in _VAGUE:
        return Outcomes.VAGUE(name=name)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{1,99}", name):
        return Outcomes.ODD(name=name)
    return None
