"""Are limits read as they were stated, and does the final list keep to them?"""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.evals.datasets.constraint_requests import Stated, made, written
from llmrec.evals.datasets.constraint_rows import SHIPPED, Rows, shipped_rows
from llmrec.evals.datasets.indexed import ensure_shipped
from llmrec.evals.harness.constraint_metrics import METRICS, SPLITS
from llmrec.evals.harness.contracts import Label, Loaded, Options, Sample, Task
from llmrec.evals.harness.strata import stratified

from llmrec.types import Request

SEED = 0
"""Of the requests themselves; `Options.seed` draws which of them are asked."""
K = 10


def load(options: Options) -> Loaded:
    """Both parts over both catalogues that ship."""
    rows = {name: shipped_rows(name) for name in SHIPPED}
    requests = [*written(), *(one for r in rows.values() for one in made(r, seed=SEED))]
    asked = drawn(requests, options)
    return Loaded(
        samples=[_sample(one) for one in asked],
        labels={one.id: label(one, rows[one.catalogue]) for one in asked},
    )


def drawn(requests: Sequence[Stated], options: Options) -> list[Stated]:
    """As many as asked for, in equal shares by part, catalogue and language, each of every kind."""
    if options.limit is None or options.limit >= len(requests):
        return list(requests)
    keys = (lambda one: (one.part, one.catalogue, one.language), lambda one: one.kind)
    few: list[Stated] = stratified(requests, keys, options.limit, options.seed)
    return few


def label(one: Stated, rows: Rows) -> Label:
    """What the scorer alone knows: the stated limits, and which rows keep to them."""
    return {
        "constraints": one.constraints,
        "fits": rows.fitting(one.constraints) if one.constraints else None,
        "part": one.part,
        "language": one.language,
        "kind": one.kind,
        "catalogue": one.catalogue,
    }


def _sample(one: Stated) -> Sample:
    request = Request(text=one.text, catalogue=one.catalogue, k=K, explain=0)
    return Sample(one.id, one.template, request)


TASK = Task(
    name="constraints",
    title="Limits: read as stated, and kept to",
    dataset="",
    split="none: 100 requests written by hand before any run, and 440 made from templates",
    candidates="the whole catalogue that the request names (smart-home: 242, courses: 133 items)",
    load=load,
    metrics=(*METRICS, *SPLITS),
    systems=("llmrec-fast", "llmrec-full"),
    costly=("llmrec-full",),
    few=100,
    prepare=ensure_shipped,
    notes=(
        "A template's requests stand or fall together: the bootstrap draws templates, and each "
        "request by hand for itself.",
        "Requests from templates are plainer than people write; the ones by hand are the harder "
        "and the more honest half.",
        "Systems that ask the model answer 100 requests: as many of each part, language and "
        "catalogue, all kinds in turn; half of them are by hand.",
        "The reading was worked on with these requests in view. Requests that the same templates "
        "make with other seeds are read as well; other ways to say a limit were not looked for.",
        "A limit read as a preference counts as missed, and a preference read as a limit as extra: "
        "the soft ones are not compared.",
        "The catalogues are small and ship with the package; a wide miss hurts lists less there "
        "than in a big catalogue.",
    ),
)
