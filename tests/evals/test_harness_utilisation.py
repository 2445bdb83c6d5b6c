"""How busy the server was: by hand, from when calls and answers began and how long they took."""

from __future__ import annotations

import time

from doubles import bad_server, remote
from llmrec.evals.harness.scoring import Answers, Span
from llmrec.evals.harness.utilisation import PAUSE, joined, uses
from llmrec.prompts import load

from llmrec.llm import Ask


def test_the_share_of_time_with_a_call_in_flight() -> None:
    """Ten seconds of answers; calls from 0 to 4, 2 to 6 and 8 to 9: seven seconds are covered."""
    of = Answers(
        spans=[Span(100.0, 6.0), Span(106.0, 4.0)],
        calls=[Span(100.0, 4.0), Span(102.0, 4.0), Span(108.0, 1.0)],
    )
    (use,) = uses({"llmrec": of, "chance": Answers(spans=[Span(90.0, 1.0)])})
    assert (use.system, use.calls, use.seconds) == ("llmrec", 3, 10.0)
    assert use.busy == 0.7
    assert use.in_flight == 0.9


def test_the_break_of_a_run_that_was_cut_off_is_no_time_of_it() -> None:
    of = Answers(
        spans=[Span(0.0, 2.0), Span(2.0 + PAUSE + 1, 2.0)],
        calls=[Span(0.0, 2.0), Span(2.0 + PAUSE + 1, 1.0)],
    )
    (use,) = uses({"llmrec": of})
    assert (use.seconds, use.busy) == (4.0, 0.75)


def test_a_log_without_times_says_nothing() -> None:
    assert uses({"llmrec": Answers(spans=[Span(None, 2.0)], calls=[Span(None, 1.0)])}) == []


def test_parts_that_touch_are_one() -> None:
    assert joined([(3, 4), (0, 1), (1, 2)]) == [(0, 2), (3, 4)]
    assert joined([(0, 5), (1, 2)]) == [(0, 5)]
    assert joined([(0, 1), (3, 4)], gap=2) == [(0, 4)]


def test_a_call_says_when_it_was_sent() -> None:
    prompt = load("search_text")
    before = time.time()
    with bad_server("long") as url:
        (said,) = remote(url).ask_all([Ask(prompt, dict.fromkeys(prompt.variables, "x"))])
    assert said.call.started is not None
    assert before <= said.call.started <= time.time()
    assert 0 < said.call.ms / 1e3 <= time.time() - before
