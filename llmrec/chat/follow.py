"""What holds after a turn: the old state, edited by what was read and by what was understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat import cues
from llmrec.chat.given_up import allowed_again, given_up, less_swapped
from llmrec.chat.gives_way import let_in, without, yields
from llmrec.chat.kinds import ALSO, CHANGES, OWNED, SWITCH, held_back, kinds_said, stands_alone
from llmrec.chat.kinds_told import is_had
from llmrec.chat.placed import is_placed
from llmrec.chat.read import Reading
from llmrec.chat.state import Limit, State
from llmrec.context import Context
from llmrec.text import HAN, heard, negated_spans, stem
from llmrec.types import Constraint, Mention, Profile, Request
from llmrec.understand import Understand, clauses
from llmrec.understand.mentions import MANY, is_need

_NO_MUST = re.compile(
    r"\b(?:won['’]t|shan['’]t|not|wouldn['’]t|don['’]t|never)\s+(?:\w+\s+)?(?:hold\s+(?:\S+\s+){1,2}?to\s+(?:it|that)|insist"
    r"|die\s+on\s+that\s+hill|push\s+it)\b|\bno\s+(?:biggie|biggy|sweat|drama)\s+if\b|\bwouldn['’]t\s+say\s+no\b|"
    r"(?:\bnot|n['’]t)\s+(?:really\s+|strictly\s+|an?\s+|all\s+that\s+)*(?:must|essential"
    r"|necessary|required|requirement|crucial|needed)\b"
    r"|\bnice\s+(?:extra|to\s+have|touch)\b|\bbonus\b|\bif\s+(?:it\s+)?(?:can\s+be\s+managed"
    r"|possible|you\s+can|there\s+are\s+any)\b"
    r"|\bwould\s+be\s+(?:ideal|sweet|lovely|nice|great|a\s+plus)\b|\bideally\b|最好|没有?也(?:行|可以|没关系"
    r"|不要紧|无妨)|更好|不强求",
    re.I,
)
_LIGHTLY = re.compile(
    r"[^.;!?]{0,30}?[,\s]\s*(?:(?:but|though|tho|and)\s+)?(?:I|we)\s*(?:ain['’]?t|am\s+not|['’]m\s+not|['’]?re\s+not|won['’]?t|wouldn['’]?t|do\s+not|don['’]?t|shan['’]?t)"
    r"\s+(?:(?:gonna|going\s+to|be|gon)\s+)*(?:cry|lose|die|sulk|weep|moan|fret|complain|walk|fuss\w*|insist\w*|heartbroken)\b"
    r"|[^。；！？.;!?\n]{0,12}?[，,\s]\s*(?:实在|真|要是|如果)?(?:没有?|不是|要付)[^，。；！？,;!?\n]{0,4}?[也都](?:行|可以?|成|中|没(?:关系|事|所谓)|无妨|无所谓|不要紧|不强求|认了?|[oO][kK])",
    re.I,
)
"""A certificate would be nice, but I ain't gonna cry over it; 有证书更好，没有也 ok."""
_REFUSES = re.compile(r"别[给再]|不要|不想要|甭|\b(?:no|not|don['’]?t)\b", re.I)
_GIVEN_UP = re.compile(r"^[^，。,.!！?？]*(?:不要|不看|不学|不买)[了的吧啊呢]*[。！!]*$")
"""编程类不要: what is refused stands before."""
_SEVERAL = re.compile(
    r"\b(?:or|and|both|either|plus|maybe|perhaps|could\s+be|might\s+be|as\s+well\s+as)\b|[,/、，+&]|或|和|跟|与|及|还有|两",
    re.I,
)


class Follow(Understand):
    """Understands a turn on top of what holds, and keeps the state that comes of it."""

    def __init__(self, reading: Reading, before: State, turn: int) -> None:
        super().__init__()
        self.reading, self.turn = reading, turn
        self.base = edited(before, reading)
        self.lifted = [x for n, x in enumerate(before.limits) if n in reading.lift]
        self.state = self.base

    def cheap(self, request: Request, context: Context) -> Profile:
        plain = super().cheap(self._asked(request, context), context)
        return self._joined(plain, plain, context)

    def __call__(self, request: Request, context: Context, cheap: Profile | None = None) -> Profile:
        asked = self._asked(request, context)
        if not self.reading.rest:
            return cheap or self.cheap(request, context)
        plain = super().cheap(asked, context)
        return self._joined(super().__call__(asked, context, plain), plain, context)

    def _asked(self, request: Request, context: Context) -> Request:
        """What is left of the turn to be understood, beside what holds."""
        kind = kind_field(context.catalogue.schema)
        known = [_softer(c, kind) for c in self.base.constraints]
        state = Profile(constraints=known)
        return request.model_copy(
            update={"text": self.reading.rest, "dialogue": [], "state": state}
        )

    def _joined(self, profile: Profile, plain: Profile, context: Context) -> Profile:
        """
        Args:
            plain: what code read; a kind of thing that it names is not widened by guesses.
        """
        kind = kind_field(context.catalogue.schema)
        named = [c for c in plain.constraints if c.field == kind and c.span]
        if any(_says_kind(c, kind) for c in named):
            others = [c for c in profile.constraints if not _says_kind(c, kind)]
            named = [c for c in named if c not in others]
            profile = profile.model_copy(update={"constraints": [*named, *others]})
        self.state = joined(
            self.base, profile, self.reading, self.turn, context.catalogue, self.lifted
        )
        return as_profile(self.state, profile, context.catalogue)


