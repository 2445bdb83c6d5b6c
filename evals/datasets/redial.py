"""ReDial: people ask strangers for films. 1,000 dialogues and 6,576 films with plots.

Read in place from the folder that `LLMREC_DATA` names. Films are told apart by their name: seven
names stand under two ids each, and the second is another spelling of the first.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from llmrec.evals.datasets import indexed
from llmrec.evals.datasets.dialogues import Talk, talk
from llmrec.evals.datasets.movielens import Source, folder
from llmrec.evals.harness.contracts import Entry, Interaction, Training, Wanted
from llmrec.evals.titles import spaced, year

from llmrec.types import Turn

CATALOGUE = "redial"
SOURCE = Source(
    "redial-dialogues",
    "https://github.com/RUCAIBox/iEvaLM-CRS (data/redial, data/redial_eval); "
    "https://redialdata.github.io/website/",
    "CC BY 4.0 (dialogues); MIT (processing); plots are of another owner: for evals only",
    "Li et al. 2018, Towards Deep Conversational Recommendations, NeurIPS",
    {
        "id2info.json": "b8ac5840963e2e94e1ba39f8c1c842ce",
        "valid_data.jsonl": "3fa37c7de2e14fa798bab86299f36ee2",
        "valid_data_processed.jsonl": "d5412ab6b75327123f769d3958d4fd78",
    },
)
HELD_OUT = 0.15
"""Share of the dialogues that are scored; films liked in the others may be learned from."""
SEED = 0
_MENTION = re.compile(r"@(\d+)")
LIKED, DISLIKED = 1, 0


class Film(NamedTuple):
    id: str
    title: str
    plot: str
    genres: tuple[str, ...]
    row: dict[str, Any]
    """As the catalogue holds it."""


class Films(NamedTuple):
    by_id: dict[str, Film]
    by_title: dict[str, str]
    """Id of each name."""
    same: dict[str, str]
    """Each id of the set -> the id that the catalogue has for its name."""


class Liking(NamedTuple):
    """A dialogue, and what the person who asked said of its films afterwards."""

    id: str
    talk: Talk
    named: list[str]
    liked: list[str]
    disliked: list[str]


class Advice(NamedTuple):
    """A turn of the person who recommends: what was said before, and what that person named."""

    dialogue: str
    turn: int
    talk: Talk
    before: frozenset[str]
    """Films named before this turn; none of them counts."""
    films: list[str]


def where(source: Source = SOURCE) -> Path:
    """The folder, its files compared with their checksums.

    Raises:
        ConfigError: not there, a file missing or altered.
    """
    found: Path = folder(source)
    return found


def films(source: Source = SOURCE) -> Films:
    return _films(where(source))


@lru_cache(maxsize=4)
def _films(at: Path) -> Films:
    raw: dict[str, dict[str, Any]] = json.loads((at / "id2info.json").read_text("utf-8"))
    by_id: dict[str, Film] = {}
    by_title: dict[str, str] = {}
    same: dict[str, str] = {}
    for id_, info in raw.items():
        title = spaced(info["name"])
        same[id_] = by_title.setdefault(title, id_)
        if same[id_] == id_:
            row = {"id": id_, "name": title, "plot": info.get("plot") or ""}
            row |= {name: info.get(name) or [] for name in ("genre", "director", "star")}
            row["released"] = year(title)
            by_id[id_] = Film(id_, title, row["plot"], tuple(row["genre"]), row)
    return Films(by_id, by_title, same)


def likings(source: Source = SOURCE) -> Iterator[Liking]:
    """Every dialogue with at least one film that its seeker liked or disliked.

    The seeker is the one who began the search (`initiator`); the other's account of what the
    seeker likes (`respondent`) is left out.
    """
    known = films(source)
    for row in _lines(where(source) / "valid_data.jsonl"):
        answers = row["initiatorQuestions"]
        if not isinstance(answers, dict):
            continue
        told = {known.same[i]: a["liked"] for i, a in answers.items() if i in known.same}
        liked = [i for i, said in told.items() if said == LIKED]
        disliked = [i for i, said in told.items() if said == DISLIKED]
        if liked or disliked:
            named = [known.same[i] for i in row["movieMentions"] if i in known.same]
            said = talk(_until_seeker(_turns(row, known)))
            yield Liking(row["conversationId"], said, named, liked, disliked)


def openings(source: Source = SOURCE) -> Iterator[Liking]:
    """The same dialogues up to the seeker's last words before any film that the seeker liked is
    named; those in which nothing was said by then are left out."""
    known = films(source)
    for one in likings(source):
        turns = [*one.talk.before, Turn(role="user", content=one.talk.text)]
        titles = [known.by_id[i].title for i in one.liked]
        named = (n for n, t in enumerate(turns) if any(title in t.content for title in titles))
        before = _until_seeker(turns[: next(named, len(turns))])
        if any(t.content.strip() for t in before):
            yield one._replace(talk=talk(before))


def _turns(row: dict[str, Any], known: Films) -> list[Turn]:
    return [
        Turn(
            role="user" if m["senderWorkerId"] == row["initiatorWorkerId"] else "assistant",
            content=_told(m["text"], row["movieMentions"], known),
        )
        for m in row["messages"]
    ]


def _told(text: str, mentions: dict[str, str], known: Films) -> str:
    """The words with `@12345` as the film's name."""

    def name(found: re.Match[str]) -> str:
        film = known.by_id.get(known.same.get(found[1], ""))
        return film.title if film else spaced(mentions.get(found[1]) or found[0])

    return _MENTION.sub(name, text)


