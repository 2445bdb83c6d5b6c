"""Written dialogues: what counts as right after a turn, and what stops the count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles import (
    DeadEmbedder,
    HashEmbedder,
    build,
    context,
    data_folder,
    dead,
    few,
    forget_indexes,
    script,
)
from llmrec.evals import conversation_state
from llmrec.evals.conversation_state import Checked, compared, play, summary

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import Reading
from llmrec.chat.state import Limit, State
from llmrec.chat.talk import Step
from llmrec.errors import ModelUnavailable
from llmrec.types import Constraint

CHEAP = {"field": "price", "op": "le", "value": 100}
CHEAPER = {"field": "price", "op": "le", "value": 50}
OUTDOOR = {"field": "outdoor", "op": "eq", "value": True}
NO_PLAN = {"field": "subscription", "op": "eq", "value": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("shop")
    yield made
    forget_indexes(made)


@pytest.fixture(scope="module")
def shop(folder: Path) -> Catalogue:
    return build(folder, "smart-home", few("smart-home", 60))


def state(*limits: dict[str, Any]) -> State:
    return State(limits=[Limit(constraint=Constraint(**one)) for one in limits])


def written(*limits: dict[str, Any], act: str = "find") -> dict[str, Any]:
    sides: dict[str, Any] = {side: [] for side in ("out", "like", "unlike", "refers")}
    return {"say": "said", "act": act, "limits": list(limits)} | sides


def turn(
    shop: Catalogue,
    *,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    held: State,
    holds: State,
) -> Checked:
    """A turn of which `before` and `after` are written, and `held` and `holds` is what was so."""
    step = Step(Reading("find"), holds)
    return compared("o-en-1", 2, written(*after), before, held, step, {}, shop)


# --- figures --------------------------------------------------------------------------------


def test_what_is_held_as_it_is_written_is_right(shop: Catalogue) -> None:
    one = turn(
        shop,
        before=[CHEAP],
        after=[CHEAP, OUTDOOR],
        held=state(CHEAP),
        holds=state(CHEAP, OUTDOOR),
    )
    assert all(one.right.values())
    assert one.off == ""


def test_a_limit_that_was_never_read_does_not_persist_and_was_not_lost(shop: Catalogue) -> None:
    one = turn(
        shop,
        before=[CHEAP, OUTDOOR],
        after=[CHEAP, OUTDOOR],
        held=state(CHEAP),
        holds=state(CHEAP),
    )
    assert (one.right["persists"], one.right["kept"], one.right["limits"]) == (False, True, False)


def test_a_limit_that_held_and_should_still_is_lost(shop: Catalogue) -> None:
    one = turn(
        shop,
        before=[CHEAP, OUTDOOR],
        after=[CHEAP, OUTDOOR],
        held=state(CHEAP, OUTDOOR),
        holds=state(OUTDOOR),
    )
    assert (one.right["persists"], one.right["kept"]) == (False, False)


def test_a_limit_that_the_person_lifts_may_go_and_one_that_is_tightened_may_not(
    shop: Catalogue,
) -> None:
    lifted = turn(
        shop,
        before=[CHEAP, OUTDOOR],
        after=[OUTDOOR],
        held=state(CHEAP, OUTDOOR),
        holds=state(OUTDOOR),
    )
    assert lifted.right["kept"]
    for holds, kept in ((state(CHEAPER), True), (state(CHEAP), True), (state(), False)):
        one = turn(shop, before=[CHEAP], after=[CHEAPER], held=state(CHEAP), holds=holds)
        assert one.right["kept"] == kept


def test_what_was_read_wrongly_may_be_lost(shop: Catalogue) -> None:
    one = turn(
        shop,
        before=[CHEAP],
        after=[CHEAP],
        held=state(CHEAP, NO_PLAN),
        holds=state(CHEAP),
    )
    assert (one.right["persists"], one.right["kept"]) == (True, True)


def test_shares_are_of_turns_in_all_and_by_language() -> None:
    def row(dialogue: str, kept: bool) -> Checked:
        right = dict.fromkeys(conversation_state.CHECKS, True) | {"kept": kept}
        return Checked(dialogue, 1, "said", right, "", 1)

    some = [row("o-en-1", True), row("o-en-1", True), row("o-en-2", False), row("o-zh-1", False)]
    told = summary(some)
    assert told["all"]["kept"]["turns"] == 0.5
    assert told["en"]["kept"]["turns"] == pytest.approx(2 / 3, abs=1e-4)
    assert told["zh"]["kept"]["turns"] == 0
    assert told["en"]["persists"]["turns"] == 1
    assert (told["all"]["turns"], told["all"]["dialogues"], told["all"]["violations"]) == (4, 3, 4)


# --- what stops it --------------------------------------------------------------------------


def dialogue(*said: str) -> dict[str, Any]:
    turns = [written() | {"say": one} for one in said]
    return {"id": "o-en-1", "catalogue": "smart-home", "turns": turns}


SAYS = "I would like something nice that plays music while I cook in the evening"


def test_a_model_that_answers_is_measured(shop: Catalogue) -> None:
    assert len(list(play(dialogue(SAYS, "thanks"), context(shop, script())))) == 2


def test_a_model_that_does_not_answer_stops_it_and_is_named(shop: Catalogue) -> None:
    with pytest.raises(ModelUnavailable, match=r"understand fell back .* No model answers"):
        list(play(dialogue(SAYS), context(shop, dead())))
    with pytest.raises(ModelUnavailable, match="retrieve fell back to lexical search alone"):
        list(play(dialogue(SAYS), context(shop, embedder=DeadEmbedder())))


def test_a_turn_that_is_refused_in_words_changes_nothing_and_the_rest_is_played(
    shop: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    said = dialogue("at most $100", "new search: 123", "and for outdoors")
    limits = ([CHEAP], [CHEAP], [CHEAP, OUTDOOR])
    said["turns"] = [t | {"limits": one} for t, one in zip(said["turns"], limits, strict=True)]
    assert [r.right["limits"] for r in play(said, context(shop))] == [True, True, True]
    assert "o-en-1 2: There is nothing to go by" in capsys.readouterr().err


def test_apart_one_misreading_counts_once(shop: Catalogue) -> None:
    said = dialogue("at most $100", "made for outdoors, please", "thanks")
    limits: tuple[list[dict[str, Any]], ...] = ([], [OUTDOOR], [OUTDOOR])  # the price is no limit
    said["turns"] = [t | {"limits": one} for t, one in zip(said["turns"], limits, strict=True)]

    def right(*, apart: bool) -> list[bool]:
        return [r.right["limits"] for r in play(said, context(shop), apart=apart)]

    assert right(apart=False) == [False, False, False]
    assert right(apart=True) == [False, True, True]


def test_models_that_do_not_run_are_told_before_anything_is_played(
    shop: Catalogue, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "dialogues.jsonl"
    file.write_text(json.dumps(dialogue("under $100")) + "\n", "utf-8")
    monkeypatch.setattr(conversation_state, "OPEN", file)
    monkeypatch.setattr("llmrec.llm.llm", lambda: None)
    monkeypatch.setattr("llmrec.llm.embedder", HashEmbedder)
    out = tmp_path / "figures.json"
    with data_folder(folder):
        with pytest.raises(ModelUnavailable, match="no model server runs here"):
            conversation_state.run(part=["open"], only="", out=out)
        assert not out.exists()
        conversation_state.run(part=["open"], only="", fast=True, out=out)
    assert json.loads(out.read_text("utf-8"))["open"]["all"]["turns"] == 1
