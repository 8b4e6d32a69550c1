"""`launchready env exec` in its usual forms, without the rest of the command line.

A start should cost next to nothing: click alone takes 30 ms to import.  What is not usual
(--help, a mistake, a manifest that needs the whole schema) is left to the command line.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from launchready.environment.contract import Contract, NotPlain, quick_contract
from launchready.environment.judge import judge, told
from launchready.manifest.place import FILE_NAME, manifest_above


def start_quickly(arguments: Sequence[str]) -> None:
    """Do what `launchready env exec` is asked for; return where that is not plain.

    Args:
        arguments: those after "env exec".
    """
    options = {
        "--manifest": os.environ.get("LAUNCHREADY_MANIFEST", ""),
        "--in": os.environ.get("LAUNCHREADY_ENVIRONMENT", ""),
    }
    words = list(arguments)
    while len(words) > 1 and words[0] in options:
        options[words[0]] = words[1]
        del words[:2]
    if words[:1] == ["--"]:
        del words[0]
    elif words[:1] and words[0].startswith("-"):
        return
    contract = _contract(options["--manifest"])
    if contract is None or not words:
        return
    environment = options["--in"] or contract.environment
    if environment in contract.environments:
        check_and_become(contract, environment, words)


def check_and_become(contract: Contract, environment: str, words: Sequence[str]) -> NoReturn:
    """Check this process's environment, then become another program.

    Exits with 1 where the environment is wrong, every problem told on stderr; with 126 or
    127 where the program cannot be started or found, as env(1) does.
    """
    problems = judge(contract, os.environ, environment)
    if problems:
        _say(told(problems, environment, "this process"))
        sys.exit(1)
    # Python ignores these two; the program that comes must find them as they were.
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    sys.stdout.flush()
    try:
        os.execvp(words[0], list(words))  # noqa: S606 -- the user's own command
    except FileNotFoundError:
        _say(f"{words[0]}: there is no such program")
        sys.exit(127)
    except OSError as error:
        _say(f"{words[0]}: cannot be started: {error.strerror}")
        sys.exit(126)


def _contract(path: str) -> Contract | None:
    place = path or manifest_above(os.getcwd())  # noqa: PTH109 -- pathlib takes 5 ms
    if os.path.isdir(place):  # noqa: PTH112
        place = os.path.join(place, FILE_NAME)  # noqa: PTH118
    try:
        with open(place, encoding="utf-8-sig") as file:  # noqa: PTH123
            return quick_contract(file.read())
    except (OSError, UnicodeDecodeError, NotPlain):
        return None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
