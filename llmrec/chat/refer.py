"""Which items the words of a turn point at: the second one, that one, 第三个, a title.

Places are of the list that was shown last, or of the one that the words name (`in your first
list`, 上一批). `That one` is what was spoken of last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat import cues, cues_out
from llmrec.chat.beside import beside
from llmrec.chat.dismissed import sends_off
from llmrec.chat.ordinals import (
    COUNTS,
    HAN_NUMBERS,
    NUMBER,
    PLACE_FORMS,
    PLACE_NAMES,
    THAT_ZH,
    THING,
    UNITS,
)
from llmrec.chat.spans import without
from llmrec.chat.state import Session
from llmrec.chat.titled import MEASURE, Place, meets, titles
from llmrec.types import ItemId

SHOWN = 5
"""Places that a list mostly has: beyond a shorter one's end, they are places all the same."""
_MORE_NUMBERS = re.compile(
    rf"\s*(?:,|and|&|or|n|\+|/|vs\.?|v|versus|against|with|to)\s*(?:(?:number|no\.?)\s*"
    rf"|#\s*)?(?P<n>{NUMBER})"
    rf"(?![a-z0-9_])(?!\s*{UNITS})(?!\.\d)",
    re.I,
)
"""Numbers 2 and 5: the second of them."""
_PAIR = re.compile(
    r"\b(?P<the>the\s+)?(?P<w>first|last|top|bottom|final|lowest)\s+(?P<c>two|three|couple|pair|2|3)\b"
    r"|\b(?:compar|between|differ)[^.!?;]{0,24}?\bthe\s+(?P<w2>first|last|top|bottom|final)\s+too\b"
    r"|(?P<zw>倒数|末尾|末了|最末|最[下底上顶][面头边]?|最前[面头边]?|打头|开头|前[面头边]|后[面头边]|前|头|最后[面头边]?|后)"
    rf"(?:的|那|这)?\s*(?:(?P<zc>[两二三23])\s*{MEASURE}|(?P<zs>[俩仨]))",
    re.I,
)
_BARE = re.compile(
    r"\b(?:compare|between|versus|vs\.?)\s+(?:number\s+|no\.?\s+|#)?"
    rf"(?P<a>\d|{'|'.join(COUNTS)})\s*(?:and|with|to|from|against|n|vs\.?|&|,)\s*(?:number\s+"
    rf"|no\.?\s+|#)?"
    rf"(?P<b>\d|{'|'.join(COUNTS)})\b(?!\s*(?:dollars|bucks|hours|weeks|\$))"
    rf"|\b(?:details?|info\w*|more)\s+(?:on|about|of|for)\s+(?P<c>\d"
    rf"|{'|'.join(COUNTS)})\b(?=\s*(?:[.,!?]|$|please))",
    re.I,
)
_BARE_ZH = re.compile(
    r"(?:^|[，,。；！？!?\s]|[把拿将])(?P<a>[一二三四五1-5])\s*(?:和|跟|与|同|、|对|vs\.?)\s*(?P<b>[一二三四五1-5])"
    r"\s*(?=怎么|咋|如何|该|哪|比|的?(?:区别|差别|差异|优劣)|差|孰|谁|选|有[什啥何])"
)
"""二和三怎么选."""
_LOOSE = re.compile(
    rf"(?<![A-Za-z\d_.,$€£¥#<>=+-])(?P<n>\d)(?![A-Za-z_.$%°+/-]*\d)(?!\s*{UNITS})(?![a-z])(?!\.\d)",
    re.I,
)
"""A number that may be a place: no price, no measure."""
_LOOSE_WORDS = re.compile(
    rf"(?<!first )(?<!second )(?<!third )(?<!fourth )(?<!fifth )"
    rf"(?<!top )(?<!last )(?<!bottom )(?<!middle )"
    rf"(?<!that )(?<!this )(?<!which )(?<!the )"
    rf"(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )(?<!other )(?<!better )"
    rf"\b(?P<n>{'|'.join(COUNTS)})\b(?!\s*{UNITS})",
    re.I,
)
_LOOSE_CLAUSE = re.compile(r"[^.!?;,，。！？；\n]+[.!?;,，。！？；]*")
_BETWEEN = re.compile(
    r"\b(?:and|or|n|number|please|then|so|the|well|oh|ok(?:ay)?|right|also|both|just|these)\b"
    r"|[\s&,、/+'’().!?。，！？:：-]|和|跟|与|同|或",
    re.I,
)
_BOUND = re.compile(
    r"\b(?:more|less|fewer|greater|over(?!\s+the\s+top)|under|above|below|at\s+(?:most|least)|up\s+to|min\w*|max\w*"
    r"|within|from|limit|cap|budget|spend|costs?|rat(?:ed|ing)s?)\b(?!\s+(?:like|on|about|of)\b)"
    r"|以[上下内]|至少|最多|最少|超过|不到|起步",
    re.I,
)
LIST = re.compile(
    r"\b(?:in|of|from|on)\s+(?:the|your|that)\s+(?:very\s+)?(?P<w>first|second|third|previous"
    r"|earlier"
    r"|last|original|other)\s+(?:list|batch|lot|round|set|results?)\b"
    r"|\bin\s+(?:the\s+)?list\s+(?P<n>\d)\b"
    r"|\bremember\s+(?:the|your)\s+(?:very\s+)?(?P<r>first|second|third|previous|earlier"
    r"|original)\s+(?:list"
    r"|batch|lot|round|set|results?)\b"
    r"|\bof\s+the\s+(?P<c>(?:list|batch|lot|set)\s+(?:from|in|on|where|that|which|I)\b[^.!?;]{0,20}?"
    r"\bI\s+(?:\w+\s+)?(?:struck|cut|removed|dropped|binned|chucked|ditched|turned|threw|took|rejected)\b)"
    r"|\b(?P<b>(?:list|batch|lot|set|results?)\s+(?:right\s+|just\s+)?before(?:\s+(?:this|that"
    r"|the\s+last|it)(?:\s+one)?)?)\b"
    r"|\bback\s+(?:to|on|in)\s+(?:the|your)\s+(?P<k>first|second|third|previous|earlier|last"
    r"|original|other)"
    r"\s+(?:list|batch|lot|round|set|results?)\b"
    r"|(?P<z>第[一二三四五]|最开始|一开始|最初|开头|上|前|之前)(?:那|这|的)*(?:一)?(?:次|批|轮|组|张)"
    r"(?:列表|单子|名单|清单|里|中|推荐|结果)?",
    re.I,
)
_SUBJECT = (
    r"(?!\s+(?:it|they|there|is|was|has|does|doesn|did|didn|can|could|will|would|should|must|might"
    r"|may|needs?|had|only|isn|wasn|won|wouldn|shouldn|just|really)\b|['’]s\b|['’]ll\b)"
)
_ALONE = (
    r"\s*(?:$|[.,;:!?]|\b(?:please|and|but|then|too|now|as|for|from|off|out|away|either|again"
    r"|instead)\b)"
)
_NO_SAYING = (
    r"(?<!think )(?<!hang )(?<!sleep )(?<!that['’]s )(?<!thats )(?<!get )(?<!crack )(?<!on )"
    r"(?<!thought\s)(?<!heard\s)(?<!aware\s)(?<!speaking\s)(?<!because\s)(?<!insist\s)(?<!depend\s)(?<!rely\s)(?<!count\s)(?<!bank\s)(?<!keen\s)(?<!set\s)"
)
"""Think about it, sleep on it, hang about: no item is spoken of."""
_AWAY = (
    r"bin|chuck|ditch|dump|scrap|toss|trash|axe|ax|nix|veto|lose|cut|omit|exclude|reject|discard"
    r"|dismiss|delete|scratch|strike|cross|skip|remove|drop|hide|leave|yeet|withdraw|eliminate|bar"
    r"|take|throw|show|send|knock|kick|get\s+rid\s+of|do\s+away\s+with|away\s+with|out\s+with"
)
_THAT = re.compile(
    rf"\b(?:that|this|yon|thon)\s+(?:(?:particular|very|same|exact|specific|wee|little|bloody|ugly|daft|silly|stupid|big|dear|lovely)\s+)?(?:{THING}|thing|yoke|lad|fella|guy|contraption|monstrosity"
    rf"|beast"
    r"|eyesore|lump|crap|rubbish|junk)\b"
    r"|(?<!cheers for )(?<!thanks for )(?<!thank you for )(?<!ta for )"
    r"(?<!fair play for )(?<!that['’]s )(?<!\bby )(?<!\bat )(?<!after )(?<!before )"
    r"(?<!and all )(?<!know )(?<!said )(?<!told )(?<!did )"
    r"\bthat(?=\s*(?:[.,;!?]|$|\bbut\b|\band\b))"
    r"|\bthan\s+(?:that|it|this)\b"
    rf"|{_NO_SAYING}\b(?:like|of|about|on|with|{_AWAY})\s+"
    rf"(?:it\b{_SUBJECT}|(?:that|this)\b(?={_ALONE}))"
    r"|\b(?:does|is|would)\s+it(?=\s+(?:stack|compare|measure|differ|fare|hold\s+up|match|any\b))"
    r"|\b(?:him|her)\b(?=\s+(?:I|we)\s+(?:do|don['’]t|would|wouldn['’]t|can|can['’]t|will|won['’]t|like|love|hate|want)\b)|\bis\s+it\b|\bit(?=\s+(?:out|away)\b)|\bof\s+these\b$"
    rf"|(?<![管理顾])(?:这|那)\s*一?\s*{THAT_ZH}(?!\s*(?:第|最后|月|年|星期|周|礼拜|价|条件|要求|限制|问题|时候|牌子|品牌"
    r"|机构|时间|预算|意思|人|上限|下限|封顶|门槛|规定|规矩|数))"
    rf"|(?:该|此|本)(?:课程|产品|商品|项目?|设备|型号|物件?|{THAT_ZH})"
    r"|(?<![随由任管其])它(?![们家])",
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


def places(text: str, session: Session, catalogue: Catalogue) -> list[Place]:
    """All that a turn points at, in its order; titles, places, then `that one`. A place beyond the
    end of the list has no items."""
    found = list(titles(text, catalogue))
    shown, whole = _list_of(text, session)
    free = [*(p for p in found), *([Place((), *whole)] if whole else [])]
    for place in [*_by_price(text, session, catalogue), *_ordinals(text, shown)]:
        if not meets(place, free):
            found.append(place)
            free.append(place)
    for place in beside(text, found, shown):
        if not meets(place, free):
            found.append(place)
            free.append(place)
    focus = tuple(session.focus)
    for m in _THAT.finditer(text):
        place = Place((), m.start(), m.end())
        if meets(place, free):
            continue
        before = [p for p in found if p.end <= m.start() and p.items]
        items = before[-1].items if before else focus
        if items:
            found.append(Place(items, m.start(), m.end()))
    return sorted(found, key=lambda p: p.start)


def _by_price(text: str, session: Session, catalogue: Catalogue) -> Iterator[Place]:
    among = session.focus if len(session.focus) > 1 else session.shown
    price = catalogue.schema.price
    priced = [(i.attributes.get(price or ""), i.id) for i in catalogue.items(among)]
    known = [(p, i) for p, i in priced if isinstance(p, int | float)]
    for m in _OF_THEM.finditer(text) if len(known) > 1 else ():
        best = min(known) if m["more"] or m["zm"] else max(known)
        yield Place((best[1],), *m.span())


def _list_of(text: str, session: Session) -> tuple[list[ItemId], tuple[int, int] | None]:
    """The list that places are of, and the words that name it."""
    lists = session.lists
    m = LIST.search(text)
    if m is None or not lists:
        return session.shown, None
    said = next(filter(None, m.groups()), "").lower()
    if m["k"] == "last":  # back to the last list: the one before this
        said = "previous"
    if m["c"]:
        gone = session.state.out[-1:]
        at = next((n for n, ids in enumerate(lists) if {*gone} & {*ids}), len(lists) - 1)
    elif said.startswith("第"):
        at = HAN_NUMBERS[said[1]] - 1
    elif said.isdigit():
        at = int(said) - 1
    elif said in ("first", "original", "最开始", "一开始", "最初", "开头"):
        at = 0
    elif said in ("second", "third"):
        at = PLACE_NAMES[said] - 1
    elif said == "last":
        at = len(lists) - 1
    else:  # the one before the last
        at = max(len(lists) - 2, 0)
    return lists[min(at, len(lists) - 1)], m.span()


def _ordinals(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    taken: list[Place] = []
    for place in [*_pairs(text, shown), *_bare(text, shown), *_single(text, shown)]:
        if not meets(place, taken):
            taken.append(place)
            yield place


_FROM_THE_END = re.compile(r"last|bottom|final|lowest|最?后|倒数|末|最末|最[下底]")


def _pairs(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for m in _PAIR.finditer(text):
        if _RULE_ZH.match(text, m.end() - 1):
            continue
        word = (m["c"] or m["zc"] or m["zs"] or "two").lower()
        count = 3 if word in ("three", "3", "三", "仨") else 2
        side = (m["w"] or m["w2"] or m["zw"]).lower()
        items = shown[-count:] if _FROM_THE_END.match(side) else shown[:count]
        start = m.start("w2") if m["w2"] else m.start()
        yield Place(tuple(items), start, m.end())


_PAIR_HAN = re.compile(
    r"(?<![\d第期周拜月号点十百千零一二两三四五六七八九])(?P<a>[一二三四五六七八九十])\s*"
    r"(?:跟|和|与|同|对|、|vs\.?|pk|还是|以及)\s*(?P<b>[一二三四五六七八九十]|\d)"
    rf"(?!\s*{UNITS}|[十百千万点号.\d])",
    re.I,
)
"""二跟四有什么差别: in a turn that compares."""


_VERDICT_ZH = re.compile(rf"\s*(?:[都也就全给请]|一起|一并|统统)*(?:{cues_out.OUT.pattern})", re.I)
"""二和四踢了."""


def _bare(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    firmly = cues.COMPARE_FIRMLY.search(text)
    for m in _PAIR_HAN.finditer(text):
        if not (firmly or _VERDICT_ZH.match(text, m.end())):
            continue
        for name in ("a", "b"):
            yield Place(_at(shown, _number(m[name])), *m.span(name))
    for m in _BARE_ZH.finditer(text):
        yield from (Place(_at(shown, _number(m[k])), *m.span(k)) for k in ("a", "b"))
    for m in _BARE.finditer(text):
        for name in ("a", "b", "c"):
            if m[name]:
                yield Place(_at(shown, _number(m[name])), *m.span(name))
    yield from _loose(text, shown)


def _loose(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    """Numbers without a word for what they count, in a clause that says what is done with places of
    a list, and nothing else: `1 vs 3`, `2 no. 5 no.`, `bin 3`, `删3`."""
    clauses = list(_LOOSE_CLAUSE.finditer(text))
    for n, c in enumerate(clauses):
        said = c.group()
        found = list(_LOOSE.finditer(said))
        if len(found) < 2 and cues.COMPARE_FIRMLY.search(said):
            found = list(_LOOSE_WORDS.finditer(said)) or found
        found = found or [m for m in _LOOSE_WORDS.finditer(said) if _stands_alone(m, said)]
        if n and _NOT_THIS.match(said) and _AMOUNT.search(clauses[n - 1].group()):
            continue
        if (
            n
            and found
            and _NUMBERED.search(clauses[n - 1].group())
            and _SAID_OF.match(said, found[-1].end())
        ):
            continue  # no. 3 is hideous
        ranks = [_number(m["n"]) for m in found]
        most = max(len(shown), SHOWN) if len(found) > 1 and shown else len(shown)
        if not found or not all(0 < rank <= most for rank in ranks):
            continue
        around = without(said, [m.span() for m in found])
        if re.search(r"\d|[$€£¥%]", around) or _BOUND.search(around):
            continue
        behind = clauses[n + 1].group() if n + 1 < len(clauses) else ""
        asked = [
            d.group() for d in clauses[max(0, n - 1) : n] if cues.COMPARE_FIRMLY.search(d.group())
        ]
        behind = behind or " ".join(asked)
        if _is_of_places(said, found, _BETWEEN.sub("", around), around, behind):
            for m, rank in zip(found, ranks, strict=True):
                yield Place(_at(shown, rank), c.start() + m.start(), c.start() + m.end())


_NUMBERED = re.compile(r"\b(?:nos?|nrs?|num)\.\s*$", re.I)
_NOT_THIS = re.compile(r"\s*(?:and\s+)?not\s+\d", re.I)
_AMOUNT = re.compile(r"\d\.\d|[$]\s?\d|\d\s*(?:stars?|hours?|weeks?|watts?|months?)\b", re.I)
"""4.5 stars, not 4: the second is no place either."""
_WORD_ALONE = re.compile(
    r"\s*(?:$|[?!.,]|['’]s\s+(?:an?|out|off|not)\b|(?:is|can|has|must)\s)", re.I
)
_TO = re.compile(r"\bno(?:\s+thanks?|\s+thank\s+you)?\s+to\s*$|\bnot\s*$", re.I)


def _stands_alone(m: re.Match[str], said: str) -> bool:
    """`Two's a no`, `no to three`: a number that counts nothing."""
    before, after = said[: m.start()], said[m.end() :]
    first = not _BETWEEN.sub("", before) or bool(_TO.search(before))
    return first and bool(_WORD_ALONE.match(after))


def _is_of_places(
    said: str, found: Sequence[re.Match[str]], left: str, around: str, behind: str
) -> bool:
    if not left:  # 2?
        asked = "?" in said or "？" in said or bool(_OR.search(around) and "?" in behind)
        compared = len(found) > 1 and bool(cues.COMPARE_FIRMLY.search(behind))
        return asked or compared or bool(cues_out.VERDICT_ALONE.fullmatch(behind.strip()))
    if len(found) > 1 and cues.COMPARE_FIRMLY.search(around):
        return True
    first, last = found[0], found[-1]
    before, after = said[: first.start()], said[last.end() :]
    if not before.strip() and _SAID_OF.match(after) and sends_off(behind):
        return True  # 3 is over the top, bin it
    if cues_out.BEFORE_A_PLACE.search(before):
        return True
    if not _BETWEEN.sub("", before) and _ASKED_ZH.match(after):
        return True
    return not _BETWEEN.sub("", before) and bool(
        cues_out.VERDICT_ALONE.match(after.lstrip(" '’s,-").rstrip())
    )


_OR = re.compile(r"\bor\b", re.I)
_SAID_OF = re.compile(
    r"\s*(?:['’]s|is|looks?|seems?|sounds?|feels?|was|has|costs?|would\s+be)\s+(?!\w+\s+(?:of|in)\s+us\b)",
    re.I,
)
_RULE_ZH = re.compile(
    r"条\s*(?:不算|作废|取消|照旧|划|抹|去|撤|算了|要求|限制|就?不|也不|免|拿掉|先|留着)"
)
"""最后那条不算: a condition, and no item."""


_ASKED_ZH = re.compile(
    r"\s*(?:是|[有能会要得](?:没有?|不)|能|会|有|讲|教|做|用)?[^，。]{0,4}?(?:什么|啥|谁|哪|怎么|咋|如何|多(?:少|大|长|久|重)|吗|呢)"
    r"|\s*是?干[嘛什啥]|\s*(.)[不没]\1"
)
"""2是啥: a digit of which something is asked."""


def _single(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for pattern in PLACE_FORMS:
        for m in pattern.finditer(text):
            if _RULE_ZH.match(text, m.end() - 1):
                continue
            said = {k: v for k, v in m.groupdict().items() if v}
            if said.keys() & {"zl", "zl2"} or m.group() == "排尾":
                at = -1
            elif said.keys() & {"zf", "zf2", "nt"}:
                at = 1
            elif "zs2" in said:
                at = 2
            elif "zm" in said or "middle" in map(str.lower, said.values()):
                at = len(shown) // 2 + 1
            elif "h" in said:
                at = -_number(said["z"])
            else:
                at = _number(next(iter(said.values())))
            yield Place(_at(shown, at), *m.span())
            more = _MORE_NUMBERS.match(text, m.end()) if "n" in said else None
            while more:
                yield Place(_at(shown, _number(more["n"])), *more.span("n"))
                more = _MORE_NUMBERS.match(text, more.end())


def _number(said: str) -> int:
    said = said.lower()
    digits = re.match(r"\d+", said)
    if digits:
        return int(digits[0])
    return PLACE_NAMES.get(said) or COUNTS.get(said) or HAN_NUMBERS[said]


def _at(shown: Sequence[ItemId], place: int) -> tuple[ItemId, ...]:
    at = place - 1 if place > 0 else len(shown) + place
    return (shown[at],) if 0 <= at < len(shown) else ()
