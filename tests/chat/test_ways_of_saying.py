"""The many ways in which people point at items, turn them down and take limits back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from doubles import build, context, forget_indexes, rows_of

from chat.said_in_talk import ACTS, KINDS, NO_ITEM, OF_ITEMS, OF_LIMITS
from chat.said_of_turns import ASKED, LET_BACK, NO_PLACE, TOLD
from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.chat.talk import Step, step
from llmrec.types import Constraint

HELD = [
    Limit(constraint=Constraint(field="type", op="eq", value="security camera"), words="camera"),
    Limit(constraint=Constraint(field="price", op="le", value=100.0), words="at most 100"),
    Limit(constraint=Constraint(field="price", op="ge", value=15.0), words="from 15"),
    Limit(constraint=Constraint(field="brand", op="ne", value="Zadeko"), words="no Zadeko"),
    Limit(constraint=Constraint(field="outdoor", op="eq", value=True), words="outdoors"),
    Limit(constraint=Constraint(field="rating", op="ge", value=4.0), words="four stars"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("ways")
    yield build(folder, "smart-home", rows_of("smart-home"))
    forget_indexes(folder)


def taken_up(shop: Catalogue, said: str) -> Step:
    state = State(about="something", limits=HELD)
    turn = Turn(said="something", act="find", shown=shop.ids[:5], state=state)
    session = Session(id="s", catalogue=shop.name, turns=[turn])
    return step(session, said, context(shop, None))


def ranks(shop: Catalogue, items: Sequence[str]) -> str:
    return "".join(sorted(str(shop.ids.index(i) + 1) for i in set(items)))


def changes(new: Step) -> set[str]:
    before, after = {str(x.constraint) for x in HELD}, {str(c) for c in new.state.hard}
    return {f"+{c}" for c in after - before} | {f"-{c}" for c in before - after}


ITEMS = [*OF_ITEMS, *ASKED]
TURNS = [*ACTS, *TOLD]


@pytest.mark.parametrize(("said", "act", "marks"), ITEMS, ids=[row[0] for row in ITEMS])
def test_items_that_a_turn_points_at(shop: Catalogue, said: str, act: str, marks: str) -> None:
    new = taken_up(shop, said)
    sides = {"r": new.reading.refers, "o": new.state.out}
    sides |= {"l": new.state.like, "u": new.state.unlike}
    found = " ".join(side + ranks(shop, items) for side, items in sides.items() if items)
    assert (new.reading.act, found, changes(new)) == (act, marks, set())


@pytest.mark.parametrize(("said", "act", "changed"), OF_LIMITS, ids=[r[0] for r in OF_LIMITS])
def test_limits_that_a_turn_takes_back(
    shop: Catalogue, said: str, act: str, changed: set[str]
) -> None:
    new = taken_up(shop, said)
    assert (new.reading.act, changes(new), new.state.out) == (act, changed, [])


@pytest.mark.parametrize(("said", "kind"), KINDS, ids=[row[0] for row in KINDS])
def test_another_kind_in_the_place_of_the_first(shop: Catalogue, said: str, kind: str) -> None:
    new = taken_up(shop, said)
    assert new.reading.act == "find"
    assert changes(new) == {"-type = security camera", f"+type = {kind}"}


@pytest.mark.parametrize("said", [*NO_ITEM, *NO_PLACE])
def test_words_that_only_look_like_a_place(shop: Catalogue, said: str) -> None:
    assert taken_up(shop, said).reading.refers == ()


@pytest.mark.parametrize(("said", "act"), TURNS, ids=[row[0] for row in TURNS])
def test_turns_that_point_at_nothing(shop: Catalogue, said: str, act: str) -> None:
    assert taken_up(shop, said).reading.act == act


@pytest.mark.parametrize(("out", "said"), LET_BACK, ids=[row[1] for row in LET_BACK])
def test_what_was_turned_down_is_let_back_in(shop: Catalogue, out: str, said: str) -> None:
    state = State(about="something", limits=HELD)
    gone = [shop.ids[4 + int(n)] for n in out]
    first = Turn(said="something", act="find", shown=shop.ids[5:10], state=state)
    after = state.model_copy(update={"out": gone})
    second = Turn(said="not those", act="find", refers=gone, shown=shop.ids[:5], state=after)
    session = Session(id="s", catalogue=shop.name, turns=[first, second])
    new = step(session, said, context(shop, None))
    assert (new.reading.act, new.state.out, set(new.reading.refers)) == ("find", [], set(gone))
    assert changes(new) == set()
    new = step(session, f"{said}. and nothing above 80 please", context(shop, None))
    assert (new.state.out, changes(new)) == ([], {"-price ≤ 100", "+price ≤ 80"})


BENEATH = [("3 or 4, which is quieter", "compare"), ("what's number four like?", "details")]


@pytest.mark.parametrize(("said", "act"), BENEATH, ids=[row[0] for row in BENEATH])
def test_a_place_beyond_the_end_is_asked_about_all_the_same(
    shop: Catalogue, said: str, act: str
) -> None:
    turn = Turn(said="something", act="find", shown=shop.ids[:3], state=State(limits=HELD))
    session = Session(id="s", catalogue=shop.name, turns=[turn])
    assert step(session, said, context(shop, None)).reading.act == act


SPARED = [
    "Spare me the brand of the first.",
    "Number one, from the firm that bricked my hallway. Spare me that brand.",
]


@pytest.mark.parametrize("said", SPARED)
def test_a_maker_that_somebody_wants_to_be_spared_is_out(shop: Catalogue, said: str) -> None:
    brand = shop.item(shop.ids[0]).attributes["brand"]
    assert changes(taken_up(shop, said)) == {f"+brand ≠ {brand}"}
