"""The same networks in torch: what it takes to have it in the path of a request, and how far apart.

Only the networks are compared, towers and head; what else a score needs is NumPy either way.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Any

import numpy as np
from llmrec.evals.bench_scorer_measure import Case, alternately, cases
from llmrec.evals.bench_scorer_prune import Scorer
from llmrec.evals.bench_scorer_sets import Set

from llmrec.behaviour.past import Floats
from llmrec.behaviour.sequence import LONGEST
from llmrec.score.head import standard

Figures = dict[str, Any]
IMPORT = (
    "import numpy, psutil, time\n"
    "me, started = psutil.Process(), time.perf_counter()\n"
    "before = me.memory_info().rss\n"
    "import torch\n"
    "print(time.perf_counter() - started, me.memory_info().rss - before)"
)
IMPORTS = 3


def against(one: Scorer, of: Set) -> Figures:
    """Import and run of torch beside the run of NumPy, one thread each."""
    return {"import": _import()} | _run(one, of)


def _import() -> Figures:
    """Seconds and megabytes that `import torch` adds to a process that has NumPy."""
    found = [
        subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
        for _ in range(IMPORTS)
    ]
    rows = np.array([done.stdout.split() for done in found], float)
    seconds, size = np.median(rows, axis=0)
    return {"seconds": round(float(seconds), 2), "MB": round(float(size) / 1e6)}


def _run(one: Scorer, of: Set) -> Figures:
    import torch

    from llmrec.score import head_training, sequence_training
    from llmrec.score.sequences import one_thread

    behaviour, head, _ = one
    towers = behaviour.sequence
    with one_thread(), torch.inference_mode():
        users, heads = sequence_training.thawed(towers), head_training.thawed(head)
        rows = users.rows(torch.arange(of.catalogue.size))
        rows, bias = torch.nn.functional.normalize(rows, dim=-1), users.bias.weight[:, 0]
        asked = [case for case in cases(of) if len(case.person.past.items)]
        signals = {id(c): behaviour.signals(c.person.past, c.items) for c in asked}

        def in_torch(case: Case) -> tuple[Floats, Floats]:
            items = torch.from_numpy(case.items)
            u = users.user(torch.from_numpy(case.person.past.items[None, -LONGEST:]))[0, -1]
            next_ = towers.scale * (rows[items] @ u) + bias[items]
            x = standard(signals[id(case)], head.mean, head.deviation).astype(np.float32)
            return next_.numpy(), heads(torch.from_numpy(x)).numpy()

        def in_numpy(case: Case) -> tuple[Floats, Floats]:
            return towers.scores(case.person.past, case.items), head(signals[id(case)])

        off = max(_off(x, y) for c in asked for x, y in zip(in_numpy(c), in_torch(c), strict=True))
        found = alternately({"torch": in_torch, "numpy": in_numpy}, asked)
    ms = {f"{name} ms": round(statistics.median(of), 3) for name, of in found.items()}
    return ms | {"off": float(f"{off:.2g}")}


def _off(found: Floats, expected: Floats) -> float:
    """Relative to the largest number."""
    return float(np.abs(found - expected).max() / np.abs(expected).max())
