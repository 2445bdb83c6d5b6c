"""What the benchmark does around its measurements; nothing is measured here."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("scipy")

from llmrec.evals import bench_needs, chorus
from llmrec.evals.bench_plot import panels
from llmrec.evals.bench_quality import quality
from llmrec.evals.chorus import Judged
from llmrec.evals.metrics import ndcg
from llmrec.evals.program import start

from llmrec.catalog import store
from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Interval, Profile, Recommendation, Recommended

LAMP = Judged("lamp", {"a": 3, "b": 0, "c": 1})
CABLE = Judged("cable", {"a": 0, "b": 2})
SAME = Judged("fan", {"a": 2, "b": 2})


def answer(*ids: str) -> Recommendation:
    items = [
        Recommended(
            rank=n, id=i, title=i, score=0.5, rating=Interval(mean=3, low=2, high=4), sources={}
        )
        for n, i in enumerate(ids, 1)
    ]
    return Recommendation(request_id="r", profile=Profile(), items=items)


def test_an_error_of_ours_is_told_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["chorus", "requests", str(tmp_path / "out.jsonl")])
    with pytest.raises(SystemExit) as e:
        start(chorus.app)
    assert e.value.code == ConfigError.exit_code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Error: The folder of labelled sets is not set.")
    assert "LLMREC_DATA" in said.err


def test_the_benchmark_as_a_program_ends_without_a_traceback():
    pytest.importorskip("matplotlib")
    line = [sys.executable, "-m", "llmrec.evals.bench", "--only", "index"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == ConfigError.exit_code
    assert done.stderr.startswith("Error: ") and "LLMREC_DATA" in done.stderr
    assert "Traceback" not in done.stderr


def manifest(name: str, model: str) -> bytes:
    info = store.EmbeddingInfo(model=model, dims=2, rows=1, file="v.npy")
    known = {"generation": "1", "source": "f", "source_sha": "", "key": "", "language": "en"}
    made = store.Manifest(name=name, items=1, quarantined=0, embeddings={model: info}, **known)
    return made.model_dump_json().encode()


@pytest.fixture
def indexed(tmp_path, monkeypatch):
    """Where everything is there but catalogues; what would be indexed."""
    (tmp_path / "chorus-electronics").mkdir()
    monkeypatch.setenv("LLMREC_DATA", str(tmp_path))
    settings.cache_clear()
    asked: list[tuple[str, int | None]] = []
    monkeypatch.setattr(chorus, "index", lambda name, first: asked.append((name, first)))
    monkeypatch.setattr(bench_needs, "embedder", lambda: None)
    monkeypatch.setattr(bench_needs, "need_packages", lambda names: None)
    return asked


def test_missing_catalogues_are_indexed(indexed):
    bench_needs.prepare(["fast", "index"])
    assert indexed == [("chorus-1k", 1000), ("chorus", None)]


def test_what_is_there_or_not_needed_is_not_indexed(indexed):
    good = store.folder("chorus").manifest_path
    store.write_atomic(good, manifest("chorus", settings().embeddings.model or ""))
    bench_needs.prepare(["cold"])
    assert indexed == []
    store.write_atomic(good, manifest("chorus", "another"))
    bench_needs.prepare(["cold"])
    assert indexed == [("chorus", None)]


def test_missing_packages_are_named():
    with pytest.raises(ConfigError, match="no_such_package"):
        bench_needs.need_packages(["json", "no_such_package"])


def test_rankings_are_scored_over_the_whole_pool():
    rankings = {"lamp": ["x", "c", "y", "a"], "cable": [], "fan": ["a", "b"]}
    found = quality([LAMP, CABLE, SAME], rankings, {})
    assert "ndcg@10, same queries" not in found
    wanted = [ndcg([3, 0, 1], [-2.0, -3.0, -1.0]), ndcg([0, 2], [0.0, 0.0])]
    assert found["ndcg@10 condensed"]["n"] == 2
    assert found["ndcg@10 condensed"]["mean"] == pytest.approx(sum(wanted) / 2)


def test_both_systems_stand_beside_each_other_on_the_same_queries():
    rankings = {"lamp": ["c", "a", "b"], "cable": ["b", "a"]}
    found = quality([LAMP, CABLE], rankings, {"lamp": answer("a", "c", "b"), "fan": answer("a")})
    both = found["ndcg@10, same queries"]
    assert found["ndcg@10 condensed"]["n"] == 2
    assert both["llmrec"]["n"] == both["langchain"]["n"] == 1
    assert both["llmrec"]["mean"] == pytest.approx(1.0)
    less = both["llmrec less langchain"]
    assert less["mean"] == pytest.approx(1 - both["langchain"]["mean"])
    assert less["low"] <= less["mean"] <= less["high"]


def test_panels_show_what_there_is():
    spread = {"p50": 80.0, "p90": 90.0, "n": 40}
    figures = {"fast": {"1000 items, no limit": spread, "growth, no limit": 1.2, "limits": {}}}
    (one,) = panels(figures, None)
    assert [b.name for b in one.bars] == ["1000 items, no limit"]
    medians = {"llmrec": {"decode_8": 30.0}, "default": {"decode_8": 10.0}}
    *_, serving = panels(
        figures, {"against": {"default": {"medians": medians, "ratios": {"decode_8": 3.0}}}}
    )
    assert serving.mark == 1
    assert serving.bars[0].name == "decode, 8 at once"
    assert serving.bars[0].text == "3 times (30 against 10 tokens/s)"
    *_, alone = panels({}, {"against": {"alone": {"medians": {"llmrec": {"prefill_1": 150.0}}}}})
    assert alone.mark is None
    assert alone.bars[0].value == 150
