"""What a turn wants, read by code: what it is for, what it points at, what it changes.

Words that were used up (`more like the second`, `not from that brand`) are taken out of the text;
what is left is for `understand`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema
from llmrec.chat import cues
from llmrec.chat.lift import holds, lifted, replaced
from llmrec.chat.pieces import Clause, clauses_of, without
from llmrec.chat.refer import LIST, Place, places
from llmrec.chat.state import Act, Limit, Session
from llmrec.text import HAN, heard
from llmrec.types import Constraint, ItemId, Op
from llmrec.understand.numbers import read_numbers
from llmrec.understand.spelling import spelled
from llmrec.understand.vocabulary import find_mentions

_BLANK = re.compile(r"(?<=[一-鿿])(?<![一二两三四五六七八九十百千万]) (?=[一-鿿])")
"""Chinese has no blanks between words: one between two characters is a comma."""
_COMPARED: tuple[tuple[re.Pattern[str], str, Op], ...] = (
    (cues.CHEAPER, "price", "lt"),
    (cues.DEARER, "price", "gt"),
    (cues.BETTER_RATED, "rating", "gt"),
    (cues.NEWER, "released", "gt"),
)


_REFUSALS = ("ne", "not_in", "lacks")


NEAR = 14
"""Characters between a denial and the place that it denies: not again the third."""


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
    rest: str = ""
    """Words that `understand` is given."""

    @property
    def edits(self) -> bool:
        return bool(self.limits or self.lift or self.forget or self.out or self.like or self.unlike)


def read(said: str, session: Session, catalogue: Catalogue) -> Reading:
    """Read a turn; nothing is asked of a model."""
    text, _ = spelled(_BLANK.sub("，", heard(said)), catalogue)
    found = places(text, session, catalogue)
    pointed = tuple(dict.fromkeys(i for p in found for i in p.items))
    restart = cues.RESTART.search(text)
    if restart:
        return Reading("restart", rest=_after(text, restart))
    if session.turns and _is_undo(text, session, catalogue, pointed):
        return Reading("undo")
    asked = _question(text, found, pointed)
    if asked is not None:
        return Reading(asked, refers=pointed)
    return _changes(text, found, session, catalogue)


_UNSAID = re.compile(r"(?P<what>[^，。！!,；;…]{2,16})当我没[说讲提]")


def _is_undo(text: str, session: Session, catalogue: Catalogue, pointed: Sequence[ItemId]) -> bool:
    said = cues.UNDO.search(text)
    if said is None or _asks_anew(text, session, pointed):
        return False
    unsaid = _UNSAID.search(text)  # 钱的事当我没说 takes back one limit, not the last turn
    if unsaid is None or re.search(r"[刚上前]|那句|这句|^[那这]一?[条项个]$", unsaid["what"]):
        return True
    return not lifted([(*unsaid.span(), unsaid.group())], session, catalogue).places


def _asks_anew(text: str, session: Session, pointed: Sequence[ItemId]) -> bool:
    """`Zadeko can come back`, `bring back Zadeko` and `back to the last list, what is the third`:
    nothing is undone."""
    if pointed and LIST.search(text) and (cues.DETAILS.search(text) or cues.COMPARE.search(text)):
        return True
    back = re.search(r"\bback\b", text, re.I)
    refused = [x.constraint for x in session.state.limits if x.constraint.op in _REFUSALS]
    if back and any(holds(text, c) for c in refused):
        return True
    return bool(re.search(r"\bcome\s+back\b|\bback\s+in\b|\bgive\s+it\s+back\b", text, re.I))


def _after(text: str, restart: re.Match[str]) -> str:
    """What is asked for when all else is forgotten: what stands behind, or before a comma."""
    behind = text[restart.end() :].strip(" .,;:!?。，；：！？…~了吧啊呢的")
    before = text[: restart.start()].strip(" .,;:!?。，；：！？…")
    return behind if len(behind) > 1 else (before if _wants(before) else "")


def _wants(text: str) -> bool:
    return bool(
        re.search(r"\b(?:want|need|show|looking\s+for|find\s+me)\b|想要|想看|找个?|要一|给我", text)
    )


def _question(text: str, found: Sequence[Place], items: Sequence[ItemId]) -> Act | None:
    """Whether the turn asks about items that were shown, and what."""
    if not items:
        return None
    if len(items) >= 2 and cues.COMPARE.search(text) and not cues.CHEAPER.search(text):
        return "compare"
    if cues.WHY_NOT.search(text):
        return "why_not"
    if cues.EXPLAIN.search(text):
        return "explain"
    changed = (cues.LESS, cues.CHEAPER, cues.DEARER)
    around = without(text, [(p.start, p.end) for p in found])
    changes = any(p.search(around) for p in changed)
    changes = changes or bool(cues.MORE.search(text) and not cues.TELL_MORE.search(text))
    asks = cues.DETAILS.search(text) or _WHO.match(text) or _only_places(text, found)
    if asks and not changes and not _turns_down(text):
        return "details"
    return None


_WHO = re.compile(r"\W*(?:and\s+)?who\b[^.!;]*\?\W*$", re.I)
"""Who teaches the second?"""


def _turns_down(text: str) -> bool:
    return bool(cues.OUT.search(text) or (cues.BRAND.search(text) and not _WHO.match(text)))


def _only_places(text: str, found: Sequence[Place]) -> bool:
    """`And number four?`"""
    left = without(text, [(p.start, p.end) for p in found])
    return not re.search(
        r"\b\w{4,}\b|[一-鿿]{3,}", re.sub(r"\b(?:before|right|then|please)\b", "", left)
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
        for c in clauses:
            items = c.items
            if c in branded:
                last = items or last
                continue
            compared = self._compared(c, items or last)
            if cues.LESS.search(c.text) and items:
                self._take(self.unlike, items, c)
            elif cues.MORE.search(c.text) and items:
                self._take(self.like, items, c)
            elif items and not compared and self._is_out(c, clauses):
                self._take(self.out, items, c)
            elif items and not compared:
                self._leaning(c, clauses)
            last = items or last

    def _take(self, into: list[ItemId], items: Sequence[ItemId], c: Clause) -> None:
        into.extend(i for i in items if i not in into)
        self.used.append((c.start, c.end))

    def _is_out(self, c: Clause, clauses: Sequence[Clause]) -> bool:
        if any(self._is_of_item(m, c) for m in cues.OUT.finditer(c.text)):
            return True
        behind = [d for d in clauses if d.start >= c.end][:1]  # 第三台好丑，不考虑它了
        return any(cues.OUT.search(d.text) and self._is_verdict(d) for d in behind)

    def _is_of_item(self, m: re.Match[str], c: Clause) -> bool:
        """`Not the third`, but not `the third, without a hub`: a bare denial stands beside what it
        denies."""
        if not cues.BARE.fullmatch(m.group()):
            return True
        start, end = c.start + m.start(), c.start + m.end()
        return any(0 <= p.start - end <= NEAR or 0 <= start - p.end <= 2 for p in c.places)

    def _is_verdict(self, c: Clause) -> bool:
        """Whether a clause says no more than no."""
        left = cues.OUT.sub(" ", c.text)
        tells = re.search(r"\d|\b\w{3,}\b|[一-鿿]{2,}", cues.THANKS.sub(" ", left))
        return not (c.items or tells)

    def _leaning(self, c: Clause, clauses: Sequence[Clause]) -> None:
        """`The third looks dry. Less like that one`: what the next clause says is of this item."""
        behind = " ".join(d.text for d in clauses if d.start >= c.end and not d.items)
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
            if not items and (cue is not cues.CHEAPER or cues.TOO_DEAR.search(c.text)):
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
        named = {
            m.start for m in find_mentions(self.text, self.catalogue, "en") if m.field == field
        }
        said = [
            c
            for c in clauses
            if cues.BRAND.search(c.text) and not any(c.start <= at < c.end for at in named)
        ]
        if field is None or not said:
            return []
        pointed = [c for c in clauses if c.items and (c in said or _beside(c, said, clauses))]
        before = [c for c in clauses if c.items and c.start < said[0].start][-1:]
        items = [i for c in pointed or before for i in c.items] or self.session.focus
        values = [self.catalogue.item(i).attributes.get(field) for i in items]
        names = list(dict.fromkeys(v for v in values if isinstance(v, str)))
        if not names:
            return []
        around = [*said, *pointed, *(d for d in clauses if _beside(d, said, clauses))]
        refused = any(cues.NEGATIVE.search(c.text) for c in around)
        if not refused and not any(cues.SAME.search(c.text) for c in around):
            return []
        value = names[0]
        self._limit(field, "ne" if refused else "eq", value, said[0])
        plain = [c for c in around if not _says(c) and not _is_edit(c)]
        used = [c for c in clauses if c in said or c in pointed or c in plain]
        self.used.extend((c.start, c.end) for c in used)
        return used

    def _limit(self, field: str, op: Op, value: object, c: Clause) -> None:
        constraint = Constraint(field=field, op=op, value=value)  # type: ignore[arg-type]
        self.limits.append(Limit(constraint=constraint, words=c.text.strip(), turn=self.turn))


def _names_one(m: re.Match[str], c: Clause) -> bool:
    """`The cheaper of the two` is one of them, and asks for nothing cheaper."""
    return any(p.start <= c.start + m.start() < p.end for p in c.places)


def _has_number(c: Clause, at: int) -> bool:
    """Whether a number that is no place stands behind `at`: cheaper than $40, than number 2."""
    digits = (m.start() + c.start for m in re.finditer(r"\d", c.text) if m.start() >= at)
    return any(not any(p.start <= d < p.end for p in c.places) for d in digits)


def _is_edit(c: Clause) -> bool:
    return any(p.search(c.text) for p in (cues.CHEAPER, cues.DEARER, cues.MORE, cues.LESS))


def _says(c: Clause) -> bool:
    """Whether a clause may say something of its own."""
    return bool(re.search(r"\d|\b(?:with|under|over|must|need|want)\b", c.text, re.I))


def _beside(c: Clause, said: Sequence[Clause], clauses: Sequence[Clause]) -> bool:
    at = {id(d): n for n, d in enumerate(clauses)}
    return any(abs(at[id(c)] - at[id(d)]) <= 1 for d in said)


def brand_field(schema: Schema) -> str | None:
    """The category that says who makes or offers a thing."""
    told = re.compile(
        r"\b(?:brand|maker|provider|manufacturer|publisher|studio|author|supplier|school|platform"
        r"|offers|label|vendor|seller|director)\b|品牌|厂|机构|作者|出版|导演|商家",
        re.I,
    )
    named = [f for f, spec in schema.attributes.items() if spec.type == "category"]
    by_name = [f for f in named if told.search(f)]
    return next(
        iter([*by_name, *(f for f in named if told.search(schema.attributes[f].about))]), None
    )


def _field_of(role: str, schema: Schema) -> str | None:
    if role == "price":
        return schema.price
    if role == "released":
        return schema.released
    return next((f for f in schema.attributes if role in f.lower()), None)


def _changes(text: str, found: Sequence[Place], session: Session, catalogue: Catalogue) -> Reading:
    clauses = clauses_of(text, found)
    edits = _Edits(text, session, catalogue)
    edits.read(clauses)
    free = [c for c in clauses if (c.start, c.end) not in edits.used]
    back = lifted([(c.start, c.end, c.text) for c in free], session, catalogue)
    rest = _tidy(_SAME.sub(" ", without(text, [*edits.used, *back.used])))
    pointed = tuple(dict.fromkeys(i for p in found for i in p.items))
    set_anew = {c.field for c in read_numbers(rest, catalogue.schema).constraints}
    set_anew |= {x.constraint.field for x in back.moved}
    gone = [session.state.limits[k].constraint.field for k in back.places]
    act: Act = "lift" if set(gone) - set_anew or back.forget else "find"
    lifted_ = [session.state.limits[k] for k in back.places]
    if lifted_ and HAN.search(rest) and replaced(rest, lifted_, session.state.limits, catalogue):
        act = "find"
    return Reading(
        act,
        refers=pointed,
        limits=(*back.left, *back.moved, *edits.limits),
        lift=tuple(back.places),
        forget=tuple(back.forget),
        out=tuple(edits.out),
        like=tuple(edits.like),
        unlike=tuple(edits.unlike),
        rest=rest,
    )


_SAME = re.compile(
    r"\b(?:the\s+)?same\s+(?:rules?|budget|conditions?|limits?|requirements?|price|money"
    r"|as\s+before)\b[^.;!?]*"
    r"|\b(?:everything|all|the\s+rest)\s+(?:else\s+)?(?:as\s+before|the\s+same|stays?"
    r"|remains?)\b[^.;!?]*"
    r"|(?:别的|其他|其它|剩下|其余)(?:的)?(?:要求|条件)?(?:照旧|不变|一样|照样|同样|跟之前)[^。；！？]*|(?:钱|预算)还是[^。；！？，]*",
    re.I,
)
_GLUE = re.compile(
    r"^(?:\s*(?:and|but|or|so|then|ok(?:ay)?|oh|well|hmm+|please|too|also|[，。、,.;:!?！？…~])\s*)+",
    re.I,
)


def _tidy(text: str) -> str:
    out = " ".join(text.split())
    out = re.sub(r"\s+([,.;!?])", r"\1", out)
    out = _GLUE.sub("", out)
    return out if re.search(r"\w", out) else ""
