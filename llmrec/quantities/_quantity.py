"""What a number in a text says."""

from __future__ import annotations

from dataclasses import dataclass

from llmrec.quantities._units import Kind, convert

Bound = float | str
"""A number, or a date as YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, range or date of a text, and the characters that say it."""

    low: Bound | None
    """None: no lower limit. Dates are ISO strings, durations hours, the rest in `unit`."""
    high: Bound | None
    low_open: bool = False
    """True: `low` itself is left out (more than 50)."""
    high_open: bool = False
    unit: str | None = None
    """USD, CNY, h, W, GB, inch, stars, /10 (a rating out of ten) ...; for a count the noun
    counted; None where the text names none."""
    kind: Kind = "plain"
    start: int = 0
    end: int = 0
    words: str = ""
    """`text[start:end]`, the comparison included."""
    comparator: bool = True
    """False: the number limits nothing (two cats, iPhone 15, a 15.6 inch laptop)."""
    approximate: bool = False
    """The bounds stand for `about`: a fifth to either side."""
    soft: bool = False
    """The words call it a wish: ideally, 最好."""
    by_clock: bool = False
    """A duration in hours, minutes or seconds, which people do not mean as days or weeks."""

    def bounds_in(self, unit: str) -> tuple[float | None, float | None] | None:
        """Lower and upper bound in another unit; None when the two do not measure the same.

        A quantity without a unit fits any, except that a count of things never does.
        """
        if self.kind in ("date", "count"):
            return None
        bounds = [self.low, self.high]
        if self.unit is None:
            return _float(bounds[0]), _float(bounds[1])
        try:
            low, high = (b if b is None else convert(float(b), self.unit, unit) for b in bounds)
        except ValueError:
            return None
        return low, high


def _float(bound: Bound | None) -> float | None:
    return None if bound is None else float(bound)
