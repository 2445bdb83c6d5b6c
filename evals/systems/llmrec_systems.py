"""llmrec as a system under test: fast, full, and with one part left out at a time.

All of them call the one function that everything else calls; a part is left out by giving its
stage another one that does less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from llmrec.evals.harness.contracts import Training
from llmrec.evals.pools import RRF_K
from llmrec.evals.systems.learned import behaviour_of
from llmrec.evals.systems.masking import Mask, masked_name
from llmrec.evals.systems.opened import Opened
from llmrec.evals.systems.tags import OwnTags

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ConfigError
from llmrec.explain import Silent
from llmrec.judge import Judge
from llmrec.pipeline import Stages, recommend
from llmrec.retrieve import Retrieve
from llmrec.score import Score
from llmrec.score.stage import by_turns as by_interests
from llmrec.score.stage import rating
from llmrec.settings import settings
from llmrec.taught import TRUST
from llmrec.text import clean, language
from llmrec.types import (
    Candidate,
    Judgement,
    Profile,
    Recommendation,
    Request,
    Scored,
    Turn,
)
from llmrec.understand import Understand


class WordsAlone(Understand):
    """The request's own words are searched for; nothing is read in them."""

    def cheap(self, request: Request, context: Context) -> Profile:
        text = clean(request.text)
        said = [t.content for t in request.dialogue if t.role == "user"][-3:]
        whole = " ".join(" ".join([*said, text]).split())
        spoken = language(text) if text.strip() else context.catalogue.language
        return Profile(language=spoken, search_text=whole)

    def __call__(self, request: Request, context: Context, cheap: Profile | None = None) -> Profile:
        return cheap or self.cheap(request, context)


class NoJudge(Judge):
    def __call__(
        self,
        candidates: Sequence[Candidate],
        profile: Profile,
        request: Request,
        context: Context,
    ) -> dict[str, Judgement]:
        return {}

    def rate(
        self, ids: Sequence[str], profile: Profile, context: Context
    ) -> dict[str, tuple[float, float]]:
        return {}


class NoDense(Retrieve):
    """Words alone find."""

    def embed(self, texts: Sequence[str], context: Context) -> list[Any]:
        return []


class _WithoutWords:
    """A catalogue that finds nothing by words; in all else the one it stands for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._catalogue

    def lexical(self, *_: Any) -> list[tuple[str, float]]:
        return []


class NoLexical(Retrieve):
    """The embedding alone finds, and its score alone is looked at."""

    def __call__(self, profile: Profile, request: Request, context: Context) -> list[Candidate]:
        held: Any = _WithoutWords(context.catalogue)
        blind = Context(held, context.llm, context.embedder, fallbacks=context.fallbacks)
        found = super().__call__(profile, request, blind)
        return [
            c.model_copy(update={"sources": {n: s for n, s in c.sources.items() if n != "lexical"}})
            for c in found
        ]


@dataclass(frozen=True)
class Variant:
    """What is different in a system of the family."""

    stages: Callable[[], Stages] = Stages
    model: bool = True
    """With the language model; when it does not run, every sample fails."""
    cached: bool = True
    """Whether kept answers and vectors will do; they take no time."""
    masked: bool = False
    """Titles are masked in the request, and the masked catalogue is asked."""
    by_turns: bool = False
    """What the person said before is read turn by turn, as a chat does, and goes on as state."""
    whole: bool = False
    """All that the person said is one request: what was liked early is not in the last words."""
    folds: str = ""
    """Weights of the scorer by fold of the chorus queries, see `folds`: each request is answered
    with weights that have not seen it, and one without such weights fails."""


NO_SCORER = "none"
"""The version of a scorer that nothing was learned for."""


class NoScore(Score):
    """Reciprocal rank fusion of the sources, in which nothing was learned and no judgement counts;
    its `relevance` orders items and is no probability."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = replace(self.weights, version=NO_SCORER)

    def __call__(
        self,
        candidates: Sequence[Candidate],
        judgements: Mapping[str, Judgement],
        profile: Profile,
        context: Context,
        request: Request | None = None,
    ) -> list[Scored]:
        first = 1 / (RRF_K + 1)
        out = []
        for c in candidates:
            ranks = [s.rank for name, s in c.sources.items() if name != TRUST]
            fused = sum(1 / (RRF_K + rank) for rank in ranks) / (first * max(len(ranks), 1))
            stars = rating(fused, None)
            out.append(Scored(candidate=c, features={}, relevance=fused, rating=stars))
        out.sort(key=lambda s: -s.relevance)
        return by_interests(out, profile, context.catalogue)


LEFT_OUT: dict[str, Callable[[], Stages]] = {
    "llmrec-no-understand": lambda: Stages(understand=WordsAlone()),
    "llmrec-no-judge": lambda: Stages(judge=NoJudge()),
    "llmrec-no-explain": lambda: Stages(explain=Silent()),
    "llmrec-no-dense": lambda: Stages(retrieve=NoDense()),
    "llmrec-no-lexical": lambda: Stages(retrieve=NoLexical()),
}


