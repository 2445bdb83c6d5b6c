"""What a turn wants, read by code: what it is for, what it points at, what it changes.

Words that were used up (`more like the second`, `not from that brand`) are taken out of the text;
what is left is for `understand`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.makers import brand_field
from llmrec.catalog.schema import Schema, kind_field
from llmrec.chat import cues, cues_lift
from llmrec.chat.as_meant import as_meant
from llmrec.chat.asking import question_of
from llmrec.chat.corrected import corrected
from llmrec.chat.defined import less_defined
from llmrec.chat.lift import lifted, replaced
from llmrec.chat.likened import less_likened
from llmrec.chat.missed_value import missed_values, only_asks
from llmrec.chat.pieces import Clause, clauses_of, goes_on, is_of_it
from llmrec.chat.pronouns import less_pronouns
from llmrec.chat.refer import places
from llmrec.chat.reinstated import besides, reinstated
from llmrec.chat.revised import revised
from llmrec.chat.scorned import cast_out
from llmrec.chat.spans import tidy, without
from llmrec.chat.state import Act, Limit, Session
from llmrec.chat.swapped_en import as_before, masked, swaps
from llmrec.chat.titled import Place
from llmrec.chat.turned_down import dislikes, sent_away_by, turns_down
from llmrec.chat.unsaid import is_undo
from llmrec.quantities import numbers
from llmrec.text import HAN, heard
from llmrec.types import Constraint, ItemId, Op
from llmrec.understand.numbers import read_numbers
from llmrec.understand.spelling import spelled
from llmrec.understand.vocabulary import NEAR, find_mentions

_COMPARED: tuple[tuple[re.Pattern[str], str, Op], ...] = (
    (cues.CHEAPER, "price", "lt"),
    (cues.DEARER, "price", "gt"),
    (cues.BETTER_RATED, "rating", "gt"),
    (cues.OLDER, "released", "lt"),
    (cues.NEWER, "released", "gt"),
)


class Reading(NamedTuple):
    """One turn."""

    act: Act
    refers: tuple[ItemId, ...] = ()
    limits: tuple[Limit, ...] = ()
    """Said by pointing at an item."""
    lift: tuple[int, ...] = ()
    """Places of the limits that are taken back."""
    forget: tuple[str, ...] = ()
    """Wishes in words that are taken back."""
    out: tuple[ItemId, ...] = ()
    like: tuple[ItemId, ...] = ()
    unlike: tuple[ItemId, ...] = ()
    back: tuple[ItemId, ...] = ()
    """Turned down before, and no longer."""
    rest: str = ""
    """Words that `understand` is given."""

    @property
    def edits(self) -> bool:
        return bool(
            self.limits
            or self.lift
            or self.forget
            or self.out
            or self.like
            or self.unlike
            or self.back
        )


def read(said: str, session: Session, catalogue: Catalogue) -> Reading:
    """Read a turn; nothing is asked of a model."""
    text, _ = spelled(as_meant(heard(said)), catalogue)
    text = corrected(text, catalogue)
    named = places(text, session, catalogue)
    missed, left = missed_values(text, catalogue) if not named else ([], text)
    if missed and only_asks(left, catalogue):
        return Reading("why_not", rest=text)
    text = left
    found = [p for p in named if p.items]
    pointed = tuple(dict.fromkeys(i for p in found for i in p.items))
    restart = cues.RESTART.search(text)
    if restart:
        return Reading("restart", rest=_after(text, restart))
    back = reinstated(text, found, session)
    if back:
        return Reading("find", refers=back, back=back, rest=besides(text, found))
    if session.turns and is_undo(text, session, catalogue, pointed):
        return Reading("undo")
    asked = question_of(text, named, pointed, session.shown)
    if asked is not None:
        return Reading(asked, refers=pointed)
    return _changes(text, found, session, catalogue)


def _after(text: str, restart: re.Match[str]) -> str:
    """What is asked for when all else is forgotten: what stands behind, or before a comma."""
    behind = text[restart.end() :].strip(" .,;:!?。，；：！？…~了吧啊呢的")
    before = text[: restart.start()].strip(" .,;:!?。，；：！？…")
    return behind if len(behind) > 1 else (before if _wants(before) else "")


def _wants(text: str) -> bool:
    return bool(
        re.search(r"\b(?:want|need|show|looking\s+for|find\s+me)\b|想要|想看|找个?|要一|给我", text)
    )


class _Edits:
    """What the clauses of one turn change."""

    def __init__(self, text: str, session: Session, catalogue: Catalogue) -> None:
        self.text, self.session, self.catalogue = text, session, catalogue
        self.turn = len(session.turns) + 1
        self.limits: list[Limit] = []
        self.out: list[ItemId] = []
        self.like: list[ItemId] = []
        self.unlike: list[ItemId] = []
        self.used: list[tuple[int, int]] = []

    def read(self, clauses: Sequence[Clause]) -> None:
        branded = self._brand(clauses)
        last: tuple[ItemId, ...] = ()
        into: list[ItemId] | None = None
        """Where the clause before put its items."""
        for c in clauses:
            items = c.items
            if c in branded:
                last = items or last
                continue
            if branded and c.start > branded[-1].start and is_of_it(c):
                self.used.append((c.start, c.end))  # that make is rubbish, hide it
                continue
            compared = self._compared(c, items or last)
            side = self._side(c, clauses, compared=compared)
            if side is self.out and set(items) <= set(self.unlike):
                side = None  # less like it. I don't really like it
            if side is None and into is not None and goes_on(c):
                side = into
            if side is not None:
                self._take(side, items, c)
                behind = sent_away_by(c, clauses) if side is self.out else []
                self.used.extend((d.start, d.end) for d in behind)
            elif items and not compared:
                self._leaning(c, clauses)
            last, into = items or last, side

    def _side(self, c: Clause, clauses: Sequence[Clause], *, compared: bool) -> list[ItemId] | None:
        if not c.items:
            return None
        if dislikes(c):
            return self.out
        said = c.text if cues.OTHERS_LIKE.search(c.text) else _LOOKS_LIKE.sub(" ", c.text)
        said = less_likened(said, c)
        if cues.LESS.search(said):
            return self.unlike
        if cues.MORE.search(said):
            return self.like
        if not compared and turns_down(c, clauses, self.text):
            less = [d for d in clauses if d.start >= c.end and not d.items][:1]
            less = [d for d in less if cues.LESS.search(d.text)]
            self.used.extend((d.start, d.end) for d in less)
            return self.unlike if less else self.out
        return None

    def _take(self, into: list[ItemId], items: Sequence[ItemId], c: Clause) -> None:
        into.extend(i for i in items if i not in into)
        self.used.append((c.start, c.end))

    def _leaning(self, c: Clause, clauses: Sequence[Clause]) -> None:
        """`The third looks dry. Less like that one`: what the next clause says is of this item."""
        behind = ". ".join(d.text for d in clauses if d.start >= c.end and not d.items)
        if cues.LESS.search(behind):
            self._take(self.unlike, c.items, c)
            self._use(clauses, c, cues.LESS)
        elif cues.MORE.search(behind):
            self._take(self.like, c.items, c)
            self._use(clauses, c, cues.MORE)
        else:
            self.used.extend((p.start, p.end) for p in c.places)

    def _use(self, clauses: Sequence[Clause], c: Clause, cue: re.Pattern[str]) -> None:
        self.used.extend(
            (d.start, d.end) for d in clauses if d.start >= c.end and cue.search(d.text)
        )

    def _compared(self, c: Clause, items: Sequence[ItemId]) -> bool:
        """Cheaper than that one."""
        for cue, role, op in _COMPARED:
            m = next((m for m in cue.finditer(c.text) if not _names_one(m, c)), None)
            field = _field_of(role, self.catalogue.schema)
            if m is None or field is None or _has_number(c, m.end()):
                continue
            other = role == "price" and _OF_OTHER_ZH.search(c.text[: m.end()])
            if other or _NOT_ASKED.search(c.text[: m.start()]):
                continue
            if not items and cues_lift.ALSO_FINE.search(c.text):
                continue
            if not items and (cue is not cues.CHEAPER or cues.TOO_DEAR.search(c.text)):
                continue
            if not items and numbers(c.text[: m.start()]):  # $160, less than that
                continue
            some = list(items) or self.session.focus or self.session.shown[:1]
            values = [self.catalogue.item(i).attributes.get(field) for i in some]
            known = [v for v in values if isinstance(v, int | float | str)]
            if known:
                value = min(known) if op == "lt" else max(known)
                self._limit(field, op, value, c)
                if not cues.MORE.search(c.text):
                    self.used.append((c.start, c.end))
                return True
        return False

    def _brand(self, clauses: Sequence[Clause]) -> list[Clause]:
        """Not from that brand; only what the maker of the third makes. Gives the clauses used."""
        field = brand_field(self.catalogue.schema)
        mentions = find_mentions(self.text, self.catalogue, "en")
        named = {m.start for m in mentions if m.field == field}
        others = {m.start for m in mentions if m.field != field}
        said = [
            c
            for c in clauses
            if cues.BRAND.search(c.text) and not any(c.start <= at < c.end for at in named)
        ]
        said = [c for c in said if not (_OF_BRAND.search(c.text) or _is_named(c, named))]
        said = [
            c for c in said if c.items or not _KNOWS.match(c.text) or _UNDER_DENIAL.search(c.text)
        ]
        if field is None or not said:
            return []
        pointed = [c for c in clauses if c.items and (c in said or _beside(c, said, clauses))]
        before = [c for c in clauses if c.items and c.start < said[0].start][-1:]
        if named and not (pointed or before):
            return []  # only Zadeko, their stuff lasts
        items = [i for c in pointed or before for i in c.items] or self.session.focus
        if not (pointed or before or any(_POINTS.search(c.text) for c in said)):
            return []
        values = [self.catalogue.item(i).attributes.get(field) for i in items]
        names = list(dict.fromkeys(v for v in values if isinstance(v, str)))
        if not names:
            return []
        held = [x.constraint for x in self.session.state.limits]
        if _LET_BACK.search(self.text) and any(h.field == field and h.op == "ne" for h in held):
            return []  # 对该机构之排除，现予撤销
        around = [*said, *pointed, *(d for d in clauses if _beside(d, said, clauses))]
        refused = cast_out([c.text for c in (*said, *pointed)], [c.text for c in around])
        if refused is None:
            return []
        value = names[0]
        self._limit(field, "ne" if refused else "eq", value, said[0])
        plain = [c for c in around if not _says(c) and not _is_edit(c)]
        plain = [c for c in plain if not any(c.start <= at < c.end for at in others)]
        free = [c for c in pointed if c not in said and turns_down(c, clauses, self.text)]
        used = [c for c in clauses if c in said or c in pointed or c in plain]
        used = [c for c in used if c not in free]
        self.used.extend((c.start, c.end) for c in used)
        return used

    def _limit(self, field: str, op: Op, value: object, c: Clause) -> None:
        constraint = Constraint(field=field, op=op, value=value)  # type: ignore[arg-type]
        self.limits.append(Limit(constraint=constraint, words=c.text.strip(), turn=self.turn))


_NOT_ASKED = re.compile(
    r"\b(?:(?:does|do|need|must)(?:n['’]t|\s+not)(?:\s+(?:have|need))?(?:\s+to)?\s+be|no\s+longer\s+(?:\w+\s+)*be|never\s+mind|forget)\s+(?:\w+\s+){0,2}$"
    r"|(?:太|过于|过分|忒|贪|图|别|[贵高][一点些儿]*(?:或者?|还是|、)?)\s*$",
    re.I,
)
"""It needn't be cheaper than that one any longer; 太便宜的怕质量不行."""
_OF_OTHER_ZH = re.compile(r"评[分价]|口碑|星级?|打分|分数|续航|功率|瓦|难度|门槛|多少\s*$")
"""评分比第二个低 compares no price."""
_LOOKS_LIKE = re.compile(r"\b(?:look|sound|feel|seem|smell|taste)(?:s|ed|ing)?\s+like\b", re.I)
"""Says what a thing is, and asks for nothing like it."""
_LET_BACK = re.compile(r"撤销|取消|解除|解禁|收回|作罢|恢复|放出来|放回来|原谅")
_POINTS = re.compile(
    r"\b(?:that|those|this|these|same|them|theirs?|they|whoever|whichever|it)\b|[这那该同它他她]",
    re.I,
)
_THEIRS = re.compile(r"\b(?:theirs?|them)\b", re.I)
_OF_BRAND = re.compile(r"^\W*(?:is|are|was|does|do|did)\b(?!\s+(?:away|not)\b)|吗\W*$", re.I)
"""`Is the second from the same brand as the first?` limits nothing."""


