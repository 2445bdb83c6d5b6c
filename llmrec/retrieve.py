"""Profile -> candidates: hard constraints first, then what each source finds among the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from llmrec.behaviour import Past
from llmrec.context import UNTAUGHT, Context
from llmrec.errors import ModelUnavailable
from llmrec.taught import FORETOLD, TRUST, Foretold
from llmrec.text import tokens
from llmrec.types import Candidate, Profile, Request, SourceScore

LAST_TURNS, LAST_CHARS = 4, 800
NEARER, FARTHER = 0.75, 0.15
"""What the items that a person wants more or less like weigh beside the words, which weigh 1."""
Found = list[tuple[str, float]]


class RetrieveConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    per_source: int = 60
    """Candidates that each source may bring."""
    popular: int = 20


class Retrieve:
    """Profile -> list[Candidate], each with its rank and score in every source that knows it."""

    def __init__(self, config: RetrieveConfig | None = None) -> None:
        self.config = config or RetrieveConfig()

    def __call__(self, profile: Profile, request: Request, context: Context) -> list[Candidate]:
        """Candidates that meet every hard constraint; with `among` the known of those ids, less
        what is excluded.

        Scores are completed: an item that one source brought is scored in the others too.
        """
        catalogue = context.catalogue
        asked = [profile.search_text, *(i.text for i in profile.interests)]
        said = last_said(request)
        vectors = self.embed([*asked, *said], context)
        talk, vectors = vectors[len(asked) :], vectors[: len(asked)]
        vectors = [moved(v, profile, context) for v in vectors]
        words = tokens(profile.search_text)
        behaviour = context.behaviour
        past = None if behaviour is None else behaviour.past_of(request, profile)
        if past is not None and behaviour is not None and not (len(past.items) or behaviour.words):
            past = None  # what is popular would be weighed by its words alone
        if request.among is not None:
            gone = set(request.exclude)
            ids = [i for i in dict.fromkeys(request.among) if i in catalogue and i not in gone]
        else:
            ids = self._ids([*vectors, *talk], words, past, profile, request, context)
        sources: dict[str, NDArray[Any]] = {}
        if vectors:
            # Of several things asked for, an item need be near one alone.
            model = context.embedder.model if context.embedder else None
            near = [catalogue.scores_dense(v, ids, model) for v in vectors]
            sources["dense"] = np.max(near, axis=0)
            if (told := foretold(vectors, ids, context)) is not None:
                sources[FORETOLD], sources[TRUST] = told
            if talk:
                sources["talk"] = catalogue.scores_dense(talk[0], ids, model)
        sources["lexical"] = catalogue.scores_lexical(words, ids)
        if past is not None and behaviour is not None:
            items = np.array([catalogue.ordinal(i) for i in ids], np.int64)
            sources["behaviour"] = behaviour.sequence.scores(past, items)
        return _candidates(ids, sources)

    def embed(self, texts: Sequence[str], context: Context) -> list[NDArray[np.float32]]:
        """The texts' vectors, float32 [dims] each; without a server none, and a fallback noted."""
        if context.embedder is None or not texts[0].strip() or not context.catalogue.embeddings:
            if context.embedder is None:
                context.fall_back("retrieve", "lexical search alone", "no embedding server")
            return []
        try:
            return list(context.embedder(texts))
        except ModelUnavailable as e:
            context.fall_back("retrieve", "lexical search alone", e.message)
            return []

    def _ids(
        self,
        vectors: Sequence[NDArray[np.float32]],
        words: list[str],
        past: Past | None,
        profile: Profile,
        request: Request,
        context: Context,
    ) -> list[str]:
        catalogue = context.catalogue
        mask = catalogue.mask(profile.hard)
        named = (m.item for m in profile.dislikes if m.item)
        gone = [*request.exclude, *request.disliked, *named]
        if not request.speaks:  # whoever says no word asks for something else than before
            gone += request.had
        mask &= ~catalogue.mask_of(gone)
        many = max(self.config.per_source, request.k)
        model = context.embedder.model if context.embedder else None
        found: list[Found] = [catalogue.dense(v, many, mask, model) for v in vectors]
        found.append(catalogue.lexical(words, many, mask))
        if past is not None and context.behaviour is not None:
            best = context.behaviour.best(past, many, mask)
            found.append([(catalogue.ids[n], 0.0) for n in best])
        if len({i for source in found for i, _ in source}) < request.k:
            found.append(catalogue.popular(max(self.config.popular, request.k), mask))
        ids = list(dict.fromkeys(i for source in found for i, _ in source))
        if len(ids) < request.k:  # too few share a word with the request: all that is allowed
            rest = np.flatnonzero(mask & ~catalogue.mask_of(ids))[: request.k - len(ids)]
            ids += [catalogue.ids[n] for n in rest]
        return ids


