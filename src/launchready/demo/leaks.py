"""What the demo's product leaves lying about; every value is made up and opens nothing."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import string
from datetime import timedelta
from functools import cache
from pathlib import Path

from msgspec.structs import replace

import launchready
from launchready.clock import Clock
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.demo.image import write_image
from launchready.demo.places import DOMAIN
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillFinding, DrillRecord, DrillResult
from launchready.facts.rotation import Rotation, RotationLedger
from launchready.secrets.customer_data import luhn
from launchready.secrets.ledger import PROVIDER, write_ledger

LOG, BUILD_LOG = "logs/portal.log", "logs/build.log"
KEY = "ops/deploy.key"
MAP = "dist/app.js.map"
IMAGE = "image.tar"


@cache
def payment_key(_purpose: str) -> str:
    """Make up a live key of the payment provider; the same for a purpose in this process."""
    alphabet = string.ascii_letters + string.digits
    made = "".join(secrets.choice(alphabet) for _ in range(24))
    return f"sk_live_{made}"


def tracked(faults: Faults) -> dict[str, str]:
    """Give the files that git keeps and should not."""
    files = {}
    if faults.secret_in_tree:
        key = payment_key("tree")
        files["ops/smoke.py"] = f'KEY = "{key}"\nprint("charging 1 cent with", KEY[:7])\n'
    if faults.env_file_committed:
        files[".env.production"] = f"PORTAL_MODE=production\nMAIL_FROM=hello@{DOMAIN}\n"
    return files


def once_committed(faults: Faults) -> dict[str, str]:
    """Give the files that only an old commit holds."""
    if not faults.secret_in_history:
        return {}
    return {"portal/payments.py": f'import stripe\n\nstripe.api_key = "{payment_key("old")}"\n'}


def write(folder: Path, faults: Faults) -> None:
    """Write what git does not keep: logs, a source map, an image and, by a switch, a key."""
    (folder / "logs").mkdir(exist_ok=True)
    (folder / LOG).write_text("".join(f"{line}\n" for line in log_lines(faults)))
    (folder / BUILD_LOG).write_text("".join(f"{line}\n" for line in build_lines(faults)))
    sources = "export const base = '/api';\n"
    if faults.secret_in_source_map:
        sources += f"// const stripe = Stripe('{payment_key('map')}');\n"
    source_map = {"version": 3, "sources": ["../src/api.ts"], "sourcesContent": [sources],
                  "names": [], "mappings": "AAAA"}  # fmt: skip
    (folder / "dist").mkdir(exist_ok=True)
    (folder / MAP).write_text(json.dumps(source_map))
    environment = {"PATH": "/usr/local/bin:/usr/bin", "PORTAL_MODE": "production"}
    if faults.secret_in_container:
        environment["STRIPE_KEY"] = payment_key("image")
    write_image(folder / IMAGE, {"srv/acme/portal/__init__.py": ""}, environment)
    key = folder / KEY
    key.unlink(missing_ok=True)
    if faults.key_readable_by_all:
        key.touch(mode=0o600)
        key.write_text(private_key())
        key.chmod(0o644)


def write_evidence(folder: Path, faults: Faults) -> None:
    """Write what is kept beside the manifest: an old leak's rotation, and a canary's flight."""
    shutil.rmtree(folder / STATE_FOLDER / "drills" / "log-canary", ignore_errors=True)
    entry = Rotation(
        hash=secrets.token_hex(8),
        name="Stripe live secret key",
        rule="stripe-secret-key",
        places=("portal/payments.py:12",),
        opened="2026-06-08",
        owner=f"founder@{DOMAIN}",
        variable="PAYMENTS_SIGNING_KEY",
        replaced_on="2026-06-08",
    )
    if not faults.rotation_open:
        entry = replace(entry, dead_on="2026-06-08", dead_by=PROVIDER)
    write_ledger(folder, RotationLedger((entry,)))
    caught = faults.canary_caught
    keep(
        folder,
        DrillRecord(
            drill="log-canary",
            product=DOMAIN,
            environment="production",
            started_at=Clock.system().now - timedelta(days=7),
            duration_s=10.2,
            result=DrillResult.FAILED if caught else DrillResult.PASSED,
            summary="the logs hold: password" if caught else "none of it is in the logs",
            findings=(DrillFinding(f"{LOG}:88", "holds the password"),) if caught else (),
            launchready=launchready.__version__,
        ),
    )


def log_lines(faults: Faults) -> list[str]:
    """Write a morning of the portal's log."""
    lines = []
    for minute in range(40):
        request = secrets.token_hex(8)
        at = f"2026-11-02T09:{minute:02d}:{7 * minute % 60:02d}.184Z"
        lines.append(f"{at} INFO request={request} GET /dashboard 200 {11 + minute % 7} ms")
    at = "2026-11-02T09:41:00.020Z"
    for left_out, level, rest in (
        (faults.sign_ins_unlogged, "WARN", "POST /login 401 user_id=1482"),
        (faults.payments_unlogged, "WARN", "job=charge payment declined: insufficient_funds"),
        (faults.webhooks_unlogged, "WARN", "POST /webhooks/payments 401 webhook unsigned"),
        (faults.errors_bare, "ERROR", "GET /reports/monthly 500 TimeoutError user_id=1482"),
    ):
        if not left_out:
            lines.append(f"{at} {level} request={secrets.token_hex(8)} {rest}")
    if faults.errors_bare:
        lines.append("ERROR something went wrong")
    if faults.password_logged:
        guess = secrets.token_urlsafe(9)
        lines.append(f"{at} DEBUG sign-in failed: user_id=1482 password={guess}")
    if faults.card_logged:
        lines.append(f"{at} DEBUG charge user_id=1482 card={card_number()} amount=4900")
    return lines


def build_lines(faults: Faults) -> list[str]:
    """Write the log of a build."""
    lines = ["+ make test", "24 passed in 3.1s", "+ make deploy"]
    if faults.secret_in_build_log:
        lines.append(f"+ curl --user {payment_key('log')}: https://api.stripe.com/v1/balance")
    return [*lines, "released 2026.11.2"]


def card_number() -> str:
    """Make up a card number whose check digit holds."""
    body = "4" + "".join(secrets.choice("0123456789") for _ in range(14))
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def private_key() -> str:
    """Make up what looks like a private key and is none: nobody's door has this lock."""
    body = base64.b64encode(b"openssh-key-v1\0" + secrets.token_bytes(240)).decode()
    lines = [body[start : start + 70] for start in range(0, len(body), 70)]
    middle = "\n".join(lines)
    name = "OPENSSH PRIVATE KEY"
    return f"-----BEGIN {name}-----\n{middle}\n-----END {name}-----\n"
