"""The way back from disaster: backups, and whom to call."""

from __future__ import annotations

from pydantic import Field, PositiveInt, model_validator

from launchready.manifest.tables.values import EnvName, Table


class Recovery(Table):
    """How the database is backed up and brought back; `launchready drill restore` tries it."""

    kept: str = ""
    """In words: what makes backups, how often, where they lie and for how long."""
    backups: str = ""
    """Pattern of dump files, relative to the manifest; the newest is the backup."""
    fetch: str = ""
    """Command that writes the newest backup to the file named by $LAUNCHREADY_BACKUP."""
    url_env: EnvName | None = None
    """Variable with the URL of a role that may read everything; default: that of [database]."""
    append_only: tuple[str, ...] = ()
    """Tables ("public.invoices", * for a part) whose rows never change once written."""
    command: str = ""
    """Starts the product against the restored database, whose URL is in [database] url_env."""
    smoke: str = ""
    """Manifest by which the product that `command` starts is smoke-tested; without one, the
    command itself ends with 0 where it works."""
    rto_minutes: PositiveInt | None = None
    """How long it may take until the product works again."""
    rpo_minutes: PositiveInt | None = None
    """How much of the newest data may be lost: the age that a backup may have."""

    @model_validator(mode="after")
    def _one_backup(self) -> Recovery:
        if self.backups and self.fetch:
            raise ValueError('either "backups" or "fetch" says where the backup is')
        if self.smoke and not self.command:
            raise ValueError('"smoke" needs "command", which starts the product')
        return self


class Contact(Table):
    """Who is called when the product is down, in the order of the file."""

    name: str = Field(min_length=1)
    role: str = ""
    """What this person, or provider, can do about it."""
    reach: str = ""
    """How people reach them: a telephone number, a support address, a contract's number."""
    channel: str = ""
    """Name of the `[[channels]]` entry by which the drill calls them."""
    wait_min: float = Field(default=5.0, gt=0, le=120)
    """Minutes without an answer before the next one is called."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Contact:
        if not (self.reach or self.channel):
            raise ValueError('needs "reach", "channel" or both')
        return self
