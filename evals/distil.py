"""What the fast path gains from being taught by the model, on queries that it was not taught with.

    llmrec train chorus --from-model --count 500      # once: asks the model, labels unseen
    python -m llmrec.evals.distil                     # asks the embedding model alone

The requests that taught it were written by the model from items of the catalogue, and what it was
taught are the model's own judgements: no grade is looked at. Each query is scored with weights that
have not seen it (`llmrec.evals.train_scorer`). What full has above fast is told for as many judged
as a single request has (`llmrec.judge`) and for twelve, as in a batch. One row more tells what is
gained where the queries themselves were asked before and taught with, still without a grade.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from llmrec.evals.ablation_measure import rounded
from llmrec.evals.calibration import calibration
from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import DEFAULT as COLLECTED
from llmrec.evals.collect import read
from llmrec.evals.metrics import estimate, ndcg, paired
from llmrec.evals.pools import Floats, Pool, load_pools
from llmrec.evals.program import start
from llmrec.evals.queries import stages_by_fold
from llmrec.evals.train_scorer import OUT as FOLDS
from rich.console import Console
from rich.table import Table

from llmrec import lessons
from llmrec.catalog import store
from llmrec.context import Context, open_context
from llmrec.errors import UsageError
from llmrec.judge import JudgeConfig
from llmrec.score import Score, Weights
from llmrec.score.features import logit, with_foretold
from llmrec.score.teaching import Lesson
from llmrec.taught import Foretold, Taught

JUDGED = (JudgeConfig().best, 12)
"""Of a pool, with the model: in a single request, and in a batch."""
COUNTS = (50, 100, 200, 400)
"""Requests to teach with, less than all."""
WIDTH = 210
"""Of the table, which is not cut where it goes to a file."""
DRAWS = 10_000
OUT = Path("runs") / "distil.json"

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


def closed(fast: Sequence[float], taught: Sequence[float], full: Sequence[float]) -> list[float]:
    """(taught - fast) / (full - fast) of the means, with a 95% interval drawn by query."""
    rows = np.array([fast, taught, full])
    draw = np.random.default_rng(0).integers(0, rows.shape[1], (DRAWS, rows.shape[1]))
    a, b, c = rows[:, draw].mean(2)
    low, high = np.quantile((b - a) / (c - a), (0.025, 0.975))
    a, b, c = rows.mean(1)
    return [round(float(x), 3) for x in ((b - a) / (c - a), low, high)]


def foretold(pools: Sequence[Pool], taught: Taught, context: Context) -> list[Foretold]:
    """Of each pool's items, by what was taught."""
    assert context.embedder is not None
    catalogue, found = context.catalogue, []
    for pool in pools:
        request = context.embedder([pool.profile.search_text])[0]
        rows = [catalogue.ordinal(c.item) for c in pool.candidates]
        told = taught(request, catalogue.matrix(taught.card.embedding)[rows])
        found.append(told or Foretold(np.zeros(len(rows)), np.zeros(len(rows))))
    return found


def quality(pools: Sequence[Pool], logits: Sequence[Floats]) -> list[float]:
    values = [ndcg(p.labels.tolist(), z.tolist()) for p, z in zip(pools, logits, strict=True)]
    return [v for p, v in zip(pools, values, strict=True) if p.graded and v is not None]


def asked_before(pool: Pool, weights: Weights, context: Context) -> Lesson:
    """What the model said of as many of a query's best as are judged of a request that is given
    (`llmrec.lessons`)."""
    assert context.embedder is not None
    said = pool.kept(weights.fast, lessons.GIVEN_BEST)
    at = [n for n, c in enumerate(pool.candidates) if c.item in said]
    rows = [context.catalogue.ordinal(pool.candidates[n].item) for n in at]
    items = context.catalogue.matrix(context.embedder.model)[rows]
    logits = np.array([logit(said[pool.candidates[n].item].probability) for n in at])
    request = context.embedder([pool.profile.search_text])[0]
    return Lesson(request, items, logits, pool.fast[at])


