"""Results -> an answer: the model's sentences where they hold, else the facts in words of code."""

from __future__ import annotations

import re
from typing import Literal

from llmrec.tools.agent import facts
from llmrec.tools.agent.facts import Line
from llmrec.tools.agent.outcome import Done
from llmrec.tools.agent.plan import Decline, Problem
from llmrec.tools.agent.prompt import ask_answer

from llmrec.catalog.catalogue import Catalogue
from llmrec.claims import Fact, denies, holds
from llmrec.context import Context
from llmrec.quantities import numbers
from llmrec.text import clean, sentences, tokens
from llmrec.text._sets import word_set
from llmrec.text.titles import Titles

MOST_FACTS = 8
FACT_CHARS = 160
_GLUED = re.compile(r"([.!?])(?=[A-Z\u4e00-\u9fff])")
_PLAIN = word_set("found find recommend recommended item items are is here 找到 推荐 为您 您 有")
"""Words that name what was done rather than say anything of an item."""
SHARE = 0.7
"""Of the words of a sentence that names no single item, how many must be in the facts of each.
Words of the request are no support: `I will order it`."""
_MORE = re.compile(
    r"\b(?:\w{2,}(?:er|est)\s+(?:than|of)|cheap\w+|more|most|less|least|best|better|worse|worst|lowest"
    r"|highest|newest|oldest|both|all|only|same|every)\b|[最更比都只同]",
    re.I,
)
"""Words that hold several things against each other, which code cannot check in a sentence."""
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
    """What was found, and whose words it is in. The model is asked once, where there is one."""
    told = facts.lines(done, context.catalogue, language)
    by_code = by_facts(told, language)
    failed = any(d.error for d in done)
    if context.llm is None or failed or not any(line.item for line in told):
        return by_code, "code"
    shown = "\n".join(
        f"{n}. {line.text[:FACT_CHARS]}" for n, line in enumerate(told[:MOST_FACTS], 1)
    )
    (said,) = context.ask_all("answer", [ask_answer(request, shown, language)], to="the facts")
    if not said.ok:
        return by_code, "code"
    text = clean(said.text).strip()
    if said.call.outcome == "truncated":
        text = "".join(text[s:e] for s, e in sentences(text)[:-1]).strip()
    if not text or not supported(text, told, request, context.catalogue, language):
        said.call.outcome = "refused"
        return by_code, "code"
    return text, "model"


def by_facts(told: list[Line], language: str) -> str:
    say: dict[str, str] = facts.words(language)
    return say["sep"].join(line.text.rstrip("。.") for line in told[:MOST_FACTS]) + say["end"]


def supported(
    text: str, told: list[Line], request: str, catalogue: Catalogue, language: str
) -> bool:
    """Whether every sentence says no more than the facts, as far as code can see.

    A sentence of one item is held against that item's facts (`claims.holds`). One of several, or
    of none, has numbers and words of the facts alone, and compares nothing.
    """
    ids = list(dict.fromkeys(line.item for line in told if line.item and line.item in catalogue))
    titles = {catalogue.item(i).title: i for i in ids}
    every = Titles(i.title for i in catalogue.items(catalogue.ids))
    text = _GLUED.sub(r"\1 ", text)
    for start, end in sentences(text):
        sentence = text[start:end]
        named = {found.title for found in every.find(sentence)}
        named |= {t for t in titles if t in sentence}
        if not named <= set(titles):
            return False
        if len(named) == 1:
            (title,) = named
            own = "; ".join(line.text for line in told if line.item == titles[title])
            if not _of_one(sentence, own, title, titles[title], catalogue, request, language):
                return False
        elif not _of_several(sentence, told, {t: titles[t] for t in named}):
            return False
    return True


def _of_one(
    sentence: str,
    own: str,
    title: str,
    id_: str,
    catalogue: Catalogue,
    request: str,
    language: str,
) -> bool:
    if _MORE.search(sentence.replace(title, " ")):
        return False
    return holds(sentence, Fact("", own, own), catalogue.item(id_), request, language)


def _of_several(sentence: str, told: list[Line], named: dict[str, str]) -> bool:
    """`named`: ids by title. What is said of several holds for each of them."""
    each = ["; ".join(x.text for x in told if x.item == id_) for id_ in named.values()]
    each = each or ["\n".join(line.text for line in told)]
    rest = sentence
    for title in sorted(named, key=len, reverse=True):
        rest = rest.replace(title, " ")
        each = [own.replace(title, " ") for own in each]
    if _MORE.search(rest) or denies(rest):
        return False
    values = [{n.value for n in numbers(own)} for own in each]
    known = values[0].intersection(*values[1:]) | {float(len(named))}
    if any(n.value not in known for n in numbers(rest) if not n.article and not n.vague):
        return False
    common = set(tokens(each[0])).intersection(*map(tokens, each[1:]))
    said = set(tokens(rest)) - _PLAIN
    return len(said & common) >= SHARE * len(said)
