"""A standard MCP client speaks to the command as a process of its own, with no model."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytest.importorskip("mcp")

from llmrec.tools.registry import TOOLS
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

COMMAND = [sys.executable, "-m", "llmrec.cli.app", "mcp"]
Talk = Callable[[Client], Awaitable[None]]


def stdio(talk: Talk, errors: Path, *args: str) -> None:
    """Talk to `llmrec mcp ARGS`."""
    server = StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], *args], env=dict(os.environ)
    )

    async def run() -> None:
        with errors.open("w") as log:
            async with Client(stdio_client(server, errlog=log)) as client:
                await talk(client)

    asyncio.run(run())


def over_http(talk: Talk, url: str) -> None:
    async def run() -> None:
        async with Client(url) as client:
            await talk(client)

    asyncio.run(run())


@pytest.fixture
def http(home) -> Iterator[str]:
    """Address of `llmrec mcp --http` on a free port."""
    line = [*COMMAND, "--http", "--port", "0", "--user", "anna"]
    with subprocess.Popen(
        line, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            told = process.stderr.readline()
            found = re.search(r"http://\S+", told)
            assert found, told + process.stderr.read()
            yield found[0]
        finally:
            process.terminate()
            out, _ = process.communicate(timeout=20)
    assert out == ""


def error(result: Any) -> dict[str, str]:
    assert result.is_error
    assert result.structured_content is None
    return json.loads(result.content[0].text)["error"]


async def everything(client: Client) -> None:
    """Lists the tools, calls several, several at once, and some that go wrong."""
    listed = {t.name: t for t in (await client.list_tools()).tools}
    assert set(listed) == set(TOOLS)
    for name, tool in listed.items():
        assert tool.annotations.read_only_hint is (not TOOLS[name].writes)
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
    described = await client.call_tool("describe_catalog")
    assert described.structured_content["items"] == 30
    assert json.loads(described.content[0].text) == described.structured_content
    limit = {"field": "price", "op": "le", "value": 100}
    said = {"text": "a smart speaker", "limits": [limit], "k": 3}
    first = await client.call_tool("recommend", said)
    jsonschema.validate(first.structured_content, listed["recommend"].output_schema)
    ids = [i["id"] for i in first.structured_content["items"]]
    assert len(ids) == 3
    calls = [
        client.call_tool("recommend", said),
        client.call_tool("compare", {"items": ids}),
        client.call_tool("rank", {"text": "a smart speaker", "items": ids}),
        client.call_tool("why_not", {"text": "a smart speaker", "item": ids[0], "k": 1}),
    ]
    for found in await asyncio.gather(*calls):
        assert not found.is_error, found.content
    await wrong(client)
    kept = await client.call_tool("record_feedback", {"item": ids[0], "user": "anna"})
    assert kept.structured_content["kind"] == "like"
    again = await client.call_tool("get_item", {"item": ids[0]})
    assert again.structured_content["id"] == ids[0]


async def wrong(client: Client) -> None:
    """Calls that are refused, each in words."""
    for name, arguments, kind in [
        ("drop_tables", {}, "unknown_tool"),
        ("recommend", {"txt": "a lamp"}, "bad_arguments"),
        ("recommend", {"text": "x" * 20_000}, "bad_arguments"),
        ("rank", {"text": "a lamp", "items": ["x"] * 300}, "bad_arguments"),
        ("get_item", {"item": "' OR 1=1 --"}, "bad_arguments"),
        ("record_feedback", {"item": "x", "user": "bob"}, "not_allowed"),
    ]:
        assert error(await client.call_tool(name, arguments))["kind"] == kind


def test_a_client_over_stdio(home, tmp_path):
    stdio(everything, tmp_path / "stderr", "--user", "anna")


def test_a_client_over_http(http):
    over_http(everything, http)


def test_clients_at_once_over_http(http):
    async def ask(n: int) -> int:
        async with Client(http) as client:
            found = await client.call_tool("filter_items", {"sort_by": "price", "k": n})
            return len(found.structured_content["items"])

    async def run() -> list[int]:
        return await asyncio.gather(*(ask(n) for n in range(1, 6)))

    assert asyncio.run(run()) == [1, 2, 3, 4, 5]


def test_http_takes_no_body_without_end_and_goes_on(http):
    import urllib.error
    import urllib.request

    def post(body: bytes) -> int:
        head = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        request = urllib.request.Request(http, body, head)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as e:
            with e:
                return e.code

    assert post(b'{"a": "' + b"x" * 1_000_000 + b'"}') == 413
    assert post(b"{nonsense") == 400
    assert post(b"[" * 5_000) == 400

    async def fine(client: Client) -> None:
        assert not (await client.call_tool("describe_catalog")).is_error

    over_http(fine, http)


def test_stdio_goes_on_after_lines_that_are_no_message(home):
    def message(n: int, method: str, **params: object) -> str:
        return json.dumps({"jsonrpc": "2.0", "id": n, "method": method, "params": params})

    client = {"name": "test", "version": "1"}
    deep = json.loads("[" * 50 + "]" * 50)
    lines = [
        message(
            1,
            "initialize",
            protocolVersion="2025-06-18",
            capabilities={},
            clientInfo=client,
        ),
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        "{nonsense",
        "[" * 3_000,
        "\x00\x07 Traceback",
        message(2, "tools/call", name="recommend", arguments="no object"),
        message(3, "tools/call", name="rank", arguments={"items": deep, "text": "x"}),
        message(4, "tools/call", name="recommend", arguments={"text": "x" * 5_000_000}),
        message(5, "tools/call", name="describe_catalog", arguments={}),
    ]
    done = subprocess.Popen(
        COMMAND,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.PIPE,
    )
    with done:
        done.stdin.write("\n".join(lines) + "\n")
        done.stdin.flush()
        answers: dict[int, Any] = {}
        while set(answers) < {1, 2, 3, 4, 5}:
            said = json.loads(done.stdout.readline())  # each line is a message of the protocol
            if said.get("id") is not None:
                answers[said["id"]] = said
        done.stdin.close()
        assert done.wait(timeout=20) == 0
    assert "error" in answers[2]
    assert answers[3]["result"]["isError"]
    assert "nested" in answers[3]["result"]["content"][0]["text"]
    assert "longer than" in answers[4]["result"]["content"][0]["text"]
    assert answers[5]["result"]["structuredContent"]["items"] == 30


def run(*args: str) -> subprocess.CompletedProcess[str]:
    line = [*COMMAND, *args]
    return subprocess.run(
        line, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=60
    )


def test_what_cannot_be_served_is_told_with_its_exit_code(home):
    unknown = run("--catalog", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (4, "")
    assert "nowhere" in unknown.stderr
    assert run("--port", "1").returncode == 2
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = run("--http", "--port", str(taken.getsockname()[1]))
    assert busy.returncode == 3
    assert "--port" in busy.stderr


def test_without_the_package_it_says_what_to_install(toolbox, monkeypatch):
    from llmrec.tools import mcp_server

    from llmrec.errors import ConfigError

    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(ConfigError) as e:
        mcp_server.server(toolbox)
    assert "llmrec[agents]" in e.value.remedy