def measured(
    pools: Sequence[Pool],
    weights: Sequence[Weights],
    taught: Sequence[Taught],
    context: Context,
    again: Taught | None = None,
) -> list[dict[str, Any]]:
    """A row a system: NDCG@10, less others, how much of what full has above fast, and how far the
    probabilities are off.

    Args:
        again: was taught with these very queries.
    """
    both = list(zip(pools, weights, strict=True))
    fast = quality(pools, [w.fast.logits(p.fast) for p, w in both])
    full = {
        n: quality(pools, [w.full.logits(p.full(p.kept(w.fast, n))) for p, w in both])
        for n in JUDGED
    }
    rows = [row("fast", fast, fast, full)]
    named = [(f"fast, taught with {one.card.requests} requests", one) for one in taught]
    named += [("fast, taught with these queries too", again)] if again else []
    for name, one in named:
        told = foretold(pools, one, context)
        z = [w.logits(with_foretold(p.fast, *t)) for (p, w), t in zip(both, told, strict=True)]
        card = one.card.model_dump(include={"pairs", "agreement", "before", "gain", "serves"})
        off = calibration(pools, {p.query: x for p, x in zip(pools, z, strict=True)})
        rows.append(row(name, quality(pools, z), fast, full) | card | {"calibration": off})
    return [*rows, *(row(f"full, {n} judged", mine, fast, full) for n, mine in full.items())]


def row(
    name: str, mine: Sequence[float], fast: Sequence[float], full: Mapping[int, Sequence[float]]
) -> dict[str, Any]:
    """One system's figures.

    Args:
        mine: NDCG@10 by query, as `fast` and, by how many are judged, `full`.
    """
    few = min(full)
    return {
        "system": name,
        "NDCG@10": rounded(estimate(mine)),
        "less fast": rounded(paired(mine, fast)),
        f"less full, {few} judged": rounded(paired(mine, full[few])),
        **{f"closed, {n} judged": closed(fast, mine, by) for n, by in full.items()},
    }


def said(file: Path) -> list[lessons.Kept]:
    """What was kept of the model that was asked last.

    Raises:
        UsageError: next to nothing.
    """
    kept = list(lessons.read(file))
    kept = [k for k in kept if (k.model, k.prompt) == (kept[-1].model, kept[-1].prompt)]
    if len(kept) < lessons.FEWEST:
        raise UsageError(
            f"The model taught nothing about {CATALOGUE} yet.",
            remedy=f"llmrec train {CATALOGUE} --from-model --count 500",
        )
    return kept


@app.command()
def main(
    collected: Annotated[Path, typer.Option(help="What `collect` wrote.")] = COLLECTED,
    folds: Annotated[Path, typer.Option(help="Weights by fold.")] = FOLDS,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    """Teach with more and more requests, and show what each is worth."""
    context = open_context(CATALOGUE, fast=True)
    kept = said(store.folder(CATALOGUE).root / lessons.FILE)
    pools = load_pools(judged(), read(collected), context.catalogue)
    by_query = stages_by_fold(folds, max(JUDGED))
    weights = [by_query[p.query].score.weights for p in pools]
    asked = {p.query.casefold() for p in pools}
    unseen = [k for k in kept if k.request.casefold() not in asked]
    new, shipped = lessons.lessons_of(unseen, context), Score().weights
    counts = [n for n in COUNTS if n < len(new)] + [len(new)]
    taught = [lessons.of_lessons(context, new[:n], kept[0], shipped) for n in counts]
    own = [asked_before(p, w, context) for p, w in zip(pools, weights, strict=True)]
    own = [one for one in own if len(one.said) > 1]
    again = lessons.of_lessons(context, [*new, *own], kept[0], shipped)
    rows = measured(pools, weights, taught, context, again)
    console = Console()
    console.width = max(console.width, WIDTH)
    console.print(_table(rows, len([p for p in pools if p.graded])))
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"left out, as they are queries": len(kept) - len(unseen), "rows": rows})
    out.write_text(text + "\n", "utf-8")


def _table(rows: Sequence[dict[str, Any]], queries: int) -> Table:
    shown = Table(title=f"Judged pools of chorus, {queries} queries", box=None, pad_edge=False)
    figures = [name for name in rows[0] if name != "system"]
    for name in ("system", *figures, "agrees with the model", "ECE (flawless)"):
        shown.add_column(name, justify="left" if name == "system" else "right", no_wrap=True)
    for one in rows:
        cells = [_cell(one[name]) for name in figures]
        agrees = f"{one['agreement']:.3f} ({one['before']:.3f})" if "agreement" in one else ""
        off = one.get("calibration")
        ece = f"{off['ece']:.3f} ({off['flawless']:.3f})" if off else ""
        shown.add_row(one["system"], *cells, agrees, ece)
    return shown


def _cell(value: Any) -> str:
    mean, low, high = (
        (value[k] for k in ("mean", "low", "high")) if isinstance(value, dict) else value
    )
    return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    start(app)
