"""Windows and batches of sequences: nothing is lost, nothing is foretold twice."""

from __future__ import annotations

import random

from llmrec.score.sequences import batches, windows

PAD = 0


def test_windows_foretell_every_item_but_the_first_once() -> None:
    items = list(range(1, 13))
    parts = windows(items, 5)
    assert sorted(i for part in parts for i in part[1:]) == items[1:]
    assert all(len(part) <= 6 for part in parts)
    assert windows([1], 5) == []


def test_batches_hold_every_sequence_once_padded_at_the_end() -> None:
    sequences = [[1, 2], [3, 4, 5], [6, 7], [8, 9, 10, 11]]
    rows = [row for some in batches(sequences, 6, random.Random(0), PAD) for row in some]
    assert sorted([int(i) for i in row if i != PAD] for row in rows) == sequences
    assert all(row[0] != PAD for row in rows)
