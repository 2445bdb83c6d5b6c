"""The page of a report in a browser, where there is one: its script, its links, its policy."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from llmrec.evals.harness import runner
from llmrec.evals.harness.report import finish
from llmrec.evals.harness.writing import write

from .talking_task import HERE, TASK

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium here")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runs = tmp_path_factory.mktemp("runs")
    made = runner.begin(TASK, runner.Plan(f"{HERE}:TASK", TASK.systems), runs)
    made.go()
    return write([finish(TASK, made.loaded, made.folder)], runs / "report.html")[1]


def opened(report: Path, anchor: str, *words: str) -> str:
    """What the page is once its script has run."""
    line = [str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu"]
    line += [f"--user-data-dir={report.parent / 'profile'}", "--virtual-time-budget=5000", *words]
    line += ["--dump-dom", f"{report.as_uri()}#{anchor}"]
    return subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_link_opens_one_of_the_worst(report: Path) -> None:
    assert re.search(
        r'<details class="sample" id="talking.s7" open="">', opened(report, "talking.s7")
    )


def test_a_link_to_any_other_sample_unpacks_it(report: Path) -> None:
    (first, *_) = re.findall(r'<option value="(talking[^"]+)">', report.read_text("utf-8"))
    shown = opened(report, first)
    assert f'<p class="note">Sample {first.removeprefix("talking.")}, of' in shown
    assert shown.count("<script") == 2, "what is unpacked brings no script"


def test_it_prints(report: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    opened(report, "", f"--print-to-pdf={pdf}")
    assert pdf.read_bytes().startswith(b"%PDF")
