"""Simulated people look for something: in a conversation, and with single-shot requests.

    python -m llmrec.evals.simulated_user            # with the served model
    python -m llmrec.evals.simulated_user --fast

Each of the people in simulated_users.jsonl knows its own needs alone (see simulated_person.py) and
tells them one after the other: what it opens with, then at each turn the need that the items in
front of it lack most. Who they are, what they see of an item (its title and fields), their words,
and their patience of 8 turns are the same everywhere. What differs is what becomes of a turn:

- chat: it is a turn of `llmrec chat`, which remembers. The person may point at the list (`not the
  second`), answers a question that comes back, and takes back what left nothing.
- single: a request of its own: the opening, and what was said in this turn. Nothing else that was
  said is known. The turn's words without the opening would not even say what is looked for.
- whole: a request of its own that holds all that was said so far, one sentence after the
  other: what the most patient person does with a system that does not remember.

Where nothing is found the person says the last thing in other words (in the chat it takes it back
first, which costs a turn), and the second time starts over with all it said, in other words.

A request of its own cannot point at a list, so that there the words that point are left out; they
tell nothing of the need that the words after them do not. A person is satisfied by a turn when one
of the five items shown has all it wants: that is judged by the catalogue's own fields, and neither
the person nor the system is told of it. Not satisfied after 8 turns counts as 9.

Figures go to runs/simulated_user.json, a plot beside it. Items of the list carry no written
reasons, since nobody here reads them. A fallback ends the run; with --fast there is no model.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from math import comb
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Protocol

import typer
from llmrec.evals.metrics import Estimate, estimate, paired
from llmrec.evals.program import start
from llmrec.evals.simulated_person import PEOPLE, Person, Said, Seen, User, load
from llmrec.evals.simulated_plot import plot
from rich.console import Console
from rich.table import Table

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.chat import CANDIDATES, Chat
from llmrec.chat.events import Done
from llmrec.chat.sessions import new_id
from llmrec.chat.state import LISTED, Session
from llmrec.chat.talk import SHOWN
from llmrec.context import Context, open_context
from llmrec.errors import ModelUnavailable, UsageError
from llmrec.explain import Silent
from llmrec.pipeline import Stages, recommend
from llmrec.types import Constraint, Fallback, Item, Request

OUT = Path("runs") / "simulated_user.json"
TURNS = 8
"""A person's patience."""
UNREACHED = TURNS + 1
"""What counts for a person who was not satisfied."""
CHAT, SINGLE, ALL = "chat", "single", "whole"

app = typer.Typer(pretty_exceptions_enable=False)
Opener = Callable[..., Context]


class Shown(NamedTuple):
    """What a turn is answered with."""

    asked_for: str
    """The words that the system was given."""
    ids: list[str]
    nothing: bool = False
    question: str | None = None
    limits: Sequence[Constraint] = ()
    """What the system held to."""
    fallbacks: Sequence[Fallback] = ()


class Mode(Protocol):
    """What becomes of what a person says."""

    def __call__(self, said: Said) -> Shown: ...


class Talking:
    """A conversation."""

    def __init__(self, catalogue: str, opener: Opener, *, fast: bool) -> None:
        session = Session(id=new_id(), catalogue=catalogue)
        self._chat = Chat(session, opener, fast=fast, stages=Stages(explain=Silent()))

    def __call__(self, said: Said) -> Shown:
        done = next(e for e in self._chat.say(said.words) if isinstance(e, Done))
        nothing = done.turn.act in LISTED and not done.turn.shown
        turn = done.turn
        return Shown(said.words, turn.shown, nothing, turn.asked, turn.state.hard, done.fallbacks)


