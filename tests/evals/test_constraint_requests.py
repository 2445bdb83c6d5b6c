"""Requests with limits: made over any schema from its own rows, and the hundred by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from llmrec.evals.datasets.constraint_requests import KINDS, Stated, made, written
from llmrec.evals.datasets.constraint_rows import SHIPPED, Rows, holds, read_rows, shipped_rows

SCHEMA = {
    "id": "isbn",
    "title": "title",
    "text": ["title", "genre"],
    "attributes": {
        "genre": {"type": "category"},
        "publisher": {"type": "category"},
        "price": {"type": "number", "unit": "USD", "scale": 0.01},
        "length": {"type": "number", "unit": "hour"},
        "themes": {"type": "list"},
        "mood": {"type": "list", "soft": True},
        "signed": {"type": "boolean"},
        "printed": {"type": "date"},
    },
    "price": "price",
}
BOOKS = [
    ("a", "First Frost", "poetry", "Elm", 900, 2, ["snow"], ["calm"], True, "2019-02-01"),
    ("b", "Salt Road", "travel", "Oak", 1500, 9, ["sea", "trade"], ["bold"], False, "2021-07-15"),
    ("c", "Low Tide", "novel", "Elm", 1250, 7.5, ["sea"], ["calm"], False, "2023-11-30"),
    ("d", "Night Ferry", "novel", "Ash", 2200, 12, ["sea", "crime"], [], True, "2024-03-08"),
]


@pytest.fixture
def books(tmp_path: Path) -> Rows:
    """A catalogue that no word list knows."""
    names = ("isbn", "title", "genre", "publisher", "price", "length", "themes", "mood")
    keys = (*names, "signed", "printed")
    lines = [json.dumps(dict(zip(keys, b, strict=True))) for b in BOOKS]
    (tmp_path / "books.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "books.yaml").write_text(yaml.safe_dump(SCHEMA), "utf-8")
    return read_rows("books", tmp_path / "books.jsonl", tmp_path / "books.yaml")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Rows]:
    return {name: shipped_rows(name) for name in SHIPPED}


@pytest.fixture(scope="module")
def all_made(shipped: dict[str, Rows]) -> list[Stated]:
    return [one for rows in shipped.values() for one in made(rows)]


def test_rows_stand_in_the_schemas_unit(books: Rows) -> None:
    assert books.rows["c"]["price"] == 12.5
    assert books.fitting([{"field": "price", "op": "lt", "value": 13}]) == ["a", "c"]


@pytest.mark.parametrize(
    ("value", "op", "wanted", "kept"),
    [
        (5, "le", 5, True),
        (5, "lt", 5, False),
        ("Elm", "ne", "elm", False),
        ("Elm", "in", ["Oak", "ELM"], True),
        (["sea", "trade"], "has", "sea", True),
        (["sea", "trade"], "lacks", "sea", False),
        (["sea", "trade"], "not_in", ["snow", "crime"], True),
        (True, "eq", True, True),
        ("2023-11-30", "ge", "2023-12-01", False),
        (None, "ne", "Elm", True),
        (None, "le", 5, False),
        ([], "has", "sea", False),
    ],
)
def test_a_limit_by_its_plain_meaning(value: object, op: str, wanted: object, kept: bool) -> None:
    assert holds(value, op, wanted) is kept


def test_any_schema_gives_every_kind_in_both_languages(books: Rows) -> None:
    kinds = Counter((one.language, one.kind) for one in made(books, each=3))
    assert set(kinds) == {(language, kind) for language in ("en", "zh") for kind in KINDS}


def test_a_schema_of_one_field_gives_what_it_can(books: Rows) -> None:
    schema = {**SCHEMA, "price": None, "attributes": {"signed": {"type": "boolean"}}}
    only = made(Rows("books", schema, books.rows), each=2)
    assert {x["field"] for one in only for x in one.constraints} == {"signed"}


def test_a_seed_makes_the_same_requests_in_every_process(books: Rows) -> None:
    assert made(books, each=4, seed=5) == made(books, each=4, seed=5)
    assert made(books, each=4, seed=5) != made(books, each=4, seed=6)
    program = (
        "from llmrec.evals.datasets.constraint_requests import made\n"
        "from llmrec.evals.datasets.constraint_rows import shipped_rows\n"
        "import sys; sys.stdout.write(repr([r.text for r in made(shipped_rows('courses'), 2)]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout
    assert runs[0].stdout == runs[1].stdout


def test_over_400_over_both_catalogues(all_made: list[Stated]) -> None:
    assert len(all_made) >= 400
    languages = Counter(one.language for one in all_made)
    assert languages["zh"] == languages["en"]
    assert len({one.text for one in all_made}) == len({one.id for one in all_made}) == len(all_made)


def test_something_fits_unless_several_limits_leave_nothing(
    shipped: dict[str, Rows], all_made: list[Stated]
) -> None:
    for one in all_made:
        fits = shipped[one.catalogue].fitting(one.constraints)
        assert fits or one.kind == "several", one.text
    several = [one for one in all_made if one.kind == "several"]
    none = [one for one in several if not shipped[one.catalogue].fitting(one.constraints)]
    assert 0.1 < len(none) / len(several) < 0.5


def test_wishes_state_no_limit_and_nothing_else_states_none(all_made: list[Stated]) -> None:
    assert all((one.constraints == []) == (one.kind == "wish") for one in all_made)


def test_values_of_words_come_from_the_catalogue(
    shipped: dict[str, Rows], all_made: list[Stated]
) -> None:
    for one in all_made:
        for x in one.constraints:
            if x["op"] in ("eq", "ne", "has", "lacks") and isinstance(x["value"], str):
                has = [{"field": x["field"], "op": "in", "value": [x["value"]]}]
                assert shipped[one.catalogue].fitting(has), one.text


def test_another_unit_means_the_same_amount(all_made: list[Stated]) -> None:
    """`0.05 kilowatts` is stated as 50 W: the number in the text is the value over the factor."""
    sizes = {"watts": 1000, "battery_months": 12, "hours": 1 / 60, "weeks": 1 / 7}
    units = [one for one in all_made if one.kind == "unit"]
    assert len(units) > 30
    for one in units:
        (x,) = one.constraints
        assert f"{x['value'] / sizes[x['field']]:g}" in one.text, one.text


def test_cheaper_than_an_item_is_below_its_price(
    shipped: dict[str, Rows], all_made: list[Stated]
) -> None:
    for one in (o for o in all_made if o.kind == "than_item"):
        rows = shipped[one.catalogue]
        (x,) = one.constraints
        title = rows.schema["title"]
        squeezed = one.text.replace(" ", "")
        named = [r for r in rows.rows.values() if str(r[title]).replace(" ", "") in squeezed]
        assert any(r["price"] == x["value"] for r in named), one.text


def test_a_soft_field_is_never_demanded(shipped: dict[str, Rows], all_made: list[Stated]) -> None:
    for one in all_made:
        for x in one.constraints:
            soft = shipped[one.catalogue].schema["attributes"][x["field"]].get("soft")
            assert not soft or x["op"] in ("ne", "lacks", "not_in"), one.text


def test_a_hundred_by_hand_half_chinese_over_both(shipped: dict[str, Rows]) -> None:
    by_hand = written()
    assert len(by_hand) == 100
    shares = Counter((one.catalogue, one.language) for one in by_hand)
    assert set(shares.values()) == {25}
    assert {one.kind for one in by_hand} == set(KINDS)
    for one in by_hand:
        assert {x["field"] for x in one.constraints} <= set(
            shipped[one.catalogue].schema["attributes"]
        ), one.id
        assert (one.constraints == []) == (one.kind == "wish"), one.id


def test_what_is_written_as_fitting_nothing_fits_nothing(shipped: dict[str, Rows]) -> None:
    """A slip in the written limits would show here."""
    from llmrec.evals.datasets.constraint_requests import WRITTEN

    for line in WRITTEN.read_text("utf-8").splitlines():
        row = json.loads(line)
        fits = shipped[row["catalogue"]].fitting(row["constraints"])
        assert bool(fits) != row.get("empty", False), row["id"]


def test_none_of_them_stands_in_another_written_set() -> None:
    folder = Path(__file__).resolve().parents[2] / "evals"
    known = {
        json.loads(line)["text"]
        for pattern in ("requests_*.jsonl", "heldout_*.jsonl")
        for file in folder.glob(pattern)
        for line in file.read_text("utf-8").splitlines()
    }
    assert len(known) > 100
    assert not known & {one.text for one in written()}
