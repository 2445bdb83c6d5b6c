"""A turn that puts one thing in the place of another: a slip, a swap, a maker that is cast out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import build, context, forget_indexes, rows_of

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.chat.talk import Step, step
from llmrec.types import Constraint, Op

HELD = [
    Limit(constraint=Constraint(field="topic", op="eq", value="business"), words="business"),
    Limit(constraint=Constraint(field="language", op="eq", value="English"), words="English"),
    Limit(constraint=Constraint(field="price", op="le", value=100.0), words="at most 100"),
    Limit(constraint=Constraint(field="weeks", op="le", value=6.0), words="six weeks"),
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("anew")
    yield build(folder, "courses", rows_of("courses"), schema_of="courses")
    forget_indexes(folder)


def taken_up(school: Catalogue, said: str, held: list[Limit]) -> Step:
    turn = Turn(
        said="something", act="find", shown=school.ids[:5], state=State(about="any", limits=held)
    )
    session = Session(id="s", catalogue=school.name, turns=[turn])
    return step(session, said, context(school, None))


def changes(new: Step) -> set[str]:
    before, after = {str(x.constraint) for x in HELD}, {str(c) for c in new.state.hard}
    return {f"+{c}" for c in after - before} | {f"-{c}" for c in before - after}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("did I say English? I meant French", {"-language = English", "+language = French"}),
        ("French rather than English", {"-language = English", "+language = French"}),
        ("English was wrong, French is right", {"-language = English", "+language = French"}),
        ("make it French now", {"-language = English", "+language = French"}),
        ("same again but for cooking", {"-topic = business", "+topic = cooking"}),
        ("as before, only history this time", {"-topic = business", "+topic = history"}),
        ("business isn't what I'm after, music is", {"-topic = business", "+topic = music"}),
        ("forget business i want to do history", {"-topic = business", "+topic = history"}),
        ("under 50 dollars, scratch that, under 80", {"-price ≤ 100", "+price < 80"}),
        ("at most 3 weeks, no, sorry, 5 weeks", {"-weeks ≤ 6", "+weeks ≤ 5"}),
        ("at most three weeks, I mean four", {"-weeks ≤ 6", "+weeks ≤ 4"}),
        ("add forty to the budget", {"-price ≤ 100", "+price ≤ 140"}),
        ("knock twenty off the budget", {"-price ≤ 100", "+price ≤ 80"}),
        ("push the price to 140 if you must", {"-price ≤ 100", "+price ≤ 140"}),
        ("it may run for as many weeks as it likes", {"-weeks ≤ 6"}),
        ("it can take as long as it takes", {"-weeks ≤ 6"}),
        ("any language goes", {"-language = English"}),
        ("let's do away with the hundred-dollar limit", {"-price ≤ 100"}),
        ("the cost isn't an issue any longer", {"-price ≤ 100"}),
        ("what it costs is all the same to me", {"-price ≤ 100"}),
    ],
)
def test_one_thing_in_the_place_of_another(school: Catalogue, said: str, changed: set[str]) -> None:
    assert changes(taken_up(school, said, HELD)) == changed


def test_what_is_named_beside_the_old_value_is_no_swap(school: Catalogue) -> None:
    new = taken_up(school, "French would be fine too", HELD)
    assert changes(new) == {"-language = English", "+language one of English, French"}


@pytest.mark.parametrize(
    "said",
    [
        "whoever makes the third is blacklisted",
        "the people behind number 3 are on my naughty list",
        "the school that runs number three can get lost",
        "anything but the maker of the third one",
        "the provider of no. 3 is a joke, hide it",
    ],
)
def test_the_maker_of_an_item_is_cast_out(school: Catalogue, said: str) -> None:
    maker = school.item(school.ids[2]).attributes["provider"]
    new = taken_up(school, said, HELD)
    assert changes(new) == {f"+provider ≠ {maker}"}
    assert new.state.out == []


@pytest.mark.parametrize(
    ("op", "said", "left"),
    [
        (
            "in",
            "changed my mind on the Chinese subtitles: not needed",
            "subtitles includes English",
        ),
        ("not_in", "Chinese subtitles are fine after all", "subtitles without English"),
        ("not_in", "中文字幕的其实也可以", "subtitles without English"),
    ],
)
def test_what_is_left_of_several_values_of_a_list_is_a_limit_that_lists_understand(
    school: Catalogue, op: Op, said: str, left: str
) -> None:
    """`eq` and `ne` mean nothing of a list: the chat broke on them."""
    some = Constraint(field="subtitles", op=op, value=["English", "Chinese"])
    found = taken_up(school, said, [Limit(constraint=some, words="English or Chinese subtitles")])
    assert [str(c) for c in found.state.hard] == [left]
