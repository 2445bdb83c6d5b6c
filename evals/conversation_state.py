"""Written dialogues: what must hold after each turn, and whether it does.

    python -m llmrec.evals.conversation_state                       # all parts
    python -m llmrec.evals.conversation_state --part open --show    # and what went wrong
    python -m llmrec.evals.conversation_state --apart               # one misreading counts once

A stage that falls back stops the run: its figures would be those of another system.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from llmrec.evals.datasets.own_dialogues import dialogues as own_dialogues
from llmrec.evals.metrics import estimate
from llmrec.evals.program import start
from llmrec.evals.systems.llmrec_systems import NoJudge
from rich.console import Console
from rich.progress import track
from rich.table import Table

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import read
from llmrec.chat.state import LISTED, Limit, Session, State
from llmrec.chat.talk import Step, step, taken
from llmrec.context import Context, open_context
from llmrec.errors import ModelUnavailable, NothingFits, UsageError
from llmrec.explain import Silent
from llmrec.pipeline import Stages
from llmrec.types import Constraint, Fallback

HERE = Path(__file__).parent
OPEN, LATER, FRESH, BLIND = (
    HERE / f"dialogues{name}.jsonl" for name in ("", "_later", "_fresh", "_blind")
)
"""Written before the code and in view of it; written after it by people who had not seen it, and
tuned on since; written after it likewise, and not tuned on; written before and set aside."""
ASIDE = ("fresh", "blind")
WIDTH = 160
OUT = Path("runs") / "conversation_state.json"
CHECKS = ("state", "limits", "out", "like", "unlike", "refers", "act", "persists", "kept")
"""`persists`: the limits that are written before the turn and after it hold after it; one that was
never read counts against it. `kept`: those that really held before the turn, and by what is written
stand after it, still hold: what the conversation itself loses. Where there is no such limit, both
count as right."""

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Checked(NamedTuple):
    """One turn: what was checked, and what was off, in words."""

    dialogue: str
    turn: int
    said: str
    right: dict[str, bool]
    off: str
    violations: int


def load(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def play(dialogue: dict[str, Any], context: Context, *, apart: bool = False) -> Iterator[Checked]:
    """Say every turn, and compare what holds with what should.

    Args:
        apart: each turn is said where what is written before it holds, whatever was read.

    Raises:
        ModelUnavailable: see `none_of`.
    """
    session = Session(id=dialogue["id"], catalogue=dialogue["catalogue"])
    stages = Stages(judge=NoJudge(), explain=Silent())
    lists: dict[int, list[str]] = {}
    before: list[dict[str, Any]] = []
    for n, turn in enumerate(dialogue["turns"], 1):
        fresh = Context(context.catalogue, context.llm, context.embedder)
        held, reading = session.state, read(turn["say"], session, context.catalogue)
        try:
            found = step(session, turn["say"], fresh, stages, reading=reading)
        except (UsageError, NothingFits) as e:  # an answer too: nothing changes, and it is told why
            found = Step(reading, held)
            typer.echo(f"{dialogue['id']} {n}: {e}", err=True)
        none_of(fresh.fallbacks)
        session = taken(session, turn["say"], found)
        lists[n] = session.turns[-1].shown
        yield compared(dialogue["id"], n, turn, before, held, found, lists, context.catalogue)
        before = turn["limits"]
        if apart:
            last = session.turns[-1]
            right = as_written(turn, last.state, held, lists, context.catalogue)
            kept = [*session.turns[:-1], last.model_copy(update={"state": right})]
            session = session.model_copy(update={"turns": kept})


def as_written(
    turn: dict[str, Any],
    state: State,
    held: State,
    lists: dict[int, list[str]],
    catalogue: Catalogue,
) -> State:
    """A state with what is written of a turn in the place of what was read.

    Args:
        held: the state before the turn, whose limits keep the words that they were read from.
    """
    known = {str(x.constraint): x for x in (*held.limits, *state.limits) if x.constraint.hard}
    hard = [
        known.get(str(c)) or Limit(constraint=c, words=str(c))
        for c in limits_of(turn["limits"], lists, catalogue)
    ]
    wishes = [x for x in state.limits if not x.constraint.hard]
    sides = {side: items_of(turn[side], lists) for side in ("out", "like", "unlike")}
    return state.model_copy(update={"limits": [*hard, *wishes], **sides})


def none_of(fallbacks: Sequence[Fallback]) -> None:
    """
    Raises:
        ModelUnavailable: a stage did something else than what is measured.
    """
    if fallbacks:
        f = fallbacks[0]
        raise ModelUnavailable(
            f"{f.stage} fell back to {f.to}: {f.reason}",
            remedy="See `llmrec model status`, and run it again; or without the model: --fast",
        )


def compared(
    name: str,
    n: int,
    turn: dict[str, Any],
    before: Sequence[dict[str, Any]],
    held: State,
    found: Step,
    lists: dict[int, list[str]],
    catalogue: Catalogue,
) -> Checked:
    """What a turn came to beside what is written.

    Args:
        before: the limits that are written for the turn before.
        held: what really held before the turn.
        lists: ids that were shown, by the number of the turn.
    """
    state = found.state
    wanted = limits_of(turn["limits"], lists, catalogue)
    right = {
        "limits": same(wanted, state.hard, catalogue),
        "refers": sorted(set(found.reading.refers)) == items_of(turn["refers"], lists),
        "act": (found.reading.act in LISTED) == (turn["act"] in LISTED)
        if turn["act"] in LISTED
        else found.reading.act == turn["act"],
    }
    for side in ("out", "like", "unlike"):
        right[side] = sorted(getattr(state, side)) == items_of(turn[side], lists)
    right["state"] = all(right[k] for k in ("limits", "out", "like", "unlike"))
    stays = [x for x in turn["limits"] if x in before]
    stand = [c for c in held.hard if holds(c, wanted, catalogue)]
    for check, limits in (("persists", limits_of(stays, lists, catalogue)), ("kept", stand)):
        right[check] = all(holds(c, state.hard, catalogue) for c in limits)
    items = found.found.items if found.found else []
    good = catalogue.mask(state.hard)
    violations = sum(not good[catalogue.ordinal(i.id)] or i.id in state.out for i in items)
    off = "; ".join(
        [
            *([] if right["limits"] else [f"limits {list(map(str, state.hard))}"]),
            *(
                f"{side} {getattr(state, side)}, not {items_of(turn[side], lists)}"
                for side in ("out", "like", "unlike")
                if not right[side]
            ),
            *(
                []
                if right["refers"]
                else [f"refers {found.reading.refers}, not {items_of(turn['refers'], lists)}"]
            ),
            *([] if right["act"] else [f"{found.reading.act}, not {turn['act']}"]),
        ]
    )
    return Checked(name, n, turn["say"], right, off, violations)


def items_of(places: Sequence[dict[str, Any]], lists: dict[int, list[str]]) -> list[str]:
    """Ids of the places of lists; of a place that a list lacks, none."""
    out = set()
    for p in places:
        if "item" in p:
            out.add(p["item"])
        elif 0 < p["rank"] <= len(lists.get(p["list"], [])):
            out.add(lists[p["list"]][p["rank"] - 1])
    return sorted(out)


def limits_of(
    rows: Sequence[dict[str, Any]], lists: dict[int, list[str]], catalogue: Catalogue
) -> list[Constraint]:
    """Expected limits; one that points at a place takes the value of the item there."""
    out = []
    for row in rows:
        value = row.get("value")
        if "ref" in row:
            ids = items_of([row["ref"]], lists)
            value = catalogue.item(ids[0]).attributes.get(row["field"]) if ids else None
            if value is None:
                continue
        out.append(Constraint(field=row["field"], op=row["op"], value=value))
    return out


def same(a: Sequence[Constraint], b: Sequence[Constraint], catalogue: Catalogue) -> bool:
    """Whether both allow the same items."""
    return bool(np.array_equal(catalogue.mask(list(a)), catalogue.mask(list(b))))


def holds(c: Constraint, limits: Sequence[Constraint], catalogue: Catalogue) -> bool:
    """Whether these limits allow nothing that this one forbids."""
    return not (catalogue.mask(list(limits)) & ~catalogue.mask([c])).any()


@app.command()
def run(
    part: Annotated[
        list[str] | None, typer.Option(help="open, later, fresh or blind; may be given again.")
    ] = None,
    show: Annotated[
        bool, typer.Option(help="Say what went wrong; never for what is set aside.")
    ] = False,
    only: Annotated[str, typer.Option(help="Dialogues whose id begins so.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Dialogues of your own instead; see docs/dialogues.md.")
    ] = None,
    fast: Annotated[bool, typer.Option(help="Without the language model.")] = False,
    apart: Annotated[
        bool, typer.Option(help="Read each turn where what is written before it holds.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    """Play the dialogues through the chat, and count."""
    files = {"open": OPEN, "later": LATER, "fresh": FRESH, "blind": BLIND}
    if unknown := set(part or ()) - set(files):
        raise UsageError(
            f"There is no part {min(unknown)!r}.", remedy=f"There are: {', '.join(files)}."
        )
    parts = {name: load(path) for name, path in files.items() if not part or name in part}
    if file is not None:
        parts = {file.stem: own_dialogues(file)}
    figures: dict[str, Any] = {}
    for name, some in parts.items():
        dialogues = [d for d in some if d["id"].startswith(only)]
        contexts = {c: opened(c, fast=fast) for c in {d["catalogue"] for d in dialogues}}
        rows: list[Checked] = []
        err = Console(stderr=True)
        for d in track(dialogues, name, console=err, disable=not err.is_terminal):
            played = list(play(d, contexts[d["catalogue"]], apart=apart))
            rows.extend(played)
            for r in played:
                if r.off and show and name not in ASIDE:
                    typer.echo(f"{r.dialogue} {r.turn} {r.said}\n      {r.off}")
        figures[name] = summary(rows)
    Console(width=WIDTH).print(table(figures))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def opened(catalogue: str, *, fast: bool) -> Context:
    """The catalogue with the models that are measured.

    Raises:
        ModelUnavailable: one of them does not run.
    """
    context = open_context(catalogue, fast=fast)
    # What events taught about a catalogue has no part in this.
    none_of([f for f in context.fallbacks if f.stage != "score"])
    return context


def summary(rows: Sequence[Checked]) -> dict[str, Any]:
    """Shares of turns, in all and by language; the interval is drawn by dialogue."""
    told: dict[str, Any] = {}
    for name, some in (
        ("all", rows),
        ("en", [r for r in rows if "-en-" in r.dialogue]),
        ("zh", [r for r in rows if "-zh-" in r.dialogue]),
    ):
        if not some:
            continue
        told[name] = {
            "turns": len(some),
            "dialogues": len({r.dialogue for r in some}),
            "violations": sum(r.violations for r in some),
            **{check: share(some, check) for check in CHECKS},
        }
    return told


def share(rows: Sequence[Checked], check: str) -> dict[str, float]:
    by: dict[str, list[float]] = {}
    for r in rows:
        by.setdefault(r.dialogue, []).append(float(r.right[check]))
    found = estimate([float(np.mean(v)) for v in by.values()])
    return {
        "turns": round(float(np.mean([r.right[check] for r in rows])), 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def table(figures: dict[str, Any]) -> Table:
    """A row a part and language, a column a figure with its interval."""
    shown = Table(box=None, pad_edge=False)
    shown.add_column("of turns")
    for check in (*CHECKS, "turns", "violations"):
        shown.add_column(check, justify="right", no_wrap=True)
    for part, by in figures.items():
        for language, f in by.items():
            cells = [_cell(f[check]) for check in CHECKS]
            shown.add_row(f"{part} {language}", *cells, str(f["turns"]), str(f["violations"]))
    return shown


def _cell(figure: dict[str, float]) -> str:
    low, high = (f"{figure[end]:.2f}".replace("0.", ".") for end in ("low", "high"))
    return f"{figure['turns']:.3f}\n[{low}, {high}]"


if __name__ == "__main__":
    start(app)
