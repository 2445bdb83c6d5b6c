"""What a sentence goes on to say of a number: `… is where I stop`, `… I won't look at`, …的不要."""

from __future__ import annotations

import re

from llmrec.quantities._cue_words import GAP_EN, Effect
from llmrec.quantities._units import Kind
from llmrec.text._shuns import VERDICT_EN
from llmrec.text._thrown_out import ADVERB_ZH, TAIL_ZH, THROWN_OUT_ZH
from llmrec.text._words import HAN

_WILL = (
    r"(?:['’](?:ll|d|m|ve|re)|\s+(?:will|would|can|could|may|am|are|have|had|just|always|usually"
    r"|normally|generally|simply|ever|even|really|be|(?:willing|able|prepared|happy|want)\s+to))*"
)
_MIND = (
    r"(?:\s+(?:really|already|just|simply|basically|pretty\s+much|definitely|clearly|absolutely"
    r"|frankly|honestly|totally|completely|automatically|exactly|about|far|way|much|quite|a\s+bit"
    r"|a\s+little))*"
)
_IS = (
    r"(?:\s*[,–—-]?\s*(?:and\s+)?(?:that|which|it|this)(?:\s+is|['’]s)"
    r"|\s+(?:is|are|would\s+be|will\s+be)|['’]s|\s*[,–—:-])"
)
_MINE = (
    r"(?:my|our|the|a|an|his|her|their|your)(?:\s+(?:absolute|very|hard|strict|outer|upper|final|personal|firm|own|new|current"
    r"|latest|revised|updated|real|actual|official|total|overall|price|spending|budget|agreed|approved))*"
)

# --- a number that is said to be the end ----------------------------------------------------------

_STOPS = (
    rf"where\s+(?:I|we){_WILL}\s+(?:stop|quit|end|draw\s+(?:the|my|a)\s+line|call\s+it|give\s+up"
    r"|(?:max|top|tap|bow|get|cap)(?:\s+(?:it|me))?\s+(?:out|off))"
    r"|where\s+(?:it|(?:my|our|the)\s+\w+(?:\s+\w+)?)\s+(?:stops|ends|lies|runs\s+out|gives\s+out)"
    rf"|as\s+far\s+as\s+(?:I|we){_WILL}\s+(?:go|stretch|get|venture|push)"
    rf"|{_MINE}\s+(?:limits?|line|cut-?off|threshold|breaking\s+point|red\s+line)\b"
)
_MOST = (
    r"as\s+(?:high|much|many|long|late|heavy|big|large)\s+as\s+(?:I|we|it)\b"
    rf"|(?:my|our)\s+(?:lot|whack|allowance)\b|{_MINE}\s+(?:maximum|max|ceiling|cap|lid|roof|upper\s+(?:limit|bound)|budget|most|highest|longest)\b"
    rf"|(?:all|what)\s+(?:that\s+)?(?:I|we){_WILL}\s+(?:have|got|spend|pay|afford|spare)\b"
    rf"|all\s+(?:that\s+)?(?:I|we){_WILL}\s+(?:want|wish|like|care)\s+to\s+(?:spend|pay)\b"
    r"|all\s+(?:that\s+)?(?:I|we)['’]ve\b"
)
_LEAST = (
    r"as\s+(?:low|little|few|short|cheap)\s+as\s+(?:I|we|it)\b"
    rf"|{_MINE}\s+(?:bare\s+)?(?:minimum|min|floor|lower\s+limit|least|lowest|fewest|shortest)\b"
)
_ZH_IS = (
    r"\s*(?:就|才|已经?|也)?(?:是|算是?|为|到)\s*(?:我们?|咱们?)?(?:的|能|可以?|愿意|所|接受|承受|出|花|给"
    r"|心理|绝对|最终|最后)*"
)
_CALLED: list[tuple[Effect, str, str]] = [
    ("stop", _STOPS, "底线|极限|界限|红线|限度|临界点?"),
    ("le", _MOST, "上限|天花板|顶点|最高(?:价格?|预算|限度)?|最大(?:值|限度)?|最多"),
    ("ge", _LEAST, "下限|门槛|最低(?:分|要求|标准|限度)?|最小值?|最少"),
]
_ENDS: list[tuple[Effect, re.Pattern[str]]] = [
    (
        effect,
        re.compile(rf"{GAP_EN}{_IS}{_MIND}\s+(?:{words})|{_ZH_IS}(?:{chinese})", re.IGNORECASE),
    )
    for effect, words, chinese in _CALLED
]
_ENDS += [
    ("le", re.compile(r"\s*[，,。]?\s*再(?:贵|高|多|长|久|大|重)\S{0,4}?(?:不|免|没|算|超)")),
    (
        "le",
        re.compile(r"\s*[，,。]?\s*(?:再|一)?超[了过出支标]\S{0,4}?(?:不|免|没|算|拉倒|滚|pass)"),
    ),
    ("ge", re.compile(r"\s*[，,。]?\s*再(?:便宜|低|少|短|小|轻)\S{0,4}?(?:不|免|没|算)")),
]


