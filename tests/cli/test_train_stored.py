"""Learning from what `feedback` keeps, versions in the shadow, and texts that the model reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from doubles import dead, script

from llmrec.behaviour import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import Ask

from .conftest import Models, Run

pytest.importorskip("torch")


def halves() -> tuple[set[str], set[str]]:
    ids = Catalogue.open("smart-home").ids
    return set(ids[: len(ids) // 2]), set(ids[len(ids) // 2 :])


def test_feedback_moves_the_list_at_once(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    version, (one, other) = store.current("smart-home"), halves()
    asked = ("recommend", "--user", "anna", "--fast", "-k", "5", "--json")

    def after(liked: set[str]) -> list[str]:
        for item in sorted(liked)[:4]:
            run("feedback", item, "-u", "anna")
        answer = run(*asked).json
        assert answer["versions"]["behaviour"] == version, "nothing was trained meanwhile"
        return [item["id"] for item in answer["items"]]

    assert len(one & set(after(one))) >= 4
    assert run("user", "erase", "anna", "--yes").code == 0
    assert len(other & set(after(other))) >= 4


def test_a_dislike_counts_as_nothing_taken(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    one, other = halves()
    for item in sorted(one)[:3]:
        run("feedback", item, "-u", "anna")
    asked = ("recommend", "--user", "anna", "--fast", "-k", "5", "--json")
    before = {item["id"]: item["features"] for item in run(*asked).json["items"]}
    for item in sorted(other)[:3]:
        run("feedback", item, "-u", "anna", "--kind", "dislike")
    after = {item["id"]: item["features"] for item in run(*asked).json["items"]}
    assert list(before) == list(after)
    for item, features in before.items():
        assert features == pytest.approx(after[item], abs=1e-5)


def test_what_is_kept_is_learned_from_and_gone_back_from(run: Run, events: Path) -> None:
    nothing = run("train", "smart-home", "--json")
    assert (nothing.code, nothing.error["code"]) == (2, "usage")
    assert "No events of smart-home are kept" in nothing.error["message"]
    run("train", "smart-home", str(events))
    first = store.current("smart-home")
    run("feedback", "--file", str(events))
    run("feedback", sorted(halves()[0])[0], "-u", "p1", "--kind", "dislike")
    done = run("train", "smart-home")
    assert done.code == 0, done.err
    assert "240 events of 40 people" in done.err
    assert "1 rows left out: a dislike, which takes nothing\n" in done.err
    assert store.current("smart-home") != first
    rows = run("train", "smart-home", "--serve", str(first), "--json").json
    assert [row["version"] for row in rows if row["serves"]] == [first]
    answer = run("recommend", "--user", "p1", "--fast", "--json").json
    assert answer["versions"]["behaviour"] == first


def test_the_same_events_teach_the_same_from_the_store_as_from_the_file(
    run: Run, events: Path
) -> None:
    run("feedback", "--file", str(events))
    from_file = run("train", "smart-home", str(events), "--json").json
    from_store = run("train", "smart-home", "--json").json
    assert from_store["sha256"] == from_file["sha256"]


def test_a_shadow_does_not_serve(run: Run, events: Path) -> None:
    run("train", "smart-home", str(events))
    serving = store.current("smart-home")
    done = run("train", "smart-home", str(events), "--shadow")
    assert "is kept, learned from 240 events" in done.out
    assert store.current("smart-home") == serving
    assert len(store.versions("smart-home")) == 2


@pytest.fixture
def written(events: Path) -> Path:
    """The events, and twenty of people who wrote what they think; half of them do not like it."""
    rows = [
        dict[str, object](zip(("user", "item", "time", "rating"), line.split(","), strict=True))
        for line in events.read_text("utf-8").splitlines()[1:]
    ]
    item = rows[0]["item"]
    for n in range(20):
        text = "{it} broke at once" if n % 2 else "Great, {it} works"
        rows.append({"user": f"w{n}", "item": item, "time": n + 1, "text": text})
    file = events.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def reads(ask: Ask) -> str:
    against = "broke" in str(ask.values["text"])
    return json.dumps({"polarity": "disliked" if against else "liked", "tags": ["Works?"]})


def test_texts_are_left_alone_unless_they_are_to_be_read(run: Run, written: Path) -> None:
    done = run("train", "smart-home", str(written))
    assert "260 events of 60 people" in done.err
    assert "20 texts were not read: --read" in done.err


def test_a_text_that_says_disliked_takes_nothing(run: Run, models: Models, written: Path) -> None:
    models.llm = script(review=reads)
    done = run("train", "smart-home", str(written), "--read")
    assert done.code == 0, done.err
    assert "250 events of 50 people" in done.err
    assert "20 texts were read: 10 liked, 10 disliked, 0 neither" in done.err
    assert "They speak of: works? (20)" in done.err
    assert "10 rows left out: a dislike, which takes nothing (line 242 first)" in done.err
    assert "{it} broke" in str(models.llm.asked[1].messages()[-1]["content"])


def test_reading_without_a_model_is_refused_or_told(
    run: Run, models: Models, written: Path
) -> None:
    models.llm = None
    done = run("train", "smart-home", str(written), "--read", "--json")
    assert (done.code, done.error["code"]) == (5, "model_unavailable")
    assert store.current("smart-home") is None
    models.llm = dead()
    done = run("train", "smart-home", str(written), "--read")
    assert done.code == 0
    assert "0 answers were malformed and 20 texts got none" in done.err
    assert "260 events of 60 people" in done.err
