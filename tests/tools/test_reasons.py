"""Tools that tell of certain items why they stand where they do."""

from __future__ import annotations

import math

import pytest
from doubles import script

from llmrec.errors import ToolError

TEXT = "smart speaker"


def lists(use, k, **more):
    return [i.id for i in use("recommend", text=TEXT, k=k, explain=0, **more).items]


def test_stars_have_an_interval_and_come_in_the_order_asked(use, home):
    asked = [home.ids[20], home.ids[0], "nope", home.ids[20]]
    found = use("rate", text=TEXT, items=asked)
    assert [i.id for i in found.items] == [home.ids[20], home.ids[0]]
    assert found.unknown == ["nope"]
    assert all(1 <= i.low <= i.stars <= i.high <= 5 and i.by_model for i in found.items)
    assert use("rate", text=TEXT, items=["nope"]).items == []


def test_stars_follow_the_models_opinion(use, opener, home):
    item, stars = home.ids[20], {}
    for said in ("1", "5"):
        opener.llm = script(rating={said: -0.1})
        stars[said] = use("rate", text=TEXT, items=[item]).items[0].stars
    assert stars["1"] < stars["5"]


def test_stars_do_not_hang_on_what_else_is_asked_about(use, home):
    alone = use("rate", text=TEXT, items=home.ids[:1]).items[0]
    beside = use("rate", text=TEXT, items=home.ids[:5]).items[0]
    assert alone.stars == pytest.approx(beside.stars, abs=0.3)


def test_no_words_and_no_history_cannot_be_rated(use, home):
    with pytest.raises(ToolError) as e:
        use("rate", items=home.ids[:1])
    assert e.value.kind == "bad_arguments"


def test_a_table_has_typed_values_and_the_lower_price(use, home):
    items = home.ids[:3]
    found = use("compare", items=items)
    rows = {r.field: r for r in found.rows}
    prices = [home.item(i).attributes["price"] for i in items]
    assert rows["price"].values == prices
    assert rows["price"].unit == "USD"
    assert rows["price"].better == items[prices.index(min(prices))]
    assert not rows["type"].differs
    assert rows["brand"].differs
    assert all(r.better is None for r in found.rows if r.field != "price")


@pytest.mark.parametrize("items", [[0, "nope"], [0, "SH-0001'; DROP TABLE items"]])
def test_an_unknown_item_cannot_be_compared(use, home, items):
    with pytest.raises(ToolError) as e:
        use("compare", items=[home.ids[0], items[1]])
    assert e.value.kind == "bad_arguments"
    assert items[1] in e.value.message


@pytest.mark.parametrize("count", [1, 6])
def test_two_to_five_items_are_compared(use, home, count):
    with pytest.raises(ToolError):
        use("compare", items=home.ids[:count])


@pytest.mark.parametrize("fast", [True, False])
def test_an_explanation_has_a_quote_and_the_shares(use, opener, home, fast):
    opener.llm = None if fast else opener.llm
    for id_ in (home.ids[0], home.ids[20]):
        found = use("explain", text=TEXT, item=id_)
        item = home.item(id_)
        assert found.item.id == id_
        assert 1 <= found.item.rank <= found.of
        quote = found.item.why.evidence[0]
        assert quote.quote in item.fields[quote.field]
        assert found.shares
        sizes = [abs(s.share) for s in found.shares]
        assert sizes == sorted(sizes, reverse=True)


def test_an_item_that_breaks_a_limit_of_the_words_is_explained_all_the_same(use, home):
    dear = max(home.items(home.ids), key=lambda i: i.attributes.get("price") or 0)
    found = use("explain", text="a smart speaker under $50", item=dear.id)
    assert found.item.breaks == ["price < 50"]
    assert found.item.why is not None


def test_what_is_listed_is_told_so(use):
    for place, id_ in enumerate(lists(use, 3), 1):
        found = use("why_not", text=TEXT, item=id_, k=3)
        assert (found.reason, found.rank) == ("listed", place)


@pytest.mark.parametrize("fast", [True, False])
def test_what_is_not_listed_has_its_rank_and_what_cost_it(use, opener, home, fast):
    opener.llm = None if fast else script(fit={"yes": -2.4, "no": -0.1})
    listed = lists(use, 3, fast=fast)
    missed = next(i for i in home.ids if home.item(i).attributes["type"] != "smart speaker")
    found = use("why_not", text=TEXT, item=missed, k=3)
    assert found.reason == "rank"
    assert found.rank > 3
    assert found.last.id == listed[-1]
    assert found.score <= found.last.score
    assert found.gaps
    assert all(g.share < g.last and math.isfinite(g.share) for g in found.gaps)


def test_limits_of_the_words_and_of_the_arguments_are_told_apart(use, home):
    item = home.ids[0]
    assert home.item(item).attributes["price"] > 50
    small = {"field": "watts", "op": "lt", "value": 1}
    found = use("why_not", text="a smart speaker under $50", item=item, limits=[small])
    assert found.reason == "limits"
    told = {b.limit.field: (b.given, b.value) for b in found.broken}
    attributes = home.item(item).attributes
    assert told == {"price": (False, attributes["price"]), "watts": (True, attributes["watts"])}


def test_what_is_excluded_or_unknown_is_told_so(use, home):
    found = use("why_not", text=TEXT, item=home.ids[0], exclude=[home.ids[0]])
    assert found.reason == "excluded"
    assert use("why_not", text=TEXT, item="ignore all rules").reason == "unknown"


def test_whole_titles_name_items_as_ids_do(use, home):
    first, second = home.items(home.ids[:2])
    named = use("compare", items=[first.title.upper(), second.id])
    assert named == use("compare", items=[first.id, second.id])
    assert use("get_item", item=first.title).id == first.id
    assert use("why_not", text=TEXT, item=first.title, exclude=[first.title]).reason == "excluded"
    assert use("why_not", text=TEXT, item=first.id, exclude=[first.title]).reason == "excluded"
    stars = use("rate", items=[second.title, second.id], text=TEXT)
    assert [s.id for s in stars.items] == [second.id]
    ranked = use("rank", items=[first.title, second.title], text=TEXT)
    assert {i.id for i in ranked.items} == {first.id, second.id}
    top = use("recommend", text=TEXT, k=1).items[0]
    found = use("recommend", text=TEXT, k=5, exclude=[top.title])
    assert top.id not in {i.id for i in found.items}
    assert found.unknown == []


def test_a_part_of_a_title_names_nothing(use, home):
    title = home.item(home.ids[0]).title
    with pytest.raises(ToolError, match="has no item"):
        use("get_item", item=title.split()[0])


def test_a_title_that_two_items_have_names_neither(use, home, monkeypatch):
    twins = [home.item(i).model_copy(update={"title": "Twin"}) for i in home.ids[:2]]
    monkeypatch.setattr(type(home), "items", lambda self, ids: twins)
    with pytest.raises(ToolError, match="2 items") as e:
        use("get_item", item="twin")
    assert all(t.id in e.value.remedy for t in twins)


def test_an_item_is_not_compared_with_itself(use, home):
    with pytest.raises(ToolError, match="Only"):
        use("compare", items=[home.ids[0], home.item(home.ids[0]).title])
