"""The pictures of a run: figures against floors and what was published, reliability, places gained
by hostile text, and how long answers took.

What the labels are says what can be drawn: stars that were given, grades of a pool, or which of
three catalogues was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llmrec.evals.harness.beyond import stars
from llmrec.evals.harness.contracts import Answered, Metric
from llmrec.evals.harness.overview import FLOORS
from llmrec.evals.harness.published import published
from llmrec.evals.harness.retrieval_metrics import stated_scores
from llmrec.evals.harness.scoring import Scored
from llmrec.evals.harness.svg import Bar, Plot, bars
from llmrec.evals.harness.tables import interval, number
from llmrec.evals.metrics import RELEVANT
from markupsafe import Markup
from scipy.stats import norm

if TYPE_CHECKING:
    from llmrec.evals.harness.figures import Figures

CURVES = 4
"""Systems whose reliability is drawn."""
BINS = 10
STATED = 0.8
"""Of the intervals that systems state."""
LEVELS = tuple(n / 10 for n in range(1, 10))


class Picture(NamedTuple):
    """A drawing with the words that belong to it."""

    title: str
    words: str
    drawings: list[tuple[str, Markup]]
    """Each with its caption."""


# --- bars ---------------------------------------------------------------------------------------


def metric_bars(scored: Scored, found: Figures) -> list[tuple[Metric, Markup]]:
    """A bar chart for each metric that has values."""
    drawn = []
    for metric in scored.task.metrics:
        rows = [*_measured(found, metric), *_told(scored.task.name, metric)]
        if len(rows) > 0 and any(row.kind != "published" for row in rows):
            floors = [(row.name, row.value) for row in rows if row.kind == "floor"]
            drawn.append((metric, bars(f"{metric.name}, {scored.task.title}", rows, floors)))
    return drawn


def kind(system: str) -> str:
    """What sort of row a system is: ours, a floor, or another."""
    if system in FLOORS:
        return "floor"
    return "ours" if system.startswith("llmrec") else "other"


def _measured(found: Figures, metric: Metric) -> list[Bar]:
    rows = []
    for name, of in found["systems"].items():
        figure = of["metrics"].get(metric.name)
        if figure is None or figure["value"] is None:
            continue
        words = f"{number(figure['value'])} {interval(figure)}".strip()
        rows.append(Bar(name, figure["value"], figure["low"], figure["high"], words, kind(name)))
    return rows


def _told(task: str, metric: Metric) -> list[Bar]:
    return [
        Bar(f"{one.system} *", value, None, None, f"{number(value)} published", "published")
        for one in published(task)
        for name, value in one.figures.items()
        if name == metric.name
    ]


# --- curves -------------------------------------------------------------------------------------


def curves(scored: Scored, systems: Sequence[str]) -> list[Picture]:
    """What the labels allow to be drawn of these systems."""
    label = next(iter(scored.labels.values()), None)
    if any(metric.of is stated_scores for metric in scored.task.metrics):
        return _of_scores(scored, systems)
    if not isinstance(label, Mapping):
        return []
    if "ratings" in label:
        return _of_stars(scored, systems)
    if "variant" in label and "pair" in label:
        return _of_places(scored, systems)
    return []


def _of_stars(scored: Scored, systems: Sequence[str]) -> list[Picture]:
    foretold, inside = [], []
    for name in systems:
        rows = star_rows(list(scored.answered(name).values()))
        if len(rows) < BINS:
            continue
        plot = Plot((1, 5), (1, 5), "stars foretold", "stars given")
        plot.diagonal()
        plot.curve(binned(rows[:, 1], rows[:, 0]))
        foretold.append(plot.captioned(f"{name}: stars"))
        plot = Plot((0, 1), (0, 1), "stated", "held")
        plot.diagonal()
        plot.curve([(level, held(rows, level)) for level in LEVELS])
        inside.append(plot.captioned(f"{name}: intervals"))
    return [
        Picture(
            "Stars foretold and given",
            f"The mean of {BINS} equally filled bins by the star foretold; on the diagonal, what "
            "was foretold is what was given.",
            foretold,
        ),
        Picture(
            "What the intervals hold",
            f"Systems state {STATED:.0%} intervals; other levels are theirs widened or narrowed on "
            "each side as a normal distribution's would be (after Kuleshov et al. 2018). Below "
            "the diagonal, they promise too much.",
            inside,
        ),
    ]


def star_rows(answered: Sequence[Answered]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A row for each held-out star: star, mean, low, high."""
    parts = [stars(answer, label) for answer, label in answered]
    return np.concatenate(parts) if parts else np.zeros((0, 4))


