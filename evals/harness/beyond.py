"""What accuracy does not say of lists and of foretold stars.

Lists: how much of the catalogue is shown, how unlike the items of a list are, how unknown they
are, how evenly items are exposed, and whether a list has the user's genres in the user's shares.
Stars: whether the stated intervals hold what they promise, and how wide they are.
"""

from __future__ import annotations

import math
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple, TypeVar

import numpy as np
from llmrec.evals.harness.contracts import Answered, Label, Metric
from numpy.typing import NDArray

from llmrec.types import Recommendation

DEPTH = 10
ALPHA = 0.01
"""Of Steck's smoothing."""
MISS = 0.2
"""Share of stars that an 80% interval may miss."""

Genres = Mapping[str, Sequence[str]]
T = TypeVar("T")


class Facts(NamedTuple):
    """What the scorer knows of the catalogue and of the training part."""

    genres: Genres
    """Of every item that may be shown."""
    counts: Mapping[str, int]
    """How many users of the training part have each item."""
    users: int
    """How many users the training part has."""


# --- lists --------------------------------------------------------------------------------------


def shown(answer: Recommendation, k: int = DEPTH) -> list[str]:
    """The first k ids of an answer, best first; of an id that comes twice the first counts."""
    ordered = sorted(answer.items, key=lambda item: item.rank)
    return list(dict.fromkeys(item.id for item in ordered))[:k]


def diversity(ids: Sequence[str], genres: Genres) -> float | None:
    """Intra-list diversity: the mean over pairs of 1 - |A and B| / |A or B| of their genres.

    Smyth and McClave 2001, Similarity vs. Diversity; Jaccard's distance as in Ziegler et al. 2005's
    intra-list similarity over classes. Items without genres are left out.
    """
    sets = [set(genres[i]) for i in ids if genres.get(i)]
    distances = [1 - len(a & b) / len(a | b) for a, b in combinations(sets, 2)]
    return float(np.mean(distances)) if distances else None


def novelty(ids: Sequence[str], counts: Mapping[str, int], users: int) -> float | None:
    """Mean self-information -log2 p(i), p(i) = (users of i + 1) / (users + 1), in bits.

    Zhou et al. 2010, Solving the apparent diversity-accuracy dilemma; one is added so that an item
    that nobody had is finitely new.
    """
    bits = [-math.log2((counts.get(i, 0) + 1) / (users + 1)) for i in ids]
    return float(np.mean(bits)) if bits else None


def coverage(lists: Iterable[Sequence[str]], items: int) -> float:
    """Share of the catalogue that is in any list (Ge et al. 2010, Beyond Accuracy)."""
    return len({i for ids in lists for i in ids}) / items


def exposure(lists: Iterable[Sequence[str]]) -> dict[str, float]:
    """What attention each item gets: 1 / log2(rank + 1), summed (Singh and Joachims 2018)."""
    found: dict[str, float] = defaultdict(float)
    for ids in lists:
        for rank, item in enumerate(ids, 1):
            found[item] += 1 / math.log2(rank + 1)
    return found


def gini(values: Iterable[float], items: int) -> float | None:
    """G = sum_i (2i - n - 1) x_i / (n sum_i x_i), x ascending; 0: all alike, near 1: one has all.

    Items that got nothing count as 0, so n is the whole catalogue.
    """
    x = np.sort(np.fromiter(values, float))
    if not x.sum():
        return None
    places = np.arange(items - len(x) + 1, items + 1)
    return float(((2 * places - items - 1) * x).sum() / (items * x.sum()))


def genre_shares(ids: Iterable[str], genres: Genres) -> dict[str, float]:
    """p(g) = mean over items of p(g|i), an item's genres alike (Steck 2018, eq. 2 and 3, w = 1)."""
    found: dict[str, float] = defaultdict(float)
    for item in ids:
        for genre in genres.get(item, ()):
            found[genre] += 1 / len(genres[item])
    whole = sum(found.values())
    return {genre: share / whole for genre, share in sorted(found.items())}


def miscalibration(
    wanted: Mapping[str, float], got: Mapping[str, float], alpha: float = ALPHA
) -> float | None:
    """KL(p | q~) = sum_g p(g) ln(p(g) / q~(g)), q~ = (1 - alpha) q + alpha p.

    Steck 2018, Calibrated Recommendations, eq. 4 and 5. 0: the list has the user's genres in the
    user's shares; ln(1 / alpha) = 4.6: it has none of them.
    """
    if not wanted:
        return None
    return sum(
        p * math.log(p / ((1 - alpha) * got.get(genre, 0.0) + alpha * p))
        for genre, p in wanted.items()
        if p > 0
    )