def edited(before: State, reading: Reading) -> State:
    """The state with the edits that were read by code."""
    if reading.act == "restart":
        return State()
    limits = [limit for n, limit in enumerate(before.limits) if n not in reading.lift]
    wanted = [w for w in before.wanted if w not in reading.forget]
    for limit in reading.limits:
        limits = [*without(limits, limit.constraint), limit]
    gone = {*reading.out, *reading.unlike}
    return before.model_copy(
        update={
            "limits": limits,
            "wanted": wanted,
            "out": _union([i for i in before.out if i not in reading.back], reading.out),
            "like": _union([i for i in before.like if i not in gone], reading.like),
            "unlike": _union([i for i in before.unlike if i not in reading.like], reading.unlike),
        }
    )


def _union(old: Sequence[str], new: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))


def _softer(c: Constraint, kind: str | None) -> Constraint:
    """As `understand` is told of it: what a thing is gives way to any other word for it, and no
    place in the turn is its own."""
    hard = c.hard and not _says_kind(c, kind)
    return c.model_copy(update={"hard": hard, "span": None})


def _says_kind(c: Constraint, kind: str | None) -> bool:
    return c.field == kind and c.op in ("eq", "in")


def joined(
    base: State,
    profile: Profile,
    reading: Reading,
    turn: int,
    catalogue: Catalogue,
    lifted: Sequence[Limit] = (),
) -> State:
    """The state with what was understood of the rest of the turn.

    Args:
        lifted: limits that the turn took back: who is let back in is not asked for alone.
    """
    kind = kind_field(catalogue.schema)
    known = [_softer(c, kind) for c in base.constraints]
    text = heard(reading.rest)
    new = _said(text, profile, known, catalogue)
    kept = [
        let_in(x, new, catalogue.schema)
        for x in base.limits
        if not any(yields(x.constraint, n) for n in new)
    ]
    replaced = [*given_up(new, base), *allowed_again(new, [*base.limits, *lifted], text)]
    new = [c for c in new if c not in replaced]
    new = less_swapped(new, base, catalogue.schema, text)
    added = [
        Limit(constraint=c, words=_words(c, text, kind=c.field == kind), turn=turn) for c in new
    ]
    update: dict[str, object] = {"limits": [*kept, *added]}
    changed = any(_says_kind(c, kind) for c in new)
    if changed or not base.search_text:
        update["about"] = profile.search_text if text else base.about
    elif text and _wishes(text, profile, reading, new):
        update["wanted"] = _union(base.wanted, [profile.search_text])[-4:]
    if changed or profile.interests:
        update["tags"] = Profile(tags=profile.tags, interests=profile.interests)
    return base.model_copy(update=update)


def _said(
    text: str, profile: Profile, known: Sequence[Constraint], catalogue: Catalogue
) -> list[Constraint]:
    """The limits and wishes of this turn: what a thing is is a limit here, and what is open to any
    value is one only in the catalogue's own words."""
    kind = kind_field(catalogue.schema)
    new = [c for c in profile.constraints if c not in known]
    out = [c for c in new if c.field != kind and not _is_no_wish(c, catalogue)]
    mine = [c for c in new if c.field == kind]
    out += _kinds(text, mine, profile, known, catalogue, said={c.field for c in out})
    return [_strength(c, text, catalogue) for c in out]


def _is_no_wish(c: Constraint, catalogue: Catalogue) -> bool:
    """Nobody demands that a thing needs something, such as a paid plan."""
    return c.value is True and c.op == "eq" and is_need(catalogue.schema.attributes[c.field])


