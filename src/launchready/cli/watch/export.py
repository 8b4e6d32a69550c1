"""`launchready watch export`: what is watched, for Prometheus and blackbox_exporter."""

from __future__ import annotations

import click

EPILOG = """\b
Examples:
  launchready watch export > launchready.rules.yml              for rule_files
  launchready watch export --format targets > targets.json      for file_sd_configs

\b
Rules stand on the running monitor's /metrics.  Targets name blackbox_exporter's
modules in the label "module", to be relabelled to __param_module.
"""


@click.command("export", epilog=EPILOG)
@click.option("--manifest", metavar="PATH", help="launchready.toml, or its folder.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["rules", "targets"]),
    default="rules",
    show_default=True,
)
def command(*, manifest: str | None, format_: str) -> None:
    """Write alerting rules for Prometheus, or targets for blackbox_exporter."""
    from launchready.cli.subject import find_target
    from launchready.report.plain import plain
    from launchready.watch.exchange import prometheus

    declared = find_target(manifest).manifest
    if not declared.monitors:
        raise click.UsageError("the manifest declares no [[monitors]]")
    if format_ == "rules":
        click.echo(prometheus.rules(declared), nl=False)
        return
    text, without = prometheus.targets(declared)
    click.echo(text, nl=False)
    for name in without:
        click.echo(f"left out: {plain(name, 100)}: no module looks at such a thing", err=True)
