"""The checker of claims: what it finds, what it cannot see, and that it stands apart."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from llmrec.evals.harness import claims_ask, claims_checker, claims_text
from llmrec.evals.harness.claims_ask import asked
from llmrec.evals.harness.claims_checker import check, source_of
from llmrec.evals.harness.claims_measure import Agreement, _fast, agreement, labelled, sources
from llmrec.evals.harness.claims_text import (
    Measure,
    clauses,
    content_words,
    denied_spans,
    lemma,
    measures,
    within,
)

from llmrec.llm import ScriptedLLM

TENT = {
    "name": "Brisk Two",
    "kind": "tent",
    "grams": 1900,
    "footprint": False,
    "seasons": ["spring", "summer"],
    "description": "Pitches in four minutes with colour-coded poles. The porch keeps boots dry "
    "in heavy rain. Pegs are not included. Lantern hooks cost a small yearly fee; repairs are "
    "free.",
}
SOURCE = source_of(TENT, {"grams": "gram"}, "name")


def faults(sentence: str, source=SOURCE) -> set[str]:
    return {fault for _, fault in check(sentence, source).faults}


@pytest.mark.parametrize(
    "sentence",
    [
        "Pitches in four minutes.",
        "It pitches in 4 minutes with colour-coded poles.",
        "The porch keeps your boots dry, even in heavy rain.",
        "Pegs are not included.",
        "Repairs are free.",
        "It has no footprint.",
    ],
)
def test_what_the_item_says_is_supported(sentence):
    assert check(sentence, SOURCE).supported


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Pitches in nine minutes.", "number"),
        ("Pitches in four hours.", "number"),
        ("Pegs are included.", "denial"),
        ("The porch does not keep boots dry.", "denial"),
        ("The porch keeps the poles dry, like a Gorvan tent.", "name"),
        ("It survives hurricanes and blocks ultraviolet light.", "words"),
        ("The porch keeps boots in heavy tents.", "object"),
        ("Lantern hooks are free.", "condition"),
    ],
)
def test_each_kind_of_fault_is_named(sentence, fault):
    assert fault in faults(sentence)


def test_a_sentence_is_held_claim_by_claim():
    found = check("Pitches in four minutes, and pegs are included with nine poles.", SOURCE)
    assert found.claims == 2
    assert found.share == 0.5
    assert not found.supported


def test_a_thing_of_another_sentence_in_the_place_of_what_it_says():
    """A small model's usual error: who picks an assistant is said to pick a speaker."""
    speaker = source_of(
        {
            "name": "Hob",
            "kind": "loud speaker",
            "description": "Lets each member of the family pick a different assistant. It is red.",
        },
        {},
        "name",
    )
    assert not faults("Each member of the family can pick a different assistant.", speaker)
    assert faults("It lets each member of the family pick a different speaker.", speaker) == {
        "object"
    }


def test_a_chinese_sentence_about_an_english_item_is_held_to_numbers_and_names_alone():
    right, wrong = check("四分钟就能搭好。", SOURCE), check("九分钟就能搭好。", SOURCE)
    assert right.supported
    assert right.rests_on == "numbers and names"
    assert [f for _, f in wrong.faults] == ["number"]
    assert "name" in faults("支持 Gorvan 支架。")
    assert check("能防飓风。", SOURCE).supported, "a limit of the checker by code, and known"


def test_the_models_no_counts_where_it_was_asked():
    assert check("能防飓风。", SOURCE, logit=2.0).rests_on == "model"
    refused = check("能防飓风。", SOURCE, logit=-2.0)
    assert not refused.supported
    assert refused.share == 0.0


def test_chinese_items_are_held_word_by_word():
    lesson = source_of({"title": "面包课", "text": "每周烤一次面包。没有证书。"}, {}, "title")
    assert check("每周烤一次面包。", lesson).supported
    assert "words" in faults("老师上门讲解机器学习。", lesson)
    assert "denial" in faults("有证书。", lesson)


def test_the_question_to_the_model_is_one_token_with_its_probability():
    model = ScriptedLLM(lambda ask: {"yes": math.log(0.8), "no": math.log(0.2)})
    assert asked([(SOURCE, "Pitches in four minutes.")], model=model) == pytest.approx(
        [math.log(4)], abs=1e-4
    )
    (ask,) = model.asked
    assert ask.prompt.name == "claim_check"
    assert ask.logprobs
    assert ask.prompt.params.max_tokens == 1
    assert "colour-coded poles" in ask.messages()[-1]["content"]
    assert asked([(SOURCE, "x")], model=ScriptedLLM(lambda _: {"perhaps": -0.1})) == [None]


