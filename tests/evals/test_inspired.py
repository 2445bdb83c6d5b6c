"""INSPIRED, on a set of the same form that is made up here."""

from __future__ import annotations

import json

import pytest
from llmrec.evals.datasets import inspired
from llmrec.evals.datasets.redial import Film, Films
from llmrec.evals.titles import bare

from llmrec.settings import settings
from llmrec.text.titles import Titles

RESOURCE = "<http://dbpedia.org/resource/{}>"
NAMES = ["Jaws_(film)", "The_BFG_(2016_film)", "Tom_Hanks", "The_Stand_(novel)"]
ROW = {
    "context": ["", "Hi!", "I saw Jaws"],
    "rec": [0, 1, 2],
    "prev_entity": [0, 2],
    "dialog_id": "test_0",
    "turn_id": "test_4",
}
OPENING = ROW | {"context": [""], "prev_entity": [], "rec": [0], "turn_id": "test_0"}


def film(id_: str, title: str) -> Film:
    return Film(id_, title, "A plot.", ("drama",), {"plot": "A plot.", "genre": ["drama"]})


@pytest.fixture
def source(tmp_path, monkeypatch):
    where = tmp_path / "sets" / "inspired"
    where.mkdir(parents=True)
    ids = {RESOURCE.format(name): n for n, name in enumerate(NAMES)}
    (where / "cikm23_entity2id.json").write_text(json.dumps(ids), encoding="utf-8")
    (where / "cikm23_item_ids.json").write_text("[0, 1, 3]", encoding="utf-8")
    lines = [json.dumps(row) for row in (ROW, OPENING)]
    (where / "cikm23_test.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = ["dialog_id\tmovies", "a\tJaws (1975); jaws", "a\t", "b\tThe BFG (2016)"]
    (where / "dialog_dev.tsv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setenv("LLMREC_DATA", str(where.parent))
    settings.cache_clear()
    return inspired.SOURCE._replace(md5={})


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Rocky", "Rocky"),
        ("Jaws_(film)", "Jaws"),
        ("The_BFG_(2016_film)", "The BFG (2016)"),
        ("See_(TV_series)", "See"),
        ("South_Park:_Bigger,_Longer_%26_Uncut", "South Park: Bigger, Longer & Uncut"),
    ],
)
def test_addresses_become_titles(name, title):
    assert inspired.title_of(RESOURCE.format(name)) == title


def test_an_item_has_the_text_of_the_film_of_its_title(source):
    known = [film("5", "Jaws (1975)"), film("6", "The BFG (1989)"), film("7", "The BFG (2016)")]
    films = Films({f.id: f for f in known}, {}, {})
    items = inspired.items(source, films)
    assert {i: item.film and item.film.id for i, item in items.items()} == {
        "0": "5",
        "1": "7",
        "3": None,
    }
    assert items["3"].row["plot"] == ""


def test_of_several_films_of_a_name_none_is_guessed():
    two = [film("1", "It (1990)"), film("2", "It (2017)")]
    assert inspired.same_film("It", two) is None
    assert inspired.same_film("It (2017)", two) == two[1]
    assert inspired.same_film("It (1934)", two) is None


def test_named_items_and_what_is_no_item_are_no_advice(source):
    (one,) = inspired.advice(source)
    assert one.films == ["1"]
    assert one.before == {"0"}
    assert (one.turn, one.talk.text) == (4, "I saw Jaws")
    assert [t.content for t in one.talk.before] == ["Hi!"]


def test_popularity_counts_a_dialogue_once(source):
    held = inspired.training(source, Films({}, {}, {}))
    named = [(e.user, e.item) for e in [*held.events, *held.tuning]]
    assert sorted(named) == [("a", "0"), ("b", "1")]


def test_a_turn_of_the_one_who_recommends_is_a_request_to_learn_from(source):
    said = [
        ("SEEKER", "I saw Jaws", "Jaws (1975)"),
        ("RECOMMENDER", "Jaws is fine. The BFG?", "Jaws (1975); The BFG (2016)"),
        ("SEEKER", "Jaws it is", "Jaws (1975)"),
    ]
    rows = ["dialog_id\tspeaker\ttext\tmovies", *("\t".join(("a", *row)) for row in said)]
    (inspired.where(source) / "dialog_dev.tsv").write_text("\n".join(rows), encoding="utf-8")
    (one,) = inspired.training(source, Films({}, {}, {})).wanted
    assert (one.user, one.items, one.request.text) == ("a", ("1",), "I saw Jaws")
    assert one.request.exclude == ["0"]


def test_titles_are_compared_without_year_article_and_marks():
    assert bare("The Good, the Bad & the Ugly (1966)") == "good the bad and the ugly"
    assert bare("The (2001)") == "the"


def test_titles_are_found_in_what_people_say():
    titles = Titles(["It (2017)", "The Shining (1980)", "Frozen (2010)", "Oh, God! (1977)"])
    said = "it was fun: the shining, Frozen, It (2017)! and oh, god! not frozen"
    assert [f.title for f in titles.find(said)] == [
        "The Shining (1980)",
        "Frozen (2010)",
        "It (2017)",
        "Oh, God! (1977)",
    ]
    assert titles.replace("See It (2017)!", {"It (2017)": "Item 1"}) == "See Item 1!"
