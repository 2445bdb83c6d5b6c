"""MovieLens: stars that people gave to films, read in place and split in the open.

Nothing of it is copied here: files are read from the folder that `LLMREC_DATA` names, after their
checksums are compared, so that a truncated or altered file is an error and not a figure.

Ties of time matter: 362 of the 610 users of the small set rated everything within a day, and 118
of their cuts fall between equal timestamps. Events of the same second are put in an order drawn
with `SEED`, never in the order of the file, which follows the ids of the films.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from llmrec.evals.harness.contracts import Entry, Interaction, Training, data_folder

from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Event

SEED = 0
HELD_OUT = 0.2
NO_GENRES = "(no genres listed)"
LEVELS = ("short", "middle", "long")
"""Of history: thirds of the users by how many training events they have."""


class Source(NamedTuple):
    """Where a set comes from, for people with a network."""

    folder: str
    address: str
    licence: str
    citation: str
    md5: dict[str, str]
    """By file, of the publisher's own bytes."""


_TERMS = (
    "GroupLens research terms: no endorsement, cite, same terms when passed on, no commercial use "
    "without permission"
)
_CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM TiiS 5(4):19. https://doi.org/10.1145/2827872"
)
SMALL = Source(
    "movielens-small",
    "https://files.grouplens.org/datasets/movielens/ml-latest-small.zip",
    _TERMS,
    _CITATION,
    {
        "ratings.csv": "325a6f09399d1c45671f187505e1a100",
        "movies.csv": "ed94fab72b62442ef8150d9446e000d6",
    },
)
ML100K = Source(
    "movielens-100k",
    "https://files.grouplens.org/datasets/movielens/ml-100k.zip",
    _TERMS,
    _CITATION,
    {
        "u.data": "6e47046882bad158b0efbb84cd5cb987",
        "ml-100k.item": "fb748e97e64d9a35421d06d7083d0959",
    },
)
"""`ml-100k.item` is u.item as RecBole converts it (tab-separated, genres as words)."""


class Rated(NamedTuple):
    """A whole set."""

    films: tuple[Entry, ...]
    ratings: tuple[Interaction, ...]


class Split(NamedTuple):
    """Training and held-out events; no event is in both."""

    train: tuple[Interaction, ...]
    test: tuple[Interaction, ...]


def folder(source: Source) -> Path:
    """Where the set lies, its files compared with their checksums.

    Raises:
        ConfigError: the set is not there, a file is missing, or its bytes are other ones.
    """
    where = data_folder(source.folder, settings().data)
    for name, md5 in source.md5.items():
        if not (where / name).is_file():
            raise ConfigError(f"{source.folder} lacks {name}.", remedy=f"See {source.address}")
        found = hashlib.md5((where / name).read_bytes(), usedforsecurity=False).hexdigest()
        if found != md5:
            raise ConfigError(
                f"{source.folder}/{name} is cut short or altered: md5 {found}, not {md5}.",
                remedy=f"Fetch it again from {source.address}",
            )
    return where


def small(source: Source = SMALL) -> Rated:
    """ml-latest-small of September 2018: 610 users, 9,742 films, 100,836 ratings of 0.5 to 5.

    Raises:
        ConfigError: see `folder`.
    """
    where = folder(source)
    with (where / "movies.csv").open(encoding="utf-8", newline="") as f:
        films = tuple(_film(r["movieId"], r["title"], r["genres"], "|") for r in csv.DictReader(f))
    with (where / "ratings.csv").open(encoding="utf-8", newline="") as f:
        ratings = tuple(
            Interaction(r["userId"], r["movieId"], float(r["rating"]), float(r["timestamp"]))
            for r in csv.DictReader(f)
        )
    return Rated(films, ratings)


def ml100k(source: Source = ML100K) -> Rated:
    """MovieLens 100K: 943 users, 1,682 films, 100,000 ratings of 1 to 5.

    Raises:
        ConfigError: see `folder`.
    """
    where = folder(source)
    lines = (where / "ml-100k.item").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    films = tuple(
        _film(r[0], f"{r[1]} ({r[2]})" if r[2].isdigit() else r[1], r[3], " ") for r in rows
    )
    events = [line.split("\t") for line in (where / "u.data").read_text("utf-8").splitlines()]
    return Rated(films, tuple(Interaction(u, i, float(r), float(t)) for u, i, r, t in events))


def _film(item: str, title: str, genres: str, mark: str) -> Entry:
    tags = tuple(g for g in genres.split(mark) if g) if genres != NO_GENRES else ()
    return Entry(item, title, ", ".join(tags), tags)


def by_time(events: Iterable[Interaction], seed: int = SEED) -> list[Interaction]:
    """Oldest first; events of the same second in an order drawn with `seed` and their user."""
    ordered = sorted(events, key=lambda e: (e.user, e.item))
    random.Random(f"{seed} {ordered[0].user if ordered else ''}").shuffle(ordered)
    return sorted(ordered, key=lambda e: e.time or 0.0)


def last_of_each_user(
    events: Sequence[Interaction], share: float = HELD_OUT, seed: int = SEED
) -> Split:
    """Hold out the last `share` of each user's events, rounded down.

    A user's future is held out, but not the world's: what others did later is in the training
    part. That is the weakness of every per-user cut.
    """
    return _grouped(
        events, lambda e: e.user, lambda n: n - int(n * share), lambda of: by_time(of, seed)
    )


