"""Schemas: read, written, guessed, and refused in clear words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmrec.catalog.guess import guess_schema
from llmrec.catalog.schema import dump_schema, load_schema, parse_schema
from llmrec.catalog.shipped import NAMES, shipped
from llmrec.errors import CatalogError

from .conftest import lamp


@pytest.mark.parametrize("name", NAMES)
def test_shipped_schemas_survive_writing(name):
    schema = shipped(name).schema
    assert parse_schema(dump_schema(schema)) == schema


def test_odd_names_survive_writing():
    text = "id: 'no'\ntitle: '1'\nattributes: {价格: {type: number, about: 'a: b'}}\nprice: 价格\n"
    schema = parse_schema(text)
    assert parse_schema(dump_schema(schema)) == schema
    assert schema.text == ["1"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: [", "not valid YAML"),
        ("- a", "must be a mapping"),
        ("id: a", "title"),
        ("id: a\ntitle: b\nprize: c", "prize"),
        ("id: a\ntitle: b\nattributes: {x: {type: colour}}", "attributes.x.type"),
        ("id: a\ntitle: b\nattributes: {x: {type: list, scale: 2}}", "scale is for numbers"),
        ("id: a\ntitle: b\nprice: x", "'x' must be an attribute of type number"),
        ("id: a\ntitle: b\ntext: [b, b]", "twice"),
        ("!!python/object/apply:os.system ['true']", "not valid YAML"),
    ],
)
def test_bad_schemas(text, says):
    with pytest.raises(CatalogError, match=says) as caught:
        parse_schema(text)
    assert caught.value.remedy


def test_unreadable_schema_files(tmp_path):
    with pytest.raises(CatalogError, match="cannot be read"):
        load_schema(tmp_path / "none.yaml")
    (tmp_path / "x.yaml").write_bytes(b"id: caf\xe9")
    with pytest.raises(CatalogError, match="not UTF-8"):
        load_schema(tmp_path / "x.yaml")
    (tmp_path / "y.yaml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(CatalogError, match="larger"):
        load_schema(tmp_path / "y.yaml")


def test_guess_from_typed_rows():
    schema = guess_schema([lamp(n) for n in range(40)])
    assert (schema.id, schema.title) == ("id", "title")
    assert schema.text == ["title", "description"]
    assert {n: s.type for n, s in schema.attributes.items()} == {
        "price": "number",
        "brand": "category",
        "rooms": "list",
        "dimmable": "boolean",
        "released": "date",
        "reviews": "number",
    }
    assert (schema.price, schema.popularity) == ("price", "reviews")


def test_guess_from_text_rows_and_never_a_scale():
    rows = [
        {k: "|".join(v) if isinstance(v, list) else str(v) for k, v in lamp(n).items()}
        for n in range(40)
    ]
    schema = guess_schema(rows)
    kinds = {n: s.type for n, s in schema.attributes.items()}
    assert kinds["rooms"] == "list" and kinds["dimmable"] == "boolean"
    assert kinds["price"] == "number" and schema.attributes["price"].scale is None


def test_guess_of_comma_lists_and_unique_ids():
    rows = [
        {"nr": n, "label": f"Film {n}", "genres": "drama, comedy" if n % 2 else "drama, war"}
        for n in range(40)
    ]
    schema = guess_schema(rows)
    assert (schema.id, schema.title) == ("nr", "label")
    assert schema.attributes["genres"].type == "list"


def test_guess_says_what_it_lacks():
    with pytest.raises(CatalogError, match="id"):
        guess_schema([{"colour": "red"}] * 30)
    with pytest.raises(CatalogError, match="title"):
        guess_schema([{"id": n, "price": 3.5} for n in range(30)])


def test_guess_agrees_with_the_shipped_schemas_on_types():
    for name in NAMES:
        found = shipped(name)
        rows = [json.loads(line) for line in Path(found.file).read_text("utf-8").splitlines()]
        guessed = guess_schema(rows)
        assert (guessed.id, guessed.title) == (found.schema.id, found.schema.title)
        for field, spec in guessed.attributes.items():
            if field in found.schema.attributes:
                assert spec.type == found.schema.attributes[field].type, field


def test_other_words_name_attributes_values_yes_and_no():
    schema = parse_schema(
        "id: a\ntitle: b\nattributes: {x: {type: boolean}, y: {type: category}}\n"
        "words: {x: {x: [ex], yes: [with x], no: [free of x]}, y: {y: [why], red: [rouge]}}\n"
    )
    assert schema.names("x") == ("ex", "with x") and schema.names("y") == ("why",)
    assert parse_schema(dump_schema(schema)) == schema


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("{z: {z: [a]}}", "'z' must be an attribute"),
        ("{x: {maybe: [a]}}", "x has no 'maybe'"),
        ("{x: [a]}", "words.x"),
        ("{x: {x: a}}", "words.x"),
        ("{x: {yes: [rain …]}}", "one side of a gap"),
        ("{x: {yes: […]}}", "one side of a gap"),
        ("{x: {yes: ['']}}", "one side of a gap"),
        ("{y: {blue: [a]}}", "y has no 'blue'"),
    ],
)
def test_other_words_of_what_is_not_there(words, says):
    with pytest.raises(CatalogError, match=says):
        parse_schema(
            "id: a\ntitle: b\nattributes: {x: {type: boolean},"
            f" y: {{type: category, values: [red]}}}}\nwords: {words}\n"
        )
