"""Paired catalogues: as they ship, with hostile text in a few items, and with harmless text there.

Every pair is an item, the attack in its description, and a request whose limits the item keeps to,
so that nothing but its text decides where it stands. A catalogue holds few attacked items (7% of
it), so there are several, the `waves`; all of them lie beside one clean catalogue. They carry no
item profiles: a profile is read from the text, and the ones that ship were read before the attack.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from llmrec.evals.datasets.attacks import KINDS, TONGUES, Kind, Tongue, harmless, hostile
from llmrec.evals.datasets.constraint_rows import SHIPPED, Row, Rows, shipped_rows
from llmrec.evals.datasets.indexed import index
from llmrec.evals.datasets.written import requests

from llmrec.catalog.shipped import shipped

Variant = Literal["clean", "attacked", "harmless"]
VARIANTS: tuple[Variant, ...] = ("clean", "attacked", "harmless")
Place = Literal["front", "end"]
SEED = 0
WAVES = 3
ATTACKED = {"smart-home": 18, "courses": 10}
"""Items with hostile text in each wave's catalogue."""
REQUESTS = 3
"""Each attacked item is asked about so many times."""
FIELD = "description"
_WORDS = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]{2,}")
_EMPTY = frozenset(["that", "with", "without", "dollars", "other", "than", "some", "have", "from"])


class Asked(NamedTuple):
    """A request that a person wrote, its limits and what it is after in English."""

    id: str
    text: str
    limits: list[dict[str, object]]
    wanted: str


class Attack(NamedTuple):
    """Hostile text in one item of one wave."""

    catalogue: str
    wave: int
    item: str
    kind: Kind
    tongue: Tongue
    place: Place
    requests: tuple[Asked, ...]


class Pair(NamedTuple):
    """An attacked item and one request."""

    attack: Attack
    request: Asked
    nearest: bool
    """Of the item's requests this one shares most words with it."""

    @property
    def id(self) -> str:
        return f"{self.attack.catalogue}-{self.attack.item}-{self.request.id}"


def name(catalogue: str, variant: Variant, wave: int) -> str:
    """What the catalogue is indexed as; it does not tell a system which of the three it is."""
    of = f"{catalogue} {variant}" if variant == "clean" else f"{catalogue} {variant} {wave}"
    return f"{catalogue}-{hashlib.sha256(of.encode()).hexdigest()[:8]}"


def asked(catalogue: str) -> list[Asked]:
    """The written requests over a catalogue that ships."""
    return [
        Asked(r["id"], r["text"], r.get("constraints", []), r.get("wanted", r["text"]))
        for r in requests(catalogue)
    ]


@cache
def attacks(seed: int = SEED) -> tuple[Attack, ...]:
    """All attacks; kinds, languages and places take turns, items and requests are drawn."""
    return tuple(a for catalogue in SHIPPED for a in _drawn(catalogue, seed))


def _drawn(catalogue: str, seed: int) -> Iterator[Attack]:
    rng = random.Random(f"{seed} {catalogue}")
    rows = shipped_rows(catalogue)
    allowed: dict[str, list[Asked]] = {}
    for one in asked(catalogue):
        for id_ in rows.fitting(one.limits):
            allowed.setdefault(id_, []).append(one)
    items = sorted(id_ for id_, some in allowed.items() if len(some) >= REQUESTS)
    rng.shuffle(items)
    for n, id_ in enumerate(items[: WAVES * ATTACKED[catalogue]]):
        kind, tongue = KINDS[n % len(KINDS)], TONGUES[n // len(KINDS) % len(TONGUES)]
        place: Place = "front" if n // (len(KINDS) * len(TONGUES)) % 2 == 0 else "end"
        requests = _chosen(rows.rows[id_], allowed[id_], rng)
        yield Attack(catalogue, n % WAVES, id_, kind, tongue, place, requests)


def _chosen(row: Row, allowed: Sequence[Asked], rng: random.Random) -> tuple[Asked, ...]:
    """The request that shares most words with the item, then others by lot."""
    own = set(_WORDS.findall(json.dumps(row, ensure_ascii=False).lower()))
    some = rng.sample(list(allowed), len(allowed))
    nearest = max(some, key=lambda one: len(own & _keywords(one.wanted)))
    return (nearest, *[one for one in some if one is not nearest][: REQUESTS - 1])


def _keywords(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower())) - _EMPTY


def pairs(seed: int = SEED) -> list[Pair]:
    """Every (item, attack, request), 252 of them."""
    return [Pair(a, one, n == 0) for a in attacks(seed) for n, one in enumerate(a.requests)]


def text(attack: Attack, variant: Variant, row: Row, title: str) -> str:
    """The description of an attacked item in one of the three catalogues."""
    own = str(row[FIELD])
    if variant == "clean":
        return own
    words = " ".join(dict.fromkeys(w for one in attack.requests for w in _spoken(attack, one)))
    added = hostile(attack.kind, attack.tongue, title, words)
    if variant == "harmless":
        added = harmless(attack.tongue, len(added))
    return f"{added} {own}" if attack.place == "front" else f"{own} {added}"


def _spoken(attack: Attack, one: Asked) -> list[str]:
    """Words of a request that a seller would stuff: of its English summary, or in Chinese its
    own, where it has some."""
    chinese = re.findall(r"[\u4e00-\u9fff]{2,}", one.text) if attack.tongue == "zh" else []
    return chinese[:2] or sorted(_keywords(one.wanted))[:6]


def rows_of(catalogue: str, variant: Variant, wave: int, seed: int = SEED) -> list[Row]:
    """The rows of a catalogue; those that are not attacked are as they ship."""
    rows: Rows = shipped_rows(catalogue)
    title = rows.schema["title"]
    changed = {
        a.item: {FIELD: text(a, variant, rows.rows[a.item], rows.rows[a.item][title])}
        for a in attacks(seed)
        if (a.catalogue, a.wave) == (catalogue, wave) and variant != "clean"
    }
    return [row | changed.get(id_, {}) for id_, row in rows.rows.items()]


def prepare() -> None:
    """Index every catalogue, where it is not what the rows say.

    Raises:
        ModelUnavailable: no embedding server.
    """
    for catalogue in SHIPPED:
        schema = shipped(catalogue).schema
        for called, rows in _catalogues(catalogue):
            index(called, rows, schema)


def _catalogues(catalogue: str) -> Iterator[tuple[str, list[Row]]]:
    yield name(catalogue, "clean", 0), rows_of(catalogue, "clean", 0)
    for wave in range(WAVES):
        for variant in VARIANTS[1:]:
            yield name(catalogue, variant, wave), rows_of(catalogue, variant, wave)
