"""Simulated people: who they are, what they know, and what they say to which answer."""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter
from collections.abc import Sequence
from math import comb
from statistics import fmean

import pytest
from doubles import HashEmbedder, build, dead, forget_indexes, rows_of, script
from llmrec.evals import simulated_user
from llmrec.evals.simulated_person import Need, Person, Seen, User, load
from llmrec.evals.simulated_user import (
    ALL,
    CHAT,
    MODES,
    SINGLE,
    TURNS,
    UNREACHED,
    Asking,
    Shown,
    figures,
    play,
)

from llmrec.catalog.filters import breaks
from llmrec.catalog.items import to_item
from llmrec.catalog.shipped import NAMES, shipped
from llmrec.chat.talk import SHOWN
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.types import Constraint, Item

PEOPLE = load()
SCHEMA = shipped("smart-home").schema
SPEAKER = Person(
    id="x",
    catalogue="smart-home",
    language="en",
    open="a smart speaker",
    needs=[
        Need(field="type", op="eq", value="smart speaker", say=["a speaker", "smart speaker"]),
        Need(
            field="price",
            op="le",
            value=60,
            say=["sixty dollars at most", "under $60"],
            point="Cheaper than the {nth}.",
        ),
        Need(
            field="assistants",
            op="has",
            value="Alexa",
            say=["it should know Alexa", "with Alexa"],
            point="More like the {good}.",
        ),
    ],
)


def item(price: float, *assistants: str, type_: str = "smart speaker") -> Item:
    fields = {"type": type_, "price": price, "assistants": list(assistants)}
    return Item(id="", title="A thing", attributes=fields)


def user(*, talks: bool = True) -> User:
    mine = User(SPEAKER, SCHEMA, talks=talks)
    mine.opens()
    return mine


# --- who they are ---------------------------------------------------------------------------


def items_of(catalogue: str) -> list[Item]:
    return [to_item(row, shipped(catalogue).schema) for row in rows_of(catalogue)]


ITEMS = {name: items_of(name) for name in NAMES}


def keeping(person: Person, limits: Sequence[Constraint]) -> list[str]:
    """Ids of the items of a person's catalogue that keep to some of its needs."""
    schema = shipped(person.catalogue).schema
    return [i.id for i in ITEMS[person.catalogue] if not breaks(i, limits, schema)]


def luck(many: int, good: int) -> float:
    return 1 - comb(many - good, SHOWN) / comb(many, SHOWN)


def test_there_are_forty_and_more_of_both_languages_and_catalogues():
    assert len({p.id for p in PEOPLE}) == len(PEOPLE) >= 40
    assert len(set(Counter((p.language, p.catalogue) for p in PEOPLE).values())) == 1
    assert {p.catalogue for p in PEOPLE} == set(NAMES)
    assert {p.language for p in PEOPLE} == {"en", "zh"}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.id)
def test_two_items_satisfy_and_every_need_keeps_some_out(person):
    whole = person.limits
    good = keeping(person, whole)
    assert len(good) >= 2
    for n in range(person.opens, len(whole)):
        assert len(keeping(person, whole[:n] + whole[n + 1 :])) > len(good)


def test_luck_seldom_satisfies():
    """Five drawn from what keeps to the opening, and from what keeps to one need more."""
    at_once, later = [], []
    for p in PEOPLE:
        good, first = len(keeping(p, p.limits)), p.limits[: p.opens]
        at_once.append(luck(len(keeping(p, first)), good))
        more = [luck(len(keeping(p, [*first, x])), good) for x in p.limits[p.opens :]]
        later.append(fmean(more))
    assert fmean(at_once) < 0.2 and max(at_once) < 0.35
    assert fmean(later) < 0.3 and max(later) < 0.5


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.id)
def test_words_are_the_persons_own_and_name_no_item(person):
    words = [person.open, *(w for n in person.needs for w in [*n.say, n.point])]
    han = [bool(re.search(r"[一-鿿]", w)) for w in words if w]
    assert all(han) if person.language == "zh" else not any(han)
    titles = [i.title.lower() for i in ITEMS[person.catalogue]]
    assert not [t for t in titles if any(t in w.lower() for w in words)]
    assert not any(i.id in json.dumps(person.model_dump()) for i in ITEMS[person.catalogue])


# --- what they know -------------------------------------------------------------------------