def later_than_all(events: Sequence[Interaction], share: float = HELD_OUT) -> Split:
    """Hold out the last `share` of all events, cut at one moment for everybody.

    Only users with events on both sides are in the test part; the small set has very few.
    """
    times = sorted(e.time or 0.0 for e in events)
    cut = times[len(times) - int(len(times) * share)] if times else 0.0
    train = tuple(e for e in events if (e.time or 0.0) < cut)
    known = {e.user for e in train}
    return Split(train, tuple(e for e in events if (e.time or 0.0) >= cut and e.user in known))


def stratified(events: Sequence[Interaction], share: float = 0.25, seed: int = SEED) -> Split:
    """Hold out a random `share` of each film's ratings: recommenders' 75/25 protocol.

    `python_stratified_split(ratio=0.75, filter_by="item")` of recommenders-team/recommenders'
    benchmark. It looks into the future and is here to stand beside published figures only; the
    draw is ours, because theirs hangs on the order of a data frame.
    """

    def drawn(of: list[Interaction]) -> list[Interaction]:
        ordered = sorted(of, key=lambda e: e.user)
        random.Random(f"{seed} {ordered[0].item}").shuffle(ordered)
        return ordered

    return _grouped(events, lambda e: e.item, lambda n: round(n * (1 - share)), drawn)


def training(films: Sequence[Entry], train: Sequence[Interaction]) -> Training:
    """What systems may learn from: `tuning` is the last fifth of each user's training events."""
    early, late = last_of_each_user(train)
    return Training(films, early, late)


def per_user(events: Iterable[Interaction]) -> dict[str, list[Interaction]]:
    found: dict[str, list[Interaction]] = defaultdict(list)
    for event in events:
        found[event.user].append(event)
    return dict(found)


def terciles(sizes: dict[str, int]) -> dict[str, str]:
    """Each user's level of history: the third with the shortest, the middle or the longest."""
    ranked = sorted(sizes, key=lambda user: (sizes[user], user))
    third = len(ranked) / 3
    return {user: LEVELS[min(int(at / third), 2)] for at, user in enumerate(ranked)}


def past(events: Iterable[Interaction]) -> list[Event]:
    """A user's training events as a request carries them, oldest first."""
    return [Event(item=e.item, rating=e.rating, time=e.time) for e in by_time(events)]


def drawn(levels: dict[str, str], limit: int | None, seed: int) -> list[str]:
    """Users to ask for, as many of each level of history as `limit` allows; None: all."""
    users = sorted(levels, key=lambda user: (len(user), user))
    if limit is None or limit >= len(users):
        return users
    random.Random(seed).shuffle(users)
    by_level = {level: [u for u in users if levels[u] == level] for level in LEVELS}
    dealt = [u for row in zip_longest(*by_level.values()) for u in row if u is not None]
    return sorted(dealt[:limit], key=lambda user: (len(user), user))


@lru_cache(maxsize=2)
def rated(name: str) -> Rated:
    """A set by the name of its folder, read once.

    Raises:
        ConfigError: see `folder`.
    """
    return small() if name == SMALL.folder else ml100k()


@lru_cache(maxsize=4)
def cut(name: str, how: str) -> Split:
    """A set, split once: `last`, `moment` or `stratified`."""
    ways = {"last": last_of_each_user, "moment": later_than_all, "stratified": stratified}
    return ways[how](rated(name).ratings)


def prepare(name: str, ways: Sequence[str]) -> None:
    """Index the films as a catalogue, plain and with their titles masked.

    Popularity counts only what is in the training part of every split that the catalogue serves.

    Raises:
        ConfigError: see `folder`. ModelUnavailable: no embedding server.
    """
    from llmrec.evals.datasets import indexed
    from llmrec.evals.systems.masking import masked_name, masked_rows

    if not (indexed.lacks(name) or indexed.lacks(masked_name(name))):
        return
    rows = list(catalogue_rows(name, ways))
    if indexed.lacks(name):
        indexed.index(name, rows, "movielens")
    if indexed.lacks(masked_name(name)):
        indexed.index(masked_name(name), masked_rows(rows, "title", ()), "movielens")


def catalogue_rows(name: str, ways: Sequence[str]) -> Iterator[dict[str, Any]]:
    trained = [{(e.user, e.item) for e in cut(name, how).train} for how in ways]
    counts = Counter(item for _, item in set.intersection(*trained))
    for film in rated(name).films:
        yield {
            "id": film.id,
            "title": film.title,
            "genres": list(film.tags),
            "popularity": counts[film.id],
        }


def _grouped(
    events: Sequence[Interaction],
    key: Callable[[Interaction], str],
    kept: Callable[[int], int],
    order: Callable[[list[Interaction]], list[Interaction]],
) -> Split:
    groups: dict[str, list[Interaction]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    train: list[Interaction] = []
    test: list[Interaction] = []
    for group in groups.values():
        ordered = order(group)
        train += ordered[: kept(len(ordered))]
        test += ordered[kept(len(ordered)) :]
    return Split(tuple(train), tuple(test))
