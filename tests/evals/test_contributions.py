"""The written needs, and the sign of what a part adds."""

from __future__ import annotations

import json
from math import log2

import pytest

pytest.importorskip("scipy")

from llmrec.evals.contributions import Case, compared, gained, needs, rows

from llmrec.catalog.items import indexed_text, to_item
from llmrec.catalog.shipped import NAMES, shipped
from llmrec.text import tokens
from llmrec.types import Item

GOOD, BAD = {"a": 3.0, "b": 2.0, "c": 1.0}, {"c": 3.0, "b": 2.0, "a": 1.0}


def items(catalogue: str) -> dict[str, Item]:
    found = shipped(catalogue)
    lines = found.file.read_text("utf-8").splitlines()
    return {i.id: i for i in (to_item(json.loads(line), found.schema) for line in lines)}


def case(question: str, with_part: dict[str, float], without: dict[str, float]) -> Case:
    return Case("made up", question, None, {"a": 2}, with_part, without)


@pytest.mark.parametrize("catalogue", NAMES)
def test_needs_are_unique_and_their_items_exist(catalogue: str) -> None:
    written, known = needs(catalogue), items(catalogue)
    assert len(written) == len({n.need.lower() for n in written}) == 25
    assert sum(n.other_words for n in written) == 8
    for need in written:
        assert need.relevant.keys() <= known.keys(), need.need
        assert set(need.relevant.values()) <= {1, 2}
        assert 2 in need.relevant.values(), need.need


@pytest.mark.parametrize("catalogue", NAMES)
def test_needs_in_other_words_share_none_with_their_items(catalogue: str) -> None:
    known = items(catalogue)
    for need in needs(catalogue):
        if need.other_words:
            text = " ".join(indexed_text(known[i]) for i in need.relevant)
            assert not set(tokens(need.need)) & set(tokens(text)), need.need


def test_equal_rankings_differ_by_nothing() -> None:
    row = compared("part", "system", "made up", [case("x", GOOD, GOOD), case("y", BAD, BAD)])
    assert row.difference[:3] == (0, 0, 0)
    assert (row.better, row.worse) == (0, 0)
    assert row.with_part == row.without


def test_a_part_that_lifts_what_is_relevant_counts_as_better() -> None:
    helps = compared("part", "system", "made up", [case("x", GOOD, BAD), case("y", GOOD, GOOD)])
    harms = compared("part", "system", "made up", [case("x", BAD, GOOD), case("y", GOOD, GOOD)])
    assert helps.difference.mean == pytest.approx((1 - 1 / log2(4)) / 2)
    assert helps.difference.mean == -harms.difference.mean
    assert (helps.better, helps.worse) == (harms.worse, harms.better) == (1, 0)
    assert helps.questions == {"x": (1.0, 0.5), "y": (1.0, 1.0)}


def test_what_a_ranking_lacks_gains_nothing_however_short_it_is() -> None:
    assert gained({"a": 2}, {}) == 0
    assert gained({"a": 2}, {"b": 1.0}) == 0
    assert gained({"a": 2, "b": 2}, {"a": 1.0}) == pytest.approx(1 / (1 + 1 / log2(3)))


def test_sets_of_questions_are_reported_alone_and_together() -> None:
    some = [
        Case("needs, x", "one", False, {"a": 2}, GOOD, BAD),
        Case("needs, y", "two", True, {"a": 1}, BAD, GOOD),
        Case("chorus", "three", None, {"a": 3, "b": 0}, GOOD, GOOD),
    ]
    made = {row.data.strip(): row for row in rows({("part", "system"): some})}
    assert {data: row.difference.n for data, row in made.items()} == {
        "needs, x": 1,
        "needs, y": 1,
        "chorus": 1,
        "needs, all": 2,
        "item's words": 1,
        "other words": 1,
    }
    assert made["needs, all"].difference.mean == pytest.approx(0)
    assert made["other words"].difference.mean < 0 < made["item's words"].difference.mean
