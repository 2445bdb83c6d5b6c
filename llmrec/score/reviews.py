"""Reviews, comments and posts beside events: the model reads whether their writer liked the item.

Asked is only where neither a rating nor the kind says it. A text goes into the user's message
alone, cleaned, fenced and cut; what the model says is held to one of three words by its schema. An
answer that fails leaves its event as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmrec.behaviour.deed import Deed
from llmrec.catalog.building import OnProgress, Report, silent
from llmrec.errors import BadModelOutput
from llmrec.llm import LLM, Answer, Ask
from llmrec.prompts import guard, load, one_line
from llmrec.score.event_file import Line, undecided

BATCH = 24
"""Texts asked about at once."""
CHARS = 1_200
"""Of a text, what the model reads."""
TAG_CHARS = 30
KINDS = {"liked": "like", "disliked": "dislike"}


class Said(BaseModel):
    """What the model says of one text."""

    model_config = ConfigDict(extra="forbid")

    polarity: Literal["liked", "disliked", "neither"]
    tags: list[str] = Field(max_length=3)


class ReviewReport(BaseModel):
    """What came of the texts."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    read: int = 0
    liked: int = 0
    disliked: int = 0
    neither: int = 0
    malformed: int = 0
    """Answers that do not fit; their events stay as they were."""
    failed: int = 0
    """Texts without an answer; their events stay as they were."""
    tags: dict[str, int] = {}
    """What they speak of most, with in how many texts."""


def read_reviews(
    lines: Sequence[Line], llm: LLM, domain: str, on_progress: OnProgress = silent
) -> tuple[list[Line], ReviewReport]:
    """The events, with the kind that their texts say where nothing else does.

    When a whole round of questions gets no answer the model is gone, and no more is asked.
    """
    out, report, tags = list(lines), ReviewReport(), Counter[str]()
    places = [n for n, (_, deed) in enumerate(out) if undecided(deed)]
    for start in range(0, len(places), BATCH):
        some = places[start : start + BATCH]
        answers = llm.ask_all([_ask(out[n][1], domain) for n in some])
        for n, answer in zip(some, answers, strict=True):
            said = _said(answer, report)
            if said is not None:
                tags.update({_tag(tag) for tag in said.tags} - {""})
                out[n] = (out[n][0], _told(out[n][1], said))
        if all(a.error is not None and not isinstance(a.error, BadModelOutput) for a in answers):
            report.failed += len(places) - start - len(some)
            break
        on_progress(Report("reviews", start + len(some), len(places)))
    report.tags = dict(tags.most_common(10))
    return out, report


def _ask(deed: Deed, domain: str) -> Ask:
    text = guard(one_line(deed.text, CHARS), "text")
    return Ask(load("review"), {"domain": domain, "text": text})


def _said(answer: Answer, report: ReviewReport) -> Said | None:
    """What an answer says; None and counted where it says nothing."""
    if answer.error is not None and not isinstance(answer.error, BadModelOutput):
        report.failed += 1
        return None
    try:
        if answer.error is not None:
            raise answer.error
        said = Said.model_validate(answer.json())
    except (BadModelOutput, ValidationError):
        answer.call.outcome = "malformed"
        report.malformed += 1
        return None
    report.read += 1
    setattr(report, said.polarity, getattr(report, said.polarity) + 1)
    return said


def _tag(tag: str) -> str:
    short: str = one_line(tag, TAG_CHARS)
    return short.lower()


def _told(deed: Deed, said: Said) -> Deed:
    return deed._replace(kind=KINDS.get(said.polarity, deed.kind))
