"""What the pipeline asks of a server: probabilities, forms, and unit vectors."""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any

import numpy as np
import pytest
from llmrec.prompts import load

from llmrec.llm import LLM, Answer, Ask, OpenAILLM, embedder, llm, yes_no_logit
from llmrec.serving import servers
from llmrec.settings import settings

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

SPEAKER = "Nimbrel Hearth Speaker. A speaker for the kitchen that answers to three assistants."


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> LLM:
    """The served chat model; what it says now, not what it said before."""
    monkeypatch.setenv("LLMREC_CACHE", "false")
    settings.cache_clear()
    found = llm()
    assert found is not None, "no chat server runs here: llmrec model up"
    return found


def fit(item: str, request: str = "a smart speaker for the kitchen") -> Ask:
    values: dict[str, Any] = {"domain": "products", "request": request, "item": item}
    return Ask(load("fit"), values, logprobs=True)


def one(model: LLM, ask: Ask) -> Answer:
    (answer,) = model.ask_all([ask])
    assert answer.ok, answer.error
    return answer


def test_probabilities_come_with_the_answer(model: LLM) -> None:
    answer = one(model, fit(SPEAKER))
    assert len(answer.logprobs) >= 5
    assert 0.5 < sum(map(math.exp, answer.logprobs.values())) <= 1.01
    assert answer.call.tokens_out == 1
    assert yes_no_logit(answer) is not None


def test_a_fitting_item_is_more_likely_than_another(model: LLM) -> None:
    good, bad = model.ask_all([fit(SPEAKER), fit("Leak sensor for the cellar floor.")])
    yes, no = yes_no_logit(good), yes_no_logit(bad)
    assert yes is not None and no is not None and yes > no


def test_many_questions_at_once_are_each_answered(model: LLM) -> None:
    answers = model.ask_all([fit(f"Lamp number {n}") for n in range(12)])
    assert all(a.ok and a.logprobs for a in answers)


def test_a_shared_prefix_is_served_from_the_cache_and_the_server_says_so(model: LLM) -> None:
    item = SPEAKER * 10
    one(model, fit(item))
    again = one(model, fit(item, "a leak sensor for the cellar"))
    assert again.call.tokens_in > 100
    assert again.call.tokens_cached > 0.5 * again.call.tokens_in


def test_what_an_earlier_benchmark_left_in_the_prefix_cache_is_out_of_reach() -> None:
    at = servers.address("chat")
    assert at is not None
    ask = fit(SPEAKER * 5)
    cached = []
    for salt in ("one", "one", "two"):
        salted = {"cache_salt": f"{salt} {os.getpid()}"}
        client = OpenAILLM(at.base_url, at.api_key, at.model_name, settings().llm, extra=salted)
        cached.append(one(client, ask).call.tokens_cached)
    assert cached[1] > 32 and cached[0] == cached[2] == 0


def test_the_judge_pays_for_the_item_and_the_question_alone(model: LLM) -> None:
    """Its system message fills a block of the prefix cache, whatever the item."""
    first, second = (one(model, fit(f"{name} with a long cable")) for name in ("Kettle", "Violin"))
    assert first.call.tokens_in > 32
    assert second.call.tokens_cached >= 32


@pytest.mark.parametrize("form", [r"-|[a-z]{3,9} => (yes|no)", r"[1-3]: [^\n]{8,60}"])
def test_an_answer_keeps_to_a_regular_expression(model: LLM, form: str) -> None:
    values: dict[str, Any] = {"domain": "products", "words": "", "piece": "it must run on mains"}
    answer = one(model, Ask(load("translate"), values, regex=form))
    assert answer.call.outcome == "truncated" or re.fullmatch(form, answer.text.strip())


def test_an_answer_keeps_to_a_schema(model: LLM) -> None:
    sides = {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 40}}
    schema = {
        "type": "object",
        "properties": {"likes": sides, "dislikes": sides},
        "required": ["likes", "dislikes"],
        "additionalProperties": False,
    }
    asked = {"request": "I like calm lamps, but no bright screens"}
    said = json.loads(one(model, Ask(load("likes"), asked, schema=schema)).text)
    assert sorted(said) == ["dislikes", "likes"]
    assert all(isinstance(x, str) for side in said.values() for x in side)


def test_an_answer_keeps_to_its_choices(model: LLM) -> None:
    values = {"domain": "products", "request": "a speaker", "item": SPEAKER}
    answer = one(model, Ask(load("rating"), values, choices=("1", "2", "3", "4", "5")))
    assert answer.text in {"1", "2", "3", "4", "5"}


def test_the_same_question_has_the_same_answer(model: LLM) -> None:
    one_, two = (one(model, fit(SPEAKER)).text for _ in range(2))
    assert one_ == two


def test_embeddings_are_unit_vectors_and_near_where_texts_are() -> None:
    settings.cache_clear()
    texts = ["a smart speaker", "a smart speaker", "voice assistant loudspeaker", "garden hose"]
    vectors = embedder()(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    same, near, far = (float(vectors[0] @ vectors[n]) for n in (1, 2, 3))
    assert same > 0.999 and near > far


def test_a_text_longer_than_the_model_reads_is_cut_not_refused() -> None:
    settings.cache_clear()
    (vector,) = embedder()(["a very long text " * 2000])
    assert np.isfinite(vector).all()
