"""The two filters: columns over all items, code on one item. They must never differ."""

from __future__ import annotations

import random

import numpy as np
import pytest

from llmrec.catalog.columns import Columns
from llmrec.catalog.filters import allowed_ops, breaks
from llmrec.catalog.schema import Schema
from llmrec.errors import CatalogError
from llmrec.types import Constraint, Item

TYPES = ("number", "category", "list", "date", "boolean")
SCHEMA = Schema.model_validate(
    {"id": "id", "title": "t", "attributes": {t: {"type": t} for t in TYPES}}
)
WORDS = ["Living Room", "living  room", "Bed", "ＢＥＤ", "kitchen", "厨房", ""]
DATES = ["2023", "2024", "2024-05", "2024-05-31", "2024-06-01", "2024-12-31", "2025-01-01"]


def item(n: int, **attributes) -> Item:
    return Item(id=str(n), title="x", attributes=dict.fromkeys(TYPES) | attributes)


def random_item(rng: random.Random, n: int) -> Item:
    values = {
        "number": rng.choice([0.0, 1.0, 2.5, -3.0, 19.99]),
        "category": rng.choice(WORDS[:-1]),
        "list": rng.sample(WORDS[:-1], rng.randint(0, 3)),
        "date": rng.choice(DATES),
        "boolean": rng.random() < 0.5,
    }
    return item(n, **{k: None if rng.random() < 0.2 else v for k, v in values.items()})


def random_constraint(rng: random.Random) -> Constraint:
    field = rng.choice(TYPES)
    op = rng.choice(allowed_ops(field))
    values = {
        "number": lambda: rng.choice([0.0, 1.0, 2.5, "1", "19.99", "-3"]),
        "category": lambda: rng.choice(WORDS),
        "list": lambda: rng.choice([rng.choice(WORDS), rng.sample(WORDS, 2)]),
        "date": lambda: rng.choice([*DATES, 2024.0]),
        "boolean": lambda: rng.choice([True, False, "yes"]),
    }
    value = values[field]()
    if field == "category" and op in ("in", "not_in"):
        value = rng.sample(WORDS, rng.randint(1, 3))
    return Constraint(field=field, op=op, value=value)


@pytest.mark.parametrize("seed", range(30))
def test_columns_and_code_say_the_same(seed, tmp_path):
    rng = random.Random(seed)
    items = [random_item(rng, n) for n in range(60)]
    built = Columns.of(SCHEMA, items)
    built.save(tmp_path / "c.npz")
    for columns in (built, Columns.load(tmp_path / "c.npz", SCHEMA)):
        for _ in range(60):
            constraints = [random_constraint(rng) for _ in range(rng.randint(1, 3))]
            mask = columns.mask(constraints)
            expected = [not breaks(i, constraints, SCHEMA) for i in items]
            assert mask.tolist() == expected, constraints


def test_broken_constraints_come_back_in_order():
    constraints = [
        Constraint(field="number", op="le", value=5),
        Constraint(field="category", op="eq", value="bed"),
        Constraint(field="boolean", op="eq", value=True),
    ]
    got = breaks(item(1, number=9.0, category="Bed", boolean=False), constraints, SCHEMA)
    assert got == [constraints[0], constraints[2]]


@pytest.mark.parametrize(
    ("op", "value", "kept"),
    [
        ("ge", "2024", ["2024", "2024-05", "2024-05-31", "2024-06-01", "2024-12-31", "2025-01-01"]),
        ("gt", "2024", ["2025-01-01"]),
        ("le", "2024", ["2023", "2024", "2024-05", "2024-05-31", "2024-06-01", "2024-12-31"]),
        ("lt", "2024", ["2023"]),
        ("eq", "2024-05", ["2024-05", "2024-05-31"]),
        ("gt", "2024-05", ["2024-06-01", "2024-12-31", "2025-01-01"]),
        ("le", "2024-05", ["2023", "2024-05", "2024-05-31"]),
        ("lt", "2024-06-01", ["2023", "2024-05", "2024-05-31"]),
        ("eq", 2024.0, ["2024", "2024-05", "2024-05-31", "2024-06-01", "2024-12-31"]),
    ],
)
def test_dates_mean_whole_years_and_months(op, value, kept):
    constraint = [Constraint(field="date", op=op, value=value)]
    items = [item(n, date=d) for n, d in enumerate(DATES)]
    mask = Columns.of(SCHEMA, items).mask(constraint)
    assert [d for d, m in zip(DATES, mask, strict=True) if m] == kept


