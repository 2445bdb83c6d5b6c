"""The page of the conversation says what there is."""

from __future__ import annotations

import ast
import re

from llmrec.evals import transcript
from pages import ROOT, check_llmrec, llmrec_lines, modules, page, plain, section, table

from llmrec.cli import chat_show

PAGE = page("chat.md")


def test_its_commands_are_read():
    lines = llmrec_lines(PAGE)
    assert len(lines) >= 6
    for line in lines:
        check_llmrec(line)
    told = [name for name, _ in modules(PAGE)]
    assert sorted(told) == ["bench_chat", "conversation_state", "simulated_user", "transcript"]
    assert all((ROOT / "evals" / f"{name}.py").exists() for name in told)


def test_the_commands_inside_are_those_that_there_are():
    told = {plain(r["command"]) for r in table(section(PAGE, "Commands inside"), "command")}
    source = (ROOT / "llmrec" / "cli" / "chat_show.py").read_text("utf-8")
    assert told - {"/quit"} == set(re.findall(r'name == "(/\w+)"', source))
    assert chat_show.command.__doc__


def test_its_python_can_be_read():
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        ast.parse(code)


def test_a_transcript_is_what_was_said(monkeypatch, opener, tmp_path):
    monkeypatch.setattr(transcript, "Chat", Played(opener))
    transcript.run(out=tmp_path, only="en", fast=True)
    text = (tmp_path / "chat_en.md").read_text("utf-8")
    script = transcript.SCRIPTS[0]
    assert all(f"**{said}**" in text for said in script.says)
    assert text.count("```text") == len(script.says)


class Played:
    """Chats with stand-ins for the models."""

    def __init__(self, opener) -> None:
        self.opener = opener

    def new(self, catalogue, *, fast):
        from llmrec.chat.chat import Chat

        return Chat.new(catalogue, self.opener, fast=fast)
