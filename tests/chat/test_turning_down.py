"""What turns an item down, what only stands beside it, and which of them is the cheaper one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import build, context, forget_indexes, rows_of

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import read
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.chat.talk import step
from llmrec.types import Constraint


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("down")
    yield build(folder, "down", rows_of("smart-home"))
    forget_indexes(folder)


def shown(catalogue: Catalogue, *limits: Constraint) -> Session:
    state = State(limits=[Limit(constraint=c, words=str(c.value)) for c in limits])
    turn = Turn(said="something", act="find", shown=catalogue.ids[:5], state=state)
    return Session(id="s", catalogue=catalogue.name, turns=[turn])


@pytest.mark.parametrize(
    "said",
    [
        "not the second",
        "the second, no",
        "The second is ugly. Drop it please",
        "take the second off the list",
        "第二个不要",
        "第二台好丑，不考虑它了",
    ],
)
def test_an_item_is_turned_down(shop: Catalogue, said: str) -> None:
    assert read(said, shown(shop), shop).out == (shop.ids[1],)


@pytest.mark.parametrize(
    "said",
    [
        "The second looks nice, but nothing over $100",
        "I like the second. No subscription please",
        "the second is good, without a hub though",
        "第二个挺好，不要月费的",
        "第二款不错，不用管这个要求",
    ],
)
def test_a_denial_of_something_else_leaves_the_item(shop: Catalogue, said: str) -> None:
    assert read(said, shown(shop), shop).out == ()


@pytest.mark.parametrize(
    "said", ["tell me more about the cheaper of the two", "便宜的那个详细讲讲"]
)
def test_the_cheaper_of_those_spoken_of_is_one_of_them(shop: Catalogue, said: str) -> None:
    session = shown(shop)
    compared = Turn(said="compare", act="compare", refers=shop.ids[1:3], state=State())
    session = session.model_copy(update={"turns": [*session.turns, compared]})
    found = read(said, session, shop)
    price = {i.id: i.attributes["price"] for i in shop.items(shop.ids[1:3])}
    assert found.act == "details" and found.refers == (min(price, key=lambda i: price[i]),)
    assert not found.limits


def test_something_cheaper_is_still_a_limit(shop: Catalogue) -> None:
    found = read("is there anything cheaper than the second?", shown(shop), shop)
    (limit,) = found.limits
    assert str(limit.constraint).startswith("price <")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("battery is fine as well", {"power one of mains, battery"}),
        ("电池供电也可以", {"power one of mains, battery"}),
        ("how long the battery lasts doesn't matter", {"power = mains"}),
    ],
)
def test_what_will_do_as_well_and_what_no_longer_counts(
    shop: Catalogue, said: str, left: set[str]
) -> None:
    held = [Constraint(field="power", op="eq", value="mains")]
    if "lasts" in said:
        held.append(Constraint(field="battery_months", op="ge", value=6.0))
    found = step(shown(shop, *held), said, context(shop))
    assert {str(c) for c in found.state.hard} == left


def test_a_maker_that_is_named_is_not_the_one_pointed_at(shop: Catalogue) -> None:
    said = "Zadeko 和 Dunmarrow 这两个牌子不要"
    found = step(shown(shop), said, context(shop))
    assert {str(c) for c in found.state.hard} == {"brand none of Zadeko, Dunmarrow"}


@pytest.mark.parametrize(
    "said", ["Hi, we've had a leak in the cellar and we'd like a leak sensor", "Hi, I'd like a hub"]
)
def test_a_greeting_with_a_wish_asks_for_something(shop: Catalogue, said: str) -> None:
    found = step(Session(id="s", catalogue=shop.name), said, context(shop))
    assert found.reading.act == "find" and found.state.hard
