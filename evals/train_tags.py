"""Learn the tag head that ships, and say what it and each of its features are worth.

    python -m llmrec.evals.train_tags            # learns and shows
    python -m llmrec.evals.train_tags --ship     # and writes what ships

From ReDial's dialogues (CC BY 4.0) less the 15% that the evals score, each read to its end and up
to the first film that was liked. Every figure here is out of fold, by dialogue; what ships is one
number a feature.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Annotated, NamedTuple

import numpy as np
import typer
from llmrec.evals.datasets import redial
from llmrec.evals.fitting import Floats, Recipe, Sample, fit, folds
from llmrec.evals.harness.tag_metrics import FIELD, f1_of
from llmrec.evals.metrics import RELEVANT, calibration_error, estimate, paired
from llmrec.evals.program import start
from llmrec.evals.systems.opened import Opened
from llmrec.evals.tasks.tags import labelled, request, scored_dialogues
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from llmrec.context import Context
from llmrec.pipeline import Stages
from llmrec.score import Linear
from llmrec.score.tag_features import FEATURES, tag_features
from llmrec.score.tags import FILE, TagWeights, Worth, chosen

FOLDS = 5
AT_ONCE = 8
RECIPE = Recipe("logistic", 0.001)
HELD = {"wanted": 1.0, "refused": -1.0, "disliked": -1.0}
"""Given, not learned: without the model few wishes and no dislikes are read in these talks, and
what is denied there was mostly not seen rather than not wanted."""

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Read(NamedTuple):
    """One reading of a dialogue: its genres."""

    dialogue: str
    early: bool
    x: Floats
    """[genres, FEATURES]."""
    right: NDArray[np.bool_]
    tags: list[str]
    wanted: set[str]
    spoken: bool


def readings() -> list[Read]:
    """Of the dialogues that no eval scores, without the language model."""
    films, scored = redial.films(), scored_dialogues()
    context = Opened(model=False, catalogue=redial.CATALOGUE).context(None)
    stages = Stages()

    def read(early: bool, one: redial.Liking, right: set[str]) -> Read:
        asked, mine = request(one), Context(context.catalogue, embedder=context.embedder)
        profile = stages.understand.cheap(asked, mine)
        found = stages.retrieve(profile, asked, mine)
        ranked = stages.score(found, {}, profile, mine, asked)
        tagged = tag_features(ranked, profile, asked, mine.catalogue)
        at = [n for n, field in enumerate(tagged.fields) if field == FIELD]
        tags = [tagged.tags[n] for n in at]
        hit = np.array([tag in right for tag in tags])
        return Read(one.id, early, tagged.x[at], hit, tags, right, tagged.spoken)

    of = [(False, *pair) for pair in labelled(redial.likings(), films)]
    of += [(True, *pair) for pair in labelled(redial.openings(), films)]
    with ThreadPoolExecutor(AT_ONCE) as at_once:  # each waits for a vector of its words
        return list(at_once.map(lambda some: read(*some), [s for s in of if s[1].id not in scored]))


def learned(of: Sequence[Read], without: str | None = None) -> dict[bool, Linear]:
    """Of readings in which items are spoken of, and of the others."""
    given = HELD | ({without: 0.0} if without else {})
    fixed = np.array([given.get(name, np.nan) for name in FEATURES])
    samples = {
        part: [Sample(r.x, np.where(r.right, RELEVANT, 0)) for r in of if r.spoken is part]
        for part in (True, False)
    }
    return {part: fit(some, fixed, RECIPE) for part, some in samples.items()}


def f1s(of: Sequence[Read], p: Sequence[Floats]) -> Floats:
    said = [{r.tags[n] for n in chosen(q, [FIELD] * len(q))} for r, q in zip(of, p, strict=True)]
    return np.array([f1_of(mine, r.wanted) for mine, r in zip(said, of, strict=True)])


def out_of_fold(of: Sequence[Read], without: str | None = None) -> tuple[list[Floats], Floats]:
    """Probabilities, and F1 of each reading."""
    p: list[Floats] = [np.zeros(0)] * len(of)
    got = np.zeros(len(of))
    for part in folds([r.dialogue for r in of], FOLDS, 0):
        hidden = set(part)
        seen = [r for n, r in enumerate(of) if n not in hidden]
        model = learned(seen, without)
        mine = [of[n] for n in part]
        found = [sigmoid(model[r.spoken].logits(r.x)) for r in mine]
        got[list(part)] = f1s(mine, found)
        for n, q in zip(part, found, strict=True):
            p[n] = q
    return p, got


def worth(model: Linear) -> Worth:
    w = {name: round(float(v), 4) for name, v in zip(FEATURES, model.w, strict=True)}
    return Worth(w=w, b=round(model.b, 4))


def sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


@app.command()
def main(ship: Annotated[bool, typer.Option(help="Write what ships.")] = False) -> None:
    """Learn from the dialogues that no eval scores."""
    of, console = readings(), Console()
    early = np.array([r.early for r in of])
    p, whole = out_of_fold(of)
    model = learned(of)
    table = Table(title=f"{len(of)} readings of {len({r.dialogue for r in of})} dialogues")
    for name in ("feature", "w, spoken", "w, alone", "leaving it out: F1, opening", "F1, whole"):
        table.add_column(name, justify="left" if name == "feature" else "right")
    for n, name in enumerate(FEATURES):
        _, less = out_of_fold(of, name)
        costs = [paired(less[k].tolist(), whole[k].tolist()) for k in (early, ~early)]
        shown = [f"{c.mean:+.3f} [{c.low:+.3f}, {c.high:+.3f}]" for c in costs]
        table.add_row(name, *(f"{model[part].w[n]:.2f}" for part in (True, False)), *shown)
    console.print(table)
    metrics = {}
    for name, k in (("opening", early), ("whole", ~early)):
        e = estimate(whole[k].tolist())
        metrics[f"F1, {name}"] = f"{e.mean:.3f} [{e.low:.3f}, {e.high:.3f}], n {e.n}"
    right, q = np.concatenate([r.right for r in of]), np.concatenate(p)
    metrics["ECE"] = f"{calibration_error(right.tolist(), q.tolist()):.4f}, n {len(q)}"
    console.print(metrics)
    weights = TagWeights(
        date=date.today(),
        data="ReDial (Li et al. 2018, CC BY 4.0): openings and ends of "
        f"{len({r.dialogue for r in of})} dialogues; those that the evals score are not among them",
        spoken=worth(model[True]),
        alone=worth(model[False]),
        metrics=metrics,
    )
    if ship:
        text = json.dumps(weights.model_dump(mode="json"), indent=2, ensure_ascii=False)
        FILE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    start(app)
