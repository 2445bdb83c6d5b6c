"""`llmrec train`, and what a recommendation makes of what was learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmrec.behaviour import SIGNALS, store
from llmrec.catalog.catalogue import Catalogue

from .conftest import Run

pytest.importorskip("torch")


def test_what_people_did_orders_a_list_without_words(run: Run, events: Path) -> None:
    done = run("train", "smart-home", str(events))
    assert done.code == 0, done.err
    assert "240 events of 40 people" in done.err
    assert "serves, learned from 240 events" in done.out
    catalogue = Catalogue.open("smart-home")
    half = set(catalogue.ids[: catalogue.size // 2])
    line = {"id": "x", "history": catalogue.ids[:3], "k": 5, "exclude": catalogue.ids[:3]}
    batch, out = events.with_name("in.jsonl"), events.with_name("out.jsonl")
    batch.write_text(json.dumps(line), "utf-8")
    assert run("recommend", "--batch", str(batch), "--out", str(out), "--fast").code == 0
    answer = json.loads(out.read_text("utf-8"))["recommendation"]
    assert sum(item["id"] in half for item in answer["items"]) >= 4
    first = answer["items"][0]
    assert set(SIGNALS) <= first["features"].keys()
    assert set(SIGNALS) <= first["shares"].keys()
    assert 4 <= first["rating"]["low"] <= first["rating"]["mean"] <= first["rating"]["high"] <= 5
    assert answer["versions"]["behaviour"] == store.current("smart-home")


def test_versions_are_shown_and_gone_back_to(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    first = store.current("smart-home")
    made = run("train", "smart-home", str(events), "--seed", "1", "--json").json
    assert made["version"] == store.current("smart-home") != first
    rows = run("train", "smart-home", "--serve", str(first), "--json").json
    assert [r["version"] for r in rows if r["serves"]] == [first]
    assert f"{first}  serves" in run("train", "smart-home", "--versions").out


def test_nothing_to_learn_from_leaves_the_old_one_in_service(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    before = store.current("smart-home")
    events.write_text("user,item\nu,nothing\n", "utf-8")
    done = run("train", "smart-home", str(events))
    assert done.code == 2
    assert "nobody has two events" in done.err
    assert "1 rows left out: an item that the catalogue lacks (line 2 first)" in done.err
    assert store.current("smart-home") == before
    assert run("train", "smart-home").code == 2
    assert run("train", "no-such-shop", str(events)).code == 4
    assert run("train", "smart-home", "--serve", "x").code == 3


def test_a_damaged_scorer_is_a_fallback_that_is_told(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    version = str(store.current("smart-home"))
    (store.folder("smart-home") / version / store.WEIGHTS).write_bytes(b"")
    done = run("recommend", "a speaker for the kitchen", "--fast", "--json")
    assert done.code == 0
    told = [f for f in json.loads(done.out)["fallbacks"] if f["stage"] == "score"]
    assert "cut short or altered" in told[0]["reason"]


def test_a_small_version_serves_as_others_do(run: Run, events: Path) -> None:
    made = run("train", "smart-home", events, "--small", "--json").json
    answer = run("recommend", "a speaker for the kitchen", "--fast", "--json").json
    assert answer["versions"]["behaviour"] == made["version"]
    assert not [f for f in answer["fallbacks"] if f["stage"] == "score"]