@pytest.mark.parametrize("field", TYPES)
def test_a_missing_value_satisfies_negations_only(field):
    for op in allowed_ops(field):
        value = {"number": 1.0, "date": "2024", "boolean": True}.get(field, "bed")
        constraint = Constraint(field=field, op=op, value=value)
        kept = op in ("ne", "not_in", "lacks")
        assert (breaks(item(1), [constraint], SCHEMA) == []) is kept
        assert Columns.of(SCHEMA, [item(1)]).mask([constraint]).tolist() == [kept]


def test_has_with_several_values_means_all_and_in_means_any():
    both = item(1, list=["Bed", "kitchen"])
    one = item(2, list=["BED"])
    columns = Columns.of(SCHEMA, [both, one])
    two = ["bed", "Kitchen"]
    assert columns.mask([Constraint(field="list", op="has", value=two)]).tolist() == [True, False]
    assert columns.mask([Constraint(field="list", op="in", value=two)]).tolist() == [True, True]
    assert columns.mask([Constraint(field="list", op="lacks", value=two)]).tolist() == [False] * 2


@pytest.mark.parametrize(
    ("field", "op", "value", "says"),
    [
        ("colour", "eq", "red", "no field 'colour'"),
        ("number", "has", "3", "'has' means nothing"),
        ("number", "le", "cheap", "number le"),
        ("number", "le", True, "number le"),
        ("date", "ge", "soon", "date ge"),
        ("date", "ge", "2024-13", "date ge"),
        ("boolean", "eq", "perhaps", "boolean eq"),
        ("category", "eq", ["a", "b"], "category eq"),
        ("category", "lt", "a", "'lt' means nothing"),
        ("category", "in", [], "empty list"),
        ("list", "eq", "a", "'eq' means nothing"),
    ],
)
def test_wrong_constraints_name_the_field_and_what_is_allowed(field, op, value, says):
    constraint = Constraint(field=field, op=op, value=value)
    for check in (
        lambda: Columns.of(SCHEMA, [item(1)]).mask([constraint]),
        lambda: breaks(item(1), [constraint], SCHEMA),
    ):
        with pytest.raises(CatalogError, match=says) as caught:
            check()
        assert caught.value.remedy


def test_no_constraint_allows_all_and_no_item_is_no_mask():
    assert Columns.of(SCHEMA, [item(1)]).mask([]).tolist() == [True]
    assert Columns.of(SCHEMA, []).mask([Constraint(field="list", op="has", value="a")]).size == 0


def test_vocabulary_range_and_percentile():
    items = [
        item(1, number=1.0, category="Bed", date="2024-05", list=["b", "a"]),
        item(2, number=3.0, category="bed", date="2023", list=["a"]),
        item(3, number=3.0, category="Sofa"),
        item(4),
    ]
    columns = Columns.of(SCHEMA, items)
    assert columns.vocabulary("category", 5) == [("Bed", 2), ("Sofa", 1)]
    assert columns.vocabulary("list", 1) == [("a", 2)]
    assert columns.range("number") == (1.0, 3.0)
    assert columns.range("date") == ("2023-01-01", "2024-05-31")
    assert columns.percentiles("number")[:2] == pytest.approx([1 / 6, 2 / 3])
    assert np.isnan(columns.percentiles("number")[3])
    assert Columns.of(SCHEMA, [item(1)]).range("number") is None
    for ask in (columns.vocabulary, columns.range):
        with pytest.raises(CatalogError):
            ask("boolean")


def test_damaged_columns_are_a_clear_error(tmp_path):
    Columns.of(SCHEMA, [item(1)]).save(tmp_path / "c.npz")
    raw = (tmp_path / "c.npz").read_bytes()
    (tmp_path / "c.npz").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(CatalogError, match="damaged"):
        Columns.load(tmp_path / "c.npz", SCHEMA)
    np.savez(tmp_path / "d.npz", x=np.zeros(1))
    with pytest.raises(CatalogError, match="damaged"):
        Columns.load(tmp_path / "d.npz", SCHEMA)
