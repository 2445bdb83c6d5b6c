"""One value at a time: what is read, and what is refused with a reason."""

from __future__ import annotations

import pytest

from llmrec.catalog.items import RowError, cell, embedded_text, facts, to_item
from llmrec.catalog.schema import Schema
from llmrec.catalog.values import clean_text, fold, to_boolean, to_date, to_list, to_number
from llmrec.types import ItemProfile, ItemTag


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0),
        ("1,299", 1299.0),
        ("1,299.50", 1299.5),
        ("1.299,50", 1299.5),
        ("12,5", 12.5),
        ("1 299", 1299.0),
        ("$1,299.00", 1299.0),
        ("89 元", 89.0),
        ("１２", 12.0),
        (" -4e2 ", -400.0),
    ],
)
def test_numbers(value, number):
    assert to_number(value) == number


@pytest.mark.parametrize("value", ["cheap", "", "1-2", True, [1], "1e999", float("inf"), "12,3,4"])
def test_no_numbers(value):
    with pytest.raises(ValueError, match="number"):
        to_number(value)


def test_scale_is_exact_and_the_unit_may_stand_there():
    assert to_number(1999, 0.01) == 19.99
    assert to_number(12595, 0.01) == 125.95
    assert to_number("18 W", unit="W") == 18


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2006-07-01T00:00:00Z", "2006-07-01"),
        ("2006/7/1", "2006-07-01"),
        ("2006.07", "2006-07"),
        (1995, "1995"),
        ("5 May 2020", "2020-05-05"),
        ("May 5, 2020", "2020-05-05"),
    ],
)
def test_dates(value, iso):
    assert to_date(value) == iso


@pytest.mark.parametrize("value", ["01/02/2024", "2024-13-01", "2023-02-29", "soon", 12, True])
def test_no_dates(value):
    with pytest.raises(ValueError, match="date"):
        to_date(value)


def test_booleans_and_lists():
    assert [to_boolean(v) for v in ("Yes", "0", 1, "否", 0.0, "TRUE")] == [
        True, False, True, False, False, True,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="neither"):
        to_boolean("maybe")
    assert to_list("a|b, c|A") == ["a", "b, c"]
    assert to_list("a, b") == ["a", "b"]
    assert to_list('["x, y", 3]') == ["x, y", "3"]
    assert to_list(["a", None, " "]) == ["a"]
    with pytest.raises(ValueError, match="object"):
        to_list({"a": 1})


def test_text_is_cleaned():
    assert clean_text("a\u00a0b\x00\n c\u200b\ufeff\u202ed") == "a b c d"
    assert clean_text("\ud800x") == "x"
    assert len(clean_text("x" * 100_000)) == 20_000
    assert fold(" Smart\u00a0 Ｓpeaker ") == "smart speaker"


SCHEMA = Schema.model_validate(
    {
        "id": "sku",
        "title": "name",
        "text": ["name", "about"],
        "attributes": {
            "price": {"type": "number", "scale": 0.01},
            "kind": {"type": "category", "values": ["lamp", "plug"]},
            "depth": {"type": "number", "column": "size.depth"},
            "rooms": {"type": "list"},
        },
        "url": "link",
    }
)


def test_a_row_becomes_an_item():
    row = {"sku": 7, "name": "Glow", "about": None, "price": "1999", "kind": "Lamp"}
    row |= {"size": {"depth": 3}, "rooms": "hall|attic", "link": "https://x.example/7", "extra": 1}
    item = to_item(row, SCHEMA)
    assert (item.id, item.title, item.text, item.fields) == ("7", "Glow", "Glow", {"name": "Glow"})
    assert item.attributes == {
        "price": 19.99,
        "kind": "Lamp",
        "depth": 3,
        "rooms": ["hall", "attic"],
    }
    assert item.url == "https://x.example/7"
    assert to_item(row | {"link": "javascript:alert(1)"}, SCHEMA).url is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sku": None}, "sku: the id"),
        ({"sku": ["a"]}, "sku: the id"),
        ({"sku": "x" * 300}, "longer than 200"),
        ({"name": " "}, "name: the title is missing"),
        ({"name": {"en": "x"}}, "name: is an object"),
        ({"price": "cheap"}, "price: is not a number: 'cheap'"),
        ({"kind": "sofa"}, "kind: 'sofa' is not one of lamp, plug"),
        ({"kind": ["lamp", "plug"]}, "kind: is not one value"),
        ({"rooms": {"a": 1}}, "rooms: is an object"),
    ],
)
def test_a_bad_row_has_a_reason(change, reason):
    row = {"sku": "7", "name": "Glow", "price": 5} | change
    with pytest.raises(RowError) as caught:
        to_item(row, SCHEMA)
    assert reason in str(caught.value)


def test_missing_words_are_missing_values():
    row = {"sku": "7", "name": "Glow", "price": "N/A", "kind": "", "rooms": []}
    assert set(to_item(row, SCHEMA).attributes.values()) == {None}


def test_cell_prefers_a_column_of_that_very_name():
    assert cell({"a.b": 1, "a": {"b": 2}}, "a.b") == 1
    assert cell({"a": {"b": 2}}, "a.b") == 2
    assert cell({"a": 3}, "a.b") is None


def test_embedded_text_keeps_the_facts_when_the_description_is_long():
    row = {"sku": "7", "name": "Glow", "about": "word " * 1_000, "kind": "lamp", "rooms": ["hall"]}
    item = to_item(row, SCHEMA)
    item.profile = ItemProfile(tags=[ItemTag(tag="cosy", quote="word")], model="m", prompt="p")
    text = embedded_text(item, SCHEMA)
    assert len(text) <= 1_000
    assert text.startswith("Glow. word") and text.endswith("lamp, hall, cosy")
    assert facts(item) == "lamp, hall, cosy"