_KNOWS = re.compile(
    r"\W*(?:(?:because|cos|cause|since|as|and|but|turns\s+out)\s+)?(?:I|we|my\s+\w+)\s+(?:\w+ly\s+|once\s+|used\s+to\s+|actually\s+)?(?:know|knew|met|worked?|works|had|have|dated|married|went|saw|live[sd]?|taught|shared?)\b",
    re.I,
)
"""I know the man who teaches it: told of those behind an item, and no wish about them."""
_UNDER_DENIAL = re.compile(
    r"\b(?:no|not|never|nothing|none|enough|trouble|problems?|bad|awful|hate|only|stick)\b|n['’]t\b",
    re.I,
)


def _is_named(c: Clause, named: Collection[int]) -> bool:
    """`My uncle swears by Zadeko. I shall have none of theirs`: they are those named before."""
    said = _THEIRS.search(c.text)
    return bool(said and not c.items and any(0 < c.start - at <= NEAR for at in named))


def _names_one(m: re.Match[str], c: Clause) -> bool:
    """`The cheaper of the two` is one of them, and asks for nothing cheaper."""
    return any(p.start <= c.start + m.start() < p.end for p in c.places)


def _has_number(c: Clause, at: int) -> bool:
    """Whether a number that is no place stands behind `at`: cheaper than $40, than number 2."""
    figures = re.finditer(r"\d|[二两三四五六七八九十百千]", c.text)
    digits = (m.start() + c.start for m in figures if m.start() >= at)
    return any(not any(p.start <= d < p.end for p in c.places) for d in digits)


