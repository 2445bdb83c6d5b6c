"""Likes and dislikes read in dialogues: what counts as read, and as right."""

from __future__ import annotations

import pytest
from doubles import context
from llmrec.evals.datasets.dialogues import Talk
from llmrec.evals.datasets.redial import Film, Films, Liking
from llmrec.evals.harness import likes_metrics as metrics
from llmrec.evals.systems.llmrec_systems import by_turns, in_one
from llmrec.evals.systems.named import Named
from llmrec.evals.tasks import likes

from llmrec.catalog.catalogue import Catalogue
from llmrec.pipeline import Stages
from llmrec.types import Mention, Profile, Recommendation, Request, Tag, Turn

from . import small_films

films = small_films.films
LABEL = {
    "titles": {
        "1": "Blue Lake (1980)",
        "2": "It (2017)",
        "3": "Two Doors (1999)",
        "4": "Up (2009)",
    },
    "liked": ["1", "2"],
    "disliked": ["3"],
    "genres": {"horror": 1.0, "comedy": 0.4},
    "all_genres": ["comedy", "horror", "sci-fi", "romance"],
}


def found(likes=(), dislikes=(), tags=()) -> Recommendation:
    profile = Profile(
        likes=[Mention(text=t) for t in likes],
        dislikes=[Mention(text=t) for t in dislikes],
        tags=[Tag(tag=t) for t in tags],
    )
    return Recommendation(request_id="r", profile=profile)


@pytest.mark.parametrize(
    ("said", "films"),
    [
        ("blue lake", {"1"}),
        ("The Blue Lake (1980)", {"1"}),
        ("films like Blue Lake (1980) and Two Doors", {"1", "3"}),
        ("it", {"2"}),
        ("I liked it a lot", set()),
        ("comedies", set()),
    ],
)
def test_a_mention_speaks_of_films_by_their_words(said, films):
    assert metrics.films_in([Mention(text=said)], LABEL["titles"]) == films


def test_precision_and_recall_by_hand():
    answer = found(likes=["Blue Lake", "Two Doors", "Up", "comedies"], dislikes=["Two Doors"])
    # Nobody said anything of Up; of the other two liked ones one is right.
    assert metrics.precision("liked").each(answer, LABEL) == 1 / 2
    assert metrics.recall("liked").each(answer, LABEL) == 1 / 2
    assert metrics.precision("disliked").each(answer, LABEL) == 1
    assert metrics.recall("disliked").each(answer, LABEL) == 1
    assert metrics.precision("liked").each(found(), LABEL) is None
    assert metrics.recall("liked").each(found(), LABEL) == 0


def test_a_film_that_nobody_named_is_wrong():
    answer = Recommendation(
        request_id="r", profile=Profile(likes=[Mention(text="x", item="77"), Mention(text="It")])
    )
    assert metrics.precision("liked").each(answer, LABEL) == 1 / 2


def test_to_call_everything_liked_is_worth_half():
    over = metrics.polarity().whole
    assert over([(found(likes=["Blue Lake", "Two Doors"]), LABEL)]) == 0.5
    assert over([(found(likes=["Blue Lake"], dislikes=["Two Doors"]), LABEL)]) == 1
    assert over([(found(likes=["Two Doors"], dislikes=["Two Doors", "It"]), LABEL)]) == 0
    assert over([(found(likes=["Blue Lake"]), LABEL)]) is None


def test_tags_are_held_to_the_genres_of_most_liked_films():
    answer = found(tags=["scary films", "romantic comedies", "rainy days"])
    assert metrics.genres_named(answer, LABEL) == {"horror", "romance", "comedy"}
    assert metrics.tag_precision().each(answer, LABEL) == pytest.approx(1 / 3)
    assert metrics.tag_recall().each(answer, LABEL) == 1
    assert metrics.tag_precision().each(found(tags=["rainy days"]), LABEL) is None


def test_a_request_asks_to_read_and_holds_no_verdict():
    talk = Talk([Turn(role="user", content="I love Blue Lake (1980)")], "not Two Doors (1999)")
    one = Liking("d1", talk, ["1", "3"], ["1"], ["3"])
    asked = likes.request(one)
    assert asked.among == []
    assert asked.explain == 0
    films = {
        "1": Film("1", "Blue Lake (1980)", "", ("horror",), {}),
        "3": Film("3", "Two Doors (1999)", "", ("comedy",), {}),
    }
    label = likes.label(one, Films(films, {}, {}), ["comedy", "horror"])
    assert label["genres"] == {"horror": 1.0}
    assert label["titles"] == {"1": "Blue Lake (1980)", "3": "Two Doors (1999)"}
    other = one._replace(liked=["3"], disliked=["1"])
    assert likes.request(other) == asked, "the verdicts must not show in the request"


def test_the_floor_likes_whatever_is_named(films):
    turns = [Turn(role="user", content="I hated Two Doors (1999)")]
    asked = Request(
        text="and loved Blue Lake (1980), but no red hill", dialogue=turns, catalogue="films"
    )
    answer = Named().answer(asked)
    assert [m.item for m in answer.profile.likes] == ["2", "1"]
    assert answer.profile.dislikes == []


def test_turn_by_turn_what_was_read_goes_on_as_the_state(films):
    turns = [
        Turn(role="user", content="no horror"),
        Turn(role="assistant", content="This one?"),
        Turn(role="user", content="hm"),
    ]
    asked = Request(text="rather a funny one", dialogue=turns)
    read = by_turns(asked, context(Catalogue.open("films")), Stages())
    assert read.text == asked.text
    assert read.state is not None
    assert [str(c) for c in read.state.hard] == ["genre without horror"]


def test_what_a_person_said_is_read_in_one():
    turns = [
        Turn(role="user", content="I love Blue Lake"),
        Turn(role="assistant", content="And Two Doors?"),
    ]
    asked = in_one(Request(text="Thanks, bye!", dialogue=turns, catalogue="films"))
    assert asked.text == "I love Blue Lake\nThanks, bye!"
    assert asked.dialogue == []
    assert asked.catalogue == "films"
