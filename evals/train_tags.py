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
from llmrec.score.tags import FILE, TagWeights

FOLDS = 10
RECIPE = Recipe("logistic", 0.001)
GRID = np.arange(0.1, 0.9, 0.02)

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


def readings() -> list[Read]:
    """Of the dialogues that no eval scores, without the language model."""
    films, scored = redial.films(), scored_dialogues()
    context = Opened(model=False, catalogue=redial.CATALOGUE).context(None)
    stages, out = Stages(), []
    for early, of in ((False, redial.likings()), (True, redial.openings())):
        for one, right in labelled(of, films):
            if one.id in scored:
                continue
            asked = request(one)
            mine = Context(context.catalogue, embedder=context.embedder)
            profile = stages.understand.cheap(asked, mine)
            ranked = stages.score(stages.retrieve(profile, asked, mine), {}, profile, mine, asked)
            found = tag_features(ranked, profile, asked, mine.catalogue)
            at = [n for n, field in enumerate(found.fields) if field == FIELD]
            tags = [found.tags[n] for n in at]
            hit = np.array([tag in right for tag in tags])
            out.append(Read(one.id, early, found.x[at], hit, tags, right))
    return out


def learned(of: Sequence[Read], without: str | None = None) -> Linear:
    fixed = np.full(len(FEATURES), np.nan)
    if without is not None:
        fixed[list(FEATURES).index(without)] = 0.0
    return fit([Sample(r.x, np.where(r.right, RELEVANT, 0)) for r in of], fixed, RECIPE)


def f1s(of: Sequence[Read], p: Sequence[Floats], threshold: float) -> Floats:
    said = [
        {t for t, q in zip(r.tags, ps, strict=True) if q >= threshold}
        for r, ps in zip(of, p, strict=True)
    ]
    return np.array([f1_of(mine, r.wanted) for mine, r in zip(said, of, strict=True)])


def best_threshold(of: Sequence[Read], p: Sequence[Floats]) -> float:
    return float(max(GRID, key=lambda t: f1s(of, p, t).mean()))


def out_of_fold(of: Sequence[Read], without: str | None = None) -> tuple[list[Floats], Floats]:
    """Probabilities, and F1 with the threshold of the other folds."""
    p: list[Floats] = [np.zeros(0)] * len(of)
    got = np.zeros(len(of))
    for part in folds([r.dialogue for r in of], FOLDS, 0):
        hidden = set(part)
        seen = [r for n, r in enumerate(of) if n not in hidden]
        model = learned(seen, without)
        threshold = best_threshold(seen, [sigmoid(model.logits(r.x)) for r in seen])
        mine = [of[n] for n in part]
        found = [sigmoid(model.logits(r.x)) for r in mine]
        got[list(part)] = f1s(mine, found, threshold)
        for n, q in zip(part, found, strict=True):
            p[n] = q
    return p, got


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
    for name in ("feature", "worth", "leaving it out: F1, opening", "F1, whole"):
        table.add_column(name, justify="left" if name == "feature" else "right")
    for n, name in enumerate(FEATURES):
        _, less = out_of_fold(of, name)
        costs = [paired(less[k].tolist(), whole[k].tolist()) for k in (early, ~early)]
        shown = [f"{c.mean:+.3f} [{c.low:+.3f}, {c.high:+.3f}]" for c in costs]
        table.add_row(name, f"{model.w[n]:.2f}", *shown)
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
        worth={name: round(float(w), 4) for name, w in zip(FEATURES, model.w, strict=True)},
        bias=round(model.b, 4),
        threshold=round(best_threshold(of, p), 2),
        metrics=metrics,
    )
    console.print(weights.threshold)
    if ship:
        text = json.dumps(weights.model_dump(mode="json"), indent=2, ensure_ascii=False)
        FILE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    start(app)
