"""Words around a number that make it a limit: under, or more, 不超过, 以上."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from llmrec.quantities._units import Kind

Effect = Literal["lt", "le", "gt", "ge", "approx", "eq"]

FLIPPED: dict[Effect, Effect] = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}


class Cue(NamedTuple):
    """What a comparison says, and where its words end away from the number."""

    effect: Effect
    at: int
    """Start of a cue before the number, end of one after it."""


_DOWN = "less|fewer|cheaper|lower|shorter|lighter|smaller|thinner|slower|younger|earlier|quieter"
_DOWN += "|narrower|below|under"
_UP = "more|greater|higher|longer|bigger|larger|heavier|better|pricier|costlier|wider|taller"
_UP += "|faster|stronger|brighter|above|over|beyond|up"
_NEWER = "newer|later|more\\s+recent|fresher"
_FILL_EN = (
    r"(?:[\s,]+(?:about|around|roughly|approximately|approx\.?|say|an?|the|just|only|maybe|like|"
    r"total|of|price|rating|score|budget|cost|average|your|my|some|something|exactly|either|"
    r"in|year|on))*[\s,:]*"
)
_FILL_ZH = (
    r"(?:\s*(?:要|得|是|为|在|有|能|能用|用|可以|达到|达|到|约|大约|个|花|卖|需要|需|应该|应|给|的|给到|"
    r"只|只要|价格|续航|工作|使用|运行|撑|坚持|播放|连续|至|[:：]))*\s*"
)

Table = list[tuple[Effect, re.Pattern[str]]]
_MEASURED = r"(?:\s+(?:rating|price|score|stars|budget|length|age|cost|spend))?"

_LEFT_EN: list[tuple[Effect, str]] = [
    (
        "gt",
        rf"(?:\b(?:{_UP}|more\s+expensive|older)\s+than"
        r"|\b(?:over|above|exceed(?:s|ing)?|beyond|past|north\s+of|surpass(?:es|ing)?)|>)",
    ),
    (
        "ge",
        r"(?:\bat\s+(?:the\s+)?(?:very\s+)?least|\bstart(?:s|ing)?\s+(?:at|from)|\bupwards?\s+of"
        rf"|\bmin(?:\.|imum)?{_MEASURED}(?:\s+(?:of|is|should\s+be|must\s+be|at))?"
        r"|\bminimum(?:\s+[a-z]+){1,2}\s+(?:of|is)|\bas\s+(?:low|few)\s+as"
        r"|\b(?:more|greater|higher)\s+than\s+or\s+equal\s+to"
        r"|\bfrom|≥|>=|\blowest(?:\s+\w+)?\s+(?:is|of))",
    ),
    (
        "lt",
        rf"(?:\b(?:{_DOWN})\s+than"
        r"|\b(?:under|below|beneath|underneath|inside\s+of|shy\s+of|south\s+of)|\bsub-|<)",
    ),
    (
        "le",
        r"(?:\bat\s+(?:the\s+)?(?:very\s+)?most|\bup\s+to|\bas\s+(?:much|high|long|many)\s+as"
        r"|\bwithin|\b(?:less|lower|fewer)\s+than\s+or\s+equal\s+to"
        rf"|\bcapped\s+at|\bmax(?:\.|imum|imally)?{_MEASURED}(?:\s+(?:of|is|should\s+be|at))?"
        r"|\bmaximum(?:\s+[a-z]+){1,2}\s+(?:of|is)"
        r"|\b(?:limit|cap|ceiling|budget)(?:ed)?(?:\s+(?:is|of|to|at|around))?|≤|<="
        r"|\btop\s+price(?:\s+is)?|\bhighest\s+\w+\s+(?:is|of)|\b(?:spend|afford|pay)(?:ing)?)",
    ),
    (
        "approx",
        r"(?:\b(?:around|about|roughly|approximately|approx\.?|circa|ca\.|close\s+to|near|nearly"
        r"|almost|some)|~|≈)",
    ),
]
_LEFT_ZH: list[tuple[Effect, str]] = [
    ("lt", r"(?:低于|少于|小于|短于|轻于|早于|不到|不足|不满|便宜过)"),
    ("gt", r"(?:高于|超过|超出|超|大于|多于|长于|重于|晚于|高过|多过|贵过|突破)"),
    (
        "le",
        r"(?:最多|至多|顶多|最高|最贵|最长|最大|最晚|上限|封顶|控制|限制|限"
        r"|预算(?:上限|最多|只有)?|只有|[只想能会算意]花|(?:小于|低于|少于)或?等于|≤|<=)",
    ),
    (
        "ge",
        r"(?:至少|最少|起码|最低|最短|最小|最早|下限|少说|少说也|达到|(?:大于|高于|多于)或?等于|≥|>=)",
    ),
    ("approx", r"(?:大约|大概|差不多|约莫|约|接近|将近|左右|~|≈)"),
]
_RIGHT_EN: list[tuple[Effect, str]] = [
    (
        "le",
        rf"(?:\s*,?\s*(?:or|and|&)\s+(?:{_DOWN}|older|before)(?!\s+than)\b"
        r"|\s*,?\s*(?:at\s+(?:the\s+)?(?:very\s+)?most|tops?|max(?:\.|imum|imally)?"
        r"|(?:is\s+(?:the|my)\s+)?(?:absolute\s+)?(?:limit|ceiling|cap|budget))\b"
        r"|\s*,?\s*(?:and\s+)?(?:no|not)\s+(?:more|a\s+\w+\s+more)\b(?!\s+than))",
    ),
    (
        "ge",
        rf"(?:\s*,?\s*(?:or|and|&)\s+(?:{_UP}|{_NEWER}|onwards?|upwards?|after|beyond)"
        r"(?!\s+than)(?:wards?)?\b"
        r"|\s?\+|\s*,?\s*(?:at\s+(?:the\s+)?(?:very\s+)?least|min(?:\.|imum)?)(?!\w)"
        r"|\s*,?\s*(?:and\s+)?no(?:t)?\s+less\b(?!\s+than)|\s+upwards?\b)",
    ),
    ("approx", r"(?:-?ish\b|\s+or\s+(?:so|thereabouts)\b|\s*,?\s*give\s+or\s+take\b)"),
]
_RIGHT_ZH: list[tuple[Effect, str]] = [
    (
        "le",
        r"\s*(?:(?:及|或|和)(?:以下|更少|更低|以内)|以内|之内|内(?![存容部置衣外向心测])|封顶"
        r"|顶天|为限|为上限|的?预算|最多|顶多|到顶|打住)",
    ),
    (
        "ge",
        r"\s*(?:(?:及|或|和)?以上|(?:及|或)更[高多好长新]|之上|往上|起步|起(?![来床跳点])|打底"
        r"|朝上|开外)",
    ),
    ("lt", r"\s*(?:以下|之下|往下)"),
    ("approx", r"\s*(?:左右|上下|多[块元美]?|来[块元]|附近|出头)"),
]
# The unit's own noun may stand between: 4.5 star rating or better, 20 watts of power at most.
_GAP_EN = (
    r"(?:\s+(?:of\s+[a-z]+(?:\s+[a-z]+)?|rating|average|score|total|in\s+total|each|apiece"
    r"|(?:per|a|an)\s+[a-z]+|stars?))?"
)
_GAP_ZH = r"(?:\s*的?(?:价格|价位|预算|评分|时间|时长))?"

_NEGATORS = (
    r"(?:\b(?:not|no|never|nothing|none|nobody|neither|nor|without|avoid|skip|refuse[sd]?|cannot"
    r"|cant|dont|wont|isnt|doesnt|shouldnt|mustnt|hate|nowhere|[a-z]+n['’]t)\b)"
)
_NEG_FILL = (
    r"(?:\s+(?:want|wants|to|pay|paying|spend|spending|go|going|be|is|are|was|cost|costs|costing|"
    r"anything|any|ones?|it|them|that|which|something|need|let|get|getting|buy|buying|a|an|cent|"
    r"penny|dime|dollar|buck|single|much|priced|rated|with|last|lasts|take|takes|taking|run|runs|"
    r"even|too|far|or|have|has|having|released|made|older|rating|price|ratings|prices|of|at|"
    r"ever|show|me|see|give|like|look|looking|for|stay|require|use|draw|draws|weigh|weighs))*\s*$"
)
_NEGATED_EN = re.compile(_NEGATORS + _NEG_FILL, re.IGNORECASE)
_NEGATED_NOUN_EN = re.compile(
    rf"(?:{_NEGATORS})(?:\s+(?!(?:and|but|or|with|for|from|that)\b)[\w’'-]+){{1,3}}"
    r"(?:\s+(?:rated|priced|costing|that\s+costs?|that\s+are|which\s+costs?))?\s*$",
    re.IGNORECASE,
)
_NEGATED_ZH = re.compile(
    r"(?:不要|不想要?|不能|不可以?|不应该?|不得|不会|不许|不准|不用|不必|不宜|不考虑|不看|不买|不接受|别|勿|(?<!有)没有?"
    r"|不|拒绝|排除|过滤掉)(?:要|能|可以|想|会|许|应该?|再|让|有|推荐|给我推荐|给我|任何|那些|是|价格|价位|评分"
    r"|时长|总价|单价|买|卖|花|用)*\s*$"
)
_REJECTED_ZH = re.compile(
    r"\s*的?(?:[\u4e00-\u9fff]{0,4}?)(?:都|就|全|一律|通通|统统|请|我|也)*"
    r"(?:不要|不考虑|不行|不可以|免谈|算了|不看|除外|不想要|不买|不想看|跳过|排除|别(?:给我)?(?:推荐|看|考虑|显示)|不想看到|不接受|太贵)"
    r"(?:了|啦)?(?=$|[\s，。,.；;！!？?、])"
)
_REJECTED_EN = re.compile(
    r"\s+(?:(?:is|are|would\s+be|and\s+I['’]m)\s+)(?:far\s+|way\s+)?(?:too\s+(?:much|expensive|long"
    r"|low|pricey|bad|short|high)|out(?:\s+of\s+the\s+question)?\b|a?\s*no[\s-]go)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[;。！？!?；，、\n]|[.,](?=\s)|\b(?:but|however|though)\b|但是?|不过", re.IGNORECASE
)
_SOFT = re.compile(
    r"\b(?:ideally|preferably|maybe|perhaps|hopefully|if\s+possible|prefer|would\s+be\s+(?:nice|great"
    r"|good)|bonus)\b|最好|尽量|希望|优先|可能的话|如果可以",
    re.IGNORECASE,
)

_LEFT: Table = [
    (effect, re.compile(rf"(?P<cue>{cue}){fill}$", re.IGNORECASE))
    for table, fill in ((_LEFT_EN, _FILL_EN), (_LEFT_ZH, _FILL_ZH))
    for effect, cue in table
]
_RIGHT: Table = [
    (effect, re.compile(rf"{gap}(?P<cue>{cue})", re.IGNORECASE))
    for table, gap in ((_RIGHT_EN, _GAP_EN), (_RIGHT_ZH, _GAP_ZH))
    for effect, cue in table
]
# A date's cues, the longer before those that end in the same word.
_DATE_LEFT_CUES: list[tuple[Effect, str]] = [
    ("eq", r"\b(?:start|begin)(?:s|ning|ing)?\s+(?:in|on)(?!\s+or\b)"),
    (
        "ge",
        r"\bon\s+or\s+after|\bsince|\bas\s+of|\b(?:start|begin)(?:s|ning|ing)?(?:\s+from)?"
        r"|\bfrom(?=\s+\D)|自从?|最早|≥|>=",
    ),
    (
        "le",
        r"\bon\s+or\s+before|\buntil|\btill|\bby|\bup\s+to|\bthrough|\bno\s+later\s+than"
        r"|\bat\s+the\s+latest|截止到?|截至|最晚|≤|<=",
    ),
    (
        "gt",
        r"\bafter|\b(?:later|newer|younger)\s+than|\bmore\s+recent\s+than|\bpost-?|\bpast"
        r"|晚于|新于|>",
    ),
    ("lt", r"\bbefore|\bprior\s+to|\b(?:earlier|older)\s+than|\bpre-?|早于|旧于|<"),
    ("eq", r"\bin|\bduring|\bof|\bfrom|\bwithin|从|在"),
    ("approx", r"\baround|\babout|\bcirca|大约|大概"),
]
_DATE_RIGHT_CUES: list[tuple[Effect, str]] = [
    (
        "ge",
        r"\s*,?\s*(?:or|and|&)\s+(?:any\s+time\s+)?(?:later|newer|after(?:wards?)?"
        r"|more\s+recent|up|on(?:wards?)?|beyond|above|younger|since|more|upwards?)\b"
        r"|\s*\+|\s+(?:onwards?|forwards?)\b|\s+on\b(?!\s+[A-Za-z])"
        r"|\s*(?:(?:及|或|和)(?:以后|之后|以来|更新|更晚|以上)|以后|以来|以上|起(?![来床跳])|开始|至今|往后)",
    ),
    (
        "le",
        r"\s*,?\s*(?:or|and|&)\s+(?:earlier|older|before|below|under)\b"
        r"|\s+at\s+the\s+latest\b|\s*(?:(?:及|或|和)(?:以前|之前|更早)|为止|底前)",
    ),
    ("gt", r"\s*(?:之后|后(?![面来台期续]))"),
    ("lt", r"\s*(?:之前|以前|前(?![面台后期沿端]))"),
    ("approx", r"\s*(?:左右|前后)"),
]
_BEFORE_DATE = r"(?:\s+(?:the|year|early|late|mid|in|on|of))*\s*$"
_DATE_LEFT: Table = [
    (effect, re.compile(rf"(?P<cue>{cue}){_BEFORE_DATE}", re.IGNORECASE))
    for effect, cue in _DATE_LEFT_CUES
]
_DATE_RIGHT: Table = [(effect, re.compile(cue, re.IGNORECASE)) for effect, cue in _DATE_RIGHT_CUES]
_THAN_ZH = re.compile(r"比\s*$")
_LESS_ZH = re.compile(r"\s*(?:还|要|更)?(?:便宜|低|少|短|轻|小|早|旧|老)")
_MORE_ZH = re.compile(r"\s*(?:还|要|更)?(?:贵|高|多|长|重|大|晚|新)")
_WINDOW = 80


def before(text: str, start: int, kind: Kind) -> Cue | None:
    """The comparison right before a number, negations applied: `not over 50` is at most 50.

    When several fit, the one that reaches back furthest is the whole of it (`no more than`).
    """
    floor = max(0, start - _WINDOW)
    left = text[floor:start]
    best: Cue | None = None
    for effect, pattern in _LEFT:
        match = pattern.search(left)
        if match and (best is None or _closer(match, best.at - floor, left, best.effect, effect)):
            best = Cue(effect, floor + match.start("cue"))
    if best is None:
        return None
    return _negated(text, best, kind)


def _closer(match: re.Match[str], at: int, left: str, had: Effect, effect: Effect) -> bool:
    """A bound beats `about`; of two bounds the one nearer to the number holds, unless it is a
    part of the other (`up to` holds `to`, `at most about` holds `about`)."""
    if had == "approx" and effect != "approx":
        return True
    if effect == "approx" and had != "approx":
        return False
    inside = match.start("cue") < at < match.end("cue")
    return inside or match.start("cue") > at


def _negated(text: str, cue: Cue, kind: Kind) -> Cue:
    clause = _clause(text, cue.at)
    if cue.effect not in FLIPPED:
        return cue
    for pattern in (_NEGATED_EN, _NEGATED_ZH):
        if match := pattern.search(clause):
            return Cue(FLIPPED[cue.effect], cue.at - len(clause) + match.start())
    wrong_way = cue.effect in ("lt", "le") if kind == "rating" else cue.effect in ("gt", "ge")
    if wrong_way and (match := _NEGATED_NOUN_EN.search(clause)):
        return Cue(FLIPPED[cue.effect], cue.at)
    return cue


def _clause(text: str, end: int) -> str:
    """The words before `end` back to the last break."""
    left = text[max(0, end - _WINDOW) : end]
    breaks = [match.end() for match in _BREAK.finditer(left)]
    return left[breaks[-1] :] if breaks else left


def after(text: str, end: int) -> Cue | None:
    """The comparison right after a number and its unit."""
    return _first(_RIGHT, text, end)


def date_before(text: str, start: int) -> Cue | None:
    """The comparison right before a date, negations applied: `not before 2020` is since 2020."""
    floor = max(0, start - _WINDOW)
    for effect, pattern in _DATE_LEFT:
        if match := pattern.search(text[floor:start]):
            return _negated(text, Cue(effect, floor + match.start("cue")), "date")
    return None


def date_after(text: str, end: int) -> Cue | None:
    """The comparison right after a date: `or later`, 以后."""
    return _first(_DATE_RIGHT, text, end)


def _first(table: Table, text: str, end: int) -> Cue | None:
    for effect, pattern in table:
        if match := pattern.match(text, end):
            return Cue(effect, match.end())
    return None


def compared_zh(text: str, start: int, end: int) -> tuple[Effect, int, int] | None:
    """比50美元便宜, 比四星高."""
    left = _THAN_ZH.search(text, max(0, start - _WINDOW), start)
    if left is None:
        return None
    for effect, pattern in (("lt", _LESS_ZH), ("gt", _MORE_ZH)):
        if match := pattern.match(text, end):
            return ("lt" if effect == "lt" else "gt"), left.start(), match.end()
    return None


def rejected(text: str, end: int) -> int | None:
    """Where a rejection after a limit ends: 50美元以上的不要, `over $50 is too much`."""
    match = _REJECTED_ZH.match(text, end) or _REJECTED_EN.match(text, end)
    return match.end() if match else None


def refused(text: str, start: int) -> int | None:
    """Where a refusal right before a number starts: 不要50美元以上的."""
    clause = _clause(text, start)
    match = _NEGATED_ZH.search(clause) or _NEGATED_EN.search(clause)
    return start - len(clause) + match.start() if match else None


def is_soft(text: str, start: int, end: int) -> bool:
    """Whether the clause around a limit calls it a wish: ideally, 最好."""
    left = _clause(text, start)
    right = _BREAK.split(text[end : end + 40], maxsplit=1)[0]
    return bool(_SOFT.search(left) or _SOFT.search(right))
