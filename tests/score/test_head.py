"""The head in NumPy says what the one in torch says; what it learns is calibrated."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.score import head_training
from llmrec.score.head import TASKS, Head, standard
from llmrec.score.head_training import Case, Which

torch = pytest.importorskip("torch")
SIGNALS = 3


def case(draw: np.random.Generator, pool: int = 30) -> Case:
    """The first signal says what is taken, the second what is rated higher than was told."""
    signals = draw.normal(size=(pool, SIGNALS))
    odds = 1 / (1 + np.exp(3 - 2 * signals[:, 0]))
    taken = draw.random(pool) < odds
    rated = draw.normal(size=(8, SIGNALS))
    told = np.stack([np.full(8, 3.0), np.full(8, 0.5)], axis=1)
    stars = 3 + 0.5 * rated[:, 1] + draw.normal(0, 1.0, 8)  # twice as unsure as was told
    return Case(signals, taken, np.ones(pool), rated, told, stars, signals, taken)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    draw = np.random.default_rng(0)
    return [case(draw) for _ in range(200)]


@pytest.fixture(scope="module")
def head(cases: list[Case]) -> Head:
    return head_training.learn(cases)


def test_the_same_numbers_as_in_torch() -> None:
    torch.manual_seed(1)
    network = head_training._network(Which(), np.zeros(SIGNALS), 0.0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_()
    mean, deviation = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.5])
    made = Head(mean, deviation, **network.frozen(), slope=np.array([1.0, 0.0]))
    rows = np.random.default_rng(2).normal(size=(50, SIGNALS)) * 3
    with torch.no_grad():
        x = torch.from_numpy(standard(rows, mean, deviation)).float()
        expected = network(x).numpy()
    assert made(rows) == pytest.approx(expected, abs=1e-5)
    assert made(rows).shape == (50, len(TASKS))


def test_what_is_taken_stands_first(head: Head, cases: list[Case]) -> None:
    fresh = case(np.random.default_rng(9), 400)
    z = head(fresh.signals)[:, 0]
    assert np.corrcoef(z, fresh.signals[:, 0])[0, 1] > 0.9
    assert z[fresh.taken].mean() > z[~fresh.taken].mean() + 1


def test_relevance_is_how_often_it_is_taken(head: Head) -> None:
    draw = np.random.default_rng(7)
    assert off([case(draw) for _ in range(500)], head) < 0.03, "expected calibration error"


def test_relevance_holds_of_people_whose_signals_lie_elsewhere(cases: list[Case]) -> None:
    """Who has a long past has larger signals of everything: that tells no candidates apart."""
    draw = np.random.default_rng(8)

    def moved(c: Case) -> Case:
        by = np.array([draw.normal(0, 2), 0, 0])
        return c._replace(signals=c.signals + by, served=c.served + by)

    head = head_training.learn([moved(c) for c in cases], Which(stars=False))
    assert off([moved(case(draw)) for _ in range(500)], head) < 0.03


def test_relevance_knows_of_requests_that_nothing_was_found_for(cases: list[Case]) -> None:
    """They teach no order, and half as much is taken with as many of them again."""
    nothing = np.zeros(30, bool)
    missed = [c._replace(taken=nothing, wanted=nothing) for c in cases]
    plain, head = head_training.learn(cases), head_training.learn([*cases, *missed])
    assert head(cases[0].signals)[:, 0] == pytest.approx(plain(cases[0].signals)[:, 0])
    assert said(cases, head).mean() == pytest.approx(said(cases, plain).mean() / 2, rel=0.1)


def test_relevance_counts_all_that_was_taken_later(cases: list[Case]) -> None:
    """Order is learned of the first that were taken; how likely it is, of all of them."""
    few = [c._replace(taken=c.taken & (np.cumsum(c.taken) <= 2)) for c in cases]
    assert off(cases, head_training.learn(few)) < 0.03


def said(cases: list[Case], head: Head) -> np.ndarray:
    return np.concatenate([1 / (1 + np.exp(-head.logits(head(c.served)[:, 0]))) for c in cases])


def off(cases: list[Case], head: Head) -> float:
    """Expected calibration error."""
    p, taken = said(cases, head), np.concatenate([c.wanted for c in cases])
    parts = np.array_split(np.argsort(p), 10)
    return float(np.mean([abs(p[part].mean() - taken[part].mean()) for part in parts]))


def test_intervals_of_stars_hold_what_they_say(head: Head) -> None:
    draw = np.random.default_rng(5)
    fresh = [case(draw) for _ in range(300)]
    stars = np.concatenate([c.stars for c in fresh])
    z, told = (np.concatenate(x) for x in ([head(c.rated) for c in fresh], [c.told for c in fresh]))
    reach = head_training.Z80 * told[:, 1] * np.exp(z[:, 2])
    assert 0.77 <= (np.abs(stars - told[:, 0] - z[:, 1]) <= reach).mean() <= 0.83
    error = np.sqrt(np.mean((stars - told[:, 0] - z[:, 1]) ** 2))
    assert error < np.sqrt(np.mean((stars - told[:, 0]) ** 2))


def test_shares_are_what_the_output_loses_without_a_signal(head: Head) -> None:
    rows = np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    shares = head.shares(rows, head(rows)[:, 0])
    assert shares[0, 0] > 1 > abs(shares[1, 1])


def test_a_strange_signal_is_cut(head: Head) -> None:
    far = head(np.array([[1e9, 0.0, 0.0], [1e6, 0.0, 0.0]]))
    assert np.isfinite(far).all()
    assert far[0] == pytest.approx(far[1])


def test_a_few_unlucky_cases_do_not_turn_the_order_round(head: Head, cases: list[Case]) -> None:
    against = [c._replace(wanted=c.served[:, 0] < -1) for c in cases[:3]]
    found = head_training.calibrated(head, against)
    assert found.slope[0] > 0
    share = np.concatenate([c.wanted for c in against]).mean()
    assert said(against, found).mean() == pytest.approx(share, abs=0.03)


def test_a_task_left_out_says_nothing(cases: list[Case]) -> None:
    head = head_training.learn(cases[:20], Which(stars=False))
    z = head(cases[0].rated)
    assert np.abs(z[:, 1]).max() < 0.2, "as it was drawn"


def test_one_case_is_enough_to_go_on(cases: list[Case]) -> None:
    head = head_training.learn(cases[:1])
    assert np.isfinite(head(cases[0].signals)).all()


def test_what_no_way_found_is_not_held_against_a_signal() -> None:
    """What is taken lies above the many of the catalogue, and below the few that are found for
    being first: the signal is worth something all the same."""
    draw, out = np.random.default_rng(3), []
    for _ in range(200):
        found, drawn = draw.normal(3, 0.3, 40), draw.normal(0, 1, 40)
        first = np.concatenate([draw.normal(1.8, 0.7, 1), found, drawn])
        signals = np.stack([first, *draw.normal(size=(2, 81))], axis=1)
        taken, brought = np.arange(81) == 0, slice(1, 41)
        stands_for = np.where(np.arange(81) > 40, 500.0, 1.0)
        nothing = np.zeros((0, 3)), np.zeros((0, 2)), np.zeros(0)
        served = signals[brought], taken[brought]
        out.append(Case(signals, taken, stands_for, *nothing, *served))
    head = head_training.learn(out, Which(stars=False))
    alike = head_training.learn([c._replace(stands_for=np.ones(81)) for c in out])
    assert worth(head, 0, at=1.5) > 0.5
    assert worth(alike, 0, at=1.5) < worth(head, 0, at=1.5)


def test_few_cases_stay_near_what_is_given(cases: list[Case]) -> None:
    start = np.array([0.0, 0.0, 2.0])
    few, many = (head_training.learn(cases[:n], start=start) for n in (4, 200))
    assert worth(few, 2) > 1.0
    assert abs(worth(many, 2)) < worth(few, 2) / 2, "what many cases say counts more"
    assert worth(many, 0) > worth(few, 0)


def worth(head: Head, signal: int, at: float = 0.0) -> float:
    """What one unit more of a signal adds around a value."""
    rows = np.zeros((2, SIGNALS))
    rows[:, signal] = at - 0.5, at + 0.5
    low, high = head(rows)[:, 0]
    return float(high - low)
