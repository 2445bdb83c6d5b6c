"""Events that are too few, too many or no numbers: learned from, or refused in words."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from llmrec.behaviour import Events, Past, neighbours, stars
from llmrec.behaviour.neighbours import LONGEST, NEAREST
from llmrec.behaviour.past import pairs
from llmrec.errors import CatalogError, UsageError
from llmrec.score import head_training
from llmrec.score.training import Learned, train
from tests.behaviour.world import ORDINALS, SIZE, events, facts

pytest.importorskip("torch")
ROWS = 200_000
MANY = 100_000


def finite(learned: Learned, past: Past) -> bool:
    signals = learned.behaviour.signals(past, np.arange(SIZE))
    return bool(np.isfinite(learned.head(signals)).all())


def test_ratings_that_are_all_equal_tell_no_stars() -> None:
    whole = events(20)
    found = train(replace(whole, stars=np.full(len(whole), 4.0)), facts(), ORDINALS)
    assert found.behaviour.stars is None
    assert finite(found, whole.pasts[0])


def test_a_rating_that_is_infinite_is_refused() -> None:
    whole = events(20)
    whole.stars[3] = np.inf
    with pytest.raises(UsageError, match="infinite") as e:
        train(whole, facts(), ORDINALS)
    assert e.value.exit_code == 2


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_refused(value: float) -> None:
    of = facts()
    of.text[5, 2] = value
    with pytest.raises(CatalogError, match="vectors of embedder are not all numbers") as e:
        train(events(20), of, ORDINALS)
    assert "llmrec catalog add" in e.value.remedy


def test_a_person_who_took_everything_again_and_again_costs_no_more_than_others() -> None:
    """Pairs of all that one person took would be the square of it."""
    draw, size = np.random.default_rng(0), 20_000
    items = draw.integers(0, size, MANY)
    robot = Events.of(np.zeros(MANY, int), items, np.full(MANY, np.nan), np.arange(MANY), size)
    tracemalloc.start()
    found = neighbours.learn(robot)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.values) <= LONGEST * NEAREST
    assert peak < 1e9


def test_a_history_of_a_hundred_thousand_is_scored_by_its_last_events() -> None:
    learned, draw = train(events(30), facts(), ORDINALS), np.random.default_rng(0)
    long = Past(draw.integers(0, SIZE, MANY), draw.integers(1, 6, MANY).astype(float))
    assert finite(learned, long)
    lately = learned.behaviour.signals(long.last(500), np.arange(SIZE))
    assert learned.behaviour.signals(long, np.arange(SIZE)) == pytest.approx(lately)


def test_the_head_and_the_stars_learn_beside_such_a_person() -> None:
    draw, whole = np.random.default_rng(1), events(20)
    items, given = draw.integers(0, SIZE - 1, MANY), draw.integers(1, 6, MANY).astype(float)
    robot = Events(
        np.concatenate([whole.people, np.full(MANY, whole.people.max() + 1)]),
        np.concatenate([whole.items, items]),
        np.concatenate([whole.stars, given]),
        SIZE,
    )
    early, late = robot.cut(0.2)
    learned = train(whole, facts(), ORDINALS)
    told = stars.learn(early)
    assert told is not None
    cases = head_training.cases(replace(learned.behaviour, stars=told), pairs(early, late))
    assert all(np.isfinite(case.signals).all() for case in cases)


PEAK = """
import sys
from pathlib import Path
import llmrec.catalog.reader
from llmrec.score.event_file import read_events
def peak():
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
before = peak()
events, report = read_events(Path(sys.argv[1]), {f"i{n}": n for n in range(1000)})
print(len(events), report.left["a row twice"][0], peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the peak")
def test_a_million_events_are_read_in_less_than_half_a_gigabyte(tmp_path: Path) -> None:
    """A fifth of them, by row: what is read grows with the rows and with the people's names."""
    file = tmp_path / "events.csv"
    rows = (f"person-{n // 2},i{n % 1000},{1.6e9 + n},purchase,{n % 5}" for n in range(ROWS))
    again = "person-0,i0,1600000000.0,purchase,0"
    file.write_text("\n".join(["user,item,time,kind,rating", *rows, again]), "utf-8")
    line = [sys.executable, "-c", PEAK, str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    count, twice, kb = map(int, done.stdout.split())
    assert (count, twice) == (ROWS, 1)
    assert kb * 1024 / ROWS < 500
