"""The one tool that writes: it keeps what the acting person did."""

from __future__ import annotations

from time import time as now

from llmrec.tools.args import FeedbackArgs
from llmrec.tools.cards import cut, known
from llmrec.tools.results import Recorded
from llmrec.tools.toolbox import Toolbox

from llmrec.behaviour.deed import Unfit, parse
from llmrec.errors import ToolError


def record_feedback(args: FeedbackArgs, toolbox: Toolbox) -> Recorded:
    """Keep an event of the acting person's; the next call knows of it."""
    user = toolbox.person(args.user)
    context = toolbox.open(fast=True)
    (item,) = known([args.item], context.catalogue)
    if context.people is None:
        raise ToolError("failed", "Nothing is kept of people here.")
    said = args.model_dump() | {"user": user, "item": item.id, "time": now()}
    if args.kind is None:
        said["kind"] = "rating" if args.rating is not None else "" if args.text else "like"
    try:
        deed = parse(said, context.catalogue)
    except Unfit as e:
        raise ToolError("bad_arguments", f"The event cannot be kept: {cut(str(e))}.") from e
    new = context.people.add(context.catalogue.name, [deed])
    return Recorded(
        catalogue=context.catalogue.name,
        user=deed.user,
        item=deed.item,
        kind=deed.kind,
        new=bool(new),
    )
