"""The pipeline with an eye on certain items: they are weighed beside what a request finds.

Scores are relative to what an item is weighed against, so an item alone would have none.
"""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.tools.limits import Bound, state

from llmrec.context import Context
from llmrec.explain import Silent
from llmrec.judge import Judge, JudgeConfig
from llmrec.pipeline import Stages, recommend
from llmrec.retrieve import Retrieve
from llmrec.types import (
    Candidate,
    Constraint,
    Judgement,
    Profile,
    Recommendation,
    Request,
)
from llmrec.understand import Understand


def weigh(
    items: Sequence[str],
    context: Context,
    text: str,
    user: str | None,
    *,
    limits: Sequence[Constraint] = (),
    k: int = 10,
    stars: bool = False,
    understand: Understand | None = None,
) -> Recommendation:
    """All that a request finds, best first, and these items, wherever they stand.

    What breaks a hard limit stands last and says so. Nothing gets a reason.

    Args:
        k: length of the list that is asked for.
        stars: whether the model is asked for stars of the items.
        understand: reads the request instead, and heeds what limits it knows of.
    """
    request = Request(
        text=text,
        user=user,
        state=state(limits, text),
        among=list(items),
        k=k,
        explain=1 if stars else 0,
    )
    stages = Stages(
        understand=understand or Bound(limits),
        retrieve=_Beside(items, k),
        judge=_JudgeToo(items),
        explain=Silent(),
    )
    return recommend(request, context, stages)


class _Beside(Retrieve):
    """What a list of `k` is made from, and the items that are asked about."""

    def __init__(self, items: Sequence[str], k: int) -> None:
        super().__init__()
        self.items, self.k = items, k

    def __call__(self, profile: Profile, request: Request, context: Context) -> list[Candidate]:
        whole = request.model_copy(update={"among": None, "k": self.k})
        found = super().__call__(profile, whole, context)
        ids = [c.item for c in found]
        if set(self.items) <= set(ids):
            return found
        both = list(dict.fromkeys([*ids, *self.items]))
        return super().__call__(profile, request.model_copy(update={"among": both}), context)


class _JudgeToo(Judge):
    """The best few, as ever, and the items that are asked about, once."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__()
        self.items, self._waiting = items, list(items)

    def __call__(
        self,
        candidates: Sequence[Candidate],
        profile: Profile,
        request: Request,
        context: Context,
    ) -> dict[str, Judgement]:
        if not candidates:
            return {}
        mine = [Candidate(item=i) for i in self._waiting if i in context.catalogue]
        rest = [c for c in candidates if c.item not in self.items][: self.config.best]
        self._waiting = []
        judge = Judge(JudgeConfig(best=len(mine) + len(rest)))
        return judge([*mine, *rest], profile, request, context)

    def rate(
        self, ids: Sequence[str], profile: Profile, context: Context
    ) -> dict[str, tuple[float, float]]:
        return super().rate(self.items, profile, context) if ids else {}
