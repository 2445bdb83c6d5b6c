"""LangChain's agent calls the tools with a served model, where the one that is configured can."""

from __future__ import annotations

import pytest
from langchain_core.tools import tool
from llmrec.tools.agent.chain import chain, served
from llmrec.tools.registry import TOOLS
from llmrec.tools.toolbox import Toolbox

from llmrec.serving.servers import address

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


@tool
def shoe_size(name: str) -> int:
    """The size of somebody's shoes."""
    return len(name)


def calls_tools() -> bool:
    """Whether the server reads calls of tools out of what its model writes."""
    from openai import OpenAIError

    try:
        answer = served().bind_tools([shoe_size]).invoke("What is the size of Anna's shoes?")
    except OpenAIError:  # vLLM wants --enable-auto-tool-choice and --tool-call-parser
        return False
    return bool(getattr(answer, "tool_calls", None))


def test_the_agent_of_langchain_calls_the_tools_with_a_served_model() -> None:
    at = address("chat")
    if at is not None and not at.local and not calls_tools():
        pytest.skip("LLMREC_LLM__BASE_URL names a server that reads no calls of tools")
    agent = chain(Toolbox(catalogue="smart-home"))
    asked = "Which robot vacuums cost at most 300 dollars?"
    messages = agent.invoke({"messages": [("user", asked)]}, {"recursion_limit": 16})["messages"]
    called = [m for m in messages if m.type == "tool"]
    assert called
    assert {m.name for m in called} <= set(TOOLS)
    assert any(m.status == "success" for m in called)
    assert messages[-1].type == "ai"
    assert messages[-1].content