def _until_seeker(turns: list[Turn]) -> list[Turn]:
    last = max((n for n, t in enumerate(turns) if t.role == "user"), default=-1)
    return turns[: last + 1]


def advice(source: Source = SOURCE) -> Iterator[Advice]:
    """Every recommending turn that names a film for the first time in its dialogue."""
    known, at = films(source), where(source)
    mentioned = {
        row["conversationId"]: [spaced(t) for t in row["movieMentions"].values() if t]
        for row in _lines(at / "valid_data.jsonl")
    }
    for row in _lines(at / "valid_data_processed.jsonl"):
        context = [spaced(c) for c in row["context"]]
        text = "\n".join(context)
        named = {t for t in mentioned.get(row["dialog_id"], []) if t in text}
        named |= {spaced(e) for e in row["entity"]}
        before = frozenset(known.by_title[t] for t in named if t in known.by_title)
        told = dict.fromkeys(known.by_title.get(spaced(t)) for t in row["rec"])
        new = [i for i in told if i is not None and i not in before]
        if new:
            turns = [
                Turn(role="assistant" if n % 2 else "user", content=c)
                for n, c in enumerate(context)
            ]
            yield Advice(row["dialog_id"], row["turn_id"], talk(turns), before, new)


def held_out(dialogues: list[str], share: float = HELD_OUT, seed: int = SEED) -> set[str]:
    """The dialogues that are scored, drawn among all of them."""
    ordered = sorted(set(dialogues))
    random.Random(seed).shuffle(ordered)
    return set(ordered[: round(share * len(ordered))])


def training(scored: set[str], source: Source = SOURCE) -> Training:
    """All films, and of the other dialogues the films that each names in turn, with stars where
    its seeker said afterwards whether they were liked, and the turns that name a new one."""
    turns = [one for one in advice(source) if one.dialogue not in scored]
    stars = {
        (one.id, film): value
        for one in likings(source)
        for films_, value in ((one.liked, 5.0), (one.disliked, 1.0))
        for film in films_
    }
    named: dict[tuple[str, str], float | None] = {}
    for one in turns:
        for film in (*sorted(one.before), *one.films):
            key = (one.dialogue, film)
            named.setdefault(key, stars.get(key))
    events = [Interaction(who, film, told) for (who, film), told in named.items()]
    ordered = list(dict.fromkeys(e.user for e in events))
    cut = set(ordered[: len(ordered) // 5])
    entries = [Entry(f.id, f.title, f.plot, f.genres) for f in films(source).by_id.values()]
    return Training(
        entries,
        [e for e in events if e.user not in cut],
        [e for e in events if e.user in cut],
        [wanted(one, CATALOGUE) for one in turns],
    )


def wanted(one: Advice, catalogue: str) -> Wanted:
    """A turn as a request, and what was named then."""
    return Wanted(one.dialogue, one.talk.request(catalogue, exclude=one.before), tuple(one.films))


def prepare() -> None:
    """Index the films, plain and with their names masked."""
    from llmrec.evals.systems.masking import masked_name, masked_rows

    rows = [film.row for film in films().by_id.values()]
    if indexed.lacks(CATALOGUE, "films"):
        indexed.index(CATALOGUE, rows, "films")
    if indexed.lacks(masked_name(CATALOGUE), "films"):
        indexed.index(masked_name(CATALOGUE), masked_rows(rows, "name", ("plot",)), "films")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)
