"""Next purchase among twenty: the published candidates, ids that tell nothing, ties by expectation.

The set is not here: a small one of the same form is made up, in which ids follow the people's
histories as they do in the real one, so that whoever can read the ids wins.
"""

from __future__ import annotations

import hashlib
import random
from itertools import pairwise
from math import log2

import pytest
from llmrec.evals.datasets import games
from llmrec.evals.harness.contracts import Options
from llmrec.evals.systems.simple import UNKNOWN, recommendation
from llmrec.evals.tasks.next_item import TASK, mrr, ndcg, recall

from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Request

from .harness_task import Echoes

PEOPLE, LENGTH = 400, 6
ITEMS = PEOPLE * (LENGTH + 1)
CHANCE = sum(1 / log2(1 + rank) for rank in range(1, 11)) / 20
"""NDCG@10 of twenty items in any order: .2272."""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """People who bought items n, n + 1, n + 2...: the target is the nearest id of all."""
    folder = tmp_path_factory.mktemp("sets") / "amazon-games"
    folder.mkdir()
    draw = random.Random(1)
    head = "user_id:token\titem_id_list:token_seq\titem_id:token"
    people, drawn = [head], []
    for user in range(PEOPLE):
        first = user * (LENGTH + 1)
        history = " ".join(str(first + n) for n in range(LENGTH))
        target = first + LENGTH
        people.append(f"{user}\t{history}\t{target}")
        others = draw.sample(range(ITEMS), 100)
        if user == 3:
            others[4] = target
        drawn.append(f"{user}\t" + " ".join(map(str, others)))
    titles = ["item_id:token\ttitle:token_seq"] + [f"{n}\tGame {n}" for n in range(ITEMS)]
    files = {"items.tsv": titles, "test.inter": people, "candidates.random": drawn}
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sums = {name: hashlib.md5((folder / name).read_bytes()).hexdigest() for name in files}
    return folder, games.GAMES._replace(md5=sums)


@pytest.fixture
def here(source, monkeypatch):
    """The made-up set stands where the settings look for sets."""
    folder, made = source
    monkeypatch.setenv("LLMREC_DATA", str(folder.parent))
    settings.cache_clear()
    return made


@pytest.fixture
def loaded(here):
    return games.load(Options(), here)


def scored(loaded, score):
    """Mean NDCG@10 of ranking each request's candidates by `score(request, id)`."""
    each, values = ndcg(10), []
    for one in loaded.samples:
        rows = sorted(((i, score(one.request, i)) for i in one.request.among), key=lambda r: -r[1])
        values.append(each(recommendation(one.request, rows, {}, {}), loaded.labels[one.id]))
    return sum(values) / len(values)


# --- the candidates ---------------------------------------------------------------------------


def test_candidates_are_the_first_nineteen_and_the_target(here, loaded):
    raw = games.read(here)
    for user in ("0", "3", "17"):
        target = raw.people[user].target
        others = [i for i in raw.candidates[user] if i != target][:19]
        (one,) = [s for s in loaded.samples if s.id == games.user_id(user)]
        assert set(one.request.among) == {games.item_id(i) for i in [*others, target]}
        assert len(one.request.among) == 20
        assert loaded.labels[one.id] == games.item_id(target)


def test_the_request_holds_the_history_in_order_and_no_text(here, loaded):
    (one,) = [s for s in loaded.samples if s.id == games.user_id("2")]
    history = games.read(here).people["2"].history
    assert [e.item for e in one.request.history] == [games.item_id(i) for i in history]
    assert one.request.text == ""
    assert (one.request.k, one.request.explain) == (20, 0)


def test_a_place_among_the_candidates_tells_nothing(loaded):
    for place in (0, 10, 19):
        value = scored(loaded, lambda r, i, place=place: -abs(r.among.index(i) - place))
        assert value == pytest.approx(CHANCE, abs=0.06)


def test_a_system_that_echoes_the_order_of_the_candidates_is_chance(loaded):
    each, echo = ndcg(10), Echoes()
    values = [each(echo.answer(s.request), loaded.labels[s.id]) for s in loaded.samples]
    assert sum(values) / len(values) == pytest.approx(CHANCE, abs=0.06)


def test_requests_are_the_same_every_time(here, loaded):
    assert games.load(Options(), here).samples == loaded.samples


def test_a_limit_draws_the_same_people_every_time(here):
    few = games.load(Options(limit=30), here)
    assert len(few.samples) == len(few.labels) == 30
    assert few == games.load(Options(limit=30), here)
    assert {s.id for s in few.samples} != {
        s.id for s in games.load(Options(limit=30, seed=1), here).samples
    }


# --- ids --------------------------------------------------------------------------------------


def test_the_files_ids_give_the_answer_away(here, loaded):
    """What the next test is about: by distance of the files' ids the target is found at once."""
    raw = games.read(here)
    number = {games.item_id(i): int(i) for i in raw.titles}
    near = scored(loaded, lambda r, i: -abs(number[i] - number[r.history[-1].item]))
    assert near > 0.95


