"""What a person did, where the catalogue's events taught what it says: found, weighed, told."""

from __future__ import annotations

import numpy as np
import pytest
from doubles import context

from llmrec.behaviour import SIGNALS, Behaviour, Events, Facts, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.pipeline import recommend
from llmrec.retrieve import Retrieve, RetrieveConfig
from llmrec.score import NAMES
from llmrec.score.training import train
from llmrec.types import Event, Recommendation, Request
from llmrec.understand import Understand

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def behaviour(shop: Catalogue) -> Behaviour:
    """Learned from people who take items of one half of the shop, and rate those of the other
    half, which they take seldom, lower."""
    draw, half = np.random.default_rng(0), shop.size // 2
    rows = []
    for person in range(60):
        mine = np.arange(half) if person % 2 else np.arange(half, shop.size)
        for time, item in enumerate(draw.choice(mine, 12, replace=False)):
            rows.append((f"p{person}", int(item), float(4 + (item % 2)), float(time)))
    events = Events.of(*zip(*rows, strict=True), size=shop.size)
    ordinals = {id_: n for n, id_ in enumerate(shop.ids)}
    learned = train(events, Facts.of(shop), ordinals)
    tensors = store.to_tensors(learned.behaviour, learned.tensors(), shop.ids)
    return store.from_tensors(tensors, shop, version="test")


@pytest.fixture
def ctx(shop: Catalogue, behaviour: Behaviour) -> Context:
    return context(shop, behaviour=behaviour)


def past(shop: Catalogue, *ordinals: int) -> list[Event]:
    return [Event(item=shop.ids[n], rating=5.0) for n in ordinals]


def answer(shop: Catalogue, ctx: Context, text: str = "", **more: object) -> Recommendation:
    asked = {"history": past(shop, 0, 2, 4), "k": 5, "explain": 0} | more
    return recommend(Request.model_validate({"text": text} | asked), ctx)


def test_what_events_bring_is_among_the_candidates(
    shop: Catalogue, ctx: Context, behaviour: Behaviour
) -> None:
    request = Request(text="zzz", history=past(shop, 0, 2, 4), k=2)
    profile = Understand().cheap(request, ctx)
    found = Retrieve(RetrieveConfig(per_source=2, popular=0))(profile, request, ctx)
    ids = {c.item for c in found}
    best = behaviour.best(behaviour.past(request.history), 2)
    assert {shop.ids[n] for n in best} <= ids
    assert all("behaviour" in c.sources for c in found)


def test_without_words_the_history_alone_counts(shop: Catalogue, ctx: Context) -> None:
    found = answer(shop, ctx)
    for item in found.items:
        assert item.features.keys() == item.shares.keys() == SIGNALS.keys()
    mine = set(shop.ids[: shop.size // 2])
    assert sum(i.id in mine for i in found.items) >= 4


def test_words_and_history_count_both(shop: Catalogue, ctx: Context) -> None:
    found = answer(shop, ctx, "a speaker for the kitchen, under $150")
    for item in found.items:
        assert item.features.keys() == SIGNALS.keys() | set(NAMES)
        assert float(str(item.attributes["price"])) < 150, "limits hold whatever people did"
    alone = answer(shop, ctx, "a speaker for the kitchen, under $150", history=[])
    assert [i.id for i in alone.items] != [i.id for i in found.items]
    assert set(alone.items[0].features) == set(NAMES)


def test_stars_are_those_of_the_events(shop: Catalogue, ctx: Context) -> None:
    for item in answer(shop, ctx).items:
        assert 4 <= item.rating.low <= item.rating.mean <= item.rating.high <= 5


def test_a_history_of_nothing_known_is_no_history(shop: Catalogue, ctx: Context) -> None:
    found = answer(shop, ctx, "a speaker", history=["nobody-sells-this"])
    assert found.unknown == ["nobody-sells-this"]
    assert set(found.items[0].features) == set(NAMES)


def test_the_version_of_what_was_learned_is_told(shop: Catalogue, ctx: Context) -> None:
    assert answer(shop, ctx).versions["behaviour"] == "test"
    assert "behaviour" not in recommend(Request(text="a speaker"), context(shop)).versions


def test_whoever_says_no_word_gets_something_else_than_before(shop: Catalogue) -> None:
    mine = [shop.ids[0], {"item": shop.ids[2], "event": "purchase"}]
    looked = {"item": shop.ids[4], "event": "view"}
    found = {i.id for i in answer(shop, context(shop), history=[*mine, looked], k=shop.size).items}
    assert not {shop.ids[0], shop.ids[2]} & found
    assert shop.ids[4] in found, "what was only looked at may come"
    title = shop.item(shop.ids[0]).title
    named = answer(shop, context(shop), title, history=mine, k=shop.size)
    assert shop.ids[0] in {i.id for i in named.items}, "who asks for it in words gets it"
    among = answer(shop, context(shop), history=mine, among=shop.ids[:3])
    assert {i.id for i in among.items} == set(shop.ids[:3]), "given items all come back"
