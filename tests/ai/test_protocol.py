"""Answers are read as they come: whole, in events, cut off, or as something else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready.ai.protocol import Turn, events, read_answer, write_body
from launchready.ai.reply import Usage
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Assistant


def assistant(**more: Any) -> Assistant:
    """Declare an assistant."""
    return Assistant.model_validate({"name": "a", "url": "https://a.example/x", **more})


OPENAI = assistant(protocol="openai", model="m")
STREAM = assistant(protocol="openai", stream=True)


def chunk(**delta: Any) -> str:
    """Write one event of OpenAI's."""
    return f"data: {json.dumps({'choices': [{'delta': delta}]})}\n\n"


def test_events() -> None:
    """Comments, names, three line ends and data of several lines are read by the standard."""
    text = ": c\r\ndata: a\r\ndata: b\r\n\r\nevent: x\ndata:c\n\n\rdata:  d\r\rdata: cut"
    assert list(events(text)) == ["a\nb", "c", " d", "cut"]


def test_a_completion() -> None:
    """Text in parts, a refusal, calls and usage are read from OpenAI's answer."""
    call = {"id": "1", "type": "function", "function": {"name": "send_mail", "arguments": "{}"}}
    message = {
        "content": [{"type": "text", "text": "Hi"}],
        "refusal": " no",
        "tool_calls": [call],
    }
    whole = {"choices": [{"message": message}],
             "usage": {"prompt_tokens": 5, "completion_tokens": 7}}  # fmt: skip
    said = read_answer(OPENAI, json.dumps(whole), cut=False)
    assert (said.text, said.usage) == ("Hi no", Usage(5, 7))
    assert [call.name for call in said.calls] == ["send_mail"]
    blocked = {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}
    assert read_answer(OPENAI, json.dumps(blocked), cut=False).blocked


def test_a_stream_of_calls() -> None:
    """Calls whose arguments come in pieces are put together."""
    start = {"index": 0, "function": {"name": "refund", "arguments": '{"am'}}
    rest = {"index": 0, "function": {"arguments": 'ount": 77}'}}
    text = chunk(content="a") + chunk(tool_calls=[start]) + chunk(tool_calls=[rest])
    said = read_answer(STREAM, text + chunk(content="b") + "data: [DONE]\n\n", cut=False)
    assert said.text == "ab"
    assert [(call.name, call.texts) for call in said.calls] == [("refund", ("77",))]


def test_a_stream_of_texts() -> None:
    """A route of the product's own may stream JSON or bare text."""
    own = assistant(stream=True, answer_key="delta.text")
    as_json = 'data: {"delta": {"text": "a"}}\n\ndata: {"delta": {"text": "b"}}\n\n'
    assert read_answer(own, as_json, cut=False).text == "ab"
    assert read_answer(own, "data: a\n\ndata:  b\n\ndata: [DONE]\n\n", cut=False).text == "a b"


def test_an_answer_of_ones_own() -> None:
    """Answer, calls and conversation are found where the manifest says."""
    own = assistant(answer_key="data.0.text", calls_key="tools", conversation_key="id")
    text = json.dumps({"data": [{"text": "hi"}], "tools": [{"name": "t"}, 3], "id": 9})
    said = read_answer(own, text, cut=False)
    assert (said.text, said.conversation, [call.name for call in said.calls]) == (
        "hi",
        9,
        ["t"],
    )


@pytest.mark.parametrize(
    ("to", "text"),
    [
        (assistant(), "<html>"),
        (assistant(), '{"other": 1}'),
        (assistant(), '{"answer": {"text": "x"}}'),
        (assistant(), "[" * 100_000),
        (OPENAI, "[]"),
        (OPENAI, '{"choices": []}'),
        (STREAM, ""),
        (STREAM, "data: {}\n\n"),
        (STREAM, "data: oops\n\n"),
    ],
)
def test_something_else_is_not_an_answer(to: Assistant, text: str) -> None:
    """An error page or another form is unseen, and never an answer that held."""
    with pytest.raises(CannotSee):
        read_answer(to, text, cut=False)


def test_an_answer_that_was_cut_off_is_still_read() -> None:
    """What arrived of an endless answer can be judged."""
    assert read_answer(assistant(), '{"answer": "la la', cut=True).text.startswith('{"answer"')
    assert read_answer(STREAM, chunk(content="la") + 'data: {"cho', cut=True).text == "la"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["choices", "message", "delta", "content", "tool_calls", "function",
                         "name", "arguments", "index", "usage", "answer"]), inner, max_size=4),
    max_leaves=12,
).map(json.dumps))  # fmt: skip
def test_no_answer_breaks_the_reader(text: str) -> None:
    """Whatever is answered, it is read or unseen."""
    for to in (assistant(), OPENAI, STREAM, assistant(stream=True)):
        for body in (text, f"data: {text}\n\n"):
            with contextlib.suppress(CannotSee):
                read_answer(to, body, cut=False)


def test_questions_are_written_in_both_forms() -> None:
    """A question goes where the manifest says, with what was said before."""
    own = assistant(body={"q": {"text": "{ask}"}, "lang": "en"}, conversation_key="id")
    turns = [Turn("user", "a"), Turn("assistant", "b"), Turn("user", 'c "d"')]
    assert json.loads(write_body(own, turns, "", "c9")) == {
        "q": {"text": 'c "d"'}, "lang": "en", "id": "c9",
    }  # fmt: skip
    body = json.loads(write_body(OPENAI, turns, "result", None))
    assert [each["role"] for each in body["messages"]] == [
        "user", "assistant", "user", "assistant", "tool",
    ]  # fmt: skip
    assert body["messages"][-1]["content"] == "result"
