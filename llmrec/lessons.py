"""From a catalogue to lessons: requests, candidates, and what the model thinks of some of them.

Requests are those that are given, or are written by the model, each for one item of a spread of
the catalogue. What the model said is kept line by line beside the index, so that a run that was
cut off goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.catalog import store
from llmrec.catalog.building import OnProgress, Report, silent
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ModelUnavailable, NothingToLearn
from llmrec.judge import Judge, JudgeConfig, describe
from llmrec.llm import Answer, Ask
from llmrec.pipeline import Stages, best_first
from llmrec.prompts import load, one_line
from llmrec.score import Score, Weights, features, teaching
from llmrec.score.features import logit
from llmrec.score.teaching import Lesson
from llmrec.taught import Card, Taught, save
from llmrec.text import tokens
from llmrec.types import Candidate, Item, Profile, Request

JUDGED = 10
"""Of a request's candidates."""
BEST, GIVEN_BEST = 2, 8
"""So many of these are the first ones, of a request that the model wrote and of one that is given;
the others are drawn from the rest. What somebody asked is asked again, and answered by what was
said of its best; a written one serves others, which a spread of items teaches."""
AT_ONCE = 3
CHARS = 200
"""Of an item, what the model reads to write a request."""
WORDS = ("two", "six")
LIKE = 0.8
"""An item that is nearer than this to one that has a request gets none while others lack one."""
FEWEST = 20
"""Requests to learn from at the least."""
FILE = "lessons.jsonl"
FAILED = "not answered"


class Kept(BaseModel):
    """What the model said of one request's candidates."""

    model_config = ConfigDict(extra="forbid")

    request: str
    model: str
    prompt: str
    said: dict[str, float]
    """Item -> probability that it is what was asked for."""


class Taking(BaseModel):
    """How many, and drawn how."""

    model_config = ConfigDict(extra="forbid")

    count: int = 200
    seed: int = 0
    best: int = BEST
    """See `BEST`."""


def teach(
    context: Context,
    requests: Sequence[str] | None = None,
    taking: Taking | None = None,
    on_progress: OnProgress = silent,
) -> Card:
    """Have the model judge, learn what it said, and keep that beside the index.

    Args:
        requests: None: the model writes them.

    Raises:
        ModelUnavailable: a model does not answer; what was said so far is kept.
        NothingToLearn: too few requests.
    """
    for what, there in (("model", context.llm), ("embedding model", context.embedder)):
        if there is None:
            raise _lacks(what)
    taking = taking or Taking()
    asked = list(dict.fromkeys(requests or ()))[: taking.count]
    if requests is None:
        asked = written(context, taking, on_progress)
    need(len(asked))
    taking = taking.model_copy(update={"best": BEST if requests is None else GIVEN_BEST})
    kept = judged(context, asked, taking, on_progress)
    return save(learned(context, kept), context.catalogue.name)


def _lacks(what: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Learning from the model needs the {what}, and none runs.", remedy="llmrec model up"
    )


def spread(catalogue: Catalogue, taking: Taking) -> list[str]:
    """Items that lie far from each other, drawn; when all have a like one, any."""
    order = np.random.default_rng(taking.seed).permutation(catalogue.size)
    vectors, first, rest = catalogue.matrix(), list[int](), list[int]()
    for n in order:
        if len(first) == taking.count:
            break
        near = float((vectors[first] @ vectors[n]).max()) if first else 0.0
        (rest if near > LIKE else first).append(int(n))
    return [catalogue.ids[n] for n in [*first, *rest][: taking.count]]


