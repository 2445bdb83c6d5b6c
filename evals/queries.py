"""The chorus development queries through the whole pipeline, beside the single sources.

    python -m llmrec.evals.queries run --out runs/answers.jsonl   # honest: weights by fold
    python -m llmrec.evals.queries score runs/answers.jsonl       # any output of --batch too

`run` calls the same function as `llmrec recommend --batch`; only the scorer's weights differ: each
query is answered with weights that were trained without it (`llmrec.evals.train_scorer`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from llmrec.evals.chorus import Judged, judged, request
from llmrec.evals.collect import contexts
from llmrec.evals.pools import Floats, fused
from llmrec.evals.program import start
from llmrec.evals.report import Query, as_json, compare, table
from llmrec.evals.train_scorer import OUT as FOLDS
from rich.console import Console
from rich.progress import track

from llmrec.context import Context
from llmrec.errors import ConfigError, LLMRecError
from llmrec.judge import Judge, JudgeConfig
from llmrec.pipeline import Stages, recommend
from llmrec.score import Score, load_weights
from llmrec.types import Recommendation

AT_ONCE = 3
LAST = -1e9
"""The score of what a source does not know."""

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


def stages_by_fold(folder: Path, best: int) -> dict[str, Stages]:
    """For each query the stages with weights that have not seen it.

    Raises:
        ConfigError: no weights by fold.
    """
    try:
        fold: dict[str, int] = json.loads((folder / "folds.json").read_text("utf-8"))
    except (OSError, ValueError) as e:
        raise ConfigError(
            f"There are no weights by fold in {folder}.",
            remedy="Make them: python -m llmrec.evals.train_scorer",
        ) from e
    judge = Judge(JudgeConfig(best=best))
    made = {
        k: Stages(judge=judge, score=Score(weights=load_weights(folder / f"{k}.safetensors")))
        for k in set(fold.values())
    }
    return {query: made[k] for query, k in fold.items()}


def answer(one: Judged, context: Context, stages: Stages) -> dict[str, Any]:
    """A line as --batch writes it."""
    try:
        found = recommend(request(one), context, stages)
    except LLMRecError as e:
        return {"id": one.query, "error": e.to_dict()}
    return {"id": one.query, "recommendation": found.model_dump(mode="json")}


def answered(path: Path) -> dict[str, Recommendation]:
    """Answers by query; lines with an error and a line cut off by a kill are left out."""
    if not path.exists():
        return {}
    whole, _, _ = path.read_text("utf-8").rpartition("\n")
    rows = [json.loads(line) for line in whole.splitlines() if line]
    return {
        row["id"]: Recommendation.model_validate(row["recommendation"])
        for row in rows
        if "recommendation" in row
    }


def ranking(found: Recommendation) -> list[str]:
    """The answer's ids, best first."""
    return [i.id for i in sorted(found.items, key=lambda i: i.rank)]


def condensed(one: Judged, ids: Sequence[str]) -> list[float]:
    """A ranking as scores of the whole pool, in the order of its labels.

    What is not judged is taken out (condensed lists, Sakai 2007); judged products that the ranking
    lacks tie behind those that it has.
    """
    rank = {i: n for n, i in enumerate(ids)}
    return [-float(rank.get(i, len(ids))) for i in one.labels]


def scores(one: Judged, found: Recommendation, name: str) -> Query:
    """The answer's order as scores, and the single sources as the answer reports them."""
    sources = {
        source: _source(one, found, key)
        for source, key in (("BM25", "lexical"), ("dense", "dense"))
    }
    sources["rank fusion"] = fused(sources["BM25"], sources["dense"])
    by_system = {s: v.tolist() for s, v in sources.items()}
    by_system[name] = condensed(one, ranking(found))
    return Query(one.query, list(one.labels.values()), by_system)


def _source(one: Judged, found: Recommendation, name: str) -> Floats:
    known = {i.id: i.sources[name].score for i in found.items if name in i.sources}
    return np.array([known.get(i, LAST) for i in one.labels], np.float64)


@app.command()
def run(
    out: Annotated[Path, typer.Option(help="Answers; those there are not done again.")],
    folds: Annotated[Path, typer.Option(help="Weights by fold.")] = FOLDS,
    best: Annotated[int, typer.Option(help="How many of a pool the model judges.")] = 12,
    fast: Annotated[bool, typer.Option(help="Without the language model.")] = False,
) -> None:
    """Answer every query, three at once, each with weights that have not seen it."""
    stages = stages_by_fold(folds, best)
    done = answered(out)
    todo = [q for q in judged() if q.query not in done and q.query in stages]
    out.parent.mkdir(parents=True, exist_ok=True)
    err = Console(stderr=True)
    with out.open("a", encoding="utf-8") as f:
        lines = _lines(todo, contexts(fast), stages)
        for line in track(
            lines, "queries", total=len(todo), console=err, disable=not err.is_terminal
        ):
            if "error" in line or (line["recommendation"]["fallbacks"] and not fast):
                err.print(f"{line['id']}: left for the next run", markup=False)
                continue
            f.write(json.dumps(line, ensure_ascii=False) + "\n")
            f.flush()
    score(out, "llmrec fast" if fast else f"llmrec full ({best} judged)")


def _lines(
    todo: Sequence[Judged], fresh: Iterator[Context], stages: dict[str, Stages]
) -> Iterator[dict[str, Any]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n in range(0, len(todo), AT_ONCE):
            part = todo[n : n + AT_ONCE]
            jobs = [pool.submit(answer, q, next(fresh), stages[q.query]) for q in part]
            yield from (job.result() for job in jobs)


@app.command()
def score(
    answers: Annotated[Path, typer.Argument(help="Output of `llmrec recommend --batch` or `run`.")],
    name: Annotated[str, typer.Option(help="What to call the system.")] = "llmrec",
    out: Annotated[Path | None, typer.Option(help="Write the figures as JSON.")] = None,
) -> None:
    """Score answers against the grades, beside BM25, the embedding and their rank fusion."""
    done = answered(answers)
    queries = [scores(q, done[q.query], name) for q in judged() if q.query in done]
    if not queries:
        raise ConfigError(f"{answers} holds no answer to a chorus query.")
    short = [
        q.query for q in judged() if q.query in done and len(done[q.query].items) < len(q.labels)
    ]
    found = compare(queries)
    Console().print(table(found, f"Judged pools of chorus, {len(queries)} answers"))
    if short:
        typer.echo(f"{len(short)} answers lack products of the pool: {', '.join(short[:5])}")
    if out is not None:
        text = json.dumps(as_json(found), indent=2, ensure_ascii=False)
        out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    start(app)
