"""Tools that tell of certain items why they stand where they do."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.tools import results
from llmrec.tools.args import CompareArgs, ExplainArgs, RateArgs, WhyNotArgs
from llmrec.tools.cards import called, card, cut, known, notes, reason, rounded, scored, short
from llmrec.tools.focus import weigh
from llmrec.tools.limits import constraints
from llmrec.tools.results import Compared, Explained, Rated, Row, Share, Stars, WhyNot
from llmrec.tools.toolbox import Toolbox

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ToolError
from llmrec.explain import Explain
from llmrec.types import Constraint, Item, Recommendation, Recommended, Request
from llmrec.understand import Understand

MOST_SHARES = 6
LEAST_SHARE = 0.005
"""In logits; what weighs less is not told."""


def rate(args: RateArgs, toolbox: Toolbox) -> Rated:
    """The stars that a person would give these items."""
    user = toolbox.person(args.user)
    context = toolbox.open()
    ids = list(dict.fromkeys(called(name, context.catalogue) for name in args.items))
    there = [i for i in ids if i in context.catalogue]
    unknown = [i for i in ids if i not in context.catalogue]
    if not there:
        return Rated(items=[], unknown=unknown)
    found = weigh(there, context, args.text, user, stars=True)
    rows = {row.id: row for row in found.items}
    stars = [_stars(rows[i]) for i in there]
    return Rated(items=stars, unknown=unknown, fallbacks=notes(found.fallbacks))


def _stars(row: Recommended) -> Stars:
    told = rounded(row.rating)
    return Stars(
        id=row.id,
        title=cut(row.title),
        stars=told.mean,
        low=told.low,
        high=told.high,
        by_model=row.judged,
    )


def compare(args: CompareArgs, toolbox: Toolbox) -> Compared:
    """Items side by side, field by field."""
    catalogue = toolbox.open(fast=True).catalogue
    items = known(args.items, catalogue)
    if len(items) == 1:
        raise ToolError(
            "bad_arguments",
            f"Only {cut(items[0].title, 60)!r} is named.",
            remedy="Name two to five different items.",
        )
    cards = [card(i, catalogue).model_copy(update={"attributes": {}}) for i in items]
    names = catalogue.schema.attributes
    rows = [_row(name, items, catalogue) for name in names]
    return Compared(items=cards, rows=[r for r in rows if any(v is not None for v in r.values)])


def _row(name: str, items: list[Item], catalogue: Catalogue) -> Row:
    spec = catalogue.schema.attributes[name]
    values = [item.attributes.get(name) for item in items]
    values = [None if v == [] else v for v in values]
    same = [sorted(v) if isinstance(v, list) else v for v in values]
    better = None
    if name == catalogue.schema.price:
        prices = [v for v in values if isinstance(v, float)]
        if len(prices) == len(values) and prices.count(min(prices)) == 1:
            better = items[prices.index(min(prices))].id
    return Row(
        field=name,
        type=spec.type,
        unit=spec.unit,
        values=[short(v) for v in values],
        differs=any(v != same[0] for v in same),
        better=better,
    )


def explain(args: ExplainArgs, toolbox: Toolbox) -> Explained:
    """Why an item suits a request, in words and in what each feature added."""
    context = toolbox.open()
    (item,) = known([args.item], context.catalogue)
    found = weigh([item.id], context, args.text, toolbox.user)
    row = next(r for r in found.items if r.id == item.id)
    request = Request(text=args.text, language=toolbox.language)
    (why,) = Explain()([item], found.profile, request, context)
    fields = [c.field for c in found.profile.constraints]
    told = scored(row, context.catalogue, fields).model_copy(update={"why": reason(why)})
    heavy = sorted(row.shares, key=lambda name: -abs(row.shares[name]))[:MOST_SHARES]
    return Explained(
        item=told,
        of=len(found.items),
        shares=[
            Share(feature=n, share=round(row.shares[n], 3), value=round(row.features[n], 3))
            for n in heavy
            if abs(row.shares[n]) >= LEAST_SHARE
        ],
        limits=[str(c) for c in found.profile.hard],
        fallbacks=notes(context.fallbacks),
    )


def why_not(args: WhyNotArgs, toolbox: Toolbox) -> WhyNot:
    """What kept an item out of the list for a request."""
    context = toolbox.open()
    catalogue = context.catalogue
    limits = constraints(args.limits, catalogue)
    id_ = called(args.item, catalogue)
    if id_ not in catalogue:
        return WhyNot(item=cut(id_, 60), reason="unknown")
    item = catalogue.item(id_)
    excluded = {called(name, catalogue) for name in args.exclude}
    said = WhyNot(item=item.id, title=cut(item.title), reason="excluded")
    if item.id in excluded:
        return said
    request = Request(text=args.text, user=toolbox.user)
    found = weigh([item.id], context, args.text, toolbox.user, limits=limits, k=args.k)
    said.fallbacks = notes(found.fallbacks)
    refused = context.remembered(request).disliked
    refused |= {m.item for m in found.profile.dislikes if m.item}
    if item.id in refused:
        return said.model_copy(update={"reason": "disliked"})
    broken = catalogue.breaks(item, found.profile.hard)
    if broken:
        told = [_broken(c, item, given=c in limits) for c in broken]
        return said.model_copy(update={"reason": "limits", "broken": told})
    return _standing(said, found, refused | excluded, args.k, catalogue)


def missed(
    item: str,
    text: str,
    context: Context,
    understand: Understand,
    user: str | None,
    out: Sequence[str],
    k: int,
) -> WhyNot:
    """Where an item that keeps to the limits stands, as somebody reads the request who knows what
    was said before.

    Args:
        out: ids that are left out of the list.
    """
    catalogue = context.catalogue
    said = WhyNot(item=item, title=cut(catalogue.item(item).title), reason="disliked")
    found = weigh([item], context, text, user, k=k, understand=understand)
    refused = context.remembered(Request(text=text, user=user)).disliked
    refused |= {m.item for m in found.profile.dislikes if m.item}
    if item in refused:
        return said
    return _standing(said, found, refused | set(out), k, catalogue)


def _broken(limit: Constraint, item: Item, *, given: bool) -> results.Broken:
    value = short(item.attributes.get(limit.field))
    return results.Broken(limit=limit, given=given, value=value)


def _standing(
    said: WhyNot, found: Recommendation, gone: set[str], k: int, catalogue: Catalogue
) -> WhyNot:
    """Where the item stands among what may be in the list, against the last that is."""
    rows = [r for r in found.items if not r.breaks and r.id not in gone]
    at = next(n for n, r in enumerate(rows) if r.id == said.item)
    mine, listed = rows[at], at < k
    more: dict[str, object] = {
        "reason": "listed" if listed else "rank",
        "rank": at + 1,
        "score": round(mine.score, 4),
    }
    if not listed:
        last = rows[k - 1]
        fields = [c.field for c in found.profile.constraints]
        told = scored(last, catalogue, fields).model_copy(update={"rank": k, "tags": []})
        more |= {"last": told, "gaps": _gaps(mine, last)}
    return said.model_copy(update=more)


def _gaps(mine: Recommended, last: Recommended) -> list[results.Gap]:
    """Features that cost the item more than the other, the worst first."""
    behind = {n: mine.shares.get(n, 0.0) - last.shares.get(n, 0.0) for n in last.shares}
    worst = sorted((n for n in behind if behind[n] < -LEAST_SHARE), key=behind.__getitem__)
    return [
        results.Gap(
            feature=n,
            share=round(mine.shares.get(n, 0.0), 3),
            last=round(last.shares[n], 3),
        )
        for n in worst[:MOST_SHARES]
    ]
