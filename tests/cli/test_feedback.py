"""`llmrec feedback`, `llmrec user`, and how the next answer knows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from llmrec.catalog.catalogue import Catalogue
from llmrec.settings import settings
from llmrec.store import people

from .conftest import Run


@pytest.fixture
def ids(shop: None) -> Iterator[list[str]]:
    """Of the catalogue's items; what a test keeps of people is gone after it."""
    yield Catalogue.open("smart-home").ids
    for path in settings().data_dir.glob("people.sqlite*"):
        path.unlink()


def first(run: Run, *args: object) -> list[str]:
    """Ids of an answer."""
    done = run("recommend", *args, "--fast", "--json")
    assert done.code in (0, 6), done.err
    return [item["id"] for item in done.json["items"]]


def test_an_event_is_kept_and_shown(run: Run, ids: list[str]) -> None:
    args = ("feedback", ids[0], "--user", "anna", "--time", "2026-03-01T10:00:00")
    done = run(*args, "--rating", "4.5", "--text", "quiet, \x1b[31mbut it leaks")
    assert (done.code, done.out) == (0, "smart-home: kept\n")
    assert run(*args).out == "smart-home: kept\n", "a like is another kind"
    again = run(*args, "--json").json
    assert again == {
        "catalogue": "smart-home",
        "kept": 0,
        "event": {"user": "anna", "item": ids[0], "time": 1772359200.0, "kind": "like"},
    }
    shown = run("user", "show", "anna").out
    assert "2026-03-01 10:00" in shown
    assert "4.5" in shown
    assert "leaks" in shown
    assert "\x1b" not in shown
    (text, like) = sorted(
        run("user", "show", "anna", "--json").json, key=lambda row: "rating" not in row
    )
    assert (text["rating"], text["catalogue"]) == (4.5, "smart-home")
    assert like["kind"] == "like"
    assert "Nothing is kept of ben" in run("user", "show", "ben").out


def test_what_was_asked_for_is_kept_with_what_was_taken_then(run: Run, ids: list[str]) -> None:
    args = ("feedback", ids[0], "--user", "anna", "--request", "a lamp for the desk", "--json")
    assert run(*args).json["event"]["request"] == "a lamp for the desk"
    (shown,) = run("user", "show", "anna", "--json").json
    assert shown["request"] == "a lamp for the desk"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ([], "like"),
        (["--rating", "3"], "rating"),
        (["--text", "meh"], ""),
        (["--text", "meh", "--rating", "2"], "rating"),
        (["--kind", "view", "--rating", "3"], "view"),
    ],
)
def test_what_kind_an_event_is_that_names_none(
    run: Run, ids: list[str], said: list[str], kind: str
) -> None:
    run("feedback", ids[0], "-u", "anna", *said)
    (deed,) = people().of("smart-home", "anna")
    assert deed.kind == kind
    assert abs(datetime.now(UTC).timestamp() - deed.time) < 100


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--rating", "nan"], "a rating that is no number"),
        (["--rating", "good"], "a rating that is no number"),
        (["--kind", "stole"], "a kind that is none of view"),
        (["--time", "soon"], "a time that is neither a number nor a date"),
        (["--time", (datetime.now(UTC) + timedelta(days=3)).isoformat()], "a time in the future"),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    run: Run, ids: list[str], args: list[str], reason: str
) -> None:
    done = run("feedback", ids[0], "--user", "anna", *args, "--json")
    assert done.code == 2
    assert reason in done.error["message"]
    assert people().about("anna") == []


def test_a_command_that_names_nobody_or_nothing_is_refused(run: Run, ids: list[str]) -> None:
    assert run("feedback", ids[0]).code == run("feedback", "--user", "anna").code == 2
    unknown = run("feedback", "nobody-sells-this", "--user", "anna", "--json")
    assert "an item that the catalogue lacks" in unknown.error["message"]
    assert run("feedback", ids[0], "-u", "anna", "-c", "no-such-shop").code == 4
    assert run("feedback", ids[0], "--file", "x.csv").code == 2


def test_a_file_is_kept_once_and_its_bad_rows_are_told(
    run: Run, ids: list[str], tmp_path: Path
) -> None:
    rows: list[dict[str, Any]] = [
        {"user": "anna", "item": ids[0], "time": 5, "kind": "purchase"},
        {"user": "anna", "item": ids[0], "time": 5, "kind": "purchase"},
        {"user": "ben", "item": ids[1], "kind": "dislike", "text": "no \ud800"},
        {"user": "ben", "item": "nobody-sells-this"},
        {"user": "ben", "item": ids[1], "rating": "NaN"},
        {"user": "ben", "item": ids[1], "time": 99999999999},
        {"user": "\ud800", "item": ids[1]},
        {"item": ids[1]},
    ]
    file = tmp_path / "events.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{", "utf-8")
    done = run("feedback", "--file", str(file))
    assert done.out == "smart-home: 2 events kept, 1 were kept already\n"
    for line, reason in {4: "an item that", 5: "no number", 6: "future", 7: "half a"}.items():
        assert any(reason in told and f"(line {line} " in told for told in done.err.splitlines())
    again = run("feedback", "--file", str(file), "--json").json
    assert (again["kept"], again["known"], sum(again["left"].values())) == (0, 3, 6)
    assert people().of("smart-home", "ben")[0].text == "no ?"


