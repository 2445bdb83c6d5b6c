"""House rules that ruff has no rule for."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from llmrec.prompts import all_prompts

from llmrec.catalog.shipped import NAMES, shipped

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
SOURCES = sorted(
    path
    for folder in ("llmrec", "prompts", "tools", "evals")
    for path in (ROOT / folder).rglob("*.py")
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = len(text.splitlines())
    assert lines <= MOST_LINES, f"{lines} lines"
    tree = ast.parse(text)
    if tree.body:
        assert ast.get_docstring(tree), "no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_is_printed(path: Path) -> None:
    """Results go through the command line's writers, and libraries are silent."""
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    printed = [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
    assert not printed, f"print in line {printed[0]}"


def test_every_prompt_loads_and_states_its_decoding() -> None:
    prompts = all_prompts()
    assert {
        "search_text",
        "tags",
        "likes",
        "limits",
        "fit",
        "rating",
        "reason",
        "item_profile",
    } <= {p.name for p in prompts}
    for p in prompts:
        assert p.params.temperature == 0
        messages = p.render(**dict.fromkeys(p.variables, "x"))
        assert [m["role"] for m in messages][-1] == "user"


@pytest.mark.parametrize("catalogue", NAMES)
def test_no_prompt_speaks_of_a_shipped_catalogue(catalogue: str) -> None:
    """Examples in prompts come from other domains, or the tests would measure memory."""
    found = shipped(catalogue)
    schema = found.schema
    rows = [json.loads(line) for line in found.file.read_text("utf-8").splitlines()]
    titles = {str(r[schema.title]).lower() for r in rows}
    makers = {str(r.get("brand") or r.get("provider")).lower() for r in rows}
    for p in all_prompts():
        text = f"{p.system}\n{p.user}".lower()
        said = [w for w in titles | makers if len(w) > 4 and w in text]
        assert not said, f"{p.id} names {said[0]!r}"
