"""Profile -> candidates: limits first, then what comes near."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from doubles import DeadEmbedder, HashEmbedder, context, few
from model.checker import holds

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import CatalogError
from llmrec.retrieve import Retrieve, RetrieveConfig
from llmrec.taught import Card, Taught
from llmrec.types import Candidate, Constraint, Mention, Profile, Request

from .contracts import StageContract, profile


def found(
    catalogue: Catalogue, wanted: Profile, *, embedder: Any = "hash", **request: Any
) -> list[str]:
    ctx = context(catalogue, embedder=embedder)
    return [c.item for c in Retrieve()(wanted, Request(text="x", **request), ctx)]


class TestContract(StageContract):
    stage, config = Retrieve, RetrieveConfig

    def call(self, stage: Retrieve, ctx: Context, ids: list[str]) -> list[Candidate]:
        return stage(profile(), Request(text="x", among=ids), ctx)


# --- limits -----------------------------------------------------------------------------------

ROWS = {r["sku"]: r for r in few("smart-home")}


def random_constraints(catalogue: Catalogue, seed: int) -> list[Constraint]:
    """One to three limits on properties of any type, with values that occur and some that do
    not."""
    rng = random.Random(seed)
    fields = rng.sample(sorted(catalogue.schema.attributes), rng.randint(1, 3))
    return [next(_random(catalogue, f, rng)) for f in fields]


def _random(catalogue: Catalogue, field: str, rng: random.Random) -> Iterator[Constraint]:
    kind = catalogue.schema.attributes[field].type
    held = [r[field] for r in ROWS.values() if r[field] not in (None, [])]
    if kind in ("number", "date"):
        op: Any = rng.choice(["lt", "le", "gt", "ge", "eq", "ne"])
        yield Constraint(field=field, op=op, value=rng.choice(held))
    elif kind == "boolean":
        yield Constraint(field=field, op=rng.choice(["eq", "ne"]), value=rng.random() < 0.5)
    else:
        values = sorted({v for x in held for v in (x if isinstance(x, list) else [x])})
        one, some = rng.choice(values), rng.sample(values, min(2, len(values)))
        if rng.random() < 0.5:
            op = rng.choice(["has", "lacks"] if kind == "list" else ["eq", "ne"])
            yield Constraint(field=field, op=op, value=one)
        else:
            yield Constraint(field=field, op=rng.choice(["in", "not_in"]), value=some)


def test_a_long_list_has_as_many_near_items_as_are_asked_for(shop: Catalogue) -> None:
    vector = HashEmbedder()(["smart speaker"])[0]
    nearest = {i for i, _ in shop.dense(vector, 150)}
    there = nearest & set(found(shop, profile("smart speaker"), k=150))
    assert len(there) >= 145  # equally near ones at the end may differ


def test_what_is_excluded_does_not_come_back_even_when_it_is_asked_about(home: Catalogue) -> None:
    ids = home.ids[:4]
    assert set(found(home, profile(), among=ids, exclude=ids[:1])) == set(ids[1:])


@pytest.mark.parametrize("seed", range(60))
def test_no_candidate_breaks_a_hard_limit_and_none_that_fits_is_lost(
    home: Catalogue, seed: int
) -> None:
    limits = random_constraints(home, seed)
    embedder = "hash" if seed % 2 else None
    ids = found(home, profile(constraints=limits), embedder=embedder, k=len(ROWS))
    fits = {i for i, r in ROWS.items() if all(holds(r.get(c.field), c.op, c.value) for c in limits)}
    assert set(ids) == fits, [str(c) for c in limits]


def test_a_wish_leaves_nothing_out(home: Catalogue) -> None:
    wish = Constraint(field="price", op="lt", value=1.0, hard=False)
    assert len(found(home, profile(constraints=[wish]), k=len(ROWS))) == len(ROWS)


def test_limits_that_contradict_each_other_leave_nothing(home: Catalogue) -> None:
    limits = [
        Constraint(field="price", op="lt", value=20.0),
        Constraint(field="price", op="gt", value=50.0),
    ]
    assert found(home, profile(constraints=limits)) == []


@pytest.mark.parametrize(
    "limit",
    [
        Constraint(field="no_such_field", op="eq", value="x"),
        Constraint(field="price", op="has", value="x"),
        Constraint(field="price", op="lt", value="cheap"),
    ],
    ids=str,
)
def test_a_limit_that_the_catalogue_cannot_read_is_an_error_never_ignored(
    home: Catalogue, limit: Constraint
) -> None:
    with pytest.raises(CatalogError):
        found(home, profile(constraints=[limit]))


# --- what comes back ----------------------------------------------------------------------------


def test_among_gives_exactly_the_known_ids_once(home: Catalogue) -> None:
    among = [home.ids[5], "no-such-item", home.ids[2], home.ids[5]]
    limit = Constraint(field="price", op="lt", value=0.01)
    assert found(home, profile(constraints=[limit]), among=among, k=1) == [
        home.ids[5],
        home.ids[2],
    ]


def test_excluded_ids_do_not_come_back(home: Catalogue) -> None:
    gone = home.ids[:10]
    ids = found(home, profile(), exclude=[*gone, "no-such-item"], k=len(ROWS))
    assert set(ids) == set(home.ids) - set(gone)


def test_a_disliked_item_does_not_come_back(home: Catalogue) -> None:
    disliked = profile(dislikes=[Mention(text="that one", item=home.ids[3])])
    assert home.ids[3] not in found(home, disliked, k=len(ROWS))


def test_an_item_named_before_may_return(home: Catalogue) -> None:
    title = home.item(home.ids[0]).title
    assert home.ids[0] in found(home, profile(title), history=[home.ids[0]])


@pytest.mark.parametrize("text", ["", "zzzz qqqq", "!!!", "智能音箱"])
@pytest.mark.parametrize("embedder", ["hash", None])
def test_there_are_enough_candidates_whatever_the_words(
    home: Catalogue, text: str, embedder: Any
) -> None:
    ids = found(home, profile(text), embedder=embedder, k=12)
    assert len(ids) >= 12
    assert len(set(ids)) == len(ids)


def test_a_title_is_found_by_its_words(home: Catalogue) -> None:
    for id_ in home.ids[::7]:
        title = home.item(id_).title
        candidates = Retrieve()(profile(title), Request(text="x"), context(home))
        (mine,) = [c for c in candidates if c.item == id_]
        assert mine.sources["lexical"].rank <= 3


def test_every_candidate_has_a_score_in_every_source(home: Catalogue) -> None:
    ctx = context(home)
    candidates = Retrieve()(profile(), Request(text="x"), ctx)
    for source in ("dense", "lexical"):
        ranks = sorted(c.sources[source].rank for c in candidates)
        assert ranks == list(range(1, len(candidates) + 1))
        ordered = sorted(candidates, key=lambda c: c.sources[source].rank)
        scores = [c.sources[source].score for c in ordered]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("embedder", [None, DeadEmbedder()])
def test_without_an_embedding_server_words_alone_are_searched_and_that_is_said(
    home: Catalogue, embedder: Any
) -> None:
    ctx = context(home, embedder=embedder)
    candidates = Retrieve()(profile(), Request(text="x"), ctx)
    assert candidates
    assert all(set(c.sources) == {"lexical"} for c in candidates)
    (fallback,) = ctx.fallbacks
    assert (fallback.stage, fallback.to) == ("retrieve", "lexical search alone")


def test_per_source_bounds_the_candidates(home: Catalogue) -> None:
    few_ = Retrieve(RetrieveConfig(per_source=3))(profile(), Request(text="x", k=1), context(home))
    assert 1 <= len(few_) <= 6


def test_more_like_one_item_brings_its_like(home: Catalogue) -> None:
    vectors = home.matrix()
    wanted, ctx = home.ids[3], context(home)
    plain = Retrieve()(profile(), Request(text="a speaker"), ctx)
    more = Retrieve()(
        profile(likes=[Mention(text="x", item=wanted)]), Request(text="a speaker"), ctx
    )
    less = Retrieve()(
        profile(dislikes=[Mention(text="x", item=wanted)]), Request(text="a speaker"), ctx
    )

    def near(found: list[Candidate]) -> float:
        best = sorted(found, key=lambda c: c.sources["dense"].rank)[:5]
        at = [home.ordinal(c.item) for c in best if c.item != wanted]
        return float(np.mean(vectors[at] @ vectors[home.ordinal(wanted)]))

    assert near(more) > near(plain) >= near(less)
    assert wanted not in [c.item for c in less]


def test_less_like_one_item_lowers_its_like(home: Catalogue) -> None:
    vectors, wanted = home.matrix(), home.ids[3]
    near = vectors @ vectors[home.ordinal(wanted)]
    twin = home.ids[int(np.argsort(-near)[1])]

    def of_twin(**more: Any) -> float:
        request = Request(text="a speaker", among=[twin])
        (one,) = Retrieve()(profile(**more), request, context(home))
        return one.sources["dense"].score

    mention = [Mention(text="x", item=wanted)]
    assert of_twin(dislikes=mention) < of_twin() < of_twin(likes=mention)


@pytest.mark.parametrize(("embedding", "known"), [("hash", True), ("another", False)])
def test_what_was_taught_scores_each_candidate_in_its_own_embedding_alone(
    home: Catalogue, embedding: str, known: bool
) -> None:
    dims = home.matrix().shape[1]
    taught = Taught(
        Card(
            made="now", catalogue=home.name, embedding=embedding, model="m", prompt="p",
            scorer="s", requests=0, pairs=0, agreement=0.9, before=0.5, gain=(0.4, 0.3, 0.5),
            serves=True,
        ),
        line=np.array([1.0, 2.0]),
        sharpness=np.ones(2),
        own=np.zeros(1),
        requests=np.zeros((0, dims), np.float32),
        start=np.zeros(1, np.int64),
        items=np.zeros((0, dims), np.float32),
        weights=np.zeros(0),
    )  # fmt: skip
    liked = profile(likes=[Mention(text="x", item=home.ids[3])])
    for c in Retrieve()(liked, Request(text="x"), context(home, taught=taught)):
        assert ("taught" in c.sources) == known
        if known:
            assert c.sources["taught"].score == pytest.approx(1 + 2 * c.sources["dense"].score)
