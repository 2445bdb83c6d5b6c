"""Candidates -> judgements: one token each, the request after the item."""

from __future__ import annotations

import math
from typing import Any

import pytest
from doubles import NO, YES, context, script

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.judge import Judge, JudgeConfig
from llmrec.llm import Ask, request_body
from llmrec.types import Judgement, Profile, Request

from .contracts import TEXT, ModelStageContract, candidates, profile, request


def judge(
    catalogue: Catalogue,
    llm: Any,
    ids: list[str],
    *,
    config: JudgeConfig | None = None,
    text: str = TEXT,
    wanted: Profile | None = None,
) -> tuple[dict[str, Judgement], Context]:
    ctx = context(catalogue, llm)
    return Judge(config)(candidates(ids), wanted or profile(text), Request(text=text), ctx), ctx


class TestContract(ModelStageContract):
    stage, config, name = Judge, JudgeConfig, "judge"

    def call(self, stage: Judge, ctx: Context, ids: list[str]) -> dict[str, Judgement]:
        return stage(candidates(ids), profile(), request(), ctx)

    def sound(self, result: dict[str, Judgement], catalogue: Catalogue) -> bool:
        """A text without probabilities is no judgement."""
        return result == {}


@pytest.mark.parametrize(("best", "given", "calls"), [(4, 6, 4), (8, 3, 3), (1, 6, 1), (4, 0, 0)])
def test_as_many_calls_as_items_but_no_more_than_best(
    home: Catalogue, best: int, given: int, calls: int
) -> None:
    llm = script()
    ids = home.ids[:given]
    result, _ = judge(home, llm, ids, config=JudgeConfig(best=best))
    assert len([a for a in llm.asked if a.values["item"] != "N/A"]) == calls
    assert list(result) == ids[:calls]


def test_the_answer_is_one_token_at_temperature_0(home: Catalogue) -> None:
    llm = script()
    judge(home, llm, home.ids[:2])
    for asked in llm.asked:
        body = request_body(asked, "m")
        assert body["max_tokens"] == 1
        assert body["temperature"] == 0
        assert body["logprobs"] is True
        assert body["top_logprobs"] >= 5


def test_the_question_with_the_request_stands_after_the_item(home: Catalogue) -> None:
    llm = script()
    judge(home, llm, home.ids[:4])
    for id_, asked in zip(home.ids[:4], llm.asked, strict=False):
        text = "".join(m["content"] for m in asked.messages())
        assert text.index(home.item(id_).title) < text.index(TEXT)


def test_the_more_the_model_says_yes_the_higher_the_probability(home: Catalogue) -> None:
    ids = home.ids[:3]
    titles = [home.item(i).title for i in ids]
    said = dict(zip(titles, [NO, {"yes": -0.7, "no": -0.7}, YES], strict=True))

    def fit(ask: Ask) -> dict[str, float]:
        return next(s for t, s in said.items() if str(ask.values["item"]).startswith(t))

    result, _ = judge(home, script(fit=fit), ids)
    no, even, yes = (result[i].probability for i in ids)
    assert 0 < no < even < yes < 1
    assert {j.form for j in result.values()} == {"yes_no"}


def test_all_ways_to_write_the_word_count(home: Catalogue) -> None:
    spread = {"Yes": -1.2, " yes": -1.2, "YES": -1.5, "no": -1.0, "maybe": -3.0}
    result, _ = judge(home, script(fit=spread), home.ids[:1])
    assert result[home.ids[0]].probability > 0.5


def test_an_answer_that_is_neither_yes_nor_no_is_no_judgement(home: Catalogue) -> None:
    """Then nothing is known of the item, and that is a state of its own."""
    result, ctx = judge(home, script(fit={"Sure": -0.1, "Well": -3.0}), home.ids[:2])
    assert result == {}
    assert {c.outcome for c in ctx.calls} == {"malformed"}
    assert [f.stage for f in ctx.fallbacks] == ["judge"]


def test_a_server_without_probabilities_is_a_named_fallback(home: Catalogue) -> None:
    result, ctx = judge(home, script(fit="yes"), home.ids[:2])
    assert result == {}
    assert [f.stage for f in ctx.fallbacks] == ["judge"]
    assert "probability" in ctx.fallbacks[0].reason


def test_one_call_that_fails_costs_one_judgement(home: Catalogue) -> None:
    ids = home.ids[:3]

    def fit(ask: Ask) -> dict[str, float]:
        if str(ask.values["item"]).startswith(home.item(ids[1]).title):
            raise ModelUnavailable("gone")
        return YES

    result, ctx = judge(home, script(fit=fit), ids)
    assert list(result) == [ids[0], ids[2]]
    assert [f.stage for f in ctx.fallbacks] == ["judge"]
    assert "1 of" in ctx.fallbacks[0].reason


def test_without_text_the_search_words_are_judged(home: Catalogue) -> None:
    llm = script()
    judge(home, llm, home.ids[:1], text="", wanted=profile("desk lamp"))
    assert "desk lamp" in llm.asked[0].messages()[-1]["content"]


def test_nothing_to_judge_by_asks_nothing(home: Catalogue) -> None:
    llm = script()
    result, _ = judge(home, llm, home.ids[:2], text=" ", wanted=Profile())
    assert result == {} and llm.asked == []


def test_a_long_request_and_a_long_item_are_cut(home: Catalogue) -> None:
    llm = script()
    judge(home, llm, home.ids[:1], text="speaker " * 3000, config=JudgeConfig(item_chars=60))
    assert len(str(llm.asked[0].values["request"])) <= 500
    assert len(str(llm.asked[0].values["item"])) <= 60


# --- stars -----------------------------------------------------------------------------------


def stars(catalogue: Catalogue, said: Any) -> tuple[dict[str, tuple[float, float]], Context]:
    ctx = context(catalogue, script(rating=said))
    return Judge().rate(catalogue.ids[:2], profile(), ctx), ctx


def test_stars_are_the_expected_value_of_one_digit(home: Catalogue) -> None:
    found, ctx = stars(home, {"5": math.log(0.5), "4": math.log(0.25), "1": math.log(0.25)})
    assert [c.prompt for c in ctx.calls] == ["rating", "rating"]
    for mean, deviation in found.values():
        assert mean == pytest.approx(3.75)
        assert deviation == pytest.approx(1.639, abs=1e-3)


def test_an_answer_that_is_no_digit_gives_no_stars(home: Catalogue) -> None:
    found, ctx = stars(home, {"great": -0.1})
    assert not found
    assert {c.outcome for c in ctx.calls} == {"malformed"}


def test_without_a_model_there_are_no_stars(home: Catalogue) -> None:
    assert not Judge().rate(home.ids[:2], profile(), context(home))
