"""The served model reads three items of the shop again, and says what the shipped profiles say."""

from __future__ import annotations

import json

import pytest
from llmrec.prompts import load

from llmrec.catalog.asking import Reading, read_items, verbatim
from llmrec.catalog.items import to_item
from llmrec.catalog.profiles import load_lines, newest
from llmrec.catalog.shipped import shipped
from llmrec.llm import LLM, llm
from llmrec.text import tokens
from llmrec.types import Item

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """Six from all over the catalogue, as they ship."""
    found = shipped("smart-home")
    rows = [json.loads(line) for line in found.file.read_text("utf-8").splitlines()]
    return [to_item(rows[n * len(rows) // 6], found.schema) for n in range(6)]


@pytest.fixture(scope="module")
def model() -> LLM:
    served = llm(cache=False)
    assert served is not None, "no model server runs here"
    return served


@pytest.fixture(scope="module")
def readings(items: list[Item], model: LLM) -> list[Reading]:
    return read_items(items, model, shipped("smart-home").schema.domain or "items")


def test_a_profile_names_what_made_it_and_quotes_the_item(
    items: list[Item], readings: list[Reading], model: LLM
) -> None:
    prompt = load("item_profile")
    for item, reading in zip(items, readings, strict=True):
        line = reading.line
        assert line is not None, f"{item.id}: {reading.error or 'malformed'}"
        made = (line.id, line.model, line.prompt, line.prompt_sha)
        assert made == (item.id, model.model, prompt.id, prompt.sha)
        assert all(verbatim(tag.quote, item) == tag.quote for tag in line.tags)
    assert sum(bool(r.line and r.line.tags) for r in readings) >= 4  # some items have none


def test_the_shipped_profiles_are_what_the_model_says(
    items: list[Item], readings: list[Reading], model: LLM
) -> None:
    path = shipped("smart-home").profiles
    assert path is not None, "the shop ships without its profiles"
    lines = load_lines(path)
    said, known, ship, again = 0, 0, 0, 0
    for item, reading in zip(items, readings, strict=True):
        held = newest(lines, item)
        assert held is not None, f"{item.id} ships without a profile of its text"
        if held.model != model.model:
            pytest.skip(f"they were made by {held.model}, {model.model} is served")
        assert reading.line is not None
        assert (held.prompt, held.prompt_sha) == (reading.line.prompt, reading.line.prompt_sha)
        ships = [set(tokens(t.quote)) for t in held.tags]
        now = [set(tokens(t.quote)) for t in reading.line.tags]
        said, ship = said + len(now), ship + len(ships)
        known += sum(any(_mostly(one, s) for s in ships) for one in now)
        again += sum(any(_mostly(one, s) for one in now) for s in ships)
    # Kernels differ from processor to processor and from start to start, and with them the last
    # bits of a probability: wording and number of the facts may differ, not what they are.
    assert again >= ship / 3, f"{again} of {ship} said again"
    assert known >= said / 2, f"{known} of {said} known"


def _mostly(one: set[str], other: set[str]) -> bool:
    """Whether two quotes share more than half of the words of the shorter one."""
    return len(one & other) > min(len(one), len(other)) / 2
