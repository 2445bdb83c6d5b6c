"""Packed weights: a quarter of the bytes, off by half a step of the row at the most."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.behaviour.packed import SCALE, pack, unpack


def test_a_row_keeps_its_largest_number_and_the_rest_to_half_a_step() -> None:
    draw = np.random.default_rng(0)
    rows = (draw.normal(size=(50, 64)) * draw.gamma(1, size=(50, 1))).astype(np.float32)
    rows[7] = 0.0
    packed = pack({"rows": rows})
    assert packed["rows"].dtype == np.int8
    found = unpack(packed)["rows"]
    assert found.dtype == np.float32
    step = np.abs(rows).max(1, keepdims=True) / 127
    assert (np.abs(found - rows) <= step * 0.501).all()
    assert np.abs(found).max(1) == pytest.approx(np.abs(rows).max(1))
    assert not found[7].any()
    assert sum(v.nbytes for v in packed.values()) < 0.3 * rows.nbytes


def test_cosines_of_neighbours_have_a_scale_an_item() -> None:
    starts = np.array([0, 2, 2, 3])
    values = np.array([1.0, 0.25, 0.001], np.float32)
    packed = pack({"neighbours.starts": starts, "neighbours.values": values})
    assert packed["neighbours.values" + SCALE] * 127 == pytest.approx([1.0, 0.0, 0.001])
    assert unpack(packed)["neighbours.values"] == pytest.approx(values, abs=0.004)


def test_vectors_and_whole_numbers_stay_as_they_are() -> None:
    given = {"bias": np.array([0.1, 0.2], np.float32), "counts": np.arange(3)}
    for found in (pack(given), unpack(pack(given))):
        assert found.keys() == given.keys()
        assert all(np.array_equal(found[k], v) for k, v in given.items())


def test_a_head_of_three_axes_is_packed_by_what_one_unit_reads() -> None:
    a = np.random.default_rng(1).normal(size=(4, 16, 12))
    packed = pack({"head.a": a})
    assert packed["head.a" + SCALE].shape == (4, 16)
    assert unpack(packed)["head.a"] == pytest.approx(a, abs=np.abs(a).max() / 250)
