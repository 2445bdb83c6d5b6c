"""How the tests of `llmrec.quantities` write down what a text limits."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from llmrec.quantities import Quantity, quantities

TODAY = date(2025, 6, 1)


def described(quantity: Quantity) -> str:
    parts = [quantity.kind, *([quantity.unit] if quantity.unit else [])]
    bounds = ((">", quantity.low, quantity.low_open), ("<", quantity.high, quantity.high_open))
    for sign, bound, is_open in bounds:
        if bound is not None:
            shown = bound if isinstance(bound, str) else f"{bound:.6g}"
            parts.append(f"{sign}{'' if is_open else '='}{shown}")
    parts += ["~"] * quantity.approximate + ["soft"] * quantity.soft
    return " ".join(parts)


def limits(text: str) -> list[str]:
    return [described(quantity) for quantity in quantities(text, TODAY) if quantity.comparator]


def check_spans(text: str) -> None:
    """Every quantity points at its words, and none lies over another."""
    found = quantities(text, TODAY)
    assert all(text[quantity.start : quantity.end] == quantity.words for quantity in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
