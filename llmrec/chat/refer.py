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
from llmrec.chat.spans import without
from llmrec.chat.state import Session
from llmrec.chat.titled import MEASURE, Place, meets, titles
from llmrec.types import ItemId

_ONE = {"first": 1, "second": 2, "third": 3, "fourth": 4, "forth": 4, "fifth": 5, "sixth": 6}
_ONE |= {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "top": 1, "last": -1, "final": -1}
_ONE |= {"bottom": -1}
_ORDINALS = tuple(_ONE)
_ONE |= {"end": -1, "start": 1, "beginning": 1, "front": 1}
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT |= {"nine": 9, "ten": 10}
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN |= {"十": 10, "首": 1}
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_NO_ITEM = (
    r"(?:day|days|night|week|weeks|month|months|year|years|summer|winter|spring|autumn|time|times"
    r"|thing|step|bit|hand|floor|class|generation|gen|half|home|name|place|list|batch|round|set"
    r"|lot|search|change|edit|message|turn|minute|hour|hours|love|aid|edition|look|glance|resort"
    r"|language|grade|semester|term|rule|condition|limit|requirement|filter|point|part|question"
    r"|priority|concern|word|straw|person|kid|child|son|daughter|baby|house|room|bedroom|bathroom"
    r"|kitchen|job|term|lesson|chapter|attempt|try|dollar|penny|price|budget|end\s+of|of\s+my"
    r"|(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))\b"
)
_THING = (
    r"(?:one|option|item|pick|result|suggestion|course|choice|title|entry|recommendation|product"
    r"|model|candidate|listing|offering|gadget|device)"
)
_NUMBERED = (
    r"(?:numbers?|nos?\.?|nrs?\.?|num|nums?|options?|items?|choices?|results?|entry|entries|picks?"
    r"|suggestions?|places?|positions?|spots?|slots?|candidates?|titles?|listings?|products?"
    r"|recommendations?)"
)
_N = rf"(?:\d{{1,2}}|{'|'.join(_COUNT)})"
_UNIT = (
    r"(?:%|°|stars?\b|hours?\b|hrs?\b|h\b|weeks?\b|wks?\b|months?\b|mths?\b|minutes?\b|mins?\b"
    r"|days?\b|years?\b|yrs?\b|dollars?\b|bucks?\b|quid\b|pounds?\b|euros?\b|grand\b|k\b|watts?\b"
    r"|w\b|rooms?\b|people\b|kids\b|of\s+(?:them|us|those|the|my)\b|more\b|or\s+(?:more|less|so)\b"
    r"|out\s+of\b|plus\b|\+|/\s*\d|[块元刀周月天年分星瓦小度岁口人间层节次倍门台盏只把件样张套堂项位名个款条种些点成])"
)
_THAT_ZH = "[个門门款台只把盏盞件张套堂本枚颗]"
_NO_PLACE_ZH = r"(?!\s*(?:[周天次代季月年步课节点回眼]|时间|印象|感觉|反应|手|人称|语言|外语|条件))"
_DAY_ZH = r"(?!\s*(?:[以之前后线楼开店院码字电晚早]|下午|上午|电池))"
_PLACES = (
    re.compile(
        rf"\b(?:the|that|this)\s+{_THING}\s+(?:\w+\s+){{0,2}}?(?:at|on|in|up|down|over|near"
        rf"|to)\s+(?:at\s+|in\s+|on\s+)?(?:the\s+)?(?:very\s+)?"
        rf"(?P<o7>top|bottom|end|start|beginning|front|middle|{_ORDINAL}(?=\s+(?:place|spot|slot"
        r"|position)))\b(?:\s+(?:place|spot|slot|position))?"
        rf"|\b(?P<o8>middle)\s+{_THING}\b"
        r"|\b(?:in|at|on)\s+the\s+(?P<o9>middle)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:the|your|that|this|and|or|not|with|to|than|like|of|about|vs\.?|versus|against)\s+"
        rf"(?:very\s+)?(?P<o>(?<!to )last\b|(?!last\b){_ORDINAL})"
        rf"(?!\s+(?:few|couple|two|three)\b)(?!['’]?s?\s+{_NO_ITEM})(?![-\w])"
        rf"|^\W*(?P<o2>{_ORDINAL})(?=['’]?s?\s+(?:one|is|looks|was|seems|please|vs|versus|v|against"
        r"|and|or|&)\b|['’]s\b)"
        rf"(?!\s+(?:and|or|&)\s+(?!the\b|{_ORDINAL}))"
        rf"|(?<!\bmy )(?<!\bour )\b(?P<o3>{_ORDINAL})\s+{_THING}\b"
        rf"|\b(?:what(?:ever)?|which|one|that)\s+(?:\w+\s+)?(?:stands|comes|sits|ranks|sat|stood|sitting|standing|lying|coming(?:\s+in)?|placed|ranked|listed|came(?:\s+in)?|is\s+listed"
        rf"|is\s+placed|you\s+(?:put|listed|placed|ranked))\s+(?P<o10>{_ORDINAL})\b(?![-\w])"
        rf"|\b(?:put|place|rank|list|have|stick)(?:d|ed|s)?\s+(?:(?:that|this)(?:\s+\w+){{1,3}}?|it)\s+(?P<o11>first|last|top|bottom|{_ORDINAL})(?=\W*(?:$|[.?!,]))"
        rf"|\b(?:in|at|from)\s+(?P<o4>{_ORDINAL})\s+(?:place|spot|slot|position)\b",
        re.I,
    ),
    re.compile(
        rf"(?:\b{_NUMBERED}\s*[#:]?\s*|#\s*)(?P<n>{_N})(?![a-z0-9_])"
        rf"(?!\s*{_UNIT})(?!\.\d)(?!\s+(?:ways|doubts?|minds?|of\s+a\s+kind)\b)",
        re.I,
    ),
    re.compile(rf"(?P<h>倒数)?第\s*(?P<z>[一二两三四五六七八九十]|\d{{1,2}}){_NO_PLACE_ZH}"),
    re.compile(
        rf"(?:排?(?P<zl>最后[头面边]?|末尾|顶?末了|最[末尾]|最[下底](?:[面头边下]|面头)?|垫底|压轴|收尾|殿后|吊车尾|尾巴上?)|排尾)儿?"
        rf"(?:那|这|的|排)*(?:一|那|这)?(?:{MEASURE}|一|(?<=垫底的)|(?<=最下面那))"
    ),
    re.compile(
        rf"(?P<zf>(?:打头阵?|领头|[头顶]里|[头顶]前|顶头|最前[面头边]?|最[上顶](?:[面头边上]|面头)?|顶[上头]|榜首|排头|排最前|开头|头名|头牌)"
        rf"儿?(?:那|这|的)*一?|头一|首)"
        rf"{MEASURE}(?!月|星期|小时|人)"
    ),
    re.compile(rf"(?P<zm>(?:正?中间|居中|当中)(?:那|这|的)*一?{MEASURE})"),
    re.compile(rf"(?<![\d.月])(?P<zn>\d{{1,2}})\s*号{_DAY_ZH}"),
    re.compile(rf"(?<![\d.月十一二三四五六七八九])(?P<zh>[一二三四五六七八九十])号{_DAY_ZH}"),
    re.compile(r"\b(?P<nt>top\s*1)(?![\d.%]|\s*\d)(?=$|\W|[一-鿿])", re.I),
    re.compile(r"[编序]号\s*(?:为|是)?\s*(?P<zb>\d{1,2})(?!\d)"),
)
_MORE_NUMBERS = re.compile(
    rf"\s*(?:,|and|&|or|n|\+|/|vs\.?|v|versus|against|with|to)\s*(?:(?:number|no\.?)\s*"
    rf"|#\s*)?(?P<n>{_N})"
    rf"(?![a-z0-9_])(?!\s*{_UNIT})(?!\.\d)",
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
    rf"(?P<a>\d|{'|'.join(_COUNT)})\s*(?:and|with|to|from|against|n|vs\.?|&|,)\s*(?:number\s+"
    rf"|no\.?\s+|#)?"
    rf"(?P<b>\d|{'|'.join(_COUNT)})\b(?!\s*(?:dollars|bucks|hours|weeks|\$))"
    rf"|\b(?:details?|info\w*|more)\s+(?:on|about|of|for)\s+(?P<c>\d"
    rf"|{'|'.join(_COUNT)})\b(?=\s*(?:[.,!?]|$|please))",
    re.I,
)
_LOOSE = re.compile(
    rf"(?<![A-Za-z\d_.,$€£¥#<>=+-])(?P<n>\d)(?![A-Za-z_.$%°+/-]*\d)(?!\s*{_UNIT})(?![a-z])(?!\.\d)",
    re.I,
)
"""A number that may be a place: no price, no measure."""
_LOOSE_WORDS = re.compile(rf"\b(?P<n>{'|'.join(_COUNT)})\b(?!\s*{_UNIT})", re.I)
_LOOSE_CLAUSE = re.compile(r"[^.!?;,，。！？；\n]+[.!?;,，。！？；]*")
_BETWEEN = re.compile(
    r"\b(?:and|or|n|number|please|then|so|the|well|oh|ok(?:ay)?|right|also|both|just|these)\b"
    r"|[\s&,、/+'’().!?。，！？:：-]|和|跟|与|同|或",
    re.I,
)
_BOUND = re.compile(
    r"\b(?:more|less|fewer|greater|over|under|above|below|at\s+(?:most|least)|up\s+to|min\w*|max\w*"
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
    r"(?<!insist )(?<!depend )(?<!rely )(?<!count )(?<!bank )(?<!keen )(?<!set )"
)
"""Think about it, sleep on it, hang about: no item is spoken of."""
_AWAY = (
    r"bin|chuck|ditch|dump|scrap|toss|trash|axe|ax|nix|veto|lose|cut|omit|exclude|reject|discard"
    r"|dismiss|delete|scratch|strike|cross|skip|remove|drop|hide|leave|yeet|withdraw|eliminate|bar"
    r"|take|throw|show|send|knock|kick|get\s+rid\s+of|do\s+away\s+with|away\s+with|out\s+with"
)
_THAT = re.compile(
    rf"\b(?:that|this|yon|thon)\s+(?:(?:particular|very|same|exact|specific|wee|little|bloody|ugly|daft|silly|stupid|big|dear|lovely)\s+)?(?:{_THING}|thing|yoke|lad|fella|guy|contraption|monstrosity"
    rf"|beast"
    r"|eyesore|lump|crap|rubbish|junk)\b"
    r"|(?<!cheers for )(?<!thanks for )(?<!thank you for )(?<!ta for )"
    r"(?<!fair play for )\bthat(?=\s*(?:[.,;!?]|$|\bbut\b|\band\b))|\bthan\s+(?:that|it|this)\b"
    rf"|{_NO_SAYING}\b(?:like|of|about|on|with|{_AWAY})\s+"
    rf"(?:it\b{_SUBJECT}|(?:that|this)\b(?={_ALONE}))"
    r"|\b(?:does|is|would)\s+it(?=\s+(?:stack|compare|measure|differ|fare|hold\s+up|match|any\b))"
    r"|\bis\s+it\b|\bit(?=\s+(?:out|away)\b)|\bof\s+these\b$"
    rf"|(?<![管理顾])(?:这|那)\s*一?\s*{_THAT_ZH}(?!\s*(?:第|最后|月|年|星期|周|礼拜|价|条件|要求|限制|问题|时候|牌子|品牌"
    r"|机构|时间|预算|意思|人|上限|下限|封顶|门槛|规定|规矩|数))"
    rf"|(?:该|此|本)(?:课程|产品|商品|项目?|设备|型号|物件?|{_THAT_ZH})"
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


def places(text: str, session: Session, catalogue: Catalogue) -> list[Place]:
    """All that a turn points at, in its order; titles, places, then `that one`."""
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
    return sorted((p for p in found if p.items), key=lambda p: p.start)


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
        if not meets(place, taken):
            taken.append(place)
            yield place


_FROM_THE_END = re.compile(r"last|bottom|final|lowest|最?后|倒数|末|最末|最[下底]")


def _pairs(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for m in _PAIR.finditer(text):
        word = (m["c"] or m["zc"] or m["zs"] or "two").lower()
        count = 3 if word in ("three", "3", "三", "仨") else 2
        side = (m["w"] or m["w2"] or m["zw"]).lower()
        items = shown[-count:] if _FROM_THE_END.match(side) else shown[:count]
        start = m.start("w2") if m["w2"] else m.start()
        yield Place(tuple(items), start, m.end())


def _bare(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
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
        ranks = [_number(m["n"]) for m in found]
        if not found or not all(0 < rank <= len(shown) for rank in ranks):
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


_NOT_THIS = re.compile(r"\s*(?:and\s+)?not\s+\d", re.I)
_AMOUNT = re.compile(r"\d\.\d|[$]\s?\d|\d\s*(?:stars?|hours?|weeks?|watts?|months?)\b", re.I)
"""4.5 stars, not 4: the second is no place either."""
_WORD_ALONE = re.compile(
    r"\s*(?:$|[?!.,]|['’]s\s+(?:an?|out|off|not)\b|(?:is|can|has|must)\s)", re.I
)
_TO = re.compile(r"\bno\s+to\s*$|\bnot\s*$", re.I)


def _stands_alone(m: re.Match[str], said: str) -> bool:
    """`Two's a no`, `no to three`: a number that counts nothing."""
    before, after = said[: m.start()], said[m.end() :]
    first = not _BETWEEN.sub("", before) or bool(_TO.search(before))
    return first and bool(_WORD_ALONE.match(after))


def _is_of_places(
    said: str, found: Sequence[re.Match[str]], left: str, around: str, behind: str
) -> bool:
    if not left:  # 2?
        asked = "?" in said or "？" in said
        compared = len(found) > 1 and bool(cues.COMPARE_FIRMLY.search(behind))
        return asked or compared or bool(cues_out.VERDICT_ALONE.fullmatch(behind.strip()))
    if len(found) > 1 and cues.COMPARE_FIRMLY.search(around):
        return True
    first, last = found[0], found[-1]
    before, after = said[: first.start()], said[last.end() :]
    if cues_out.BEFORE_A_PLACE.search(before):
        return True
    return not _BETWEEN.sub("", before) and bool(
        cues_out.VERDICT_ALONE.match(after.strip(" '’s,-"))
    )


def _single(text: str, shown: Sequence[ItemId]) -> Iterator[Place]:
    for pattern in _PLACES:
        for m in pattern.finditer(text):
            said = {k: v for k, v in m.groupdict().items() if v}
            if "zl" in said or m.group() == "排尾":
                at = -1
            elif "zf" in said or "nt" in said:
                at = 1
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
    return _ONE.get(said) or _COUNT.get(said) or _HAN[said]


def _at(shown: Sequence[ItemId], place: int) -> tuple[ItemId, ...]:
    at = place - 1 if place > 0 else len(shown) + place
    return (shown[at],) if 0 <= at < len(shown) else ()
