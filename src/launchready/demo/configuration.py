"""How the demo's product is configured: its settings, its environment contract, its runbook."""

from __future__ import annotations

import secrets
from pathlib import Path

from msgspec import Struct

from launchready.demo.faults import Faults
from launchready.demo.places import APP, DOMAIN
from launchready.environment.contract import quick_contract
from launchready.environment.example import write_example
from launchready.environment.runbook import write_runbook

ENV_FILES = ("ops/staging.env", "ops/production.env")


class _Variable(Struct, frozen=True):
    type: str
    describe: str
    secret: bool = True
    more: str = ""


ENV = {
    "DATABASE_URL": _Variable("url", "Postgres of the portal"),
    "SESSION_KEY": _Variable("base64", "Signs sessions"),
    "PAYMENTS_SIGNING_KEY": _Variable("str", "Shared with the payment provider"),
    "POSTMARK_TOKEN": _Variable("str", "Sends the mail"),
    "LOG_LEVEL": _Variable(
        "enum",
        "How much is logged",
        secret=False,
        more='values = ["info", "warning"]\ndefault = "info"\n',
    ),
    "RELEASE": _Variable("str", "Commit that runs", secret=False, more='default = "dev"\n'),
}

SETTINGS = '''\
"""Settings, read and checked once, when the portal starts."""

import os
import sys

REQUIRED = ({required})

missing = [name for name in REQUIRED if not os.environ.get(name)]
if missing:
    sys.exit(f"not set: {{', '.join(missing)}}")

'''
UNCHECKED = '''\
"""Settings, read when they are needed."""

import os

'''


def _contract(faults: Faults) -> dict[str, _Variable]:
    """Give what is declared; the code reads it, too, but for the faults below."""
    declared = dict(ENV)
    if faults.env_undocumented:
        declared = {"DATABASE_URL": ENV["DATABASE_URL"]}
    if faults.env_name_vague:
        declared["API_KEY"] = declared.pop("POSTMARK_TOKEN")
    if faults.env_secret_public:
        declared["VITE_SIGNING_KEY"] = declared.pop("PAYMENTS_SIGNING_KEY")
    if faults.release_untold:
        del declared["RELEASE"]
    if faults.env_unused:
        declared["MAILGUN_TOKEN"] = _Variable("str", "Sent the mail until June")
    if faults.env_unexplained:
        declared["LOG_LEVEL"] = _Variable("enum", "", secret=False, more=ENV["LOG_LEVEL"].more)
    return declared


def env_tables(faults: Faults) -> list[str]:
    """Write the `[env]` tables of the manifest."""
    tables = []
    for name, each in _contract(faults).items():
        rotate = "provider console; owner ops" if each.secret else ""
        if faults.rotation_unwritten and name == "SESSION_KEY":
            rotate = ""
        required = "default" not in each.more
        tables.append(
            f"[env.{name}]\nrequired = {str(required).lower()}\n"
            f'secret = {str(each.secret).lower()}\ntype = "{each.type}"\n'
            f'in = ["production", "staging"]\ndescribe = "{each.describe}"\n'
            f'rotate = "{rotate}"\n{_lives(name, faults) if each.secret else ""}{each.more}'
        )
    return tables


def _lives(name: str, faults: Faults) -> str:
    in_chat = faults.secrets_in_chat and name == "SESSION_KEY"
    where = "pinned in Slack" if in_chat else "1Password, vault Production"
    return f'lives = "{where}"\n'


def settings(faults: Faults) -> str:
    """Write the module of settings."""
    names = [name for name, each in ENV.items() if each.secret]
    renamed = {}
    if faults.env_name_vague:
        renamed["POSTMARK_TOKEN"] = "API_KEY"  # noqa: S105 -- a name
    if faults.env_secret_public:
        renamed["PAYMENTS_SIGNING_KEY"] = "VITE_SIGNING_KEY"
    names = [renamed.get(name, name) for name in names]
    if faults.env_not_validated:
        text = UNCHECKED + "".join(f'{name} = os.environ.get("{name}")\n' for name in names)
    else:
        quoted = ", ".join(f'"{name}"' for name in names)
        text = SETTINGS.format(required=quoted)
        text += "".join(f'{name} = os.environ["{name}"]\n' for name in names)
    text += 'LOG_LEVEL = os.environ.get("LOG_LEVEL", "info")\n'
    if not faults.release_untold:
        text += 'RELEASE = os.environ.get("RELEASE", "dev")\n'
    if faults.secret_has_default:
        text = text.replace('os.environ["SESSION_KEY"]', 'os.environ.get("SESSION_KEY", "dev")')
    if faults.debug_on:
        text += "DEBUG = True\n"
    if faults.host_in_code:
        text += f'PUBLIC_URL = "https://{APP}/"\n'
    if faults.env_outside_contract:
        text += 'REPORT_ROWS = int(os.environ.get("REPORT_ROWS", "500"))\n'
    return text


def tracked(faults: Faults) -> dict[str, str]:
    """Write settings, example, runbook and, where a switch says so, a seed."""
    product = f'[product]\nname = "Acme Portal"\ndomain = "{DOMAIN}"\n'
    contract = quick_contract("\n".join([product, *env_tables(faults)]))
    example = write_example(contract)
    if faults.env_outside_contract:
        example += "\n# Rows of a report\n# REPORT_ROWS=500\n"
    texts = {"portal/settings.py": settings(faults), ".env.example": example}
    if not faults.runbook_missing:
        texts["docs/secrets.md"] = write_runbook(contract, "Acme Portal")
    if faults.seed_known_password:
        texts["portal/seed.py"] = (
            "from portal.accounts import create_account\n\n"
            f'create_account("admin@{DOMAIN}", password="admin")\n'
        )
    return texts


def write_values(folder: Path, faults: Faults) -> None:
    """Write, where a switch says so, files of values, which git ignores."""
    shared = secrets.token_urlsafe(32)
    for name in ENV_FILES:
        own = secrets.token_urlsafe(32)
        (folder / name).unlink(missing_ok=True)
        if faults.secret_shared:
            (folder / name).write_text(f"SESSION_KEY={shared}\nPOSTMARK_TOKEN={own}\n")
