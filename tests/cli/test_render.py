"""How an answer looks: within the width, without colour where none is wanted."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from llmrec.catalog.schema import Schema
from llmrec.catalog.shipped import shipped
from llmrec.cli.render import show
from llmrec.types import (
    Constraint,
    Evidence,
    Fallback,
    Interval,
    Profile,
    Recommendation,
    Recommended,
    Tag,
    TagAffinity,
    Why,
)


def item(rank: int, **more: Any) -> Recommended:
    fields: dict[str, Any] = {
        "rank": rank,
        "id": f"i{rank}",
        "title": f"Nimbrel Hearth Speaker {rank}",
        "score": 0.83,
        "rating": Interval(mean=4.3, low=3.6, high=5.0),
        "attributes": {"type": "smart speaker", "price": 129.0, "rooms": ["kitchen"]},
    }
    return Recommended(**(fields | more))


def answer(*items: Recommended, language: str = "en", **more: Any) -> Recommendation:
    profile = Profile(
        language=language,
        tags=[Tag(tag="music"), Tag(tag="screens", polarity=-1)],
        constraints=[
            Constraint(field="price", op="lt", value=150.0),
            Constraint(field="outdoor", op="eq", value=True, hard=False),
        ],
        assumed=["“under €50” fits no property of this catalogue"],
    )
    return Recommendation(request_id="r", profile=profile, items=list(items), **more)


@dataclass
class Shop:
    """All that is asked of a catalogue here."""

    schema: Schema


SHOP: Any = Shop(shipped("smart-home").schema)


def shown(a: Recommendation, width: int = 80, *, color: bool = False, trace: bool = False) -> str:
    out = io.StringIO()
    show(a, SHOP, trace=trace, console=Console(file=out, width=width, force_terminal=color))
    return out.getvalue()


LONG = item(
    1,
    title="非常长的标题 " * 6 + "and a title that goes on",
    why=Why(
        text="It reaches the far end of the garden and " * 5,
        by="model",
        evidence=[Evidence(field="description", quote="它能覆盖整个花园" * 9)],
    ),
    breaks=["price < 150", "assistants includes Siri, Google Assistant"],
)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("trace", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, trace: bool) -> None:
    text = shown(answer(LONG, item(2), unknown=["x"] * 60), width, trace=trace)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width


def test_everything_a_person_needs_is_there() -> None:
    why = Why(
        text="It fills a kitchen.",
        by="model",
        evidence=[Evidence(field="description", quote="fills a room")],
    )
    fallback = Fallback(stage="judge", to="the scorer alone", reason="gone")
    text = shown(answer(item(1, why=why), fallbacks=[fallback], unknown=["x9"]))
    for words in (
        "music", "under $150", "outdoor: yes", "€50", "Nimbrel Hearth Speaker 1", "83%",
        "4.3", "3.6–5.0", "$129", "smart speaker", "It fills a kitchen.",
        "fills a room", "description", "judge", "gone", "x9",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words


def test_near_misses_say_what_they_break() -> None:
    text = shown(answer(alternatives=[item(1, breaks=["price < 150"])]))
    assert "near" in text.lower()
    assert "✗ under $150" in text


def test_what_only_fills_the_list_up_is_called_far() -> None:
    near, filler = item(1, judged=True), item(2, score=0.02, judged=True)
    text = shown(answer(near, filler))
    assert text.index("Speaker 1") < text.index("Far from what you asked") < text.index("Speaker 2")
    assert "Nothing here comes near" in shown(answer(item(1, score=0.03, judged=True)))
    assert "Far from" not in shown(answer(near, item(2, judged=True)))


def test_without_the_models_judgement_nothing_is_called_far() -> None:
    assert "Far from" not in shown(answer(item(1), item(2, score=0.02)))


def test_a_trace_shows_what_each_feature_added_within_eighty_characters() -> None:
    shares = {"dense": 0.62, "popularity": -1.25, "price": 0.0}
    text = shown(answer(*(item(n, shares=shares) for n in range(1, 11))), trace=True)
    popularity = next(line for line in text.splitlines() if "popularity" in line)
    assert popularity.count("-1.25") == 10
    assert "price" not in text.split("what each feature adds")[1], "it added nothing"


def test_a_chinese_answer_has_chinese_labels() -> None:
    text = shown(answer(item(1), language="zh"))
    assert "兴趣" in text and "限制" in text
    assert "价格低于$150" in text and "智能音箱" in text


def test_what_is_likely_in_two_fields_is_told_once() -> None:
    tags = [
        TagAffinity(tag="living room", field="rooms", probability=0.74),
        TagAffinity(tag="living room", field="type", probability=0.71),
    ]
    text = shown(answer(item(1), tags=tags))
    assert "74%" in text and "71%" not in text


def test_another_language_falls_back_to_english_labels() -> None:
    assert "limits" in shown(answer(item(1), language="xx"))


def test_without_a_terminal_there_is_no_colour() -> None:
    assert "\x1b" not in shown(answer(LONG))
    assert "\x1b[" in shown(answer(LONG), color=True)


def test_no_colour_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", shown(answer(LONG), color=True))


HOSTILE = "[bold red]x[/] [link=http://e]y \\[z [/nonsense] \x1b]0;title\x07\x1b[2J"


def test_markup_and_control_characters_of_items_are_only_text() -> None:
    hostile = item(
        1,
        title=HOSTILE,
        tags=[HOSTILE],
        breaks=[HOSTILE],
        attributes={"type": HOSTILE},
        why=Why(text=HOSTILE, by="model", evidence=[Evidence(field=HOSTILE, quote=HOSTILE)]),
    )
    a = answer(hostile, unknown=[HOSTILE], fallbacks=[Fallback(stage="x", to="y", reason=HOSTILE)])
    a.profile.tags.append(Tag(tag=HOSTILE))
    a.profile.assumed.append(HOSTILE)
    a.profile.constraints.append(Constraint(field="brand", op="eq", value=HOSTILE))
    for trace in (False, True):
        text = shown(a, 400, trace=trace)
        assert "[bold red]x[/]" in text and "[/nonsense]" in text
        assert "\x1b" not in text and "\x07" not in text
