"""`llmrec train --compare`: a version beside the one that serves, over logged requests."""

from __future__ import annotations

import json
from pathlib import Path
from time import time
from typing import Any

import numpy as np
import pytest

from llmrec.behaviour import store
from llmrec.behaviour.deed import Deed
from llmrec.catalog.catalogue import Catalogue
from llmrec.store import people

from .conftest import Run

pytest.importorskip("torch")

PEOPLE = 6


@pytest.fixture
def log(run: Run, events: Path) -> Path:
    """One version serves, and requests of people of the first half, who took more of it later."""
    run("train", "smart-home", str(events))
    ids, now = Catalogue.open("smart-home").ids, time()
    mine, lines = ids[: len(ids) // 2], list[dict[str, Any]]()
    for n in range(PEOPLE):
        took = np.random.default_rng(n).permutation(mine)[:7].tolist()
        deeds = [Deed(f"u{n}", item, 100.0 + at) for at, item in enumerate(took[:4])]
        deeds += [Deed(f"u{n}", item, now + 3600, "purchase") for item in took[4:6]]
        deeds += [Deed(f"u{n}", took[6], now + 3600, "view")]
        people().add("smart-home", deeds)
        seen = {"exclude": took[:4], "k": 5}
        lines.append({"id": str(n), "user": f"u{n}", "time": now + 60, **seen})
    return written(events.with_name("log.jsonl"), lines)


def written(file: Path, lines: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def shadow(run: Run, events: Path) -> str:
    """A version that was taught by people who take anything."""
    ids, draw = Catalogue.open("smart-home").ids, np.random.default_rng(1)
    rows = [
        {"user": f"p{n}", "item": str(draw.choice(ids)), "time": float(at + 1)}
        for n in range(40)
        for at in range(6)
    ]
    made = run(
        "train", "smart-home", written(events.with_suffix(".jsonl"), rows), "--shadow", "--json"
    )
    version: str = made.json["version"]
    return version


def test_a_version_is_as_good_as_itself(run: Run, log: Path) -> None:
    serving = store.current("smart-home")
    found = run("train", "smart-home", "--compare", str(serving), "--on", str(log), "--json").json
    assert (found["requests"], found["overlap"], found["correlation"]) == (PEOPLE, 10.0, 1.0)
    for metric in ("ndcg", "recall"):
        f = found[metric]
        assert (f["difference"], f["low"], f["high"]) == (0, 0, 0)
        assert (f["requests"], f["people"]) == (PEOPLE, PEOPLE)
        assert f["serving"] == f["version"] > 0


def test_a_worse_version_is_told_and_does_not_serve(run: Run, events: Path, log: Path) -> None:
    serving, version = store.current("smart-home"), shadow(run, events)
    asked = ("train", "smart-home", "--compare", version, "--on", str(log))
    found = run(*asked, "--json").json
    assert (found["serving"], found["version"]) == (serving, version)
    assert found["overlap"] < 10
    assert found["correlation"] < 1
    ndcg = found["ndcg"]
    assert ndcg["version"] < ndcg["serving"]
    assert ndcg["low"] <= ndcg["difference"] == ndcg["version"] - ndcg["serving"] <= ndcg["high"]
    shown = run(*asked).out
    assert "6 requests to smart-home" in shown
    assert "recall@10" in shown
    assert store.current("smart-home") == serving


def test_nobody_is_judged_by_what_a_version_was_taught(run: Run, events: Path, log: Path) -> None:
    """One that learned from the later events themselves leaves nothing to judge by."""
    made = run("train", "smart-home", "--shadow", "--json").json
    assert made["until"] > time()
    found = run("train", "smart-home", "--compare", made["version"], "--on", log, "--json").json
    assert found["requests"] == PEOPLE
    assert found["ndcg"] is None
    shown = run("train", "smart-home", "--compare", made["version"], "--on", log).out
    assert "Nobody is known to have wanted anything" in shown


def test_what_came_after_a_request_is_not_its_past(run: Run, log: Path) -> None:
    early = [line | {"time": 50.0} for line in lines_of(log)]
    written(log, [*early[:2], early[2] | {"text": "a speaker"}])
    serving = str(store.current("smart-home"))
    found = run("train", "smart-home", "--compare", serving, "--on", log, "--json").json
    assert found["requests"] == 1
    ((reason, count),) = found["left"].items()
    assert count == 2
    assert "nothing to go by" in reason


def test_requests_without_a_time_say_how_alike_they_are_alone(run: Run, log: Path) -> None:
    written(log, [{k: v for k, v in line.items() if k != "time"} for line in lines_of(log)])
    serving = str(store.current("smart-home"))
    found = run("train", "smart-home", "--compare", serving, "--on", log, "--json").json
    assert (found["overlap"], found["ndcg"]) == (10.0, None)


def test_lines_that_cannot_be_used_are_counted(run: Run, log: Path) -> None:
    more = [{"text": "x", "colour": "red"}, {"text": "x", "catalogue": "courses"}]
    more += [{"text": "x", "time": "soon"}, {"text": "a speaker", "among": ["nothing"]}]
    written(log, [*lines_of(log), *more])
    serving = str(store.current("smart-home"))
    done = run("train", "smart-home", "--compare", serving, "--on", log)
    for reason in (
        "colour: Extra inputs",
        "a request to another catalogue",
        "a time that",
        "nothing",
    ):
        assert f"1 requests left out: {reason}" in done.err
    assert "of the first 10 items they share 10.0" in done.out


def test_what_cannot_be_compared_is_refused(run: Run, log: Path, tmp_path: Path) -> None:
    serving = str(store.current("smart-home"))
    assert run("train", "smart-home", "--compare", serving).code == 2
    assert run("train", "smart-home", "--compare", "../x", "--on", log).code == 3
    assert run("train", "courses", "--compare", serving, "--on", log).code == 3
    assert run("train", "smart-home", "--compare", serving, "--on", tmp_path / "no.jsonl").code == 4
    empty = written(tmp_path / "other.jsonl", [{"catalogue": "courses", "text": "x"}])
    assert run("train", "smart-home", "--compare", serving, "--on", empty).code == 2
    (store.folder("smart-home") / store.CURRENT).unlink()
    none = run("train", "smart-home", "--compare", serving, "--on", log, "--json")
    assert (none.code, none.error["code"]) == (2, "usage")
