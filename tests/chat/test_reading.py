"""What turns mean, read by code: places, comparisons, makers, taking back, asking about items."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
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
        ("How do I tell the first two apart?", "compare", (1, 2)),
        ("any diffs between 2 n 4", "compare", (2, 4)),
        ("Info on 3, please.", "details", (3,)),
        ("I'd love to hear more of the second", "details", (2,)),
        ("Who makes the fourth?", "details", (4,)),
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
        ("I don't fancy the fourth of those", "out", (4,)),
        ("The third's pretty. Anything more in that direction?", "like", (3,)),
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
    [
        "cheaper than the second",
        "有没有比第二个便宜的",
        "something cheaper than number two?",
        "what costs less than number 2?",
        "something that sets us back less than the second",
    ],
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
        ("Nothing from whichever firm sells the third.", "ne"),
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
        ("money is no object", (0,)),
        ("户外那个要求取消吧", (1,)),
        ("牌子不限", (2,)),
        ("take back what I said about Halvren, it can come back in", (2,)),
        ("Drop the outdoor requirement.", (1,)),
        ("Halvren can come back in", (2,)),
        ("scrap that rule then", (2,)),
        ("up to 200 is fine too", ()),
        ("价格200以内都可以", ()),
        ("let's ditch the hundred dollar ceiling", (0,)),
        ("they dropped the upper limit", (0,)),
        ("it may cost more than 100 now", (0,)),
        ("It needn't be outdoors any more.", (1,)),
        ("outdoor or not is all the same to me", (1,)),
        ("They can be in it again.", (2,)),
        ("who cares about the cost", (0,)),
        ("bring Halvren back", (2,)),
        ("I'm not married to Halvren", (2,)),
    ],
)
def test_what_is_taken_back(shop: Catalogue, said: str, lifted: tuple[int, ...]) -> None:
    found = heard(shop, said, PRICE, OUTDOOR, BRAND)
    assert found.lift == lifted
    assert (found.act == "lift") == bool(lifted)


def holding(shop: Catalogue, state: State) -> Session:
    turn = Turn(said="something", act="find", state=state)
    return Session(id="s", catalogue=shop.name, turns=[turn])


@pytest.mark.parametrize(
    ("words", "said"),
    [("能放在花园里", "花园那条不算了"), ("within 100m of the house", "forget the 100")],
)
def test_a_limit_is_taken_back_by_the_words_that_set_it(
    shop: Catalogue, words: str, said: str
) -> None:
    limits = [Limit(constraint=OUTDOOR, words=words), Limit(constraint=BRAND, words="no Halvren")]
    assert read(said, holding(shop, State(limits=limits)), shop).lift == (0,)


def test_a_wish_in_words_is_taken_back(shop: Catalogue) -> None:
    before = holding(shop, State(about="something", wanted=["good for the kitchen", "quiet"]))
    found = read("the kitchen doesn't matter any more", before, shop)
    assert (found.act, found.forget) == ("lift", ("good for the kitchen",))


MIN = Constraint(field="price", op="ge", value=20.0)
MAKERS = Constraint(field="brand", op="not_in", value=["Halvren", "Zadeko"])


@pytest.mark.parametrize(
    ("said", "act", "left"),
    [
        ("drop the 100 dollar cap", "lift", {"price ≥ 20", "brand none of Halvren, Zadeko"}),
        ("no minimum price any more, drop the lower limit", "lift",
         {"price ≤ 100", "brand none of Halvren, Zadeko"}),
        ("Zadeko is welcome again", "lift", {"price ≥ 20", "price ≤ 100", "brand ≠ Halvren"}),
        ("120 dollars would be fine", "find",
         {"price ≥ 20", "price ≤ 120", "brand none of Halvren, Zadeko"}),
        ("go on, it may cost something after all, up to a hundred and ten dollars", "find",
         {"price ≤ 110", "brand none of Halvren, Zadeko"}),
    ],
)  # fmt: skip
def test_no_more_is_taken_back_than_is_named(
    shop: Catalogue, said: str, act: str, left: set[str]
) -> None:
    found = step(shown(shop, MIN, PRICE, MAKERS), said, context(shop))
    assert found.reading.act == act
    assert {str(c) for c in found.state.hard} == left


@pytest.mark.parametrize(
    ("said", "held", "new"),
    [
        ("locks or doorbells, either will do", None, "type one of smart lock, video doorbell"),
        ("a thermostat, or maybe a hub", None, "type one of thermostat, hub"),
        ("with Siri, not Alexa", "Alexa", "assistants includes Siri"),
        ("Siri instead of Alexa", "Alexa", "assistants includes Siri"),
    ],
)
def test_one_of_several_and_one_for_another(
    shop: Catalogue, said: str, held: str | None, new: str
) -> None:
    before = [Constraint(field="assistants", op="has", value=held)] if held else []
    found = step(shown(shop, *before), said, context(shop))
    assert {str(c) for c in found.state.hard} == {new}


def test_the_maker_named_before_is_demanded(shop: Catalogue) -> None:
    said = "My aunt swears by Halvren, so I only want things they make"
    found = step(Session(id="s", catalogue=shop.name), said, context(shop))
    assert {str(c) for c in found.state.hard} == {"brand = Halvren"}


def test_a_list_before_this_one(shop: Catalogue) -> None:
    session = shown(shop)
    later = session.turns[0].model_copy(update={"shown": shop.ids[5:10]})
    session = session.model_copy(update={"turns": [*session.turns, later]})
    found = read("Going back to the list before this one: what is number two?", session, shop)
    assert (found.act, found.refers) == ("details", places(shop, 2))


@pytest.mark.parametrize(
    "said",
    ["undo that", "take that last step back", "reverse that", "roll it back", "撤销", "退回上一步"],
)
def test_the_last_change_is_taken_back(shop: Catalogue, said: str) -> None:
    assert heard(shop, said).act == "undo"


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("start over", ""),
        ("Please forget everything I've said so far.", ""),
        ("start again from scratch: a doorbell", "a doorbell"),
        ("Wipe the slate clean!", ""),
        ("begin once more from zero", ""),
        ("全部重来，给我找个智能音箱", "给我找个智能音箱"),
    ],
)
def test_everything_is_forgotten(shop: Catalogue, said: str, rest: str) -> None:
    found = heard(shop, said)
    assert found.act == "restart"
    assert found.rest == rest or (not rest and "智能" not in found.rest)


def test_who_starts_from_zero_wants_no_new_search(shop: Catalogue) -> None:
    assert heard(shop, "She's starting from zero, so nothing difficult").act == "find"


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


def test_what_comes_is_nearer_to_what_more_was_asked_of(shop: Catalogue) -> None:
    ctx, session = context(shop), Session(id="s", catalogue=shop.name)
    session = taken(session, "something under $300", step(session, "something under $300", ctx))
    liked = session.shown[-1]
    vectors = shop.matrix()

    def near(ids: list[str]) -> float:
        at = [shop.ordinal(i) for i in ids if i != liked]
        return float(np.mean(vectors[at] @ vectors[shop.ordinal(liked)]))

    found = step(session, "more like the last one", ctx).found
    assert found is not None
    assert near([i.id for i in found.items]) > near(session.shown)


def test_what_was_turned_down_is_not_shown_again(shop: Catalogue) -> None:
    ctx, session = context(shop), Session(id="s", catalogue=shop.name)
    for said in ("a smart lamp", "not the first", "anything under $500"):
        session = taken(session, said, step(session, said, ctx))
    gone = session.turns[0].shown[0]
    assert session.state.out == [gone]
    assert all(gone not in turn.shown for turn in session.turns[1:])
