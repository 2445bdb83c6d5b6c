"""Every written request through the real pipeline and the real model.

Broken constraints are counted against what a person wrote down, on the raw rows of the file.
`python -m tests.model.requests_report` prints the same run in full.
"""

from __future__ import annotations

import re

import pytest

from llmrec.context import open_context
from llmrec.pipeline import recommend
from llmrec.settings import settings
from llmrec.types import Request

from .requests_report import FILES, Outcome, Summary, lines, raw, run, summary, written

pytestmark = [pytest.mark.model, pytest.mark.timeout(3600)]

LIGHTS = {"smart light bulb", "light strip", "smart lamp"}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    settings.cache_clear()
    return run([w for c in FILES for w in written(c)])


@pytest.fixture(scope="module")
def total(outcomes: list[Outcome]) -> Summary:
    return summary(outcomes)


def _told(outcomes: list[Outcome]) -> str:
    return "\n".join(line for o in outcomes for line in lines(o, verbose=False))


@pytest.mark.parametrize("catalogue", FILES)
def test_there_are_30_requests_and_a_third_in_chinese(catalogue: str) -> None:
    requests = [w for w in written(catalogue) if w.constraints]
    chinese = [w for w in requests if w.language == "zh"]
    assert len(requests) >= 30
    assert len(chinese) >= len(requests) / 3


@pytest.mark.parametrize("catalogue", FILES)
def test_the_written_constraints_fit_the_file(catalogue: str) -> None:
    """A slip in the written list would hide a violation."""
    rows = raw(catalogue)
    for w in written(catalogue):
        assert bool(rows.fitting(w.constraints)) != w.empty, w.id
        fields = set(rows.schema["attributes"])
        assert {c["field"] for c in w.constraints} <= fields, w.id


def test_every_request_is_answered(outcomes: list[Outcome]) -> None:
    failed = [o for o in outcomes if o.error]
    assert not failed, _told(failed)


def test_no_written_constraint_is_broken(outcomes: list[Outcome]) -> None:
    broken = [o for o in outcomes if o.violations]
    assert not broken, f"{sum(len(o.violations) for o in broken)} violations\n{_told(broken)}"


def test_every_quote_stands_in_its_item(outcomes: list[Outcome]) -> None:
    wrong = [o for o in outcomes if o.bad_evidence]
    assert not wrong, _told(wrong)


def test_no_evidence_only_repeats_the_title(outcomes: list[Outcome]) -> None:
    wrong = [o for o in outcomes if o.title_only]
    assert not wrong, _told(wrong)


def test_most_reasons_are_the_models_own(total: Summary) -> None:
    assert total.reasons > 80
    assert total.by_model >= 0.8, total


def test_nothing_fits_gives_no_items_but_near_misses(outcomes: list[Outcome]) -> None:
    empty = [o for o in outcomes if o.written.empty]
    assert len(empty) >= 4
    wrong = [o for o in empty if o.items]
    assert not wrong, _told(wrong)
    for o in empty:
        assert o.answer is not None
        assert o.answer.alternatives, o.written.id
        assert all(a.breaks for a in o.answer.alternatives), o.written.id


def test_what_can_be_answered_is_answered(outcomes: list[Outcome]) -> None:
    wrong = [o for o in outcomes if o.under_answered]
    assert not wrong, _told(wrong)


def test_the_model_was_asked_and_answered(outcomes: list[Outcome]) -> None:
    for o in outcomes:
        assert o.answer is not None
        assert not o.answer.fallbacks, (o.written.id, o.answer.fallbacks)
        assert any(c.outcome in ("ok", "cached") for c in o.answer.calls), o.written.id


def test_the_fixed_chinese_example(outcomes: list[Outcome]) -> None:
    (fixed,) = [o for o in outcomes if o.written.id == "fixed-zh"]
    answer = fixed.answer
    assert answer is not None
    assert answer.profile.language == "zh"
    types = [str(i.attributes["type"]) for i in answer.items[:5]]
    assert set(types) <= LIGHTS | {"smart speaker"}, types
    assert "smart speaker" in types, types
    assert LIGHTS & set(types), types
    reasons = [i.why.text for i in answer.items if i.why]
    assert reasons
    for text in reasons:
        assert len(re.findall(r"[一-鿿]", text)) >= 5, text


OTHER_WORDS = [
    ("a science course, nothing with maths", "mathematics"),
    ("something for the office, but no coding", "programming"),
]


@pytest.mark.parametrize(("text", "topic"), OTHER_WORDS, ids=[t for t, _ in OTHER_WORDS])
def test_a_kind_is_refused_in_other_words_than_the_catalogues(text: str, topic: str) -> None:
    settings.cache_clear()
    context = open_context("courses")
    answer = recommend(Request(text=text, k=10), context)
    items = context.catalogue.items([r.id for r in answer.items])
    assert len(items) == 10
    assert topic not in {item.attributes["topic"] for item in items}
