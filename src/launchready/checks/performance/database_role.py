"""The role that audits look into the database with may only read.

launchready itself begins every transaction READ ONLY, whatever the role may do.

Why it matters: the variable that audits use ends up in CI and on laptops. A role that may
write, or a superuser, makes each of those places one from which everything can be changed or
deleted.

How to fix: make a role of its own with pg_monitor and SELECT (docs/database.md has the GRANTs),
and name its variable in `read_url_env` of `[database]`.

References: https://www.postgresql.org/docs/current/predefined-roles.html
"""

from launchready.checks.api import (
    Database,
    DatabaseServer,
    Impact,
    Verdict,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    READS = passes("{role} may only read")
    WRITES = fails(Impact.LOW, "{role} may change {tables}")
    SUPERUSER = fails(Impact.MEDIUM, "{role} is a superuser")


def judge(database: Database, server: DatabaseServer) -> Verdict:
    """Judge what the role could do, were it used for anything else."""
    role = server.reader
    if role.superuser:
        return Outcomes.SUPERUSER(role=role.name)
    if role.writes:
        return Outcomes.WRITES(role=role.name, tables=list(role.writes))
    return Outcomes.READS(role=role.name)
