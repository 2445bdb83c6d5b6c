"""`llmrec mcp`: the tools for agents, over the Model Context Protocol."""

from __future__ import annotations

from typing import Annotated

import typer

from llmrec.errors import UsageError


def mcp(
    catalog: Annotated[str | None, typer.Option("--catalog", "-c", help="Catalogue.")] = None,
    user: Annotated[
        str | None,
        typer.Option("--user", "-u", help="The one person whose events are read and written."),
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Without the language model.")] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Streamable HTTP instead of stdin and stdout.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="With --http; else 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="With --http; else 8765. 0: any.")
    ] = None,
) -> None:
    """Serve the tools to agents over MCP; without --http a client starts this and speaks to it.

    Without --user nobody's events are read or written.

    Example: llmrec mcp
    Example: llmrec mcp --catalog courses --user anna
    Example: llmrec mcp --http --port 8765
    """
    if not http and (host is not None or port is not None):
        raise UsageError("--host and --port go with --http.")
    from llmrec.tools import mcp_server
    from llmrec.tools.toolbox import Toolbox

    toolbox = Toolbox(catalogue=catalog, user=user, fast=fast)
    if http:
        mcp_server.serve_http(toolbox, host or "127.0.0.1", 8765 if port is None else port)
    else:
        mcp_server.serve_stdio(toolbox)
