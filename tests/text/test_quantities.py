"""Spans, units and bounds of quantities; what sentences limit is in `test_limits_in_*.py`."""

from __future__ import annotations

import pytest
from limits_said import limits

from llmrec.quantities import convert, quantities


def test_a_number_that_limits_nothing_is_marked():
    kinds = {q.words: (q.kind, q.comparator) for q in quantities("an iPhone 15 for two long cats")}
    assert kinds == {"15": ("plain", False), "two": ("count", False)}


def test_a_limit_covers_all_of_its_words():
    (quantity,) = quantities("I want a lamp rated at least 4.5, please")
    assert quantity.words == "rated at least 4.5"
    (quantity,) = quantities("想要个灯，评分不低于4.6的")
    assert quantity.words == "评分不低于4.6"


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (2, "year", "month", 24),
        (24, "months", "years", 2),
        (90, "minutes", "h", 1.5),
        (2, "week", "day", 14),
        (1.5, "kW", "watts", 1500),
        (15, "inch", "cm", 38.1),
        (2, "TB", "GB", 2000),
        (2.5, "公斤", "g", 2500),
        (8, "/10", "stars", 4),
        (3, "小时", "min", 180),
    ],
)
def test_convert(value, source, target, expected):
    assert convert(value, source, target) == expected


@pytest.mark.parametrize(("source", "target"), [("h", "W"), ("USD", "CNY"), ("h", "parsec")])
def test_what_cannot_be_converted(source, target):
    with pytest.raises(ValueError, match=r"cannot be expressed|unknown unit"):
        convert(1, source, target)


def test_bounds_in_the_unit_of_a_field():
    (years,) = quantities("lasts at least two years")
    assert years.bounds_in("month") == (24, None)
    assert years.bounds_in("USD") is None
    (minutes,) = quantities("under twenty minutes")
    assert minutes.bounds_in("min") == (None, 20)
    (yuan,) = quantities("五十块以下")
    assert yuan.bounds_in("USD") is None
    (bare,) = quantities("headphones under 80")
    assert bare.bounds_in("USD") == (None, 80)
    (count,) = quantities("at most 5 players")
    assert count.bounds_in("USD") is None


def test_month_and_day_without_a_year_is_the_next_one():
    assert limits("starting after March 3") == ["date >=2026-03-04"]
    assert limits("before July 4") == ["date <=2025-07-03"]


ODD = ["", " ", "😀", "$", "以上", "under", "9" * 400, "一" * 400, "1-" * 300]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_does_no_harm(text):
    assert isinstance(quantities(text), list)


def test_long_text_is_read_in_time():
    assert len(quantities("a lamp under $50, 评分4.5以上. " * 250)) == 500


@pytest.mark.parametrize(
    "which", ["评分最高", "评分最低", "最便宜", "价格最低", "最短", "最小", "最早", "最少"]
)
def test_a_superlative_is_no_bound(which):
    assert limits(f"{which}的") == limits(f"{which}的三个") == limits(f"{which}的3个灯") == []


def test_a_superlative_before_an_amount_is_one():
    assert limits("最高200美元") == ["money USD <=200"]
    assert limits("最低4星") == ["rating stars >=4"]
