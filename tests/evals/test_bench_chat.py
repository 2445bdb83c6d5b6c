"""The benchmark of the conversation, with stand-ins for the models; no time is looked at here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from doubles import HashEmbedder, build, dead, few, forget_indexes, script
from llmrec.evals import bench_chat
from llmrec.evals.bench_chat import LIMITS, Recording, figures, single, slope, turns
from llmrec.evals.bench_chat_plot import plot
from llmrec.evals.bench_chat_talks import TALKS, WARM, Talk
from llmrec.evals.bench_limits import check

from llmrec.chat.sessions import SQLSessions
from llmrec.context import Context
from llmrec.errors import ModelUnavailable

TALK = Talk(
    "talk-en", "smart-home", ("a smart speaker", "under $150", "compare the first two", "thanks")
)


class Counting:
    """A model whose every call reads 100 tokens, 60 of them from the prefix cache, and writes 5."""

    def __init__(self, inner) -> None:
        self.inner, self.model = inner, inner.model

    def ask_all(self, asks, *, trace=False):
        answers = self.inner.ask_all(asks, trace=trace)
        counts = {"tokens_in": 100, "tokens_cached": 60, "tokens_out": 5}
        return [replace(a, call=a.call.model_copy(update=counts)) for a in answers]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[object]:
    folder = tmp_path_factory.mktemp("bench-chat")
    yield build(folder, "smart-home", few("smart-home", 60))
    forget_indexes(folder)


@pytest.fixture
def recording(shop):
    def open_(catalogue=None, *, fast=False):
        return Context(shop, embedder=HashEmbedder())

    return lambda llm: Recording(llm, open_)


@pytest.fixture
def store(tmp_path):
    return SQLSessions(f"sqlite:///{tmp_path / 's.sqlite'}")


def test_dialogues_are_short_and_long_of_both_languages():
    lengths = {(t.name[-2:], len(t.says)) for t in TALKS}
    assert {("en", 8), ("zh", 8), ("en", 20), ("zh", 20)} <= lengths
    for talk in (*TALKS, *WARM):
        han = [bool(re.search(r"[一-鿿]", said)) for said in talk.says]
        assert all(han) if talk.name.endswith("zh") else not any(han)
    assert not {t.says[0] for t in TALKS} & {t.says[0] for t in WARM}


def test_each_turn_has_the_tokens_of_its_own_calls(recording, store):
    rows = turns(TALK, recording(Counting(script())), store)
    assert [r["turn"] for r in rows] == [1, 2, 3, 4]
    assert [r["lists"] for r in rows] == [True, True, False, False]
    for row in rows:
        assert row["tokens_in"] == 100 * row["calls"]
        assert row["uncached"] == 40 * row["calls"]
        assert row["tokens_out"] == 5 * row["calls"]
    assert all(r["calls"] and r["first_ms"] <= r["total_ms"] for r in rows[:2])
    assert all(r["calls"] == 0 and r["first_ms"] is None for r in rows[2:])
    assert len(store.load(store.recent()[0].id).turns) == 4


def test_the_opening_alone_is_a_request_of_its_own(recording):
    row = single(TALK, recording(Counting(script())))
    assert row["said"] == "a smart speaker"
    assert row["uncached"] == 40 * row["calls"] > 0
    assert 0 < row["first_ms"] <= row["total_ms"]


def test_a_fallback_ends_it(recording, store):
    with pytest.raises(ModelUnavailable, match="not answered with the models"):
        turns(TALK, recording(dead()), store)
    with pytest.raises(ModelUnavailable, match="not answered with the models"):
        single(TALK, recording(dead()))


def row(talk: str, turn: int, uncached: int, *, lists: bool = True, **more) -> dict:
    told = {"talk": talk, "turn": turn, "lists": lists, "first_ms": 200.0 if lists else
            None, "total_ms": 6000.0, "calls": 9, "tokens_in": 2000, "uncached": uncached,
            "tokens_out": 90}  # fmt: skip
    return told | more


def test_turns_that_cost_what_a_request_costs_meet_the_limits():
    rows = [row(t, n, 600) for t in "ab" for n in range(1, 9)]
    told = figures([*rows, row("a", 9, 0, lists=False)], [row("a", 1, 600)])
    assert told["turn"]["total_ms"]["n"] == 16
    assert told["any turn"]["total_ms"]["n"] == 17
    found = check({"chat": told}, LIMITS)["chat"]
    assert len(found) == len(LIMITS)
    assert all(one["met"] for one in found.values())


@pytest.mark.parametrize(
    ("more", "figure"),
    [
        ({"first_ms": 400.0}, "first list of a turn, p50"),
        ({"total_ms": 10_000.0}, "whole reply, p50"),
        ({"uncached": 601}, "uncached prompt tokens, p50 over a single request's"),
    ],
)
def test_each_limit_can_be_missed(more, figure):
    rows = [row("a", n, 600) | more for n in range(1, 9)]
    found = check({"chat": figures(rows, [row("a", 1, 600)])}, LIMITS)["chat"]
    assert found[figure]["met"] is False


def test_what_grows_from_turn_to_turn_is_seen():
    rows = [row("a", n, 500 + 10 * n) for n in range(1, 9)]
    assert slope(rows) == pytest.approx(10)
    told = figures(rows, [row("a", 1, 800)])
    assert told["rise"]["share"] == pytest.approx(10 / 800)
    found = check({"chat": told}, LIMITS)["chat"]
    assert [name for name, one in found.items() if not one["met"]] == [
        "their growth a turn, of a single request's"
    ]


def test_a_server_that_does_not_say_what_it_cached_is_no_measure():
    rows = [row("a", n, 2000) for n in range(1, 9)]
    with pytest.raises(ModelUnavailable, match="does not report"):
        figures(rows, rows)


def test_the_same_figures_give_the_same_plot(tmp_path):
    pytest.importorskip("matplotlib")
    rows = [row("a", n, 600 + n) for n in range(1, 9)]
    singles = [row("a", 1, 600)]
    told = {"rows": rows, "singles": singles, "chat": figures(rows, singles)}
    for name in ("a.svg", "b.svg"):
        plot(told, tmp_path / name)
    first = (tmp_path / "a.svg").read_bytes()
    assert first == (tmp_path / "b.svg").read_bytes()
    assert b"<svg" in first


def test_the_program_writes_figures_limits_and_a_plot(tmp_path, monkeypatch, recording, capsys):
    pytest.importorskip("matplotlib")
    made = recording(None)._opener
    monkeypatch.setattr(bench_chat, "uncached_llm", lambda: Counting(script()))
    monkeypatch.setattr(bench_chat, "Recording", lambda llm: Recording(llm, made))
    monkeypatch.setattr(bench_chat, "TALKS", (TALK,))
    monkeypatch.setattr(bench_chat, "WARM", (TALK,))
    out = tmp_path / "runs" / "bench_chat.json"
    bench_chat.main(out=out, only="")
    assert out.exists() and out.with_suffix(".svg").exists()
    said = capsys.readouterr().out
    assert "whole reply, p50" in said and "uncached" in said
