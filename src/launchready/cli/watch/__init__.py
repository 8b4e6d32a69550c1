"""`launchready watch`: the uptime monitor, as one process that stays."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.lazy import PathOrCommand

if TYPE_CHECKING:
    from launchready.watch.service.plan import Plan

COMMANDS = {
    "import": "Bring in monitors of Uptime Kuma, Gatus or blackbox_exporter.",
    "export": "Write alerting rules for Prometheus, or targets for blackbox_exporter.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready watch                           launchready.toml here or above
  launchready watch --data-dir /var/lib/launchready --listen 0.0.0.0:8000
  launchready watch --list                    what is watched, and jobs' URLs
  launchready watch --check                   is everything set that is needed?
  curl localhost:8000/health                  is the monitor itself well?
  launchready watch --new-owner               the owner lost the password
  launchready watch import kuma-backup.json   what its monitors are here
  launchready watch export > rules.yml        alerting rules for Prometheus

\b
SIGTERM ends it cleanly, SIGHUP reads the manifest again.  Exit status: 0 it was
told to end; 2 the manifest, a variable, the folder or the port is wrong; 4 a
fault in launchready itself.
"""


@click.command("watch", cls=PathOrCommand, package=__name__, words=COMMANDS, epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".launchready/watch"),
    show_default=True,
    metavar="DIR",
    help="Where looks, incidents and alerts are kept.",
)
@click.option(
    "--listen",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="HOST:PORT",
    help="Where the dashboard, /health, /metrics, /ping and /ack are answered.",
)
@click.option(
    "--new-owner",
    is_flag=True,
    help="Print a code that makes another owner, for whoever lost the password.",
)
@click.option("--list", "list_", is_flag=True, help="List what is watched, and end.")
@click.option("--check", is_flag=True, help="Say whether all that is needed is set, and end.")
def command(
    *,
    manifest: str | None,
    data_dir: Path,
    listen: str,
    new_owner: bool,
    list_: bool,
    check: bool,
) -> None:
    """Watch what the manifest declares, and tell people when it is down."""
    try:
        import hypercorn
        import starlette  # noqa: F401
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"watching needs {error.name}: pip install 'launchready[watch]'"
        ) from error
    del hypercorn
    plan, store_url = _plan(manifest)
    if check:
        watched, channels = len(plan.setting.watched), len(plan.channels)
        click.echo(f"ready to watch {watched} monitors and tell {channels} channels")
        return
    if list_:
        click.echo(_listing(plan, data_dir, store_url))
        return
    host, port = _endpoint(listen)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
    )
    logging.getLogger("launchready.watch").setLevel(logging.INFO)
    asyncio.run(_run(manifest, plan, data_dir, store_url, (host, port), new_owner=new_owner))


def _endpoint(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise click.UsageError('--listen is HOST:PORT, such as "127.0.0.1:8000"')
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104  (":8000" says all of them)


def _plan(argument: str | None) -> tuple[Plan, str]:
    """Read the manifest and the environment it names; give the store's URL beside it."""
    import os

    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.watch.service.plan import PlanError, make_plan

    target = find_target(argument)
    network = open_network(target.manifest, target.folder)
    try:
        plan = make_plan(target.manifest, os.environ, network)
    except PlanError as error:
        raise click.UsageError("\n".join(error.problems)) from None
    if not plan.setting.watched:
        raise click.UsageError("the manifest declares no [[monitors]]")
    name = target.manifest.watch.store_env
    if name and not os.environ.get(name):
        raise click.UsageError(f"[watch] store_env: {name} is not set")
    return plan, os.environ.get(name, "") if name else ""


def _checklist(argument: str | None) -> tuple[str, ...]:
    """Read the steps of an incident from the product's own document."""
    from launchready.cli.subject import find_target
    from launchready.web.checklist import read_checklist

    target = find_target(argument)
    manifest, folder = target.manifest, target.folder.path
    root = folder / manifest.repository.path if folder and manifest.repository else None
    return read_checklist(root, manifest.monitoring.incident_checklist)


def _listing(plan: Plan, data_dir: Path, store_url: str) -> str:
    from launchready.watch.service.opening import ping_paths

    paths = ping_paths(data_dir, store_url, list(plan.heartbeats))
    start = plan.public_url.rstrip("/")
    lines = []
    for name, each in plan.setting.watched.items():
        beat = plan.heartbeats.get(name)
        period = (beat.period_ms if beat else each.period_ms) // 1000
        where = f"  {start}{paths[name]}" if beat else ""
        lines.append(f"{each.kind:10} {each.rules.severity:7} {period:>6} s  {name}{where}")
    return "\n".join(lines)


def _invitation(plan: Plan, start: str, code: str) -> str:
    where = plan.public_url.rstrip("/") or start
    return f"to become an owner, open {where}/set-up and enter this code: {code}"


async def _run(
    manifest: str | None,
    plan: Plan,
    data_dir: Path,
    store_url: str,
    place: tuple[str, int],
    *,
    new_owner: bool,
) -> None:
    from launchready.watch.service.app import make_app
    from launchready.watch.service.opening import AlreadyRunning, listen, open_service, serve
    from launchready.watch.store.engine import StoreError
    from launchready.web.dashboard import dashboard_routes, open_dashboard

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        taken = listen(*place)
    except OSError as error:
        raise click.UsageError(
            f"cannot listen at {place[0]}:{place[1]}: {error.strerror}"
        ) from None
    try:
        async with open_service(plan, data_dir, store_url) as service:

            def reload() -> None:
                try:
                    service.reload(_plan(manifest)[0])
                except click.ClickException as error:
                    logging.getLogger("launchready.watch").error(
                        "the manifest was not taken: %s", error.format_message()
                    )

            loop.add_signal_handler(signal.SIGHUP, reload)
            shown = taken.getsockname()
            start = f"http://{shown[0]}:{shown[1]}"
            click.echo(f"watching; dashboard at {start}/, health at {start}/health", err=True)
            desk = await open_dashboard(service, _checklist(manifest), new_owner=new_owner)
            if desk.set_up_code:
                click.echo(_invitation(plan, start, desk.set_up_code), err=True)
            app = make_app(service, dashboard_routes(desk))
            serving = asyncio.create_task(serve(app, taken, stop))
            try:
                await service.run(stop)
            finally:
                stop.set()
                await serving
    except (AlreadyRunning, StoreError) as error:
        raise click.UsageError(str(error)) from None
    finally:
        taken.close()
