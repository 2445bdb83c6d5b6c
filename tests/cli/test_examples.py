"""What the help and the pages tell people to type means in a shell what it looks like."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("llmrec/**/*.py")]


def test_no_example_has_a_price_that_the_shell_would_take_for_a_variable() -> None:
    said = r'llmrec [a-z ]+"[^"\n]*\$[0-9][^"\n]*"'
    found = [f"{f.name}: {m[0]}" for f in FILES for m in re.finditer(said, f.read_text("utf-8"))]
    assert found == []