def _kinds(
    text: str,
    new: Sequence[Constraint],
    profile: Profile,
    known: Sequence[Constraint],
    catalogue: Catalogue,
    *,
    said: AbstractSet[str],
) -> list[Constraint]:
    """What kind of thing is asked for: named by the text, by half its name, or by the model.

    Args:
        said: fields that the turn limits: `courses in Chinese` asks for no language course.
    """
    held = [c for c in known if _says_kind(c, kind_field(catalogue.schema))]
    old = [v for h in held for v in h.values]
    fresh = list(new)
    if SWITCH.search(text):  # 照相太费眼，改学历史: of both it is the new one
        asked = [c for c in new if c.op in ("eq", "in")]
        fresh = [*_less(asked, old), *(c for c in new if c not in asked)]
    wanted, denied = _parted(text, fresh, old)
    if HAN.search(text) and not denied:
        back = held_back(text, [str(v) for v in old], catalogue)
        denied = [Constraint(field=held[0].field, op="ne", value=v) for v in back]
    asks = CHANGES.search(text) or (wanted and (denied or ALSO.search(text)))
    if held and not (asks or any(stands_alone(c, text) for c in wanted)):
        return denied
    if SWITCH.search(text):  # what is given up is named, too
        wanted = _less(wanted, old)
    elif held and wanted and ALSO.search(text):
        many = list(dict.fromkeys([*old, *(v for c in wanted for v in c.values)]))
        wanted = [wanted[0].model_copy(update={"op": "in", "value": many})]
    found = kinds_said(text, catalogue)
    if found is not None and SWITCH.search(text):
        found = next(iter(_less([found], old)), None)
    if wanted:
        return [*denied, *_any_of(wanted, found, text)]
    foreign = profile.language != catalogue.language
    if found is None and foreign and (not held or SWITCH.search(text)):
        found = _guess(text, profile, said, catalogue)
        if found and found.value in [v for c in new for v in c.values]:
            found = None  # it was read, and asks for nothing: 家里没网关
    return [*denied, *([found] if found else [])]


_SIDE_BY_SIDE = re.compile(
    r"(?:[\s,/&+?]|\b(?:or|and|plus|could\s+be|might\s+be|as\s+well\s+as|either|maybe|perhaps|possibly|else|even|but|also|an?|some|the|smart)\b)*",
    re.I,
)


def _less(wanted: Sequence[Constraint], old: Sequence[object]) -> list[Constraint]:
    """What is wanted but for what was asked for before."""
    out: list[Constraint] = []
    for c in wanted:
        left = [v for v in c.values if v not in old]
        if len(left) == 1:
            out.append(c.model_copy(update={"op": "eq", "value": left[0]}))
        elif left:
            out.append(c.model_copy(update={"value": left}) if isinstance(c.value, list) else c)
    return out


def _any_of(wanted: Sequence[Constraint], halves: Constraint | None, text: str) -> list[Constraint]:
    """Of kinds that are named side by side (`led strips or smart bulbs`) any will do.

    Args:
        halves: those whose name's last word is said.
    """
    named = [*wanted]
    if halves and halves.span and len(wanted) == 1 and wanted[0].span:
        said = text[halves.span.start : halves.span.end]
        inner = " ".join(said.split()[1:-1])
        if halves.op == "in" and _SEVERAL.search(inner) and _SIDE_BY_SIDE.fullmatch(inner):
            named.append(halves)
    firm = [c.model_copy(update={"hard": True}) for c in named]
    spans = sorted((c.span.start, c.span.end) for c in wanted if c.span)
    between = [text[a[1] : b[0]] for a, b in pairwise(spans)]
    beside = all(_SIDE_BY_SIDE.fullmatch(words) for words in between)
    if len(firm) < 2 or len(spans) < len(wanted) or not beside:
        return firm
    values = [v for c in firm for v in map(str, c.values)]
    both = {"op": "in", "value": list(dict.fromkeys(values))}
    return [firm[0].model_copy(update=both)]


def _parted(
    text: str, new: Sequence[Constraint], old: Sequence[object]
) -> tuple[list[Constraint], list[Constraint]]:
    """Kinds that are wanted, and those that are not.

    Args:
        old: what was asked for before.
    """
    has = bool(old)
    refused = negated_spans(text, "en") + negated_spans(text, "zh")
    wanted: list[Constraint] = []
    denied: list[Constraint] = []
    for c in new:
        inside = c.span and any(s < c.span.end and c.span.start < e for s, e in refused)
        if c.op in ("eq", "in"):
            one = _one_of(c, text, old)
            if c.span is None and (has or not c.hard):
                continue  # an earlier turn's, seen anew, or only guessed
            if has and c.span and HAN.search(text) and is_had(c, text):
                continue
            if one.op == "eq" and _GIVEN_UP.search(text):
                denied.append(one.model_copy(update={"op": "ne"}))
            else:
                wanted.append(one)
        elif c.span is not None and (OWNED.search(text[: c.span.start]) or is_had(c, text)):
            continue
        elif c.op != "ne" or c.span is None or inside or _refuses(text):
            denied.append(c)
        else:  # `Thermostats. None of them on batteries`
            wanted.append(c.model_copy(update={"op": "eq"}))
    return wanted, denied


