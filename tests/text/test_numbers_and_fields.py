"""Which attribute of a catalogue a number goes to, where units and names alone do not tell."""

from __future__ import annotations

import pytest

from llmrec.catalog.schema import AttributeSpec, Schema
from llmrec.understand.numbers import read_numbers

FIELDS = {
    "price": AttributeSpec(type="number", unit="USD"),
    "rating": AttributeSpec(type="number", about="average stars from 1 to 5"),
    "hours": AttributeSpec(type="number", unit="hour", about="total time"),
    "weeks": AttributeSpec(type="number", unit="week", about="how many weeks it runs"),
    "released": AttributeSpec(type="date"),
}


def said(text: str, *without: str) -> list[str]:
    """What is read for a catalogue that has all of the fields but some."""
    fields = {name: spec for name, spec in FIELDS.items() if name not in without}
    schema = Schema(id="id", title="title", attributes=fields, price="price")
    return [str(c) for c in read_numbers(text, schema).constraints]


HOURS = [
    "16 hrs at most all in",
    "16 hours max",
    "at most 16h",
    "16 h or less",
    "no more than 16 hr",
    "最多16小时",
    "16个小时以内",
    "不超过16学时",
]


@pytest.mark.parametrize("text", HOURS)
def test_hours_are_hours_and_never_weeks(text: str) -> None:
    assert said(text) == ["hours ≤ 16"]
    assert said(text, "hours") == []


def test_the_hours_of_one_limit_do_not_take_in_another() -> None:
    assert said("16 hrs at most, four weeks at most") == ["hours ≤ 16", "weeks ≤ 4"]
    assert said("16 hours at most, under two weeks") == ["hours ≤ 16", "weeks < 2"]


def test_minutes_go_to_a_field_in_hours() -> None:
    assert said("at most 90 minutes") == ["hours ≤ 1.5"]


def test_what_fits_no_field_is_said() -> None:
    schema = Schema(id="id", title="title", attributes={"weeks": FIELDS["weeks"]})
    (assumed,) = read_numbers("at most 16 hrs", schema).assumed
    assert "16 hrs" in assumed


@pytest.mark.parametrize("text", ["lower than 4.4 I won't even look at", "4.4 is where I stop"])
def test_so_little_and_so_exact_a_lower_limit_is_a_rating(text: str) -> None:
    assert said(text) == ["rating ≥ 4.4"]
    assert said(text, "rating") == ["price ≥ 4.4"]


def test_a_limit_that_is_said_twice_is_one() -> None:
    text = "It can come out until March 3, 2026, nothing later than that"
    assert said(text) == ["released ≤ 2026-03-03"]


@pytest.mark.parametrize(
    "text",
    ["since 2019 we've been living in a loft", "our trip is in August", "我从2012年起当护士"],
)
def test_a_date_of_ones_life_limits_no_item(text: str) -> None:
    assert said(text) == []
