"""Files of events: what can be used is, what cannot is counted by reason, with its line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from llmrec.errors import CatalogError, UsageError
from llmrec.score.event_file import read_events

ITEMS = {"a": 0, "b": 1, "c": 2}


def read(tmp_path: Path, text: str) -> tuple[list[list[int]], dict[str, tuple[int, int]]]:
    file = tmp_path / "events.csv"
    file.write_text(text, "utf-8")
    events, report = read_events(file, ITEMS)
    return [past.items.tolist() for past in events.pasts], report.left


def test_events_stand_by_person_and_time(tmp_path: Path) -> None:
    pasts, left = read(
        tmp_path, "user,item,time\nu,b,2024-05-02\nv,c,7\nu,a,2024-05-01T10:00:00\nu,c,1800000000\n"
    )
    assert pasts[1] == [2]
    assert pasts[0][:2] == [0, 1]
    assert set(left) <= {"a time in the future"}


def test_ratings_are_read_and_missing_ones_are_none(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"user": 1, "item": "a", "rating": 4.5}\n{"user": 1.0, "item": "b"}\n')
    events, report = read_events(file, ITEMS)
    assert (report.used, report.people) == (2, 1)
    assert events.stars[0] == 4.5
    assert np.isnan(events.stars[1])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("u,zzz,1,view,", "an item that the catalogue lacks"),
        (",a,1,view,", "no user or no item"),
        ("u,a,1,stole,", "a kind that is none of view"),
        ("u,a,1,dislike,", "a dislike"),
        ("u,a,soon,view,", "neither a number nor a date"),
        ("u,a,inf,view,", "neither a number nor a date"),
        ("u,a,99999999999,view,", "in the future"),
        ("u,a,1,rating,good", "a rating that is no number"),
        ("u,a,1,rating,nan", "a rating that is no number"),
        ("v,b,1,view,3", "a row twice"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_line(
    tmp_path: Path, row: str, reason: str
) -> None:
    pasts, left = read(tmp_path, f"user,item,time,kind,rating\nv,b,1,view,3\n{row}\n")
    assert pasts == [[1]]
    ((told, (count, line)),) = left.items()
    assert reason in told
    assert (count, line) == (1, 3)


def test_a_row_of_jsonl_without_a_user_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"user": "u", "item": "a"}\n{"item": "b"}\n', "utf-8")
    events, report = read_events(file, ITEMS)
    assert len(events) == 1
    assert report.left == {"no user or no item": (1, 2)}


def test_ratings_that_python_hashes_alike_are_two_rows(tmp_path: Path) -> None:
    pasts, left = read(tmp_path, "user,item,rating\nu,a,-1\nu,a,-2\nu,b,\nu,b,\n")
    assert pasts == [[0, 0, 1]]
    assert left == {"a row twice": (1, 5)}


@pytest.mark.parametrize(("head", "lacks"), [("user,thing", "'item'"), ("who,item", "'user'")])
def test_a_column_that_is_missing_is_named(tmp_path: Path, head: str, lacks: str) -> None:
    with pytest.raises(UsageError, match=lacks):
        read(tmp_path, f"{head}\nu,a\n")


def test_a_file_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="There is no file"):
        read_events(tmp_path / "none.csv", ITEMS)
    with pytest.raises(CatalogError, match="is empty"):
        read(tmp_path, "")


def test_no_usable_row_gives_no_events(tmp_path: Path) -> None:
    pasts, left = read(tmp_path, "user,item\nu,zzz\n")
    assert pasts == []
    assert left == {"an item that the catalogue lacks": (1, 2)}


def test_what_was_asked_for_comes_with_what_was_done_before(tmp_path: Path) -> None:
    rows = [
        {"user": "a", "item": "k2", "time": 3, "request": "something for tea"},
        {"user": "b", "item": "k2", "time": 1},
        {"user": "a", "item": "k1", "time": 2, "rating": 4},
        {"user": "a", "item": "k3", "time": 4},
    ]
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    _, report = read_events(path, {"k1": 0, "k2": 1, "k3": 2})
    (asked,) = report.asked
    assert (asked.person, asked.request.text) == (0, "something for tea")
    assert [(e.item, e.rating) for e in asked.request.history] == [("k1", 4.0)]
    assert asked.taken.tolist() == [1]