class Asking:
    """Requests that know of no other.

    Args:
        whole: whether each holds all that was said before.
    """

    def __init__(self, catalogue: str, opener: Opener, *, fast: bool, whole: bool) -> None:
        self._catalogue, self._opener, self._fast, self._whole = catalogue, opener, fast, whole
        self._said: list[str] = []

    def __call__(self, said: Said) -> Shown:
        if said.anew:
            self._said = list(said.anew)
        elif said.instead and len(self._said) > 1:
            self._said[-1] = said.plain
        else:
            self._said.append(said.plain)
        text = self._text()
        context = self._opener(self._catalogue, fast=self._fast)
        request = Request(text=text, catalogue=self._catalogue, k=CANDIDATES, explain=0)
        found = recommend(request, context, Stages(explain=Silent()))
        ids = [i.id for i in found.items[:SHOWN]]
        return Shown(text, ids, not ids, limits=found.profile.hard, fallbacks=found.fallbacks)

    def _text(self) -> str:
        """What is asked for; a sentence a line."""
        if self._whole or len(self._said) < 3:
            return "\n".join(self._said)
        return "\n".join([self._said[0], self._said[-1]])


MODES: dict[str, Callable[[str, Opener, bool], Mode]] = {
    CHAT: lambda catalogue, opener, fast: Talking(catalogue, opener, fast=fast),
    SINGLE: lambda catalogue, opener, fast: Asking(catalogue, opener, fast=fast, whole=False),
    ALL: lambda catalogue, opener, fast: Asking(catalogue, opener, fast=fast, whole=True),
}


def play(person: Person, mode: str, opener: Opener, *, fast: bool) -> dict[str, Any]:
    """One person with one system, until satisfied or out of patience.

    Raises:
        ModelUnavailable: an answer was made with less than it should have been; not with `fast`.
    """
    catalogue = opener(person.catalogue, fast=fast).catalogue
    satisfying = catalogue.mask(person.limits)
    user = User(person, catalogue.schema, talks=mode == CHAT)
    answer = MODES[mode](person.catalogue, opener, fast)
    said = user.opens()
    in_view: list[Item] = []
    turns: list[dict[str, Any]] = []
    for number in range(1, TURNS + 1):
        shown = answer(said)
        if shown.fallbacks and not fast:
            raise ModelUnavailable(
                f"{person.id}: {shown.asked_for!r} was not answered with the models: "
                f"{shown.fallbacks[0].reason}.",
                remedy="See `llmrec model status`, or play with --fast.",
            )
        turns.append(
            {
                "said": shown.asked_for,
                "shown": shown.ids,
                "asked": shown.question,
                "limits": [str(c) for c in shown.limits],
            }
        )
        if any(satisfying[catalogue.ordinal(i)] for i in shown.ids):
            return {"person": person.id, "mode": mode, "turns": number, "played": turns}
        # A reply without a list leaves the last one in view.
        in_view = cards(shown.ids, catalogue) if shown.ids else in_view
        said = user.answers(Seen(in_view, shown.question, shown.nothing))
    return {"person": person.id, "mode": mode, "turns": UNREACHED, "played": turns}


def cards(ids: Sequence[str], catalogue: Catalogue) -> list[Item]:
    """What a person sees of items: titles and fields."""
    items = catalogue.items(list(ids))
    return [Item(id="", title=i.title, attributes=i.attributes) for i in items]


def by_chance(person: Person, catalogue: Catalogue) -> float:
    """Probability that five drawn from what keeps to the opening hold an item that satisfies."""
    many = int(catalogue.mask(person.limits[: person.opens]).sum())
    good = int(catalogue.mask(person.limits).sum())
    return 1 - comb(many - good, SHOWN) / comb(many, SHOWN)


