"""What teaching the fast path is worth: who is asked, what is compared, how it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from doubles import build, context, data_folder, few, forget_indexes
from llmrec.evals.distil import asked_before, measured, row, said
from llmrec.evals.pools import Pool

from llmrec import lessons
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ModelUnavailable, UsageError
from llmrec.lessons import FEWEST, GIVEN_BEST, Kept
from llmrec.retrieve import Retrieve
from llmrec.score import Score, features
from llmrec.types import Judgement, Profile, Request

FAST, FULL = [0.5, 0.6, 0.7, 0.8], {6: [0.7, 0.8, 0.9, 1.0], 12: [0.9, 1.0, 1.0, 1.0]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("shop")
    with data_folder(folder):
        yield build(folder, "smart-home", few("smart-home"))
    forget_indexes(folder)


def kept(shop: Catalogue, count: int, model: str = "teacher") -> list[Kept]:
    opinions = {i: 0.9 if n % 2 else 0.1 for n, i in enumerate(shop.ids)}
    return [
        Kept(request=f"lamp number {n}", model=model, prompt="fit@2", said=opinions)
        for n in range(count)
    ]


def pool(shop: Catalogue) -> Pool:
    """A query that the model judged all of."""
    profile = Profile(search_text="lamp")
    found = Retrieve()(profile, Request(text="lamp"), context(shop))
    opinions = {c.item: 0.9 if n % 3 else 0.1 for n, c in enumerate(found)}
    return Pool(
        query="lamp",
        labels=np.array([3 if p > 0.5 else 0 for p in opinions.values()]),
        candidates=found,
        judgements={i: Judgement(item=i, probability=p, form="") for i, p in opinions.items()},
        profile=profile,
        catalogue=shop,
        fast=features(found, {}, profile, shop),
    )


def test_it_learns_from_what_was_kept_without_a_language_model(shop: Catalogue) -> None:
    taught = lessons.learned(context(shop), kept(shop, FEWEST))
    assert (taught.card.model, taught.card.prompt) == ("teacher", "fit@2")
    with pytest.raises(ModelUnavailable, match="needs the embedding model"):
        lessons.learned(context(shop, embedder=None), kept(shop, FEWEST))


def test_requests_of_which_nothing_can_be_learned_are_not_counted(shop: Catalogue) -> None:
    gone = [k.model_copy(update={"said": {"gone": 0.5}}) for k in kept(shop, 5)]
    taught = lessons.learned(context(shop), [*kept(shop, FEWEST), *gone])
    rows = measured([pool(shop)], [Score().weights], [taught], context(shop))
    assert [r["system"] for r in rows] == [
        "fast",
        f"fast, taught with {FEWEST} requests",
        "full, 6 judged",
        "full, 12 judged",
    ]


def test_a_query_that_was_asked_before_is_answered_as_the_model_judged_it(shop: Catalogue) -> None:
    mine, weights = pool(shop), Score().weights
    own = asked_before(mine, weights, context(shop))
    assert len(own.said) == GIVEN_BEST
    lately = kept(shop, FEWEST)
    new = lessons.lessons_of(lately, context(shop))
    again = lessons.of_lessons(context(shop), [*new, own], lately[0], weights)
    told = again(own.request, own.items)
    assert told is not None
    assert told.logits == pytest.approx(own.said, abs=0.2)
    last = measured([mine], [weights], [], context(shop), again)[1]
    assert last["system"] == "fast, taught with these queries too"
    assert {"ece", "flawless"} < last["calibration"].keys()


def test_what_is_read_is_of_the_model_that_was_asked_last(shop: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "lessons.jsonl"
    with pytest.raises(UsageError, match="taught nothing"):
        said(file)
    rows = [*kept(shop, 30, "before"), *kept(shop, FEWEST)]
    file.write_text("".join(k.model_dump_json() + "\n" for k in rows), "utf-8")
    assert said(file) == kept(shop, FEWEST)


def test_a_system_is_told_beside_fast_and_beside_full_with_six_and_twelve_judged() -> None:
    half = [0.6, 0.7, 0.8, 0.9]
    told = row("taught", half, FAST, FULL)
    assert told["less fast"]["mean"] == pytest.approx(0.1)
    assert told["less full, 6 judged"]["mean"] == pytest.approx(-0.1)
    assert told["closed, 6 judged"] == pytest.approx([0.5, 0.5, 0.5])
    assert told["closed, 12 judged"][0] == pytest.approx(0.308)
    assert row("fast", FAST, FAST, FULL)["closed, 6 judged"] == [0, 0, 0]
