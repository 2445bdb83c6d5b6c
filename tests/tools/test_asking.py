"""Tools that answer a request in somebody's own words."""

from __future__ import annotations

import pytest
from doubles import dead
from llmrec.tools.registry import call
from llmrec.tools.toolbox import Toolbox

from llmrec.errors import ToolError

TEXT = "a smart speaker for music, under $200"


def test_a_recommendation_has_scores_reasons_and_what_was_understood(use):
    found = use("recommend", text=TEXT, k=4, explain=2)
    assert [i.rank for i in found.items] == [1, 2, 3, 4]
    assert all(i.score is not None and 1 <= i.rating.mean <= 5 for i in found.items)
    assert [i.why is not None for i in found.items] == [True, True, False, False]
    assert found.limits == ["price < 200"]
    assert found.tags
    assert found.fallbacks == []
    assert all("price" in i.attributes and len(i.attributes) <= 6 for i in found.items)


def test_an_answer_is_small(use):
    assert len(use("recommend", text=TEXT, k=10).model_dump_json(exclude_defaults=True)) < 8_000


@pytest.mark.parametrize("fast", [True, False])
def test_a_limit_holds_whatever_the_words_say(use, fast):
    cheap = {"field": "price", "op": "le", "value": 60}
    found = use("recommend", text="a smart lamp under $400", limits=[cheap], fast=fast, k=20)
    assert found.items
    assert all(i.attributes["price"] <= 60 for i in found.items)
    assert "price ≤ 60" in found.limits


def test_nothing_that_fits_comes_with_near_misses(use):
    free = {"field": "price", "op": "lt", "value": 1}
    found = use("recommend", text="a lamp", limits=[free])
    assert found.items == []
    assert all(i.breaks == ["price < 1"] for i in found.alternatives)


def test_what_is_excluded_does_not_come_back(use):
    first = use("recommend", text=TEXT, k=1).items[0].id
    found = use("recommend", text=TEXT, exclude=[first, "nope"], k=20)
    assert first not in [i.id for i in found.items]
    assert found.unknown == ["nope"]


def test_fast_asks_no_model_and_is_no_fallback(use, opener):
    opener.llm = dead()
    assert use("recommend", text=TEXT, fast=True).fallbacks == []
    slow = use("recommend", text=TEXT)
    assert slow.items
    assert {n.stage for n in slow.fallbacks} >= {"understand", "explain"}


def test_what_the_acting_person_did_counts(use, home):
    use("record_feedback", item=home.ids[0], user="anna", kind="dislike")
    found = use("recommend", text=TEXT, k=30)
    assert home.ids[0] not in [i.id for i in found.items]
    assert use("why_not", text=TEXT, item=home.ids[0]).reason == "disliked"


def test_no_word_and_no_history_is_a_bad_argument(use):
    for text in ("", "   ", "!!!", "🎉"):
        with pytest.raises(ToolError) as e:
            use("recommend", text=text)
        assert e.value.kind == "bad_arguments"


def test_a_history_without_words_is_enough(use, home):
    use("record_feedback", item=home.ids[0], user="anna", kind="purchase")
    cheap = {"field": "price", "op": "le", "value": 60}
    found = use("recommend", limits=[cheap])
    assert found.items
    assert all(i.attributes["price"] <= 60 for i in found.items)
    assert home.ids[0] not in [i.id for i in found.items]


def test_rank_gives_back_exactly_these(use, home):
    asked = home.ids[10:16]
    found = use("rank", text=TEXT, items=[*asked, "nope", asked[0]])
    assert sorted(i.id for i in found.items) == sorted(asked)
    assert found.unknown == ["nope"]
    scores = [i.score for i in found.items if not i.breaks]
    assert scores == sorted(scores, reverse=True)


def test_tags_are_interests_with_their_probability(use):
    found = use("tag", text="I love loud music and smart speakers")
    assert found.tags
    assert all(0 <= t.probability <= 1 and not t.shares for t in found.tags)


def test_a_profile_tells_what_was_understood(use):
    found = use("profile", text=TEXT).profile
    assert [str(c) for c in found.hard] == ["price < 200"]
    assert found.search_text == "smart speaker"


@pytest.mark.parametrize("acting", ["bob", None])
@pytest.mark.parametrize("tool", ["recommend", "rate", "record_feedback"])
def test_nobody_reads_or_writes_for_somebody_else(opener, home, tool, acting):
    said = {"recommend": {"text": TEXT}, "rate": {"text": TEXT, "items": home.ids[:1]}}
    arguments = said.get(tool, {"item": home.ids[0]})
    with pytest.raises(ToolError) as e:
        call(tool, {**arguments, "user": "anna"}, Toolbox(user=acting, opener=opener))
    assert e.value.kind == "not_allowed"
    assert opener.people.of(home.name, "anna") == []


def test_feedback_is_kept_for_the_acting_person(use, opener, home):
    kept = use("record_feedback", item=home.ids[0], user="anna", rating=4.5, text="Quiet.")
    assert (kept.kind, kept.new) == ("rating", True)
    (deed,) = opener.people.of(home.name, "anna")
    assert (deed.item, deed.rating, deed.text) == (home.ids[0], 4.5, "Quiet.")
    assert use("record_feedback", item=home.ids[1], user="anna", text="Loud.").kind == ""
