"""`llmrec catalog words`: what fields and values are called, proposed by the model."""

from __future__ import annotations

import pytest
from doubles import ScriptedLLM, build, few, script

from llmrec.catalog.schema import dump_words, parse_schema
from llmrec.catalog.wording import propose
from llmrec.llm import Ask

CALLED = {
    "power: mains": "插电、市电",
    "power: battery": "电池、市电",
    "subscription": "订阅",
    "smart lock": "smart lock",
}


def namer() -> ScriptedLLM:
    def call(ask: Ask) -> str:
        return CALLED.get(str(ask.values["name"]), "某、某某")

    return script(words_zh=call)


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, int]:
    shop = build(tmp_path_factory.mktemp("words"), "words", few("smart-home"), other_words=False)
    return propose(shop, namer(), "zh")


def test_words_of_fields_values_and_yes(proposed) -> None:
    words, _ = proposed
    assert words["subscription"] == {"yes": ("订阅",)}
    assert words["price"] == {"price": ("某某",)}


def test_a_word_of_two_values_tells_neither(proposed) -> None:
    words, _ = proposed
    assert words["power"]["mains"] == ("插电",) and words["power"]["battery"] == ("电池",)


def test_what_is_no_chinese_is_counted_and_left_out(proposed) -> None:
    words, without = proposed
    assert "smart lock" not in words.get("type", {}) and without == 1


def test_what_is_proposed_can_stand_in_the_schema(proposed) -> None:
    from llmrec.catalog.shipped import shipped

    words, _ = proposed
    own = "\n".join(shipped("smart-home").file.with_suffix(".yaml").read_text().splitlines())
    schema = parse_schema(own[: own.index("words:")] + dump_words(words))
    assert schema.words["power"]["mains"] == ("插电",)
