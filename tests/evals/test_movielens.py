"""The MovieLens tasks: files of the same form, splits, requests and labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from llmrec.evals.datasets import movielens
from llmrec.evals.harness.contracts import Interaction, Options
from llmrec.evals.tasks import ranking, ratings

from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Interval, Profile, Recommendation, Recommended

MOVIES = """movieId,title,genres
1,Blue Lake (1980),Horror|Thriller
2,"Doors, The (1999)",Comedy
3,Quiet,(no genres listed)
"""
USERS, FILMS = 6, 20


def event(user: str, item: str, time: float, rating: float = 3.0) -> Interaction:
    return Interaction(user, item, rating, time)


def small_files() -> dict[str, str]:
    """Six users rate 10 to 15 films, a day apart; user 7 rates everything years later."""
    movies = "movieId,title,genres\n" + "".join(f"{i},Film {i},Drama\n" for i in range(FILMS))
    rows = [
        f"{u},{(u + n) % FILMS},{1 + (u + n) % 5}.0,{86_400 * n + u}"
        for u in range(1, USERS + 1)
        for n in range(9 + u)
    ]
    rows += [f"7,{i},3.5,{10**9 + i}" for i in range(5)]
    return {
        "movies.csv": movies,
        "ratings.csv": "\n".join(["userId,movieId,rating,timestamp", *rows]),
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LLMREC_DATA", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    for kept in (movielens.rated, movielens.cut, ranking.facts):
        kept.cache_clear()


def write(root: Path, source: movielens.Source, files: dict[str, str]) -> movielens.Source:
    """The set on disk, and its source with the checksums of these bytes."""
    folder = root / source.folder
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    md5 = {name: hashlib.md5(text.encode()).hexdigest() for name, text in files.items()}
    return source._replace(md5=md5)


@pytest.fixture
def small(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(data, movielens.SMALL, small_files())
    monkeypatch.setattr(movielens.small, "__defaults__", (source,))


# --- files --------------------------------------------------------------------------------------


def test_small_reads_titles_genres_and_half_stars(data: Path) -> None:
    ratings_csv = "userId,movieId,rating,timestamp\n1,2,0.5,964982703\n"
    source = write(data, movielens.SMALL, {"movies.csv": MOVIES, "ratings.csv": ratings_csv})
    found = movielens.small(source)
    assert [film.title for film in found.films][1] == "Doors, The (1999)"
    assert [film.tags for film in found.films] == [("Horror", "Thriller"), ("Comedy",), ()]
    assert found.ratings == (Interaction("1", "2", 0.5, 964982703.0),)


def test_100k_reads_recboles_form(data: Path) -> None:
    films = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
    films += "1\tToy Box\t1995\tAnimation Children's\n267\tunkonwn\tunkonwn\tunknown\n"
    source = write(
        data, movielens.ML100K, {"ml-100k.item": films, "u.data": "196\t1\t3\t881250949\n"}
    )
    found = movielens.ml100k(source)
    assert [film.title for film in found.films] == ["Toy Box (1995)", "unkonwn"]
    assert found.films[0].tags == ("Animation", "Children's")
    assert found.ratings == (Interaction("196", "1", 3.0, 881250949.0),)


def test_altered_cut_short_and_missing_files_are_named(data: Path) -> None:
    source = write(data, movielens.SMALL, small_files())
    file = data / source.folder / "ratings.csv"
    file.write_text(file.read_text("utf-8")[:-20], "utf-8")
    with pytest.raises(ConfigError, match=r"ratings\.csv is cut short or altered"):
        movielens.small(source)
    file.unlink()
    with pytest.raises(ConfigError, match=r"lacks ratings\.csv"):
        movielens.small(source)
    with pytest.raises(ConfigError, match="holds no movielens-100k"):
        movielens.ml100k()


def test_each_set_says_where_it_comes_from_and_on_what_terms() -> None:
    for source in (movielens.SMALL, movielens.ML100K):
        assert source.address.startswith("https://files.grouplens.org/")
        assert "no commercial use" in source.licence
        assert all(len(md5) == 32 for md5 in source.md5.values())


# --- splits -------------------------------------------------------------------------------------


def test_the_last_fifth_of_each_user_is_held_out_rounded_down() -> None:
    events = [event("u", f"{n}", n) for n in range(10)] + [event("v", "0", 5)] * 1
    events += [event("w", f"{n}", -n) for n in range(9)]
    split = movielens.last_of_each_user(events)
    assert [(e.user, e.item) for e in split.test] == [("u", "8"), ("u", "9"), ("w", "0")]
    assert len(split.train) + len(split.test) == len(events)


def test_ties_of_time_fall_by_the_seed_and_not_by_the_order_of_the_file() -> None:
    events = [event("u", f"{n}", 7) for n in range(30)]
    held = {e.item for e in movielens.last_of_each_user(events).test}
    assert held == {e.item for e in movielens.last_of_each_user(events[::-1]).test}
    assert held != {f"{n}" for n in range(24, 30)}
    assert held != {e.item for e in movielens.last_of_each_user(events, seed=1).test}


def test_one_moment_for_all_leaves_users_with_ratings_on_both_sides() -> None:
    events = [event("old", f"{n}", n) for n in range(8)]
    events += [event("both", "0", 0.5), event("both", "1", 8), event("new", "1", 9)]
    split = movielens.later_than_all(events, share=0.25)
    assert {e.user for e in split.train} == {"old", "both"}
    assert [(e.user, e.item) for e in split.test] == [("both", "1")]
    assert max(e.time or 0 for e in split.train) < min(e.time or 0 for e in split.test)


def test_the_published_protocol_holds_out_a_quarter_of_each_film() -> None:
    events = [event(f"u{u}", item, u) for item in "ab" for u in range(40)]
    split = movielens.stratified(events)
    for item in "ab":
        assert sum(e.item == item for e in split.test) == 10
    assert set(split.train).isdisjoint(split.test)
    assert {e.time for e in split.test} != set(range(30, 40)), "it is no split by time"
    assert set(split.test) == set(movielens.stratified(events[::-1]).test)


def test_levels_of_history_are_thirds_of_the_users() -> None:
    levels = movielens.terciles({f"u{n}": n for n in range(9)})
    assert [levels[f"u{n}"] for n in (0, 2, 3, 5, 6, 8)] == [
        "short", "short", "middle", "middle", "long", "long"
    ]  # fmt: skip


def test_a_few_users_are_drawn_from_every_level() -> None:
    levels = movielens.terciles({f"{n}": n for n in range(30)})
    few = movielens.drawn(levels, 6, seed=0)
    assert sorted(levels[u] for u in few) == ["long"] * 2 + ["middle"] * 2 + ["short"] * 2
    assert few == movielens.drawn(levels, 6, seed=0)
    assert few != movielens.drawn(levels, 6, seed=1)
    assert movielens.drawn(levels, None, seed=0) == [f"{n}" for n in range(30)]


# --- tasks --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_a_request_for_stars_holds_the_past_and_the_films_but_no_held_out_star() -> None:
    loaded = ratings.load(Options())
    assert len(loaded.samples) == USERS + 1
    for sample in loaded.samples:
        label, request = loaded.labels[sample.id], sample.request
        assert set(request.among or ()) == set(label["ratings"])
        assert len(request.history) == label["history"]
        assert not {e.item for e in request.history} & set(label["ratings"])
        assert request.text == ""
        times = [e.time or 0 for e in request.history]
        assert times == sorted(times)
    trained = {(e.user, e.item) for e in (*loaded.training.events, *loaded.training.tuning)}
    held = {(user, item) for user, label in loaded.labels.items() for item in label["ratings"]}
    assert trained.isdisjoint(held)


@pytest.mark.usefixtures("small")
def test_tuning_is_cut_off_the_end_of_the_training_part() -> None:
    training = ratings.load(Options()).training
    assert set(training.events).isdisjoint(training.tuning)
    for user, late in movielens.per_user(training.tuning).items():
        early = [e.time or 0 for e in training.events if e.user == user]
        assert max(early) < min(e.time or 0 for e in late)


@pytest.mark.usefixtures("small")
def test_a_request_for_a_list_leaves_out_what_was_seen() -> None:
    loaded = ranking.load(Options(limit=3))
    assert len(loaded.samples) == 3
    for sample in loaded.samples:
        seen = {e.item for e in sample.request.history}
        assert set(sample.request.exclude) == seen
        assert sample.request.among is None
        assert seen.isdisjoint(loaded.labels[sample.id]["relevant"])
        assert loaded.labels[sample.id]["genres"] == {"Drama": 1.0}
    assert len(loaded.training.items) == FILMS


@pytest.mark.usefixtures("small")
def test_the_catalogues_popularity_knows_no_held_out_rating() -> None:
    rows = {
        r["id"]: r["popularity"] for r in movielens.catalogue_rows("movielens-small", ("last",))
    }
    trained = [e.item for e in movielens.cut("movielens-small", "last").train]
    assert rows == {str(i): trained.count(str(i)) for i in range(FILMS)}
    both = movielens.catalogue_rows("movielens-small", ("last", "moment"))
    assert sum(r["popularity"] for r in both) < len(trained)


def test_ndcg_by_hand() -> None:
    """Hits at ranks 1 and 3 of three relevant films: (1 + 1/2) / (1 + 1/log2(3) + 1/2)."""
    rating = Interval(mean=3, low=1, high=5)
    items = [
        Recommended(rank=n, id=i, title=i, score=0.0, rating=rating) for n, i in enumerate("axb", 1)
    ]
    found = Recommendation(request_id="", profile=Profile(), items=items)
    label = {"relevant": ["a", "b", "c"]}
    assert ranking.ndcg(found, label) == pytest.approx(1.5 / (1.5 + 0.6309297535714575))
    assert ranking.ndcg(found, label, k=1) == 1
    assert ranking.ndcg(found, {"relevant": ["y"]}) == 0
    assert ranking.ndcg(found, {"relevant": []}) is None


@pytest.mark.parametrize(
    "task",
    [ratings.TASK, ratings.TASK100K, ranking.TASK, ranking.TASK_MOMENT],
    ids=lambda t: t.name,
)
def test_every_threshold_is_of_a_system_and_a_metric_of_its_task(task) -> None:
    names = {m.name for m in task.metrics}
    assert len(names) == len(task.metrics)
    assert {t.metric for t in task.thresholds} <= names
    assert {t.system for t in task.thresholds} | set(task.costly) <= set(task.systems)
    assert all(m.source for m in task.metrics)
