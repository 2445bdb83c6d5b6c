"""`make` installs quietly, and fails where pip fails. A script stands in for the environment."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PYTHON = """#!/bin/bash
echo "$PYTHONWARNINGS $*" >> asked
[[ $* == *install*-e* ]] || exit 0
echo "Collecting a thousand things"
echo "Downloading torch-2.13.0.whl (400 MB)"
echo "WARNING: Location 'file:///opt/simple/pip/' is ignored: it is no directory." >&2
echo "WARNING: Retrying, the connection broke" >&2
[ -e broken ] || exit 0
echo "ERROR: No matching distribution found for torch" >&2
exit 7
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` needs of the checkout, with an environment that only says what it was asked."""
    if shutil.which("make") is None:
        pytest.skip("no make here")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name, text in (("python", PYTHON), ("llmrec", '#!/bin/bash\necho "llmrec $*"\n')):
        program = tmp_path / ".venv" / "bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)
    return tmp_path


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    line = ["make", "--no-print-directory", target, "ENGINE=cpu"]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def test_an_install_says_what_helps(checkout: Path) -> None:
    done = make(checkout, "demo")
    assert done.returncode == 0
    assert "Downloading torch" in done.stdout and "Collecting" not in done.stdout
    assert "is ignored" not in done.stderr and "Retrying" in done.stderr
    assert done.stdout.endswith("llmrec demo\n")


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    make(checkout, "demo")
    asked = (checkout / "asked").read_text()
    assert make(checkout, "demo").stdout == "llmrec demo\n"
    assert (checkout / "asked").read_text() == asked


def test_a_failing_pip_fails_make_and_says_why(checkout: Path) -> None:
    (checkout / "broken").touch()
    done = make(checkout, "demo")
    assert done.returncode != 0
    assert "ERROR: No matching distribution found for torch" in done.stderr
    assert "llmrec demo" not in done.stdout
    (checkout / "broken").unlink()
    assert make(checkout, "demo").returncode == 0  # nothing half-done counts as installed


def test_the_benchmarks_run_one_after_the_other(checkout: Path) -> None:
    done = make(checkout, "bench")
    assert "llmrec model bench --against default --against kernels" in done.stdout
    *_, install, pipeline = (checkout / "asked").read_text().splitlines()
    assert "evals" in install and "agents" in install
    assert "-m llmrec.evals.bench" in pipeline


def test_the_baselines_of_the_evals_have_an_environment_of_their_own(checkout: Path) -> None:
    shutil.copytree(checkout / ".venv", checkout / ".venv-evals")
    done = make(checkout, "eval")
    assert done.returncode == 0
    installs = [line for line in (checkout / "asked").read_text().splitlines() if "-e" in line]
    assert [line.split("-e ")[1] for line in installs] == [".[cpu,evals]", ".[evals,baselines]"]
    assert "llmrec eval run all --model --continue" in done.stdout
    assert list((checkout / ".venv-evals").glob("stamp-baselines-*"))
