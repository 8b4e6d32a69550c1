"""Finds settings that turn debugging on in production."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launchready.collect.source.containers import is_container_file
from launchready.collect.source.environment import is_compose
from launchready.facts.environment import DebugSetting, DebugWhen

_ON = r"(?:True|true|1|on|yes|TRUE)"
_QUOTED = r"\s{0,9}[\"']\w{1,60}[\"']"
_ALWAYS = {
    ".py": {
        r"DEBUG\s{0,9}(?::\s{0,9}bool\s{0,9})?=\s{0,9}True\b": "DEBUG = True",
        r".{0,200}\b(?:app|application)\.run\([^)]{0,200}\bdebug\s{0,9}=\s{0,9}True": (
            "app.run(debug=True)"
        ),
        r".{0,100}\b(?:FastAPI|Starlette|Litestar|Flask)\([^)]{0,300}\bdebug\s{0,9}="
        r"\s{0,9}True": "debug=True",
        r".{0,100}\bapp\.(?:debug\s{0,9}=|config\[.DEBUG.\]\s{0,9}=)\s{0,9}True": (
            "app.debug = True"
        ),
    },
    ".rb": {
        r"\s{0,20}config\.consider_all_requests_local\s{0,9}=\s{0,9}true": (
            "consider_all_requests_local = true"
        ),
    },
    ".php": {
        r".{0,100}[\"'](?:debug|app\.debug)[\"']\s{0,9}=>\s{0,9}true\b": "'debug' => true",
        r".{0,40}\bini_set\(\s{0,9}[\"']display_errors[\"']\s{0,9},\s{0,9}[\"']?(?:1|on)": (
            "display_errors on"
        ),
    },
    ".go": {r".{0,60}\bgin\.SetMode\(\s{0,9}gin\.DebugMode": "gin.DebugMode"},
}
"""By suffix: what a line with debugging on looks like, and how to call it."""
_UNLESS = {
    ".py": {
        rf"DEBUG\s{{0,9}}=.{{0,100}}(?:environ\.get|getenv)\({_QUOTED}\s{{0,9}},\s{{0,9}}[\"']?"
        rf"{_ON}\b": "DEBUG is on by default",
        rf"DEBUG\s{{0,9}}=.{{0,60}}\b(?:env|config)(?:\.bool)?\({_QUOTED}.{{0,60}}"
        r"default\s{0,9}=\s{0,9}True": "DEBUG is on by default",
    },
    ".php": {
        rf".{{0,100}}[\"']debug[\"']\s{{0,9}}=>.{{0,40}}\benv\({_QUOTED}\s{{0,9}},"
        r"\s{0,9}true": "APP_DEBUG is on by default",
    },
}
_DEPLOYED = re.compile(
    r"[\s\-\"']{0,40}(?:ENV\s{1,9})?((?:APP_|FLASK_|DJANGO_|RAILS_)?DEBUG|FLASK_ENV|NODE_ENV|RAILS_ENV"
    r"|APP_ENV|ASPNETCORE_ENVIRONMENT)[\"']?\s{0,9}[=:\s]\s{0,9}[\"']?(\w{1,20})",
    re.IGNORECASE,
)
_SIGNS = ("debug", "DEBUG", "Debug", "consider_all", "display_errors")
_NOT_PRODUCTION = re.compile(
    r"(?:^|[/._-])(?:dev|development|local|test|tests|testing|ci|debug|override|example)(?:[/._-]|$)",
    re.IGNORECASE,
)


def debug_settings(path: str, text: str) -> Iterator[DebugSetting]:
    """Find what one file says of debugging, unless its name says that it is for development."""
    if _NOT_PRODUCTION.search(path):
        return
    if is_container_file(path) or is_compose(path):
        yield from _deployed(path, text)
        return
    suffix = PurePosixPath(path).suffix
    if suffix == ".rb" and not path.endswith(("config/environments/production.rb",
                                              "config/application.rb")):  # fmt: skip
        return
    rules = [(each, what, DebugWhen.ALWAYS) for each, what in _ALWAYS.get(suffix, {}).items()]
    rules += [
        (each, what, DebugWhen.UNLESS_SET) for each, what in _UNLESS.get(suffix, {}).items()
    ]
    if not rules or not any(sign in text for sign in _SIGNS):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1000 or not any(sign in line for sign in _SIGNS):
            continue
        for pattern, what, when in rules:
            if re.match(pattern, line):
                yield DebugSetting(what, when, path, number)
                break


def _deployed(path: str, text: str) -> Iterator[DebugSetting]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1000 or line.lstrip().startswith("#"):
            continue
        found = _DEPLOYED.match(line)
        if not found:
            continue
        name, value = found[1].upper(), found[2].lower()
        on = value in {"true", "1", "on", "yes"} if name.endswith("DEBUG") else (
            value in {"development", "dev", "local"}
        )  # fmt: skip
        if on:
            yield DebugSetting(f"{name}={value}", DebugWhen.ALWAYS, path, number)
