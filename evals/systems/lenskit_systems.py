"""Baselines of LensKit: user and item bias, BiasedMF, ItemKNN, EASE, SLIM and implicit ALS.

LensKit 2025.8 or later (its EASE is not in 2025.2, which is what installs beside vLLM): install
the extra `baselines` in an environment of its own and let the system's process run there.

Each system has a model that ranks and a model that foretells stars. Bias and BiasedMF rank by the
stars they foretell; ItemKNN ranks by similarity alone and foretells by its explicit twin; EASE,
SLIM and ALS know no stars, so theirs are the user and item bias. Where a model knows nothing of an
item, its stars are the bias too, and it stands after all that the model knows.

How they are tuned: every setting of a small grid is trained on `Training.events` and judged on
`Training.tuning` (stars by RMSE, lists as in `validation`); the best is trained again on both.
What was chosen for the sets of the tasks stands in `tuned.yaml` and is not looked for again. The
80% interval of a star is mean ± 1.2816 s, where s is the root of the mean square of that model's
errors on the tuning part (without one: on what it learned), clipped to the scale.
Nothing is looked up in the test part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version

import numpy as np
from llmrec.evals.harness.contracts import Interaction, Training
from llmrec.evals.systems import tuned, validation
from llmrec.evals.systems.lenskit_models import (
    Build,
    Grid,
    Linear,
    Model,
    errors,
    has_stars,
    item_list,
    ndcg,
    or_else,
    rms,
    train,
)

from llmrec.types import Event, Interval, Profile, Recommendation, Recommended, Request

Z80 = 1.2815515655446004
"""The 90th percentile of the normal distribution: 80% lie within ± this many deviations."""


class LensKitSystem:
    """What all of them share; a subclass names its grids."""

    name = "lenskit"
    model: type[Model] = Model
    """How the ranker is asked."""

    def __init__(self) -> None:
        self.chosen: dict[str, tuned.Entry] = {}
        """For the bias, for stars and for the order: the settings and what they reached."""

    def raters(self) -> Grid:
        """Models that foretell stars; empty: the bias does."""
        return ()

    def rankers(self) -> Grid:
        """Models that rank; empty: the rater does."""
        return ()

    def tune(self, training: Training) -> dict[str, tuned.Entry]:
        """Look for settings, whatever was chosen before."""
        self._fit(training, {})
        return self.chosen

    def fit(self, training: Training) -> None:
        self._fit(training, tuned.chosen(self.name, training))

    def _fit(self, training: Training, known: dict[str, tuned.Entry]) -> None:
        self.chosen = dict(known)
        late = list(training.tuning)
        cut = {(e.user, e.item) for e in late}
        early = [e for e in training.events if (e.user, e.item) not in cut]
        events = early + late
        self._titles = {entry.id: entry.title for entry in training.items}
        self._titles.update({e.item: "" for e in events if e.item not in self._titles})
        self._ids = list(self._titles)
        self._at = {item: n for n, item in enumerate(self._ids)}
        self._items = item_list(self._ids)
        counts = Counter(e.item for e in events)
        self._popularity = np.array([counts[item] for item in self._ids], np.float64)
        self._bias: Model | None = None
        self._rater: Model | None = None
        self._spread, self._scale = 0.0, (-math.inf, math.inf)
        if has_stars(events):
            self._learn_stars(early, late, events)
        self._learn_order(Training(training.items, early, late), events)

    def _learn_stars(
        self, early: list[Interaction], late: list[Interaction], events: list[Interaction]
    ) -> None:
        stars = [e.rating for e in events if e.rating is not None]
        self._scale = (min(stars), max(stars))
        seen, by = late or events, "RMSE on the tuning part"

        def alone(build: Build) -> float:
            model = train(build, early)
            return rms(errors(model, model, early, seen))

        build = self._pick("bias", bias_grid(), alone, by)
        self._bias = self._rater = train(build, events)
        last = "bias"
        if self.raters():
            before: list[Model] = []

            def with_bias(one: Build) -> float:
                before[:] = before or [train(build, early)]
                return rms(errors(train(one, early), before[0], early, seen))

            self._rater = train(self._pick("stars", self.raters(), with_bias, by), events)
            last = "stars"
        self._spread = float(self.chosen[last]["reached"])

    def _learn_order(self, early: Training, events: list[Interaction]) -> None:
        grid = self.rankers()
        if not grid:
            if self._rater is None:
                raise ValueError(f"{self.name} ranks by stars, and the training part has none.")
            self._ranker = self._rater
            return
        lists = validation.cases(early)

        def judge(build: Build) -> float:
            return -ndcg(train(build, early.events, self.model), early.events, lists)

        few = grid if lists else grid[:1]
        build = self._pick("order", few, judge, validation.in_words(lists))
        self._ranker = train(build, events, self.model)

    def _pick(self, what: str, grid: Grid, judge: Callable[[Build], float], by: str) -> Build:
        """What was tuned before, or the setting with the lowest `judge`."""
        known = self.chosen.get(what, {}).get("settings")
        for setting, build in grid:
            if setting == known:
                return build
        values = [judge(build) for _, build in grid]
        at = values.index(min(values))
        settings, build = grid[at]
        self.chosen[what] = {
            "settings": settings,
            "reached": round(abs(values[at]), 6),
            "by": by,
            "tried": len(grid),
        }
        return build

    def answer(self, request: Request) -> Recommendation:
        past = request.history
        gone = set(request.exclude)
        if request.among is None:
            ids, items, popular = self._ids, self._items, self._popularity
        else:
            ids = [i for i in dict.fromkeys(request.among) if i in self._titles]
            popular = self._popularity[[self._at[i] for i in ids]]
            items = item_list(ids)
        told = np.nan_to_num(self._ranker.scores(past, items), nan=-np.inf)
        order = np.lexsort((np.arange(len(ids)), -popular, -told))
        kept = [int(n) for n in order if ids[n] not in gone]
        kept = kept if request.among is not None else kept[: request.k]
        floor = float(np.min(told[np.isfinite(told)], initial=0.0))
        stars = self._stars(past, [ids[n] for n in kept])
        return Recommendation(
            request_id="",
            profile=Profile(),
            items=[
                Recommended(
                    rank=rank,
                    id=ids[n],
                    title=self._titles[ids[n]],
                    score=float(told[n]) if np.isfinite(told[n]) else floor,
                    rating=star,
                )
                for rank, (n, star) in enumerate(zip(kept, stars, strict=True), 1)
            ],
            unknown=[i for i in request.among or () if i not in self._titles],
            versions={"lenskit": version("lenskit"), "settings": tuned.in_short(self.chosen)},
        )

    def _stars(self, past: Sequence[Event], ids: Sequence[str]) -> list[Interval]:
        """Foretold stars; zeros where the training part holds no stars to learn from."""
        if self._rater is None or self._bias is None or not ids:
            return [Interval(mean=0.0, low=0.0, high=0.0) for _ in ids]
        items, reach = item_list(ids), Z80 * self._spread
        told = or_else(self._rater.scores(past, items), self._bias, past, items)
        low, high = self._scale
        return [
            Interval(
                mean=float(np.clip(mean, low, high)),
                low=float(np.clip(mean - reach, low, high)),
                high=float(np.clip(mean + reach, low, high)),
            )
            for mean in told
        ]


def bias_grid() -> Grid:
    """b_ui = b + b_i + b_u, each damped (Koren 2008; LensKit's `BiasModel`)."""
    from lenskit.basic import BiasScorer

    pairs = [(u, i) for u in (1.0, 5.0, 10.0) for i in (1.0, 2.5, 5.0, 10.0)]
    return tuple(
        (
            {"damping_user": user, "damping_item": item},
            lambda user=user, item=item: BiasScorer(damping={"user": user, "item": item}),
        )
        for user, item in pairs
    )


class Bias(LensKitSystem):
    """Global mean + what the item is above it + what the user is above that."""

    name = "bias"


class BiasedMF(LensKitSystem):
    """Bias + the product of two short vectors, by alternating least squares (Zhou et al. 2008)."""

    name = "biased-mf"

    def raters(self) -> Grid:
        from lenskit.als import BiasedMFScorer

        return tuple(
            (
                setting,
                lambda setting=setting: BiasedMFScorer(
                    embedding_size=setting["size"],
                    epochs=15,
                    regularization=setting["reg"],
                    damping=5.0,
                ),
            )
            for setting in [{"size": s, "reg": r} for s in (10, 40) for r in (0.1, 0.2, 0.4)]
        )


class ItemKNN(LensKitSystem):
    """Items near those of the user's past, by cosine (Deshpande and Karypis 2004)."""

    name = "item-knn"

    def raters(self) -> Grid:
        return self._grid("explicit", (20, 50, 100))

    def rankers(self) -> Grid:
        return self._grid("implicit", (10, 20, 50, 100, 200))

    def _grid(self, feedback: str, sizes: tuple[int, ...]) -> Grid:
        from lenskit.knn import ItemKNNScorer

        return tuple(
            (
                {"neighbours": k},
                lambda k=k: ItemKNNScorer(max_nbrs=k, min_nbrs=1, feedback=feedback),
            )
            for k in sizes
        )


class EASE(LensKitSystem):
    """A linear autoencoder in closed form (Steck 2019, Embarrassingly Shallow Autoencoders)."""

    name = "ease"
    model = Linear

    def rankers(self) -> Grid:
        from lenskit.knn import EASEScorer

        return tuple(
            ({"regularization": reg}, lambda reg=reg: EASEScorer(regularization=reg))
            for reg in (20.0, 100.0, 200.0, 400.0, 800.0)
        )


class SLIM(LensKitSystem):
    """A sparse linear model of the same form as EASE (Ning and Karypis 2011), for sets whose items
    are too many for a dense one."""

    name = "slim"

    def rankers(self) -> Grid:
        from lenskit.knn import SLIMScorer

        return tuple(
            (
                {"l1": l1, "l2": l2},
                lambda l1=l1, l2=l2: SLIMScorer(l1_reg=l1, l2_reg=l2),
            )
            for l1 in (0.01, 0.1, 0.5)
            for l2 in (0.1, 1.0, 10.0)
        )


class ALS(LensKitSystem):
    """Matrix factorization of what was seen, weighed by confidence (Hu, Koren, Volinsky 2008)."""

    name = "als"

    def rankers(self) -> Grid:
        from lenskit.als import ImplicitMFScorer

        return tuple(
            (
                setting,
                lambda setting=setting: ImplicitMFScorer(
                    embedding_size=setting["size"],
                    epochs=10,
                    regularization=setting["reg"],
                    weight=setting["weight"],
                ),
            )
            for setting in [
                {"size": s, "reg": r, "weight": w}
                for s in (32, 64)
                for r in (1.0, 10.0, 30.0, 100.0)
                for w in (2.0, 5.0)
            ]
        )
