"""Two conversations, played through the real chat and written as pages.

python -m llmrec.evals.transcript               # docs/chat_en.md and docs/chat_zh.md
python -m llmrec.evals.transcript --only en --out runs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from llmrec.evals.program import start

from llmrec.chat.chat import Chat
from llmrec.chat.events import Done
from llmrec.errors import ModelUnavailable

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Script(NamedTuple):
    name: str
    catalogue: str
    title: str
    says: Sequence[str]


SCRIPTS = (
    Script(
        "en",
        "smart-home",
        "A conversation over the smart-home shop",
        (
            "Hi there!",
            "I'm after a smart speaker for the kitchen",
            "under $100 please, and it has to work with Alexa",
            "nothing from the brand of the first one",
            "compare the first two",
            "why the first?",
            "why is Halvren Alcove One not on the list?",
            "tell me about the ninth one",
            "under $15",
            "undo",
            "the price doesn't matter after all",
            "more like the second one",
            "tell me more about the first",
            "没有要付费订阅的吗？不要付费订阅的",
            "start over, I need a smart lock",
            "thanks, that's all",
        ),
    ),
    Script(
        "zh",
        "courses",
        "课程目录上的一次对话",
        (
            "你好",
            "我想学编程，零基础",
            "价格不超过50美元，要有证书",
            "前两个有什么区别？",
            "为什么推荐第一个？",
            "不要第二个",
            "证书无所谓了",
            "每门课不超过20小时",
            "价格低于1美元，而且要德语授课",
            "撤回",
            "详细说说第一个",
            "show me something similar to the first one",
            "谢谢，再见",
        ),
    ),
)


@app.command()
def run(
    out: Annotated[Path, typer.Option(help="Folder of the pages.")] = Path("docs"),
    only: Annotated[str, typer.Option(help="en or zh alone.")] = "",
    fast: Annotated[bool, typer.Option("--fast", help="Without the language model.")] = False,
) -> None:
    """Play the scripts and write what was said."""
    out.mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:
        if only in ("", script.name):
            lines = [*head(script, fast=fast), *spoken(script, fast=fast)]
            (out / f"chat_{script.name}.md").write_text("\n".join(lines) + "\n", "utf-8")


def head(script: Script, *, fast: bool) -> list[str]:
    options = f"--only {script.name}" + (" --fast" if fast else "")
    return [
        f"# {script.title}",
        "",
        f"Written by `python -m llmrec.evals.transcript {options}`; nothing was changed by hand.",
        "What holds after a turn stands below its answer, wishes with a `~`.",
        "",
    ]


def spoken(script: Script, *, fast: bool) -> Iterator[str]:
    """What was said by either side, as Markdown."""
    chat = Chat.new(script.catalogue, fast=fast)
    for text in script.says:
        done = next(e for e in chat.say(text) if isinstance(e, Done))
        if done.fallbacks and not fast:
            first = done.fallbacks[0]
            raise ModelUnavailable(
                f"{text!r} was not answered with the models: {first.reason}.",
                remedy="See `llmrec model status`, or play it with --fast.",
            )
        yield f"**{text}**"
        yield ""
        yield "```text"
        yield done.turn.reply
        yield "```"
        yield ""
        limits = ", ".join(f"`{c}`" + ("" if c.hard else " ~") for c in done.turn.state.constraints)
        yield f"<sub>{done.turn.act}, {done.ms / 1e3:.1f} s. {limits}</sub>"
        yield ""


if __name__ == "__main__":
    start(app)
