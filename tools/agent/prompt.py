"""The questions that the agent puts to the model, with answers held to their form."""

from __future__ import annotations

from typing import Any, get_args

from llmrec.prompts import load, one_line
from llmrec.tools.agent.hints import Hints
from llmrec.tools.agent.plan import Decline
from llmrec.tools.agent.words import sortings

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.llm import Ask
from llmrec.understand.stage import LANGUAGES

REQUEST_CHARS = 600
MOST_KINDS = 24
KINDS = ("like", "dislike", "rating", "purchase", "view")
Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 2, "maxLength": 120}
_ITEM: Schema = {"type": "string", "minLength": 2, "maxLength": 80}
_K: Schema = {"type": "integer", "minimum": 1, "maximum": 50}


def ask_plan(request: str, catalogue: Catalogue, hints: Hints, wrong: str = "") -> Ask:
    """The plan of a request; `wrong` says what was wrong with the one before."""
    field = kind_field(catalogue.schema)
    kinds = [value for value, _ in catalogue.vocabulary(field, MOST_KINDS)] if field else []
    values: dict[str, object] = {
        "domain": catalogue.schema.domain or "items",
        "language": LANGUAGES.get(catalogue.language, "English"),
        "kinds": ", ".join(kinds) or "anything",
        "request": one_line(request, REQUEST_CHARS),
        "wrong": f"\nAn earlier plan was wrong. {one_line(wrong, 300)}" if wrong else "",
    }
    return Ask(load("agent_plan"), values, schema=plan_schema(catalogue, hints))


def plan_schema(catalogue: Catalogue, hints: Hints) -> Schema:
    """What a plan may be: one form for each tool that is open, so that no other argument can be
    written."""
    items = {"type": "array", "items": _ITEM, "minItems": 1, "maxItems": 5}
    found: dict[str, tuple[Schema, Schema]] = {
        "filter_items": ({"words": _TEXT}, {"sort": _enum(*sortings(catalogue.schema)), "k": _K}),
        "recommend": ({"text": _TEXT}, {"k": _K}),
        "search_items": ({"text": _TEXT}, {"k": _K}),
        "compare": ({"items": items}, {}),
        "rank": ({"items": items, "text": _TEXT}, {}),
        "rate": ({"items": items, "text": _TEXT}, {}),
        "explain": ({"item": _ITEM, "text": _TEXT}, {}),
        "why_not": ({"item": _ITEM, "text": _TEXT}, {}),
        "get_item": ({"item": _ITEM}, {}),
        "record_feedback": (
            {"item": _ITEM, "kind": _enum(*KINDS), "who": {"type": "string", "maxLength": 30}},
            {"rating": {"type": "number"}},
        ),
        "tag": ({"text": _TEXT}, {}),
        "profile": ({"text": _TEXT}, {}),
        "describe_catalog": ({}, {}),
        "decline": ({"why": _enum(*get_args(Decline))}, {}),
    }
    open_ = (*hints.tools, *["decline"] * hints.decline)
    steps = [_step(tool, *fields) for tool, fields in found.items() if tool in open_]
    listed = {"type": "array", "items": {"anyOf": steps}, "minItems": 1, "maxItems": hints.most}
    return _object({"steps": listed}, {})


def _step(tool: str, needed: Schema, more: Schema) -> Schema:
    return _object({"tool": {"const": tool}, **needed}, more)


def _object(needed: Schema, more: Schema) -> Schema:
    return {
        "type": "object",
        "properties": needed | more,
        "required": list(needed),
        "additionalProperties": False,
    }


def _enum(*values: str) -> Schema:
    return {"enum": list(values)}


def ask_answer(request: str, facts: str, language: str) -> Ask:
    """What was found, in a sentence or two."""
    values: dict[str, object] = {
        "request": one_line(request, REQUEST_CHARS),
        "facts": facts,
        "language": LANGUAGES.get(language, "English"),
    }
    return Ask(load("agent_answer"), values)
