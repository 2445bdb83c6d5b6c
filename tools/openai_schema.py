"""The tools as functions of OpenAI's API, and of servers that speak it.

In the strict form every argument is required; one that may be left out may be null.
"""

from __future__ import annotations

import json
from typing import Any

from llmrec.tools import bounds, schemas
from llmrec.tools.registry import TOOLS, call
from llmrec.tools.toolbox import Toolbox

from llmrec.errors import ToolError

_UNKNOWN = ("default", "minLength", "maxLength")
"""Keywords that the strict form has not; `call` checks them all the same."""


def functions() -> list[dict[str, Any]]:
    """What the API takes as `tools`."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": strict(schemas.arguments(tool)),
                "strict": True,
            },
        }
        for tool in TOOLS.values()
    ]


def reply(name: str, arguments: str, toolbox: Toolbox) -> str:
    """Run a call as the API gives it; the content of the `tool` message, errors included."""
    try:
        return to_text(call(name, bounds.read(arguments), toolbox).data())
    except ToolError as e:
        return to_text({"error": e.to_dict()})


def to_text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def strict(schema: schemas.Schema) -> schemas.Schema:
    """With every property required and those that may be absent nullable."""
    out = {k: v for k, v in schema.items() if k not in _UNKNOWN}
    if "items" in out:
        out["items"] = strict(out["items"])
    if "anyOf" in out:
        out["anyOf"] = [strict(part) for part in out["anyOf"]]
    if out.get("type") == "object":
        needed = schema.get("required", [])
        fields = {name: strict(part) for name, part in schema["properties"].items()}
        out["properties"] = {
            name: part if name in needed else _nullable(part) for name, part in fields.items()
        }
        out["required"] = list(fields)
        out["additionalProperties"] = False
    return out


def _nullable(schema: schemas.Schema) -> schemas.Schema:
    none = {"type": "null"}
    if "anyOf" in schema:
        return schema if none in schema["anyOf"] else schema | {"anyOf": [*schema["anyOf"], none]}
    about = {k: v for k, v in schema.items() if k == "description"}
    return {"anyOf": [{k: v for k, v in schema.items() if k != "description"}, none]} | about