def test_a_file_of_which_nothing_can_be_kept_is_told(
    run: Run, ids: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "events.csv"
    file.write_text("user,item\nanna,nobody-sells-this\n", "utf-8")
    assert run("feedback", "--file", str(file)).code == 2
    file.write_text(f"who,item\nanna,{ids[0]}\n", "utf-8")
    done = run("feedback", "--file", str(file), "--json")
    assert (done.code, done.error["message"]) == (2, "events.csv lacks the column 'user'.")
    assert run("feedback", "--file", str(tmp_path / "none.csv")).code == 4


def test_what_is_exported_is_read_back(run: Run, ids: list[str], tmp_path: Path) -> None:
    run("feedback", ids[0], "-u", "anna", "--rating", "4", "--text", 'said "so"\nand 灯')
    run("feedback", ids[1], "-u", "anna", "--kind", "dislike")
    before = people().about("anna")
    file = tmp_path / "anna.jsonl"
    file.write_text(run("user", "export", "anna").out, "utf-8")
    assert run("user", "erase", "anna", "--yes").out == "2 events of anna erased\n"
    assert people().about("anna") == []
    run("feedback", "--file", str(file))
    assert people().about("anna") == before


def test_erasing_asks(run: Run, ids: list[str]) -> None:
    run("feedback", ids[0], "-u", "anna")
    assert run("user", "erase", "anna").code == 2
    assert len(people().about("anna")) == 1
    assert run("user", "erase", "anna", "-c", "courses", "--yes", "--json").json["erased"] == 0
    assert run("user", "erase", "anna", "-c", "smart-home", "--yes", "--json").json["erased"] == 1


def test_what_is_disliked_does_not_come_back(run: Run, ids: list[str]) -> None:
    asked = ("a speaker for the kitchen", "-k", "5", "--user", "anna")
    before = first(run, *asked)
    run("feedback", before[0], "-u", "anna", "--kind", "dislike")
    after = first(run, *asked)
    assert before[0] not in after
    assert len(after) == 5
    assert first(run, "a speaker for the kitchen", "-k", "5", "--user", "ben") == before
    run("feedback", before[0], "-u", "anna", "--kind", "view")
    assert before[0] not in first(run, *asked), "to look again takes nothing back"
    run("feedback", before[0], "-u", "anna", "--kind", "purchase")
    assert before[0] in first(run, *asked)


def test_what_is_disliked_stands_last_among_given_items(
    run: Run, ids: list[str], tmp_path: Path
) -> None:
    among = tmp_path / "ids.txt"
    among.write_text("\n".join(ids[:4]), "utf-8")
    asked = ("a speaker for the kitchen", "--among", str(among), "-u", "anna")
    before = first(run, *asked)
    run("feedback", before[0], "-u", "anna", "--kind", "dislike")
    assert first(run, *asked) == [*before[1:], before[0]]


def test_a_request_of_no_words_goes_by_what_is_kept(run: Run, ids: list[str]) -> None:
    nothing = run("recommend", "--user", "anna", "--fast", "--json")
    assert nothing.code == 2
    assert "nothing that anna took is kept" in nothing.error["message"]
    run("feedback", ids[0], "-u", "anna", "--kind", "dislike")
    assert run("recommend", "--user", "anna", "--fast").code == 2, "a dislike took nothing"
    run("feedback", ids[1], "-u", "anna")
    found = first(run, "--user", "anna", "-k", "5")
    assert len(found) == 5
    assert ids[0] not in found


def test_a_line_of_a_batch_names_its_user(run: Run, ids: list[str], tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked = {"text": "a speaker for the kitchen", "k": 3}
    gone = first(run, asked["text"], "-k", "3")[0]
    run("feedback", gone, "-u", "anna", "--kind", "dislike")
    lines.write_text(json.dumps(asked | {"user": "anna"}) + "\n" + json.dumps(asked), "utf-8")
    assert run("recommend", "--batch", str(lines), "--out", str(out), "--fast").code == 0
    with_user, without = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert gone not in [item["id"] for item in with_user["recommendation"]["items"]]
    assert gone == without["recommendation"]["items"][0]["id"]
    assert with_user["recommendation"]["unknown"] == []


def test_items_that_the_catalogue_has_lost_are_not_asked_about(run: Run, ids: list[str]) -> None:
    from llmrec.behaviour.deed import Deed

    people().add("smart-home", [Deed("anna", "long-gone", 5.0, "purchase")])
    found = run("recommend", "a speaker", "-u", "anna", "--fast", "--json").json
    assert found["unknown"] == []


def test_a_damaged_store_costs_no_answer_and_is_told(run: Run, ids: list[str]) -> None:
    settings().people_file.write_bytes(b"no database" * 500)
    found = run("recommend", "a speaker", "--user", "anna", "--fast", "--json")
    assert found.code == 0
    (told,) = (f for f in found.json["fallbacks"] if f["stage"] == "score")
    assert "is damaged" in told["reason"]
    assert run("recommend", "a speaker", "--fast", "--json").json["fallbacks"] == []
    done = run("feedback", ids[0], "--user", "anna", "--json")
    assert (done.code, done.error["code"]) == (3, "configuration")


def test_half_a_character_is_nobody(run: Run, ids: list[str], tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines.write_text('{"text": "a speaker", "user": "\\ud800"}\n', "utf-8")
    assert run("recommend", "--batch", str(lines), "--out", str(out), "--fast").code == 0
    assert "recommendation" in json.loads(out.read_text("utf-8"))
