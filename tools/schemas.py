"""Schemas of the tools, with every reference resolved: small models do not follow `$defs`."""

from __future__ import annotations

from typing import Any

from llmrec.tools.registry import Tool
from pydantic import BaseModel

Schema = dict[str, Any]


def arguments(tool: Tool) -> Schema:
    return resolved(tool.args)


def result(tool: Tool) -> Schema:
    """Of what `Result.data` gives: what has its default may be absent."""
    return resolved(tool.result)


def resolved(model: type[BaseModel]) -> Schema:
    """The JSON schema of a model, without `$ref`, titles and docstrings of classes."""
    whole = model.model_json_schema()
    found: Schema = _inline(whole, whole.pop("$defs", {}))
    found.setdefault("properties", {})
    found.pop("description", None)
    return found


def _inline(node: Any, definitions: Schema) -> Any:
    if isinstance(node, list):
        return [_inline(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = definitions[node["$ref"].removeprefix("#/$defs/")]
        node = {k: v for k, v in named.items() if k != "description"} | {
            k: v for k, v in node.items() if k != "$ref"
        }
    out: Schema = {}
    for key, value in node.items():
        if key == "properties":  # a field may be called title
            out[key] = {name: _inline(part, definitions) for name, part in value.items()}
        elif key in ("default", "enum", "const"):
            out[key] = value
        elif key == "description":
            out[key] = " ".join(value.split())
        elif key != "title":
            out[key] = _inline(value, definitions)
    return out
