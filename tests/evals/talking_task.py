"""A task whose titles, requests and answers are hostile markup, and a system that asks a model."""

from __future__ import annotations

import time
from collections.abc import Callable

from llmrec.evals.harness.contracts import Entry, Loaded, Metric, Options, Sample, Task, Training
from llmrec.evals.systems.simple import Chance

from llmrec.types import Call, Fallback, Recommendation, Request

HERE = "tests.evals.talking_task"
SCRIPT = "<script>steal()</script>"
TITLES = {f"i{n}": f"Item {n} {SCRIPT}" for n in range(5)}
COUNT = 30


def load(options: Options) -> Loaded:
    samples = [
        Sample(
            f"s{n}", f"s{n}", Request(text=f"wish {n} <img src=x onerror=steal()>", among=[*TITLES])
        )
        for n in range(COUNT)
    ]
    labels = {s.id: f"i{n % 5}" for n, s in enumerate(samples)}
    items = [Entry(id_, title) for id_, title in TITLES.items()]
    return Loaded(samples[: options.limit], labels, Training(items))


def reciprocal(answer: Recommendation, label: str) -> float:
    return 1 / (1 + [item.id for item in answer.items].index(label))


class Speaks(Chance):
    """Asks twice for every answer, with the same long rules, and fails on one sample."""

    def answer(self, request: Request) -> Recommendation:
        if request.text.startswith("wish 7 "):
            raise ValueError(f"no idea {SCRIPT}")
        found = super().answer(request)
        rules = "The rules. " * 20
        for n in (1, 2):
            messages = [{"role": "system", "content": rules}, {"role": "user", "content": SCRIPT}]
            found.calls.append(
                Call(
                    prompt="fit",
                    version="1+abc",
                    model="m",
                    ms=5.0,
                    started=time.time(),
                    outcome="ok" if n == 1 else "cached",
                    request={"messages": messages},
                    answer=f"answer {n} {SCRIPT}",
                )
            )
        found.fallbacks.append(Fallback(stage="judge", to="less", reason=SCRIPT))
        return found


def task(load: Callable[[Options], Loaded] = load) -> Task:
    return Task(
        name="talking",
        title=f"Thirty wishes {SCRIPT}",
        dataset="",
        split="none",
        candidates="five",
        load=load,
        metrics=(Metric("MRR", reciprocal, source=f"1 / rank {SCRIPT}"),),
        systems=("chance", f"{HERE}:Speaks"),
        notes=(f"A note {SCRIPT}",),
    )


TASK = task()
