"""The catalogues that come with the package, and the real ones where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llmrec.catalog import shipped
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.checking import check
from llmrec.catalog.schema import load_schema
from llmrec.context import open_context
from llmrec.errors import CatalogError
from llmrec.types import Constraint

from .conftest import FakeEmbedder, add

ROOT = Path(__file__).parents[2]
BOOKS = ROOT / "tests" / "data"
SCHEMAS = ROOT / "evals" / "schemas"
DATA = os.environ.get("LLMREC_DATA")
with_data = pytest.mark.skipif(not DATA, reason="LLMREC_DATA is not set")


@pytest.mark.parametrize(("name", "at_least"), [("smart-home", 200), ("courses", 120)])
def test_every_shipped_row_is_good(name, at_least, embed):
    report = shipped.ensure(name, embed, embed.model)
    assert report is not None and report.quarantined == 0 and report.rows_ok >= at_least
    assert check(name).ok
    assert shipped.is_current(name)
    assert shipped.ensure(name, embed, embed.model) is None


def test_a_schema_that_ships_anew_is_taken_over(embed):
    found = shipped.shipped("courses")
    older = found.schema.model_copy(update={"domain": "lessons"})
    add("courses", found.file, embed, schema=older)
    assert not shipped.is_current("courses")
    assert shipped.ensure("courses", embed, embed.model) is not None
    assert Catalogue.open("courses").schema == found.schema


def test_a_catalogue_of_ones_own_under_a_shipped_name_stays(embed, lamps):
    add("courses", lamps, embed)
    assert shipped.ensure("courses", embed, embed.model) is None
    assert Catalogue.open("courses").size == 12


def test_a_shipped_catalogue_is_indexed_when_it_is_first_asked_for(embed, monkeypatch):
    monkeypatch.setattr("llmrec.llm.embedder", lambda: embed)
    context = open_context("courses", fast=True)
    assert context.catalogue.size >= 120 and not context.fallbacks


def test_no_other_ships(embed):
    with pytest.raises(CatalogError, match="comes with"):
        shipped.ensure("cars", embed, embed.model)


def test_books_with_chinese_columns(embed):
    add("books", BOOKS / "books_zh.jsonl", embed, schema=load_schema(BOOKS / "books_zh.yaml"))
    catalogue = Catalogue.open("books")
    assert catalogue.language == "zh"
    cheap = catalogue.mask([Constraint(field="价格", op="lt", value="10")])
    assert 0 < cheap.sum() < catalogue.size


@with_data
def test_chorus_loads_with_its_schema_alone(embed):
    file = Path(DATA) / "chorus-electronics" / "products.jsonl.gz"
    report = add("chorus", file, embed, schema=load_schema(SCHEMAS / "chorus.yaml"))
    assert (report.rows_ok, report.quarantined) == (19_406, 0)
    catalogue = Catalogue.open("chorus")
    assert catalogue.item("1399").attributes["price"] == 125.95
    assert catalogue.item("1399").attributes["date_released"] == "2006-07-01"


@with_data
def test_redial_loads_with_its_schema_alone(embed):
    file = Path(DATA) / "redial-dialogues" / "id2info.json"
    report = add("redial", file, embed, schema=load_schema(SCHEMAS / "redial.yaml"))
    assert report.rows_ok + report.quarantined == 6_583 and report.quarantined < 10
    catalogue = Catalogue.open("redial")
    assert catalogue.item("100043").title == "Back to the Future"
    assert catalogue.item("100043").attributes["director"] == ["Robert Zemeckis"]


@pytest.fixture
def embed() -> FakeEmbedder:
    return FakeEmbedder(dims=32)
