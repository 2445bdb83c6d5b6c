"""Which limits a turn takes back: price doesn't matter, drop the outdoor rule, 价格无所谓."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.limits import narrowed
from llmrec.catalog.schema import Schema
from llmrec.chat import cues_lift
from llmrec.chat.cues_ease import MISTAKEN_ZH, eases
from llmrec.chat.either import either, widened
from llmrec.chat.lift_all import all_taken_back
from llmrec.chat.lift_zh import BESIDES_ZH, stays, valued
from llmrec.chat.moved import middle, moved, swapped
from llmrec.chat.moved_dates import moved_date
from llmrec.chat.naming import holds, names_field, names_value, shares
from llmrec.chat.sets_anew import sets_anew
from llmrec.chat.spoken_of import FIELD, VALUE, WORDS, speaks_of
from llmrec.chat.state import Limit, Session
from llmrec.quantities import quantities
from llmrec.text import HAN
from llmrec.types import Op
from llmrec.understand.mentions import find_mentions
from llmrec.understand.numbers import attribute_for, in_unit, read_numbers, shop_quantities

Piece = tuple[int, int, str]


class Lifted(NamedTuple):
    places: list[int]
    """Of the limits in the state that are taken back."""
    left: list[Limit]
    """What is left of those that are taken back in part."""
    moved: list[Limit]
    """Wider ones that take the place of some."""
    forget: list[str]
    """Wishes in words that are taken back."""
    used: list[tuple[int, int]]
    """The words that do so."""


def lifted(pieces: Sequence[Piece], session: Session, catalogue: Catalogue) -> Lifted:
    """What a turn takes back."""
    limits, wanted = session.state.limits, session.state.wanted
    out = Lifted([], [], [], [], [])
    if not (limits or wanted):
        return out
    whole = " ".join(said for _, _, said in pieces)
    every = all_taken_back(pieces, limits, catalogue) if HAN.search(whole) else None
    if every:
        out.places.extend(every.places)
        out.used.extend(every.used)
    for n, (start, end, said) in enumerate(pieces):
        if (start, end) in out.used:
            continue
        before = pieces[n - 1] if n else None
        if _moves(out, pieces[n], before, limits, catalogue) or _either(
            out, n, pieces, limits, catalogue
        ):
            continue
        if wrong := _mistaken(said, limits, catalogue):
            out.places.extend(k for k in wrong if k not in out.places)
            out.used.append((start, end))
        elif cues_lift.STANDS.search(said):
            if any(speaks_of(said, limit, catalogue) == VALUE for limit in limits):
                out.used.append((start, end))
        elif takes_back(said) and not _is_no_lift(said, whole, limits, catalogue):
            _take_back(out, n, pieces, session, catalogue)
        elif (
            n
            and pieces[n - 1][:2] in out.used
            and _GOES_ON.match(said)
            and not (_DEMANDS.search(said) or any(q.comparator for q in quantities(said)))
        ):
            _go_on(out, pieces[n], limits, catalogue)
    return out


def _go_on(out: Lifted, piece: Piece, limits: Sequence[Limit], catalogue: Catalogue) -> None:
    """Forget the batteries, and how long they last: what was taken back before goes on."""
    start, end, said = piece
    sure = max((speaks_of(said, x, catalogue) for x in limits), default=0)
    mine = [k for k in _meant(said, said, limits, catalogue) if k not in out.places]
    if mine and sure > WORDS:
        out.places.extend(mine)
        out.used.append((start, end))


_GOES_ON = re.compile(
    r"\s*(?:and|or|nor|as\s+well\s+as)\s+(?:(?:the|that|my|any|how|what|which|whether|no|all)\s+)?\w+(?:\s+\w+){0,3}\s*$"
    r"|\s*(?:以及|还有|和|跟)[^，。]{1,8}$",
    re.I,
)
_DEMANDS = re.compile(
    r"\b(?:must|needs?|want|give|show|has|have|should|make|only|it|is|are)\b|要|得|必须|只"
)


def _moves(
    out: Lifted,
    piece: Piece,
    before: Piece | None,
    limits: Sequence[Limit],
    catalogue: Catalogue,
) -> bool:
    """Whether a piece puts another limit in the place of one: a wider one, a bound at another
    number or day, another value."""
    start, end, said = piece
    wider = widened(said, limits, catalogue)
    if wider and before and BESIDES_ZH.match(before[2]):
        out.used.append(before[:2])
    other = wider or moved_date(said, limits, catalogue)
    if other is None and HAN.search(said):
        other = moved(said, limits, catalogue.schema)
    if other:
        out.places.append(other[0])
        out.moved.append(other[1])
        out.used.append((start, end))
        return True
    given, until = swapped(said, limits, catalogue) if HAN.search(said) else ([], 0)
    if given:
        out.places.extend(k for k in given if k not in out.places)
        out.used.append((start, start + until))
    return bool(given)


def _either(
    out: Lifted, n: int, pieces: Sequence[Piece], limits: Sequence[Limit], catalogue: Catalogue
) -> bool:
    """Whether a piece says that one of several values will do in the place of one."""
    before = pieces[n - 1][2] if n else ""
    found = either(pieces[n][2], before, limits, catalogue)
    if found:
        place, limit, needed = found
        out.places.append(place)
        out.moved.append(limit)
        out.used.extend(p[:2] for p in pieces[n - needed : n + 1])
    return found is not None


def _is_no_lift(said: str, whole: str, limits: Sequence[Limit], catalogue: Catalogue) -> bool:
    """Whether words that look like a lift say something else."""
    said = _ASIDE.sub("aside", said)
    if cues_lift.NEVER_AGAIN.search(said) or cues_lift.HEARD.search(said) or _NEITHER.search(said):
        return True
    if _praises(said, limits, catalogue):
        return True
    if cues_lift.LOWERED.search(said) or cues_lift.EXTRA.search(whole):
        return True
    return sets_anew(said, limits) or bool(_IN_DEGREE_ZH.search(said) or _ASKS_ZH.search(said))


def _mistaken(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> list[int]:
    """The limits whose value a clause names as a mistake: Alexa 是我记错了."""
    if not (HAN.search(said) and MISTAKEN_ZH.search(said)):
        return []
    return valued(said, limits, catalogue) or []


def takes_back(said: str) -> bool:
    """Whether a clause has words that take something back."""
    return bool(cues_lift.LIFT.search(said)) or eases(said, chinese=bool(HAN.search(said)))


def _take_back(
    out: Lifted, n: int, pieces: Sequence[Piece], session: Session, catalogue: Catalogue
) -> None:
    """Read a piece that takes something back."""
    limits, wanted = session.state.limits, session.state.wanted
    start, end, said = pieces[n]
    first = _listed_from(n, pieces)
    around = [said, *([", ".join(p[2] for p in pieces[first:n])] if n else [])]
    if not HAN.search(said) and cues_lift.BACK_AT.search(said):
        around += [p[2] for p in pieces[max(0, n - 2) : max(0, n - 1)]]
        around.sort(
            key=lambda words_: -max((speaks_of(words_, x, catalogue) for x in limits), default=0)
        )
    mine: list[int] = []
    for words_ in around:
        named = valued(words_, limits, catalogue) if HAN.search(words_) else None
        meant = _meant(words_, said, limits, catalogue)
        mine = meant if named is None or _counted(said, meant, limits) else named
        mine = [k for k in mine if not stays(said, words_, limits[k], catalogue)]
        if mine:
            break
    out.forget.extend(w for w in wanted if shares(said, w) and not mine)
    if out.forget and not mine:
        out.used.append((start, end))
        return
    if not mine and not out.places and cues_lift.LIFT.search(said):
        mine = _unnamed(said, limits)
    if mine:
        whole = said if words_ is said else f"{words_}, {said}"
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        moved = {k: _wider(whole, limits[k], catalogue.schema) for k in mine}
        if after and cues_lift.EASES.search(said) and not any(moved.values()):
            moved = {k: _wider(f"{said}, {after[2]}", limits[k], catalogue.schema) for k in mine}
            out.used.extend([after[:2]] if any(moved.values()) else [])
        mine = [k for k in mine if moved[k]] if any(moved.values()) else mine
        fresh = [limits[k] for k in mine if k not in out.places]
        fresh_ = [x for limit in fresh for x in _left(words_, limit, "in", catalogue)]
        out.moved.extend(fresh_)
        out.moved.extend(x for k in mine if k not in out.places for x in moved[k])
        out.left.extend(x for limit in fresh for x in _left(words_, limit, "not_in", catalogue))
        again = {limits[k].constraint.field for k in mine if k in out.places and not moved[k]}
        out.moved[:] = [x for x in out.moved if x.constraint.field not in again or x in fresh_]
        out.places.extend(k for k in mine if k not in out.places)
        out.used.append((start, end))
        if mine and words_ is not said:
            out.used.extend(p[:2] for p in pieces[first:n])


def _listed_from(n: int, pieces: Sequence[Piece]) -> int:
    """Where the words begin of which a piece speaks: battery, cable, I don't mind."""
    at = max(n - 1, 0)
    if HAN.search(pieces[n][2]):
        return at
    while at and all(len(p[2].split()) <= _FEW_WORDS for p in pieces[at - 1 : at + 1]):
        at -= 1
    return at


