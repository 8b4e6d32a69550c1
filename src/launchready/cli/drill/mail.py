"""`launchready drill mail`: whether the product's own mails arrive as they should."""

from __future__ import annotations

import click

from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill mail --dry-run            what it would trigger, and where it looks
  launchready drill mail staging.toml --yes   without asking, for CI
  launchready drill mail --really             on the live product

\b
The manifest says which mails there are ([[mails]]) and where to look for them
([[mailboxes]]): real mailboxes by IMAP, or the built-in catcher on staging.

\b
Exit status: 0 every mail came and is as it should be; 1 something is wrong; 3 some
could not be triggered or looked for.
"""


@click.command("mail", epilog=EPILOG)
@drill_options
def command(
    *, manifest: str | None, yes: bool, really: bool, dry_run: bool, format_: str
) -> None:
    """Let the product send its own mails, and judge what arrives in each mailbox.

    Each mail is triggered through its declared route, at an address with this run's mark;
    what arrives is judged as the receiver saw it and as it verifies here.  One table says
    which mail passed at which provider.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.mail.recipients import make_token
    from launchready.drill.mail.run import plan_mail, send_mails
    from launchready.facts.base import CannotSee

    target, token = find_target(manifest), make_token()
    try:
        plan = plan_mail(target.manifest, token)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error

    async def work() -> Outcome:
        network = open_network(target.manifest, target.folder)
        return await send_mails(target.manifest, network, token, say=say)

    def say(line: str) -> None:
        click.echo(line, err=True)

    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