def bound_of(stop: Effect, kind: Kind) -> Effect:
    """Where one stops: going up in a price, going down in a rating."""
    if stop != "stop":
        return stop
    return "ge" if kind == "rating" else "le"


def ends(text: str, end: int, kind: Kind) -> tuple[Effect, int] | None:
    """The bound that a number is called: `220 dollars is where I stop`, 220美元是我的底线."""
    for effect, pattern in _ENDS:
        if match := pattern.match(text, end):
            return bound_of(effect, kind), match.end()
    return None


# --- a limit whose inside is rejected -------------------------------------------------------------

_STOP_EN = (
    r"(?=\s*(?:$|[.,;:!?)…\n–—-]|(?:and|but|or|so|at\s+all|anyway|either|any\s*more|period|because|as"
    r"|since|thanks|please)\b))"
)
_NOT = (
    r"(?:[a-z]+n['’]?t|cannot|never|refuse\s+to|(?:will|would|do|can|could|am|are)\s+not"
    r")"
)
_TAKE = (
    r"(?:look(?:ing)?(?:\s+at)?|consider(?:ing)?|touch|buy(?:ing)?|tak(?:e|ing)|accept(?:ing)?|watch"
    r"|read|see|want|bother(?:\s+with)?|us(?:e|ing)|try|entertain|pay(?:ing)?|think(?:ing)?\s+about"
    r"|need|like|giv(?:e|ing)|offer|part\s+with|click(?:\s+on)?|wear|trust|choose|pick|order|spend|afford|stomach|justify|play|stand"
    r"|interested(?:\s+in)?|go(?:ing)?(?:\s+(?:for|near|there|beyond))?|give\s+(?:it\s+|them\s+)?a\s+\w+)"
)
_SPOKEN = r"(?:\s+(?:even|ever|really|want\s+to|care\s+to|like\s+to|going\s+to|bother\s+to|be))*"
_WORTHLESS = (
    r"(?:too\s+(?!good\b|great\b)[a-z]+\b|out\b(?!\s+(?:there|now|in|on|already|and\s+about)\b)"
    r"|off(?:\s+the\s+table|[\s-]limits)|over\s+the\s+line"
    r"|beyond\s+(?:me|us|(?:my|our)\s+(?:budget|means|reach))"
    r"|(?:an?\s+)?(?:(?:absolute|hard|clear|strict|instant|definite|firm)\s+)?(?:no[\s-]go|no(?!\s+(?:problem|bother|biggie|issue|big|trouble|worries|matter))|pass"
    r"|deal[\s-]?breaker|non[\s-]?starter|turn[\s-]?off|rip[\s-]?off|waste(?:\s+of\s+\w+)?)\b"
    r"|not\s+(?:an\s+option|acceptable|for\s+(?:me|us)|ok(?:ay)?|enough|good\s+enough|worth\s+\w+"
    r"|interesting|going\s+to\s+(?:work|happen))\b"
    r"|unacceptable|excluded|ruled\s+out|(?:to\s+be\s+)?(?:disregarded|discarded|ignored|removed|omitted|skipped|avoided|rejected|dropped|left\s+out)|unaffordable|useless|pointless|overpriced|ridiculous)"
)
_DO_NOT_EN = (
    r"\s*[,:?–—-]?\s*(?:(?:please|kindly|just|so|then)[,\s]+)*(?:do\s+not|do?n['’]?t|never)(?:\s+(?:please|even|ever|you|go|bother(?:\s+to)?))*"
    r"\s+(?:offer|show|bring|suggest|recommend|list|send|give|put|include|propose|present|serve|mention|bother|waste|tempt"
    rf"|display|hand|come)(?:ing)?(?:\s+(?!but\b|and\b|that\b|which\b)[\w’']+){{0,4}}{_STOP_EN}"
)
"""Below four, please don't offer me any."""
_REJECTED_EN = re.compile(
    rf"{GAP_EN}(?:{_MIND}\s+(?:(?:is|are|would\s+be|will\s+be|(?:should|must|can|may|shall|ought\s+to|has\s+to|have\s+to)\s+be|gets|and\s+I['’]m){_MIND}\s+{_WORTHLESS}"
    r"|(?:isn|aren|wouldn)['’]?t\s+(?:an\s+option|acceptable|for\s+(?:me|us)|ok(?:ay)?|enough"
    r"|good\s+enough|worth\s+\w+|interesting)\b"
    r"|(?:doesn|don|won|wouldn)['’]?t\s+(?:do|work|cut\s+it|make\s+the\s+cut|interest\s+(?:me|us)"
    rf"|count|qualify)\b|need\s+not\s+apply\b|can\s+stay\s+(?:away|out)\b)"
    rf"|\s*,?\s+(?:I|we|he|she|they)(?:{_WILL}\s+{_NOT}|['’](?:m|re|d|ll)\s+(?:not|never)){_SPOKEN}"
    rf"\s+{_TAKE}{_STOP_EN}"
    rf"|\s*,?\s+(?:I|we){_WILL}\s+(?:skip|ignore|pass(?:\s+on)?|rule\s+out|reject|refuse|avoid|lose\s+interest|walk(?:\s+away)?|bail"
    rf"|leave(?:\s+(?:out|alone))?|discard){_STOP_EN}"
    r"|\s*[,:?–—-]?\s*(?:please\s+|just\s+|you\s+can\s+)*(?:skip|ignore|forget|leave\s+out|drop|bin|chuck|hide"
    r"|lose|cut|ditch|scrap|remove|delete|dump|toss|reject|omit"
    rf"|filter\s+out|exclude|discard)(?:\s+(?:it|them|that|those|out))*{_STOP_EN}"
    rf"|{_DO_NOT_EN}"
    rf"|\s*[,:?–—-]?\s*no\s+(?:thanks?(?:\s+you)?|way|deal|chance){_STOP_EN}|(?:{VERDICT_EN}))",
    re.IGNORECASE,
)
_REJECTED_ZH = re.compile(
    r"\s*(?!的?\s*没有)的?(?:[\u4e00-\u9fff]{0,4}?)(?:都|就|全|一律|通通|统统|请|我|也){0,3}"
    r"(?:不要|不考虑|不予考虑|不行|不可以|免谈|免了|算了|不看|除外|不必|不用|[毙去删剔划]掉|不想要|不买|不想看|跳过|排除|没戏|没门"
    r"|出局|拉倒|别(?:再|给我)*(?:推荐|看|考虑|显示|拿|发|提|上)(?:出?来|给我)?|不想看到|不接受|接受不了|受不了|买不起|没兴趣|不感兴趣"
    rf"|(?:的[^，。；！？,;!?]{{0,12}}[，,]\s*)?{ADVERB_ZH}{{0,6}}{THROWN_OUT_ZH}{TAIL_ZH}"
    r"|(?:出|上市|发布|推出|生产)?的[^，。；！？,;!?]{0,8}?(?:也|都|就|更)别了?"
    rf"|(?:出|上市|发布|推出|生产)的[^，。；！？,;!?]{{0,8}}?{THROWN_OUT_ZH}{TAIL_ZH}"
    r"|(?:太|过于?)[贵多高长低少短大小重久]|(?P<verb>[看瞧想碰买理])都(?:不|没)(?:想|会|能|肯|愿意)?(?P=verb))"
    r"(?:了|啦|的)?[吧啊哈呀]?(?=$|[\s，。,.；;！!？?、])"
)


def rejected(text: str, end: int) -> int | None:
    """Where a rejection after a limit ends: 50美元以上的不要, `under 4 I won't even look at`."""
    chinese = _REJECTED_ZH.match(text, end) if HAN.search(text) else None
    match = chinese or _REJECTED_EN.match(text, end)
    return match.end() if match else None
