"""What is said of a list: what was understood as changed, and what to do when nothing fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat.phrases import Phrases
from llmrec.chat.read import Reading
from llmrec.chat.state import Limit, State
from llmrec.text import heard
from llmrec.types import Constraint, Item, Model, Recommendation, Recommended, Why
from llmrec.understand.numbers import read_numbers

FEW = 3
"""Near misses that are told, and titles in a sentence."""


class Row(Model):
    """An item of a list, as it is shown."""

    rank: int
    id: str
    title: str
    facts: list[str] = Field(default_factory=list)
    """Two or three telling attributes, in words."""
    stars: float | None = None
    """What the person would give, 1 to 5; only where people's events taught it."""
    why: Why | None = None

    def line(self) -> str:
        told = [*self.facts, *([f"★ {self.stars:.1f}"] if self.stars else [])]
        return f"{self.rank}. {self.title}" + (f" ({' · '.join(told)})" if told else "")


def rows(found: Recommendation, shown: int, say: Phrases) -> list[Row]:
    """The list, with what was asked about first."""
    items = {i.id: i for i in say.catalogue.items([r.id for r in found.items[:shown]])}
    return [
        Row(
            rank=r.rank,
            id=r.id,
            title=r.title,
            facts=say.facts(items[r.id], found.profile.constraints),
            stars=round(r.rating.mean, 1) if "behaviour" in found.versions else None,
            why=r.why,
        )
        for r in found.items[:shown]
    ]


def changed(reading: Reading, before: State, after: State, say: Phrases) -> str:
    """`Under $100 now, nothing from Zadeko.`; how it stands where all is new or taken back."""
    if reading.act == "undo":
        holds = holding(after, say)
        return say("undone", x=holds) + say("stop") if holds else say("undone_empty") + say("stop")
    if before.empty or reading.act == "restart":
        holds = holding(after, say)
        told = [say("restarted")] if reading.act == "restart" else []
        told += [say("looking", x=holds)] if holds else []
        return say("space").join(t + say("stop") for t in told or [say("noted")])
    parts: list[str] = []
    parts += _limits(before, after, say)
    wanted = [w for w in after.wanted if w not in before.wanted]
    parts += [say("forgot", x=w) for w in say.own(before.wanted) if w not in after.wanted]
    parts += [say("wanted", x=w) for w in say.own(wanted)]
    if after.about != before.about and say.own([after.about]) and not _new(before, after):
        parts.append(say("looking", x=say("said", x=after.about)))
    for key in ("out", "like", "unlike"):
        fresh = [i for i in getattr(after, key) if i not in getattr(before, key)]
        if fresh:
            parts.append(say(key, x=say.all_of(titles(fresh, say.catalogue))))
    return say.sentence(parts or [say("same")])


def of_money(text: str, say: Phrases) -> list[str]:
    """How money was read that the person did not give in the money of the prices."""
    read = read_numbers(heard(text), say.schema)
    unit = say.money
    told = {"taken": read.taken, "foreign": read.foreign}
    return [say(key, x=words, u=unit) for key, found in told.items() for words in found[:1]]


def _new(before: State, after: State) -> list[Constraint]:
    return [c for c in after.constraints if not _among(c, before.limits)]


def _among(c: Constraint, limits: Sequence[Limit]) -> bool:
    said = (c.field, c.op, c.value, c.hard)
    return any((o.field, o.op, o.value, o.hard) == said for o in (x.constraint for x in limits))


def _limits(before: State, after: State, say: Phrases) -> list[str]:
    new = [say.limit(c) for c in _new(before, after)]
    fields = {c.field for c in after.constraints}
    gone = [c for c in before.constraints if not _among(c, after.limits) and c.field not in fields]
    told = [say("now", x=new[0]), *new[1:]] if new else []
    lifted = dict.fromkeys(c.field for c in gone)
    return [*told, *(say("lifted", f=say.field(f)) for f in lifted)]


def holding(state: State, say: Phrases) -> str:
    """All that holds, in words. Search words only in their own language, and only where no limit
    says what kind of thing is sought."""
    kind = kind_field(say.schema)
    order = sorted(state.constraints, key=lambda c: c.field != kind)
    named = any(c.field == kind and c.op in ("eq", "in") for c in order)
    about = say.own([*([] if named else [state.about]), *state.wanted])
    return say.all_of([*(say("said", x=x) for x in about), *(say.limit(c) for c in order)])


def titles(ids: Sequence[str], catalogue: Catalogue) -> list[str]:
    return [i.title for i in catalogue.items(list(ids)[:FEW])]


def nothing(found: Recommendation, state: State, say: Phrases) -> str:
    """What keeps everything out, what comes near, and which limit to give up."""
    parts = [say("nothing", x=say.all_of([say.limit(c) for c in state.hard]))]
    near = found.alternatives[:FEW]
    if near:
        parts.append(say("near"))
        parts += ["- " + miss(say.catalogue.item(r.id), state, say) for r in near]
    parts.append(give_up(state, found.alternatives, say))
    return "\n".join(p for p in parts if p)


def far(found: Recommendation, say: Phrases) -> list[str]:
    """That items only fill the list up, where some do."""
    if found.near == len(found.items):
        return []
    key = {0: "far_all", 1: "far_one"}.get(found.near, "far")
    return [say(key, n=found.near) if key == "far" else say(key)]


def miss(item: Item, state: State, say: Phrases) -> str:
    broken = say.catalogue.breaks(item, state.hard)
    return say("misses", t=item.title, x=say("join").join(off(c, item, say) for c in broken))


def off(c: Constraint, item: Item, say: Phrases) -> str:
    """What an item has where a limit wants another thing."""
    value = item.attributes.get(c.field)
    if value is None or value == []:
        return say("off_unknown", f=say.field(c.field))
    return say("off", f=say.field(c.field), v=say.value(c.field, value), x=say.limit(c))


def give_up(state: State, near: Sequence[Recommended], say: Phrases) -> str:
    """The one limit without which there would be something: the one that stands alone before
    most of what comes near."""
    free = {str(c): (c, _without(c, state, say.catalogue)) for c in state.hard}
    if not any(n for _, n in free.values()):
        return say("give_up_none") if len(free) > 1 else ""
    alone = Counter(r.breaks[0] for r in near if len(r.breaks) == 1)
    c, count = max(free.values(), key=lambda f: (f[1] > 0, alone[str(f[0])], f[1]))
    return say("give_up", x=say.limit(c), n=count)


def _without(c: Constraint, state: State, catalogue: Catalogue) -> int:
    """How many items there would be without a limit."""
    rest = [o for o in state.hard if o != c]
    return int((catalogue.mask(rest) & ~catalogue.mask_of(state.out)).sum())