def moved(vector: NDArray[np.float32], profile: Profile, context: Context) -> NDArray[np.float32]:
    """The request's vector, nearer to the items that are wanted more like, and away from those that
    are wanted less like (Rocchio 1971, with the weights of Manning et al. 2008, 9.1.1)."""
    catalogue, model = context.catalogue, context.embedder.model if context.embedder else None
    out = vector
    for mentions, weight in ((profile.likes, NEARER), (profile.dislikes, -FARTHER)):
        at = [catalogue.ordinal(m.item) for m in mentions if m.item and m.item in catalogue]
        if at:
            out = out + weight * catalogue.matrix(model)[at].mean(axis=0)
    if out is vector:
        return vector
    length = max(float(np.linalg.norm(out)), 1e-9)
    return np.asarray(out / length, np.float32)


def foretold(
    vectors: Sequence[NDArray[np.float32]], ids: Sequence[str], context: Context
) -> Foretold | None:
    """What the model would say of each item, where it taught that of all that is asked for: of
    several things, of the one that the item serves best. With vectors of another model than the one
    that serves it says nothing, and a fallback is noted."""
    catalogue, taught = context.catalogue, context.taught
    if taught is None or context.embedder is None:
        return None
    serves, learned = context.embedder.model, taught.card.embedding
    if serves != learned:
        why = f"it was learned with vectors of {learned!r}, and {serves!r} serves"
        context.fall_back("score", UNTAUGHT, f"{why}; teach it again")
        return None
    rows = catalogue.matrix(serves)[[catalogue.ordinal(i) for i in ids]]
    told = [one for v in vectors if (one := taught(v, rows)) is not None]
    if len(told) < len(vectors):
        return None
    best = np.argmax([one.logits for one in told], axis=0), np.arange(len(rows))
    return Foretold(*(np.array(side)[best] for side in zip(*told, strict=True)))


def last_said(request: Request) -> list[str]:
    """The last turns of a talk, both sides', as one text; none without a talk. What the other side
    asked or proposed tells what a short answer is about."""
    turns = [t.content for t in request.dialogue]
    if not turns:
        return []
    said = " ".join(" ".join([*turns, request.text][-LAST_TURNS:]).split())
    return [said[-LAST_CHARS:]] if said else []


def _candidates(ids: Sequence[str], sources: dict[str, NDArray[Any]]) -> list[Candidate]:
    ranks = {name: _ranks(scores) for name, scores in sources.items()}
    return [
        Candidate(
            item=id_,
            sources={
                name: SourceScore(rank=int(ranks[name][n]), score=float(scores[n]))
                for name, scores in sources.items()
            },
        )
        for n, id_ in enumerate(ids)
    ]


def _ranks(scores: NDArray[Any]) -> NDArray[np.intp]:
    """Rank from 1, best first; ties in the order given."""
    order = np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")
    ranks = np.empty(len(scores), np.intp)
    ranks[order] = np.arange(1, len(scores) + 1)
    return ranks