# --- its parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "plain"),
    [("batteries", "battery"), ("stopped", "stop"), ("reads", "read"), ("children", "child")],
)
def test_plain_forms(word, plain):
    assert lemma(word) == plain


def test_endings_of_one_verb_meet():
    assert len({lemma(w) for w in ("pause", "pauses", "paused", "pausing")}) == 1


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("half an hour", 1800, "time"),
        ("30 minutes", 1800, "time"),
        ("a whole year", 31557600, "time"),
        ("two hundred watts", 200, "power"),
        ("billed monthly", 2629800, "every"),
        ("2,200 K", 2200, "count"),
        ("十一小时", 39600, "time"),
        ("二十平方米", 20, "length"),
        ("九个问题", 9, "count"),
    ],
)
def test_numbers_with_their_units(text, value, kind):
    assert Measure(value, kind) in measures(text)


def test_a_sentence_of_the_item_is_supported_whatever_else_is_found_in_it():
    told = "Four talks of two, four and six minutes, no slides. Bring a friend."
    item = source_of({"name": "Speaking", "text": told}, {}, "name")
    assert check("Four talks of two, four and six minutes", item, logit=-9.0).supported
    assert not check("Four talks of two, four and six hours", item).supported
    chinese = source_of(
        {"name": "演讲", "text": "完全免费，但不提供证书。带一位朋友。"}, {}, "name"
    )
    assert check("完全免费。", chinese).supported, "the denial is another clause's"
    assert not check("提供证书。", chinese).supported


def test_the_reach_of_a_denial():
    text = "No hub is needed, but pegs are sold separately."
    spans = denied_spans(text)
    said = {w.lemma: within(w.start, spans) for w in content_words(text)}
    assert said[lemma("hub")]
    assert said[lemma("pegs")]
    assert not within(text.index("but"), spans)


def test_claims_of_a_sentence():
    assert len(clauses("It reads codes, and it opens at dusk; nothing else.")) == 3


# --- how it is measured ---------------------------------------------------------------------------


def test_agreement_by_hand():
    """Of 10: 4 rightly refused, 1 wrongly, 2 missed, 3 rightly kept. p_o = .7,
    p_e = (6*5 + 4*5) / 100 = .5, kappa = .2 / .5."""
    truth = np.array([1] * 4 + [0] + [1] * 2 + [0] * 3, bool)
    said = np.array([1] * 5 + [0] * 5, bool)
    found = agreement(truth, said)
    assert found == pytest.approx(Agreement(0.7, 0.8, 4 / 6, 0.4))
    assert _fast(truth, said) == pytest.approx(found)


def test_the_labelled_claims_are_as_many_and_as_mixed_as_they_should_be():
    claims = labelled()
    assert len(claims) >= 150
    assert len({c.id for c in claims}) == len(claims)
    assert all(c.supported == (c.fault == "ok") for c in claims)
    assert 0.4 <= np.mean([c.supported for c in claims]) <= 0.6
    assert np.mean([c.language == "zh" for c in claims]) >= 1 / 3
    assert all(c.item in sources(c.catalogue) for c in claims)
    halves = {(c.item, c.half) for c in claims}
    assert len(halves) == len({item for item, _ in halves}), "an item lies in one half"
    assert 0.35 <= np.mean([c.half == "tuning" for c in claims]) <= 0.65


def test_it_shares_no_code_with_what_it_checks():
    apart = ("llm", "prompts", "evals")
    for module in (claims_checker, claims_text, claims_ask):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        ours = [name for name in names if name.startswith("llmrec")]
        assert all(name.split(".")[1] in apart for name in ours), (module.__name__, ours)
        own = [name for name in ours if name.startswith("llmrec.evals")]
        assert all(name.startswith("llmrec.evals.harness.claims") for name in own)


@pytest.mark.model
def test_with_the_model_it_finds_more_false_chinese_claims_than_by_code_alone():
    from llmrec.evals.harness.claims_measure import verdicts

    claims = [c for c in labelled() if c.language == "zh" and c.half == "held out"]
    logits = asked([(sources(c.catalogue)[c.item], c.sentence) for c in claims])
    assert all(g is not None for g in logits)
    truth = np.array([not c.supported for c in claims])
    alone, both = (verdicts(claims, g) for g in ([None] * len(claims), logits))
    assert agreement(truth, both).recall > agreement(truth, alone).recall
