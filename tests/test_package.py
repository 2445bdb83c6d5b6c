"""The wheel holds all that a recommendation needs, away from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

RUN = """
import sys
sys.meta_path = [f for f in sys.meta_path if "editable" not in type(f).__module__.lower()
                 and "editable" not in getattr(f, "__module__", "").lower()]
sys.path = [p for p in sys.path if p != {root!r} and "__editable__" not in p]
sys.path.insert(0, {site!r})
import llmrec
assert llmrec.__file__.startswith({site!r}), llmrec.__file__
from llmrec.catalog.shipped import NAMES, ensure
import numpy as np

def embed(texts):
    rows = [np.random.default_rng(len(t)).standard_normal(8) for t in texts]
    return np.array(rows, np.float32)

from llmrec.text import tokens
for name in NAMES:
    ensure(name, embed, "stand-in", tokens)
from llmrec.cli.app import main
sys.argv = ["llmrec", "recommend", "a calm lamp under $60", "--fast", "--json"]
main()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout gets no build folders."""
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("llmrec", "prompts", "tools", "evals"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    line = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    line += ["--no-index", "--quiet", "--wheel-dir", str(folder), str(source)]
    subprocess.run(line, check=True, cwd=folder, capture_output=True, timeout=100)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_data_licence_and_command(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for path in (
        "llmrec/py.typed",
        "llmrec/catalog/smart_home.jsonl",
        "llmrec/catalog/smart_home.yaml",
        "llmrec/catalog/courses.jsonl",
        "llmrec/catalog/courses.yaml",
        "llmrec/score/default.safetensors",
        "llmrec/serving/registry.yaml",
        "llmrec/evals/requests_smart_home.jsonl",
        "llmrec/tools/__init__.py",
    ):
        assert path in names, path
    for prompt in (ROOT / "prompts").glob("*.yaml"):
        assert f"llmrec/prompts/{prompt.name}" in names
    for module in (ROOT / "llmrec").rglob("*.py"):
        assert str(module.relative_to(ROOT)) in names, "a package that pyproject.toml leaves out"
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert not [n for n in names if n.startswith(("tests/", "prompts/", "evals/", "tools/"))]
    (entry,) = [n for n in names if n.endswith("entry_points.txt")]
    assert "llmrec = llmrec.cli.app:main" in zipfile.ZipFile(wheel).read(entry).decode()


def test_a_recommendation_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """Installed in a folder of its own and run from elsewhere; the shipped catalogue comes from
    the wheel. The embedding model is another than the settings', so words alone are searched."""
    site = tmp_path / "site"
    line = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*line, "--target", str(site), str(wheel)], check=True, timeout=100)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    code = RUN.format(root=str(ROOT), site=str(site))
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert len(answer["items"]) == 10
    assert all(i["attributes"]["price"] < 60 for i in answer["items"])
    assert all(i["why"]["evidence"] for i in answer["items"][:3])
    assert {f["stage"] for f in answer["fallbacks"]} == {"retrieve"}
