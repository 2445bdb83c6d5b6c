"""An LLM asked for a whole list: what it is asked, and how what it says is read."""

from __future__ import annotations

import pytest
from llmrec.evals.harness.contracts import Entry, Training
from llmrec.evals.systems.llm_listwise import Listwise, kind_of, read

from llmrec.errors import ModelUnavailable, UsageError
from llmrec.llm import ScriptedLLM
from llmrec.types import Request

TRAINING = Training(
    [Entry("a", "Golf 3"), Entry("b", "Chess"), Entry("c", "Pinball"), Entry("d", "A gamepad")]
)
REQUEST = Request(history=["d", "a"], among=["b", "c", "a"], k=3, explain=0)


def system(text):
    made = Listwise(ScriptedLLM(lambda ask: text))
    made.fit(TRAINING)
    return made


def test_the_model_sees_titles_in_order_and_no_id():
    scripted = ScriptedLLM(lambda ask: "0\n1\n2")
    made = Listwise(scripted)
    made.fit(TRAINING)
    made.answer(REQUEST)
    (asked,) = scripted.asked
    (message,) = asked.messages()
    assert "in order:\n0. A gamepad\n1. Golf 3\n" in message["content"]
    assert "purchase next:\n0. Chess\n1. Pinball\n2. Golf 3\n" in message["content"]
    assert "most recently purchased product is Golf 3." in message["content"]
    assert asked.prompt.params.temperature == 0
    assert not asked.constraint(), "plain prompts: nothing holds the answer to its form"


def test_masked_it_is_told_neutral_names_and_what_else_is_known():
    scripted = ScriptedLLM(lambda ask: "0\n1\n2")
    made = Listwise(scripted, name="llm-listwise-masked")
    rows = [e._replace(text="Puzzle") if e.id == "b" else e for e in TRAINING.items]
    made.fit(Training(rows))
    answer = made.answer(REQUEST)
    said = scripted.asked[0].messages()[0]["content"]
    assert "in order:\n0. Item d\n1. Item a\n" in said
    assert "purchase next:\n0. Item b (Puzzle)\n1. Item c\n2. Item a\n" in said
    assert not any(entry.title in said for entry in TRAINING.items)
    assert [i.id for i in answer.items] == ["b", "c", "a"]


def test_the_order_of_the_answer_is_the_order_of_the_list():
    answer = system("2\n0\n1").answer(REQUEST)
    assert [i.id for i in answer.items] == ["a", "b", "c"]
    assert [i.score for i in answer.items] == [1, pytest.approx(2 / 3), pytest.approx(1 / 3)]
    assert kind_of(answer) == "ok"
    assert not answer.fallbacks


def test_the_call_is_recorded_with_what_was_asked():
    (call,) = system("2\n0\n1").answer(REQUEST).calls
    assert (call.prompt, call.outcome) == ("listwise", "ok")
    assert "Golf 3" in str(call.request)


def test_left_out_candidates_stand_last_and_tied():
    answer = system("1").answer(REQUEST)
    assert [(i.id, i.score) for i in answer.items] == [("c", 1), ("b", 0), ("a", 0)]
    assert kind_of(answer) == "missing"
    assert answer.calls[0].outcome == "malformed"
    assert "2 of 3" in answer.fallbacks[0].reason


@pytest.mark.parametrize(
    ("said", "kind", "order"),
    [
        ("2\n0\n1", "ok", [2, 0, 1]),
        ("2. Golf 3\n0. Chess\n1. Pinball", "ok", [2, 0, 1]),
        ("- 2\n- 0\n\n- 1\n", "ok", [2, 0, 1]),
        ("2, 0, 1", "ok", [2, 0, 1]),
        ("[2] > [0] > [1]", "ok", [2, 0, 1]),
        ("2\n2\n0\n1", "repetition", [2, 0, 1]),
        ("2\n0", "missing", [2, 0]),
        ("2\n0\n3", "wrong format", [2, 0]),
        ("Here is my list:\n2\n0\n1", "wrong format", [2, 0, 1]),
        ("Golf 3 comes first.", "wrong format", []),
        ("", "wrong format", []),
    ],
)
def test_kinds_of_answers(said, kind, order):
    assert read(said, 3) == (kind, order)


def test_the_first_defect_names_the_kind():
    assert read("2\n2\n7", 3)[0] == "wrong format"
    assert read("2\n2", 3)[0] == "repetition"


def test_the_answer_does_not_know_the_request_s_order():
    """Without any number in it, all are tied: where a candidate stood earns nothing."""
    assert {i.score for i in system("I cannot tell.").answer(REQUEST).items} == {0}


def test_a_model_that_does_not_answer_makes_the_sample_a_failed_one():
    def dead(_):
        raise ModelUnavailable("No model answers.")

    made = Listwise(ScriptedLLM(dead))
    made.fit(TRAINING)
    with pytest.raises(ModelUnavailable):
        made.answer(REQUEST)


def test_other_systems_have_no_kind():
    answer = system("0\n1\n2").answer(REQUEST)
    answer.calls = []
    assert kind_of(answer) is None


def test_it_needs_candidates_and_a_history():
    with pytest.raises(UsageError):
        system("0").answer(Request(text="golf"))


@pytest.mark.model
def test_the_served_model_answers_with_numbers():
    made = Listwise()
    made.fit(TRAINING)
    answer = made.answer(REQUEST)
    assert {i.id for i in answer.items} == {"a", "b", "c"}
    assert len({i.score for i in answer.items}) > 1, answer.calls[0].answer
