"""llmrec with probes behind it: what its reasons rest on, measured where the models are at hand.

The answer is llmrec's own. Then each item with a reason is looked at again, without the words that
the reason cites and without as many others of it, and the figures are laid into the answer's
features, so that the log can be scored without a model. The probes know no label.

- `probe: place`: the item's place by the embedding in the whole catalogue; `... less evidence`:
  with the cited words out of its text; `... less other words`: with another sentence out.
- `probe: fit`: the judge's probability, reading the whole item; the same two cuts.
- `probe: claim`: the checker's question about the sentence, as a logit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from llmrec.evals.harness.claims_ask import asked
from llmrec.evals.harness.claims_checker import source_of
from llmrec.evals.harness.claims_text import passages
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.opened import Opened

from llmrec.catalog.items import embedded_text
from llmrec.context import Context
from llmrec.judge import Judge, JudgeConfig
from llmrec.pipeline import recommend
from llmrec.types import Candidate, Evidence, Item, Profile, Recommendation, Recommended, Request

PLACE, FIT, CLAIM = "probe: place", "probe: fit", "probe: claim"
LESS_EVIDENCE, LESS_OTHERS = " less evidence", " less other words"
ITEM_CHARS = 1000
"""The judge reads the whole item here, or evidence further down could not matter to it."""


def without(item: Item, evidence: Sequence[Evidence]) -> Item:
    """The item as if it had never said this: the words out of its text, attributes that are
    cited gone, and with them the tags that were read in those words."""
    fields, attributes = dict(item.fields), dict(item.attributes)
    for e in evidence:
        if e.field in fields:
            fields[e.field] = _cut(fields[e.field], e.quote)
        if e.field in attributes:
            attributes[e.field] = None
    profile = item.profile
    if profile is not None:
        kept = [t for t in profile.tags if not any(_overlap(t.quote, e.quote) for e in evidence)]
        profile = profile.model_copy(update={"tags": kept})
    text = "\n".join(t for t in fields.values() if t)
    return item.model_copy(
        update={"fields": fields, "attributes": attributes, "profile": profile, "text": text}
    )


def _cut(text: str, quote: str) -> str:
    return " ".join(text.replace(quote, " ").split()).strip()


def _overlap(a: str, b: str) -> bool:
    return a in b or b in a


def others(item: Item, evidence: Sequence[Evidence], title: str) -> list[Evidence] | None:
    """As many other words of the item: its sentence next in length to the evidence.

    None when it says nothing else.
    """
    quotes = [e.quote for e in evidence]
    length = sum(map(len, quotes))
    found = [
        Evidence(field=field, quote=part)
        for field, text in item.fields.items()
        if field != title and field not in item.attributes
        for part in passages(text)
        if not any(_overlap(part, quote) for quote in quotes) and re.search(r"\w", part)
    ]
    return [min(found, key=lambda e: abs(len(e.quote) - length))] if found else None


class _Changed:
    """A catalogue with some items changed; in all else the one it stands for."""

    def __init__(self, catalogue: Any, items: Mapping[str, Item]) -> None:
        self._catalogue, self._items = catalogue, items

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)

    def items(self, ids: Sequence[str]) -> list[Item]:
        return [self._items[i] for i in ids if i in self._items]


class Probed:
    """llmrec with the language model, and the probes."""

    model = True

    def __init__(self, name: str = "llmrec-full-probed") -> None:
        self.name = name
        self._opened = Opened(model=self.model)
        self._judge = Judge(JudgeConfig(best=1000, item_chars=ITEM_CHARS))

    def fit(self, training: Training) -> None:
        """Nothing is learned."""

    def answer(self, request: Request) -> Recommendation:
        context = self._opened.context(request.catalogue)
        found = recommend(request, context)
        shown = [item for item in found.items if item.why is not None]
        if not shown:
            return found
        fresh = self._opened.context(request.catalogue)
        probes = self.probes(shown, found.profile, request, fresh)
        items = [
            item.model_copy(update={"features": item.features | probes.get(item.id, {})})
            for item in found.items
        ]
        return found.model_copy(update={"items": items})

    def probes(
        self, shown: Sequence[Recommended], profile: Profile, request: Request, context: Context
    ) -> dict[str, dict[str, float]]:
        """By item, what the probes found."""
        title = context.catalogue.schema.title
        items = {i.id: i for i in context.catalogue.items([one.id for one in shown])}
        cited = {one.id: one.why.evidence for one in shown if one.why is not None}
        spare = {i: others(item, cited[i], title) for i, item in items.items()}
        versions = {
            "": items,
            LESS_EVIDENCE: {i: without(item, cited[i]) for i, item in items.items()},
            LESS_OTHERS: {i: without(items[i], e) for i, e in spare.items() if e is not None},
        }
        out: dict[str, dict[str, float]] = {i: {} for i in items}
        for label, some in versions.items():
            for id_, place in places(some, profile, context).items():
                out[id_][PLACE + label] = place
            for id_, fit in self._fits(some, profile, request, context).items():
                out[id_][FIT + label] = fit
        for id_, logit in _claims(shown, items, context).items():
            out[id_][CLAIM] = logit
        return out

    def _fits(
        self, items: Mapping[str, Item], profile: Profile, request: Request, context: Context
    ) -> dict[str, float]:
        changed: Any = _Changed(context.catalogue, items)
        there = Context(changed, context.llm, context.embedder)
        found = self._judge([Candidate(item=i) for i in items], profile, request, there)
        return {i: j.probability for i, j in found.items()}


class ProbedFast(Probed):
    """llmrec without the language model: reasons are the evidence itself."""

    model = False


def places(items: Mapping[str, Item], profile: Profile, context: Context) -> dict[str, float]:
    """The place of each item by cosine to the request in the whole catalogue, with the text that
    it has here; the others keep theirs."""
    catalogue, wanted = context.catalogue, profile.search_text
    if context.embedder is None or not wanted.strip() or not items:
        return {}
    texts = [embedded_text(item, catalogue.schema) for item in items.values()]
    vectors = np.asarray(context.embedder([wanted, *texts]), np.float64)
    own = vectors[1:] @ vectors[0]
    ids = catalogue.ids
    all_ = np.asarray(
        catalogue.scores_dense(vectors[0].astype(np.float32), ids, context.embedder.model)
    )
    out = {}
    for id_, score in zip(items, own, strict=True):
        rest = np.delete(all_, catalogue.ordinal(id_))
        out[id_] = float(1 + (rest > score).sum())
    return out


def _claims(
    shown: Sequence[Recommended], items: Mapping[str, Item], context: Context
) -> dict[str, float]:
    """The checker's question about each sentence of the model's own."""
    if context.llm is None:
        return {}
    spec = context.catalogue.schema
    units = {n: a.unit for n, a in spec.attributes.items() if a.unit}
    own = [(one.id, one.why.text) for one in shown if one.why is not None and one.why.by == "model"]
    sources = [
        source_of({**items[i].attributes, **items[i].fields}, units, spec.title) for i, _ in own
    ]
    logits = asked(
        [(s, said) for s, (_, said) in zip(sources, own, strict=True)], model=context.llm
    )
    return {i: g for (i, _), g in zip(own, logits, strict=True) if g is not None}
