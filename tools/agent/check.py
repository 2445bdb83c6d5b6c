"""A plan -> a plan that can be run: known tools, references backwards, arguments that fit.

What code can safely put right it does, and says so; the rest are problems, all told at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llmrec.tools.agent.binding import is_reference, references
from llmrec.tools.agent.fill import LIMITED, Filler
from llmrec.tools.agent.names import item_id
from llmrec.tools.agent.plan import BadPlan, Plan, Problem, Step
from llmrec.tools.registry import TOOLS
from llmrec.tools.toolbox import Toolbox
from pydantic import ValidationError

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.text import tokens
from llmrec.understand.named import named_items

REPEATED = ("items", "exclude")
"""Lists of ids, in which a reference may stand for several."""


def checked(plan: Plan, request: str, toolbox: Toolbox, context: Context) -> tuple[Plan, list[str]]:
    """The plan as it is run, and what was put right in it.

    Raises:
        BadPlan: something is wrong that code cannot put right.
    """
    if plan.decline is not None and not plan.steps:
        return plan, []
    repairs: list[str] = []
    named = [n.item.id for n in named_items(request, context.catalogue)]
    steps = _numbered(plan.steps)
    steps = [_unbent(s, steps[:n], named, repairs) for n, s in enumerate(steps)]
    steps = _found_first(_distinct(steps, repairs), context.catalogue, repairs)
    _raise(_of_order(steps))
    filler = Filler(request, toolbox, context, repairs)
    filled: list[Step] = []
    problems: list[Problem] = []
    for step in steps:
        try:
            filled.append(filler(step))
            _fits(filled[-1])
        except BadPlan as e:
            problems += [p.model_copy(update={"step": step.id}) for p in e.problems]
    _raise(problems)
    return Plan(steps=filler.limited(filled)), repairs


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise BadPlan(*problems)


def _numbered(steps: list[Step]) -> list[Step]:
    """The steps, when each has a number of its own."""
    ids = [s.id for s in steps]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice is not None:
        message = f"Two steps have the number {twice}."
        raise BadPlan(Problem(kind="bad_reference", step=twice, message=message))
    return steps


def _unbent(step: Step, before: list[Step], named: list[str], repairs: list[str]) -> Step:
    """With references that lead nowhere put right, where it is clear what is meant: in `["$1",
    "$2"]` of step 2 the first two items of step 1, and in a step that refers to
    itself alone the items that the request names.
    """
    out = dict(step.arguments)
    earlier = {s.id for s in before}
    for name in ("items", "item"):
        said = out.get(name)
        listed = said if isinstance(said, list) else [said]
        led = [v for v in listed if _leads(v, earlier)]
        others = [v for v in listed if not is_reference(v)]
        if led and len(led) + len(others) < len(listed):
            several = f"${next(references(led)).step}[:{len(listed) - len(others)}]"
            out[name] = [*others, several]
        elif named and all(_refers(v, step.id) for v in listed):
            out[name] = named if name == "items" else named[0]
        else:
            continue
        repairs.append(f"step {step.id}: references that lead nowhere put right")
    return step.model_copy(update={"arguments": out})


def _leads(value: Any, earlier: set[int]) -> bool:
    try:
        return any(r.step in earlier for r in references(value))
    except BadPlan:
        return False


def _found_first(steps: list[Step], catalogue: Catalogue, repairs: list[str]) -> list[Step]:
    """With the first thing found in the place of a name that is only what was looked for: `pet
    feeder` as the item of a step, beside one that finds pet feeders."""
    finders = [s for s in steps if s.tool in LIMITED]
    if len(finders) != 1:
        return steps
    (finder,) = finders
    said = " ".join(v for v in finder.arguments.values() if isinstance(v, str))
    out, turned = [], False
    for step in steps:
        item = step.arguments.get("item")
        if step is not finder and isinstance(item, str) and _is_kind(item, said, catalogue):
            bound = step.arguments | {"item": f"${finder.id}[0]"}
            repairs.append(f"step {step.id}: {item[:40]!r} taken for what step {finder.id} finds")
            out.append(step.model_copy(update={"arguments": bound}))
            turned = True
        else:
            out.append(step)
    return sorted(out, key=lambda s: s.id != finder.id) if turned else out


def _is_kind(name: str, said: str, catalogue: Catalogue) -> bool:
    if is_reference(name) or not set(tokens(name)) <= set(tokens(said)):
        return False
    try:
        item_id(name, catalogue)
    except BadPlan:
        return True
    return False


def _refers(value: Any, step: int) -> bool:
    try:
        return any(r.step == step for r in references(value))
    except BadPlan:
        return False


def _of_order(steps: list[Step]) -> list[Problem]:
    """Unknown tools, and references that lead nowhere, forward or round."""
    place = {s.id: n for n, s in enumerate(steps)}
    needs: dict[int, set[int]] = {}
    out = []
    for step in steps:
        if step.tool not in TOOLS:
            message = f"There is no tool {step.tool[:40]!r}."
            out.append(Problem(kind="unknown_tool", step=step.id, message=message))
        try:
            needs[step.id] = needed(step)
        except BadPlan as e:
            out += [p.model_copy(update={"step": step.id}) for p in e.problems]
    for step in steps:
        for other in sorted(needs.get(step.id, ())):
            if other not in place:
                message = f"There is no step {other} to refer to."
                out.append(Problem(kind="bad_reference", step=step.id, message=message))
            elif _reaches(other, step.id, needs):
                message = f"It waits for step {other}, and that for it."
                out.append(Problem(kind="loop", step=step.id, message=message))
            elif place[other] > place[step.id]:
                message = f"It refers to step {other}, which comes later."
                out.append(Problem(kind="forward_reference", step=step.id, message=message))
    return out


def _reaches(start: int, goal: int, needs: dict[int, set[int]]) -> bool:
    seen: set[int] = set()
    rest = [start]
    while rest:
        at = rest.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            rest += needs.get(at, set())
    return False


def needed(step: Step) -> set[int]:
    """The steps that a step refers to.

    Raises:
        BadPlan: a reference that cannot be read.
    """
    return {r.step for value in step.arguments.values() for r in references(value)}


def _distinct(steps: list[Step], repairs: list[str]) -> list[Step]:
    """Without steps that do what an earlier one does; references to them are turned."""
    out: list[Step] = []
    same: dict[int, int] = {}
    for step in steps:
        turned = step.model_copy(update={"arguments": _turned(step.arguments, same)})
        twin = next(
            (s for s in out if (s.tool, s.arguments) == (step.tool, turned.arguments)), None
        )
        if twin is None:
            out.append(turned)
        else:
            same[step.id] = twin.id
            repairs.append(f"step {step.id} left out: it is step {twin.id} again")
    return out


def _turned(value: Any, same: dict[int, int]) -> Any:
    if isinstance(value, dict):
        return {k: _turned(v, same) for k, v in value.items()}
    if isinstance(value, list):
        return [_turned(v, same) for v in value]
    for old, new in same.items():
        if isinstance(value, str) and (
            value == f"${old}" or value.startswith((f"${old}[", f"${old}."))
        ):
            return f"${new}" + value.removeprefix(f"${old}")
    return value


def _fits(step: Step) -> None:
    """Hold a step's arguments against its tool's schema; references count as ids.

    Raises:
        BadPlan: they do not fit.
    """
    tool = TOOLS[step.tool]
    arguments = {k: _stood_in(k, v) for k, v in step.arguments.items()}
    try:
        tool.args.model_validate(arguments)
    except ValidationError as e:
        said = [
            f"{'.'.join(map(str, found['loc']))[:40]}: {found['msg']}"
            for found in e.errors(include_input=False, include_url=False)[:3]
        ]
        message = f"The arguments of {step.tool} do not fit: {'; '.join(said)}."
        raise BadPlan(Problem(kind="bad_arguments", message=message)) from e


def _stood_in(name: str, value: Any) -> Any:
    stand_in: Callable[[Any], Any] = lambda v: "x" if is_reference(v) else v  # noqa: E731
    if name in REPEATED and isinstance(value, list):
        inner = [stand_in(v) for v in value]
        return inner + ["x"] * any(map(is_reference, value))
    return stand_in(value)
