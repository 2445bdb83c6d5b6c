"""Dialogues of a user's own: what a turn changes is written, what holds after it follows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from doubles import HashEmbedder, build, data_folder, forget_indexes, rows_of
from llmrec.evals import conversation_state
from llmrec.evals.datasets.own_dialogues import dialogues
from pages import page, plain, table

from llmrec.chat.state import Act
from llmrec.errors import UsageError

PAGE = page("dialogues.md")
LOCK = {"field": "type", "op": "eq", "value": "smart lock"}
CHEAP = {"field": "price", "op": "le", "value": 200}
FIRST = {"list": 1, "rank": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("shop")
    build(made, "smart-home", rows_of("smart-home"), schema_of="smart-home")
    yield made
    forget_indexes(made)


@pytest.fixture(autouse=True)
def shop(folder: Path) -> Iterator[None]:
    with data_folder(folder):
        yield


def said(*turns: dict[str, Any], **more: Any) -> str:
    told = [{"say": "something", "act": "find"} | one for one in turns]
    return json.dumps({"id": "t-en-01", "catalogue": "smart-home", "turns": told} | more)


def file_of(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "talks.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_what_holds_is_what_was_added_and_not_dropped(tmp_path: Path) -> None:
    (one,) = dialogues(
        file_of(tmp_path, said({"add": [LOCK, CHEAP]}, {"act": "lift", "drop": [CHEAP]}, {}))
    )
    assert [t["limits"] for t in one["turns"]] == [[LOCK, CHEAP], [LOCK], [LOCK]]


def test_undo_takes_the_last_change_back_and_restart_all(tmp_path: Path) -> None:
    (one,) = dialogues(
        file_of(
            tmp_path,
            said(
                {"add": [LOCK]},
                {"add": [CHEAP]},
                {"act": "smalltalk"},
                {"act": "undo"},
                {"act": "undo"},
                {"add": [CHEAP]},
                {"act": "restart", "add": [LOCK]},
            ),
        )
    )
    held = [t["limits"] for t in one["turns"]]
    assert held == [[LOCK], [LOCK, CHEAP], [LOCK, CHEAP], [LOCK], [], [CHEAP], [LOCK]]


def test_items_stay_out_until_they_are_let_back_in(tmp_path: Path) -> None:
    out = {"out": [FIRST], "refers": [FIRST]}
    (one,) = dialogues(file_of(tmp_path, said({"add": [LOCK]}, out, {}, {"back": [FIRST]})))
    assert [t["out"] for t in one["turns"]] == [[], [FIRST], [FIRST], []]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "there is no dialogue in it"),
        (["nonsense"], "line 1: Invalid JSON"),
        ([said({}), "{}"], "line 2: id Field required"),
        ([said({"act": "sing"})], "line 1: turns.0.act"),
        ([said({"say": " "})], "line 1, turn 1: nothing is said"),
        ([said({"adds": []})], "turns.0.adds Extra inputs"),
        ([said({"add": [LOCK | {"field": "size"}]})], "there is no field 'size'"),
        ([said({"add": [LOCK | {"op": "has"}]})], "'has' means nothing there"),
        ([said({"add": [{"field": "price", "op": "le"}]})], "price wants a value or a ref"),
        ([said({"drop": [CHEAP]})], "price le is dropped and does not hold"),
        ([said({}, {"refers": [{"list": 2, "rank": 1}]})], "turn 2: a place is a list of a turn"),
        ([said({}, {"refers": [{"item": "none"}]})], "there is no item 'none'"),
        ([said({"act": "smalltalk", "add": [LOCK]})], "for smalltalk changes nothing"),
    ],
)
def test_what_does_not_hold_is_told_with_its_line(
    tmp_path: Path, lines: list[str], says: str
) -> None:
    with pytest.raises(UsageError) as e:
        dialogues(file_of(tmp_path, *lines))
    assert says in str(e.value)
    if lines:
        assert "docs/dialogues.md" in e.value.remedy


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        dialogues(tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        dialogues(tmp_path / "bytes.jsonl")


def test_the_page_tells_the_acts_and_its_example_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {plain(r["key"]): r["what it says"] for r in table(PAGE, "key")}
    assert set(re.findall(r"`(\w+)`", told["act"])) == set(get_args(Act))
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    file = file_of(tmp_path, json.dumps(json.loads(example)))
    monkeypatch.setattr("llmrec.llm.embedder", HashEmbedder)
    out = tmp_path / "figures.json"
    conversation_state.run(file=file, only="", fast=True, out=out)
    figures = json.loads(out.read_text("utf-8"))["talks"]["en"]
    assert (figures["turns"], figures["state"]["turns"]) == (3, 1.0)
