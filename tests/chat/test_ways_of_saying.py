"""The many ways in which people point at items, turn them down and take limits back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from doubles import build, context, forget_indexes, rows_of

from chat.said_in_talk import ACTS, KINDS, NO_ITEM, OF_ITEMS, OF_LIMITS
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


@pytest.mark.parametrize(("said", "act", "marks"), OF_ITEMS, ids=[row[0] for row in OF_ITEMS])
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


@pytest.mark.parametrize("said", NO_ITEM)
def test_words_that_only_look_like_a_place(shop: Catalogue, said: str) -> None:
    assert taken_up(shop, said).reading.refers == ()


@pytest.mark.parametrize(("said", "act"), ACTS, ids=[row[0] for row in ACTS])
def test_turns_that_point_at_nothing(shop: Catalogue, said: str, act: str) -> None:
    assert taken_up(shop, said).reading.act == act
