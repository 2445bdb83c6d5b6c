"""What two parts add to the fast path: profiles of items, and key phrases by part of speech.

    python -m llmrec.evals.contributions      # a minute; the embedding server must run

Profiles: the two shipped catalogues are indexed twice in a temporary folder, from the shipped
files with the shipped profiles, and from the shipped files alone; without them the tags are
missing in the embedded text, in the lexical index and in what the scorer sees.

Key phrases: the same candidates are ordered with the tags that code reads in the request, and
with none. On the fast path nothing but the scorer reads these tags, so only its order can differ.

Labels: `needs_smart_home.jsonl` and `needs_courses.jsonl`, 25 needs each, graded by hand over the
whole catalogue (2: exactly it, 1: acceptable) before any system was run, from titles,
descriptions and attributes alone. `other_words` marks needs that share no word with the text of
an item that is relevant. DEVELOPMENT DATA: claim nothing from it that was tuned on it. Courses in
a language that the need does not name count as 1 when their subtitles are English, else as 0. Key
phrases are measured on the chorus development queries, too, with weights that have not seen the
query; that needs `LLMREC_DATA`, the catalogue `chorus` and `llmrec.evals.train_scorer`.

Figures go to runs/contributions.json, query by query.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal, NamedTuple

import typer
from llmrec.evals.chorus import judged, request
from llmrec.evals.collect import contexts
from llmrec.evals.metrics import Estimate, estimate, ndcg, paired
from llmrec.evals.program import start
from llmrec.evals.queries import stages_by_fold
from llmrec.evals.train_scorer import OUT as FOLDS
from pydantic import BaseModel, ConfigDict, Field
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from llmrec.catalog import indexing
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.shipped import NAMES, shipped
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.llm import Embedder, embedder
from llmrec.pipeline import Stages
from llmrec.settings import settings
from llmrec.text import tokens
from llmrec.types import ItemId, Profile, Request, Scored

OUT = Path("runs") / "contributions.json"
K = 10
LAST = -1e9
"""Below every score of a ranking."""
PROFILES, PHRASES = "item profiles", "key phrases"
FAST, NO_TAGS = "ranking", "ranking without tags"
SOURCES = {"BM25": "lexical", "dense": "dense"}
BARE = "-bare"
"""Ending of the name of a catalogue without profiles."""

Grades = Mapping[str, int]
Scores = Mapping[str, float]
"""A ranking: the score of each item that it holds, higher is better; equal ones are ties."""

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Need(BaseModel):
    """One line of the files of needs."""

    model_config = ConfigDict(extra="forbid")

    need: str = Field(min_length=1)
    other_words: bool
    relevant: dict[ItemId, Literal[1, 2]] = Field(min_length=1)


class Case(NamedTuple):
    """One question, answered with the part and without it."""

    data: str
    question: str
    other_words: bool | None
    """None: nobody has looked."""
    relevant: Grades
    with_part: Scores
    without: Scores


class Row(NamedTuple):
    """What a part adds to one system on one set of questions, NDCG@10."""

    part: str
    system: str
    data: str
    with_part: Estimate
    without: Estimate
    difference: Estimate
    """With the part less without it, paired: above zero, the part helps."""
    better: int
    worse: int
    questions: dict[str, tuple[float, float]]
    """With and without."""


ESTIMATES = ("with_part", "without", "difference")
Cases = dict[tuple[str, str], list[Case]]
"""By part and system."""


def needs(catalogue: str) -> list[Need]:
    file = Path(__file__).parent / f"needs_{catalogue.replace('-', '_')}.jsonl"
    return [Need.model_validate_json(line) for line in file.read_text("utf-8").splitlines()]


def gained(relevant: Grades, found: Scores) -> float:
    """NDCG@10 of a ranking; a relevant item that the ranking lacks gains nothing, however short
    the ranking is.

    Raises:
        ValueError: nothing is relevant.
    """
    lacking = [grade for item, grade in relevant.items() if item not in found]
    labels = [relevant.get(item, 0) for item in found] + [0] * K + lacking
    scores = [*found.values(), *[LAST] * K, *[2 * LAST] * len(lacking)]
    value: float | None = ndcg(labels, scores, K)
    if value is None:
        raise ValueError("a question without a relevant item has no NDCG")
    return value


def compared(part: str, system: str, data: str, cases: Sequence[Case]) -> Row:
    """A system with the part beside the same system without it, over the same questions."""
    a = [gained(c.relevant, c.with_part) for c in cases]
    b = [gained(c.relevant, c.without) for c in cases]
    both = list(zip(a, b, strict=True))
    return Row(
        part,
        system,
        data,
        estimate(a),
        estimate(b),
        paired(a, b),
        sum(x > y + 1e-9 for x, y in both),
        sum(x < y - 1e-9 for x, y in both),
        {c.question: pair for c, pair in zip(cases, both, strict=True)},
    )


def rows(found: Cases) -> list[Row]:
    """Each set of questions alone, the needs of both catalogues together, and their two kinds."""
    out = []
    for (part, system), cases in found.items():
        sets = {data: [c for c in cases if c.data == data] for data in {c.data: 0 for c in cases}}
        if marked := [c for c in cases if c.other_words is not None]:
            sets["needs, all"] = marked
            sets["  item's words"] = [c for c in marked if not c.other_words]
            sets["  other words"] = [c for c in marked if c.other_words]
        out += [compared(part, system, data, some) for data, some in sets.items()]
    return out


def systems(asked: Request, context: Context, stages: Stages) -> dict[str, Scores]:
    """The fast path: retrieval source by source, the whole ranking, and the ranking of the same
    candidates without tags of the request.

    Raises:
        ModelUnavailable: the embedding server did not answer.
    """
    profile = stages.understand.cheap(asked, context)
    candidates = stages.retrieve(profile, asked, context)
    if context.fallbacks:
        raise ModelUnavailable(f"{asked.text}: {context.fallbacks[0].reason}")
    out: dict[str, Scores] = {
        name: {c.item: c.sources[source].score for c in candidates}
        for name, source in SOURCES.items()
    }
    bare = profile.model_copy(update={"tags": []})
    for name, read in ((FAST, profile), (NO_TAGS, bare)):
        scored = stages.score(candidates, {}, read, context)
        out[name] = in_order(scored, profile, context.catalogue)
    return out


def in_order(scored: Sequence[Scored], profile: Profile, catalogue: Catalogue) -> Scores:
    """The ranking of an answer: what breaks a limit stands last."""
    good = catalogue.mask(profile.hard)
    ids = [s.candidate.item for s in scored]
    ids.sort(key=lambda i: not good[catalogue.ordinal(i)])
    return {item: -float(n) for n, item in enumerate(ids)}


def of_needs(name: str, embed: Embedder, found: Cases) -> None:
    stages = Stages()
    full, bare = Catalogue.open(name), Catalogue.open(name + BARE)
    for one in needs(name):
        asked = Request(text=one.need, k=K, explain=0)
        a = systems(asked, Context(full, embedder=embed), stages)
        b = systems(asked, Context(bare, embedder=embed), stages)
        head = (f"needs, {name}", one.need, one.other_words, one.relevant)
        for system in (*SOURCES, FAST):
            case = Case(*head, a[system], b[system])
            found.setdefault((PROFILES, system), []).append(case)
        found.setdefault((PHRASES, FAST), []).append(Case(*head, a[FAST], a[NO_TAGS]))


def of_chorus(folds: Path, found: Cases) -> None:
    """Key phrases on the chorus queries whose grades differ."""
    by_query = stages_by_fold(folds, best=0)
    graded = [q for q in judged() if q.graded and q.query in by_query]
    for one, context in zip(graded, contexts(fast=True), strict=False):
        a = systems(request(one), context, by_query[one.query])
        case = Case("chorus", one.query, None, one.labels, a[FAST], a[NO_TAGS])
        found.setdefault((PHRASES, FAST), []).append(case)


@contextmanager
def indexed(embed: Embedder) -> Iterator[dict[str, Any]]:
    """The shipped catalogues with and without profiles, in a folder that goes away again; says
    how many of their items have a profile."""
    held = settings()
    before = held.data_dir
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        held.data_dir = Path(folder)
        try:
            yield {name: _index(name, embed) for name in NAMES}
        finally:
            held.data_dir = before


def _index(name: str, embed: Embedder) -> dict[str, Any]:
    ships = shipped(name)
    for called, profiles in ((name, ships.profiles), (name + BARE, None)):
        indexing.add(
            called,
            ships.file,
            ships.schema,
            embed=embed,
            embedding_model=embed.model,
            tokenize=tokens,
            profiles=profiles,
        )
    full, bare = Catalogue.open(name), Catalogue.open(name + BARE)
    assert not bare.profiled, "the catalogue to compare with must have no profile"
    return {"items": full.size, "profiles": {" ".join(by): n for by, n in full.profiled.items()}}


@app.command()
def main(
    folds: Annotated[Path, typer.Option(help="Weights by fold, for chorus.")] = FOLDS,
    chorus: Annotated[bool, typer.Option(help="The chorus queries, too.")] = True,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    """Measure both parts, with and without, side by side."""
    embed = embedder()
    found: Cases = {}
    with indexed(embed) as catalogues:
        for name in catalogues:
            of_needs(name, embed, found)
    if chorus:
        of_chorus(folds, found)
    made = rows(found)
    Console().print(table(made))
    figures = {"embedding": embed.model, "catalogues": catalogues, "rows": [*map(as_json, made)]}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")


def table(made: Sequence[Row]) -> Table:
    shown = Table(title="NDCG@10 with and without a part", box=SIMPLE_HEAD, collapse_padding=True)
    shown.add_column("questions", no_wrap=True)
    for name in ("n", "with", "without", "difference", "+, -"):
        shown.add_column(name, justify="right", no_wrap=True)
    before: tuple[str, str] | None = None
    for row in made:
        head = (row.part, row.system)
        if head != before:
            shown.add_section()
            shown.add_row(f"[b]{row.part}[/]: {row.system}")
        d = row.difference
        means = (f"{row.with_part.mean:.3f}", f"{row.without.mean:.3f}")
        less = f"{d.mean:+.3f} [{d.low:+.3f}, {d.high:+.3f}]"
        shown.add_row(row.data, str(d.n), *means, less, f"{row.better}, {row.worse}")
        before = head
    shown.caption = "95% intervals of paired differences; +, -: questions better, worse"
    return shown


def as_json(row: Row) -> dict[str, Any]:
    estimates = {name: getattr(row, name)._asdict() for name in ESTIMATES}
    return row._asdict() | {"data": row.data.strip()} | estimates


if __name__ == "__main__":
    start(app)
