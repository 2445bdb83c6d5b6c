"""One question back, about what would change the list most; seldom, and never twice in a row."""

from __future__ import annotations

import pytest

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.phrases import Phrases
from llmrec.chat.question import GAIN, asked, question, spread
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


def test_never_about_a_field_that_has_a_limit(home):
    seen: set[str] = set()
    state = State()
    while (q := question(session(), state, ranked(home), 5, home)) is not None:
        assert q.field not in seen
        seen.add(q.field)
        limit = Limit(constraint=Constraint(field=q.field, op="eq", value=q.options[0]))
        state = State(limits=[*state.limits, limit])
    assert len(seen) > 1


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
    say, open_ = Phrases(home, lang), set(home.schema.attributes)
    state = State()
    while (q := question(session(), state, ranked(home), 5, home)) is not None:
        text = asked(q, home, say)
        assert text.endswith(("?", "？"))
        assert "{" not in text
        open_.discard(q.field)
        limit = Limit(constraint=Constraint(field=q.field, op="eq", value=q.options[0]))
        state = State(limits=[*state.limits, limit])
    assert len(open_) < len(home.schema.attributes) - 1


def test_a_bare_yes_answers_a_question(chat):
    done(chat, "something for the house")
    last = chat.session.turns[-1].model_copy(update={"asked": "outdoor"})
    chat.session = chat.session.model_copy(update={"turns": [last]})
    chat.store = None
    found = done(chat, "yes please")
    assert [str(c) for c in found.turn.state.hard if c.field == "outdoor"] == ["outdoor = yes"]
    assert found.turn.asked is None


def test_an_answer_that_all_is_the_same_changes_nothing(chat):
    done(chat, "something for the house")
    last = chat.session.turns[-1].model_copy(update={"asked": "power"})
    chat.session = chat.session.model_copy(update={"turns": [last]})
    chat.store = None
    found = done(chat, "whatever")
    assert found.turn.state == last.state
    assert found.turn.reply == "Fine, I leave that open."


@pytest.mark.parametrize(
    "said", ["I don't mind. Under $60.", "这个无所谓。不超过60美元", "Whatever! Rated 4.2 or more."]
)
def test_what_is_said_beside_an_open_answer_counts(said, chat):
    before = session(answer("brand"))
    chat.session, chat.store = before, None
    found = done(chat, said)
    assert len(found.turn.state.hard) == 1
    assert found.turn.shown