def figures(rows: Sequence[dict[str, Any]], people: Sequence[Person]) -> dict[str, Any]:
    """Turns by system: their mean, how they are spread, the share satisfied by each turn, and the
    paired differences; intervals are drawn by person."""
    turns = {m: [r["turns"] for r in rows if r["mode"] == m] for m in MODES}
    told: dict[str, Any] = {"people": len(people)}
    for mode, counts in turns.items():
        by = Counter(counts)
        told[mode] = {
            "turns": _as_json(estimate(counts)),
            "median": sorted(counts)[len(counts) // 2],
            "spread": {str(n): by[n] for n in range(1, UNREACHED + 1)},
            "satisfied": [
                _as_json(estimate([float(c <= n) for c in counts])) for n in range(1, TURNS + 1)
            ],
        }
    for other in (SINGLE, ALL):
        told[f"{CHAT} less {other}"] = _as_json(paired(turns[CHAT], turns[other]))
    return told


def _as_json(e: Estimate) -> dict[str, Any]:
    return {"mean": round(e.mean, 4), "low": round(e.low, 4), "high": round(e.high, 4), "n": e.n}


def parts(people: Sequence[Person]) -> dict[str, list[Person]]:
    """Everybody, and those of each language and catalogue."""
    told = {"all": list(people)}
    for key in ("language", "catalogue"):
        for value in dict.fromkeys(getattr(p, key) for p in people):
            told[value] = [p for p in people if getattr(p, key) == value]
    return told


def table(told: dict[str, Any]) -> Table:
    """Turns with their intervals, and the shares satisfied by some turns."""
    shown = Table(box=None, pad_edge=False)
    for name in ("people", "system", "turns", "by 1", "by 2", "by 4", "by 8"):
        left = name in ("people", "system")
        shown.add_column(name, justify="left" if left else "right", no_wrap=True)
    for part, by in told.items():
        for mode in MODES:
            f = by[mode]
            shares = [f"{f['satisfied'][n - 1]['mean']:.2f}" for n in (1, 2, 4, 8)]
            shown.add_row(f"{part}, {by['people']}", mode, _interval(f["turns"]), *shares)
        for other in (SINGLE, ALL):
            name = f"{CHAT} less {other}"
            shown.add_row("", name, _interval(by[name], sign="+"))
    return shown


def _interval(e: dict[str, Any], sign: str = "") -> str:
    return f"{e['mean']:{sign}.2f} [{e['low']:{sign}.2f}, {e['high']:{sign}.2f}]"


@app.command(help=__doc__)
def run(
    fast: Annotated[bool, typer.Option("--fast", help="Without the language model.")] = False,
    only: Annotated[str, typer.Option(help="People whose id begins so.")] = "",
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    people = [p for p in load(PEOPLE) if p.id.startswith(only)]
    if not people:
        raise UsageError(f"Nobody's id begins with {only!r}.", remedy="Leave --only out.")
    rows: list[dict[str, Any]] = []
    err = Console(stderr=True)
    for n, person in enumerate(people, 1):
        mine = [play(person, mode, open_context, fast=fast) for mode in MODES]
        rows += mine
        told = ", ".join(f"{r['mode']}: {r['turns']}" for r in mine)
        err.print(f"{n} of {len(people)}, {person.id}: {told}", highlight=False)
        write(rows, people[:n], out, fast=fast)  # a run that is cut off leaves what it has
    figures_ = json.loads(out.read_text("utf-8"))
    plot(figures_["figures"]["all"], figures_["chance"]["mean"], out.with_suffix(".png"))
    Console().print(table(figures_["figures"]))
    typer.echo(f"{out} and {out.with_suffix('.png').name}")


def write(
    rows: Sequence[dict[str, Any]], people: Sequence[Person], out: Path, *, fast: bool
) -> None:
    """Write the figures of these people, and all that was said."""
    told = {
        part: figures([r for r in rows if r["person"] in {p.id for p in some}], some)
        for part, some in parts(people).items()
    }
    catalogues = {p.catalogue: open_context(p.catalogue, fast=True).catalogue for p in people}
    chance = estimate([by_chance(p, catalogues[p.catalogue]) for p in people])
    whole = {"fast": fast, "chance": _as_json(chance), "figures": told, "rows": rows}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    start(app)
