"""What assistants speak: OpenAI's chat completions, a JSON route, and streams of events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from launchready.ai.marks import put
from launchready.ai.reply import MAX_CALLS, ToolCall, Usage, read_call
from launchready.facts.base import CannotSee
from launchready.manifest.tables.assistants import Assistant, ToolKind

MAX_EVENTS = 100_000


class Turn(Struct, frozen=True):
    """What was said so far: by the user, or by the assistant."""

    role: str
    text: str


@dataclass(slots=True)
class Said:
    """What one answer says, whatever it was written in.

    Attributes:
        text: for the user.
        calls: of tools that the answer lists.
        usage: as the provider counts; None where it does not say.
        blocked: a filter took the question or the answer away.
        conversation: what goes on with it; None where nothing does.
    """

    text: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    usage: Usage | None = None
    blocked: bool = False
    conversation: Any = None


def write_body(
    assistant: Assistant, turns: Sequence[Turn], tool_result: str, conversation: Any
) -> bytes:
    """Write the body of a request.

    Args:
        assistant: says in which form.
        turns: what was said so far, the question last.
        tool_result: what a tool gave back, for OpenAI's form; "" for none.
        conversation: what an earlier answer of a JSON route gave to go on with.
    """
    if assistant.protocol == "json":
        body = put(assistant.body, "ask", turns[-1].text)
        if conversation is not None and assistant.conversation_key:
            body[assistant.conversation_key] = conversation
        return json.dumps(body).encode()
    messages: list[dict[str, Any]] = [
        {"role": turn.role, "content": turn.text} for turn in turns
    ]
    if tool_result:
        function = {"name": "look_up", "arguments": "{}"}
        call = {"id": "call_1", "type": "function", "function": function}
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": tool_result},
        ]
    body = {"messages": messages}
    if assistant.model:
        body["model"] = assistant.model
    if assistant.stream:
        body["stream"] = True
    return json.dumps(body).encode()


def read_answer(assistant: Assistant, text: str, *, cut: bool) -> Said:
    """Read a whole answer, or as much of it as arrived.

    Args:
        assistant: says in which form it is.
        text: the body.
        cut: it goes on beyond what was read.

    Raises:
        CannotSee: it is not of that form; says what is missing.
    """
    declared = {tool.name: tool.kind for tool in assistant.tools}
    if assistant.stream:
        return _read_stream(assistant, text, declared)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        if cut:
            return Said(text)
        raise CannotSee("the answer is no JSON") from None
    if assistant.protocol == "openai":
        return _read_completion(document, declared)
    said = Said(conversation=look_up(document, assistant.conversation_key))
    answer = look_up(document, assistant.answer_key)
    if not isinstance(answer, str):
        raise CannotSee(f'the answer has no text at "{assistant.answer_key}"')
    said.text = answer
    said.calls = _calls(look_up(document, assistant.calls_key), declared)
    said.usage = _usage(document)
    return said


def events(text: str) -> Iterator[str]:
    """Give the data of server-sent events (WHATWG HTML section 9.2.6), the last cut or not."""
    data: list[str] = []
    for count, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if count > MAX_EVENTS:
            return
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)


def _read_stream(assistant: Assistant, text: str, declared: Mapping[str, ToolKind]) -> Said:
    said, parts, fragments, seen = Said(), [], _Fragments(), False
    for data in events(text):
        if data.strip() == "[DONE]":
            seen = True
            break
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            if assistant.protocol == "json":
                parts.append(data)
                seen = True
            continue
        if assistant.protocol == "json":
            piece = look_up(document, assistant.answer_key)
            parts.append(piece if isinstance(piece, str) else "")
            said.calls += _calls(look_up(document, assistant.calls_key), declared)
            said.conversation = (
                look_up(document, assistant.conversation_key) or said.conversation
            )
            seen = seen or isinstance(piece, str)
        else:
            choice = look_up(document, "choices.0")
            parts.append(_content(look_up(choice, "delta")))
            fragments.add(look_up(choice, "delta.tool_calls"))
            said.blocked |= look_up(choice, "finish_reason") == "content_filter"
            seen = seen or isinstance(choice, dict)
        said.usage = _usage(document) or said.usage
    if not seen:
        raise CannotSee("the stream has no event with an answer")
    said.text = "".join(parts)
    said.calls += fragments.calls(declared)
    return said


def _read_completion(document: Any, declared: Mapping[str, ToolKind]) -> Said:
    choice = look_up(document, "choices.0")
    message = look_up(choice, "message")
    if not isinstance(message, dict):
        raise CannotSee("the answer has no choices[0].message")
    return Said(
        text=_content(message),
        calls=_calls(message.get("tool_calls"), declared),
        usage=_usage(document),
        blocked=look_up(choice, "finish_reason") == "content_filter",
    )


def _content(message: Any) -> str:
    """Give the text of a message or of a piece of one: parts and refusals, too."""
    if not isinstance(message, dict):
        return ""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    refusal = message.get("refusal")
    return "".join(each for each in (content, refusal) if isinstance(each, str))


class _Fragments:
    """Calls of tools that come in pieces, put together by their index."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._arguments: dict[int, list[str]] = {}

    def add(self, pieces: Any) -> None:
        """Take the pieces of one event."""
        for piece in pieces if isinstance(pieces, list) else ():
            index, function = look_up(piece, "index"), look_up(piece, "function")
            if not isinstance(index, int) or not 0 <= index < MAX_CALLS:
                continue
            name, arguments = look_up(function, "name"), look_up(function, "arguments")
            if isinstance(name, str) and name:
                self._names[index] = name
            if isinstance(arguments, str):
                self._arguments.setdefault(index, []).append(arguments)

    def calls(self, declared: Mapping[str, ToolKind]) -> list[ToolCall]:
        """Give the calls that have a name."""
        return _calls(
            [
                {"name": name, "arguments": "".join(self._arguments.get(index, []))}
                for index, name in sorted(self._names.items())
            ],
            declared,
        )


def _calls(entries: Any, declared: Mapping[str, ToolKind]) -> list[ToolCall]:
    if not isinstance(entries, list):
        return []
    found = (read_call(entry, declared) for entry in entries[:MAX_CALLS])
    return [call for call in found if call is not None]


def _usage(document: Any) -> Usage | None:
    """Read what the provider counted, in OpenAI's names or the common others."""
    usage = look_up(document, "usage")
    if not isinstance(usage, dict):
        return None
    asked = usage.get("prompt_tokens", usage.get("input_tokens"))
    answered = usage.get("completion_tokens", usage.get("output_tokens"))
    if not isinstance(asked, int) or not isinstance(answered, int):
        return None
    return Usage(max(0, asked), max(0, answered))


def look_up(document: Any, path: str) -> Any:
    """Follow keys and indexes joined by dots; None where they lead nowhere, or for ""."""
    if not path:
        return None
    for key in path.split("."):
        if isinstance(document, dict):
            document = document.get(key)
        elif isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        else:
            return None
    return document
