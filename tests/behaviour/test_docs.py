"""docs/train.md names every signal and kind of event, and its file and commands are as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pages import check_llmrec, llmrec_lines, page

from llmrec.behaviour import SIGNALS
from llmrec.score.event_file import KINDS, read_events
from llmrec.types import Request

TEXT = page("train.md")


@pytest.mark.parametrize("line", llmrec_lines(TEXT))
def test_commands_are_those_that_there_are(line: str) -> None:
    check_llmrec(line)


def test_lines_of_requests_are_requests() -> None:
    lines = re.findall(r"```json\n(.+)\n```", TEXT)
    assert lines
    for line in lines:
        fields = json.loads(line)
        Request.model_validate({k: v for k, v in fields.items() if k not in ("id", "time")})


def test_signals_and_kinds_are_named() -> None:
    assert [s for s in SIGNALS if f"`{s}`" not in TEXT] == []
    assert [k for k in KINDS if k not in TEXT] == []


def test_the_file_of_the_page_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(TEXT.split("```csv\n")[1].split("```")[0], "utf-8")
    events, report = read_events(file, {"k1": 0, "l1": 1, "l2": 2})
    assert (report.used, report.people, report.left) == (3, 2, {})
    assert [past.items.tolist() for past in events.pasts] == [[0, 1], [2]]
    assert report.texts == 1
