"""Tools that answer a request in somebody's own words."""

from __future__ import annotations

from llmrec.tools.args import ProfileArgs, RankArgs, RecommendArgs, TagArgs
from llmrec.tools.cards import called, interests, notes, scored
from llmrec.tools.limits import Bound, constraints, state
from llmrec.tools.results import Ranked, Recommended, Tagged, Understood
from llmrec.tools.toolbox import Toolbox

from llmrec.explain import Explain, Silent
from llmrec.pipeline import Stages, readable
from llmrec.pipeline import recommend as answer
from llmrec.types import Request
from llmrec.understand import Understand


def recommend(args: RecommendArgs, toolbox: Toolbox) -> Recommended:
    """The pipeline; limits given hold whatever the words say."""
    user = toolbox.person(args.user)
    context = toolbox.open(fast=args.fast)
    catalogue = context.catalogue
    limits = constraints(args.limits, catalogue)
    excluded = [called(name, catalogue) for name in args.exclude]
    request = Request(
        text=args.text,
        user=user,
        state=state(limits, args.text),
        exclude=excluded,
        k=args.k,
        explain=args.explain,
        language=toolbox.language,
    )
    explain = Explain() if args.explain else Silent()
    found = answer(request, context, Stages(understand=Bound(limits), explain=explain))
    fields = [c.field for c in found.profile.constraints]
    return Recommended(
        items=[scored(row, catalogue, fields) for row in found.items],
        limits=[str(c) for c in found.profile.hard],
        fit=None if found.fit is None else round(found.fit, 4),
        tags=interests(found.tags),
        alternatives=[scored(row, catalogue, fields) for row in found.alternatives],
        unknown=[i for i in excluded if i in found.unknown],
        question=found.profile.missing,
        fallbacks=notes(found.fallbacks),
    )


def rank(args: RankArgs, toolbox: Toolbox) -> Ranked:
    """These items and no others, in the order in which they suit the request."""
    context = toolbox.open()
    ids = [called(name, context.catalogue) for name in args.items]
    request = Request(text=args.text, user=toolbox.user, among=ids, k=len(ids), explain=0)
    found = answer(request, context)
    cards = [scored(row, context.catalogue) for row in found.items]
    return Ranked(
        items=[c.model_copy(update={"attributes": {}, "tags": []}) for c in cards],
        limits=[str(c) for c in found.profile.hard],
        unknown=[i for i in dict.fromkeys(ids) if i not in context.catalogue],
        fallbacks=notes(found.fallbacks),
    )


def tag(args: TagArgs, toolbox: Toolbox) -> Tagged:
    """Interests of whoever says this."""
    context = toolbox.open()
    request = Request(text=args.text, user=toolbox.user, explain=0)
    found = answer(request, context)
    return Tagged(tags=interests(found.tags), fallbacks=notes(found.fallbacks))


def profile(args: ProfileArgs, toolbox: Toolbox) -> Understood:
    """What is understood of a request, and nothing looked for."""
    context = toolbox.open()
    request = readable(Request(text=args.text), context)
    understood = Understand()(request, context)
    return Understood(profile=understood, fallbacks=notes(context.fallbacks))
