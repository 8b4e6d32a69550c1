"""Targets of blackbox_exporter: Prometheus' configuration, or a file of file_sd_configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from launchready.watch.exchange.imported import (
    Imported,
    NotReadable,
    Scalars,
    period,
    seconds_of,
    text_of,
)
from launchready.watch.exchange.yaml_file import read_yaml, tables


class _Target(Struct, frozen=True):
    name: str
    address: str
    module: str
    every_s: int | None


def read_blackbox(text: str) -> Imported:
    """Read the targets of jobs that probe.

    Raises:
        NotReadable: there are none.
    """
    config = read_yaml(text)
    found = Imported()
    if isinstance(config, dict) and isinstance(config.get("scrape_configs"), list):
        targets = list(_jobs(config, found))
    elif isinstance(config, list):
        targets = list(_groups(config, "", None))
    else:
        raise NotReadable('it has neither "scrape_configs" nor lists of targets')
    for each in targets:
        _add(each, found)
    return found


def _jobs(config: dict[str, Any], found: Imported) -> Iterator[_Target]:
    own = config.get("global")
    usual = seconds_of(own.get("scrape_interval")) if isinstance(own, dict) else None
    for job in tables(config["scrape_configs"]):
        name = text_of(job.get("job_name"), 100) or "a job"
        if text_of(job.get("metrics_path"), 100) != "/probe":
            continue
        params = job.get("params")
        modules = params.get("module") if isinstance(params, dict) else None
        module = text_of(modules[0], 100) if isinstance(modules, list) and modules else ""
        every = seconds_of(job.get("scrape_interval")) or usual
        for key in job:
            if str(key).endswith("_sd_configs"):
                found.leave_out(
                    name, f"{text_of(str(key), 40)}: give the files it names instead"
                )
        yield from _groups(job.get("static_configs"), module, period(every))


def _groups(groups: object, module: str, every_s: int | None) -> Iterator[_Target]:
    for group in tables(groups):
        labels = group.get("labels")
        told = labels if isinstance(labels, dict) else {}
        own = text_of(told.get("module") or told.get("__param_module"), 100) or module
        given = group.get("targets")
        addresses = [text_of(each) for each in given] if isinstance(given, list) else []
        name = text_of(told.get("monitor") or told.get("name"), 100)
        for address in filter(None, addresses):
            called = name if name and len(addresses) == 1 else address
            yield _Target(called, address, own, every_s)


def _add(target: _Target, found: Imported) -> None:
    """Tell the kind by the module's name: what it does stands in another file."""
    module, address = target.module.lower(), target.address
    common: Scalars = {"every_s": target.every_s}
    if "icmp" in module or "dns" in module or "ssh" in module:
        found.leave_out(target.name, f"there is no kind of monitor for the module {module}")
    elif module.startswith("http") or "://" in address:
        url = address if "://" in address else f"http://{address}"
        if not url.startswith(("http://", "https://")):
            found.leave_out(target.name, "is no http or https URL")
            return
        found.add_http(target.name, url, {}, common)
        if module not in {"", "http_2xx"}:
            found.leave_out(target.name, f"what the module {module} looks for stands elsewhere")
    elif "smtp" in module:
        found.add(target.name, {"kind": "smtp", "at": address, **common})
    elif "tls" in module or "ssl" in module:
        found.add(target.name, {"kind": "tls", "at": address, **common})
    else:
        found.add(target.name, {"kind": "tcp", "at": address, **common})
