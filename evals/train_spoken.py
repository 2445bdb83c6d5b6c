"""Learn what the head for requests in words begins with, where a catalogue has few of them.

    python -m llmrec.evals.train_spoken            # learns and shows
    python -m llmrec.evals.train_spoken --ship     # and writes what ships

From ReDial's dialogues (CC BY 4.0) less the 15% that the evals score. What ships is one number a
feature: what one unit of it is worth, in logits.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from llmrec.evals.datasets import redial
from llmrec.evals.program import start
from llmrec.evals.systems.learned import behaviour_of
from llmrec.evals.systems.opened import Opened
from rich.console import Console

from llmrec.behaviour.model import SPOKEN
from llmrec.score import INPUTS
from llmrec.score.head import Head
from llmrec.score.start import FILE, Start

HELD = {"title": 0.0, "conflict": -0.3}
"""Not to be passed on: titles that stand in a talk are those of films that were seen, and what is
denied there was mostly not seen rather than not wanted."""

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


@app.command()
def main(ship: Annotated[bool, typer.Option(help="Write what ships.")] = False) -> None:
    """Learn from the dialogues that no eval scores."""
    scored = redial.held_out([one.dialogue for one in redial.advice()])
    training = redial.training(scored)
    context = Opened(model=False, catalogue=redial.CATALOGUE).context(None)
    behaviour = behaviour_of(training, context)
    head = Head.of(behaviour.head, SPOKEN) if behaviour else None
    if head is None:
        raise typer.Exit(1)
    worth = dict(zip(INPUTS, (head.k[0] / head.deviation).round(4).tolist(), strict=True)) | HELD
    made = Start(
        date=date.today(),
        data=f"ReDial (Li et al. 2018, CC BY 4.0): {len(training.wanted)} turns of "
        f"{len({w.user for w in training.wanted})} dialogues; the {len(scored)} dialogues that "
        "the evals score are not among them",
        worth=worth,
    )
    Console().print(worth)
    if ship:
        text = json.dumps(made.model_dump(mode="json"), indent=2, ensure_ascii=False)
        Path(FILE).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    start(app)
