"""What the tools found, in words that a person reads. Every figure comes from a typed result."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.tools import results as r

from llmrec.text import sentences
from llmrec.types import Constraint
from llmrec.wording.wording import Wording

MOST = 5
"""Items of a list that are told."""
ROWS = 8
"""Fields of a comparison that are told."""
QUOTE = 200


def told(result: r.Result, say: Wording, arguments: dict[str, object] | None = None) -> str:
    """A result in words, a line for each item or field.

    Args:
        arguments: what the tool was called with; limits and sorting stand in the head of a list.
    """
    match result:
        case r.Filtered():
            return _filtered(result, say, arguments or {})
        case r.Recommended() if not result.items:
            near = [_row(c, say, breaks=True) for c in result.alternatives[:MOST]]
            return "\n".join([say("none"), *([say("near"), *near] if near else [])])
        case r.ItemList():
            return listed(result.items, say) or say("none")
        case r.Rated():
            return "\n".join(_stars(s, say) for s in result.items) or say("none")
        case r.Compared():
            return compared(result, say)
        case r.Explained():
            return explained(result.item, say)
        case r.WhyNot():
            return "\n".join(kept_out(result, say))
        case r.ItemDetails():
            return details(result, say)
    return _others(result, say)


def _others(result: r.Result, say: Wording) -> str:
    match result:
        case r.Recorded():
            title = say.catalogue.item(result.item).title
            return say("recorded", k=say(f"did_{result.kind}"), t=title)
        case r.Tagged():
            tags = dict.fromkeys(say.value(t.field or "", t.tag) for t in result.tags)
            return say("interests", x=say.all_of(list(tags)[:MOST]) or say("unsaid"))
        case r.Understood():
            profile = result.profile
            said = [profile.search_text, *(say.limit(c) for c in profile.constraints)]
            return say("understood", x=say.all_of([s for s in said if s]) or say("unsaid"))
        case r.CatalogInfo():
            names = [say.field(f.name) for f in result.fields]
            return say("holds", t=result.name, n=result.items, x=say.all_of(names))
    return ""


def _filtered(result: r.Filtered, say: Wording, arguments: dict[str, object]) -> str:
    given = arguments.get("limits")
    limits = [Constraint.model_validate(x) for x in given] if isinstance(given, list) else []
    by = arguments.get("sort_by")
    first = [by] if isinstance(by, str) else []
    rows = listed(result.items, say, limits, first)
    x = say.all_of([say.limit(c) for c in limits])
    head = say("total_of", n=result.total, x=x) if x else say("total", n=result.total)
    shown = min(len(result.items), MOST)
    if first and shown > 1:
        key = "first_by" if shown < result.total else "sorted_by"
        head += say(key, k=shown, f=say.field(first[0]))
    elif 0 < shown < result.total:
        head += say("first", k=shown)
    return f"{head}{say('colon')}\n{rows}" if rows else head + say("stop")


def listed(
    cards: Sequence[r.Card],
    say: Wording,
    limits: Sequence[Constraint] = (),
    first: Sequence[str] = (),
) -> str:
    """The items of a list by their places, each with a few telling fields and its reason."""
    return "\n".join(
        f"{n}. {_row(card, say, limits, first)}" for n, card in enumerate(cards[:MOST], 1)
    )


def _row(
    card: r.Card,
    say: Wording,
    limits: Sequence[Constraint] = (),
    first: Sequence[str] = (),
    *,
    breaks: bool = False,
) -> str:
    item = say.catalogue.item(card.id)
    facts = card.breaks if breaks else say.facts(item, limits, first=first)
    row = f"{card.title} ({' · '.join(facts)})" if facts else card.title
    return f"{row}\n   {card.why.text}" if card.why else row


def _stars(s: r.Stars, say: Wording) -> str:
    return say("stars", t=s.title, n=f"{s.stars:.1f}", a=f"{s.low:.1f}", b=f"{s.high:.1f}")


def compared(found: r.Compared, say: Wording) -> str:
    """The fields that differ."""
    names = [c.title for c in found.items]
    lines = [say("compare", x=say.both(names))]
    lines += [_differs(row, found, say) for row in found.rows if row.differs][:ROWS]
    same = [say.field(row.field) for row in found.rows if not row.differs]
    if len(lines) == 1:
        lines.append(say("alike"))
    elif same and len(names) == 2:
        lines.append(say("equal", x=say.all_of(same)))
    return "\n".join(lines)


def _differs(row: r.Row, found: r.Compared, say: Wording) -> str:
    values = " / ".join(say.value(row.field, v) for v in row.values)
    better = next((c.title for c in found.items if c.id == row.better), None)
    cheaper = say("better", t=better) if better and len(found.items) == 2 else ""
    return f"- {say.field(row.field)}{say('colon')}{say('space')}{values}{cheaper}"


def details(item: r.ItemDetails, say: Wording) -> str:
    """Its fields, and a sentence or two of its own."""
    lines = [item.title]
    for name, value in item.attributes.items():
        lines.append(f"- {say.field(name)}{say('colon')}{say('space')}{say.value(name, value)}")
    for name, text in list(item.texts.items())[-1:]:
        quote = text[slice(0, next((e for _, e in sentences(text) if e > 40), None))].strip()
        lines.append(say("quote", q=quote[:QUOTE], f=say.field(name)))
    return "\n".join(lines)


def explained(card: r.Card, say: Wording) -> str:
    """The reason, and what of the item it rests on."""
    why = card.why
    lines = [say("why", t=card.title, x=why.text if why else say("no_fact"))]
    if why is not None and why.by == "model":
        lines += [say("quote", q=e.quote, f=say.field(e.field)) for e in why.evidence]
    return "\n".join(lines)


def kept_out(found: r.WhyNot, say: Wording) -> list[str]:
    """What keeps an item out of a list, or where it stands."""
    title = found.title or found.item
    if found.reason == "limits":
        return list(dict.fromkeys(_breaks(b, title, say) for b in found.broken))
    if found.reason == "rank" and found.last is not None:
        return [say("rank", t=title, n=found.rank, l=found.last.title)]
    key = "unknown" if found.reason == "rank" else found.reason
    return [say(key, t=title, n=found.rank)]


def _breaks(b: r.Broken, title: str, say: Wording) -> str:
    said = {"t": title, "x": say.limit(b.limit), "f": say.field(b.limit.field)}
    if b.value is None or b.value == []:
        return say("limit_unknown", **said)
    return say("limit", **said, v=say.value(b.limit.field, b.value))
