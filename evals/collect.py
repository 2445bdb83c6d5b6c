"""What the stages say of every pool, kept in a file, so that training needs no model.

For each chorus query the pipeline's own stages are run up to the judgement: the cheap profile,
the candidates of the pool with their sources, and the model's judgement of the best ones by the
first order. Asking for more judgements later adds to what is there.

    python -m llmrec.evals.collect --best 16
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from llmrec.evals.chorus import CATALOGUE, Judged, judged, request
from llmrec.evals.program import start
from llmrec.prompts import load
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.progress import track

from llmrec.context import Context, open_context
from llmrec.errors import LLMRecError, ModelUnavailable
from llmrec.judge import Judge
from llmrec.pipeline import Stages, best_first
from llmrec.types import Candidate, Judgement, Profile

DEFAULT = Path("runs") / "chorus.jsonl"

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Collected(BaseModel):
    """One query: what the stages made of it. Labels are not among it."""

    model_config = ConfigDict(extra="forbid")

    query: str
    prompt: str
    """The judge's prompt and its sha."""
    model: str
    profile: Profile
    candidates: list[Candidate]
    """The whole pool."""
    judgements: list[Judgement]


def read(path: Path = DEFAULT) -> dict[str, Collected]:
    """The newest row of each query; a line cut off by a kill is left out."""
    if not path.exists():
        return {}
    whole, _, _ = path.read_text("utf-8").rpartition("\n")
    rows = [Collected.model_validate_json(line) for line in whole.splitlines() if line]
    return {row.query: row for row in rows}


def collect(one: Judged, best: int, context: Context, stages: Stages) -> Collected:
    """Run the stages on one query's pool.

    Raises:
        ModelUnavailable: a judgement failed; the query is left for the next run.
    """
    asked = request(one)
    profile = stages.understand.cheap(asked, context)
    candidates = stages.retrieve(profile, asked, context)
    first = best_first(candidates, stages.score(candidates, {}, profile, context))
    judge = Judge(stages.judge.config.model_copy(update={"best": best}))
    judgements = judge(first, profile, asked, context)
    if context.fallbacks:
        raise ModelUnavailable(f"{one.query}: {context.fallbacks[0].reason}")
    return Collected(
        query=one.query,
        prompt=_prompt(),
        model=context.llm.model if context.llm else "",
        profile=profile,
        candidates=candidates,
        judgements=list(judgements.values()),
    )


def _prompt() -> str:
    return f"{load('fit').id}+{load('fit').sha}"


def missing(queries: Sequence[Judged], done: dict[str, Collected], best: int) -> Iterator[Judged]:
    """Queries without a row of today's prompt and as many judgements as are asked for."""
    for one in queries:
        row = done.get(one.query)
        enough = min(best, len(one.labels))
        if row is None or row.prompt != _prompt() or len(row.judgements) < enough:
            yield one


def contexts(fast: bool = False) -> Iterator[Context]:
    """Fresh contexts, one for each request, over the same catalogue and models."""
    first = open_context(CATALOGUE, fast=fast)
    while True:
        yield Context(first.catalogue, first.llm, first.embedder, fallbacks=list(first.fallbacks))


@app.command()
def main(
    best: Annotated[int, typer.Option(help="Judge so many of each pool.")] = 16,
    out: Annotated[Path, typer.Option(help="The file; what it holds is not done again.")] = DEFAULT,
    graded: Annotated[bool, typer.Option(help="Only queries whose grades differ.")] = False,
) -> None:
    """Collect features' sources and judgements of every query."""
    stages = Stages()
    wanted = [one for one in judged() if one.graded or not graded]
    todo = list(missing(wanted, read(out), best))
    out.parent.mkdir(parents=True, exist_ok=True)
    err, failed = Console(stderr=True), 0
    with out.open("a", encoding="utf-8") as f:
        bar: Iterable[Judged] = track(todo, "judging", console=err, disable=not err.is_terminal)
        for n, (one, context) in enumerate(zip(bar, contexts(), strict=False), 1):
            try:
                row = collect(one, best, context, stages)
            except LLMRecError as e:
                failed += 1
                err.print(f"{one.query}: {e}", markup=False)
                continue
            f.write(row.model_dump_json() + "\n")
            f.flush()
            if not err.is_terminal and n % 10 == 0:
                err.print(f"{n} of {len(todo)}")
    typer.echo(f"{len(read(out))} queries in {out}, {failed} failed")


if __name__ == "__main__":
    start(app)
