"""Pictures as SVG that stands inside a page: no file beside it, no script, colours of the page.

Colours come from classes, so that the page's dark mode and its print are the picture's too. Every
picture has a title for those who do not see it; all text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup, escape

WIDE = 640
LEFT = 170
"""Room for the names of systems."""
RIGHT = 150
"""Room for figures in words."""
ROW = 20


class Bar(NamedTuple):
    """One row of a bar chart."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str
    kind: str
    """A class: ours, other, floor or published."""


def bars(title: str, rows: Sequence[Bar], floors: Sequence[tuple[str, float]] = ()) -> Markup:
    """Bars from zero with their intervals; each floor is a line through all of them."""
    ends = [e for r in rows for e in (r.value, r.low, r.high) if e is not None] + [0.0]
    ends += [value for _, value in floors]
    x = Scale(min(ends), max(ends), LEFT, WIDE - RIGHT)
    parts = [_line("axis", x(0.0), 0, x(0.0), ROW * len(rows))]
    for name, value in floors:
        line = _line("floor-line", x(value), 0, x(value), ROW * len(rows))
        parts.append(Markup("<g><title>{}</title>{}</g>").format(name, line))
    for n, row in enumerate(rows):
        parts.append(_bar(row, n * ROW, x))
    return picture(title, WIDE, ROW * len(rows) + 4, parts)


def _bar(row: Bar, top: float, x: Scale) -> Markup:
    left, right = sorted((x(0.0), x(row.value)))
    middle = top + ROW / 2
    parts = [
        text(LEFT - 8, middle + 4, row.name, "name"),
        Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"/>').format(
            row.kind, _n(left), _n(top + 4), _n(max(right - left, 0.5)), ROW - 8
        ),
        text(WIDE - RIGHT + 8, middle + 4, row.words, "figure"),
    ]
    if row.low is not None and row.high is not None:
        parts.append(_line("whisker", x(row.low), middle, x(row.high), middle))
        parts += [_line("whisker", x(e), middle - 4, x(e), middle + 4) for e in (row.low, row.high)]
    return Markup("").join(parts)


class Scale:
    """From a value to a place: between two values, on so many pixels, from the first pixel on."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1.0
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def ticks(self, about: int = 4) -> list[float]:
        """Round values, some `about` of them."""
        rough = (self.high - self.low) / about
        unit = 10 ** floor(log10(rough))
        step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough)
        first = ceil(self.low / step - 1e-9) * step
        count = int((self.high - first) / step + 1e-9) + 1
        return [round(first + n * step, 10) for n in range(count)]


SIDE, EDGE = 220, 36


class Plot:
    """A square with two axes that points, lines and bars are drawn in."""

    def __init__(
        self, x: tuple[float, float], y: tuple[float, float], across: str, up: str
    ) -> None:
        self.x = Scale(*x, EDGE, SIDE - 8)
        self.y = Scale(*y, SIDE - EDGE, 8)
        self._parts: list[Markup] = self._axes(across, up)

    def _axes(self, across: str, up: str) -> list[Markup]:
        bottom, parts = SIDE - EDGE, []
        for tick in self.x.ticks():
            at = self.x(tick)
            parts += [
                _line("grid", at, 8, at, bottom),
                text(at, bottom + 13, f"{tick:g}", "tick middle"),
            ]
        for tick in self.y.ticks():
            at = self.y(tick)
            parts += [
                _line("grid", EDGE, at, SIDE - 8, at),
                text(EDGE - 4, at + 3, f"{tick:g}", "tick end"),
            ]
        parts.append(text((EDGE + SIDE) / 2, SIDE - 6, across, "tick middle"))
        parts.append(
            Markup(
                '<text class="tick middle" transform="translate(9 {}) rotate(-90)">{}</text>'
            ).format(_n((SIDE - EDGE) / 2), up)
        )
        return parts

    def diagonal(self) -> None:
        """Where both axes say the same."""
        low = max(self.x.low, self.y.low)
        high = min(self.x.high, self.y.high)
        self._parts.append(
            _line("floor-line", self.x(low), self.y(low), self.x(high), self.y(high))
        )

    def curve(self, points: Iterable[tuple[float, float]]) -> None:
        """A line with its points."""
        at = [(self.x(a), self.y(b)) for a, b in points]
        path = " ".join(f"{_n(a)},{_n(b)}" for a, b in at)
        self._parts.append(Markup('<polyline class="curve" points="{}"/>').format(path))
        for a, b in at:
            self._parts.append(_circle("dot", a, b, 2.5, ""))

    def dot(self, a: float, b: float, size: float, kind: str, title: str = "") -> None:
        """One point; its area says how many it stands for."""
        self._parts.append(_circle(kind, self.x(a), self.y(b), 1.5 * size**0.5, title))

    def column(self, left: float, right: float, high: float, title: str) -> None:
        """A bar of a histogram."""
        a, b, top, bottom = self.x(left), self.x(right), self.y(high), self.y(0.0)
        shape = Markup(
            '<rect class="bar other" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
        )
        self._parts.append(
            shape.format(_n(a), _n(top), _n(max(b - a - 1, 0.5)), _n(bottom - top), title)
        )

    def captioned(self, title: str) -> tuple[str, Markup]:
        """What to write below it, and the drawing."""
        return title, picture(title, SIDE, SIDE, self._parts)


def picture(title: str, wide: float, high: float, parts: Iterable[Markup]) -> Markup:
    """The parts as one picture that says what it is."""
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    ).format(_n(wide), _n(high), title, title, Markup("").join(parts))


def text(x: float, y: float, words: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _n(x), _n(y), words)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        kind, _n(x1), _n(y1), _n(x2), _n(y2)
    )


def _circle(kind: str, x: float, y: float, radius: float, title: str) -> Markup:
    inside = Markup("<title>{}</title>").format(title) if title else ""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}">{}</circle>').format(
        kind, _n(x), _n(y), _n(radius), escape(inside)
    )


def _n(value: float) -> str:
    """A coordinate with as many digits as an eye can tell."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
