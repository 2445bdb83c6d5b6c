"""INSPIRED: people talk others into a film. The 228 recommending turns of a published protocol.

Read in place from the folder that `LLMREC_DATA` names. Films come as DBpedia addresses; a film has
a text where ReDial knows one of its title (and of its year, where the address names it).
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from llmrec.evals.datasets import indexed, redial
from llmrec.evals.datasets.dialogues import talk
from llmrec.evals.datasets.movielens import Source, folder
from llmrec.evals.datasets.redial import Advice
from llmrec.evals.harness.contracts import Entry, Interaction, Training, Wanted
from llmrec.evals.titles import bare, year

from llmrec.types import Turn

CATALOGUE = "inspired"
SOURCE = Source(
    "inspired",
    "https://github.com/AaronHeee/LLMs-as-Zero-Shot-Conversational-RecSys (data/inspired); "
    "https://github.com/sweetpeach/Inspired",
    "none stated: for evals only, not to be passed on",
    "Hayati et al. 2020, INSPIRED: Toward Sociable Recommendation Dialog Systems, EMNLP; "
    "He et al. 2023, Large Language Models as Zero-Shot Conversational Recommenders, CIKM",
    {
        "cikm23_entity2id.json": "e5a90f8f613a53500c65d0d3efce5eed",
        "cikm23_item_ids.json": "f2ba74249bf6272371d119a9042f5580",
        "cikm23_test.jsonl": "4e819c39783e3e125b0d42e1b739b446",
        "dialog_dev.tsv": "e9b3adab5a1e0177531ec46caad51a02",
    },
)
_QUALIFIER = re.compile(r" \((?P<of>[^()]*)\)$")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


class Item(NamedTuple):
    id: str
    title: str
    """With its year where the address has one."""
    film: redial.Film | None
    """The same film in ReDial."""

    @property
    def row(self) -> dict[str, Any]:
        """As the catalogue holds it."""
        lists = ("genre", "director", "star")
        told = self.film.row if self.film else {"plot": "", **{name: [] for name in lists}}
        mine = {"id": self.id, "name": self.title, "released": self.released}
        return mine | {n: told[n] for n in ("plot", *lists)}

    @property
    def released(self) -> str | None:
        """The year of either name."""
        return year(self.title) or (year(self.film.title) if self.film else None)


def where(source: Source = SOURCE) -> Path:
    """The folder, its files compared with their checksums.

    Raises:
        ConfigError: not there, a file missing or altered.
    """
    found: Path = folder(source)
    return found


def title_of(address: str) -> str:
    """`<http://dbpedia.org/resource/The_BFG_(2016_film)>` -> `The BFG (2016)`.

    What stands in brackets says which of several things of a name is meant; of it the year is
    kept, because that is how people and other catalogues tell films of one name apart.
    """
    name = unquote(address.strip("<>").rpartition("/resource/")[2]).replace("_", " ")
    found = _QUALIFIER.search(name)
    if found is None:
        return name
    when = _YEAR.search(found["of"])
    return name[: found.start()] + (f" ({when[0]})" if when else "")


def items(source: Source = SOURCE, films: redial.Films | None = None) -> dict[str, Item]:
    """The 1,123 items that are ranked, by id."""
    at, known = where(source), films or redial.films()
    by_name: dict[str, list[redial.Film]] = defaultdict(list)
    for film in known.by_id.values():
        by_name[bare(film.title)].append(film)
    addresses = {n: a for a, n in _read(at / "cikm23_entity2id.json").items()}
    out = {}
    for n in _read(at / "cikm23_item_ids.json"):
        title = title_of(addresses[n])
        out[str(n)] = Item(str(n), title, same_film(title, by_name[bare(title)]))
    return out


def same_film(title: str, named_alike: list[redial.Film]) -> redial.Film | None:
    """The film of this title among those of the same name: of the same year where both say one,
    else the only one there is. Of several without a year none is it."""
    when = year(title)
    if when is not None:
        fit = [f for f in named_alike if year(f.title) in (when, None)]
        fit = [f for f in fit if year(f.title) == when] or fit
    else:
        fit = named_alike
    return fit[0] if len(fit) == 1 else None


def advice(source: Source = SOURCE) -> Iterator[Advice]:
    """Every recommending turn that names an item for the first time in its dialogue.

    One turn opens its dialogue: nothing was said before it, and it is left out, as it is in the
    published figures (211 items named in 191 turns).
    """
    at = where(source)
    rankable = {str(n) for n in _read(at / "cikm23_item_ids.json")}
    with (at / "cikm23_test.jsonl").open(encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    for row in rows:
        before = frozenset(str(e) for e in row["prev_entity"]) & rankable
        new = [i for i in dict.fromkeys(map(str, row["rec"])) if i in rankable - before]
        if new and any(row["context"]):
            turns = [
                Turn(role="assistant" if n % 2 else "user", content=c)
                for n, c in enumerate(row["context"])
            ]
            turn = int(row["turn_id"].rpartition("_")[2])
            yield Advice(row["dialog_id"], turn, talk(turns), before, new)


def training(source: Source = SOURCE, films: redial.Films | None = None) -> Training:
    """All items, and of the 99 development dialogues those that each names in turn, and the turns
    of the one who recommends that name a new one.

    The training dialogues of the set are not there, so popularity is that of a small sample.
    """
    known = items(source, films)
    events, wanted = [], []
    for dialogue, said in groupby(_utterances(source, known), lambda u: u.dialogue):
        turns: list[Turn] = []
        named: dict[str, None] = {}
        for one in said:
            new = tuple(i for i in one.items if i not in named)
            if new and one.role == "assistant" and turns:
                request = talk(turns).request(CATALOGUE, exclude=named)
                wanted.append(Wanted(dialogue, request, new))
            turns.append(Turn(role=one.role, content=one.text))
            named |= dict.fromkeys(new)
        events += [Interaction(dialogue, item) for item in named]
    cut = set(list(dict.fromkeys(e.user for e in events))[::5])
    return Training(
        [_entry(i) for i in known.values()],
        [e for e in events if e.user not in cut],
        [e for e in events if e.user in cut],
        wanted,
    )


class Utterance(NamedTuple):
    dialogue: str
    role: Literal["user", "assistant"]
    text: str
    items: list[str]


def _utterances(source: Source, known: dict[str, Item]) -> Iterator[Utterance]:
    """Of the development dialogues, with the items that each names."""
    by_title = {i.title.casefold(): i.id for i in known.values()}
    by_name = {bare(i.title): i.id for i in known.values()}
    with (where(source) / "dialog_dev.tsv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            named = [m.strip() for m in (row["movies"] or "").split(";") if m.strip()]
            ids = [by_title.get(m.casefold()) or by_name.get(bare(m)) for m in named]
            role: Literal["user", "assistant"] = (
                "assistant" if row.get("speaker") == "RECOMMENDER" else "user"
            )
            found = [i for i in dict.fromkeys(ids) if i]
            yield Utterance(row["dialog_id"], role, row.get("text") or "", found)


def _entry(item: Item) -> Entry:
    film = item.film
    return Entry(item.id, item.title, film.plot if film else "", film.genres if film else ())


def prepare() -> None:
    """Index the items, plain and with their names masked."""
    from llmrec.evals.systems.masking import masked_name, masked_rows

    rows = [item.row for item in items().values()]
    if indexed.lacks(CATALOGUE, "films"):
        indexed.index(CATALOGUE, rows, "films")
    if indexed.lacks(masked_name(CATALOGUE), "films"):
        indexed.index(masked_name(CATALOGUE), masked_rows(rows, "name", ("plot",)), "films")


@lru_cache(maxsize=64)
def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
