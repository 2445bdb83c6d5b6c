"""Limits that are lifted, moved or joined, said in many ways; with nearly every field limited, so
that what is meant has to be told from all that is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import build, context, forget_indexes, rows_of

from chat.said_of_limits import OF_COURSES, OF_THINGS
from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.chat.talk import Step, step
from llmrec.types import Constraint, Op

Held = list[tuple[str, Op, str | float | bool]]
COURSES: Held = [
    ("topic", "eq", "data analysis"), ("level", "eq", "beginner"), ("language", "eq", "English"),
    ("format", "eq", "self-paced"), ("price", "le", 60.0), ("hours", "le", 10.0),
    ("weeks", "le", 6.0), ("rating", "ge", 4.2), ("certificate", "eq", True),
    ("skills", "has", "Python"), ("subtitles", "has", "German"),
    ("prerequisites", "lacks", "calculus"), ("provider", "ne", "Lindenkolleg"),
    ("starts", "le", "2025-06-30"),
]  # fmt: skip
THINGS: Held = [
    ("type", "eq", "security camera"), ("price", "le", 150.0), ("rating", "ge", 4.0),
    ("outdoor", "eq", True), ("subscription", "eq", False), ("power", "eq", "battery"),
    ("battery_months", "ge", 12.0), ("protocols", "has", "Zigbee"), ("assistants", "has", "Alexa"),
    ("brand", "ne", "Zadeko"), ("released", "ge", "2022-01-01"), ("watts", "le", 50.0),
]  # fmt: skip


def limits(held: Held) -> list[Limit]:
    return [
        Limit(constraint=Constraint(field=f, op=op, value=v), words=str(v)) for f, op, v in held
    ]


def taken_up(catalogue: Catalogue, said: str, held: list[Limit]) -> Step:
    state = State(about="any", limits=held)
    turn = Turn(said="something", act="find", shown=catalogue.ids[:5], state=state)
    session = Session(id="s", catalogue=catalogue.name, turns=[turn])
    return step(session, said, context(catalogue, None))


def changes(new: Step, held: list[Limit]) -> set[str]:
    before, after = {str(x.constraint) for x in held}, {str(c) for c in new.state.hard}
    return {f"+{c}" for c in after - before} | {f"-{c}" for c in before - after}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("lifted")
    yield build(folder, "courses", rows_of("courses"), schema_of="courses")
    forget_indexes(folder)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("lifted")
    yield build(folder, "smart-home", rows_of("smart-home"))
    forget_indexes(folder)


@pytest.mark.parametrize(("said", "changed"), OF_COURSES, ids=[r[0] for r in OF_COURSES])
def test_limits_on_courses(school: Catalogue, said: str, changed: set[str]) -> None:
    held = limits(COURSES)
    assert changes(taken_up(school, said, held), held) == changed


@pytest.mark.parametrize(("said", "changed"), OF_THINGS, ids=[r[0] for r in OF_THINGS])
def test_limits_on_things(shop: Catalogue, said: str, changed: set[str]) -> None:
    held = limits(THINGS)
    assert changes(taken_up(shop, said, held), held) == changed


@pytest.mark.parametrize("said", ["it needn't be free, 40 at most", "不免费也行，不超过40"])
def test_a_price_of_nothing_gives_way_to_a_ceiling(school: Catalogue, said: str) -> None:
    held = limits([("topic", "eq", "cooking"), ("price", "eq", 0.0)])
    assert changes(taken_up(school, said, held), held) == {"-price = 0", "+price ≤ 40"}


@pytest.mark.parametrize(
    ("said", "op"),
    [
        ("only what the maker of the third sells, every other company can go", "eq"),
        ("品牌要跟第三台一样,我不想装两个软件", "eq"),
        ("nothing from the maker of the third, other brands are fine", "ne"),
        ("第三个那牌子别给我看了，看看别家的", "ne"),
    ],
)
def test_of_makers_one_or_all_others_are_cast_out(shop: Catalogue, said: str, op: Op) -> None:
    held = limits([x for x in THINGS if x[0] != "brand"])
    maker = shop.item(shop.ids[2]).attributes["brand"]
    sign = "=" if op == "eq" else "≠"
    assert changes(taken_up(shop, said, held), held) == {f"+brand {sign} {maker}"}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("所有限制都取消", {"-hours ≤ 20", "-price ≤ 50"}),
        ("除了价格，其他都无所谓", {"-hours ≤ 20"}),
        ("就留价格那条，别的都不管了", {"-hours ≤ 20"}),
        ("除了法语的，其他都行", {"+language ≠ French"}),
    ],
)
def test_all_limits_or_all_others(school: Catalogue, said: str, changed: set[str]) -> None:
    held = limits([("topic", "eq", "cooking"), ("hours", "le", 20.0), ("price", "le", 50.0)])
    assert changes(taken_up(school, said, held), held) == changed


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("法语讲的倒是可以", {"-language none of Spanish, French", "+language ≠ Spanish"}),
        ("得是教德语的", {"+skills includes German"}),
        ("用德语上课的", {"+language = German"}),
    ],
)
def test_refused_languages(school: Catalogue, said: str, changed: set[str]) -> None:
    held = limits([("topic", "eq", "languages")])
    both = Constraint(field="language", op="not_in", value=["Spanish", "French"])
    held.append(Limit(constraint=both, words="西语法语"))
    assert changes(taken_up(school, said, held), held) == changed
