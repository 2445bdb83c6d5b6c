"""What the tests of the docs share: tables, commands and names, as a page tells them."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import typer

from llmrec.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, str]


def page(name: str) -> str:
    """`docs/NAME`."""
    return (ROOT / "docs" / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of its kind."""
    below = text.partition(f"\n## {heading}\n")[2]
    assert below, f"no section {heading!r}"
    return below.partition("\n## ")[0]


def table(text: str, first: str) -> list[Row]:
    """Rows of the table whose first column is headed so, by the heads of the columns."""
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    heads, rows = _cells(lines[at]), list[Row]()
    for line in lines[at + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(heads, _cells(line), strict=True)))
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def plain(cell: str) -> str:
    """Without code marks and bold."""
    return cell.replace("`", "").replace("**", "")


def llmrec_lines(text: str) -> list[str]:
    """What follows `$ llmrec` in console blocks, up to a comment or the next command."""
    return [line.strip() for line in re.findall(r"^\$ llmrec ([^#>\n]+)", text, re.MULTILINE)]


def check_llmrec(line: str) -> None:
    """Fails where the command line has no such command, option or argument."""
    check_program(app, shlex.split(line))


def check_program(program: typer.Typer, words: list[str]) -> None:
    """The same of any program."""
    command = typer.main.get_command(program)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    context = command.make_context("llmrec", words)
    assert not context.args


def modules(text: str) -> list[tuple[str, list[str]]]:
    """`python -m llmrec.evals.NAME WORDS`, anywhere on the page: names, and the words behind."""
    found = re.findall(r"python -m llmrec\.evals\.(\w+)([^`#\n]*)", text)
    return [(name, shlex.split(words)) for name, words in found]


def symbols(file: Path) -> set[str]:
    """Names that a module gives: `function`, `CONSTANT`, `Class`, `Class.member`."""
    return set(_names(ast.parse(file.read_text("utf-8")).body))


def _names(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name
            yield from _names(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield prefix + node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield prefix + node.target.id
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
                yield from (prefix + name for name in names)