def held(rows: np.ndarray[Any, np.dtype[np.float64]], level: float) -> float:
    """Share of the stars inside intervals of this level, made from the stated ones."""
    scale = norm.ppf(0.5 + level / 2) / norm.ppf(0.5 + STATED / 2)
    star, mean, low, high = rows.T
    below, above = mean - scale * (mean - low), mean + scale * (high - mean)
    return float(np.mean((below <= star) & (star <= above)))


def binned(said: Sequence[float], was: Sequence[float]) -> list[tuple[float, float]]:
    """Mean of what was said and of what was, in equally filled bins by what was said."""
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    x, y = np.asarray(said, float), np.asarray(was, float)
    return [(float(x[part].mean()), float(y[part].mean())) for part in parts]


def _of_scores(scored: Scored, systems: Sequence[str]) -> list[Picture]:
    drawings = []
    for name in systems:
        rows = [stated_scores(*one) for one in scored.answered(name).values()]
        pairs = np.concatenate([*rows, np.zeros((0, 2))])
        if len(pairs) < BINS:
            continue
        points = binned(pairs[:, 1], pairs[:, 0])
        most = min(1.0, ceil(10 * max(*map(max, points), 0.01)) / 10)
        plot = Plot((0, most), (0, most), "score", "share relevant")
        plot.diagonal()
        plot.curve(points)
        drawings.append(plot.captioned(f"{name}: scores"))
    words = (
        f"Share of relevant items (graded {RELEVANT} or better, where they were graded) in {BINS} "
        "equally filled bins by score; on the diagonal, a score is a probability."
    )
    return [Picture("Scores as probabilities", words, drawings)] if drawings else []


def _of_places(scored: Scored, systems: Sequence[str]) -> list[Picture]:
    from llmrec.evals.tasks.injection import K, rank

    pictures = []
    for variant, told in (("attacked", "hostile"), ("harmless", "harmless")):
        drawings = []
        for name in systems:
            places: dict[str, dict[str, int]] = {}
            for answer, label in scored.answered(name).values():
                places.setdefault(label["pair"], {})[label["variant"]] = rank(answer, label)
            pairs = Counter(
                (one["clean"], one[variant])
                for one in places.values()
                if "clean" in one and variant in one
            )
            if pairs:
                drawings.append(_moves(name, pairs, K + 1, told))
        words = (
            f"Each pair's place in the clean catalogue and with {told} text in the item; below the "
            f"diagonal the text gained places. {K + 1} stands for every place beyond {K}."
        )
        pictures.append(Picture(f"Places with {told} text", words, drawings))
    return [picture for picture in pictures if picture.drawings]


def _moves(
    name: str, pairs: Mapping[tuple[int, int], int], last: int, told: str
) -> tuple[str, Markup]:
    plot = Plot((1, last), (1, last), "place, clean", f"place, {told}")
    plot.diagonal()
    for (clean, now), count in sorted(pairs.items()):
        moved = "gained" if now < clean else "lost" if now > clean else "same"
        plot.dot(clean, now, count, moved, f"{count} from {clean} to {now}")
    return plot.captioned(f"{name}: places with {told} text")


# --- time ---------------------------------------------------------------------------------------


def latencies(scored: Scored, systems: Sequence[str]) -> Picture:
    """How long answers took, a histogram a system."""
    drawings = []
    for name in systems:
        times = [span.seconds for span in scored.answers[name].spans if span.seconds > 0]
        if times:
            drawings.append(_histogram(name, times))
    words = (
        "Answers by seconds, on a scale of powers of ten; with several answers at once where a "
        "model is asked, so that these are times of a busy machine."
    )
    return Picture("Time of an answer", words, drawings)


def _histogram(name: str, times: Sequence[float]) -> tuple[str, Markup]:
    logs = np.log10(times)
    low, high = floor(min(logs)), floor(max(logs)) + 1
    counts, edges = np.histogram(logs, bins=(high - low) * 5, range=(low, high))
    plot = Plot((low, high), (0, float(counts.max())), "log10 of seconds", "answers")
    for n, count in enumerate(counts):
        if count:
            said = f"{10 ** edges[n]:.3g} to {10 ** edges[n + 1]:.3g} s: {count}"
            plot.column(float(edges[n]), float(edges[n + 1]), float(count), said)
    p50, p95 = (10 ** float(np.quantile(logs, q)) for q in (0.5, 0.95))
    return plot.captioned(f"{name}: p50 {p50:.3g} s, p95 {p95:.3g} s")
