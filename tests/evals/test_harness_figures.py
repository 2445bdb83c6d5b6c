"""Figures, worked out by hand on ten samples of five users."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from llmrec.evals import metrics
from llmrec.evals.harness.contracts import Metric, Sample, Task, Threshold
from llmrec.evals.harness.figures import _over, figures, pairs, to_bytes
from llmrec.evals.harness.log import Line, Log
from llmrec.evals.harness.report import compare, finish, load, replay
from llmrec.evals.harness.scoring import fingerprint, score
from llmrec.evals.harness.writing import markdown
from llmrec.evals.tasks import registry

from .conftest import Begin
from .harness_task import HERE, TASK, hit

POPULARITY = [1.0] * 6 + [0.0] * 4
"""It always says `a`, which is right for the first six."""
USERS = [f"u{n // 2}" for n in range(10)]


@pytest.fixture
def folder(begin: Begin) -> Path:
    run = begin("chance", "popularity")
    run.go()
    finish(TASK, run.loaded, run.folder)
    return run.folder


def chance_hits(folder: Path) -> list[float]:
    """From the log as it stands."""
    right = ["a", "a", "a", "a", "a", "a", "b", "b", "c", "d"]
    lines: dict[str, Line] = {x.id: x for _, x in Log(folder).lines() if x.system == "chance"}
    first = [(lines[f"s{n}"].answer or {})["items"][0]["id"] for n in range(10)]
    return [float(x == y) for x, y in zip(first, right, strict=True)]


def test_a_mean_with_the_interval_of_a_bootstrap_over_users(folder: Path) -> None:
    found = load(folder).figures["systems"]["popularity"]["metrics"]["hit"]
    by_users = metrics.estimate(POPULARITY, USERS, 1000)
    assert found == {
        "value": 0.6,
        "low": round(by_users.low, 6),
        "high": round(by_users.high, 6),
        "n": 10,
        "failed": 0,
    }
    by_rows = metrics.estimate(POPULARITY, None, 1000)
    assert found["high"] - found["low"] > by_rows.high - by_rows.low, "users agree with themselves"


def test_one_number_over_all_samples_has_an_interval_too(folder: Path) -> None:
    found = load(folder).figures["systems"]
    flat = {"value": 0.2, "low": 0.2, "high": 0.2, "n": 10, "failed": 0}
    assert found["popularity"]["metrics"]["coverage"] == flat, "one item of five, always"
    drawn = found["chance"]["metrics"]["coverage"]
    assert drawn["low"] < drawn["value"] < drawn["high"], "though a resample shows fewer items"


def test_the_interval_of_a_coverage_holds_it_though_every_resample_covers_less(
    begin: Begin,
) -> None:
    run = begin("chance")
    run.go()
    scored = score(TASK, run.loaded, Log(run.folder))
    ids = {f"s{n}": f"u{n}" for n in range(50)}
    scored.clusters = ids
    scored.answers["chance"].seen = {"distinct": dict(zip(ids, ids, strict=True))}
    metric = Metric("distinct", over=lambda seen: float(len(set(seen))))
    found = _over(metric, [(scored, "chance")])
    assert found["value"] == 50
    assert 40 < found["low"] < 50 < found["high"] < 60, "who is drawn twice covers no more"


def test_systems_side_by_side_have_the_figures_of_one_after_the_other(begin: Begin) -> None:
    found = []
    for at_once in (1, 3):
        run = begin("chance", "popularity", "Raises", "Few", at_once=at_once)
        run.go()
        found.append(to_bytes(figures(score(TASK, run.loaded, Log(run.folder)))))
    assert found[0] == found[1]


def test_a_difference_is_paired(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Threshold("hit", "popularity", ">=", 0.0, less="chance")
    found = with_task(monkeypatch, thresholds=(held,), folder=folder)
    difference = found["differences"][0]
    gains = [p - c for p, c in zip(POPULARITY, chance_hits(folder), strict=True)]
    expected = metrics.estimate(gains, USERS, 1000)
    assert difference["value"] == round(expected.mean, 6)
    assert (difference["low"], difference["high"]) == (
        round(expected.low, 6),
        round(expected.high, 6),
    )
    assert found["thresholds"][0]["met"] == (expected.low >= 0)


def with_task(monkeypatch: pytest.MonkeyPatch, folder: Path, **changed: object) -> dict:
    other = replace(TASK, **changed)
    monkeypatch.setattr(registry, "get", lambda name: other)
    return load(folder).figures


@pytest.mark.parametrize(
    ("sign", "bound", "met"),
    [(">=", 0.5, True), (">=", 0.99, True), (">=", 1.01, False), ("<=", 0.1, False)],
)
def test_a_figure_may_miss_its_bound_by_its_interval(
    folder: Path, monkeypatch: pytest.MonkeyPatch, sign: str, bound: float, met: bool
) -> None:
    """Popularity hits 0.6; over five users, of whom three and two agree, up to 1.0."""
    held = Threshold("hit", "popularity", sign, bound)
    found = with_task(monkeypatch, thresholds=(held,), folder=folder)
    assert found["thresholds"][0]["met"] is met


def test_a_threshold_of_a_system_that_was_not_run_is_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Threshold("hit", "llmrec", ">=", 0.9)
    found = with_task(monkeypatch, thresholds=(held,), folder=folder)
    assert found["thresholds"][0]["met"] is None


def test_llmrec_is_compared_with_every_other_system() -> None:
    held = [Threshold("hit", "b", ">=", 0, less="a"), Threshold("hit", "b", ">=", 0)]
    systems = ["a", "b", "llmrec-fast", "llmrec-full"]
    assert pairs(held, systems) == [
        ("b", "a"),
        ("llmrec-fast", "a"),
        ("llmrec-fast", "b"),
        ("llmrec-full", "a"),
        ("llmrec-full", "b"),
        ("llmrec-fast", "llmrec-full"),
    ]


# --- replay and compare ---------------------------------------------------------------------


def test_a_log_gives_the_same_bytes_again(folder: Path) -> None:
    found = replay(folder)
    assert found.same is True
    assert to_bytes(found.figures) == (folder / "figures.json").read_bytes()


def test_a_changed_metric_changes_the_figure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def miss(answer, label):
        return 1 - hit(answer, label)

    other = replace(TASK, metrics=(Metric("hit", miss), TASK.metrics[1]))
    monkeypatch.setattr(registry, "get", lambda name: other)
    found = replay(folder)
    assert found.same is False
    where = "systems popularity metrics hit value: 0.6 was kept, 0.4 is scored now"
    assert where in found.changed


def test_a_changed_answer_changes_the_figure(folder: Path) -> None:
    log = folder / "run.jsonl"
    text = log.read_text("utf-8")
    at = text.index('"system": "popularity", "id": "s0"')
    log.write_text(text[:at] + text[at:].replace('"id": "a"', '"id": "e"', 1), "utf-8")
    assert replay(folder).same is False


def test_without_figures_there_is_nothing_to_compare_with(folder: Path) -> None:
    (folder / "figures.json").unlink()
    assert replay(folder).same is None


def test_metrics_are_no_part_of_the_version_and_samples_are(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    fewer = replace(TASK, metrics=TASK.metrics[:1])
    assert fingerprint(fewer, run.loaded) == run.header.version
    first = run.loaded.samples[0]
    asked = first.request.model_copy(update={"among": ["b", "a"]})
    samples = [Sample(first.id, first.cluster, asked), *run.loaded.samples[1:]]
    assert fingerprint(TASK, replace(run.loaded, samples=samples)) != run.header.version


def test_two_runs_are_compared_on_what_both_have(folder: Path, begin: Begin) -> None:
    half = begin("popularity", limit=6)
    half.go()
    (table,) = compare(folder, half.folder)
    assert table.rows[0][1:] == ["0.000", "[0.000, 0.000]", "6"]


def test_single_systems_of_two_names_are_compared(begin: Begin) -> None:
    one, other = begin("popularity"), begin("chance")
    one.go()
    other.go()
    (table,) = compare(one.folder, other.folder)
    gain = sum(POPULARITY) / 10 - sum(chance_hits(other.folder)) / 10
    assert table.rows[0][0] == "hit: popularity − chance"
    assert float(table.rows[0][1]) == pytest.approx(gain, abs=1e-3)


def test_the_report_is_markdown_with_a_picture(folder: Path, tmp_path: Path) -> None:
    out = markdown([load(folder)], tmp_path / "reports" / "tiny.md")
    text = out.read_text("utf-8")
    assert "## Ten wishes" in text
    assert "| popularity | 0.600 [" in text
    assert "Ten samples say little." in text
    (picture,) = out.parent.glob("*.png")
    assert f"]({picture.name})" in text
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_run_with_no_value_has_figures_all_the_same(begin: Begin) -> None:
    run = begin("Unfit")
    run.go()
    task: Task = replace(TASK, metrics=(Metric("hit", hit, failed=None),), thresholds=())
    found = figures(score(task, run.loaded, Log(run.folder)))
    assert found["systems"][f"{HERE}:Unfit"]["metrics"]["hit"]["value"] is None
