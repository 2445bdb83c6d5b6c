"""What is said of items that a turn points at: compared, explained, missed, told of in full.

Every figure and quote comes from a typed result of the tools; a sentence of the model's is one that
`explain` has checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.chat.follow import Follow, as_profile
from llmrec.chat.phrases import Phrases
from llmrec.chat.read import Reading
from llmrec.chat.state import Session, State
from llmrec.context import Context
from llmrec.explain import Explain
from llmrec.tools import results, told
from llmrec.tools.args import CompareArgs, GetItemArgs
from llmrec.tools.finding import get_item
from llmrec.tools.reasons import compare, missed
from llmrec.tools.toolbox import Toolbox
from llmrec.types import Profile, Request, Why

MOST = 5
"""Items of one comparison, and of one turn."""


def compared(items: Sequence[str], toolbox: Toolbox, say: Phrases) -> str:
    """The fields that differ."""
    lines: str = told.compared(compare(CompareArgs(items=list(items)[:MOST]), toolbox), say)
    return lines


def details(id_: str, toolbox: Toolbox, say: Phrases) -> str:
    """Its fields, and a sentence or two of its own."""
    lines: str = told.details(get_item(GetItemArgs(item=id_), toolbox), say)
    return lines


def reason(id_: str, state: State, context: Context, say: Phrases) -> tuple[str, Why | None]:
    """Why an item is in the list: a checked sentence with its quote, and what it keeps to."""
    catalogue = context.catalogue
    item = catalogue.item(id_)
    profile = profile_of(state, context, say.lang)
    request = Request(text="", language=say.lang)
    (why,) = Explain()([item], profile, request, context)
    parts = [say("why", t=item.title, x=why.text if why else say("no_fact"))]
    if why is not None and why.by == "model":
        parts += [say("quote", q=e.quote, f=say.field(e.field)) for e in why.evidence]
    broken = catalogue.breaks(item, state.constraints)
    kept = [c for c in state.constraints if c not in broken]
    met = [_met(c.field, say.limit(c), item.attributes.get(c.field), say) for c in kept]
    if met:
        parts.append(say("meets", x=say("join").join(met)))
    if broken:
        parts.append(say("breaks", x=say("join").join(say.limit(c) for c in broken)))
    return "\n".join(parts), why


def _met(field: str, limit: str, value: object, say: Phrases) -> str:
    has = say.value(field, value)  # type: ignore[arg-type]  # an attribute
    same = has.lower() in limit.lower() or isinstance(value, bool)
    return limit if same else f"{limit} ({has})" if say.lang != "zh" else f"{limit}（{has}）"


def profile_of(state: State, context: Context, lang: str) -> Profile:
    """What the stages would be given of what holds."""
    return as_profile(state, Profile(language=lang), context.catalogue)


def why_not(
    id_: str, session: Session, context: Context, say: Phrases, k: int
) -> tuple[str, results.WhyNot]:
    """What keeps an item out: that it was turned down, a limit, or its rank."""
    state, catalogue = session.state, context.catalogue
    item = catalogue.item(id_)
    found = results.WhyNot(item=id_, title=item.title, reason="excluded")
    if id_ in state.out:
        return say("out_before", t=item.title), found
    broken = catalogue.breaks(item, state.hard)
    if broken:
        each = [
            results.Broken(limit=c, given=True, value=item.attributes.get(c.field)) for c in broken
        ]
        found = found.model_copy(update={"reason": "limits", "broken": each})
    elif id_ in session.shown:  # its place there, which a judge may have changed since the scores
        at = session.shown.index(id_) + 1
        found = found.model_copy(update={"reason": "listed", "rank": at})
    else:
        found = _standing(id_, session, context, k)
    return "\n".join(told.kept_out(found, say)), found


def _standing(id_: str, session: Session, context: Context, k: int) -> results.WhyNot:
    state = session.state
    follow = Follow(Reading("find"), state, len(session.turns) + 1)
    text = state.search_text or context.catalogue.schema.domain or "items"
    return missed(id_, text, context, follow, session.user, state.out, k)
