"""Dialogues as people write them down: what each turn changes. What holds after it follows.

One JSON object a line, with `id` (`-en-` or `-zh-` in it says the language), `catalogue` and
`turns`; of a turn `say` and `act`, and what it changes: limits `add`ed and `drop`ped, places of
lists (`{"list": number of the turn, "rank": 1}`, or `{"item": id}`) that it `refers` to, puts
`out`, lets back in (`back`), wants more or less like (`like`, `unlike`). Docs: docs/dialogues.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.limits import parse_limit
from llmrec.chat.state import LISTED, Act
from llmrec.chat.talk import SHOWN
from llmrec.errors import CatalogError, UsageError
from llmrec.types import Constraint, Op, Value

SIDES = ("out", "like", "unlike")
SHOWN_ERRORS = 5


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    """An item, by where it was shown or by its id."""

    list: int | None = None
    rank: int | None = None
    item: str | None = None


class Written(_Strict):
    """A limit; its value may be that of the item at a place."""

    field: str
    op: Op
    value: Value | None = None
    ref: Place | None = None


class Told(_Strict):
    """What one turn changes."""

    say: str
    act: Act
    add: tuple[Written, ...] = ()
    drop: tuple[Written, ...] = ()
    refers: tuple[Place, ...] = ()
    out: tuple[Place, ...] = ()
    back: tuple[Place, ...] = ()
    like: tuple[Place, ...] = ()
    unlike: tuple[Place, ...] = ()


class Dialogue(_Strict):
    id: str = Field(min_length=1)
    catalogue: str
    turns: tuple[Told, ...]


class State(_Strict):
    """What is written to hold."""

    limits: tuple[Written, ...] = ()
    out: tuple[Place, ...] = ()
    like: tuple[Place, ...] = ()
    unlike: tuple[Place, ...] = ()

    def after(self, told: Told) -> State:
        """What holds when a turn that takes nothing back as a whole was said."""
        limits = [x for x in self.limits if x not in told.drop]
        limits += [x for x in told.add if x not in limits]
        sides: dict[str, tuple[Place, ...]] = {
            side: tuple(dict.fromkeys((*getattr(self, side), *getattr(told, side))))
            for side in SIDES
        }
        sides["out"] = tuple(p for p in sides["out"] if p not in told.back)
        return State(limits=tuple(limits), **sides)


def dialogues(path: Path) -> list[dict[str, Any]]:
    """All dialogues of a file, each turn with all that holds after it.

    Raises:
        UsageError: it cannot be read, or something in it does not hold; the first few are told.
        CatalogError: there is no such catalogue.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(
            f"{path} cannot be read: {e}.", remedy="It is JSON lines, in UTF-8."
        ) from e
    found: list[dict[str, Any]] = []
    wrong: list[str] = []
    catalogues: dict[str, Catalogue] = {}
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = Dialogue.model_validate_json(line)
        except ValidationError as e:
            some = e.errors()[0]
            said = " ".join(filter(None, (".".join(map(str, some["loc"])), some["msg"])))
            wrong.append(f"line {n}: {said}")
            continue
        name = one.catalogue
        catalogues[name] = catalogues.get(name) or Catalogue.open(name)
        wrong += (f"line {n}, {words}" for words in _wrong(one, catalogues[name]))
        found.append(_whole(one))
    if wrong or not found:
        more = f" and {len(wrong) - SHOWN_ERRORS} more" if len(wrong) > SHOWN_ERRORS else ""
        told = "; ".join(wrong[:SHOWN_ERRORS]) or "there is no dialogue in it"
        raise UsageError(
            f"{path.name} does not hold: {told}{more}.",
            remedy="docs/dialogues.md says how dialogues are written.",
        )
    return found


def _states(one: Dialogue) -> Iterator[State]:
    """What holds after each turn."""
    state, earlier = State(), list[State]()
    for told in one.turns:
        before = state
        if told.act == "restart":
            state = State()
        elif told.act == "undo":
            state = earlier.pop() if earlier else State()
        state = state.after(told)
        if told.act != "undo" and state != before:
            earlier.append(before)
        yield state


def _whole(one: Dialogue) -> dict[str, Any]:
    """The form that the evals play: what holds is repeated after every turn."""
    turns = []
    for told, state in zip(one.turns, _states(one), strict=True):
        held = state.model_dump(mode="json", exclude_none=True)
        pointed = [p.model_dump(mode="json", exclude_none=True) for p in told.refers]
        turns.append({"say": told.say, "act": told.act, "refers": pointed} | held)
    return {"id": one.id, "catalogue": one.catalogue, "turns": turns}


def _wrong(one: Dialogue, catalogue: Catalogue) -> Iterator[str]:
    """What cannot be meant, with the number of the turn."""
    for n, (told, held) in enumerate(zip(one.turns, (State(), *_states(one)), strict=False), 1):
        yield from (f"turn {n}: {words}" for words in _wrong_in(told, n, held, catalogue))


def _wrong_in(told: Told, n: int, held: State, catalogue: Catalogue) -> Iterator[str]:
    if not told.say.strip():
        yield "nothing is said"
    for limit in told.add:
        yield from _no_limit(limit, catalogue)
    for limit in told.drop:
        if limit not in held.limits and told.act not in ("undo", "restart"):
            yield f"{limit.field} {limit.op} is dropped and does not hold"
    refs = [x.ref for x in told.add if x.ref is not None]
    sides = [p for side in SIDES for p in getattr(told, side)]
    for place in (*told.refers, *sides, *refs):
        yield from _no_place(place, n, catalogue)
    if told.act not in LISTED and (told.add or told.drop or sides):
        yield f"a turn that is for {told.act} changes nothing"


def _no_limit(limit: Written, catalogue: Catalogue) -> Iterator[str]:
    if (limit.value is None) == (limit.ref is None):
        yield f"{limit.field} wants a value or a ref"
    elif limit.field not in catalogue.schema.attributes:
        yield f"there is no field {limit.field!r}"
    elif limit.value is not None:
        try:
            parse_limit(
                Constraint(field=limit.field, op=limit.op, value=limit.value), catalogue.schema
            )
        except CatalogError as e:
            yield str(e)


def _no_place(place: Place, turn: int, catalogue: Catalogue) -> Iterator[str]:
    if place.item is not None:
        if place.item not in set(catalogue.ids):
            yield f"there is no item {place.item!r}"
    elif not (place.list and place.rank and place.list < turn and place.rank <= SHOWN):
        yield (
            f"a place is a list of a turn before this one and a rank up to {SHOWN}, or an item, "
            f"not {place.model_dump(exclude_none=True)}"
        )