def own_tags() -> Stages:
    """Without the tag head, and without what costs the model's time and is no tag."""
    return Stages(judge=NoJudge(), explain=Silent(), tags=OwnTags())


MODEL = {"llmrec-full": Variant()} | {name: Variant(made) for name, made in LEFT_OUT.items()}
VARIANTS = {
    "llmrec-fast": Variant(model=False),
    **MODEL,
    "llmrec-turns": Variant(by_turns=True),
    "llmrec-whole": Variant(whole=True),
    "llmrec-fast-whole": Variant(model=False, whole=True),
    "llmrec-fast-no-score": Variant(lambda: Stages(score=NoScore()), model=False),
    "llmrec-no-score": Variant(lambda: Stages(score=NoScore())),
    "llmrec-fast-no-tags": Variant(own_tags, model=False),
    "llmrec-whole-no-tags": Variant(own_tags, whole=True),
    "llmrec-masked": Variant(masked=True),
    "llmrec-fast-masked": Variant(model=False, masked=True),
    "llmrec-fast-folds": Variant(model=False, folds="fast"),
    **{f"{name}-folds": replace(v, folds="full") for name, v in MODEL.items()},
    "llmrec-fast-anew": Variant(model=False, cached=False),
    **{f"{name}-anew": replace(v, cached=False) for name, v in MODEL.items()},
}
"""`-folds`: with weights that have not seen the query; `-anew`: no kept answer or vector."""


def folds(kind: str) -> Path:
    """Where weights by fold lie: made by `llmrec.evals.datasets.chorus_folds`, labels apart."""
    return settings().cache_dir / "evals" / f"scorer-{kind}"


class LLMRec:
    """The pipeline, over the catalogue that the request names; `name` is that of a variant."""

    def __init__(self, name: str, catalogue: str | None = None) -> None:
        self.name = name
        self.variant = VARIANTS[name]
        self._stages = self.variant.stages()
        self._by_query: dict[str, Stages] = {}
        self._masks: dict[str, Mask] = {}
        self._opened = Opened(
            model=self.variant.model, cached=self.variant.cached, catalogue=catalogue
        )

    def fit(self, training: Training) -> None:
        """Learn from events, where there are some; load the index, and weights by fold.

        Raises:
            ConfigError: there are no weights by fold.
            ModelUnavailable: a model that this system needs does not run.
        """
        name = self._opened.catalogue
        name = masked_name(name) if self.variant.masked else name
        self._opened.warm(name)
        if training.events:
            context = self._opened.context(name)
            self._opened.behaviour[name] = behaviour_of(self._seen(training), context)
        if self.variant.folds:
            from llmrec.evals.queries import stages_by_fold

            best = self._stages.judge.config.best
            weighed = stages_by_fold(folds(self.variant.folds), best)
            self._by_query = {
                query: replace(self._stages, score=stages.score)
                for query, stages in weighed.items()
            }

    def answer(self, request: Request) -> Recommendation:
        stages = self.stages_of(request)
        if self.variant.masked:
            request = self._masked(request)
        if self.variant.whole:
            request = in_one(request)
        context = self._opened.context(request.catalogue)
        if self.variant.by_turns:
            request = by_turns(request, context, stages)
        return recommend(request, context, stages)

    def stages_of(self, request: Request) -> Stages:
        """The stages with the weights that may answer this request."""
        if not self.variant.folds:
            return self._stages
        if request.text not in self._by_query:
            raise ConfigError(f"No weights are known not to have seen {request.text!r}.")
        return self._by_query[request.text]

    def _seen(self, training: Training) -> Training:
        """With its requests as this variant reads them."""
        if not self.variant.masked:
            return training
        wanted = [w._replace(request=self._masked(w.request)) for w in training.wanted]
        return replace(training, wanted=wanted)

    def _masked(self, request: Request) -> Request:
        name = request.catalogue or self._opened.catalogue
        if name not in self._masks:
            self._masks[name] = Mask.of(name)
        named = request.model_copy(update={"catalogue": name})
        masked: Request = self._masks[name].request(named)
        return masked


def in_one(request: Request) -> Request:
    """The person's turns as one text; what the other side said is gone."""
    said = [turn.content for turn in request.dialogue if turn.role == "user"]
    return request.model_copy(update={"text": "\n".join([*said, request.text]), "dialogue": []})


def by_turns(request: Request, context: Context, stages: Stages) -> Request:
    """The request with what was read in the person's earlier turns as its state."""
    state, before = request.state, list[Turn]()
    for turn in request.dialogue:
        if turn.role == "user":
            said = Request(
                text=turn.content, dialogue=before, state=state, catalogue=request.catalogue
            )
            state = stages.understand(said, context)
        before = [*before, turn]
    return request.model_copy(update={"state": state})


SYSTEMS: dict[str, Callable[..., LLMRec]] = {name: partial(LLMRec, name) for name in VARIANTS}