def list_metrics(facts: Callable[[], Facts], k: int = DEPTH) -> tuple[Metric, ...]:
    """Of the first k; a label's `genres` are the shares of the user's past."""

    def lists(answered: Sequence[Answered]) -> list[list[str]]:
        return [top(answer, label) for answer, label in answered]

    def of_genres(answer: Recommendation, label: Label) -> float | None:
        return miscalibration(label["genres"], genre_shares(top(answer, label), facts().genres))

    def spread(answered: Sequence[Answered]) -> float | None:
        return gini(exposure(lists(answered)).values(), len(facts().genres))

    top = once(lambda answer, _: shown(answer, k))
    return (
        Metric(
            f"coverage@{k}",
            over=lambda answered: coverage(lists(answered), len(facts().genres)),
            source="share of the catalogue in any list (Ge et al. 2010)",
        ),
        Metric(
            f"ILD@{k}",
            lambda answer, label: diversity(top(answer, label), facts().genres),
            source="mean over pairs of 1 - Jaccard of genres (Smyth and McClave 2001)",
        ),
        Metric(
            f"novelty@{k}",
            lambda answer, label: novelty(top(answer, label), facts().counts, facts().users),
            better="neither",
            failed=None,
            source="mean of -log2((users of the item + 1) / (users + 1)) (Zhou et al. 2010)",
        ),
        Metric(
            f"exposure Gini@{k}",
            over=spread,
            better="lower",
            source="Gini over the catalogue of the sum of 1 / log2(rank + 1)",
        ),
        Metric(
            f"genre miscalibration@{k}",
            of_genres,
            better="lower",
            failed=math.log(1 / ALPHA),
            source="KL(user's genres | list's genres), alpha = 0.01 (Steck 2018)",
        ),
    )


# --- stars --------------------------------------------------------------------------------------


def stars(answer: Recommendation, label: Label) -> NDArray[np.float64]:
    """A row for each held-out star that was foretold: star, mean, low, high.

    A label's `ratings` are the stars by item. An item that comes twice counts where it comes first.
    """
    told: dict[str, Any] = {}
    for item in answer.items:
        told.setdefault(item.id, item.rating)
    rows = [
        (star, told[item].mean, told[item].low, told[item].high)
        for item, star in label["ratings"].items()
        if item in told
    ]
    return np.array(rows, float).reshape(-1, 4)


def rmse(rows: NDArray[np.float64]) -> float:
    """sqrt(mean (mean - star)^2)"""
    return float(np.sqrt(np.mean((rows[:, 1] - rows[:, 0]) ** 2)))


def mae(rows: NDArray[np.float64]) -> float:
    """mean |mean - star|"""
    return float(np.mean(np.abs(rows[:, 1] - rows[:, 0])))


def inside(rows: NDArray[np.float64]) -> float:
    """Share of the stars with low <= star <= high."""
    return float(np.mean((rows[:, 2] <= rows[:, 0]) & (rows[:, 0] <= rows[:, 3])))


def width(rows: NDArray[np.float64]) -> float:
    """Sharpness: mean of high - low (Gneiting, Balabdaoui and Raftery 2007)."""
    return float(np.mean(rows[:, 3] - rows[:, 2]))


def interval_score(rows: NDArray[np.float64], miss: float = MISS) -> float:
    """Mean of (high - low) + 2 / a (low - star)+ + 2 / a (star - high)+ with a = 1 - 80%.

    Proper: only honest intervals are rewarded (Gneiting and Raftery 2007, eq. 43).
    """
    star, low, high = rows[:, 0], rows[:, 2], rows[:, 3]
    beyond = np.maximum(low - star, 0) + np.maximum(star - high, 0)
    return float(np.mean(high - low + 2 / miss * beyond))


def foretold(answer: Recommendation, label: Label) -> float:
    """Share of the held-out stars that were foretold at all."""
    return len(stars(answer, label)) / len(label["ratings"])


def pooled(
    figure: Callable[[NDArray[np.float64]], float], level: str | None = None
) -> Callable[[Sequence[Answered]], float | None]:
    """A figure over all stars of all users, or of those with one level of history."""

    def over(answered: Sequence[Answered]) -> float | None:
        parts = [_rows(a, label) for a, label in answered if level in (None, label["level"])]
        rows = np.concatenate(parts) if parts else np.zeros((0, 4))
        return figure(rows) if len(rows) else None

    return over


def star_metrics(levels: Sequence[str] = ()) -> tuple[Metric, ...]:
    """RMSE and MAE, and what the intervals are worth, over all stars and by level of history."""

    def metric(name: str, figure: Callable[[NDArray[np.float64]], float], better: Any) -> Metric:
        source = " ".join((figure.__doc__ or "").split())
        return Metric(name, over=pooled(figure), better=better, failed=None, source=source)

    return (
        metric("RMSE", rmse, "lower"),
        metric("MAE", mae, "lower"),
        metric("coverage of 80% intervals", inside, "neither"),
        metric("width of 80% intervals", width, "lower"),
        metric("interval score", interval_score, "lower"),
        Metric("stars foretold", foretold, source="share of the held-out stars with a prediction"),
        *(
            Metric(
                f"{name}, {level} history",
                over=pooled(figure, level),
                better=better,
                failed=None,
                source=f"the same over the third of users with a {level} history",
            )
            for name, figure, better in (
                ("RMSE", rmse, "lower"),
                ("coverage of 80% intervals", inside, "neither"),
            )
            for level in levels
        ),
    )


def once(compute: Callable[[Recommendation, Label], T]) -> Callable[[Recommendation, Label], T]:
    """Keep what was computed of an answer while it lives: a bootstrap asks hundreds of times."""
    kept: dict[int, tuple[weakref.ref[Recommendation], T]] = {}

    def find(answer: Recommendation, label: Label) -> T:
        held = kept.get(id(answer))
        if held is None or held[0]() is not answer:
            held = kept[id(answer)] = (weakref.ref(answer), compute(answer, label))
        return held[1]

    return find


_rows = once(stars)
