"""A person with written preferences who looks for something, and says one thing after the other.

The person knows its own needs, and of the shop what is shown: titles and their fields. It is given
no catalogue, no ids, and nothing of which items would do; what it says next is a function of its
needs, of the list in front of it, and of the reply.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import log2
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from llmrec.catalog.filters import satisfies
from llmrec.catalog.limits import parse_limit
from llmrec.catalog.schema import Schema
from llmrec.types import Constraint, Item, Model, Op, Value

PEOPLE = Path(__file__).parent / "simulated_users.jsonl"
_PLACES = {
    "en": ("first", "second", "third", "fourth", "fifth"),
    "zh": ("第一个", "第二个", "第三个", "第四个", "第五个"),
}
_UNDO = {"en": "Undo that, please.", "zh": "撤回刚才那句"}
_ANEW = {"en": "Start over. {x}", "zh": "重新开始，{x}"}
_NO_MATTER = {"en": "I don't mind.", "zh": "这个无所谓。"}


class Need(Model):
    """One thing that a person wants, as code checks it and as the person says it."""

    field: str
    op: Op
    value: Value
    weight: float = Field(default=1.0, gt=0)
    """How much it counts beside the others when the next thing to say is chosen."""
    say: list[str] = Field(min_length=2)
    """The same in other words from one to the next; each can stand alone."""
    point: str = ""
    """Said before the first of them where there is a list to point at: `{nth}` is the place of the
    first item that lacks this, `{good}` that of the item that lacks the least. It tells no more
    of the need than the words that follow."""

    @property
    def constraint(self) -> Constraint:
        return Constraint(field=self.field, op=self.op, value=self.value)


class Person(Model):
    """What somebody wants, the first thing first."""

    id: str
    catalogue: str
    language: Literal["en", "zh"]
    open: str
    """What is said first, for the first `opens` of the needs."""
    opens: int = Field(default=1, ge=1, le=2)
    needs: list[Need] = Field(min_length=3, max_length=6)

    @property
    def limits(self) -> list[Constraint]:
        return [n.constraint for n in self.needs]


class Seen(NamedTuple):
    """What a person sees of an answer."""

    items: Sequence[Item]
    """Those shown: titles and fields; none when there is no list."""
    asked: str | None = None
    """The field that the reply asks about."""
    nothing: bool = False
    """Whether the reply says that nothing keeps to all that was said."""


class Said(NamedTuple):
    """What a person says."""

    words: str
    """With what points at a list or answers a question."""
    plain: str
    """Without: what stands alone."""
    back: bool = False
    """Whether it takes back what was said last, and says nothing else."""
    instead: bool = False
    """Whether it stands in place of what was said last."""
    anew: tuple[str, ...] = ()
    """All that was said so far in other words, a need each, where it stands in place of it."""


def load(file: Path = PEOPLE) -> list[Person]:
    lines = file.read_text("utf-8").splitlines()
    return [Person.model_validate(json.loads(line)) for line in lines if line.strip()]


class User:
    """Plays a person.

    Args:
        schema: what the fields of the shop mean.
        talks: whether the other side remembers, so that one can point, and take something back.
    """

    def __init__(self, person: Person, schema: Schema, *, talks: bool) -> None:
        self.person, self.talks = person, talks
        self._limits = [parse_limit(c, schema) for c in person.limits]
        self._times = [0] * len(person.needs)
        self._last = 0
        self._dead_ends = 0

    def opens(self) -> Said:
        for n in range(self.person.opens):
            self._times[n] = 1
            self._last = n
        return Said(self.person.open, self.person.open)

    def answers(self, seen: Seen) -> Said:
        """The next thing to say: the answer to a question, or the need that the first items lack
        most. Where nothing was found, the last is taken back, and said in other words; the second
        time all is said anew."""
        if seen.nothing:
            self._dead_ends += 1
            return self._afresh() if self._dead_ends % 2 == 0 else self._taken_back(seen)
        about = self._about(seen.asked)
        if about is not None:
            return self._say(about, seen, pointing=False)
        said = self._say(self._missed(seen), seen)
        if seen.asked is None:
            return said
        return said._replace(words=f"{_NO_MATTER[self.person.language]} {said.plain}")

    def _taken_back(self, seen: Seen) -> Said:
        if self.talks:
            return Said(_UNDO[self.person.language], "", back=True)
        other = self._last if self._left(self._last) else self._missed(seen)
        return self._say(other, seen)._replace(instead=True)

    def _afresh(self) -> Said:
        told = [n for n, times in enumerate(self._times) if times]
        anew = tuple(self.person.needs[n].say[-1] for n in told)
        plain = "\n".join(anew)
        words = _ANEW[self.person.language].format(x=plain) if self.talks else plain
        return Said(words, plain, anew=anew)

    def _left(self, n: int) -> bool:
        """Whether there are words for a need that were not used yet."""
        return self._times[n] < len(self.person.needs[n].say)

    def _about(self, field: str | None) -> int | None:
        """The need that a question is about; what was not said yet goes first."""
        mine = [n for n, need in enumerate(self.person.needs) if need.field == field]
        return min(mine, key=lambda n: (self._times[n], n), default=None)

    def _missed(self, seen: Seen) -> int:
        """The need that the first items lack most; what was not said goes before what was, what
        there are words for before what there are none for."""
        return min(
            range(len(self._limits)),
            key=lambda n: (not self._left(n), -self._lack(n, seen), self._times[n], n),
        )

    def _lack(self, n: int, seen: Seen) -> float:
        lacking = [not satisfies(item, self._limits[n]) for item in seen.items]
        discounted = sum(x / log2(place + 2) for place, x in enumerate(lacking))
        return self.person.needs[n].weight * discounted

    def _say(self, n: int, seen: Seen, *, pointing: bool = True) -> Said:
        need, times = self.person.needs[n], self._times[n]
        self._times[n] += 1
        self._last = n
        plain = need.say[times % len(need.say)]
        lead = self._points(n, seen) if self.talks and pointing and not times else ""
        between = " " if self.person.language == "en" else ""
        return Said(f"{lead}{between}{plain}" if lead else plain, plain)

    def _points(self, n: int, seen: Seen) -> str:
        """The need's words that point at the list, where they point at something."""
        lacking = [k for k, i in enumerate(seen.items) if not satisfies(i, self._limits[n])]
        whole = [sum(not satisfies(i, x) for x in self._limits) for i in seen.items]
        if not lacking or not self.person.needs[n].point:
            return ""
        places = _PLACES[self.person.language]
        good = whole.index(min(whole))
        return self.person.needs[n].point.format(nth=places[lacking[0]], good=places[good])