def test_a_person_is_given_needs_and_the_meaning_of_fields_alone():
    assert list(inspect.signature(User).parameters) == ["person", "schema", "talks"]
    assert list(inspect.signature(User.answers).parameters) == ["self", "seen"]
    assert set(Seen._fields) == {"items", "asked", "nothing"}


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """The shop, and the same without what would satisfy."""
    folder = tmp_path_factory.mktemp("shops")
    rows = rows_of("smart-home")[:40]
    good = [r for r in rows if not breaks(to_item(r, SCHEMA), SPEAKER.limits, SCHEMA)]
    assert len(good) >= 2
    yield {
        "with": build(folder / "a", "smart-home", rows),
        "without": build(folder / "b", "smart-home", [r for r in rows if r not in good]),
    }
    forget_indexes(folder)


@pytest.mark.parametrize("mode", MODES)
def test_the_same_answers_lead_to_the_same_words_whatever_would_satisfy(shops, mode, monkeypatch):
    missing = [i for i in shops["with"].ids if i not in shops["without"].ids]
    others = [i for i in shops["with"].ids if i not in missing]

    class Fixed:
        """Answers the same, whoever asks."""

        def __init__(self, *_: object) -> None:
            self.lists = iter(others[n : n + 5] for n in range(0, 35, 4))

        def __call__(self, said):
            ids = next(self.lists)
            return Shown(said.words, ids, question="brand" if len(ids[0]) % 2 else None)

    monkeypatch.setitem(MODES, mode, Fixed)
    said = {}
    for name, catalogue in shops.items():
        opener = lambda *_, **__: Context(catalogue)  # noqa: B023, E731
        said[name] = [t["said"] for t in play(SPEAKER, mode, opener, fast=True)["played"]]
    assert said["with"] == said["without"]
    assert len(said["with"]) == TURNS


# --- what they say --------------------------------------------------------------------------


def test_the_need_that_the_first_items_lack_most_is_said_and_points_at_the_list():
    dear = Seen([item(50, "Alexa"), item(90, "Alexa"), item(90, "Siri")])
    assert user().answers(dear).words == "Cheaper than the second. sixty dollars at most"
    deaf = Seen([item(50, "Siri"), item(50, "Alexa", type_="hub"), item(90, "Siri")])
    assert user().answers(deaf).words == "More like the first. it should know Alexa"


def test_who_is_not_remembered_points_at_nothing_and_says_the_same():
    seen = Seen([item(50, "Alexa"), item(90, "Alexa")])
    talking, asking = user().answers(seen), user(talks=False).answers(seen)
    assert asking.words == asking.plain == talking.plain == "sixty dollars at most"


def test_what_was_said_is_said_in_other_words_when_it_is_still_lacking():
    mine, seen = user(), Seen([item(90, "Alexa")])
    assert mine.answers(seen).plain == "sixty dollars at most"
    assert mine.answers(seen).words == "under $60"


def test_a_question_is_answered_from_the_needs_or_left_open():
    seen = Seen([item(90, "Alexa")], asked="assistants")
    assert user().answers(seen).words == "it should know Alexa"
    open_ = user().answers(seen._replace(asked="brand"))
    assert open_.words == "I don't mind. sixty dollars at most"
    assert open_.plain == "sixty dollars at most"


def test_what_left_nothing_is_taken_back_and_said_in_other_words():
    mine, seen = user(), Seen([item(90, "Alexa")])
    mine.answers(seen)
    back = mine.answers(seen._replace(nothing=True))
    assert back.back and back.words == "Undo that, please."
    assert mine.answers(seen).words == "under $60"


def test_a_request_that_left_nothing_is_written_again_in_other_words():
    mine, seen = user(talks=False), Seen([item(90, "Alexa")])
    mine.answers(seen)
    again = mine.answers(seen._replace(nothing=True))
    assert again.instead and again.words == "under $60"


@pytest.mark.parametrize("talks", [True, False])
def test_at_the_second_dead_end_all_is_said_anew_in_other_words(talks):
    mine, seen = user(talks=talks), Seen([item(90, "Alexa")])
    mine.answers(seen)
    mine.answers(seen._replace(nothing=True))
    again = mine.answers(seen._replace(nothing=True))
    assert again.anew == ("smart speaker", "under $60")
    assert again.words == ("Start over. " if talks else "") + "smart speaker\nunder $60"


