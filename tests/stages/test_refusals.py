"""Kinds refused in other words than the catalogue's: the embedding says which kind is meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from doubles import DeadEmbedder, context

from llmrec.catalog.catalogue import Catalogue
from llmrec.types import Profile, Request
from llmrec.understand import Understand


class Synonyms:
    """Maths is all but mathematics, accounting is near to business; all else has nothing alike."""

    model = "hash"

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        places = {t: n for n, t in enumerate(dict.fromkeys([*texts, "mathematics", "business"]))}
        out = np.zeros((len(texts), len(places)), np.float32)
        for row, text in zip(out, texts, strict=True):
            row[places[text]] = 1.0
            if like := {"maths": ("mathematics", 0.9), "accounting": ("business", 0.6)}.get(text):
                kind, cosine = like
                row[places[kind]], row[places[text]] = cosine, (1 - cosine**2) ** 0.5
        return out


def read(catalogue: Catalogue, text: str, embedder: object = None) -> Profile:
    return Understand().cheap(Request(text=text), context(catalogue, None, embedder or Synonyms()))


def said(profile: Profile) -> list[tuple[str, str, object]]:
    return [(c.field, c.op, c.value) for c in profile.constraints]


def test_a_noun_that_is_another_word_for_a_kind_refuses_it(courses: Catalogue) -> None:
    profile = read(courses, "a science course, nothing with maths")
    assert said(profile) == [("topic", "ne", "mathematics")]
    assert profile.constraints[0].hard


def test_a_kind_that_is_only_near_is_not_refused(courses: Catalogue) -> None:
    assert not said(read(courses, "something for my shop without accounting"))


def test_what_is_not_refused_is_no_limit(courses: Catalogue) -> None:
    assert not said(read(courses, "maths for my daughter"))


def test_a_kind_that_is_asked_for_is_not_refused(courses: Catalogue) -> None:
    profile = read(courses, "mathematics for grown-ups, no maths of the dry kind")
    assert ("topic", "ne", "mathematics") not in said(profile)


def test_an_embedding_that_does_not_answer_is_said_for_a_limit_may_be_lost(
    courses: Catalogue,
) -> None:
    ctx = context(courses, None, DeadEmbedder())
    Understand().cheap(Request(text="a science course, nothing with maths"), ctx)
    assert [f.stage for f in ctx.fallbacks] == ["understand"]
    ctx = context(courses, None, DeadEmbedder())
    Understand().cheap(Request(text="a science course"), ctx)
    assert not ctx.fallbacks, "nothing is refused, nothing is asked"
