"""Tools that look into the catalogue without a model: words, filters, one item, the fields."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from llmrec.tools.args import DescribeArgs, FilterArgs, GetItemArgs, SearchArgs
from llmrec.tools.cards import TEXT, card, cut, known, notes, short
from llmrec.tools.limits import constraints
from llmrec.tools.results import (
    CatalogInfo,
    FieldInfo,
    Filtered,
    Frequent,
    ItemDetails,
    ItemList,
    Role,
)
from llmrec.tools.toolbox import Toolbox

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.limits import allowed_ops
from llmrec.catalog.schema import kind_field
from llmrec.context import Context
from llmrec.errors import ToolError
from llmrec.retrieve import Retrieve
from llmrec.text import heard
from llmrec.types import Candidate, Constraint, Profile, Request

FUSION = 60
"""Of reciprocal rank fusion (Cormack et al. 2009)."""
FREQUENT = 10
"""Values of a field that are told."""


def search_items(args: SearchArgs, toolbox: Toolbox) -> ItemList:
    """What vectors and words find among what keeps to the limits."""
    context = toolbox.open(fast=True)
    limits = constraints(args.limits, context.catalogue)
    found = _found(args, limits, context)
    best = sorted(found, key=lambda c: -_fused(c))[: args.k]
    items = context.catalogue.items([c.item for c in best])
    fields = [c.field for c in limits]
    cards = [card(item, context.catalogue, fields) for item in items]
    ranked = [c.model_copy(update={"rank": n}) for n, c in enumerate(cards, 1)]
    return ItemList(items=ranked, fallbacks=notes(context.fallbacks))


def _found(args: SearchArgs, limits: list[Constraint], context: Context) -> list[Candidate]:
    profile = Profile(
        language=context.catalogue.language, search_text=heard(args.text), constraints=limits
    )
    request = Request(text=args.text, k=args.k)
    return Retrieve()(profile, request, replace(context, behaviour=None))


def _fused(candidate: Candidate) -> float:
    """By the ranks of the sources; words that an item has none of count nothing."""
    return sum(
        1 / (FUSION + found.rank)
        for name, found in candidate.sources.items()
        if name != "lexical" or found.score > 0
    )


def filter_items(args: FilterArgs, toolbox: Toolbox) -> Filtered:
    """What keeps to the limits, by code alone."""
    catalogue = toolbox.open(fast=True).catalogue
    limits = constraints(args.limits, catalogue)
    order = _order(args, catalogue)
    kept = order[catalogue.mask(limits)[order]]
    fields = [*([args.sort_by] if args.sort_by else []), *(c.field for c in limits)]
    items = catalogue.items([catalogue.ids[n] for n in kept[: args.k]])
    return Filtered(total=len(kept), items=[card(i, catalogue, fields) for i in items])


def _order(args: FilterArgs, catalogue: Catalogue) -> np.ndarray:
    """Ordinals as the arguments want them sorted; what has no value stands last."""
    if args.sort_by is None:
        standing = -catalogue.popularity_percentiles
    else:
        fields = catalogue.schema.attributes
        can = [n for n, spec in fields.items() if spec.type in ("number", "date")]
        if args.sort_by not in can:
            raise ToolError(
                "bad_arguments",
                f"Items cannot be sorted by {cut(args.sort_by, 60)!r}.",
                remedy=f"They can by: {', '.join(can) or 'nothing'}.",
            )
        standing = catalogue.percentiles(args.sort_by) * (-1 if args.descending else 1)
    return np.argsort(standing, kind="stable")  # NaN is last


def get_item(args: GetItemArgs, toolbox: Toolbox) -> ItemDetails:
    """One item, all its fields."""
    catalogue = toolbox.open(fast=True).catalogue
    (item,) = known([args.item], catalogue)
    told = {catalogue.schema.title, *item.attributes}
    return ItemDetails(
        id=item.id,
        title=cut(item.title),
        attributes={n: short(v) for n, v in item.attributes.items() if v not in (None, [])},
        texts={n: cut(t, TEXT) for n, t in item.fields.items() if n not in told and t},
        tags=[t.tag for t in item.profile.tags] if item.profile else [],
        popularity=item.popularity,
        url=item.url,
        image=item.image,
    )


def describe_catalog(args: DescribeArgs, toolbox: Toolbox) -> CatalogInfo:
    """What the catalogue holds and what limits can speak of."""
    catalogue = toolbox.open(fast=True).catalogue
    return CatalogInfo(
        name=catalogue.name,
        items=catalogue.size,
        domain=catalogue.schema.domain,
        language=catalogue.language,
        fields=[_field(name, catalogue) for name in catalogue.schema.attributes],
    )


def _field(name: str, catalogue: Catalogue) -> FieldInfo:
    schema = catalogue.schema
    spec = schema.attributes[name]
    roles: dict[str | None, Role] = {
        schema.released: "released",
        schema.price: "price",
        kind_field(schema): "kind",
    }
    info = FieldInfo(
        name=name,
        type=spec.type,
        unit=spec.unit,
        about=spec.about,
        role=roles.get(name),
        ops=list(allowed_ops(spec.type)),
    )
    if spec.type in ("number", "date"):
        info.low, info.high = catalogue.range(name) or (None, None)
    elif spec.type in ("category", "list"):
        values = catalogue.vocabulary(name)
        info.values = [Frequent(value=cut(v, 60), items=n) for v, n in values[:FREQUENT]]
        info.distinct = len(values)
    return info
