"""Conversations: what a system is asked, and the systems that search, on a small catalogue."""

from __future__ import annotations

from collections import Counter

import pytest
from doubles import context
from llmrec.evals.datasets.dialogues import Talk
from llmrec.evals.datasets.redial import Advice
from llmrec.evals.harness.contracts import Entry, Options, Training
from llmrec.evals.harness.retrieval_metrics import recall_unsaid_at
from llmrec.evals.systems.llmrec_systems import VARIANTS, LLMRec
from llmrec.evals.systems.masking import Mask
from llmrec.evals.systems.retrieval import NO_RATING, Search, query
from llmrec.evals.tasks import conversation, efficiency
from llmrec.evals.titles import said

from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ModelUnavailable
from llmrec.pipeline import recommend
from llmrec.types import Profile, Recommendation, Recommended, Request, Turn

from . import small_films

films = small_films.films
TITLES = Training([Entry(i, title) for i, title, *_ in small_films.FILMS])


def recommendation_of(*ids: str) -> Recommendation:
    items = [
        Recommended(rank=n, id=i, title=i, score=0.5, rating=NO_RATING)
        for n, i in enumerate(ids, 1)
    ]
    return Recommendation(request_id="", profile=Profile(), items=items)


def advice(turn: int, films: list[str], before: set[str]) -> Advice:
    turns = [Turn(role="assistant", content="What do you like?")]
    return Advice("d1", turn, Talk(turns, "a western"), frozenset(before), films)


def test_each_named_item_is_a_sample_and_what_was_named_may_not_come_back():
    loaded = conversation._loaded(
        [advice(2, ["3"], set()), advice(4, ["1", "2"], {"3"})], "films", TITLES, Options()
    )
    assert [s.id for s in loaded.samples] == ["d1/2/1", "d1/4/1", "d1/4/2"]
    assert {s.cluster for s in loaded.samples} == {"d1"}
    assert loaded.samples[1].request == loaded.samples[2].request
    assert loaded.samples[1].request.exclude == ["3"]
    assert loaded.labels["d1/4/2"] == {"relevant": ["2"], "said": False}
    assert loaded.samples[0].request.k == 20


def test_a_title_that_stands_in_the_dialogue_is_no_find():
    talk = Talk([Turn(role="assistant", content="Have you seen blue lake?")], "not yet")
    told = Advice("d1", 2, talk, frozenset(), ["1", "2"])
    labels = conversation._loaded([told], "films", TITLES, Options()).labels
    assert {i: label["said"] for i, label in labels.items()} == {"d1/2/1": True, "d1/2/2": False}
    metric = recall_unsaid_at(10)
    found = recommendation_of("1", "2")
    assert metric.each(found, labels["d1/2/1"]) is None, "whoever repeats it has found nothing"
    assert metric.each(found, labels["d1/2/2"]) == 1.0


@pytest.mark.parametrize(
    ("title", "text", "there"),
    [
        ("Spider-Man (2002)", "all the spider man movies", True),
        ("Mrs. Doubtfire (1993)", "Mrs Doubtfire is in my top 3", True),
        ("The Conjuring (2013)", "like Conjuring", True),
        ("Frozen (2013)", "unfrozen", False),
    ],
)
def test_a_title_is_found_however_it_is_written(title, text, there):
    assert said(title, text) == there


def test_the_request_tells_nothing_of_what_is_named_next():
    """Two labels, one request: whatever was named next, the same was asked."""
    asked = [
        conversation._loaded([advice(2, [film], {"4"})], "films", TITLES, Options()).samples[0]
        for film in ("1", "2")
    ]
    assert asked[0].request == asked[1].request


@pytest.mark.parametrize("way", ["bm25", "dense", "fusion"])
def test_search_finds_what_shares_words(films, way):
    found = Search(way).answer(Request(text="western lonely sheriff", catalogue="films", k=2))
    assert found.items[0].id == "3"
    assert [i.rank for i in found.items] == list(range(1, len(found.items) + 1))
    assert found.fit == found.items[0].score


@pytest.mark.parametrize("way", ["bm25", "dense", "fusion"])
def test_search_ranks_all_candidates_and_leaves_out_the_excluded(films, way):
    search = Search(way)
    asked = Request(text="a comedy", among=["1", "2", "x"], catalogue="films", k=1)
    found = search.answer(asked)
    assert {i.id for i in found.items} == {"1", "2"}
    assert found.unknown == ["x"]
    free = search.answer(Request(text="western sheriff", exclude=["3"], catalogue="films"))
    assert "3" not in [i.id for i in free.items]


def test_what_of_a_dialogue_is_searched_for():
    turns = [Turn(role="user", content="Hi"), Turn(role="assistant", content="Hello")]
    asked = Request(text="a western", dialogue=turns)
    assert query(asked, "all") == "Hi\nHello\na western"
    assert query(asked) == "Hi\na western"
    assert query(asked, "last") == "a western"


def test_llmrec_without_a_model_answers_and_with_one_it_must_have_it(films):
    asked = Request(text="a western with a sheriff", catalogue="films", k=2, explain=0)
    found = LLMRec("llmrec-fast").answer(asked)
    assert found.items[0].id == "3"
    assert found.versions["scorer"]
    with pytest.raises(ModelUnavailable):
        LLMRec("llmrec-full").answer(asked)


@pytest.mark.parametrize(
    ("name", "source"), [("llmrec-no-dense", "dense"), ("llmrec-no-lexical", "lexical")]
)
def test_a_source_that_is_left_out_scores_nothing(films, name, source):
    asked = Request(text="a sheriff in a storm", catalogue="films", explain=0)
    stages = VARIANTS[name].stages()
    found = recommend(asked, context(Catalogue.open("films")), stages)
    assert len(found.items) == 4
    assert all(source not in i.sources for i in found.items)
    assert all(i.sources for i in found.items)


def test_titles_are_masked_in_the_catalogue_and_in_the_request(films):
    mask = Mask.of("films")
    asked = Request(text="like blue lake, no lakes", catalogue="films")
    masked = mask.request(asked)
    assert masked.text == "like Item 1, no lakes"
    assert masked.catalogue == "films-masked"
    found = LLMRec("llmrec-fast-masked").answer(asked.model_copy(update={"k": 4}))
    assert {i.title for i in found.items} == {f"Item {n}" for n in range(1, 5)}


def test_efficiency_asks_the_written_requests_and_adds_up_their_calls():
    loaded = efficiency.load(Options())
    assert len(loaded.samples) == len({s.id for s in loaded.samples}) == 90
    assert {s.request.catalogue for s in loaded.samples} == {"smart-home", "courses"}
    assert set(loaded.labels) == {s.id for s in loaded.samples}
    few = efficiency.load(Options(limit=40)).samples
    assert Counter(s.request.catalogue for s in few) == {"smart-home": 20, "courses": 20}
