"""docs/train.md names every signal and every kind of event, and its file is read as it says."""

from __future__ import annotations

from pathlib import Path

from llmrec.behaviour import SIGNALS
from llmrec.score.event_file import KINDS, read_events

DOCS = Path(__file__).resolve().parents[2] / "docs" / "train.md"


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
