"""Slips of the pen are mended towards words that are looked for, and nothing else is."""

from __future__ import annotations

import pytest
from doubles import context

from llmrec.catalog.catalogue import Catalogue
from llmrec.pipeline import recommend
from llmrec.text import mended
from llmrec.types import Request

WANTED = frozenset({"speaker", "speakers", "bulbs", "lamp", "assistant"})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a smart speeker", "a smart speaker"),
        ("gogle asistant is not a slip of one letter", None),
        ("the frist one, agian", "the first one, again"),
        (
            "less then forty dollars, cheaper then the first",
            "less than forty dollars, cheaper than the first",
        ),
        ("first a cheaper one, then the others", "first a cheaper one, then the others"),
        ("nuthing befor fourty dollars", "nothing before forty dollars"),
        ("under 80 ducks. bucks", "under 80 bucks"),
        ("10 hors, hours I mean", "10 hours I mean"),
        ("3 lamps, hours of light", "3 lamps, hours of light"),
        ("Speeker wanted", "speaker wanted"),
        ("My Speeker", "My Speeker"),
        ("the lamb", "the lamb"),
        ("nimbrel is a maker", "nimbrel is a maker"),
        ("see https://spekaer.example or @speeker", "see https://spekaer.example or @speeker"),
        ("智能speeker", "智能speeker"),
    ],
)
def test_slips(written: str, read: str | None) -> None:
    plain, _ = mended(written, WANTED, lambda word: word == "nimbrel")
    assert plain == (read or written.replace("asistant", "assistant"))


def test_two_words_as_near_are_no_reading() -> None:
    assert mended("balbs", frozenset({"bulbs", "balls"}), lambda _: False) == ("balbs", [])


def test_an_answer_says_what_it_read_otherwise(shop: Catalogue) -> None:
    answer = recommend(Request(text="a smart speeker for the kitchn"), context(shop, None))
    assert answer.profile.assumed == [
        "“speeker” is read as speaker", "“kitchn” is read as kitchen",
    ]  # fmt: skip
    said = [str(c) for c in answer.profile.constraints]
    assert said == ["type = smart speaker", "rooms includes kitchen"]


def test_words_of_another_language_are_no_slips(shop: Catalogue) -> None:
    text = "quiero algo barato para que mi gato coma solo"
    assert recommend(Request(text=text), context(shop, None)).profile.assumed == []
