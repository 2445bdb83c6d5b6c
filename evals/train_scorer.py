"""Train the scorer that ships, and say what it is worth on queries that it has not seen.

    python -m llmrec.evals.collect --best 16        # once: asks the model
    python -m llmrec.evals.train_scorer             # as often as you like: asks nobody

Every figure is out of fold: recipe, weights and calibration of a fold are made from the other
folds' queries alone. The weights of each fold are kept for `llmrec.evals.queries run`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from llmrec.evals.calibration import calibration, plot
from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import DEFAULT as COLLECTED
from llmrec.evals.collect import read
from llmrec.evals.fitting import folds
from llmrec.evals.learning import PRIORS, Plan, Trained, train
from llmrec.evals.metrics import RELEVANT
from llmrec.evals.pools import Floats, Pool, baselines, load_pools
from llmrec.evals.program import start
from llmrec.evals.report import Comparison, Query, as_json, compare, table
from rich.console import Console
from rich.progress import track

from llmrec.catalog.catalogue import Catalogue
from llmrec.score import NAMES, Linear

FOLDS = 10
OUT = Path("runs") / "scorer"
PLOT = Path(__file__).resolve().parent.parent / "docs" / "calibration.png"
SHIPPED = Path(__file__).resolve().parent.parent / "llmrec" / "score" / "default.safetensors"

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class OutOfFold(NamedTuple):
    """Logits of every pool by weights that did not see it; the weights, and who has which."""

    fast: dict[str, Floats]
    full: dict[int, dict[str, Floats]]
    """By how many of a pool are judged."""
    trained: list[Trained]
    fold: dict[str, int]


def out_of_fold(pools: Sequence[Pool], plan: Plan, console: Console) -> OutOfFold:
    found = OutOfFold({}, {depth: {} for depth in plan.depths}, [], {})
    parts = folds([p.query for p in pools], FOLDS, plan.seed)
    for k, part in enumerate(
        track(parts, "folds", console=console, disable=not console.is_terminal)
    ):
        hidden = set(part)
        trained = train([p for n, p in enumerate(pools) if n not in hidden], plan, f"fold {k}")
        found.trained.append(trained)
        for n in part:
            pool, weights = pools[n], trained.weights
            found.fold[pool.query] = k
            found.fast[pool.query] = weights.fast.logits(pool.fast)
            for depth in plan.depths:
                x = pool.full(pool.kept(weights.fast, depth))
                found.full[depth][pool.query] = weights.full.logits(x)
    return found


def comparison(pools: Sequence[Pool], found: OutOfFold) -> Comparison:
    queries = []
    for pool in pools:
        scores = baselines(pool) | {"llmrec fast": found.fast[pool.query]}
        scores |= {f"llmrec full, {d} judged": z[pool.query] for d, z in found.full.items()}
        scores_ = {name: s.tolist() for name, s in scores.items()}
        queries.append(Query(pool.query, pool.labels.tolist(), scores_))
    return compare(queries)


def card(
    pools: Sequence[Pool], plan: Plan, trained: Trained, found: OutOfFold, compared: Comparison
) -> dict[str, Any]:
    """What ships beside the weights: where they come from and what they are worth."""
    return {
        "what": "logistic scorer of llmrec: relevance = s(w . x + b)",
        "licence": "Apache-2.0",
        "date": date.today().isoformat(),
        "data": {
            "set": "chorus e-commerce, development queries (o19s/chorus, Apache-2.0; product "
            "text by Icecat, Open Content License)",
            "queries": len(pools),
            "pairs": int(sum(len(p.labels) for p in pools)),
            "relevant": f"grade >= {RELEVANT} of 0 to 3",
        },
        "features": list(NAMES),
        "weights": {
            "full": _named(trained.weights.full),
            "fast": _named(trained.weights.fast),
        },
        "given": {
            "weights": PRIORS,
            "why": "chorus cannot teach them: its queries have no soft limits, its products no "
            "popularity, and the tags of a query are its own words again. They are small, "
            "so that they order what is otherwise close, and scaled by the calibration as what "
            "was learned is.",
        },
        "recipes": _recipes(trained),
        "recipes_by_fold": [_recipes(t) for t in found.trained],
        "judged_of_each_pool": list(plan.depths),
        "out_of_fold": as_json(compared) | {"folds": FOLDS, "grouped_by": "query"},
        "calibration_out_of_fold": {
            "fast": calibration(pools, found.fast),
            **{f"full, {d} judged": calibration(pools, z) for d, z in found.full.items()},
        },
    }


def _recipes(trained: Trained) -> dict[str, str]:
    return {name: str(r) for name, r in trained.recipes.items()}


def _named(model: Linear) -> dict[str, float]:
    return {n: round(float(w), 4) for n, w in zip(NAMES, model.w, strict=True)} | {
        "bias": round(model.b, 4)
    }


def keep_folds(found: OutOfFold, folder: Path) -> None:
    """Weights by fold, and which query is scored by which."""
    folder.mkdir(parents=True, exist_ok=True)
    for k, trained in enumerate(found.trained):
        trained.weights.save(folder / f"{k}.safetensors")
    text = json.dumps(found.fold, ensure_ascii=False, indent=1)
    (folder / "folds.json").write_text(text, encoding="utf-8")


@app.command()
def main(
    depth: Annotated[
        list[int] | None, typer.Option(help="How many of a pool are judged; may be given twice.")
    ] = None,
    shared: Annotated[bool, typer.Option(help="One vector with and without a model.")] = False,
    collected: Annotated[Path, typer.Option(help="What `collect` wrote.")] = COLLECTED,
    ship: Annotated[bool, typer.Option(help="Write the weights that ship.")] = False,
    seed: int = 0,
) -> None:
    """Cross-validate, print the table, train on everything."""
    console, err = Console(), Console(stderr=True)
    plan = Plan(depths=tuple(depth or Plan().depths), shared=shared, seed=seed)
    pools = load_pools(judged(), read(collected), Catalogue.open(CATALOGUE))
    found = out_of_fold(pools, plan, err)
    compared = comparison(pools, found)
    trained = train(pools, plan, f"chorus {date.today().isoformat()}")
    told = card(pools, plan, trained, found, compared)
    console.print(table(compared, "Out of fold, judged pools of chorus"))
    for name in ("weights", "calibration_out_of_fold", "recipes_by_fold"):
        console.print(name, told[name])
    keep_folds(found, OUT)
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    (OUT / "card.json").write_text(text, encoding="utf-8")
    if ship:
        trained.weights.save(SHIPPED)
        SHIPPED.with_suffix(".json").write_text(text, encoding="utf-8")
        most = max(plan.depths)
        plot(pools, {"fast": found.fast, f"full, {most} judged": found.full[most]}, PLOT)
        console.print(f"written: {SHIPPED.name}, {SHIPPED.with_suffix('.json').name}")


if __name__ == "__main__":
    start(app)
