"""To garak: how it reaches the assistant.  From garak: the prompts of a report as cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from launchready.ai.case import Breaks, Case, CasesError
from launchready.ai.marks import put
from launchready.ai.promptfoo import MAX_CASES, Converted
from launchready.facts.assistants import Category
from launchready.manifest.tables.assistants import Assistant

MAX_LINE = 1024 * 1024


def to_garak(assistant: Assistant) -> dict[str, Any]:
    """Write garak's options for its REST generator (garak/generators/rest.py).

    garak brings its own probes; this lets them reach the assistant: `garak --target_type
    rest -G FILE`.  A secret is named by its variable, as there.
    """
    if assistant.protocol == "openai":
        message = {"role": "user", "content": "$INPUT"}
        body: Any = {"model": assistant.model, "messages": [message]}
        field = "$.choices[0].message.content"
    else:
        body = put(assistant.body, "ask", "$INPUT")
        field = f"$.{assistant.answer_key}"
    options: dict[str, Any] = {
        "name": assistant.name,
        "uri": assistant.url,
        "method": "post",
        "headers": {"Content-Type": "application/json"},
        "req_template_json_object": body,
        "response_json": True,
        "response_json_field": field,
        "request_timeout": int(assistant.max_seconds),
    }
    if assistant.authorization_env:
        options["headers"]["Authorization"] = "$KEY"
        options["key_env_var"] = assistant.authorization_env
    return {"rest": {"RestGenerator": options}}


def from_garak(text: str, name: str) -> Converted:
    """Make cases of a report (`*.report.jsonl`): each prompt once, judged by its triggers.

    Probes that leave the judging to a model or to a list of words of the detector's write no
    triggers; they are left out, counted by probe.

    Raises:
        CasesError: there is no attempt in it.
    """
    cases: dict[str, Case] = {}
    without: dict[str, int] = {}
    attempts = 0
    for entry in _entries(text):
        if entry.get("entry_type") != "attempt":
            continue
        attempts += 1
        probe = str(entry.get("probe_classname") or "probe")[:80]
        prompt, triggers = _prompt(entry.get("prompt")), _triggers(entry.get("notes"))
        if not prompt or not triggers:
            without[probe] = without.get(probe, 0) + 1
            continue
        key = f"{probe}\0{prompt}"
        if key in cases:
            continue
        if len(cases) == MAX_CASES:
            raise CasesError(f"{name}: makes over {MAX_CASES} cases")
        slug = re.sub(r"[^a-z0-9]+", "-", probe.lower()).strip("-")[:45] or "probe"
        cases[key] = Case(
            id=f"garak-{slug}-{len(cases) + 1}",
            title=f"garak's probe {probe}",
            category=Category.INJECTION,
            sources=("garak",),
            ask=prompt,
            breaks=Breaks(says=triggers),
        )
    if not attempts:
        raise CasesError(f"{name}: has no attempt of garak's")
    left_out = tuple(f"{probe}: {n} attempts without triggers" for probe, n in without.items())
    return Converted(tuple(cases.values()), left_out)


def _entries(text: str) -> Iterator[dict[str, Any]]:
    for line in text.split("\n"):
        if len(line) > MAX_LINE:
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry


def _prompt(value: Any) -> str:
    """Read a prompt as garak's versions write it: a text, {"text"}, or turns of a talk."""
    if isinstance(value, dict) and isinstance(value.get("turns"), list):
        users = [t for t in value["turns"] if isinstance(t, dict) and t.get("role") == "user"]
        value = users[-1].get("content") if users else None
    if isinstance(value, dict):
        value = value.get("text")
    return value.strip() if isinstance(value, str) else ""


def _triggers(notes: Any) -> tuple[str, ...]:
    found = notes.get("triggers", notes.get("trigger")) if isinstance(notes, dict) else None
    values = [found] if isinstance(found, str) else found
    if not isinstance(values, list):
        return ()
    return tuple(each for each in values if isinstance(each, str) and each.strip())[:50]