# --- what becomes of it ---------------------------------------------------------------------


@pytest.fixture
def opener(shops, tmp_path, monkeypatch):
    def open_(catalogue=None, *, fast=False):
        assert catalogue == "smart-home"
        return Context(shops["with"], None if fast else script(), HashEmbedder())

    return open_


def test_single_requests_hold_what_they_should(opener):
    seen = [Seen([item(90, "Siri")]), Seen([item(90, "Alexa")]), Seen([], nothing=True)]
    for whole in (False, True):
        mine = User(SPEAKER, SCHEMA, talks=False)
        ask = Asking("smart-home", opener, fast=True, whole=whole)
        texts = [ask(mine.opens()).asked_for, *(ask(mine.answers(s)).asked_for for s in seen)]
        assert texts[:2] == ["a smart speaker", "a smart speaker\nsixty dollars at most"]
        before = ["sixty dollars at most"] if whole else []
        assert texts[2].split("\n") == ["a smart speaker", *before, "under $60"]
        assert texts[3].split("\n")[-1] != "under $60"
        assert ("sixty dollars at most" in texts[3]) == whole
        anew = ask(mine.answers(Seen([], nothing=True))).asked_for
        assert anew.split("\n")[0] == "smart speaker"
        assert ("under $60" in anew) == whole


@pytest.mark.parametrize("mode", MODES)
def test_a_person_is_satisfied_by_a_list_that_holds_all_it_wants(opener, mode):
    played = play(SPEAKER, mode, opener, fast=False)
    catalogue = opener("smart-home").catalogue
    assert played["turns"] == len(played["played"]) <= TURNS
    assert len(played["played"][-1]["shown"]) <= SHOWN
    good = [
        any(not breaks(i, SPEAKER.limits, SCHEMA) for i in catalogue.items(t["shown"]))
        for t in played["played"]
    ]
    assert good == [False] * (played["turns"] - 1) + [True]


def test_who_is_never_satisfied_counts_one_more_than_the_patience(shops):
    opener = lambda *_, **__: Context(shops["without"], embedder=HashEmbedder())  # noqa: E731
    played = play(SPEAKER, ALL, opener, fast=True)
    assert (played["turns"], len(played["played"])) == (UNREACHED, TURNS)


def test_an_answer_without_the_model_ends_the_run(shops):
    opener = lambda *_, **__: Context(shops["with"], dead(), HashEmbedder())  # noqa: E731
    for mode in MODES:
        with pytest.raises(ModelUnavailable, match="not answered with the models"):
            play(SPEAKER, mode, opener, fast=False)


def test_figures_are_of_people():
    turns = {CHAT: [1, 2, 3], SINGLE: [2, 9, 4], ALL: [2, 2, 4]}
    rows = [{"person": n, "mode": m, "turns": t} for m, ts in turns.items() for n, t in
            enumerate(ts)]  # fmt: skip
    told = figures(rows, PEOPLE[:3])
    assert told[CHAT]["turns"]["mean"] == 2
    assert [round(e["mean"], 2) for e in told[CHAT]["satisfied"][:3]] == [0.33, 0.67, 1]
    assert told[SINGLE]["spread"] == {str(n): int(n in (2, 4, 9)) for n in range(1, 10)}
    assert told[f"{CHAT} less {SINGLE}"]["mean"] == -3
    assert told[f"{CHAT} less {ALL}"]["mean"] == pytest.approx(-0.6667, abs=1e-3)


def test_the_program_writes_figures_and_a_plot(tmp_path, monkeypatch, opener, capsys):
    pytest.importorskip("matplotlib")
    people = tmp_path / "people.jsonl"
    people.write_text(SPEAKER.model_dump_json() + "\n", "utf-8")
    monkeypatch.setattr(simulated_user, "PEOPLE", people)
    monkeypatch.setattr(simulated_user, "open_context", opener)
    out = tmp_path / "runs" / "figures.json"
    simulated_user.run(fast=True, only="", out=out)
    told = json.loads(out.read_text("utf-8"))
    assert {r["mode"] for r in told["rows"]} == set(MODES)
    assert told["figures"]["all"]["people"] == 1
    assert out.with_suffix(".png").stat().st_size > 1000
    assert "chat less single" in capsys.readouterr().out
