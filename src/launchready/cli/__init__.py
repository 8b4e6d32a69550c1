"""The command line: one module per command, each importing its machinery when it runs."""

from __future__ import annotations

import gc
import sys

import click

import launchready
from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "init": "Look at a domain and a repository, and write launchready.toml.",
    "audit": "Audit a product and decide whether to launch.",
    "plan": "Plan the next sprint: what to fix now, what can wait, in which order.",
    "decide": "Walk through the open risks, and write what is decided into launchready.toml.",
    "dns": "Show where each entry point of a domain leads.",
    "email": "Look at mail: reports, messages, records, and the way to enforcement.",
    "manifest": "Check launchready.toml alone, without looking at the product.",
    "secrets": "Find secrets in files, in git's whole history, in builds and logs.",
    "env": "Hold environment variables against the contract in launchready.toml.",
    "smoke": "Visit the product as a customer does, right after a deployment.",
    "perf": "Read each declared route a bounded number of times, and say how fast it is.",
    "drill": "Try out in practice what no audit can see; acts on the product.",
    "ai": "Try what the product's AI assistants can be talked into.",
    "handover": "Write what a stranger needs to run the product: one folder, one HTML file.",
    "fleet": "Audit many products, and make one table and a page for each.",
    "explain": "Explain a check: why it matters, how to fix it.",
    "schema": "Print the JSON Schema of launchready.toml or of the JSON report.",
    "watch": "Watch what the manifest declares, and tell people when it is down.",
    "release": "Tell of deployments, and see what each release did to p95 and errors.",
    "demo": "Audit a broken and a ready product on this machine.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready audit example.com       what can be seen from outside
  launchready init example.com        write a first launchready.toml
  launchready audit                   hold the product against launchready.toml
  launchready audit --stage domain    one stage only
  launchready explain domain/hsts     what a finding means

\b
Exit status of audit: 0 nothing at or above --fail-on; 1 something is;
2 the command or the manifest is wrong; 3 the minimum bar could not be seen;
4 a fault in launchready itself.
"""


@click.group(
    cls=LazyGroup,
    package=__name__,
    words=COMMANDS,
    epilog=EPILOG,
    context_settings={"max_content_width": 96},
)
@click.version_option(launchready.__version__, "-V", "--version", package_name="launchready")
def cli() -> None:
    """Say whether a product is ready to launch, and what to fix first.

    launchready holds what a product is against what its founder wrote down that it
    should be, in launchready.toml.  Audits only read; nothing unseen is called good.
    """


def main() -> None:
    """Run the command line; a closed pipe ends it quietly, a fault of ours with 4."""
    # Imports and audits make many objects and few circles: looking for them every 700
    # objects takes a fifteenth of an audit.
    gc.set_threshold(50_000, 10, 10)
    if sys.argv[1:2] == ["audit"]:
        # It keeps what it makes until its report is written, and ends: nothing to be freed.
        gc.disable()
    try:
        cli(prog_name="launchready")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:  # the last line of defence
        if "--debug" in sys.argv:
            raise
        from launchready.audit.gather import describe_fault

        # Without the message, which may quote what must not be shown.
        click.echo(
            f"a fault in launchready, not in the product: {describe_fault(error).error}\n"
            "Run again with --debug and report what it prints.",
            err=True,
        )
        sys.exit(4)
    finally:
        # The interpreter's own end would look through all of it twice more.
        gc.freeze()
