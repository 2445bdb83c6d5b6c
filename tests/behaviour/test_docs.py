"""docs/train.md names every signal and kind of event, and its file and commands are as it says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import typer

from llmrec.behaviour import SIGNALS
from llmrec.cli.app import app
from llmrec.score.event_file import KINDS, read_events
from llmrec.types import Request

DOCS = Path(__file__).resolve().parents[2] / "docs" / "train.md"

COMMANDS = re.findall(r"^\$ llmrec ([^#>\n]+)", DOCS.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_are_those_that_there_are(line: str) -> None:
    command, words = typer.main.get_command(app), shlex.split(line)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    context = command.make_context("llmrec", words)
    assert not context.args


def test_lines_of_requests_are_requests() -> None:
    lines = re.findall(r"```json\n(.+)\n```", DOCS.read_text("utf-8"))
    assert lines
    for line in lines:
        fields = json.loads(line)
        Request.model_validate({k: v for k, v in fields.items() if k not in ("id", "time")})


def test_signals_and_kinds_are_named() -> None:
    text = DOCS.read_text("utf-8")
    assert [s for s in SIGNALS if f"`{s}`" not in text] == []
    assert [k for k in KINDS if k not in text] == []


def test_the_file_of_the_page_is_read_whole(tmp_path: Path) -> None:
    text = DOCS.read_text("utf-8")
    file = tmp_path / "events.csv"
    file.write_text(text.split("```csv\n")[1].split("```")[0], "utf-8")
    events, report = read_events(file, {"k1": 0, "l1": 1, "l2": 2})
    assert (report.used, report.people, report.left) == (3, 2, {})
    assert [past.items.tolist() for past in events.pasts] == [[0, 1], [2]]
    assert report.texts == 1
