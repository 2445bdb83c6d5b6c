"""The server that we start reads calls of tools out of what its model writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import OpenAI

from llmrec.serving.servers import address

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "search_items",
            "description": "Finds items of the shop by words.",
            "parameters": {
                "type": "object",
                "properties": {"text": {"type": "string"}},
                "required": ["text"],
            },
        },
    }
]
ASKED: Any = [{"role": "user", "content": "Find desk lamps in the shop."}]


@pytest.fixture(scope="module")
def ask() -> Any:
    at = address("chat")
    if at is None or not at.local:
        pytest.skip("LLMREC_LLM__BASE_URL names a server that was not started here")
    client = OpenAI(base_url=at.base_url, api_key=at.api_key, timeout=120)

    def ask(**more: Any) -> Any:
        return client.chat.completions.create(
            model=at.model_name, messages=ASKED, tools=TOOLS, temperature=0, max_tokens=80, **more
        )

    return ask


def is_search(name: str, arguments: str) -> bool:
    return name == "search_items" and "lamp" in json.loads(arguments)["text"].lower()


@pytest.mark.parametrize("choice", ["auto", "required"])
def test_a_call_is_read(ask: Any, choice: str) -> None:
    (made,) = ask(tool_choice=choice).choices[0].message.tool_calls
    assert is_search(made.function.name, made.function.arguments)


def test_a_call_is_read_as_it_streams(ask: Any) -> None:
    choices = [c for chunk in ask(stream=True) for c in chunk.choices]
    made = [call for c in choices for call in c.delta.tool_calls or []]
    name = "".join(call.function.name or "" for call in made)
    assert is_search(name, "".join(call.function.arguments or "" for call in made))
    assert "".join(c.delta.content or "" for c in choices).strip() == ""
    assert choices[-1].finish_reason == "tool_calls"


def test_where_no_tool_may_be_called_the_text_stays(ask: Any) -> None:
    message = ask(tool_choice="none").choices[0].message
    assert not message.tool_calls
    assert message.content