def written(context: Context, taking: Taking, on_progress: OnProgress = silent) -> list[str]:
    """What the model thinks somebody would ask who looks for such an item; no two alike. Items of
    which it says nothing that serves are a fallback that is noted.

    Raises:
        ModelUnavailable: it does not answer.
    """
    if context.llm is None:
        raise _lacks("model")
    catalogue = context.catalogue
    ids = spread(catalogue, taking)
    domain = catalogue.schema.domain or "items"
    language = "Chinese" if catalogue.language == "zh" else "English"
    out: dict[str, str] = {}
    lost, why = Counter[str](), ""
    for start in range(0, len(ids), 16):
        items = catalogue.items(ids[start : start + 16])
        values: list[dict[str, object]] = [
            {"domain": domain, "language": language, "words": WORDS[n % 2], "item": said}
            for n, said in enumerate(describe(i, CHARS) for i in items)
        ]
        answers = context.llm.ask_all([Ask(load("request"), v) for v in values])
        errors = [a.error.message for a in answers if a.error is not None]
        why = why or next(iter(errors), "")
        if len(errors) == len(answers):
            raise ModelUnavailable(
                f"The model writes no requests: {why}", remedy="llmrec model status"
            )
        for item, answer in zip(items, answers, strict=True):
            said = one_line(answer.text.strip().split("\n")[0].strip(' "“”。.'), 80)
            if wrong := _wrong(answer, said, item, out):
                lost[wrong] += 1
            else:
                out[said.casefold()] = said
        on_progress(Report("asking", min(start + 16, len(ids)), len(ids)))
    if lost:
        said_of = {FAILED: f"{FAILED} ({why})"}
        parts = ", ".join(f"{n} {said_of.get(wrong, wrong)}" for wrong, n in lost.most_common())
        context.fall_back("teach", f"{len(out)} requests", f"of {len(ids)}: {parts}")
    return list(out.values())


def _wrong(answer: Answer, said: str, item: Item, others: Container[str]) -> str:
    """Why what was said of an item is no request; empty where it is one."""
    if not answer.ok:
        return FAILED
    if not said:
        return "empty"
    if _is_its_name(said, item.title):
        return "little else than the item's name"
    return "like another" if said.casefold() in others else ""


def _is_its_name(said: str, title: str) -> bool:
    """Whether it holds most of a title of several words, so that words alone find it."""
    name, mine = set(tokens(title)), set(tokens(said))
    return len(name) > 2 and len(name & mine) > 0.7 * len(name)


def judged(
    context: Context, asked: Sequence[str], taking: Taking, on_progress: OnProgress = silent
) -> list[Kept]:
    """What the model says of each request's candidates; what was kept is not asked again.

    Raises:
        ModelUnavailable: it does not answer.
    """
    file = store.folder(context.catalogue.name).root / FILE
    prompt, model = f"{load('fit').id}+{load('fit').sha}", context.llm.model if context.llm else ""
    held = {k.request: k for k in read(file) if (k.prompt, k.model) == (prompt, model)}
    todo = [one for one in asked if one not in held]
    with store.disk_guard(file.parent), file.open("a", encoding="utf-8") as f:
        if file.stat().st_size and not file.read_bytes().endswith(b"\n"):
            f.write("\n")  # a line that a kill cut off stands alone, and is passed over
        with ThreadPoolExecutor(AT_ONCE) as at_once:
            jobs = at_once.map(lambda one: _ask(one, context, taking), todo)
            for n, (one, said) in enumerate(zip(todo, jobs, strict=True), 1):
                held[one] = Kept(request=one, model=model, prompt=prompt, said=said)
                f.write(held[one].model_dump_json() + "\n")
                f.flush()
                on_progress(Report("judging", n, len(todo)))
    return [held[one] for one in asked]


def read(file: Path) -> Iterator[Kept]:
    """What was kept; lines that hold nothing whole are passed over."""
    if not file.exists():
        return
    for line in file.read_text("utf-8", errors="replace").split("\n"):
        try:
            yield Kept.model_validate_json(line)
        except ValidationError:
            continue