def _is_edit(c: Clause) -> bool:
    return any(p.search(c.text) for p in (cues.CHEAPER, cues.DEARER, cues.MORE, cues.LESS))


def _says(c: Clause) -> bool:
    """Whether a clause may say something of its own."""
    return bool(re.search(r"\d|\b(?:with|under|over|must|need|want)\b", c.text, re.I))


def _beside(c: Clause, said: Sequence[Clause], clauses: Sequence[Clause]) -> bool:
    at = {id(d): n for n, d in enumerate(clauses)}
    return any(abs(at[id(c)] - at[id(d)]) <= 1 for d in said)


def _field_of(role: str, schema: Schema) -> str | None:
    if role == "price":
        return schema.price
    if role == "released":
        return schema.released
    return next((f for f in schema.attributes if role in f.lower()), None)


def _changes(text: str, found: Sequence[Place], session: Session, catalogue: Catalogue) -> Reading:
    turn = len(session.turns) + 1
    text = less_defined(as_before(text) if session.turns else text)
    swapped = swaps(text, session.state.limits, catalogue, turn)
    text = masked(text, [span for _, _, spans in swapped for span in spans])
    kind = kind_field(catalogue.schema)
    for _, limit, _ in swapped:
        text += f". {limit.words} instead" if limit.constraint.field == kind else ""
    swapped = [s for s in swapped if s[1].constraint.field != kind]
    clauses = less_pronouns(clauses_of(text, found), session, catalogue)
    edits = _Edits(text, session, catalogue)
    edits.read(clauses)
    free = [c for c in clauses if (c.start, c.end) not in edits.used]
    back = lifted([(c.start, c.end, c.text) for c in free], session, catalogue)
    new = [limit for _, limit, _ in swapped]
    back.places.extend(k for k, _, _ in swapped if k not in back.places)
    for n, c in enumerate(free):
        if (c.start, c.end) in back.used:
            continue
        before = free[n - 1] if n else None
        said = before.text if before else ""
        held = session.state.limits
        after = free[n + 1].text if n + 1 < len(free) else ""
        named = [m.value for m in numbers(said)]
        anew = [k for k in back.places if held[k].constraint.value in named]
        taken = [k for k in back.places if k not in anew or HAN.search(text)]
        for place, limit in revised(c.text, said, held, taken, catalogue.schema, after):
            if before and held[place].constraint.value in named:
                back.used.append((before.start, before.end))
            back.places.extend([place] if place not in back.places else [])
            back.moved.append(limit)
            back.used.append((c.start, c.end))
    rest = tidy(without(text, [*edits.used, *back.used]))
    pointed = tuple(dict.fromkeys(i for c in clauses for i in c.items))
    set_anew = {c.field for c in read_numbers(rest, catalogue.schema).constraints}
    set_anew |= {x.constraint.field for x in (*back.moved, *new)}
    gone = [session.state.limits[k].constraint.field for k in back.places]
    act: Act = "lift" if set(gone) - set_anew or back.forget else "find"
    lifted_ = [session.state.limits[k] for k in back.places]
    if lifted_ and HAN.search(text) and replaced(rest, lifted_, session.state.limits, catalogue):
        act = "find"
    return Reading(
        act,
        refers=pointed,
        limits=(*back.left, *back.moved, *new, *edits.limits),
        lift=tuple(back.places),
        forget=tuple(back.forget),
        out=tuple(edits.out),
        like=tuple(edits.like),
        unlike=tuple(edits.unlike),
        rest=rest,
    )
