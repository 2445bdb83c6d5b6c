"""Settings are chosen on the tuning part, kept as data, and used for the very data they are of."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
import yaml
from llmrec.evals import tune
from llmrec.evals.harness.contracts import Entry, Interaction, Training
from llmrec.evals.systems import tuned, tuning, validation
from llmrec.evals.systems.simple import Popularity
from llmrec.evals.systems.trained import digest
from llmrec.evals.tasks.registry import get

ITEMS = [Entry(f"i{n:02}", f"Thing {n}") for n in range(60)]


def bought(count: int = 30) -> Training:
    """Leave one out: everybody's last item is for tuning."""
    draw = random.Random(0)
    rows = {f"u{n:02}": draw.sample(ITEMS, 4) for n in range(count)}
    events = [
        Interaction(u, e.id, time=float(n)) for u, of in rows.items() for n, e in enumerate(of[:3])
    ]
    return Training(ITEMS, events, [Interaction(u, of[3].id, time=3.0) for u, of in rows.items()])


class Knows:
    """Puts one item first; `good` makes it the one that everybody takes next."""

    def __init__(self, good: bool) -> None:
        self.name, self.good = "knows", good

    def fit(self, training: Training) -> None:
        assert not training.tuning, "what it is judged on is not learned from"
        self.floor = Popularity()
        self.floor.fit(training)

    def answer(self, request):
        found = self.floor.answer(request)
        last = {"i59"} if self.good else set()
        found.items.sort(key=lambda item: item.id not in last)
        return found


# --- lists to judge by --------------------------------------------------------------------------


def test_left_out_items_stand_among_nineteen_others_in_an_order_that_tells_nothing() -> None:
    training = bought()
    found = validation.cases(training)
    assert len(found) == 30
    for case in found:
        assert case.among is not None
        assert len(set(case.among)) == 20
        assert case.wanted <= set(case.among)
        assert case.among == sorted(case.among)
        asked = case.request()
        assert not case.wanted & {event.item for event in asked.history}


def test_of_several_tuning_events_all_that_was_not_seen_is_ranked() -> None:
    late = [Interaction("u", f"i{n:02}", 4.0, 9.0) for n in (1, 2)]
    training = Training(ITEMS, [Interaction("u", "i00", 5.0, 1.0)], late)
    (case,) = validation.cases(training)
    assert case.among is None
    assert case.request().exclude == ["i00"]
    assert case.wanted == {"i01", "i02"}


def test_ndcg_by_hand() -> None:
    """Ranks 1 and 3 of two wanted: (1 + 1 / 2) / (1 + 1 / log2(3))."""
    case = validation.Case("u", [], frozenset("ac"), None)
    value = validation.ndcg(lambda _: ["a", "b", "c"], [case])
    assert value == pytest.approx(1.5 / (1 + 1 / 1.584962500721156))


def test_a_user_without_a_past_is_no_case() -> None:
    assert validation.cases(Training(ITEMS, [], [Interaction("u", "i00")])) == []


# --- choosing -----------------------------------------------------------------------------------


def test_the_setting_that_orders_the_tuning_lists_best_is_kept() -> None:
    rows = bought()
    late = [Interaction(e.user, "i59", time=3.0) for e in rows.tuning]
    training = Training(ITEMS, [e for e in rows.events if e.item != "i59"], late)
    grid = [{"good": False}, {"good": True}]
    found = tuning.best_order(lambda s: Knows(**s), grid, training)["order"]
    assert found["settings"] == {"good": True}
    assert found["reached"] == 1
    assert found["tried"] == 2
    assert found["by"].startswith("NDCG@10 of 30 users on the tuning part")


# --- what is kept -------------------------------------------------------------------------------


def one(system: str, task: str, training: str, reached: float = 0.5) -> tuned.Entry:
    order = {"settings": {"width": 4}, "reached": reached, "by": "NDCG@10", "tried": 2}
    return {"system": system, "tasks": [task], "training": training, "chosen": {"order": order}}


def test_tasks_over_the_same_training_data_share_an_entry() -> None:
    entries = tune.merged([], one("als", "ranking", "a"))
    entries = tune.merged(entries, one("als", "ratings", "a"))
    entries = tune.merged(entries, one("als", "next-item", "b"))
    assert [(e["tasks"], e["training"]) for e in entries] == [
        (["next-item"], "b"),
        (["ranking", "ratings"], "a"),
    ]


def test_an_entry_is_replaced_when_the_data_have_changed() -> None:
    entries = tune.merged([], one("als", "ranking", "a", 0.4))
    assert tune.merged(entries, one("als", "ranking", "b", 0.6)) == [
        one("als", "ranking", "b", 0.6)
    ]


def test_settings_are_used_for_the_data_they_were_found_on_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training, file = bought(), tmp_path / "tuned.yaml"
    tune.write(file, [one("sasrec", "next-item", digest(training, None))])
    monkeypatch.setattr(tuned, "entries", lambda: tuple(tuned.read(file)))
    assert tuned.chosen("sasrec", training)["order"]["settings"] == {"width": 4}
    assert tuned.chosen("sasrec", bought(29)) == {}
    assert tuned.chosen("bpr", training) == {}
    (said,) = tuned.notes("next-item")
    assert said == "sasrec, tuned: order: width 4 (best of 2, NDCG@10 0.5000)."
    assert tuned.notes("ranking") == ()


def test_what_the_project_keeps_is_of_its_tasks_and_says_how_it_was_found() -> None:
    for entry in tuned.read():
        assert entry["system"] in tune.SYSTEMS
        assert all(entry["system"] in get(task).systems for task in entry["tasks"])
        for found in entry["chosen"].values():
            assert found["tried"] >= 1
            assert "tuning part" in found["by"]


class Quick(Knows):
    """A system of one's own that can be tuned."""

    def __init__(self, good: bool = False) -> None:
        super().__init__(good)

    def tune(self, training: Training) -> dict[str, tuned.Entry]:
        return tuning.best_order(lambda s: Quick(**s), [{"good": False}, {"good": True}], training)


def test_a_system_is_tuned_in_its_own_process(tmp_path: Path) -> None:
    training = bought(12)
    found = tune.entry("tests.evals.test_tune:Quick", get("next-item"), training)
    assert found["tasks"] == ["next-item"]
    assert found["training"] == digest(training, None)
    assert found["chosen"]["order"]["tried"] == 2
    tune.write(tmp_path / "kept.yaml", [found])
    assert yaml.safe_load((tmp_path / "kept.yaml").read_text("utf-8")) == [found]


def test_a_system_that_cannot_be_tuned_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        tune.entry("chance", get("next-item"), bought(12))