def _ask(text: str, context: Context, taking: Taking) -> dict[str, float]:
    found = _found(text, context)
    draw, count = np.random.default_rng([taking.seed, *text.encode()]), len(found.candidates)
    best = min(taking.best, count)
    rest = best + draw.permutation(count - best)[: JUDGED - best]
    some = [found.candidates[n] for n in (*range(best), *sorted(rest))]
    mine, request = found.context, Request(text=text)
    said = Judge(JudgeConfig(best=len(some)))(some, found.profile, request, mine)
    if mine.fallbacks:
        raise ModelUnavailable(
            f"The model stopped answering: {mine.fallbacks[0].reason}",
            remedy="`llmrec model up`, and run the same command: it goes on.",
        )
    return {item: judgement.probability for item, judgement in said.items()}


class _Found(NamedTuple):
    candidates: list[Candidate]
    """Best first by the scorer without the model."""
    profile: Profile
    context: Context


def _found(text: str, context: Context) -> _Found:
    """What a request brings without the model, by the weights that ship alone."""
    stages, request = Stages(), Request(text=text, explain=0)
    mine = Context(context.catalogue, context.llm, context.embedder)
    profile = stages.understand.cheap(request, mine)
    candidates = stages.retrieve(profile, request, mine)
    return _Found(
        best_first(candidates, stages.score(candidates, {}, profile, mine)), profile, mine
    )


def learned(context: Context, kept: Sequence[Kept], weights: Weights | None = None) -> Taught:
    """Learn from what was said, and say what it is worth. Asks the embedding model alone.

    Args:
        kept: what one model said, by one prompt.

    Raises:
        ModelUnavailable: no embedding model.
        NothingToLearn: too few requests whose items the catalogue still has.
    """
    if context.embedder is None:
        raise _lacks("embedding model")
    return of_lessons(context, lessons_of(kept, context), kept[0], weights or Score().weights)


def lessons_of(kept: Sequence[Kept], context: Context) -> list[Lesson]:
    """Of those whose items the catalogue still has."""
    with ThreadPoolExecutor(AT_ONCE * 2) as at_once:
        found = at_once.map(lambda one: lesson(one, context), kept)
        return [one for one in found if one is not None]


def of_lessons(context: Context, lessons: Sequence[Lesson], one: Kept, weights: Weights) -> Taught:
    """See `learned`.

    Args:
        one: says which model said it, by which prompt.
    """
    need(len(lessons))
    assert context.embedder is not None
    fitted, foretold = teaching.fit(lessons)
    worth = teaching.worth(lessons, foretold, weights)
    (after, before), gain = worth.means, worth.gain
    card = Card(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        catalogue=context.catalogue.name,
        embedding=context.embedder.model,
        model=one.model,
        prompt=one.prompt,
        scorer=weights.version,
        requests=len(lessons),
        pairs=sum(len(x.said) for x in lessons),
        agreement=after,
        before=before,
        gain=gain,
        serves=gain[1] > 0,
    )
    return teaching.taught(card, fitted, lessons)


def lesson(kept: Kept, context: Context) -> Lesson | None:
    """None: of what was judged then fewer than two items are candidates now."""
    found = _found(kept.request, context)
    ids = [c.item for c in found.candidates]
    at = [n for n, i in enumerate(ids) if i in kept.said]
    if len(at) < 2 or context.embedder is None:
        return None
    catalogue, model = context.catalogue, context.embedder.model
    x = features(found.candidates, {}, found.profile, catalogue)
    items = catalogue.matrix(model)[[catalogue.ordinal(ids[n]) for n in at]]
    said = np.array([logit(kept.said[ids[n]]) for n in at])
    return Lesson(context.embedder([found.profile.search_text])[0], items, said, x[at])


def need(requests: int) -> None:
    """
    Raises:
        NothingToLearn: so many are too few.
    """
    if requests < FEWEST:
        raise NothingToLearn(
            f"{requests} requests are too few to learn from.",
            remedy=f"Give {FEWEST} or more: --requests FILE, or a greater --count.",
        )