def _refuses(text: str) -> bool:
    return bool(HAN.search(text) and (_REFUSES.search(text) or _GIVEN_UP.search(text)))


def _guess(
    text: str, profile: Profile, said: AbstractSet[str], catalogue: Catalogue
) -> Constraint | None:
    """The kind that the model's tags or search words name."""
    tags = [t.tag for t in profile.tags if t.polarity > 0]
    guesses = (kinds_said(g, catalogue) for g in [*tags, profile.search_text.split(",")[0]])
    found = next((g for g in guesses if g is not None), None)
    if found is None or {stem(f) for f in said} & {stem(str(found.value))}:
        return None
    refused = bool(_REFUSES.search(text)) and found.op == "eq"
    return found.model_copy(update={"span": None} | ({"op": "ne"} if refused else {}))


def _one_of(c: Constraint, text: str, old: Sequence[object]) -> Constraint:
    """Several kinds for words that name one: the first that is new where one takes the place of
    another."""
    said = text[c.span.start : c.span.end] if c.span else text
    if c.op == "in" and isinstance(c.value, list) and not _SEVERAL.search(said):
        new = [v for v in c.value if v not in old] if SWITCH.search(text) else []
        return c.model_copy(update={"op": "eq", "value": (new or c.value)[0]})
    return c


def _strength(c: Constraint, text: str, catalogue: Catalogue) -> Constraint:
    spec = catalogue.schema.attributes[c.field]
    if spec.soft and not c.hard and is_placed(c, text):
        return c.model_copy(update={"hard": True})
    if not c.hard or c.span is None or c.field == kind_field(catalogue.schema):
        return c
    said = clauses.clause(text, c.span.start, c.span.end)
    value = c.value if isinstance(c.value, str) else ""
    listed = spec.type in ("category", "list")
    open_ended = listed and len(catalogue.vocabulary(c.field, MANY + 1)) > MANY
    written = [value, *(w for said in catalogue.schema.words.values() for w in said.get(value, []))]
    inexact = open_ended and bool(value) and not any(w.lower() in text.lower() for w in written)
    lightly = _LIGHTLY.match(text, c.span.end) is not None
    if _NO_MUST.search(said) or lightly or inexact:
        return c.model_copy(update={"hard": False})
    return c


def _words(c: Constraint, text: str, *, kind: bool) -> str:
    """The words that a value was read from, the clause of a number; all of the turn where that is
    not known."""
    if c.span is None or not text:
        return text if HAN.search(text) and not kind else str(c.value)
    if c.op not in ("lt", "le", "gt", "ge"):
        values = c.value if isinstance(c.value, list) else [str(c.value)]
        named = [v for v in values if v.lower() in text.lower()]
        return " ".join(named) or text[c.span.start : c.span.end]
    left = max(
        (m.end() for m in re.finditer(r"[.;!?,，。；！？]", text[: c.span.start])), default=0
    )
    right = re.search(r"[.;!?,，。；！？](?!\d)", text[c.span.end :])
    return text[left : c.span.end + right.start() if right else len(text)].strip()


def _wishes(text: str, profile: Profile, reading: Reading, new: Sequence[Constraint]) -> bool:
    """Whether the rest says a wish in words that no field holds."""
    spans = [(c.span.start, c.span.end) for c in new if c.span]
    fresh = [
        t
        for t in profile.tags
        if t.polarity > 0
        and not (t.span and any(s < t.span.end and t.span.start < e for s, e in spans))
    ]
    return bool(fresh) and (not (new or reading.edits) or bool(cues.WISHES.search(text)))


def as_profile(state: State, profile: Profile, catalogue: Catalogue) -> Profile:
    """What the other stages are given."""
    titles = {i.id: i.title for i in catalogue.items([*state.like, *state.unlike, *state.out])}
    return profile.model_copy(
        update={
            "constraints": state.constraints,
            "search_text": state.search_text or profile.search_text,
            "tags": state.tags.tags or profile.tags,
            "interests": state.tags.interests or profile.interests,
            "likes": [Mention(text=titles[i], item=i) for i in state.like if i in titles],
            "dislikes": [Mention(text=titles[i], item=i) for i in state.unlike if i in titles],
        }
    )
