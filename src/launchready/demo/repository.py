"""The demo's repository: what a small product's source folder holds, as files on disk."""

from __future__ import annotations

from pathlib import Path

from launchready.demo import configuration, leaks, operations
from launchready.demo.faults import Faults
from launchready.demo.git_history import Commit, write_history
from launchready.demo.places import API, APP, DOMAIN
from launchready.demo.product.assets import files as frontend
from launchready.demo.product.assets import names

LEFT_BEHIND = (
    "docs/incident.md",
    "ops/smoke.py",
    ".env.production",
    "docs/secrets.md",
    "portal/seed.py",
)
"""Files that not every twin has."""

DIGEST = "sha256:" + "6f3c1b0a" * 8

DOCKERFILE = """\
FROM {base}
WORKDIR /srv/acme
COPY requirements.lock .
RUN pip install --require-hashes --no-cache-dir -r requirements.lock
COPY . .
RUN useradd --system acme
USER acme
HEALTHCHECK CMD ["python", "-m", "portal.health"]
CMD ["python", "-m", "portal"]
"""

LOCK = """\
starlette==1.0.0 \\
    --hash=sha256:{digest}
sqlalchemy==2.0.44 \\
    --hash=sha256:{digest}
"""

WORKFLOW = """\
name: deploy
on:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
      - run: make test
  deploy:
    needs: test
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
      - run: make deploy
"""

MAKEFILE = """\
deploy:
\t./ops/release.sh "$(shell git rev-parse --short HEAD)"

rollback:
\t./ops/release.sh --previous

test:
\tpython -m pytest

.PHONY: deploy rollback test
"""

RELEASE_SCRIPT = """\
#!/bin/sh
set -eu
docker build --tag "acme-portal:$1" .
docker run --rm --env-file /etc/acme/env "acme-portal:$1" alembic upgrade head
docker service update --image "acme-portal:$1" acme-portal
"""

MIGRATION = '''\
"""Make the table of accounts."""

from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("accounts", sa.Column("id", sa.BigInteger, primary_key=True))


def downgrade() -> None:
    op.drop_table("accounts")
'''

README = f"""\
# Acme Portal

The dashboard at https://{APP}, its API at https://{API}, and {DOMAIN}.

## Deploy

`make deploy` builds the image, runs the migrations and replaces the running service;
the CI workflow does the same on every push to main.  `make rollback` takes it back.

## Settings

Every variable is in `.env.example`; the portal refuses to start when one is missing.
"""


def write_repository(folder: Path, faults: Faults) -> None:
    """Write the repository into a folder, which is made."""
    pinned = f"python:3.12.8-slim@{DIGEST}"
    tracker = "" if faults.errors_untracked else ', "sentry-sdk"'
    texts = {
        "Dockerfile": DOCKERFILE.format(
            base="python:latest" if faults.image_unpinned else pinned
        ),
        "pyproject.toml": '[project]\nname = "acme-portal"\nversion = "2026.11.2"\n'
        f'dependencies = ["starlette", "sqlalchemy", "alembic"{tracker}]\n',
        "requirements.lock": LOCK.format(digest="0a1b2c3d" * 8),
        "Makefile": MAKEFILE,
        "ops/release.sh": RELEASE_SCRIPT,
        ".github/workflows/deploy.yml": WORKFLOW,
        ".gitignore": ".env\n*.env\n*.key\n*.tar\n__pycache__/\ndist/\nlogs/\n",
        ".dockerignore": ".env\n*.env\n.git\n*.key\n*.tar\nlogs/\n",
        "README.md": README,
        "alembic.ini": "[alembic]\nscript_location = migrations\n",
        "migrations/versions/0001_accounts.py": MIGRATION,
        "portal/__init__.py": "",
    }
    left_out = [f"dist/{names()[1]}.map"]
    if faults.no_lockfile:
        left_out.append("requirements.lock")
        texts["Dockerfile"] = texts["Dockerfile"].replace("requirements.lock", "pyproject.toml")
        texts["Dockerfile"] = texts["Dockerfile"].replace(
            "--require-hashes --no-cache-dir -r pyproject.toml", "starlette sqlalchemy alembic"
        )
    if faults.deploy_command_gone:
        texts["Makefile"] = MAKEFILE.replace("deploy", "ship")
    if faults.no_ci:
        left_out += [".github/workflows/deploy.yml", "Makefile"]
    texts |= configuration.tracked(faults) | leaks.tracked(faults) | operations.tracked(faults)
    left_out += [name for name in LEFT_BEHIND if name not in texts]
    for name, text in texts.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for name in left_out:  # another twin may have stood in this folder before
        (folder / name).unlink(missing_ok=True)
    configuration.write_values(folder, faults)
    leaks.write(folder, faults)
    kept = {name: text for name, text in texts.items() if name not in left_out}
    began = kept | leaks.once_committed(faults) | {"README.md": "# Acme Portal\n"}
    write_history(folder, [Commit("Start", began), Commit("Say how it is deployed", kept)])
    dist = folder / "dist"
    dist.mkdir(exist_ok=True)
    for name, (_, content) in frontend(faults).items():
        (dist / name).write_bytes(content)
