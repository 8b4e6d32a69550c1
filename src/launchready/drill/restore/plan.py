"""What the restore drill will do, from the manifest alone."""

from __future__ import annotations

from launchready.drill.plan import Plan
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Manifest, Recovery


def source_variables(manifest: Manifest) -> tuple[str, str]:
    """Name the variables with the URL that is read, and the one that the product reads.

    Raises:
        CannotSee: no database is declared.
    """
    recovery, database = manifest.recovery or Recovery(), manifest.database
    product = database.url_env if database else recovery.url_env
    if not product:
        raise CannotSee("no database is declared: name the variable with its URL in [database]")
    return recovery.url_env or product, product


def plan_restore(manifest: Manifest, limit_min: float) -> Plan:
    """Announce the drill.

    Raises:
        CannotSee: no database is declared.
    """
    recovery = manifest.recovery or Recovery()
    variable, product = source_variables(manifest)
    if recovery.backups:
        backup = f"takes the newest file that matches {recovery.backups}"
    elif recovery.fetch:
        backup = f"runs `{recovery.fetch}`, which brings the newest backup"
    else:
        backup = "takes a backup with pg_dump, of the same moment"
    steps = [
        f"reads every table of the database in ${variable}, in a transaction that cannot write",
        backup,
        "restores it into a Postgres of its own on this machine, and compares the two",
    ]
    if recovery.command:
        seen = f"smoke-tests it by {recovery.smoke}" if recovery.smoke else "sees how it ends"
        steps.append(
            f"runs `{recovery.command}` with the restored database as ${product}; {seen}"
        )
    return Plan(
        "restore",
        tuple(steps),
        (
            f"{limit_min:g} minutes; the source holds back VACUUM as long as it is read",
            "what the backup says is run by no psql and by no superuser",
        ),
        "nothing: the Postgres, its files and the backup's copy are removed",
    )
