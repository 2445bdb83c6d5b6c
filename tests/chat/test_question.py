"""One question back, about what would change the list most; seldom, and never twice in a row."""

from __future__ import annotations

import pytest
from doubles import build, few

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.phrases import Phrases
from llmrec.chat.question import GAIN, Question, asked, question, spread
from llmrec.chat.state import Limit, Session, State, Turn
from llmrec.types import Constraint, Interval, Recommended

from .conftest import done


@pytest.fixture
def home(opener) -> Catalogue:
    return Catalogue.open("smart-home")


def ranked(catalogue: Catalogue, count: int = 20, fall: float = 1.0) -> list[Recommended]:
    stars = Interval(mean=3, low=2, high=4)
    return [
        Recommended(rank=n, id=i, title=i, score=0.9 * fall**n, rating=stars)
        for n, i in enumerate(catalogue.ids[:count], 1)
    ]


def session(*turns: Turn) -> Session:
    return Session(id="s", catalogue="smart-home", turns=list(turns))


def answer(field: str | None) -> Turn:
    return Turn(said="x", act="find", asked=field, state=State())


def test_a_long_uncertain_list_is_asked_about(home):
    q = question(session(), State(), ranked(home), 5, home)
    assert q is not None
    assert q.field in home.schema.attributes
    assert 2 <= len(q.options) <= 4


@pytest.mark.parametrize(("count", "fall"), [(7, 1.0), (20, 0.4)])
def test_a_short_or_a_clear_list_is_not(home, count, fall):
    assert question(session(), State(), ranked(home, count, fall), 5, home) is None


def test_never_two_turns_in_a_row_and_never_twice(home):
    first = question(session(), State(), ranked(home), 5, home)
    assert first is not None
    assert question(session(answer(first.field)), State(), ranked(home), 5, home) is None
    later = question(session(answer(first.field), answer(None)), State(), ranked(home), 5, home)
    assert later is None or later.field != first.field


def asked_in_turn(home: Catalogue) -> list[Question]:
    """All that is asked, when each question is answered by its first option."""
    asked_, state = [], State()
    while (q := question(session(), state, ranked(home), 5, home)) is not None:
        asked_.append(q)
        limit = Limit(constraint=Constraint(field=q.field, op="eq", value=q.options[0]))
        state = State(limits=[*state.limits, limit])
    return asked_


def test_never_about_a_field_that_has_a_limit(home):
    fields = [q.field for q in asked_in_turn(home)]
    assert len(set(fields)) == len(fields) > 1


def test_nothing_is_asked_that_would_change_next_to_nothing(data):
    same = few("smart-home", 1)[0]
    rows = [same | {"sku": f"same-{n}", "outdoor": n == 0} for n in range(20)]
    catalogue = build(data, "same", rows)
    assert question(session(), State(), ranked(catalogue), 5, catalogue) is None


def test_the_chat_asks_at_the_end_of_a_long_list_and_not_twice_in_a_row(chat):
    turn = done(chat, "something for the house").turn
    assert turn.asked is not None
    assert turn.reply.rstrip().endswith("?")
    assert done(chat, "under $300").turn.asked is None


def test_what_splits_evenly_is_worth_more(home):
    found = question(session(), State(), ranked(home), 5, home)
    kinds = {home.item(i).attributes["outdoor"] for i in home.ids[:20]}
    assert kinds == {True, False}
    assert found is not None
    assert found.field != "outdoor" or found.worth > GAIN


def test_the_spread_of_scores():
    import numpy as np

    assert spread(np.ones(8)) == pytest.approx(8)
    assert spread(np.array([1.0, 0, 0])) == 1
    assert spread(np.zeros(3)) == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_of_field_can_be_asked_about(home, lang):
    questions = asked_in_turn(home)
    for text in (asked(q, home, Phrases(home, lang)) for q in questions):
        assert text.endswith(("?", "？"))
        assert "{" not in text
    assert len(questions) > 1


@pytest.fixture
def after_question(chat):
    """`after_question(field, answer)`: the end of the turn that answers a question about it."""

    def answered(field, answer):
        done(chat, "something for the house")
        last = chat.session.turns[-1].model_copy(update={"asked": field})
        chat.session = chat.session.model_copy(update={"turns": [last]})
        chat.store = None
        return done(chat, answer).turn

    return answered


def test_a_bare_yes_answers_a_question(after_question):
    turn = after_question("outdoor", "yes please")
    assert [str(c) for c in turn.state.hard if c.field == "outdoor"] == ["outdoor = yes"]
    assert turn.asked is None


def test_an_answer_that_all_is_the_same_changes_nothing(after_question, chat):
    turn = after_question("power", "whatever")
    assert turn.state == chat.session.turns[0].state
    assert turn.reply == "Fine, I leave that open."


@pytest.mark.parametrize(
    "said", ["I don't mind. Under $60.", "这个无所谓。不超过60美元", "Whatever! Rated 4.2 or more."]
)
def test_what_is_said_beside_an_open_answer_counts(said, chat):
    before = session(answer("brand"))
    chat.session, chat.store = before, None
    found = done(chat, said)
    assert len(found.turn.state.hard) == 1
    assert found.turn.shown
