"""What a turn is answered with, piece by piece, for any front end."""

from __future__ import annotations

from typing import Literal

from llmrec.chat.answers import Row
from llmrec.chat.state import Turn
from llmrec.types import Fallback, ItemId, Model, Why


class Listed(Model):
    """A list. The first one comes from code alone; the last one is final."""

    kind: Literal["list"] = "list"
    language: str
    items: list[Row]
    final: bool


class Reasoned(Model):
    """Why an item of the list is in it."""

    kind: Literal["reason"] = "reason"
    item: ItemId
    title: str
    why: Why


class Prose(Model):
    """A paragraph of the reply."""

    kind: Literal["prose"] = "prose"
    text: str


class Done(Model):
    """The turn is over, and kept."""

    kind: Literal["done"] = "done"
    session: str
    number: int
    """Of the turn."""
    turn: Turn
    fallbacks: list[Fallback] = []
    ms: float


Event = Listed | Reasoned | Prose | Done
