"""Made-up figures against the table of limits; nothing is timed here."""

from __future__ import annotations

import copy

import pytest
from llmrec.evals.bench_limits import LIMITS, check, table
from rich.console import Console

GOOD = {
    "fast": {
        "1000 items, no limit": {"p50": 50.0, "p90": 60.0, "n": 40},
        "1000 items, price range": {"p50": 52.0, "p90": 60.0, "n": 40},
        "19406 items, no limit": {"p50": 70.0, "p90": 200.0, "n": 40},
        "19406 items, price range": {"p50": 77.0, "p90": 90.0, "n": 40},
        "growth, no limit": 1.4,
        "growth, price range": 1.481,
    },
    "cold": {"llmrec --help": {"p50": 210.0}, "llmrec recommend --fast": {"p50": 1800.0}},
    "full": {
        "total_ms": {"p50": 8000.0},
        "first_ms": {"p50": 150.0},
        "deep": 2,
        "uncached": {"p50": 900},
        "tokens_out": {"p50": 120},
    },
    "index": {"ratio": 0.8},
    "langchain": {"total_ms": {"p50": 24000.0}},
    "machine": {"cores": 2},
}


@pytest.fixture
def figures():
    return copy.deepcopy(GOOD)


def unmet(figures) -> list[str]:
    return [
        f"{part}: {figure}"
        for part, limits in check(figures).items()
        for figure, one in limits.items()
        if one["met"] is False
    ]


def test_good_figures_meet_every_limit(figures):
    found = check(figures)
    assert sum(map(len, found.values())) == len(LIMITS)
    assert all(one["met"] for limits in found.values() for one in limits.values())
    slowest = found["fast"]["slowest p50 inside a process"]
    assert slowest == {"limit": "< 150 ms", "measured": 77.0, "met": True}


@pytest.mark.parametrize(
    ("path", "value", "figure"),
    [
        (("fast", "1000 items, no limit", "p50"), 150, "fast: slowest p50 inside a process"),
        (("fast", "growth, no limit"), 1.5, "fast: growth of the p50, no limit"),
        (("fast", "growth, price range"), 1.5, "fast: growth of the p50, price"),
        (("cold", "llmrec --help", "p50"), 300, "cold: llmrec --help, p50"),
        (
            ("cold", "llmrec recommend --fast", "p50"),
            2500,
            "cold: llmrec recommend --fast, p50",
        ),
        (("full", "first_ms", "p50"), 400, "full: first list, p50"),
        (("full", "deep"), 3, "full: model calls in a row, most"),
        (("full", "uncached", "p50"), 1200, "full: uncached prompt tokens, p50"),
        (("full", "tokens_out", "p50"), 200, "full: generated tokens, p50"),
        (("index", "ratio"), 0.799, "index: rate over embedding alone"),
        (("langchain", "total_ms", "p50"), 23999, "langchain: p50 over that of llmrec"),
    ],
)
def test_each_limit_can_be_missed(figures, path, value, figure):
    *parents, last = path
    part = figures
    for key in parents:
        part = part[key]
    part[last] = value
    assert unmet(figures) == [figure]


def test_a_slow_answer_misses_two(figures):
    figures["full"]["total_ms"]["p50"] = 12_000.0
    assert unmet(figures) == ["full: whole answer, p50", "langchain: p50 over that of llmrec"]


def test_the_chain_is_not_compared_without_an_answer_of_ours(figures):
    del figures["full"]
    found = check(figures)
    assert "full" not in found
    assert found["langchain"]["p50 over that of llmrec"]["met"] is None
    assert found["langchain"]["p50 over that of llmrec"]["measured"] is None


def test_limits_that_are_kept_with_the_figures_change_nothing(figures):
    found = check(figures)
    for part, limits in found.items():
        figures[part]["limits"] = limits
    assert check(figures) == found


def test_the_table_says_what_is_met(figures):
    figures["index"]["ratio"] = 0.5
    del figures["full"]
    console = Console(width=100)
    with console.capture() as seen:
        console.print(table(check(figures)))
    rows = {line.split("│")[1].strip(): line for line in seen.get().splitlines() if "│" in line}
    assert "yes" in rows["fast: slowest p50 inside a process"]
    assert "0.5" in rows["index: rate over embedding alone"]
    assert " no " in rows["index: rate over embedding alone"]
    assert "not measured" in rows["langchain: p50 over that of llmrec"]
