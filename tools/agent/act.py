"""A request -> its outcome: plan, check, run, say."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from llmrec.tools.agent.answer import answer, declined, problems
from llmrec.tools.agent.check import checked
from llmrec.tools.agent.hints import hints, refused
from llmrec.tools.agent.outcome import Outcome
from llmrec.tools.agent.plan import BadPlan, Decline, Plan, Problem, read
from llmrec.tools.agent.prompt import ask_plan
from llmrec.tools.agent.run import run
from llmrec.tools.cards import notes
from llmrec.tools.results import Note
from llmrec.tools.toolbox import Toolbox

from llmrec.context import Context
from llmrec.errors import LLMRecError, ModelUnavailable, UsageError
from llmrec.text import heard, language
from llmrec.understand.named import named_items

TRIES = 2
"""Calls for a plan."""
HOPELESS = {"not_allowed", "ambiguous_item"}
"""Problems that no other plan mends."""


def act(
    request: str,
    toolbox: Toolbox,
    *,
    thorough: bool = False,
    stop: threading.Event | None = None,
    trace: bool = False,
) -> Outcome:
    """Answer a request with the tools.

    Args:
        thorough: the tools ask the model, too; else they take their fast path.
        stop: no further step begins once it is set.
        trace: keep what was sent to the model and what it said.

    Raises:
        UsageError: a request without words.
        CatalogError: unknown or damaged.
    """
    started = time.perf_counter()
    text = heard(request).strip()
    if not text:
        raise UsageError("The request has no words.", remedy="Say what is wanted.")
    context = toolbox.open()
    context.trace = trace
    lang = "zh" if language(text) == "zh" else "en"
    out = _planned(text, toolbox, context, lang)
    if out.plan is not None and out.status == "answered":
        tools = replace(toolbox, fast=toolbox.fast or not thorough, language=lang)
        _done(out, text, tools, context, lang, stop)
        out.fallbacks = _fallbacks(out, context)
    out.calls, out.seconds = list(context.calls), time.perf_counter() - started
    return out


def _fallbacks(out: Outcome, context: Context) -> list[Note]:
    """Those of the steps and of the answer, each once."""
    told = [note for d in out.steps for note in getattr(d.result, "fallbacks", [])]
    told += notes(context.fallbacks)
    return list({(note.stage, note.to): note for note in reversed(told)}.values())[::-1]


def _planned(text: str, toolbox: Toolbox, context: Context, lang: str) -> Outcome:
    """An outcome with a plan to run, or one that is over."""
    if (never := refused(text)) is not None:
        return _declined(never, lang)
    wrong: BadPlan | None = None
    for _ in range(TRIES):
        try:
            said = _asked(text, context, str(wrong) if wrong else "")
        except LLMRecError as e:
            return Outcome(status="unavailable", answer=e.message)
        try:
            plan, repairs = checked(read(said), text, toolbox, context)
        except BadPlan as e:
            wrong = e
            [c for c in context.calls if c.prompt == "agent_plan"][-1].outcome = "refused"
            if HOPELESS & {p.kind for p in e.problems}:
                break
            continue
        if plan.decline is not None:
            return _declined(plan.decline, lang)
        return Outcome(status="answered", plan=plan, repairs=repairs)
    found = wrong.problems if wrong else []
    if any(p.kind == "not_allowed" for p in found):
        return _declined("other_person", lang, found)
    return Outcome(status="invalid", answer=problems(found, lang), problems=found)


def _declined(why: Decline, lang: str, found: Sequence[Problem] = ()) -> Outcome:
    said = declined(why, lang)
    return Outcome(status="declined", answer=said, plan=Plan(decline=why), problems=list(found))


def _asked(text: str, context: Context, wrong: str) -> str:
    """The plan as the model writes it.

    Raises:
        LLMRecError: there is no model, or it did not answer.
    """
    if context.llm is None:
        raise ModelUnavailable("No model plans here.", remedy="Start one: `llmrec model up`.")
    ids = [word for word in re.findall(r"[\w.-]+", text, re.ASCII) if word in context.catalogue]
    named = len(named_items(text, context.catalogue)) + len(ids)
    ask = ask_plan(text, context.catalogue, hints(text, language(text), named), wrong)
    (said,) = context.ask_all("plan", [ask], to="nothing")
    if said.error is not None:
        raise said.error
    return said.text


def _done(
    out: Outcome,
    text: str,
    toolbox: Toolbox,
    context: Context,
    lang: str,
    stop: threading.Event | None,
) -> None:
    """Run the outcome's plan and say what came of it."""
    plan = out.plan or Plan()
    out.steps = run(plan, toolbox, stop)
    if len(out.steps) < len(plan.steps):
        out.status = "interrupted"
        return
    if not any(d.result for d in out.steps):
        out.status = "failed"
    out.answer, out.by = answer(text, out.steps, context, lang)
