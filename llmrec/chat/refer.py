"""Which items the words of a turn point at: the second one, that one, 第三个, a title.

Places are of the list that was shown last, or of the one that the words name (`in your first
list`, 上一批). `That one` is what was spoken of last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.state import Session
from llmrec.text import simplified, stem, tokens, words
from llmrec.types import ItemId

_ONE = {"first": 1, "second": 2, "third": 3, "fourth": 4, "forth": 4, "fifth": 5, "sixth": 6}
_ONE |= {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "top": 1, "last": -1, "final": -1}
_ONE |= {"bottom": -1}
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT |= {"nine": 9, "ten": 10}
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN |= {"十": 10, "首": 1}
_ORDINAL = rf"(?:{'|'.join(_ONE)}|\d{{1,2}}(?:st|nd|rd|th))"
_NO_ITEM = (
    r"(?:day|days|night|week|weeks|month|months|year|years|summer|winter|spring|autumn|time|times"
    r"|thing|step|bit|hand|floor|class|generation|gen|half|home|name|place|list|batch|round|set"
    r"|lot|search|change|edit|message|turn|minute|hour|hours|love|aid|edition|look|glance|resort"
    r"|language|grade|semester|term)\b"
)
_PLACES = (
    re.compile(
        rf"\b(?:the|your|that|this|and|or|not|with|to|than|like|of|about)\s+(?:very\s+)?"
        rf"(?P<o>{_ORDINAL})(?!\s+(?:few|couple|two|three)\b)(?!['’]?s?\s+{_NO_ITEM})(?![-\w])"
        rf"|^\W*(?P<o2>{_ORDINAL})(?=['’]?s?\s+(?:one|is|looks|was|seems|please)\b|['’]s\b)"
        rf"|\b(?P<o3>{_ORDINAL})\s+(?:one|option|item|pick|result|suggestion|course|choice)\b",
        re.I,
    ),
    re.compile(
        r"(?:\b(?:number|no\.?|nr\.?|num|option|item|choice|result)\s*|#\s*)"
        rf"(?P<n>\d{{1,2}}|{'|'.join(_COUNT)})\b(?!\s*(?:%|stars?|hours?|weeks?|months?))",
        re.I,
    ),
    re.compile(
        r"(?P<h>倒数)?第\s*(?P<z>[一二两三四五六七八九十]|\d{1,2})(?!\s*[周天次代季月年步课节])"
    ),
    re.compile(
        r"(?P<zl>最后|末尾|最末|最下面)(?:那|这)?的?(?:一|那|这)?(?:[个门款台条件种双家款只把盏]|一)"
    ),
    re.compile(
        r"(?P<zf>(?:打头|最前面|最上面)的?(?:那|这)?一?|头一|首)[个门款台条种双家只把盏](?!月|星期|小时|人)"
    ),
    re.compile(r"(?<![\d.月])(?P<zn>\d{1,2})\s*号(?!\s*(?:以|之|前|后|线|楼|开))"),
)
_PAIR = re.compile(
    r"\b(?P<the>the\s+)?(?P<w>first|last|top)\s+(?P<c>two|three|couple|2|3)\b"
    r"|(?P<zw>前|头|最后|后)\s*(?P<zc>[两二三23])\s*(?:[个门款台条件种])",
    re.I,
)
_BARE = re.compile(
    r"\b(?:compare|between|versus|vs\.?)\s+(?:number\s+|no\.?\s+|#)?"
    rf"(?P<a>\d|{'|'.join(_COUNT)})\s*(?:and|with|to|from|against|n|vs\.?|&|,)\s*(?:number\s+|no\.?\s+|#)?"
    rf"(?P<b>\d|{'|'.join(_COUNT)})\b(?!\s*(?:dollars|bucks|hours|weeks|\$))"
    rf"|\b(?:details?|info\w*|more)\s+(?:on|about|of|for)\s+(?P<c>\d|{'|'.join(_COUNT)})\b(?=\s*(?:[.,!?]|$|please))"
    rf"|\b(?P<a2>\d|{'|'.join(_COUNT)})\s+(?:vs\.?|versus|or)\s+"
    rf"(?P<b2>\d|{'|'.join(_COUNT)})\s*\?",
    re.I,
)
LIST = re.compile(
    r"\b(?:in|of|from|on)\s+(?:the|your|that)\s+(?:very\s+)?(?P<w>first|second|third|previous"
    r"|earlier"
    r"|last|original|other)\s+(?:list|batch|lot|round|set|results?)\b"
    r"|\bin\s+(?:the\s+)?list\s+(?P<n>\d)\b"
    r"|\bremember\s+(?:the|your)\s+(?:very\s+)?(?P<r>first|second|third|previous|earlier|original)\s+(?:list"
    r"|batch|lot|round|set|results?)\b"
    r"|\b(?P<b>(?:list|batch|lot|set|results?)\s+(?:right\s+|just\s+)?before(?:\s+(?:this|that|the\s+last|it)(?:\s+one)?)?)\b"
    r"|\bback\s+(?:to|on|in)\s+(?:the|your)\s+(?P<k>first|second|third|previous|earlier|last|original|other)"
    r"\s+(?:list|batch|lot|round|set|results?)\b"
    r"|(?P<z>第[一二三四五]|最开始|一开始|最初|开头|上|前|之前)(?:那|这|的)*(?:一)?(?:次|批|轮|组|张)"
    r"(?:列表|单子|名单|清单|里|中|推荐|结果)?",
    re.I,
)
_THAT = re.compile(
    r"\b(?:that|this)\s+(?:one|course|item|product|model|thing|option|lamp|speaker|camera)\b"
    r"|\bthat(?=\s*(?:[.,;!?]|$|\bbut\b|\band\b))|\bthan\s+(?:that|it|this)\b"
    r"|\b(?:like|of|about|on|with|leave|drop|hide|skip|remove)\s+(?:that|it|this)\b(?!\s+(?:it"
    r"|they|there|is|was|has))"
    r"|\bis\s+it\b|\bit(?=\s+(?:out|away)\b)|\bof\s+these\b$"
    r"|(?:这|那)\s*一?\s*[个款门台件只把盏](?!\s*(?:第|最后|月|年|星期|周|礼拜|价|条件|要求|限制|问题|时候|牌子|品牌|机构|时间|预算|意思|人))"
    r"|(?<![随由任管])它(?!们)",
    re.I,
)
_OF_THEM = re.compile(
    r"\bthe\s+(?P<more>cheap(?:er|est)|less\s+expensive|lowest[\s-]priced)"
    r"(?=\s+(?:one\b|of\s+(?:the\s+)?(?:two|three|both|them|these|those)\b))"
    r"(?:\s+(?:one|of\s+(?:the\s+)?(?:two|three|both|them|these|those)))?"
    r"|\bthe\s+(?P<less>pricier|dearer|more\s+expensive|most\s+expensive)"
    r"(?=\s+(?:one\b|of\s+(?:the\s+)?(?:two|three|both|them|these|those)\b))"
    r"(?:\s+(?:one|of\s+(?:the\s+)?(?:two|three|both|them|these|those)))?"
    r"|(?P<zm>(?:更?便宜|价格?低)的?那一?[个款门台件只把盏])|(?P<zl>(?:更?贵|价格?高)的?那一?[个款门台件只把盏])",
    re.I,
)
"""The cheaper of the two: of those spoken of last, or of those shown."""
MOST_TITLES = 40


class Place(NamedTuple):
    """Items that words point at, characters `start` to `end`."""

    items: tuple[ItemId, ...]
    start: int
    end: int


def places(text: str, session: Session, catalogue: Catalogue) -> list[Place]:
    """All that a turn points at, in its order; titles, places, then `that one`."""
    found = list(titles(text, catalogue))
    shown, whole = _list_of(text, session)
    free = [*(p for p in found), *([Place((), *whole)] if whole else [])]
    for place in [*_by_price(text, session, catalogue), *_ordinals(text, shown)]:
        if not _meets(place, free):
            found.append(place)
            free.append(place)
    focus = tuple(session.focus)
    for m in _THAT.finditer(text):
        place = Place((), m.start(), m.end())
        if _meets(place, free):
            continue
        before = [p for p in found if p.end <= m.start() and p.items]
        items = before[-1].items if before else focus
        if items:
            found.append(Place(items, m.start(), m.end()))
    return sorted((p for p in found if p.items), key=lambda p: p.start)


def _by_price(text: str, session: Session, catalogue: Catalogue) -> Iterator[Place]:
    among = session.focus if len(session.focus) > 1 else session.shown
    price = catalogue.schema.price
    priced = [(i.attributes.get(price or ""), i.id) for i in catalogue.items(among)]
    known = [(p, i) for p, i in priced if isinstance(p, int | float)]
    for m in _OF_THEM.finditer(text) if len(known) > 1 else ():
        best = min(known) if m["more"] or m["zm"] else max(known)
        yield Place((best[1],), *m.span())


def _meets(place: Place, others: Sequence[Place]) -> bool:
    return any(o.start < place.end and place.start < o.end for o in others)


def _list_of(text: str, session: Session) -> tuple[list[ItemId], tuple[int, int] | None]:
    """The list that places are of, and the words that name it."""
    lists = session.lists
    m = LIST.search(text)
    if m is None or not lists:
        return session.shown, None
    said = next(filter(None, m.groups()), "").lower()
    if m["k"] == "last":  # back to the last list: the one before this
        said = "previous"
    if said.startswith("第"):
        at = _HAN[said[1]] - 1
    elif said.isdigit():
        at = int(said) - 1
    elif said in ("first", "original", "最开始", "一开始", "最初", "开头"):
        at = 0
    elif said in ("second", "third"):
        at = _ONE[said] - 1
    elif said == "last":
        at = len(lists) - 1
    else:  # the one before the last
        at = max(len(lists) - 2, 0)
    return lists[min(at, len(lists) - 1)], m.span()


def _ordinals(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    taken: list[Place] = []
    for place in [*_pairs(text, shown), *_bare(text, shown), *_single(text, shown)]:
        if not _meets(place, taken):
            taken.append(place)
            yield place


def _pairs(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for m in _PAIR.finditer(text):
        word = (m["c"] or m["zc"]).lower()
        count = 3 if word in ("three", "3", "三") else 2
        last = (m["w"] or m["zw"]).lower() in ("last", "最后", "后")
        items = shown[-count:] if last else shown[:count]
        yield Place(tuple(items), *m.span())


def _bare(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for m in _BARE.finditer(text):
        for name in ("a", "b", "a2", "b2", "c"):
            if m[name]:
                yield Place(_at(shown, _number(m[name])), *m.span(name))


def _single(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for pattern in _PLACES:
        for m in pattern.finditer(text):
            said = {k: v for k, v in m.groupdict().items() if v}
            if "zl" in said:
                at = -1
            elif "zf" in said:
                at = 1
            elif "h" in said:
                at = -_number(said["z"])
            else:
                at = _number(next(iter(said.values())))
            yield Place(_at(shown, at), *m.span())


def _number(said: str) -> int:
    said = said.lower()
    digits = re.match(r"\d+", said)
    if digits:
        return int(digits[0])
    return _ONE.get(said) or _COUNT.get(said) or _HAN[said]


def _at(shown: Sequence[ItemId], place: int) -> tuple[ItemId, ...]:
    at = place - 1 if place > 0 else len(shown) + place
    return (shown[at],) if 0 <= at < len(shown) else ()


def titles(text: str, catalogue: Catalogue) -> list[Place]:
    """Items whose whole title stands in the text, in any case; the longest first."""
    items = catalogue.items([i for i, _ in catalogue.lexical(tokens(text), MOST_TITLES)])
    said = words(text)
    stems = [stem(w.text.lower()) for w in said]
    found: list[Place] = []
    for item in sorted(items, key=lambda i: -len(i.title)):
        title = simplified(item.title)
        at = text.lower().find(title.lower())
        own = [stem(w.text.lower()) for w in words(title)]
        if at >= 0 and (len(own) > 1 or title in text):
            place = Place((item.id,), at, at + len(title))
        elif len(own) > 1 and (n := _run(own, stems)) is not None:
            place = Place((item.id,), said[n].start, said[n + len(own) - 1].end)
        else:
            continue
        if not _meets(place, found):
            found.append(place)
    return found


def _run(own: Sequence[str], said: Sequence[str]) -> int | None:
    """Where these words stand side by side."""
    for n in range(len(said) - len(own) + 1):
        if list(said[n : n + len(own)]) == list(own):
            return n
    return None
