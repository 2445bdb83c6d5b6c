"""What the model leaves to code: limits out of words, ids of titles, who acts, how many."""

from __future__ import annotations

import re
from typing import Any

from llmrec.tools.agent import words
from llmrec.tools.agent.binding import is_reference
from llmrec.tools.agent.names import item_id
from llmrec.tools.agent.plan import BadPlan, Problem, Step
from llmrec.tools.registry import TOOLS
from llmrec.tools.toolbox import Toolbox

from llmrec.context import Context
from llmrec.types import Constraint
from llmrec.understand.named import named_items

LIMITED = ("filter_items", "recommend", "search_items")
"""Tools that find what keeps to limits."""
_ME = {"", "me", "i", "myself", "self", "user", "the user", "我", "自己", "本人"}
_SELF = re.compile(
    r"\b(?:I|I['’]\w+|me|my|mine)\b|我(?!的?\w{0,2}(?:妈|爸|朋友|同事|哥|姐|弟|妹|老师|邻居))|咱"
)
_DID = re.compile(r"^\W*(?:please\s+)?(?:bought|liked|loved|rated|disliked|hated)\b", re.I)


class Filler:
    """Steps as the model wrote them -> steps with the tools' own arguments."""

    def __init__(
        self, request: str, toolbox: Toolbox, context: Context, repairs: list[str]
    ) -> None:
        self.request, self.toolbox, self.context = request, toolbox, context
        self.repairs = repairs

    def __call__(self, step: Step) -> Step:
        """The step with its arguments filled.

        Raises:
            BadPlan: a name that is no item's or several items', or a write for somebody else.
        """
        said = {k: v for k, v in step.arguments.items() if v is not None}
        said = self._who(step, said)
        if step.tool in LIMITED:
            said = self._found(step, said)
        fields = TOOLS[step.tool].args.model_fields
        said = self._names(said, one="item" in fields)
        if "text" in fields and step.tool != "record_feedback":
            text = said.get("text")
            said["text"] = text if isinstance(text, str) and text.strip() else self.request
        known = {k: v for k, v in said.items() if k in fields}
        if dropped := sorted(set(said) - set(known)):
            self.repairs.append(f"step {step.id}: {', '.join(dropped)[:60]} left out")
        return step.model_copy(update={"arguments": known})

    def limited(self, steps: list[Step]) -> list[Step]:
        """With the limits of the request that no step holds, in the first that can."""
        able = [s for s in steps if s.tool in LIMITED] or [s for s in steps if s.tool == "why_not"]
        if not able:
            return steps
        held = {(x["field"], _way(x["op"])) for s in able for x in s.arguments.get("limits", [])}
        wanted = words.hard_limits(self.request, self.context)
        lost = [c for c in wanted if (c.field, _way(c.op)) not in held]
        if not lost:
            return steps
        self.repairs.append(f"step {able[0].id}: {', '.join(map(str, lost))} read in the request")
        more = [*able[0].arguments.get("limits", []), *_plain(lost)]
        first = able[0].model_copy(update={"arguments": able[0].arguments | {"limits": more}})
        return [first if s.id == first.id else s for s in steps]

    def _who(self, step: Step, said: dict[str, Any]) -> dict[str, Any]:
        named = [str(said.pop(k)) for k in ("who", "user") if k in said]
        acting = self.toolbox.user
        others = [n for n in named if n.strip().casefold() not in _ME and n.strip() != acting]
        if step.tool == "record_feedback":
            if others or not (_SELF.search(self.request) or _DID.search(self.request)):
                raise _refused("It is kept only what the acting person says of themselves.")
            if acting is None:
                raise _refused("Nobody is named for whom something could be kept.")
            said |= {"user": acting}
        elif others:
            raise _refused(f"The tools act for {acting or 'nobody'}, not for {others[0][:40]!r}.")
        return said

    def _found(self, step: Step, said: dict[str, Any]) -> dict[str, Any]:
        """Limits, sorting and how many, out of words."""
        text = " ".join(str(said[k]) for k in ("words", "text") if said.get(k))
        if step.tool == "filter_items":
            said.pop("text", None)
            given = said.get("limits")
            read = words.limits_of(text, self.context) if text else []
            if text and not read and not given:
                message = f"Nothing in {text[:60]!r} is a field of the catalogue; search_items and "
                message += "recommend take any words."
                raise BadPlan(Problem(kind="bad_arguments", message=message))
            said["limits"] = [*(given if isinstance(given, list) else []), *_plain(read)]
            said = self._sorted(said)
        elif text:
            said["text"] = text
        said.pop("words", None)
        return self._counted(step, said)

    def _sorted(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the request says of sorting, where it says it once; else what the model does."""
        schema = self.context.catalogue.schema
        asked = said.pop("sort", None)
        if isinstance(asked, str) and "sort_by" not in said:
            said |= words.sorting(asked, schema)
        asked_for: dict[str, Any] = words.superlative(self.request, schema)
        return said | asked_for

    def _counted(self, step: Step, said: dict[str, Any]) -> dict[str, Any]:
        k = said.get("k")
        if isinstance(k, int) and not isinstance(k, bool):
            said["k"] = min(max(k, 1), 50)
            if said["k"] != 1 and k not in words.counts(self.request):
                del said["k"]
                self.repairs.append(f"step {step.id}: k={k} left out, nobody said it")
        return said

    def _names(self, said: dict[str, Any], *, one: bool) -> dict[str, Any]:
        """Ids for titles; a list of one is that one, and one is a list, as the tool wants it."""
        given = said.pop("items", None) or said.pop("item", None)
        if given is None:
            return said
        named = given if isinstance(given, list) else [given]
        if not all(isinstance(n, str) for n in named):
            return said | {"item" if one else "items": given}
        ids = [self._id(n) for n in named]
        ids = [i for n, i in enumerate(ids) if i not in ids[:n]]
        if one:
            return said | {"item": ids[0] if len(ids) == 1 else ids}
        return said | {"items": ids}

    def _id(self, name: str) -> str:
        if is_reference(name):
            return name.strip()
        try:
            found: str = item_id(name, self.context.catalogue)
            return found
        except BadPlan:
            named = named_items(self.request, self.context.catalogue)
            if len(named) == 1:
                self.repairs.append(f"{name[:40]!r} taken for {named[0].item.title!r}")
                return named[0].item.id
            raise


def _plain(limits: list[Constraint]) -> list[dict[str, Any]]:
    return [{"field": c.field, "op": c.op, "value": c.value} for c in limits]


def _way(op: str) -> str:
    return {"lt": "most", "le": "most", "gt": "least", "ge": "least"}.get(op, "value")


def _refused(message: str) -> BadPlan:
    return BadPlan(Problem(kind="not_allowed", message=message))
