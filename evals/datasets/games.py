"""Amazon Video Games: what people bought in order, with the candidates that LLMRank published.

Read in place from the folder that `LLMREC_DATA` names; nothing of it is copied here. Source: Hou et
al. 2024, Large Language Models are Zero-Shot Rankers for Recommender Systems, ECIR
(https://github.com/RUCAIBox/LLMRank), cut from Amazon Review Data 2018 (Ni et al.).

The files' ids are numbers in the order in which people's histories first name them, so a small
distance between two ids says that the same person bought both: ranking by it alone gives NDCG@10
.324 where chance gives .227. Ids therefore leave this module as keyed hashes, and nothing keeps the
order of the files.

The last purchase of a person is the label, the one before it is for tuning, what came earlier is
the training part. The set has no clock: `time` is the place in the person's history.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2s
from pathlib import Path
from typing import NamedTuple

from llmrec.evals.datasets import indexed
from llmrec.evals.datasets.movielens import Source, folder
from llmrec.evals.harness.contracts import Entry, Interaction, Loaded, Options, Sample, Training

from llmrec.types import Event, Request

CATALOGUE = "amazon-games"
SEED = 0
NEGATIVES = 19
GAMES = Source(
    "amazon-games",
    "https://github.com/RUCAIBox/LLMRank/tree/main/llmrank/dataset/Games-6k",
    "LLMRank is under the MIT licence; Amazon Review Data 2018 states none and is for research",
    "Yupeng Hou et al. 2024. Large Language Models are Zero-Shot Rankers for Recommender Systems. "
    "ECIR. https://arxiv.org/abs/2305.08845",
    {
        "items.tsv": "9d180f433b240c26ab07c7500ea9cb3f",
        "test.inter": "f80eeabbfc1893e7d45c27015bd8e1af",
        "candidates.random": "912882764693c0c3503926f474b7b3ca",
    },
)
"""`items.tsv` is the publisher's Games-6k.item, `candidates.random` its Games-6k.random."""


class Person(NamedTuple):
    """Ids as the files have them."""

    history: tuple[str, ...]
    """What the person bought, oldest first."""
    target: str
    """What the person bought next."""


class Games(NamedTuple):
    """The whole set."""

    titles: dict[str, str]
    people: dict[str, Person]
    candidates: dict[str, tuple[str, ...]]
    """Of 6,000 people, 100 random items each; the target is seldom among them."""


def item_id(raw: str) -> str:
    """The id of an item in requests; it tells nothing of when or by whom the item was bought."""
    return "i" + _hash("item", raw)


def user_id(raw: str) -> str:
    """The id of a person in requests."""
    return "u" + _hash("user", raw)


def _hash(kind: str, raw: str) -> str:
    return blake2s(
        f"{kind} {raw}".encode(), key=f"games {SEED}".encode(), digest_size=6
    ).hexdigest()


def read(source: Source = GAMES) -> Games:
    """The set.

    Raises:
        ConfigError: it is not there, a file is missing, or its bytes are other ones.
    """
    where = folder(source)
    titles = dict(_rows(where / "items.tsv", header=True))
    people = {
        user: Person(tuple(history.split(" ")), target)
        for user, history, target in _rows(where / "test.inter", header=True)
    }
    drawn = {u: tuple(ids.split(" ")) for u, ids in _rows(where / "candidates.random")}
    return Games(titles, people, drawn)


def _rows(path: Path, header: bool = False) -> Iterator[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return (line.split("\t") for line in lines[int(header) :])


def pool(games: Games, user: str) -> list[str]:
    """The published candidates: of the person's random items, less the target, the first 19, and
    the target; in an order drawn by the person, so that a place in it tells nothing."""
    target = games.people[user].target
    others = [i for i in games.candidates[user] if i != target][:NEGATIVES]
    ids = sorted(map(item_id, [*others, target]))
    random.Random(f"{SEED} {user_id(user)}").shuffle(ids)
    return ids


def sample(games: Games, user: str) -> Sample:
    """The request of a person; nothing in it says which candidate is the target."""
    request = Request(
        user=user_id(user),
        history=[
            Event(item=item_id(raw), time=float(place))
            for place, raw in enumerate(games.people[user].history)
        ],
        among=pool(games, user),
        k=NEGATIVES + 1,
        explain=0,
        catalogue=CATALOGUE,
    )
    return Sample(user_id(user), user_id(user), request)


def training(games: Games) -> Training:
    """All histories; the last purchase before the target is for tuning."""
    events, tuning = [], []
    for user in sorted(games.people, key=user_id):
        history = games.people[user].history
        rows = [
            Interaction(user_id(user), item_id(raw), time=float(place))
            for place, raw in enumerate(history)
        ]
        events += rows[:-1]
        tuning += rows[-1:]
    entries = sorted(Entry(item_id(raw), title) for raw, title in games.titles.items())
    return Training(entries, events, tuning)


def load(options: Options, source: Source = GAMES) -> Loaded:
    """All people with published candidates, or `options.limit` of them drawn by its seed.

    Raises:
        ConfigError: see `read`.
    """
    games = read(source)
    users = sorted(games.candidates, key=user_id)
    if options.limit is not None and options.limit < len(users):
        users = sorted(random.Random(options.seed).sample(users, options.limit), key=user_id)
    samples = [sample(games, user) for user in users]
    labels = {user_id(user): item_id(games.people[user].target) for user in users}
    return Loaded(samples, labels, training(games), CATALOGUE)


def prepare(source: Source = GAMES) -> None:
    """Index the titles as the catalogue that llmrec answers from; its popularity counts what was
    bought before the targets. Done once.

    Raises:
        ConfigError: see `read`.
        ModelUnavailable: no embedding server.
    """
    if not indexed.lacks(CATALOGUE):
        return
    games = read(source)
    bought = Counter(raw for person in games.people.values() for raw in person.history)
    rows = (
        {"id": item_id(raw), "title": title, "popularity": bought[raw]}
        for raw, title in sorted(games.titles.items(), key=lambda row: item_id(row[0]))
    )
    indexed.index(CATALOGUE, rows, "games")
