"""Tools that look into the catalogue without a model."""

from __future__ import annotations

import pytest

from llmrec.errors import ToolError


def test_search_finds_by_words_and_keeps_to_limits(use, home):
    found = use("search_items", text="smart speaker", k=2)
    assert {i.attributes["type"] for i in found.items} == {"smart speaker"}
    assert [i.rank for i in found.items] == [1, 2]
    cheap = {"field": "price", "op": "lt", "value": 50}
    found = use("search_items", text="smart speaker", limits=[cheap])
    assert found.items
    assert all(i.attributes["price"] < 50 for i in found.items)


def test_search_asks_no_model(use, opener):
    opener.llm = None
    assert use("search_items", text="lamp").fallbacks == []
    opener.embedder = None
    (note,) = use("search_items", text="lamp").fallbacks
    assert note.to == "lexical search alone"


def test_filter_counts_and_sorts(use, home):
    limit = {"field": "price", "op": "le", "value": 80}
    found = use("filter_items", limits=[limit], sort_by="price", k=3)
    prices = [i.attributes["price"] for i in found.items]
    known = [i.attributes["price"] for i in home.items(home.ids)]
    assert found.total == sum(p is not None and p <= 80 for p in known)
    assert prices == sorted(p for p in known if p is not None)[:3]
    dear = use("filter_items", sort_by="price", descending=True, k=1)
    assert dear.items[0].attributes["price"] == max(p for p in known if p is not None)
    assert dear.total == home.size


def test_without_a_field_the_most_popular_stand_first(use, home):
    first = use("filter_items", k=1).items[0]
    most = max(home.items(home.ids), key=lambda i: i.popularity or 0)
    assert first.id == most.id


def test_what_has_no_value_is_sorted_last(use, home):
    for descending in (False, True):
        found = use("filter_items", sort_by="battery_months", descending=descending, k=50)
        has = ["battery_months" in home.item(i.id).attributes for i in found.items]
        values = [home.item(i.id).attributes.get("battery_months") for i in found.items]
        assert len(has) == home.size
        missing = [v is None for v in values]
        assert missing == sorted(missing)


def test_sorting_by_a_word_is_refused_with_what_can_be(use):
    with pytest.raises(ToolError) as e:
        use("filter_items", sort_by="brand")
    assert e.value.kind == "bad_arguments"
    assert "price" in e.value.remedy
    assert "brand" not in e.value.remedy


@pytest.mark.parametrize(
    ("limit", "named"),
    [
        ({"field": "colour", "op": "eq", "value": "red"}, "brand"),
        ({"field": "price", "op": "has", "value": 3}, "lt"),
        ({"field": "price", "op": "lt", "value": "cheap"}, "number"),
        ({"field": "released", "op": "gt", "value": "soon"}, "YYYY"),
        ({"field": "type", "op": "in", "value": []}, "text"),
    ],
)
@pytest.mark.parametrize("tool", ["search_items", "filter_items", "recommend"])
def test_a_limit_that_the_schema_has_not_is_refused_with_what_there_is(use, tool, limit, named):
    words = {} if tool == "filter_items" else {"text": "lamp"}
    with pytest.raises(ToolError) as e:
        use(tool, limits=[limit], **words)
    assert e.value.kind == "bad_arguments"
    assert limit["field"] in e.value.message
    assert named in e.value.remedy


def test_an_item_has_all_its_fields_and_short_texts(use, home):
    found = use("get_item", item=home.ids[0])
    item = home.item(found.id)
    assert found.title == item.title
    assert found.attributes == {k: v for k, v in item.attributes.items() if v not in (None, [])}
    assert set(found.texts) == {"description"}
    assert all(len(t) <= 300 for t in found.texts.values())


def test_the_catalogue_tells_what_limits_can_say(use, home):
    found = use("describe_catalog")
    assert (found.name, found.items) == ("smart-home", home.size)
    fields = {f.name: f for f in found.fields}
    assert set(fields) == set(home.schema.attributes)
    assert fields["price"].role == "price"
    assert (fields["price"].low, fields["price"].high) == home.range("price")
    assert fields["price"].unit == "USD"
    assert fields["type"].values[0].items >= fields["type"].values[-1].items
    assert len(fields["type"].values) <= 10
    for f in found.fields:
        value = {"number": 1, "date": "2024", "boolean": True}.get(f.type, "x")
        for op in f.ops:
            use("filter_items", limits=[{"field": f.name, "op": op, "value": value}])
