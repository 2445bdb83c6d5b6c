"""Embedding models by retrieval quality and speed: alone, and fused with the default one.

    llmrec model up qwen2.5-coder-0.5b-embedding
    python -m llmrec.evals.embeddings all-minilm-l6-v2 qwen2.5-coder-0.5b-embedding --queries 24

Two questions, the same texts for every model: the judged pools of chorus (English queries, English
products; NDCG@10), and sentences with their Chinese twins (how often the twin is the nearest).
Figures go to runs/embeddings.json.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from llmrec.evals.chorus import CATALOGUE, Judged, judged
from llmrec.evals.metrics import estimate, ndcg, paired
from llmrec.evals.program import start
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.items import embedded_text
from llmrec.llm import embedder
from llmrec.score.features import standardise

OUT = Path("runs") / "embeddings.json"
BATCH = 32
SEED = 0
TWINS = (
    ("a quiet speaker for the kitchen", "厨房用的安静音箱"),
    ("smart light bulbs that change colour", "可以变色的智能灯泡"),
    ("a lock that opens with a fingerprint", "用指纹打开的门锁"),
    ("a camera for the garden", "放在花园里的摄像头"),
    ("a robot that cleans the floor", "会扫地的机器人"),
    ("an alarm that smells smoke", "闻到烟就响的报警器"),
    ("something that feeds the cat", "自动喂猫的东西"),
    ("a heater control that learns", "会学习的温控器"),
    ("clean air for the bedroom", "让卧室空气干净"),
    ("curtains that open by themselves", "自己会打开的窗帘"),
    ("learn Spanish from the beginning", "从零开始学西班牙语"),
    ("a course about training dogs", "关于训练狗的课程"),
    ("how to bake bread at home", "怎样在家烤面包"),
    ("statistics for people afraid of maths", "给怕数学的人的统计课"),
    ("write better business letters", "写好商务信函"),
    ("take portraits with a phone", "用手机拍人像"),
    ("play the piano with both hands", "双手弹钢琴"),
    ("save money every month", "每个月都存下钱"),
    ("sleep better without pills", "不吃药也能睡得好"),
    ("the history of ancient Rome", "古罗马的历史"),
)
"""Written for this test."""

Vectors = NDArray[np.float32]
app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Measured(NamedTuple):
    """One model: cosines of each pool, in its order; twins found; texts embedded a second."""

    cosines: list[NDArray[Any]]
    twins: int
    rate: float


def measure(model: str, queries: Sequence[Judged], catalogue: Catalogue) -> Measured:
    embed = embedder(model)
    embed(["warm up"])
    ids = list(dict.fromkeys(i for q in queries for i in q.labels))
    texts = [embedded_text(i, catalogue.schema) for i in catalogue.items(ids)]
    started = time.perf_counter()
    vectors = dict(zip(ids, _all(embed, texts), strict=True))
    rate = len(texts) / (time.perf_counter() - started)
    asked = _all(embed, [q.query for q in queries])
    pools = [np.stack([vectors[i] for i in q.labels]) for q in queries]
    english, chinese = (_all(embed, [t[n] for t in TWINS]) for n in (0, 1))
    nearest = (english @ chinese.T).argmax(1)
    twins = int((nearest == np.arange(len(TWINS))).sum())
    return Measured([p @ v for p, v in zip(pools, asked, strict=True)], twins, rate)


def _all(embed: Any, texts: Sequence[str]) -> Vectors:
    parts = [embed(list(texts[n : n + BATCH])) for n in range(0, len(texts), BATCH)]
    return np.concatenate(parts).astype(np.float32)


def systems(found: dict[str, Measured]) -> dict[str, list[NDArray[Any]]]:
    """Scores by system: each model, and each other one fused with the first (sum of z-scores)."""
    out = {name: m.cosines for name, m in found.items()}
    first, *others = found
    for name in others:
        out[f"{first} + {name}"] = [
            standardise(a.tolist()) + standardise(b.tolist())
            for a, b in zip(found[first].cosines, found[name].cosines, strict=True)
        ]
    return out


def _ndcg(queries: Sequence[Judged], scores: Sequence[NDArray[Any]]) -> list[float]:
    return [
        ndcg(list(q.labels.values()), s.tolist()) or 0.0
        for q, s in zip(queries, scores, strict=True)
    ]


@app.command()
def main(
    models: Annotated[
        list[str], typer.Argument(help="Served embedding models; the first is kept.")
    ],
    queries: Annotated[int, typer.Option(help="How many chorus queries.")] = 24,
) -> None:
    """Measure the models side by side."""
    catalogue = Catalogue.open(CATALOGUE)
    graded = [q for q in judged() if q.graded]
    random.Random(SEED).shuffle(graded)
    chosen = graded[:queries]
    found = {name: measure(name, chosen, catalogue) for name in models}
    values = {name: _ndcg(chosen, scores) for name, scores in systems(found).items()}
    table = Table("embedding", "NDCG@10", f"less {models[0]}", "Chinese twin", "texts/s")
    rows = {}
    for name, each in values.items():
        one = found.get(name)
        less = paired(each, values[models[0]]) if name != models[0] else None
        rows[name] = {
            "ndcg@10": estimate(each)._asdict(),
            "less_first": less._asdict() if less else None,
            "twins": f"{one.twins} of {len(TWINS)}" if one else None,
            "texts_per_second": round(one.rate, 1) if one else None,
        }
        cells = (estimate(each), less or "", rows[name]["twins"] or "")
        table.add_row(name, *map(str, cells), str(rows[name]["texts_per_second"] or ""))
    Console().print(table)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"queries": len(chosen), "models": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    start(app)
