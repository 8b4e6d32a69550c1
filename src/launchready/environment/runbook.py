"""Writes the runbook for adding and rotating each key, from the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from launchready.environment.contract import Contract, Variable


class ProviderSteps(NamedTuple):
    """What a provider's documentation says of its keys.

    Attributes:
        provider: as it writes itself.
        rotate: how one of its keys is replaced, as plain steps or a page.
        docs: page that documents the key.
    """

    provider: str
    rotate: str
    docs: str


Steps = Callable[[str], ProviderSteps | None]
"""Gives what is known of the provider that a variable's name speaks of."""

INTRODUCTION = """\
# Secrets of {product}

Where each secret is, what it is for, how it is added and how it is rotated.
Written by `launchready env runbook` from launchready.toml; change it there, and write it anew.

**No value belongs in this file**, in a ticket, or in a chat. Values are in the environment of
each deployment and in the password manager, and nowhere else.

## A key has leaked

1. Rotate it first, by its section below. Do not wait for the history to be cleaned.
2. Look in the provider's log for requests that are not yours, since the day it leaked.
3. Then find how it got out: `launchready audit --stage secrets`.
4. Write down when it leaked, when it was replaced, and what it could reach.

## Add a key

1. Declare it as `[env.NAME]` in launchready.toml: type, `secret = true`, `in`, `describe`, and
   `rotate` with who does it.
2. Make one key for each environment, with the least that it needs to be allowed.
3. Set it in {environments}.
4. See that nothing is missing: `launchready env check --in production --from FILE`.
5. Write this runbook and the example anew: `launchready env runbook --out FILE --force`,
   `launchready env example --force`.

## Rotate a key

1. Make the new key beside the old one, where the provider allows two.
2. Set it in staging, deploy, and see it work.
3. Set it in production, deploy, and see it work.
4. Revoke the old key. See that it is dead: a request with it must be refused.
5. See that staging and production differ: `launchready env diff staging production`.

A key is rotated when somebody who knew it leaves, when it was seen where it does not belong,
and at the latest after a year.
"""


def write_runbook(contract: Contract, product: str, steps: Steps = lambda _: None) -> str:
    """Write the runbook, as Markdown.

    Args:
        contract: its secrets get a section each; other variables are listed.
        product: its name.
        steps: what is known of providers.
    """
    secrets = [each for each in contract.variables.values() if each.secret]
    plain = [each for each in contract.variables.values() if not each.secret]
    environments = " and ".join(contract.environments)
    parts = [INTRODUCTION.format(product=_text(product), environments=environments)]
    if secrets:
        parts.append("## The secrets\n\n" + "\n".join(_table(secrets)))
        parts += [_section(each, steps(each.name)) for each in secrets]
    if plain:
        parts.append("## Settings that are no secrets\n\n" + "\n".join(_list(plain)))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _table(secrets: list[Variable]) -> Iterator[str]:
    yield "| variable | what for | in | kept in | rotated by |"
    yield "| --- | --- | --- | --- | --- |"
    for each in secrets:
        where = ", ".join(each.in_) or "every environment"
        cells = (_text(each.describe), _text(where), _text(each.lives), _text(each.rotate))
        yield f"| `{each.name}` | {' | '.join(cell or '**not said**' for cell in cells)} |"


def _section(variable: Variable, known: ProviderSteps | None) -> str:
    lines = [f"### {variable.name}", ""]
    lines.append(
        _text(variable.describe) or "**What it is for is not said in launchready.toml.**"
    )
    lines += ["", f"- **Where**: {', '.join(variable.in_) or 'every environment'}"]
    lines.append(
        f"- **Kept in**: {_text(variable.lives) or '**not said in launchready.toml**'}"
    )
    lines.append(f"- **Form**: {_form(variable)}")
    lines.append(
        f"- **Rotate**: {_text(variable.rotate) or '**not said in launchready.toml**'}"
    )
    if known is not None:
        lines.append(f"- **At {_text(known.provider)}**: {known.rotate} ({known.docs})")
    needed = "refuses to start" if variable.must_be_set else "goes on"
    lines.append(f"- **Without it** the product {needed}.")
    return "\n".join(lines)


def _form(variable: Variable) -> str:
    words = ["text" if variable.type == "str" else variable.type]
    if variable.min_length:
        words.append(f"at least {variable.min_length} characters")
    if variable.pattern:
        words.append(f"matches `{variable.pattern}`")
    return ", ".join(words)


def _list(plain: list[Variable]) -> Iterator[str]:
    for each in plain:
        default = f" (default `{each.default}`)" if each.default else ""
        yield f"- `{each.name}`: {_text(each.describe) or each.type}{default}"


def _text(words: str) -> str:
    """Put words on one line that no table is broken by."""
    return " ".join(words.split()).replace("|", "\\|")
