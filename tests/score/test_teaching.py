"""What the model said of some pairs is foretold of others, and one number says how well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from llmrec.errors import ConfigError
from llmrec.score import NAMES, Linear, Weights, teaching
from llmrec.score.features import with_foretold
from llmrec.score.teaching import Lesson
from llmrec.taught import NEAR, Card, Taught

DIMS, JUDGED = 16, 8
AGREES = Weights(
    full=Linear(np.array([float(name == "judgement") for name in NAMES]), 0.0),
    fast=Linear(np.array([float(name == "dense") for name in NAMES]), 0.0),
    version="of the test",
)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def lessons(count: int = 40, seed: int = 0) -> list[Lesson]:
    """Two kinds of requests; of each kind the model wants items of one side of a dimension of its
    own, which the cosine cannot know."""
    draw = np.random.default_rng(seed)
    found = []
    for n in range(count):
        kind = n % 2
        request = draw.normal(0, 0.1, DIMS)
        request[kind] = 1.0
        items = draw.normal(0, 0.3, (JUDGED, DIMS))
        items[:, kind] += 1.0
        items[:, 2 + kind] += draw.choice((-1.0, 1.0), JUDGED)
        u, i = unit(request), unit(items)
        said = 3.0 * np.sign(i[:, 2 + kind])
        x = np.zeros((JUDGED, len(NAMES)))
        x[:, NAMES.index("dense")] = i @ u
        found.append(Lesson(u, i, said, x))
    return found


def test_what_the_cosine_cannot_know_is_foretold_of_requests_that_were_not_taught() -> None:
    of = lessons()
    fitted, foretold = teaching.fit(of)
    worth = teaching.worth(of, foretold, AGREES)
    after, before = worth.means
    assert before < 0.65
    assert after > 0.9
    mean, low, high = worth.gain
    assert 0.2 < low < mean < high
    new = lessons(6, seed=1)
    signs = [np.sign(teaching.told(fitted, of, one)) == np.sign(one.said) for one in new]
    assert np.mean(signs) > 0.9


def test_what_the_others_foretell_is_what_is_learned_without_the_one() -> None:
    of = lessons(12)
    _, others = teaching._fitted(of, np.array([4.0, 4.0]), 0.3)
    for n, one in enumerate(of):
        rest = [*of[:n], *of[n + 1 :]]
        alone, _ = teaching._fitted(rest, np.array([4.0, 4.0]), 0.3)
        assert others[n] == pytest.approx(teaching.told(alone, rest, one), abs=1e-4)


def test_a_request_that_it_was_taught_with_is_answered_as_the_model_answered_it() -> None:
    draw = np.random.default_rng(3)
    of = [one._replace(said=draw.normal(0, 3, JUDGED)) for one in lessons()]  # no rule in it
    module = taught(of)
    told = [t for one in of if (t := module(one.request, one.items)) is not None]
    assert len(told) == len(of)
    assert max(np.abs(t.logits - one.said).max() for t, one in zip(told, of, strict=True)) < 0.3
    agrees = [teaching.agreement(t.logits, one.said) for t, one in zip(told, of, strict=True)]
    assert np.nanmean(agrees) > 0.99
    assert min(t.trust.min() for t in told) > 0.99


def test_of_other_requests_it_is_an_opinion_where_it_was_of_worth_and_else_nothing() -> None:
    of, new = lessons(), lessons(6, seed=1)
    told = [taught(of)(one.request, one.items) for one in new]
    assert all(t is not None and np.abs(t.trust - 0.5).max() < 0.1 for t in told)
    recalls = replace(taught(of), card=card(serves=False))
    assert [recalls(one.request, one.items) for one in new] == [None] * len(new)
    again = recalls(of[0].request, of[0].items)
    assert again is not None and again.trust.min() > 0.99


def test_where_the_model_says_anything_nothing_is_gained() -> None:
    gains = []
    for seed in range(6):
        draw = np.random.default_rng(seed + 10)
        of = [one._replace(said=draw.normal(0, 3, JUDGED)) for one in lessons(seed=seed)]
        gains.append(teaching.worth(of, teaching.fit(of)[1], AGREES).gain)
    assert abs(np.mean([mean for mean, _, _ in gains])) < 0.05
    assert sum(low > 0 for _, low, _ in gains) == 0


def test_where_it_tells_nothing_apart_nothing_is_claimed() -> None:
    of = [one._replace(said=np.ones(JUDGED)) for one in lessons()]
    _, foretold = teaching.fit(of)
    worth = teaching.worth(of, foretold, AGREES)
    assert (worth.means, worth.gain) == ((0.5, 0.5), (0.0, 0.0, 0.0))


def test_agreement_counts_the_pairs_that_the_model_told_apart() -> None:
    said = np.array([2.0, -2.0, -2.1])
    assert teaching.agreement(np.array([1.0, 0.0, 5.0]), said) == 0.5
    assert teaching.agreement(np.zeros(3), said) == 0.5
    assert np.isnan(teaching.agreement(said, np.array([1.0, 1.1, 0.9])))


def test_what_is_foretold_stands_where_a_judgement_would() -> None:
    x = with_foretold(np.zeros((2, len(NAMES))), np.array([1.0, -2.0]), np.array([0.5, 1.0]))
    assert x[:, NAMES.index("judgement")].tolist() == [1.0, -2.0]
    assert x[:, NAMES.index("judged")].tolist() == [0.5, 1.0]


def test_what_is_foretold_counts_like_what_fast_says_and_what_was_said_alone() -> None:
    x = np.zeros((2, len(NAMES)))
    x[:, NAMES.index("dense")] = [1.0, 1.0]
    told = with_foretold(x, np.array([3.0, 3.0]), np.array([0.5, 1.0]))
    assert AGREES.logits(told).tolist() == [0.5 * 3.0 + 0.5 * 1.0, 3.0]
    shares = dict(zip(NAMES, AGREES.shares(told).T.tolist(), strict=True))
    assert (shares["judgement"], shares["dense"]) == ([1.5, 3.0], [0.5, 0.0])
    none = with_foretold(x, np.array([3.0, 3.0]), np.zeros(2))
    assert AGREES.logits(none) == pytest.approx([1.0, 1.0])


def test_where_some_were_judged_full_says_of_the_others_too() -> None:
    x = np.zeros((2, len(NAMES)))
    x[:, NAMES.index("dense")], x[:, NAMES.index("judgement")] = 1.0, 2.0
    x[0, NAMES.index("judged")] = 1.0
    assert AGREES.logits(x).tolist() == [2.0, 2.0]
    x[0, NAMES.index("judged")] = 0.0
    assert AGREES.logits(x).tolist() == [1.0, 1.0]


def card(**more: object) -> Card:
    given = {"made": "now", "catalogue": "c", "embedding": "hash", "model": "m", "prompt": "p"}
    given |= {"scorer": "s", "requests": 1, "pairs": 1, "agreement": 0.9, "before": 0.5}
    return Card.model_validate(given | {"gain": (0.4, 0.3, 0.5), "serves": True} | more)


def taught(of: list[Lesson]) -> Taught:
    fitted, _ = teaching.fit(of)
    return teaching.taught(card(), fitted, of)


def test_what_serves_says_what_was_learned() -> None:
    of = lessons(min(NEAR, 24))  # no more than are looked at: nothing is left out
    fitted, _ = teaching.fit(of)
    one = lessons(1, seed=5)[0]
    found = taught(of)(one.request, one.items)
    assert found is not None
    assert found.logits == pytest.approx(teaching.told(fitted, of, one), abs=1e-5)


def test_tensors_that_do_not_fit_together_are_told(tmp_path, monkeypatch) -> None:
    from llmrec import taught as module

    monkeypatch.setattr(module, "path", lambda name: tmp_path / "taught.safetensors")
    whole = taught(lessons(20))
    with pytest.raises(ConfigError, match="not all numbers"):
        module.save(replace(whole, weights=whole.weights * np.nan), "c")
    assert not list(tmp_path.iterdir())
