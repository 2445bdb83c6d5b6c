"""What llmrec learns of a task's training part: that alone, and only with today's code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashEmbedder, build, context, data_folder, forget_indexes, rows_of
from llmrec.evals.harness.contracts import Interaction, Training, Wanted
from llmrec.evals.harness.training import PARTS, read_training, write_training
from llmrec.evals.systems import learned
from llmrec.evals.systems.opened import Opened
from llmrec.evals.systems.trained import digest

from llmrec.context import Context
from llmrec.types import Request, Turn

pytest.importorskip("torch")
ASKED = Wanted(
    "u1", Request(text="more", dialogue=[Turn(role="user", content="hello")], exclude=["x"]), ("y",)
)


def test_a_system_reads_what_was_written_for_it(tmp_path: Path) -> None:
    training = Training((), [Interaction("u1", "y", 4.0, 1.0)], [], [ASKED])
    write_training(training, tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == set(PARTS)
    found = read_training(tmp_path)
    assert (found.events, found.wanted) == (training.events, [ASKED])


def test_other_requests_are_other_data() -> None:
    training = Training((), [Interaction("u1", "y")], [], [ASKED])
    again = replace(training, wanted=[ASKED._replace(items=("z",))])
    assert digest(training, 1) != digest(again, 1)


@pytest.fixture
def ctx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setenv("LLMREC_CACHE_DIR", str(tmp_path / "cache"))
    with data_folder(tmp_path):
        yield context(build(tmp_path, "shop", rows_of("smart-home")[:40]))
    forget_indexes(tmp_path)


def people(ctx: Context) -> Training:
    ids = ctx.catalogue.ids
    events = [
        Interaction(f"u{u}", ids[(u + 3 * n) % len(ids)], float(1 + n % 5), float(n))
        for u in range(12)
        for n in range(6)
    ]
    return Training((), events)


def test_it_is_learned_once_while_the_code_stays(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = []
    learn = learned.train
    monkeypatch.setattr(learned, "train", lambda *a, **k: trained.append(1) or learn(*a, **k))
    for _ in range(2):
        assert learned.behaviour_of(people(ctx), ctx) is not None
    assert len(trained) == 1
    monkeypatch.setattr(learned, "learning_code", lambda: "other")
    learned.behaviour_of(people(ctx), ctx)
    assert len(trained) == 2


def test_where_nothing_can_be_learned_there_is_nothing(ctx: Context) -> None:
    alone = Training((), [Interaction("u", ctx.catalogue.ids[0])])
    assert learned.behaviour_of(alone, ctx) is None


def test_what_a_user_trained_is_out_of_reach_of_a_task_with_events(ctx: Context) -> None:
    served = learned.behaviour_of(people(ctx), ctx)
    opened = Opened(model=False, catalogue="shop")
    opened._opened["shop"] = replace(ctx, behaviour=served, embedder=HashEmbedder())
    assert opened.context("shop").behaviour is served
    opened.behaviour["shop"] = None
    assert opened.context("shop").behaviour is None
