"""What goes wrong with a system costs that sample, is counted and shown, and spoils no other."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest
from llmrec.evals.harness import process, runner
from llmrec.evals.harness.contracts import Options
from llmrec.evals.harness.figures import Figures, figures
from llmrec.evals.harness.log import Line, Log
from llmrec.evals.harness.runner import Run
from llmrec.evals.harness.scoring import score
from llmrec.evals.harness.tables import tables

from .conftest import Begin
from .harness_task import HERE, TASK


def lines(run: Run) -> list[Line]:
    run.go()
    return [line for _, line in Log(run.folder).lines()]


def of(run: Run) -> Figures:
    """Figures of its only system."""
    (found,) = figures(score(TASK, run.loaded, Log(run.folder)))["systems"].values()
    return found


@pytest.mark.parametrize(
    ("system", "kind", "words"),
    [
        ("Raises", "ValueError", "no idea"),
        ("Twice", "duplicate", "comes twice"),
        ("Strange", "unknown item", "nobody asked"),
        ("NoNumber", "not a number", "nan"),
        ("NoAnswer", "TypeError", "no Recommendation"),
        ("DiesOnce", "died", "ended with 7"),
    ],
)
def test_one_bad_answer_costs_one_sample(begin: Begin, system: str, kind: str, words: str) -> None:
    run = begin(system)
    failed = [line for line in lines(run) if line.error]
    assert [(line.id, line.error["kind"]) for line in failed if line.error] == [("s3", kind)]
    assert words in (failed[0].error or {})["message"]
    found = of(run)
    assert (found["n"], found["failed"], found["errors"]) == (10, 1, {kind: 1})
    assert found["metrics"]["hit"]["n"] == 10, "a failed sample counts, as 0"
    assert found["metrics"]["hit"]["failed"] == 1
    assert found["metrics"]["coverage"]["n"] == 9, "this metric leaves failed ones out"


def test_a_system_that_wants_to_be_asked_again_is_not(begin: Begin) -> None:
    run = begin("Retries")
    assert [line.id for line in lines(run)] == [s.id for s in run.loaded.samples], "each once"
    found = of(run)
    assert (found["failed"], found["metrics"]["hit"]["value"]) == (10, 0.0)


def test_an_answer_that_takes_too_long_is_stopped(begin: Begin) -> None:
    failed = [line for line in lines(begin("Hangs", seconds=1.0)) if line.error]
    assert [(line.id, line.error) for line in failed] == [
        ("s3", {"kind": "timeout", "message": "no answer within 1 s"})
    ]
    assert 0.9 < failed[0].seconds < 5


def test_a_process_that_will_not_stop_is_killed_and_started_again(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.5)
    failed = [line for line in lines(begin("Deaf", seconds=1.0)) if line.error]
    assert [(line.id, (line.error or {})["kind"]) for line in failed] == [("s3", "timeout")]


def test_a_process_that_dies_again_is_given_up(begin: Begin) -> None:
    run = begin("KeepsDying")
    kinds = {line.id: line.error["kind"] for line in lines(run) if line.error}
    assert kinds == {"s3": "died", "s5": "died"} | {f"s{n}": "ended: died" for n in (6, 7, 8, 9)}
    assert of(run)["errors"] == {"died": 2, "ended: died": 4}


def test_a_system_that_does_not_learn_fails_everywhere_and_says_why(begin: Begin) -> None:
    run = begin("Unfit", "popularity")
    errors = {line.id: line.error for line in lines(run) if line.system.endswith("Unfit")}
    assert errors["s0"] == {"kind": "RuntimeError", "message": "a library is missing"}
    assert len(errors) == 10
    found = figures(score(TASK, run.loaded, Log(run.folder)))["systems"]
    assert found[f"{HERE}:Unfit"]["failed"] == 10
    assert found[f"{HERE}:Unfit"]["metrics"]["coverage"]["value"] is None
    assert found["popularity"]["failed"] == 0, "the others are none the worse"


def test_candidates_left_out_are_told_and_counted(begin: Begin) -> None:
    run = begin("Few")
    run.go()
    assert of(run)["flaws"] == {"candidates left out": 1}
    assert of(run)["failed"] == 0


def test_what_a_system_prints_does_not_get_into_its_answers(begin: Begin) -> None:
    run = begin("Prints")
    assert all(line.error is None for line in lines(run))
    kept = [p.read_text("utf-8") for p in run.folder.glob("*.log")]
    assert kept == ["a library that chats\n"]


def test_what_went_wrong_stands_in_the_report(begin: Begin) -> None:
    run = begin("Raises")
    run.go()
    found = figures(score(TASK, run.loaded, Log(run.folder)))
    (wrong,) = [t for t in tables(TASK, found) if t.title == "What went wrong"]
    assert wrong.rows == [[f"{HERE}:Raises", "failed: ValueError", "1"]]


def test_a_costly_system_answers_the_same_few_samples_in_three_processes(begin: Begin) -> None:
    first, again = (sorted(line.id for line in lines(begin("Costly"))) for _ in range(2))
    assert first == again
    assert len(first) == TASK.few


@pytest.mark.parametrize(("at_once", "together"), [(2, True), (1, False)])
def test_systems_without_a_model_answer_side_by_side(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, at_once: int, together: bool
) -> None:
    met, meeting = list[bool](), threading.Barrier(2)

    def serve(
        worker: runner._Worker, crew: runner._Crew, replies: SimpleQueue[runner.Told]
    ) -> None:
        try:  # two who wait for each other meet when both are served
            meeting.wait(10 if together else 0.2)
            met.append(True)
        except threading.BrokenBarrierError:
            met.append(False)
            meeting.reset()
        while (sample := crew.work.get()) is not None:
            replies.put((crew, sample, process.Reply(None, {"kind": "none", "message": ""}, 0.0)))

    monkeypatch.setattr(runner._Worker, "serve", serve)
    begin("chance", "popularity", at_once=at_once).go()
    assert met == [together, together]


def test_the_same_seed_gives_the_same_answers(begin: Begin) -> None:
    answers = [[line.answer for line in lines(begin("chance"))] for _ in range(2)]
    assert answers[0] == answers[1]


def test_costly_systems_wait_for_the_model() -> None:
    run, left = runner.choose(TASK, [], model=False)
    assert run == ["chance", "popularity"]
    assert left == [f"{HERE}:Costly"]
    assert runner.choose(TASK, [], model=True) == ([*run, *left], [])


def test_the_limit_reaches_the_task(begin: Begin) -> None:
    run = begin("chance", limit=4)
    assert [line.id for line in lines(run)] == ["s0", "s1", "s2", "s3"]
    assert Options(limit=4) == Options(run.header.limit, run.header.seed)
