"""Calls of tools are read out of what models write, whole and as it streams."""

from __future__ import annotations

import pytest

from llmrec.serving.tool_calls import Call, CallReader, calls

TOOLS = {"search_items", "get_item"}
SEARCH = '{"name": "search_items", "arguments": {"text": "a lamp"}}'
GET = '{"name": "get_item", "arguments": {"id": "b-2"}}'
LAMP, ITEM = Call("search_items", {"text": "a lamp"}), Call("get_item", {"id": "b-2"})


def streamed(text: str, step: int) -> tuple[list[Call], str]:
    reader, told = CallReader(TOOLS), []
    for end in range(step, len(text) + step, step):
        told += reader.read(text[:end])
    told += reader.read(text, whole=True)
    around = "".join(one for one in told if isinstance(one, str))
    return [one for one in told if isinstance(one, Call)], around.strip()


CALLED = [
    (f"<tool_call>\n{SEARCH}\n</tool_call>", [LAMP], ""),
    (f"<tool_call>{SEARCH}</tool_call>\n<tool_call>{GET}</tool_call>", [LAMP, ITEM], ""),
    (f"```json\n{SEARCH}\n```", [LAMP], ""),
    (f"```json\n{SEARCH}\n{GET}\n```", [LAMP, ITEM], ""),
    (
        f"I look for it.\n```json\n{SEARCH}\n```\nThen I tell.",
        [LAMP],
        "I look for it.\n\nThen I tell.",
    ),
    (SEARCH, [LAMP], ""),
    (f"{SEARCH}\n{GET}", [LAMP, ITEM], ""),
    (f"[{SEARCH}, {GET}]", [LAMP, ITEM], ""),
    (f"<tool_call>{SEARCH}", [LAMP], ""),
    (f"{{{GET}}}", [ITEM], ""),
    (f"<tool_call>{{{SEARCH}}}</tool_call><tool_call>{{{GET}}}</tool_call>", [LAMP, ITEM], ""),
    ('{"name": "get_item", "parameters": {"id": "b-2"}}', [ITEM], ""),
    ('{"name": "get_item", "arguments": "{\\"id\\": \\"b-2\\"}"}', [ITEM], ""),
]
NOT_CALLED = [
    "The lamp costs 20.",
    '{"name": "Lumivarg Lamp", "price": 20}',
    '{"name": "buy", "arguments": {"id": "b-2"}}',
    '{"name": "get_item", "arguments": ["b-2"]}',
    "```python\nprint({})\n```",
    '```json\n{"price": 20}\n```',
    "a < b and ``c``",
    "{not JSON} at all, and then some",
    "[]",
    "{" * 20_000,
    f"It would be {SEARCH} in a sentence.",
]


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize(("text", "wanted", "around"), CALLED)
def test_calls_are_read(text: str, wanted: list[Call], around: str, step: int):
    assert calls(text, TOOLS) == (wanted, around)
    found, rest = streamed(text, step)
    assert (found, rest.split()) == (wanted, around.split())


@pytest.mark.parametrize("step", [3, 10_000])
@pytest.mark.parametrize("text", NOT_CALLED)
def test_what_calls_nothing_stays_as_it_was_written(text: str, step: int):
    assert calls(text, TOOLS) == ([], text.strip())
    assert streamed(text, step) == ([], text.strip())


def test_prose_streams_at_once_and_a_call_when_it_is_whole():
    reader = CallReader(TOOLS)
    assert reader.read("I look ") == ["I look "]
    assert reader.read("I look <tool") == []
    assert reader.read(f"I look <tool_call>{SEARCH[:-1]}") == []
    assert reader.read(f"I look <tool_call>{SEARCH}") == [LAMP]
    assert reader.read(f"I look <tool_call>{SEARCH}</tool_call>") == []
