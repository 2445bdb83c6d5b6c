"""The served models really answer: one request in each language through the whole pipeline."""

from __future__ import annotations

import re

import numpy as np
import pytest

from llmrec.context import open_context
from llmrec.llm import embedder
from llmrec.pipeline import recommend
from llmrec.types import Recommendation, Request

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

LIGHTS = {"smart light bulb", "light strip", "smart lamp"}
FIXED = "我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品"


def answered(text: str) -> Recommendation:
    answer = recommend(Request(text=text, k=5), open_context("smart-home"))
    assert not answer.fallbacks, answer.fallbacks
    assert {"ok", "cached"} & {c.outcome for c in answer.calls}
    return answer


def evidence_is_verbatim(answer: Recommendation) -> None:
    context = open_context("smart-home", fast=True)
    for row in answer.items:
        fields = context.catalogue.item(row.id).fields
        for e in row.why.evidence if row.why else []:
            assert e.field not in fields or e.quote in fields[e.field]


def test_an_english_request_with_limits_keeps_them() -> None:
    answer = answered("Just security cameras please, without a subscription, nothing above $120.")
    assert answer.items
    for row in answer.items:
        assert row.attributes["type"] == "security camera"
        assert row.attributes["subscription"] is False
        price = row.attributes["price"]
        assert isinstance(price, float) and price <= 120
    evidence_is_verbatim(answer)


def test_the_fixed_chinese_example() -> None:
    answer = answered(FIXED)
    assert answer.profile.language == "zh"
    types = [str(i.attributes["type"]) for i in answer.items]
    assert set(types) <= LIGHTS | {"smart speaker"}, types
    evidence_is_verbatim(answer)
    for row in answer.items:
        if row.why:
            assert re.search(r"[一-鿿]", row.why.text), row.why.text


def test_embeddings_are_unit_vectors() -> None:
    vectors = embedder()(["smart speaker", "a lamp for the desk"])
    assert vectors.shape[0] == 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
