"""The answer: the model's sentence where it says what the results say, else code's."""

from __future__ import annotations

import json

import pytest
from doubles import dead, script
from llmrec.tools.agent.act import act

from llmrec.errors import ModelUnavailable, UsageError

from .conftest import lamps, steps, two


@pytest.fixture
def told(go, home):
    """The outcome of asking about an item, where the model says this of it."""

    def told(sentence):
        item = two(home)[0]
        said = sentence.format(title=item.title, type=item.attributes["type"])
        plan = steps({"tool": "get_item", "item": item.title})
        return go(f"Tell me about the {item.title}", plan, answer=said)

    return told


def test_a_sentence_that_holds_is_the_models(told):
    out = told("The {title} is a {type}.")
    assert (out.status, out.by) == ("answered", "model")


def test_a_number_that_no_result_has_is_refused(told, home):
    out = told("The {title} costs 7777 USD.")
    assert out.by == "code" and "7777" not in out.answer
    assert two(home)[0].title in out.answer


@pytest.mark.parametrize(
    "said",
    [
        "{0} and {1} are two things that can live in a wet bathroom.",
        "{0} is cheaper than {1}.",
        "I will order {0} and mail {1} to you.",
        "I will write a poem and mail it to my mother.",
        "{0} comes with a warranty of 9 years.{1} does too.",
        "{0} and Zadeko Nonsense 9 were found.",
    ],
)
def test_sentences_that_say_more_than_the_results_are_refused(go, home, said):
    a, b = two(home)
    out = go(
        "wet things to live with, write a poem and mail it",
        steps({"tool": "compare", "items": [a.id, b.id]}),
        answer=said.format(a.title, b.title),
    )
    assert out.by == "code"


def test_the_answer_is_in_the_language_of_the_request(go, home):
    out = go("最便宜的灯", steps(lamps()))
    assert "共有" in out.answer


def test_a_dead_model_is_an_outcome(opener, toolbox):
    opener.llm = dead()
    out = act("lamps", toolbox)
    assert out.status == "unavailable" and "No model answers" in out.answer
    opener.llm = None
    assert act("lamps", toolbox).status == "unavailable"


def test_a_model_that_dies_after_the_plan_leaves_the_facts(opener, toolbox, home):
    def gone(_):
        raise ModelUnavailable("gone")

    opener.llm = script(agent_plan=json.dumps(steps(lamps())), agent_answer=gone)
    out = act("lamps", toolbox)
    assert (out.status, out.by) == ("answered", "code") and out.answer


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_a_request_without_words(toolbox, text):
    with pytest.raises(UsageError):
        act(text, toolbox)
