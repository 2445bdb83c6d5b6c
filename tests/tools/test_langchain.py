"""The tools in LangChain: called by a scripted chat model, and directly."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("langchain_core")

from langchain_core.language_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, ToolMessage
from llmrec.tools.langchain_tools import langchain_tools
from llmrec.tools.registry import TOOLS
from llmrec.tools.results import Recommended

LIMIT = {"field": "price", "op": "le", "value": 60}


def test_a_scripted_model_calls_them_and_reads_what_comes_back(toolbox):
    calls = [
        {"name": "recommend", "args": {"text": "a lamp", "limits": [LIMIT]}, "id": "1"},
        {"name": "recommend", "args": {"text": "a lamp", "limits": 3}, "id": "2"},
        {"name": "record_feedback", "args": {"item": "x", "user": "bob"}, "id": "3"},
    ]
    model = FakeMessagesListChatModel(responses=[AIMessage("", tool_calls=calls)])
    tools = {tool.name: tool for tool in langchain_tools(toolbox)}
    assert set(tools) == set(TOOLS)
    said = [tools[c["name"]].invoke(c) for c in model.invoke("a lamp under $60").tool_calls]
    assert all(isinstance(m, ToolMessage) for m in said)
    assert [m.status for m in said] == ["success", "error", "error"]
    assert isinstance(said[0].artifact, Recommended)
    found = json.loads(said[0].content)
    assert all(i["attributes"]["price"] <= 60 for i in found["items"])
    kinds = [json.loads(m.content)["error"]["kind"] for m in said[1:]]
    assert kinds == ["bad_arguments", "not_allowed"]


def test_a_model_is_told_their_arguments(toolbox):
    from langchain_core.utils.function_calling import convert_to_openai_tool

    for tool in langchain_tools(toolbox):
        told = convert_to_openai_tool(tool)["function"]
        assert told["name"] == tool.name
        assert set(told["parameters"]["properties"]) == set(TOOLS[tool.name].args.model_fields)


def test_without_the_package_it_says_what_to_install(toolbox, monkeypatch):
    import sys

    from llmrec.errors import ConfigError

    monkeypatch.setitem(sys.modules, "langchain_core.tools", None)
    with pytest.raises(ConfigError) as e:
        langchain_tools(toolbox)
    assert "llmrec[agents]" in e.value.remedy


def test_the_agent_of_langchain_calls_them(toolbox):
    pytest.importorskip("langchain")
    from llmrec.tools.agent.chain import chain

    class Chooser(FakeMessagesListChatModel):
        def bind_tools(self, tools, **_):
            assert {t.name for t in tools} == set(TOOLS)
            return self

    call = {"name": "filter_items", "args": {"limits": [LIMIT]}, "id": "1"}
    model = Chooser(responses=[AIMessage("", tool_calls=[call]), AIMessage("Here they are.")])
    messages = chain(toolbox, model).invoke({"messages": [("user", "cheap ones")]})["messages"]
    assert [m.type for m in messages] == ["human", "ai", "tool", "ai"]
    assert messages[2].artifact.total > 0
