"""What turns mean, read by code: places, comparisons, makers, taking back, asking about items."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import build, context, few, forget_indexes

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import Reading, read
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.chat.talk import step, taken
from llmrec.types import Constraint


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("chat")
    yield build(folder, "smart-home", few("smart-home", 60))
    forget_indexes(folder)


def shown(shop: Catalogue, *limits: Constraint) -> Session:
    """A list of five was shown; these limits hold."""
    state = State(limits=[Limit(constraint=c, words=str(c)) for c in limits], about="something")
    turn = Turn(said="something", act="find", shown=shop.ids[:5], state=state)
    return Session(id="s", catalogue=shop.name, turns=[turn])


def heard(shop: Catalogue, said: str, *limits: Constraint) -> Reading:
    return read(said, shown(shop, *limits), shop)


def places(shop: Catalogue, *ranks: int) -> tuple[str, ...]:
    return tuple(shop.ids[r - 1] for r in ranks)


@pytest.mark.parametrize(
    ("said", "act", "ranks"),
    [
        ("what's the difference between the first and the third?", "compare", (1, 3)),
        ("Compare one and five.", "compare", (1, 5)),
        ("第一个和最后一个有什么区别", "compare", (1, 5)),
        ("前两个有什么不一样", "compare", (1, 2)),
        ("头一个跟最后一个差在哪里", "compare", (1, 5)),
        ("第二个和第四个咋选", "compare", (2, 4)),
        ("为啥把这头一个排最前面", "explain", (1,)),
        ("Why have you put the first one at the top?", "explain", (1,)),
        ("第二个为什么推荐给我", "explain", (2,)),
        ("Tell me a bit more about number four", "details", (4,)),
        ("第三款详细说说", "details", (3,)),
        ("And the last one?", "details", (5,)),
    ],
)
def test_questions_about_what_was_shown(
    shop: Catalogue, said: str, act: str, ranks: tuple[int, ...]
) -> None:
    found = heard(shop, said)
    assert (found.act, found.refers) == (act, places(shop, *ranks))


@pytest.mark.parametrize(
    ("said", "side", "ranks"),
    [
        ("Not the first. Not the third either.", "out", (1, 3)),
        ("leave the second one out please", "out", (2,)),
        ("第三台好丑，不考虑它了", "out", (3,)),
        ("2号 pass", "out", (2,)),
        ("More like the second one, please.", "like", (2,)),
        ("something along the same lines as the fourth", "like", (4,)),
        ("第一个不错，类似的多来几个", "like", (1,)),
        ("less like the fifth", "unlike", (5,)),
        ("第四个那种的少推点", "unlike", (4,)),
    ],
)
def test_items_that_are_wanted_less_or_more(
    shop: Catalogue, said: str, side: str, ranks: tuple[int, ...]
) -> None:
    found = heard(shop, said)
    assert found.act == "find"
    assert getattr(found, side) == places(shop, *ranks)
    others = {"out", "like", "unlike"} - {side}
    assert not any(getattr(found, other) for other in others)


@pytest.mark.parametrize(
    "said",
    ["cheaper than the second", "有没有比第二个便宜的", "something cheaper than number two?"],
)
def test_cheaper_than_one_that_was_shown(shop: Catalogue, said: str) -> None:
    (limit,) = heard(shop, said).limits
    price = shop.item(shop.ids[1]).attributes["price"]
    assert limit.constraint == Constraint(field="price", op="lt", value=price)


@pytest.mark.parametrize(
    ("said", "op"),
    [
        ("Nothing by whoever makes the third one.", "ne"),
        ("The third is from a brand I've had trouble with. Nothing from them, please.", "ne"),
        ("第三个这牌子售后很差，他家的一概不要", "ne"),
        ("only ones from the same brand as the third", "eq"),
    ],
)
def test_the_maker_of_one_that_was_shown(shop: Catalogue, said: str, op: str) -> None:
    found = heard(shop, said)
    (limit,) = found.limits
    brand = shop.item(shop.ids[2]).attributes["brand"]
    assert limit.constraint == Constraint(field="brand", op=op, value=brand)  # type: ignore[arg-type]
    assert not found.out


def test_more_like_one_and_cheaper_and_not_its_maker(shop: Catalogue) -> None:
    found = heard(shop, "something like the second, but cheaper, and not from that brand")
    item = shop.item(shop.ids[1])
    assert found.like == places(shop, 2)
    assert {(x.constraint.field, x.constraint.op) for x in found.limits} == {
        ("price", "lt"),
        ("brand", "ne"),
    }
    assert item.attributes["price"] in [x.constraint.value for x in found.limits]


PRICE = Constraint(field="price", op="le", value=100.0)
OUTDOOR = Constraint(field="outdoor", op="eq", value=True)
BRAND = Constraint(field="brand", op="ne", value="Halvren")


@pytest.mark.parametrize(
    ("said", "lifted"),
    [
        ("the price doesn't matter any more", (0,)),
        ("价格无所谓了", (0,)),
        ("Drop the outdoor requirement.", (1,)),
        ("Halvren can come back in", (2,)),
        ("scrap that rule then", (2,)),
        ("up to 200 is fine too", ()),
    ],
)
def test_what_is_taken_back(shop: Catalogue, said: str, lifted: tuple[int, ...]) -> None:
    found = heard(shop, said, PRICE, OUTDOOR, BRAND)
    assert found.lift == lifted
    assert (found.act == "lift") == bool(lifted)


@pytest.mark.parametrize("said", ["undo that", "take that last step back", "撤销", "退回上一步"])
def test_the_last_change_is_taken_back(shop: Catalogue, said: str) -> None:
    assert heard(shop, said).act == "undo"


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("start over", ""),
        ("Please forget everything I've said so far.", ""),
        ("start again from scratch: a doorbell", "a doorbell"),
        ("全部重来，给我找个智能音箱", "给我找个智能音箱"),
    ],
)
def test_everything_is_forgotten(shop: Catalogue, said: str, rest: str) -> None:
    found = heard(shop, said)
    assert found.act == "restart"
    assert found.rest == rest or (not rest and "智能" not in found.rest)


def test_limits_stay_until_they_are_lifted(shop: Catalogue) -> None:
    ctx, session = context(shop), Session(id="s", catalogue=shop.name)
    for said in ("something under $100", "not from Halvren", "thanks!", "more like the first"):
        session = taken(session, said, step(session, said, ctx))
    assert {str(c) for c in session.state.hard} == {"price < 100", "brand ≠ Halvren"}
    assert len(session.state.like) == 1
    session = taken(session, "undo", step(session, "undo", ctx))
    assert session.state.like == []
    lifted = step(session, "price doesn't matter any more", ctx)
    assert [str(c) for c in lifted.state.hard] == ["brand ≠ Halvren"]


def test_what_was_turned_down_is_not_shown_again(shop: Catalogue) -> None:
    ctx, session = context(shop), Session(id="s", catalogue=shop.name)
    for said in ("a smart lamp", "not the first", "anything under $500"):
        session = taken(session, said, step(session, said, ctx))
    gone = session.turns[0].shown[0]
    assert session.state.out == [gone]
    assert all(gone not in turn.shown for turn in session.turns[1:])
