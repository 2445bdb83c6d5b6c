"""The answer: the model's sentence where it says what the results say, else code's."""

from __future__ import annotations

import json

import pytest
from doubles import dead, script
from llmrec.tools.agent.act import act

from llmrec.errors import ModelUnavailable, UsageError
from llmrec.text import HAN

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
    assert "共" in out.answer and "价格低于$100" in out.answer


def test_reasons_are_in_the_language_of_the_request(go):
    out = go("推荐一盏适合卧室的灯", steps({"tool": "recommend", "text": "a lamp", "k": 1}))
    (item,) = out.steps[0].result.items
    assert HAN.search(item.why.text.partition(item.why.evidence[0].quote)[0])


def test_a_dead_model_is_an_outcome(opener, toolbox):
    opener.llm = dead()
    out = act("lamps", toolbox)
    assert out.status == "unavailable" and "No model answers" in out.answer
    opener.llm = None
    assert act("lamps", toolbox).status == "unavailable"


def test_what_a_step_fell_back_to_is_told(go, opener):
    opener.embedder = None
    out = go("look up lamps", steps({"tool": "search_items", "text": "lamp"}))
    assert [note.to for note in out.fallbacks] == ["lexical search alone"]


def test_a_model_that_dies_after_the_plan_leaves_the_facts(opener, toolbox, home):
    def gone(_):
        raise ModelUnavailable("gone")

    opener.llm = script(agent_plan=json.dumps(steps(lamps())), agent_answer=gone)
    out = act("lamps", toolbox)
    assert (out.status, out.by) == ("answered", "code") and out.answer
    assert [(note.stage, note.to) for note in out.fallbacks] == [("answer", "the facts")]


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_a_request_without_words(toolbox, text):
    with pytest.raises(UsageError):
        act(text, toolbox)


@pytest.fixture
def listed(go, home):
    """What is said, as by the model, of the two cheapest speakers; and what they cost."""
    speakers = [i for i in home.items(home.ids) if i.attributes["type"] == "smart speaker"]
    cheap = sorted(speakers, key=lambda i: i.attributes["price"])
    first, second = cheap[:2]
    told = {"a": first.title, "b": second.title, "c": cheap[2].title}
    told["r"] = f"${first.attributes['rating']}"  # stars that are told as money
    told |= {"p": f"${first.attributes['price']:.2f}", "q": f"${second.attributes['price']:.2f}"}
    step = {"tool": "filter_items", "words": "smart speaker", "sort": "lowest price", "k": 2}

    def listed(said):
        request = "What are the two cheapest smart speakers?"
        return go(request, steps(step), answer=said.format(**told))

    return listed


@pytest.mark.parametrize(
    "said",
    [
        "The two cheapest smart speakers are the {a} at {p} and the {b} at {q}.",
        "The cheapest smart speakers are {b} and {a}.",
        "{a} costs {p}, while {b} costs {q}.",
        "The {a} is the cheapest smart speaker.",
    ],
)
def test_what_a_sorted_list_bears_out_stands_before_it(listed, said):
    out = listed(said)
    assert out.by == "model"
    sentence, list_ = out.answer.split("\n\n")
    assert "smart speaker" in sentence or "costs" in sentence
    assert [line[:2] for line in list_.splitlines()[1:3]] == ["1.", "2."]


@pytest.mark.parametrize(
    "said",
    [
        "The two cheapest smart speakers are the {a} at {q} and the {b} at {p}.",
        "The three cheapest smart speakers are {a} and {b}.",
        "The cheapest smart speaker is the {b}.",
        "The cheapest smart speakers are {a}, {b} and {c}.",
        "The newest smart speakers are {a} and {b}.",
        "{a} and {b} cost {p}.",
        "{a} costs {r}.",
        "The cheapest is made of gold. {a} costs {p}.",
        "{a} and {b} cost {p} and {q} respectively.",
        "{a} costs {p}, {b} makes coffee at {q} for guests.",
    ],
)
def test_what_a_sorted_list_does_not_bear_out_is_left_out(listed, said):
    out = listed(said)
    assert out.by == "code"
    assert out.answer.count("\n") == 2


def test_sentences_stand_up_to_the_first_that_says_more(listed):
    out = listed("{a} costs {p}. {b} costs {q}. {b} sings and dances for guests. {a} does too.")
    assert out.by == "model"
    sentences = out.answer.split("\n\n")[0]
    assert sentences.count("costs") == 2
    assert "sings" not in sentences and "does too" not in sentences


def test_a_list_is_left_out_where_a_later_step_tells_of_its_items(go, home):
    found = {"tool": "filter_items", "words": "smart speaker", "sort": "lowest price", "k": 2}
    request = "compare the two cheapest smart speakers"
    compared = go(request, steps(found, {"tool": "compare", "items": "$1"}))
    assert [d.tool for d in compared.steps] == ["filter_items", "compare"]
    assert "side by side" in compared.answer and "in all" not in compared.answer
    request = "find the two cheapest smart speakers and say how many stars I would give them"
    rated = go(request, steps(found, {"tool": "rate", "items": "$1", "text": "loud"}))
    assert [d.tool for d in rated.steps] == ["filter_items", "rate"]
    assert "of 5 stars" in rated.answer and "in all" in rated.answer


def test_titles_in_other_letters_are_titles(listed, home):
    speakers = [i for i in home.items(home.ids) if i.attributes["type"] == "smart speaker"]
    first = min(speakers, key=lambda i: i.attributes["price"])
    assert listed(f"{first.title.upper()} is a smart speaker.").by == "model"
    assert listed(f"{first.title.upper()} costs $7777 and {{b}} costs {{q}}.").by == "code"
    assert listed(f"{first.title.replace(' ', '-')} and {{b}} are there.").by == "code"
