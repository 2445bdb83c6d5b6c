"""Requests in words, where people did things: both are weighed in one, by a head that was learned
from what people asked for and took then."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from doubles import DeadEmbedder, context, script

from llmrec.behaviour import Behaviour, Events, Facts, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ConfigError, ModelUnavailable
from llmrec.pipeline import reader, recommend
from llmrec.retrieve import Retrieve, RetrieveConfig
from llmrec.score import INPUTS, NAMES
from llmrec.score.history import Asked
from llmrec.score.start import FILE, shipped_start
from llmrec.score.training import Learned, TrainConfig, begin_with, learn_spoken, train
from llmrec.types import Item, Request, Turn
from llmrec.understand import Understand

pytest.importorskip("torch")
PEOPLE = 360


@pytest.fixture(scope="module")
def world(shop: Catalogue) -> tuple[Events, list[Asked]]:
    """Each person takes four items of one half of the shop, and asks for the last by some of its
    words."""
    draw, half = np.random.default_rng(0), shop.size // 2
    rows, asked = [], []
    for person in range(PEOPLE):
        mine = np.arange(half) if person % 2 else np.arange(half, shop.size)
        *before, last = draw.choice(mine, 4, replace=False)
        rows += [(person, int(i), 5.0, float(n)) for n, i in enumerate([*before, last])]
        request = Request(
            text=words(shop.item(shop.ids[last])), history=[shop.ids[i] for i in before]
        )
        asked.append(Asked(person, request, np.array([last])))
    return Events.of(*zip(*rows, strict=True), size=shop.size), asked


def words(item: Item) -> str:
    """Its last ones, which do not name it."""
    return " ".join(item.text.split()[-6:])


def learn(shop: Catalogue, world: tuple[Events, list[Asked]], **more: object) -> Learned:
    events, asked = world
    ordinals = {id_: n for n, id_ in enumerate(shop.ids)}
    given = {"asked": asked, "read": reader(context(shop))} | more
    return train(events, Facts.of(shop), ordinals, **given)


@pytest.fixture(scope="module")
def learned(shop: Catalogue, world: tuple[Events, list[Asked]]) -> Learned:
    return learn(shop, world)


@pytest.fixture(scope="module")
def behaviour(shop: Catalogue, learned: Learned) -> Behaviour:
    tensors = store.to_tensors(learned.behaviour, learned.tensors(), shop.ids)
    return store.from_tensors(tensors, shop, version="test")


@pytest.fixture
def ctx(shop: Catalogue, behaviour: Behaviour) -> Context:
    return context(shop, behaviour=behaviour)


def test_words_and_deeds_are_weighed_in_one(shop: Catalogue, ctx: Context) -> None:
    asked = Request(text="quiet speaker", history=[shop.ids[0], shop.ids[2]], k=5, explain=0)
    for item in recommend(asked, ctx).items:
        assert item.features.keys() == item.shares.keys() == set(INPUTS)


def test_a_past_counts_beside_the_words(shop: Catalogue, ctx: Context) -> None:
    """The same words, after things of the one half of the shop and of the other."""
    half = shop.size // 2
    low, high = (
        recommend(Request(text="smart light", history=past, k=20, explain=0), ctx)
        for past in ([shop.ids[n] for n in (1, 3, 5)], [shop.ids[half + n] for n in (1, 3, 5)])
    )
    mine = set(shop.ids[:half])
    assert sum(i.id in mine for i in low.items) > sum(i.id in mine for i in high.items)


def test_words_find_what_they_say(shop: Catalogue, ctx: Context) -> None:
    """Each is asked for by its own words, without a past."""
    wanted = [shop.item(shop.ids[n]) for n in range(0, shop.size, 12)]
    found = [recommend(Request(text=words(i), k=10, explain=0), ctx) for i in wanted]
    hits = [i.id in {r.id for r in f.items} for i, f in zip(wanted, found, strict=True)]
    assert np.mean(hits) > 0.5


def test_a_judgement_that_would_count_for_nothing_is_not_asked_for(
    shop: Catalogue, behaviour: Behaviour
) -> None:
    asked = Request(text="quiet speaker", k=5, explain=1)
    taught, untaught = (
        {c.prompt for c in recommend(asked, context(shop, script(), behaviour=held)).calls}
        for held in (behaviour, None)
    )
    assert {"fit", "rating"} <= untaught
    assert not {"fit", "rating"} & taught


def test_a_few_requests_begin_with_what_ships(
    shop: Catalogue, world: tuple[Events, list[Asked]]
) -> None:
    """Of thirty requests a third teach: the head is still mostly what was learned elsewhere."""
    events, asked = world
    few = learn(shop, (events, asked[:30])).spoken
    assert few is not None
    told, shipped = few.k[0] / few.deviation, shipped_start()
    known = shipped != 0
    assert np.corrcoef(told[known], shipped[known])[0, 1] > 0.5


@pytest.mark.parametrize(("asked", "begins"), [(0, False), (1, True), (999, True), (1000, False)])
def test_many_requests_need_nothing_to_begin_with(asked: int, begins: bool) -> None:
    assert (begin_with(asked) is not None) == begins
    lone = learn_spoken([], TrainConfig(), begin_with(asked))
    assert lone is None, "of no case nothing is learned"


def test_without_an_embedding_model_nothing_is_learned_of_words(
    shop: Catalogue, world: tuple[Events, list[Asked]]
) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be learned from"):
        learn(shop, world, read=reader(context(shop, embedder=DeadEmbedder())))


def test_what_is_popular_is_a_candidate_only_where_words_are_weighed(
    shop: Catalogue, behaviour: Behaviour
) -> None:
    popular = {shop.ids[n] for n in behaviour.best(behaviour.past([]), 2)}
    few = Retrieve(RetrieveConfig(per_source=2, popular=0))
    request = Request(text="zzz", k=2)
    found = []
    for words in (True, False):
        ctx = context(shop, behaviour=replace(behaviour, words=words))
        profile = Understand().cheap(request, ctx)
        found.append({c.item for c in few(profile, request, ctx)})
    assert popular <= found[0]
    assert not popular <= found[1]


def test_what_the_talk_is_about_is_its_past(shop: Catalogue, ctx: Context) -> None:
    one, two = (shop.item(shop.ids[n]) for n in (3, 8))
    talk = [
        Turn(role="user", content=f"I have the {one.title} already."),
        Turn(role="assistant", content=f"Then perhaps the {two.title}?"),
    ]
    request = Request(text="Something else", dialogue=talk)
    profile = Understand().cheap(request, ctx)
    assert [m.item for m in profile.spoken_of] == [one.id, two.id]
    span = profile.spoken_of[1].span
    assert span is not None
    assert talk[span.turn].content[span.start : span.end] == two.title
    assert ctx.behaviour is not None
    past = ctx.behaviour.past_of(request, profile)
    assert [shop.ids[n] for n in past.items] == [one.id, two.id]
    hated = profile.model_copy(update={"dislikes": [profile.spoken_of[0]]})
    past = ctx.behaviour.past_of(request, hated)
    assert [shop.ids[n] for n in past.items] == [two.id]


def test_titles_of_a_large_catalogue_are_looked_for_where_they_count(
    shop: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = shop.item(shop.ids[3]).title
    talk = [Turn(role="user", content=f"like the {title}")]
    assert Understand().cheap(Request(text=f"like the {title}"), context(shop)).spoken_of
    monkeypatch.setattr("llmrec.understand.stage.FEW_TITLES", 0)
    assert not Understand().cheap(Request(text=f"like the {title}"), context(shop)).spoken_of
    assert Understand().cheap(Request(text="yes", dialogue=talk), context(shop)).spoken_of


def test_what_was_learned_with_other_features_is_a_named_fallback(
    shop: Catalogue, behaviour: Behaviour
) -> None:
    old = context(shop, behaviour=replace(behaviour, inputs=("other",)))
    found = recommend(Request(text="a speaker", history=[shop.ids[0]], explain=0), old)
    assert set(found.items[0].features) == set(NAMES)
    assert any("other features" in f.reason for f in found.fallbacks)


DAMAGE = ["", "{", "{}", FILE.read_text("utf-8").replace('"dense"', '"density"', 1)]
DAMAGE += [re.sub(r'("dense": )[-.\d]+', r"\1NaN", FILE.read_text("utf-8"))]


@pytest.mark.parametrize("text", DAMAGE)
def test_a_damaged_start_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "spoken.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="to begin learning with"):
        shipped_start(file)
