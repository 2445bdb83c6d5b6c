"""The tools for LangChain agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmrec.tools import schemas
from llmrec.tools.openai_schema import to_text
from llmrec.tools.registry import TOOLS, Tool, call
from llmrec.tools.results import Result
from llmrec.tools.toolbox import Toolbox

from llmrec.errors import ConfigError, ToolError

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def langchain_tools(toolbox: Toolbox) -> list[StructuredTool]:
    """One `StructuredTool` for each tool. Its content is JSON, its artifact the typed result; an
    error is content too, marked so, and does not stop the agent.

    Raises:
        ConfigError: langchain-core is not installed.
    """
    return [_made(tool, toolbox) for tool in TOOLS.values()]


def _made(tool: Tool, toolbox: Toolbox) -> StructuredTool:
    try:
        from langchain_core.tools import StructuredTool, ToolException
    except ImportError as e:
        raise ConfigError(
            "The tools for LangChain need the package langchain-core.",
            remedy="pip install 'llmrec[agents]'",
        ) from e

    def run(**arguments: Any) -> tuple[str, Result]:
        try:
            found = call(tool.name, arguments, toolbox)
        except ToolError as e:
            raise ToolException(to_text({"error": e.to_dict()})) from e
        return to_text(found.data()), found

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=schemas.arguments(tool),  # a dict: `call` checks, bounds first
        func=run,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )
