"""Numbers, ranges and dates read by code, in English and Chinese.

`under $80`, `three to six hours`, `评分4.5以上`, `2024年以后`: what a text limits, with the words
that say so. A number that limits nothing is returned too and marked (`comparator` False), so that a
caller may ignore it. Words of comparison, units and money live here; words of any domain do not.

The reader is loaded when it is first asked for: compiling its patterns takes a while.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._units import Kind, convert, on_clock

if TYPE_CHECKING:
    from llmrec.quantities._numbers import Number, numbers
    from llmrec.quantities._read import quantities

__all__ = [
    "Bound",
    "Kind",
    "Number",
    "Quantity",
    "convert",
    "numbers",
    "on_clock",
    "quantities",
]

_HOME = {"quantities": "_read", "numbers": "_numbers", "Number": "_numbers"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
