"""Are limits read as they were stated, and does the final list keep to them?"""

from __future__ import annotations

import random
from collections.abc import Sequence

from llmrec.evals.datasets.constraint_requests import Stated, made, written
from llmrec.evals.datasets.constraint_rows import SHIPPED, Rows, shipped_rows
from llmrec.evals.harness.constraint_metrics import METRICS, SPLITS
from llmrec.evals.harness.contracts import Label, Loaded, Options, Sample, Task

from llmrec.types import Request

SEED = 0
"""Of the requests themselves; `Options.seed` draws which of them are asked."""
K = 10


def load(options: Options) -> Loaded:
    """Both parts over both catalogues that ship."""
    rows = {name: shipped_rows(name) for name in SHIPPED}
    requests = [*written(), *(one for r in rows.values() for one in made(r, seed=SEED))]
    asked = stratified(requests, options)
    return Loaded(
        samples=[_sample(one) for one in asked],
        labels={one.id: label(one, rows[one.catalogue]) for one in asked},
    )


def stratified(requests: Sequence[Stated], options: Options) -> list[Stated]:
    """As many as asked for, in equal shares by part, catalogue and language, each of every kind.

    Requests are shuffled within a kind, then kinds take turns within a share, and shares take
    turns; the first `limit` of that order are kept, and come back in the order of the files.
    """
    if options.limit is None or options.limit >= len(requests):
        return list(requests)
    rng = random.Random(options.seed)
    shares: dict[tuple[str, str, str], dict[str, list[Stated]]] = {}
    for one in rng.sample(requests, len(requests)):
        share = shares.setdefault((one.part, one.catalogue, one.language), {})
        share.setdefault(one.kind, []).append(one)
    turns = [_turns([share[k] for k in sorted(share)]) for _, share in sorted(shares.items())]
    kept = {one.id for one in _turns(turns)[: options.limit]}
    return [one for one in requests if one.id in kept]


def _turns(lists: Sequence[list[Stated]]) -> list[Stated]:
    longest = max(map(len, lists), default=0)
    return [one[n] for n in range(longest) for one in lists if n < len(one)]


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


def prepare() -> None:
    """Index the catalogues that ship, where they are not."""
    from llmrec.catalog import shipped
    from llmrec.llm import embedder
    from llmrec.text import tokens

    embed = embedder()
    for name in SHIPPED:
        shipped.ensure(name, embed, embed.model, tokens)


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
    prepare=prepare,
    notes=(
        "A template's requests stand or fall together: the bootstrap draws templates, and each "
        "request by hand for itself.",
        "Requests from templates are plainer than people write; the ones by hand are the harder "
        "and the more honest half.",
        "A limit read as a preference counts as missed, and a preference read as a limit as extra: "
        "the soft ones are not compared.",
        "The catalogues are small and ship with the package; a wide miss hurts lists less there "
        "than in a big catalogue.",
    ),
)
