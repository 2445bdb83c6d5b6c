"""What each task and each signal of the learned scorer is worth: left out, one at a time.

    python -m llmrec.evals.ablation                          # all sets, at most 2,000 people each
    python -m llmrec.evals.ablation --only redial
    python -m llmrec.evals.ablation --only chorus --collected chorus.jsonl

Neighbours, towers and stars are learned once for a set and kept in the evals' cache; only the head
is learned anew for each variant, and scores the same held-out people with the same candidates. So a
row says what the head makes of a signal, not what the set would be without such events. Every
difference is paired, with a 95% interval of a bootstrap over people, dialogues or queries.

Figures go to docs/ablation.json, a plot beside it. LLMREC_DATA names the folder of the sets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from llmrec.evals import (
    ablation_chorus,
    ablation_measure,
    ablation_show,
    ablation_talks,
    ablation_variants,
)
from llmrec.evals.ablation_base import base
from llmrec.evals.ablation_measure import Figures, OnVariant
from llmrec.evals.bench_scorer_sets import SETS
from llmrec.evals.collect import DEFAULT as COLLECTED
from llmrec.evals.datasets import redial
from llmrec.evals.program import start
from rich.console import Console

from llmrec.score.head_training import teaching
from llmrec.score.sequences import one_core

OUT = Path("docs") / "ablation.json"
PEOPLE = 2000
CHORUS = "chorus"
NAMES = (*SETS, redial.CATALOGUE, CHORUS)

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(help=__doc__)
def main(
    only: Annotated[str, typer.Option(help=f"Some of {', '.join(NAMES)}.")] = ",".join(NAMES),
    people: Annotated[int, typer.Option(help="At the most, drawn.")] = PEOPLE,
    collected: Annotated[Path, typer.Option(help="What `collect` wrote.")] = COLLECTED,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    console, err = Console(width=190), Console(stderr=True)
    measured: Mapping[str, Callable[[], Figures]] = {
        **{name: partial(of_set, name, people, _told(err, name)) for name in SETS},
        redial.CATALOGUE: partial(of_talks, _told(err, redial.CATALOGUE)),
        CHORUS: partial(of_chorus, collected, _told(err, CHORUS), err),
    }
    kept: Figures = json.loads(out.read_text("utf-8")) if out.exists() else {}
    for name in only.split(","):
        with one_core():
            kept[name] = measured[name]() | {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        console.print(ablation_show.table(name, kept[name]))
        console.print("* The interval excludes zero.")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    ablation_show.plot(kept, out.with_suffix(".png"))


def _told(err: Console, name: str) -> OnVariant:
    return lambda variant: err.print(f"{name}: {variant}", highlight=False)


def of_set(name: str, people: int, on_variant: OnVariant) -> Figures:
    """The head over signals."""
    asked = SETS[name](people)
    learned = base(asked.loaded.training, asked.catalogue)
    cases, scored = learned.cases(), asked.by(learned.whole)
    variants = ablation_variants.of_signals(stars=learned.whole.stars is not None)
    heads = ablation_measure.heads(cases, variants, on_variant)
    on_variant(f"scores {len(scored)} people")
    found = ablation_measure.measure(learned.whole, heads, variants, scored)
    told = f"learned of {len(cases)} people, scored for {len(scored)}"
    return {"told": told, "variants": ablation_measure.figures(found, variants)}


def of_talks(on_variant: OnVariant) -> Figures:
    """The head for requests in words."""
    talks = ablation_talks.load()
    variants = ablation_variants.of_words()
    many, scored = len(teaching(talks.cases)), len({talk.dialogue for talk in talks.scored})
    told = f"learned of {many} turns, scored for {len(talks.scored)} of {scored} other dialogues"
    return {"told": told, "variants": ablation_talks.figures(talks, variants, on_variant)}


def of_chorus(collected: Path, on_variant: OnVariant, err: Console) -> Figures:
    """The scorer for words that ships."""
    found = ablation_chorus.figures(collected, on_variant, err)
    told = f"{found[ablation_chorus.FULL]['NDCG@10']['n']} queries, each out of fold"
    return {"told": told, "variants": found}


if __name__ == "__main__":
    start(app)