_FEW_WORDS = 2


def _meant(words_: str, said: str, limits: Sequence[Limit], catalogue: Catalogue) -> list[int]:
    """The limits that words name: by a value, and then no other of that field; by a field; or, if
    none is, by words that they were read from."""
    sure = [speaks_of(words_, limit, catalogue) for limit in limits]
    by_unit = [k for k in _numbered(sure, limits) if _measures(words_, limits[k], catalogue)]
    if by_unit:  # ten weeks are no ten hours
        sure = [
            0 if k in _numbered(sure, limits) and k not in by_unit else s
            for k, s in enumerate(sure)
        ]
    best = max(sure, default=0)
    exact = {limits[k].constraint.field for k, s in enumerate(sure) if s == VALUE}
    named = min(best, FIELD)
    mine = [
        k
        for k, s in enumerate(sure)
        if s >= named > 0 and (s == VALUE or limits[k].constraint.field not in exact)
    ]
    return _of_side(said, _how_long(said, mine, limits), limits)


def _numbered(sure: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """Limits whose number is named."""
    return [
        k
        for k, s in enumerate(sure)
        if s == VALUE and isinstance(limits[k].constraint.value, int | float)
    ]


def _measures(said: str, limit: Limit, catalogue: Catalogue) -> bool:
    """Whether words name the field of a limit, or a number in its unit."""
    field = limit.constraint.field
    spec = catalogue.schema.attributes[field]
    measured = {attribute_for(q, said, catalogue.schema) for q in quantities(said)}
    return field in measured or names_field(said, field, spec)


def _how_long(said: str, mine: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """`How long the batteries last doesn't matter` takes no battery back."""
    return _counted(said, mine, limits) or list(mine)


def _counted(said: str, mine: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """The bounds among limits, where it is said how long or how much."""
    counted = [k for k in mine if limits[k].constraint.op in ("lt", "le", "gt", "ge")]
    return counted if cues_lift.HOW_MUCH.search(said) else []


def _of_side(said: str, mine: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """The ceiling alone, or the minimum, where the words say which."""
    for cue, ops in ((cues_lift.UPPER, ("lt", "le")), (cues_lift.LOWER, ("gt", "ge"))):
        if cue.search(said):
            bounds = [k for k in mine if limits[k].constraint.op in ("lt", "le", "gt", "ge")]
            return [k for k in mine if k not in bounds or limits[k].constraint.op in ops]
    return list(mine)


def _unnamed(said: str, limits: Sequence[Limit]) -> list[int]:
    """`Scrap that rule` is the last one, `the upper limit` the last of those, and `they can come
    back` the last refusal."""
    every = list(range(len(limits)))
    if cues_lift.UPPER.search(said) or cues_lift.LOWER.search(said):
        bounds = [k for k in every if limits[k].constraint.op in ("lt", "le", "gt", "ge")]
        return _of_side(said, bounds, limits)[-1:]
    if cues_lift.RETURNS.search(said):
        return [k for k in every if limits[k].constraint.op in ("ne", "not_in", "lacks")][-1:]
    return every[-1:] if cues_lift.CONDITION.search(said) else []


def _left(said: str, limit: Limit, op: Op, catalogue: Catalogue) -> list[Limit]:
    """The limit on the other values, where only some of several are named."""
    c = limit.constraint
    if c.op != op or not isinstance(c.value, list):
        return []
    found = find_mentions(said, catalogue, "zh" if HAN.search(said) else "en")
    named = {m.value for m in found if m.field == c.field}
    left = [v for v in c.value if v not in named and not names_value(said, v)]
    if not left or len(left) == len(c.value):
        return []
    return [limit.model_copy(update={"constraint": narrowed(c, left, catalogue.schema)})]


def _wider(said: str, limit: Limit, schema: Schema) -> list[Limit]:
    """`Eight weeks would be fine` where six were the most: eight are now."""
    c = limit.constraint
    if c.op not in ("lt", "le", "gt", "ge") or not isinstance(c.value, int | float):
        return []
    if any(cue.search(said) for cue in (cues_lift.UPPER, cues_lift.LOWER, cues_lift.GIVES_UP)):
        return []
    for q in shop_quantities(said, schema):
        if attribute_for(q, said, schema) == c.field:
            value = middle(in_unit(q, schema.attributes[c.field]), q)
            more = c.op in ("lt", "le")
            if isinstance(value, int | float) and (value > c.value) == more and value != c.value:
                bound = c.model_copy(update={"op": "le" if more else "ge", "value": value})
                return [limit.model_copy(update={"constraint": bound, "words": said.strip()})]
    return []


_NEITHER = re.compile(r"\bneither\b(?!\s+here\s+nor)[^.;!?]*\bnor\b", re.I)
_ASIDE = re.compile(r"\bto\s+one\s+side\b", re.I)
_ASKS_ZH = re.compile(r"吗\W*$")
"""不免费没关系吗 asks."""
_IN_DEGREE_ZH = re.compile(
    r"(?:(?:太|过于|特别|不够)[^，。]{1,3}|比[^，。]{1,10}[低高差少贵短老旧])的(?:话?|就|都|请|也)*(?:不|别|免|算)"
)
"""评价太差的就不必了 refuses the worst and takes nothing back."""


def replaced(
    rest: str, lifted_: Sequence[Limit], limits: Sequence[Limit], catalogue: Catalogue
) -> bool:
    """Whether what is left of a turn sets anew what it took back: 500不算数了，800以内."""
    fields = {limit.constraint.field for limit in lifted_}
    held = [limit.constraint for limit in limits]
    numbers = [c.field for c in read_numbers(rest, catalogue.schema).constraints]
    valued = [
        m.field
        for m in find_mentions(rest, catalogue, "zh")
        if not any(c.field == m.field and m.value in c.values for c in held)
    ]
    return bool(fields & {*numbers, *valued})


def _praises(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> bool:
    """`Alexa's fine, Siri's not` takes no demand of Alexa back."""
    if not cues_lift.FINE_ALONE.search(said) or HAN.search(said):
        return False
    held = [x.constraint for x in limits if x.constraint.op in ("eq", "has", "in")]
    return any(holds(said, c) for c in held)