def test_distance_of_the_ids_in_requests_gives_chance(loaded):
    def number(i):
        return int(i[1:], 16)

    near = scored(loaded, lambda r, i: -abs(number(i) - number(r.history[-1].item)))
    user = scored(loaded, lambda r, i: -abs(number(i) - number(r.user)))
    low = scored(loaded, lambda r, i: -number(i))
    assert [near, user, low] == pytest.approx([CHANCE] * 3, abs=0.06)


def test_no_id_of_the_files_leaves_the_loader(here, loaded):
    raw = games.read(here)
    known = {*raw.titles, *raw.people}
    said = {e.item for e in loaded.training.events} | {e.user for e in loaded.training.events}
    said |= {entry.id for entry in loaded.training.items} | {s.id for s in loaded.samples}
    assert not said & known
    assert len({games.item_id(i) for i in raw.titles}) == ITEMS


def test_the_order_of_what_is_learned_from_tells_nothing(here, loaded):
    number = {games.item_id(i): int(i) for i in games.read(here).titles}
    order = [number[entry.id] for entry in loaded.training.items]
    rises = sum(a < b for a, b in pairwise(order)) / (len(order) - 1)
    assert rises == pytest.approx(0.5, abs=0.05)


# --- what may be learned from -----------------------------------------------------------------


def test_targets_are_in_no_part_that_is_learned_from(here, loaded):
    training = loaded.training
    assert len(training.events) == PEOPLE * (LENGTH - 1)
    assert len(training.tuning) == PEOPLE
    took = {(e.user, e.item) for e in [*training.events, *training.tuning]}
    assert not took & {(user, item) for user, item in loaded.labels.items()}


def test_the_tuning_part_is_the_last_before_the_target(here, loaded):
    last = {e.user: e.item for e in loaded.training.tuning}
    for one in loaded.samples:
        assert last[one.request.user] == one.request.history[-1].item


def test_an_altered_file_is_an_error(here):
    other = here._replace(md5=here.md5 | {"items.tsv": "0" * 32})
    with pytest.raises(ConfigError, match="altered"):
        games.read(other)


def test_without_the_folder_it_says_what_to_set():
    with pytest.raises(ConfigError) as e:
        games.load(Options())
    assert "LLMREC_DATA" in e.value.remedy


# --- the figures ------------------------------------------------------------------------------


def answer(*rows):
    return recommendation(Request(among=[i for i, _ in rows]), rows, {}, {"a": UNKNOWN})


def test_figures_of_a_list_by_hand():
    listed = answer(("b", 0.9), ("c", 0.5), ("a", 0.1))
    assert ndcg(10)(listed, "a") == pytest.approx(1 / log2(4))
    assert ndcg(1)(listed, "a") == 0
    assert ndcg(1)(listed, "b") == 1
    assert (recall(1)(listed, "a"), recall(5)(listed, "a")) == (0, 1)
    assert mrr(listed, "a") == pytest.approx(1 / 3)


def test_a_tie_counts_as_its_expectation():
    """The target is first or second, with even chances."""
    listed = answer(("b", 0.5), ("a", 0.5), ("c", 0.1))
    assert ndcg(10)(listed, "a") == pytest.approx((1 + 1 / log2(3)) / 2)
    assert ndcg(1)(listed, "a") == recall(1)(listed, "a") == 0.5
    assert mrr(listed, "a") == pytest.approx((1 + 1 / 2) / 2)
    assert ndcg(10)(answer(("a", 0.5), ("b", 0.5), ("c", 0.1)), "a") == ndcg(10)(listed, "a")


def test_all_tied_is_chance():
    listed = answer(*((f"x{n}", 0.0) for n in range(19)), ("a", 0.0))
    assert ndcg(10)(listed, "a") == pytest.approx(CHANCE)


def test_the_order_counts_and_not_the_scores():
    """A list may hold back an item that scores high, such as one that breaks a limit."""
    assert ndcg(1)(answer(("a", 0.2), ("b", 0.9)), "a") == 1


def test_a_list_without_the_target_earns_nothing():
    listed = answer(("b", 0.9))
    assert [f(listed, "a") for f in (ndcg(10), recall(10), mrr)] == [0, 0, 0]
    empty = recommendation(Request(text="x"), [], {}, {})
    assert [f(empty, "a") for f in (ndcg(10), recall(10), mrr)] == [0, 0, 0]


def test_an_item_that_comes_twice_counts_once():
    twice = answer(("b", 0.9), ("b", 0.8), ("a", 0.1), ("a", 0.05))
    assert ndcg(10)(twice, "a") == pytest.approx(1 / log2(3))


def test_the_task_says_what_it_is():
    names = [m.name for m in TASK.metrics]
    assert names[:7] == [
        *("NDCG@10", "NDCG@1", "NDCG@5", "NDCG@20"),
        *("Recall@5", "Recall@10", "MRR"),
    ]
    assert set(TASK.costly) < set(TASK.systems)
    assert TASK.few == 150
    assert {t.metric for t in TASK.thresholds} <= set(names)
