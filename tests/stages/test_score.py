"""Candidates and judgements -> an ordered, calibrated list."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from doubles import context, few
from safetensors.numpy import load_file, save_file

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ConfigError
from llmrec.retrieve import Retrieve
from llmrec.score import NAMES, Score, ScoreConfig, Weights, features, load_weights
from llmrec.score.model import Linear
from llmrec.types import (
    Candidate,
    Constraint,
    Judgement,
    Profile,
    Request,
    Scored,
    SourceScore,
    Tag,
)

from .contracts import StageContract, candidates, profile


def judged(item: str, probability: float) -> Judgement:
    return Judgement(item=item, probability=probability, form="yes_no")


def retrieved(catalogue: Catalogue, text: str = "smart speaker") -> list[Candidate]:
    return Retrieve()(profile(text), Request(text=text), context(catalogue))


class TestContract(StageContract):
    stage, config = Score, ScoreConfig

    def call(self, stage: Score, ctx: Context, ids: list[str]) -> list[Scored]:
        return stage(candidates(ids), {}, profile(), ctx)


def test_best_first_and_every_candidate_once(home: Catalogue) -> None:
    given = retrieved(home)
    scored = Score()(given, {}, profile(), context(home))
    assert {s.candidate.item for s in scored} == {c.item for c in given}
    relevances = [s.relevance for s in scored]
    assert relevances == sorted(relevances, reverse=True)
    assert all(0 < r < 1 for r in relevances)


def test_the_order_of_the_candidates_does_not_matter(home: Catalogue) -> None:
    given = retrieved(home)
    one, two = (
        {s.candidate.item: s.relevance for s in Score()(cs, {}, profile(), context(home))}
        for cs in (given, given[::-1])
    )
    assert one == pytest.approx(two)


BROKEN = [
    {},
    {"dense": SourceScore(rank=1, score=float("nan"))},
    {"dense": SourceScore(rank=1, score=float("inf")), "lexical": SourceScore(rank=1, score=0.0)},
    {"lexical": SourceScore(rank=1, score=-1e30)},
]


@pytest.mark.parametrize("sources", BROKEN, ids=str)
def test_features_and_scores_are_finite_whatever_the_sources_say(
    home: Catalogue, sources: dict[str, SourceScore]
) -> None:
    some = [Candidate(item=i, sources=sources) for i in home.ids[:3]] + candidates(home.ids[3:6])
    judgements = {home.ids[0]: judged(home.ids[0], 0.0), home.ids[1]: judged(home.ids[1], 1.0)}
    assert np.isfinite(features(some, judgements, profile(), home)).all()
    for s in Score()(some, judgements, profile(), context(home)):
        assert math.isfinite(s.relevance)
        assert 1 <= s.rating.low <= s.rating.mean <= s.rating.high <= 5


def test_an_empty_profile_scores_too(home: Catalogue) -> None:
    assert len(Score()(candidates(home.ids[:4]), {}, Profile(), context(home))) == 4


def test_not_judged_is_not_judged_at_even_odds(home: Catalogue) -> None:
    some = candidates(home.ids[:2])
    even = {home.ids[0]: judged(home.ids[0], 0.5)}
    with_, without = (
        features(some, j, profile(), home)[0, [NAMES.index("judgement"), NAMES.index("judged")]]
        for j in (even, {})
    )
    assert with_.tolist() == [0.0, 1.0]
    assert without.tolist() == [0.0, 0.0]
    first = {s.candidate.item: s for s in Score()(some, even, profile(), context(home))}
    assert first[home.ids[0]].judged and not first[home.ids[1]].judged


def test_a_better_judgement_never_lowers_an_item(home: Catalogue) -> None:
    some = candidates(home.ids[:5])
    last = 0.0
    for probability in (0.05, 0.3, 0.5, 0.7, 0.95):
        scored = Score()(
            some, {home.ids[2]: judged(home.ids[2], probability)}, profile(), context(home)
        )
        (mine,) = [s.relevance for s in scored if s.candidate.item == home.ids[2]]
        assert mine >= last
        last = mine


def test_a_wish_that_is_met_counts(home: Catalogue) -> None:
    rows = few("smart-home")
    cheap = next(r["sku"] for r in rows if r["price"] < 40)
    dear = next(r["sku"] for r in rows if r["price"] > 100)
    wish = Constraint(field="price", op="lt", value=50.0, hard=False)
    wanted = profile(constraints=[wish])
    x = features(candidates([cheap, dear]), {}, wanted, home)
    assert x[0, NAMES.index("wishes")] == 1.0
    assert x[1, NAMES.index("wishes")] == -1.0


def test_a_tag_counts_for_and_against(home: Catalogue) -> None:
    item = home.item(home.ids[0])
    word = item.title.split()[-1]
    for polarity, names in ((1, ("tags", "conflict")), (-1, ("conflict", "tags"))):
        wanted = profile(tags=[Tag(tag=word, polarity=polarity)])  # type: ignore[arg-type]
        x = features(candidates([item.id]), {}, wanted, home)
        assert [x[0, NAMES.index(name)] for name in names] == [1, 0]


def test_slack_is_how_far_inside_its_limits_an_item_stands(home: Catalogue) -> None:
    item = next(i for i in home.items(home.ids) if i.attributes.get("price"))
    price = float(item.attributes["price"])  # type: ignore[arg-type]

    def slack(op: str, value: float) -> float:
        limit = Constraint(field="price", op=op, value=value)  # type: ignore[arg-type]
        x = features(candidates([item.id]), {}, profile(constraints=[limit]), home)
        return float(x[0, NAMES.index("slack")])

    assert slack("le", 2 * price) == pytest.approx(0.5)
    assert slack("le", price) == 0
    assert slack("le", price / 2) == -1
    assert slack("ge", 0.8 * price) == pytest.approx(0.25)
    assert slack("ge", 0.01 * price) == 1
    assert slack("le", 0.0) == 0


def test_what_came_out_last_and_what_costs_most_stand_highest(home: Catalogue) -> None:
    x = features(candidates(home.ids), {}, profile(), home)
    items = home.items(home.ids)
    for name, field in (("recency", "released"), ("price", "price")):
        values = [i.attributes.get(field) for i in items]
        known = [n for n, v in enumerate(values) if v is not None]
        best = max(known, key=lambda n: values[n])  # type: ignore[arg-type, return-value]
        assert x[known, NAMES.index(name)].argmax() == known.index(best)
        assert all(x[n, NAMES.index(name)] == 0.5 for n in set(range(len(items))) - set(known))


def test_how_near_an_item_is_by_itself_says_whether_anything_fits(home: Catalogue) -> None:
    mean, deviation = home.background()
    near = NAMES.index("near")

    def found(cosine: float) -> float:
        one = Candidate(item=home.ids[0], sources={"dense": SourceScore(rank=1, score=cosine)})
        x = features([one], {}, profile(), home)
        assert x[0, near] == pytest.approx((cosine - mean) / deviation)
        return Score()([one], {}, profile(), context(home))[0].relevance

    assert found(mean) < 0.3
    assert found(mean + 3 * deviation) > 0.7
    assert features([Candidate(item=home.ids[0])], {}, profile(), home)[0, near] == 0


def test_shares_add_up_to_the_relevance(home: Catalogue) -> None:
    score = Score()
    for s in score(retrieved(home), {}, profile(), context(home)):
        logit = sum(s.shares.values()) + score.weights.fast.b
        assert s.relevance == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-6)


# --- weights ------------------------------------------------------------------------------------


def test_weights_are_kept_and_read_again(tmp_path: Path) -> None:
    full = Linear(np.arange(len(NAMES)) / 10, -0.5)
    fast = Linear(np.arange(len(NAMES)) / 7, 0.25)
    Weights(full, fast, "test/1").save(tmp_path / "w.safetensors")
    read = load_weights(tmp_path / "w.safetensors")
    assert read.version == "test/1"
    for kept, made in ((read.full, full), (read.fast, fast)):
        assert kept.w.tolist() == made.w.tolist()
        assert kept.b == made.b


def test_weights_of_other_features_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "other.safetensors"
    Weights(*2 * [Linear(np.ones(len(NAMES)), 0.0)], "x").save(file)
    save_file(load_file(file), file, {"features": "one,two"})
    with pytest.raises(ConfigError, match=r"other features.*one,two"):
        Score(ScoreConfig(weights=file))


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x08\x00\x00\x00\x00\x00\x00\x00{}"])
def test_weights_that_cannot_be_read_are_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"w\.safetensors"):
        load_weights(file)


def test_missing_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_weights(tmp_path / "none.safetensors")


def test_weights_without_a_tensor_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    save_file({"v": np.ones(2)}, file, {"features": ",".join(NAMES)})
    with pytest.raises(ConfigError):
        load_weights(file)


def test_weights_that_are_not_finite_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    Weights(*2 * [Linear(np.full(len(NAMES), np.nan), 0.0)], "x").save(file)
    with pytest.raises(ConfigError):
        load_weights(file)


def test_requests_with_and_without_judgements_have_weights_of_their_own(home: Catalogue) -> None:
    full, fast = (Linear(np.zeros(len(NAMES)), b) for b in (2.0, -2.0))
    score = Score(weights=Weights(full, fast, "x"))
    some = candidates(home.ids[:2])
    judgements = {home.ids[0]: judged(home.ids[0], 0.5)}
    assert all(s.relevance > 0.8 for s in score(some, judgements, profile(), context(home)))
    assert all(s.relevance < 0.2 for s in score(some, {}, profile(), context(home)))
