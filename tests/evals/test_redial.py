"""ReDial, on a set of the same form that is made up here."""

from __future__ import annotations

import json

import pytest
from llmrec.evals.datasets import redial
from llmrec.evals.datasets.dialogues import drawn, talk
from llmrec.evals.harness.contracts import Sample

from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Request, Turn

FILMS = {
    "11": {
        "name": "Blue Lake  (1980)",
        "genre": ["horror"],
        "plot": "A lake.",
        "star": ["A. Vale"],
    },
    "12": {"name": "Two Doors (1999)", "genre": ["comedy", "crime"], "plot": None},
    "13": {"name": "Blue Lake (1980)", "genre": ["horror"], "plot": "A lake."},
}
SEEKER, OTHER = 7, 8
DIALOGUE = {
    "conversationId": "d1",
    "initiatorWorkerId": SEEKER,
    "respondentWorkerId": OTHER,
    "movieMentions": {"13": "Blue Lake (1980)", "12": "Two Doors  (1999)", "99": "Lost (2001)"},
    "initiatorQuestions": {
        "13": {"suggested": 0, "seen": 1, "liked": 1},
        "12": {"suggested": 1, "seen": 1, "liked": 0},
        "99": {"suggested": 1, "seen": 2, "liked": 1},
    },
    "respondentQuestions": {"12": {"suggested": 1, "seen": 1, "liked": 1}},
    "messages": [
        {"senderWorkerId": SEEKER, "text": "Hi"},
        {"senderWorkerId": SEEKER, "text": "I loved @13 and @99"},
        {"senderWorkerId": OTHER, "text": "Then try @12 !"},
        {"senderWorkerId": SEEKER, "text": "I saw it, not for me"},
        {"senderWorkerId": OTHER, "text": "Bye"},
    ],
}
TURNS = [
    {
        "dialog_id": "d1",
        "turn_id": 2,
        "context": ["Hi, I loved Blue Lake (1980)"],
        "entity": ["horror", "Blue Lake (1980)"],
        "rec": ["Blue Lake (1980)", "Two Doors (1999)"],
    },
    {
        "dialog_id": "d1",
        "turn_id": 4,
        "context": ["Hi, I loved Blue Lake (1980)", "Two Doors (1999) then", "no"],
        "entity": ["Blue Lake (1980)", "Two Doors (1999)"],
        "rec": ["Two Doors (1999)"],
    },
]


@pytest.fixture
def source(tmp_path, monkeypatch):
    """The set; its checksums are those of the real files, so that none are asked for here."""
    where = tmp_path / "sets" / "redial-dialogues"
    where.mkdir(parents=True)
    (where / "id2info.json").write_text(json.dumps(FILMS), encoding="utf-8")
    silent = DIALOGUE | {"conversationId": "d2", "initiatorQuestions": []}
    for name, rows in (("valid_data", [DIALOGUE, silent]), ("valid_data_processed", TURNS)):
        lines = [json.dumps(row) + "\n" for row in rows]
        (where / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    monkeypatch.setenv("LLMREC_DATA", str(where.parent))
    settings.cache_clear()
    return redial.SOURCE._replace(md5={})


def test_two_ids_of_one_name_are_one_film(source):
    films = redial.films(source)
    assert list(films.by_id) == ["11", "12"]
    assert films.by_id["11"].title == "Blue Lake (1980)"
    assert films.same == {"11": "11", "12": "12", "13": "11"}
    assert films.by_id["12"].row["plot"] == ""


def test_what_the_seeker_says_counts_and_marks_become_titles(source):
    (one,) = redial.likings(source)
    assert (one.liked, one.disliked) == (["11"], ["12"])
    assert one.talk.text == "I saw it, not for me"
    assert [t.role for t in one.talk.before] == ["user", "assistant"]
    assert one.talk.before[0].content == "Hi\nI loved Blue Lake (1980) and Lost (2001)"


def test_a_dialogue_without_a_verdict_is_no_sample(source):
    assert [one.id for one in redial.likings(source)] == ["d1"]


def test_what_was_named_before_is_no_advice(source):
    (one,) = redial.advice(source)
    assert one.films == ["12"]
    assert one.before == {"11"}
    assert one.talk.text == "Hi, I loved Blue Lake (1980)"


def test_what_may_be_learned_from_comes_from_other_dialogues(source):
    assert {e.user for e in redial.training(set(), source).tuning} <= {"d1"}
    held = redial.training({"d1"}, source)
    assert not held.events
    assert not held.tuning
    assert not held.wanted
    assert [e.id for e in held.items] == ["11", "12"]


def test_a_turn_that_names_a_new_film_is_a_request_to_learn_from(source):
    learned = redial.training(set(), source)
    (one,) = learned.wanted
    assert (one.user, one.items) == ("d1", ("12",))
    assert one.request.text == "Hi, I loved Blue Lake (1980)"
    assert one.request.exclude == ["11"]
    events = [*learned.events, *learned.tuning]
    assert [(e.item, e.rating) for e in events] == [("11", 5.0), ("12", 1.0)]


def test_the_dialogues_that_are_scored_do_not_hang_on_the_order_of_the_file():
    names = [f"d{n}" for n in range(20)]
    assert redial.held_out(names) == redial.held_out(names[::-1] * 2)
    assert len(redial.held_out(names, share=0.3)) == 6


def test_an_altered_file_is_an_error(source):
    with pytest.raises(ConfigError, match="altered"):
        redial.where(redial.SOURCE)


def test_a_sample_holds_whole_dialogues():
    samples = [Sample(f"{d}/{t}", d, Request(text="x")) for d in "abcd" for t in range(3)]
    some = drawn(samples, 7, seed=1)
    assert len(some) == 6
    assert len({s.cluster for s in some}) == 2
    assert drawn(samples[::-1], 7, seed=1)[0].cluster == some[0].cluster
    assert drawn(samples, None, seed=1) == samples


def test_messages_in_a_row_are_one_turn_and_the_last_word_is_the_request():
    said = [("user", "Hello"), ("user", " "), ("user", "a comedy?"), ("assistant", "Which?")]
    turns = [Turn(role=r, content=c) for r, c in said]
    one = talk(turns[:3])
    assert (one.before, one.text) == ([], "Hello\na comedy?")
    open_end = talk(turns)
    assert open_end.text == ""
    assert len(open_end.before) == 2
