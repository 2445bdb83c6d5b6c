"""The reader of calls as vLLM takes one: `--enable-auto-tool-choice --tool-call-parser llmrec`.

The plugin of this package makes the name known to every vLLM that is installed beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vllm.entrypoints.generate.base.protocol import (
    DeltaFunctionCall,
    DeltaMessage,
    DeltaToolCall,
    ExtractedToolCallInformation,
    FunctionCall,
    ToolCall,
)
from vllm.renderers.chat_utils import make_tool_call_id
from vllm.tool_parsers.abstract_tool_parser import ToolParser

from llmrec.serving.tool_calls import Call, CallReader, calls


class LenientToolParser(ToolParser):  # type: ignore[misc]
    """Reads calls in tags, fenced or bare, whole or as they stream; a call is sent when whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {name for tool in self.tools if (name := _name(tool))}
        self.reader = CallReader(self.names)

    def extract_tool_calls(self, model_output: str, request: Any) -> ExtractedToolCallInformation:
        found, around = calls(model_output, self.names)
        return ExtractedToolCallInformation(
            tools_called=bool(found),
            tool_calls=[ToolCall(function=FunctionCall(**_function(call))) for call in found],
            content=around or None if found else model_output,
        )

    def extract_tool_calls_streaming(
        self,
        previous_text: str,
        current_text: str,
        delta_text: str,
        previous_token_ids: Sequence[int],
        current_token_ids: Sequence[int],
        delta_token_ids: Sequence[int],
        request: Any,
    ) -> DeltaMessage | None:
        told = self.reader.read(current_text)
        content = "".join(one for one in told if isinstance(one, str))
        made = [self._delta(one) for one in told if isinstance(one, Call)]
        if not content and not made:
            return None
        return DeltaMessage(content=content or None, tool_calls=made)

    def _delta(self, call: Call) -> DeltaToolCall:
        self.current_tool_id += 1
        function = _function(call)
        self.prev_tool_call_arr.append({"name": call.name, "arguments": call.arguments})
        self.streamed_args_for_tool.append(function["arguments"])
        return DeltaToolCall(
            index=self.current_tool_id,
            type="function",
            id=make_tool_call_id(),
            function=DeltaFunctionCall(**function),
        )


def _function(call: Call) -> dict[str, str]:
    return {"name": call.name, "arguments": json.dumps(call.arguments, ensure_ascii=False)}


def _name(tool: Any) -> str | None:
    return getattr(getattr(tool, "function", tool), "name", None)
