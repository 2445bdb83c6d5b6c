"""`llmrec train --from-model`: no events, and the fast path learns what the model thinks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles import NO, YES, dead, script

from llmrec import lessons, taught
from llmrec.catalog import store
from llmrec.context import open_context
from llmrec.errors import ModelUnavailable
from llmrec.llm import Ask

from .conftest import Models, Run

SHOP = "smart-home"
WANTED = [f"{what} for the {room}" for what in ("lamp", "camera", "speaker", "lock") for room in
          ("kitchen", "garden", "bedroom", "office", "hall", "bath")]  # fmt: skip


@pytest.fixture
def requests(tmp_path: Path, shop: None) -> Iterator[Path]:
    file = tmp_path / "requests.txt"
    file.write_text("\n".join(WANTED), "utf-8")
    yield file
    for name in (taught.FILE, lessons.FILE):
        (store.folder(SHOP).root / name).unlink(missing_ok=True)


def opinionated() -> Any:
    """A model that wants whatever has an odd number of letters, so that words do not tell."""
    return script(fit=lambda ask: YES if len(str(ask.values["item"])) % 2 else NO)


def test_it_says_what_it_is_worth_and_serves_only_with_a_gain(
    run: Run, models: Models, requests: Path
) -> None:
    models.llm = opinionated()
    told = run("train", SHOP, "--from-model", "--requests", requests, "--json").json
    assert told["requests"] == len(WANTED)
    assert told["pairs"] == 10 * len(WANTED)
    assert told["serves"] == (told["gain"][1] > 0)
    assert 0 <= told["before"] <= 1
    answer = run("recommend", "a lamp for the hall", "--fast", "--json").json
    assert ("taught" in answer["versions"]) == told["serves"]
    assert ("taught" in answer["items"][0]["sources"]) == told["serves"]
    again = run("recommend", WANTED[0], "--fast", "--json").json
    assert max(i["sources"]["trust"]["score"] for i in again["items"]) > 0.9


def test_what_was_said_is_not_asked_again(run: Run, models: Models, requests: Path) -> None:
    asked: list[Ask] = []
    models.llm = script(fit=lambda ask: asked.append(ask) or YES)  # type: ignore[func-returns-value]
    run("train", SHOP, "--from-model", "--requests", requests)
    first = len(asked)
    file = store.folder(SHOP).root / lessons.FILE
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:-2], lines[-2][:40]]), "utf-8")  # killed in a line
    assert run("train", SHOP, "--from-model", "--requests", requests).code == 0
    assert first == 10 * len(WANTED)
    assert len(asked) == first + 20


def judged(count: int) -> list[bool]:
    """Of each request, whether its first so many candidates were judged."""
    there = open_context(SHOP)
    return [
        {c.item for c in lessons._found(one.request, there).candidates[:count]} <= one.said.keys()
        for one in lessons.read(store.folder(SHOP).root / lessons.FILE)
    ]


def test_of_requests_that_were_asked_the_best_are_judged(
    run: Run, models: Models, requests: Path
) -> None:
    models.llm = opinionated()
    assert run("train", SHOP, "--from-model", "--requests", requests).code == 0
    assert all(judged(8))


def test_of_requests_that_the_model_writes_a_spread_is_judged(
    run: Run, models: Models, requests: Path
) -> None:
    names = iter(WANTED * 2)
    models.llm = script(request=lambda ask: next(names), fit=YES)
    assert run("train", SHOP, "--from-model", "--count", 30).code == 0
    assert all(judged(2))
    assert not any(judged(8))


def test_without_requests_the_model_writes_them(run: Run, models: Models, requests: Path) -> None:
    said = script(request=lambda ask: f'"{WANTED[len(str(ask.values["item"])) % 24]}"', fit=YES)
    models.llm = said
    done = run("train", SHOP, "--from-model", "--count", 30)
    written = [a for a in said.asked if a.prompt.name == "request"]
    assert len(written) == 30
    if done.code == 2:  # many were alike
        assert "are too few to learn from" in done.err
    else:
        assert "requests" in done.out


def test_items_that_got_no_request_are_told(run: Run, models: Models, requests: Path) -> None:
    """Of thirty: two are not answered, one in nothing, one by its name, and one like another."""

    def write(ask: Ask) -> str:
        n = len([a for a in models.llm.asked if a.prompt.name == "request"]) - 1
        if n in (3, 20):
            raise ModelUnavailable("The model server refused (401): no such key")
        title = str(ask.values["item"]).split(".")[0]
        usual = [f"{WANTED[n % 24]} {n}" for n in range(30)]
        return {5: " ", 7: title, 9: usual[0].upper()}.get(n, usual[n])

    models.llm = script(request=write, fit=YES)
    done = run("train", SHOP, "--from-model", "--count", 30)
    assert done.code == 0
    assert "25 requests were written of 30:" in done.err
    assert "2 not answered (The model server refused (401): no such key)" in done.err
    for said in ("1 empty", "1 little else than the item's name", "1 like another"):
        assert said in done.err
    assert "25 requests" in done.out


def test_too_few_requests_are_explained(run: Run, models: Models, requests: Path) -> None:
    models.llm = script(request="a lamp", fit=YES)
    done = run("train", SHOP, "--from-model", "--count", 30)
    assert (done.code, "1 requests are too few" in done.err) == (2, True)
    assert "1 requests were written of 30: 29 like another" in done.err


def test_a_model_that_refuses_every_request_says_why(
    run: Run, models: Models, requests: Path
) -> None:
    models.llm = dead()
    done = run("train", SHOP, "--from-model")
    assert done.code == 5
    assert "writes no requests: No model answers at" in done.err


def test_a_request_that_is_the_items_own_name_is_left_out() -> None:
    assert lessons._is_its_name("Auralis Kitchen Speaker Mini", "Auralis Kitchen Speaker Mini")
    assert not lessons._is_its_name("kitchen speaker", "Auralis Kitchen Speaker Mini")
    assert not lessons._is_its_name("speaker", "Speaker")


def test_few_requests_no_model_and_bad_files_are_told(
    run: Run, models: Models, requests: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few.txt"
    few.write_text('a lamp\n{"text": "a lock"}\n\n', "utf-8")
    done = run("train", SHOP, "--from-model", "--requests", few)
    assert (done.code, "2 requests are too few" in done.err) == (2, True)
    few.write_bytes(b"\xff\xfe\x00")
    assert run("train", SHOP, "--from-model", "--requests", few).code == 2
    few.write_text("{not json\n", "utf-8")
    assert "holds no request" in run("train", SHOP, "--from-model", "--requests", few).err
    models.llm = dead()
    assert run("train", SHOP, "--from-model", "--requests", requests).code == 5
    models.llm = None
    assert run("train", SHOP, "--from-model", "--requests", requests).code == 5
    assert not taught.path(SHOP).exists()


def test_damaged_numbers_are_a_fallback_that_is_named(
    run: Run, models: Models, requests: Path
) -> None:
    models.llm = opinionated()
    run("train", SHOP, "--from-model", "--requests", requests)
    file = taught.path(SHOP)
    data = bytearray(file.read_bytes())
    data[-3] ^= 0xFF
    file.write_bytes(bytes(data))
    answer = run("recommend", "a lamp for the hall", "--fast", "--json").json
    reasons = json.dumps(answer["fallbacks"])
    assert "taught about smart-home is damaged" in reasons
    assert "taught" not in answer["versions"]
