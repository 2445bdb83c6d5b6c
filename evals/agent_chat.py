"""LangChain's chat model for a server that does not read calls of tools out of answers.

It is given the tools and told to call none, so that what the model writes comes back as it is; the
calls are read here, in the forms that small models write them: in tags, fenced, or bare.
"""

from __future__ import annotations

import json
import re
from typing import Any

from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

MOST_TOKENS = 400
_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|$)", re.S)
_FENCED = re.compile(r"```(?:json)?\s*(\{.*?\})\s*```", re.S)


def calls(text: str) -> list[dict[str, Any]]:
    """The calls of tools that an answer writes."""
    written = _TAGGED.findall(text) or _FENCED.findall(text) or [text.strip()]
    lines = [line for some in written for line in _objects(some)]
    made = [
        {"name": one["name"], "args": one.get("arguments") or {}, "type": "tool_call"}
        for one in lines
        if isinstance(one.get("name"), str) and isinstance(one.get("arguments") or {}, dict)
    ]
    return [call | {"id": f"call_{n}_{abs(hash(text)) % 10**8}"} for n, call in enumerate(made)]


def _objects(text: str) -> list[dict[str, Any]]:
    """One object, or one a line."""
    try:
        found = json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [o for line in lines for o in _objects(line)] if len(lines) > 1 else []
    some = found if isinstance(found, list) else [found]
    return [one for one in some if isinstance(one, dict)]


class Reading(ChatOpenAI):
    """Reads calls out of the text where the server did not."""

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        if "tools" in kwargs:
            kwargs["tool_choice"] = "none"
        result = super()._generate(*args, **kwargs)
        for generation in result.generations:
            message = generation.message
            if not message.tool_calls and isinstance(message.content, str):  # type: ignore[attr-defined]
                message.tool_calls = calls(message.content)  # type: ignore[attr-defined]
        return result


def reading(**settings: Any) -> Reading:
    return Reading(max_tokens=MOST_TOKENS, **settings)
