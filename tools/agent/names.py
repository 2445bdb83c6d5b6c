"""Titles in arguments -> ids. The whole title first, then words that only one title has."""

from __future__ import annotations

from llmrec.tools.agent.plan import BadPlan, Problem
from llmrec.tools.cards import NEAR, titled

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import tokens
from llmrec.types import Item

SHOWN = 4
_QUOTES = " \"'“”‘’《》「」"


def item_id(name: str, catalogue: Catalogue) -> str:
    """The id of the item that is named by its id or title.

    Raises:
        BadPlan: no item is called so, or several are.
    """
    name = name.strip(_QUOTES)
    if name in catalogue:
        return name
    if name.upper() in catalogue:
        return name.upper()
    found = titled(name, catalogue) or _holding(name, catalogue)
    if len(found) == 1:
        return found[0].id
    if not found:
        message = f"No item is called {name[:60]!r}."
        raise BadPlan(Problem(kind="unknown_item", message=message))
    titles = ", ".join(repr(i.title) for i in found[:SHOWN])
    message = f"{name[:60]!r} may be {titles}: which is meant?"
    raise BadPlan(Problem(kind="ambiguous_item", message=message))


def _holding(name: str, catalogue: Catalogue) -> list[Item]:
    """Items whose titles have all the words of the name, or whose title stands whole in it."""
    said = set(tokens(name))
    if not said:
        return []
    near = catalogue.items([i for i, _ in catalogue.lexical(tokens(name), NEAR)])
    inside = [i for i in near if i.title.casefold() in name.casefold()]
    if inside:
        longest = max(len(i.title) for i in inside)
        return [i for i in inside if len(i.title) == longest]
    return [i for i in near if said <= set(tokens(i.title))]
