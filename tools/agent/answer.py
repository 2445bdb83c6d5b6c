"""Results -> an answer: what code says of them, under the model's sentences where they hold."""

from __future__ import annotations

from typing import Literal

from llmrec.tools.agent import facts
from llmrec.tools.agent.held import held
from llmrec.tools.agent.outcome import Done, ids_of
from llmrec.tools.agent.plan import Decline, Problem
from llmrec.tools.agent.prompt import ask_answer
from llmrec.tools.results import Compared, Filtered, ItemList
from llmrec.tools.told import MOST, told

from llmrec.context import Context
from llmrec.text import clean, sentences
from llmrec.wording.wording import Wording

MOST_FACTS = 8
FACT_CHARS = 160
DECLINED: dict[str, dict[Decline, str]] = {
    "en": {
        "no_tool": "None of the tools can do that. They find, compare, explain and rate items of "
        "this catalogue, and keep what you say of them.",
        "secret": "The instructions of this agent are not told.",
        "code": "Nothing is run here.",
        "other_person": "Nothing is read or kept for another person.",
        "change_catalogue": "The catalogue cannot be changed from here.",
    },
    "zh": {
        "no_tool": "这里的工具做不到。它们可以查找、比较、解释和评价本目录中的商品，"
        "并记录您的反馈。",
        "secret": "不透露本助手的指令。",
        "code": "这里不运行任何代码。",
        "other_person": "不为他人读取或记录任何内容。",
        "change_catalogue": "这里不能更改目录。",
    },
}


def declined(why: Decline, language: str) -> str:
    return DECLINED.get(language, DECLINED["en"])[why]


def problems(found: list[Problem], language: str) -> str:
    head = "没有可执行的计划：" if language == "zh" else "No plan could be run: "
    return head + "; ".join(map(str, found[:3]))


def answer(
    request: str, done: list[Done], context: Context, language: str
) -> tuple[str, Literal["model", "code"]]:
    """What was found, and whether a sentence of the model's stands before it. The model is asked
    once, where there is one."""
    say = Wording(context.catalogue, language)
    lines = facts.lines(done, say)
    by_code = by_results(done, say)
    failed = any(d.error for d in done)
    if context.llm is None or failed or not any(line.item for line in lines):
        return by_code, "code"
    shown = "\n".join(
        f"{n}. {line.text[:FACT_CHARS]}" for n, line in enumerate(lines[:MOST_FACTS], 1)
    )
    (said,) = context.ask_all("answer", [ask_answer(request, shown, language)], to="the facts")
    if not said.ok:
        return by_code, "code"
    text = clean(said.text).strip()
    if said.call.outcome == "truncated":
        text = "".join(text[s:e] for s, e in sentences(text)[:-1]).strip()
    kept = held(text, done, request, context.catalogue, language)
    if not kept:
        said.call.outcome = "refused"
        return by_code, "code"
    return f"{kept}\n\n{by_code}", "model"


def by_results(done: list[Done], say: Wording) -> str:
    """What the steps found, without lists whose items a later step lists or compares."""
    parts = []
    for n, step in enumerate(done):
        if step.error is not None:
            said = {"n": step.id, "t": step.tool, "x": step.error["message"]}
            parts.append(say("failed", **said))
        elif step.result is not None and not _told_later(step, done[n + 1 :]):
            parts.append(told(step.result, say, step.arguments))
    return "\n\n".join(part for part in parts if part)


def _told_later(step: Done, later: list[Done]) -> bool:
    if not isinstance(step.result, Filtered | ItemList):
        return False
    own = set(ids_of(step.result)[:MOST])
    with_fields = [x.result for x in later if isinstance(x.result, Filtered | ItemList | Compared)]
    return bool(own) and any(own <= set(ids_of(x)) for x in with_fields)
