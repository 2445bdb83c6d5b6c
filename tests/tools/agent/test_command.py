"""`llmrec agent`: what it prints and its exit codes."""

from __future__ import annotations

import json

import pytest
from doubles import dead
from llmrec.tools import toolbox as module

from llmrec.cli.app import run as command

from .conftest import lamps, planner, steps


@pytest.mark.parametrize(
    ("plan", "code"),
    [(steps(lamps()), 0), (steps({"tool": "decline", "why": "code"}), 6), ("{", 2), (None, 5)],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_and_its_exit_codes(opener, monkeypatch, capsys, plan, code, as_json):
    opener.llm = dead() if plan is None else planner(plan)
    monkeypatch.setattr(module.Toolbox, "open", lambda self, fast=False: opener(fast=fast))
    monkeypatch.setattr("sys.argv", ["llmrec", "agent", "a lamp", *["--json"] * as_json])
    assert command(as_json=as_json) == code
    out = capsys.readouterr().out
    if as_json:
        assert json.loads(out)["status"]
    elif code == 0:
        assert "filter_items" in out


def test_an_interrupt_of_the_command(opener, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("llmrec.tools.agent.act.act", stopped)
    monkeypatch.setattr("sys.argv", ["llmrec", "agent", "a lamp"])
    assert command(as_json=False) == 130
