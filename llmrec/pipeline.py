"""The wiring: one function that reads like the picture in the README.

::

    text -> understand -> retrieve -> judge -> score -> explain -> Recommendation

The first list comes from code and the index alone. Then the model is asked twice in a row at
most: what the request means and what it thinks of the first list, at once; then of what rose
since, and for the reasons, at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from llmrec.behaviour import Behaviour
from llmrec.behaviour.past import Floats, Ints
from llmrec.context import Context
from llmrec.errors import LLMRecError, ModelUnavailable, UsageError
from llmrec.explain import Explain
from llmrec.judge import Judge
from llmrec.prompts import load
from llmrec.retrieve import Retrieve
from llmrec.score import Score, inputs
from llmrec.score.history import Reader
from llmrec.score.tags import Tags
from llmrec.taught import FORETOLD
from llmrec.text import clean_request
from llmrec.types import (
    Candidate,
    Item,
    Judgement,
    Profile,
    Recommendation,
    Recommended,
    Request,
    Scored,
    Why,
)
from llmrec.understand import Understand
from llmrec.understand.spelling import spelled

OnUpdate = Callable[[Recommendation], None]
Judgements = dict[str, Judgement]
NEAR_MISSES = 5
LATE = 2
"""How many items are judged late, of those that rose among the first few."""
SPARE = 1
"""Reasons are asked for so many items more than are shown for each of the first two that are
judged late: one of those may fall."""


@dataclass
class Stages:
    """The stages, each with its config. Leave one out by giving another."""

    understand: Understand = field(default_factory=Understand)
    retrieve: Retrieve = field(default_factory=Retrieve)
    judge: Judge = field(default_factory=Judge)
    score: Score = field(default_factory=Score)
    explain: Explain = field(default_factory=Explain)
    tags: Tags = field(default_factory=Tags)


def recommend(
    request: Request,
    context: Context,
    stages: Stages | None = None,
    on_update: OnUpdate | None = None,
) -> Recommendation:
    """Answer one request.

    Args:
        context: catalogue, model, embedder; its records belong to this request alone.
        on_update: called with the first list as soon as there is one.

    Raises:
        UsageError: a request that says nothing.
        LLMRecError: an item that breaks a hard constraint would have come back: a bug.
    """
    s = stages or Stages()
    request = readable(context.remembered(request), context)
    text, slips = spelled(request.text, context.catalogue)
    request = request.model_copy(update={"text": text})
    answer = _Answer(request, context, s, slips)
    with context.timed("first list"):
        cheap = profile = s.understand.cheap(request, context)
        candidates = s.retrieve(profile, request, context)
        scored = s.score(candidates, {}, profile, context, request)
    if on_update is not None:
        on_update(answer.write(profile, scored, {}))
    if context.llm is None:
        return answer.finish(profile, scored, answer.explain(scored, profile, context))

    judging = s.score.heeds_judgements(request, context)
    at_first = judging and profile.language == context.catalogue.language
    with context.timed("understand and judge"), ThreadPoolExecutor(2) as at_once:
        early = at_once.submit(
            s.judge,
            best_first(candidates, scored) if at_first else [],
            cheap,
            request,
            context,
        )
        profile = s.understand(request, context, cheap=cheap)
        judgements: Judgements = early.result()
    with context.timed("retrieve again"):
        candidates = s.retrieve(profile, request, context)
        scored = s.score(candidates, judgements, profile, context, request)

    with context.timed("explain and judge"), ThreadPoolExecutor(2) as at_once:
        rose = [c for c in best_first(candidates, scored) if c.item not in judgements and judging]
        rose = rose_to_top(rose, scored, LATE if judgements else s.judge.config.best)
        late = at_once.submit(s.judge, rose, cheap, request, context)
        shown = [i.id for i in answer.items(scored, profile)]
        stars = at_once.submit(s.judge.rate, shown if judging else [], cheap, context)
        reasons = answer.explain(scored, profile, context, more=SPARE * min(len(rose), 2))
        judgements = with_stars(judgements | late.result(), stars.result())
    scored = s.score(candidates, judgements, profile, context, request)
    # What was judged late may have risen from further down: no time for the model's words.
    by_code = answer.explain(scored, profile, replace(context, llm=None))
    return answer.finish(profile, scored, by_code | reasons)


def reader(context: Context, stages: Stages | None = None) -> Reader:
    """What training sees of a request in words: the candidates and features that answering it
    without the language model would have.

    Raises:
        ModelUnavailable: of `read`: the embedding model does not answer, so that nothing could be
            learned of what its scores are worth.
    """
    s = stages or Stages()

    def read(request: Request, behaviour: Behaviour) -> tuple[Ints, Floats]:
        weighed = replace(behaviour, words=True)
        mine = Context(context.catalogue, embedder=context.embedder, behaviour=weighed)
        profile = s.understand.cheap(request, mine)
        candidates = s.retrieve(profile, request, mine)
        if mine.fallbacks:
            raise ModelUnavailable(
                f"Requests in words cannot be learned from: {mine.fallbacks[0].reason}.",
                remedy="llmrec model up",
            )
        items = np.array([behaviour.ordinals[c.item] for c in candidates], np.int64)
        return items, inputs(candidates, {}, profile, request, mine)

    return read


def readable(request: Request, context: Context) -> Request:
    """The request, when there is something to go by: words, or a history of known items.

    Raises:
        UsageError: there is not.
    """
    problem = clean_request(request.text).problem
    if problem is None or request.dialogue:
        return request
    if problem == "empty" and any(e.item in context.catalogue for e in request.taken):
        return request
    if problem == "empty" and request.user is not None and context.people is not None:
        raise UsageError(
            f"There is nothing to go by: no words, and nothing that {request.user} took is kept.",
            remedy=f"Keep something: llmrec feedback ITEM --user {request.user}",
        )
    raise UsageError(
        f"There is nothing to go by in the request: it is {problem}.",
        remedy="Say in your own words what you like or look for, for example: "
        "llmrec recommend 'a quiet speaker for the kitchen, under $80'",
    )


def best_first(candidates: Sequence[Candidate], scored: Sequence[Scored]) -> list[Candidate]:
    return [s.candidate for s in scored]


def with_stars(judgements: Judgements, stars: dict[str, tuple[float, float]]) -> Judgements:
    """The judgements with the stars that the model gave, where it gave some."""
    return {
        i: j.model_copy(update={"rating": stars[i][0], "spread": stars[i][1]}) if i in stars else j
        for i, j in judgements.items()
    }


def rose_to_top(rose: list[Candidate], scored: Sequence[Scored], limit: int) -> list[Candidate]:
    """Those of `rose` that stand among the first few, so that one more judgement can matter."""
    top = {s.candidate.item for s in scored[: max(limit, 5)]}
    return [c for c in rose if c.item in top][:limit]


class _Answer:
    """Puts the recommendation together and holds it to the constraints."""

    def __init__(
        self, request: Request, context: Context, stages: Stages, slips: Sequence[str] = ()
    ) -> None:
        """
        Args:
            slips: what was read otherwise than it was written, in words.
        """
        self.request, self.context, self.stages, self.slips = request, context, stages, slips
        self.id = uuid.uuid4().hex[:12]
        self.disliked = request.disliked

    def items(self, scored: Sequence[Scored], profile: Profile, more: int = 0) -> list[Item]:
        """The items that get a reason, in the order of the answer, and so many after them."""
        catalogue, request = self.context.catalogue, self.request
        ids = [s.candidate.item for s in scored]
        if request.among is not None:
            good = catalogue.mask(profile.hard)
            ids.sort(key=lambda i: self._last(i, not good[catalogue.ordinal(i)]))
        count = min(request.explain, request.k)
        return catalogue.items(ids[: count + more if count else 0])

    def _last(self, id_: str, breaks: bool) -> tuple[bool, bool]:
        """Sorts what breaks a hard limit behind the rest, and what is disliked behind that."""
        return id_ in self.disliked, breaks

    def explain(
        self, scored: Sequence[Scored], profile: Profile, context: Context, more: int = 0
    ) -> dict[str, Why]:
        """Reasons by item, for those that the answer will show and so many after them."""
        items = self.items(scored, profile, more)
        whys = self.stages.explain(items, profile, self.request, context)
        return {i.id: w for i, w in zip(items, whys, strict=True) if w is not None}

    def write(
        self, profile: Profile, scored: Sequence[Scored], reasons: dict[str, Why]
    ) -> Recommendation:
        catalogue, request = self.context.catalogue, self.request
        rows = [self._row(s, profile, reasons) for s in scored]
        if request.among is None:
            kept = rows[: request.k]
            if broken := [r for r in kept if r.breaks]:
                raise LLMRecError(f"{broken[0].id} breaks {broken[0].breaks[0]}")
        else:
            kept = sorted(rows, key=lambda r: self._last(r.id, bool(r.breaks)))
        known = [*(request.among or []), *request.exclude, *(e.item for e in request.history)]
        return Recommendation(
            request_id=self.id,
            profile=profile.model_copy(update={"assumed": [*self.slips, *profile.assumed]}),
            items=[r.model_copy(update={"rank": n}) for n, r in enumerate(kept, 1)],
            tags=self.stages.tags(scored, profile, request, self.context),
            fit=max((s.relevance for s in scored), default=0.0),
            unknown=[i for i in dict.fromkeys(known) if i not in catalogue],
            fallbacks=list(self.context.fallbacks),
            calls=list(self.context.calls),
            timings=dict(self.context.timings),
            versions=self._versions(kept),
        )

    def finish(
        self, profile: Profile, scored: Sequence[Scored], reasons: dict[str, Why]
    ) -> Recommendation:
        shown = {i.id for i in self.items(scored, profile)}
        reasons = {i: w for i, w in reasons.items() if i in shown}
        answer = self.write(profile, scored, reasons)
        if not answer.items and self.request.among is None:
            answer.alternatives = self._near_misses(profile)
            answer.versions = self._versions(answer.alternatives)
        return answer

    def _near_misses(self, profile: Profile) -> list[Recommended]:
        """What comes near when nothing meets the hard constraints, with what each breaks."""
        soft = [c.model_copy(update={"hard": False}) for c in profile.constraints]
        loose = profile.model_copy(update={"constraints": soft})
        candidates = self.stages.retrieve(loose, self.request, self.context)
        scored = self.stages.score(candidates, {}, loose, self.context, self.request)
        rows = [self._row(s, profile, {}) for s in scored[:40]]
        rows.sort(key=lambda r: len(r.breaks))
        return [r.model_copy(update={"rank": n}) for n, r in enumerate(rows[:NEAR_MISSES], 1)]

    def _row(self, s: Scored, profile: Profile, reasons: dict[str, Why]) -> Recommended:
        item = self.context.catalogue.item(s.candidate.item)
        breaks = self.context.catalogue.breaks(item, profile.hard)
        tags = [t.tag for t in item.profile.tags] if item.profile else []
        return Recommended(
            rank=0,
            id=item.id,
            title=item.title,
            score=s.relevance,
            rating=s.rating,
            tags=tags,
            breaks=[str(c) for c in breaks],
            why=reasons.get(item.id),
            sources=s.candidate.sources,
            features=s.features,
            shares=s.shares,
            attributes=item.attributes,
            judged=s.judged,
        )

    def _versions(self, rows: Sequence[Recommended]) -> dict[str, str]:
        """Of all that had a part in these rows."""
        catalogue = self.context.catalogue
        out = {"catalogue": catalogue.name, "index": str(catalogue.version)}
        out["scorer"] = self.stages.score.weights.version
        out["tags"] = self.stages.tags.version
        if self.context.behaviour is not None:
            out["behaviour"] = self.context.behaviour.version
        if self.context.taught is not None and any(FORETOLD in r.sources for r in rows):
            out["taught"] = self.context.taught.card.made
        if self.context.llm is not None:
            out["model"] = self.context.llm.model
        if self.context.embedder is not None:
            out["embedding"] = self.context.embedder.model
        names = sorted({c.prompt for c in self.context.calls})
        return out | {f"prompt {n}": f"{load(n).id}+{load(n).sha}" for n in names}
