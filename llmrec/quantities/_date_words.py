"""How dates are written in English and Chinese."""

from __future__ import annotations

import re

_MONTH_NAMES = """january jan february feb march mar april apr may may june jun july jul august aug
september sep october oct november nov december dec"""
MONTHS = {name: i // 2 + 1 for i, name in enumerate(_MONTH_NAMES.split())} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_NUM_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_HAN = "一二三四五六七八九"
_ZH_MONTH = rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{_HAN}元])"
_ZH_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[{_HAN}]?|[{_HAN}])"
FEASTS = {
    "元旦": (1, 1), "情人节": (2, 14), "三八": (3, 8), "妇女节": (3, 8), "五一": (5, 1),
    "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1), "七一": (7, 1), "八一": (8, 1),
    "教师节": (9, 10), "十一": (10, 1), "国庆": (10, 1), "国庆节": (10, 1), "双十一": (11, 11),
    "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25), "圣诞节": (12, 25),
}  # fmt: skip
"""Days of the calendar that go by a name."""
_FEAST = rf"(?P<feast>{'|'.join(sorted(FEASTS, key=len, reverse=True))})(?!月|国际)"
_ORDINAL_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh
twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
ORDINALS = {word: i for i, word in enumerate(_ORDINAL_WORDS.split(), start=1)} | {"thirtieth": 30}
ORDINALS |= {f"twenty-{word}": 20 + i for word, i in ORDINALS.items() if i < 10}
ORDINALS |= {"thirty-first": 31}
_ORDINAL = rf"(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))}|\d\d?(?:st|nd|rd|th))"
_HAN_YEAR = r"(?P<han>[一二][零〇九][零〇一二三四五六七八九]{2})"

_SPOKEN = (
    r"twenty[\s-]+(?P<spoken>(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty(?:[\s-]+(?:one|two|three|four|five|six|seven|eight|nine))?))"
)
"""Twenty twenty-three."""
_YEAR_EN = rf"(?:{_YEAR}|{_SPOKEN})"

_PATTERNS = [
    rf"(?<!\d)(?:{_YEAR}|{_HAN_YEAR})\s?年?的?\s?{_FEAST}(?:[当那]?[天日])?",
    rf"(?<!\d)(?:{_YEAR}|{_HAN_YEAR})\s?年\s?{_ZH_MONTH}\s?月(?:份)?(?:\s?{_ZH_DAY}\s?[日号])?",
    rf"(?<!\d){_YEAR}(?P<sep>[-/.]){_NUM_MONTH}(?P=sep){_DAY}(?!\d)",
    rf"(?<![\d/]){_NUM_MONTH}/{_DAY}/{_YEAR}(?!\d)",
    rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}\s*,?\s*(?:of\s+)?{_YEAR_EN}\b",
    rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}\s*,?\s*{_YEAR_EN}\b",
    rf"\b(?:the\s+)?(?P<day>{_ORDINAL})\s+of\s+{_MONTH}(?:\s*,?\s*{_YEAR_EN})?(?!\d)",
    rf"\b{_MONTH}\s*,?\s*(?:of\s+)?{_YEAR_EN}\b",
    rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}\b(?!\s*(?:dollars|bucks|hours|%))",
    rf"\b(?!may\b){_MONTH}\s+(?:the\s+)?(?P<day>{_ORDINAL})(?![\w-])(?:\s*,?\s*{_YEAR_EN})?(?!\d)",
    rf"(?<![\d年.个几半每第周期拜十{_HAN}]){_ZH_MONTH}\s?月(?:份|底|初|中)?(?:\s?{_ZH_DAY}\s?[日号])?"
    r"(?![饼亮租薪]|以?内|之内|以上)",
    r"(?:(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=since )|(?<=in )|(?<=from ))"
    rf"(?:next\s+)?{_MONTH}(?!\s*\d)",
    rf"(?<!\d)(?:{_YEAR}|{_HAN_YEAR})\s?年(?!代)",
    r"(?:(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=till )|(?<=since )|(?<=in )|(?<=from )"
    rf"|(?<=than )|(?<=during ))(?:the\s+year\s+)?{_SPOKEN}"
    r"(?=\s*(?:[.,;:!?)]|$|(?:or|and|but|onwards?|please|is|at|with|for|edition|model|release)))",
    r"(?<![\d.第近去])(?<![用了保]\s)(?:(?P<short>1[5-9]|2\d)|(?P<han_short>[一二][零〇一二三四五六七八九]))\s?年"
    r"(?=(?:及|或|和)?(?:以|之)[前后来]|[前后](?![面来])|起|开始|往[前后]"
    r"|(?:才|就|刚)?(?:出|上市|发布|推出|生产|上线|开课|开班)的?|的?(?:新?款|版|产品))",
    r"(?:(?<=before )|(?<=after )|(?<=since )|(?<=than )|(?<=from )|(?<=until )|(?<=pre-))"
    r"['’](?P<short>1[5-9]|2\d)(?![\w'’])",
]
DATES = [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]
DECADE = re.compile(
    r"(?<![\d$€£])(?:the\s+)?(?:(?P<part>early|mid|late)[-\s]+)?['’]?(?P<century>19|20)?"
    r"(?P<tens>\d0)['’]?s\b"
    r"|\bthe\s+(?:(?P<word_part>early|mid|late)[-\s]+)?"
    r"(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
    r"|(?P<zh_century>上世纪|二十世纪|20世纪|19|20)?(?P<zh_tens>\d0|[二三四五六七八九]十)\s?年代"
    r"(?P<zh_part>初|中期|末|后期)?",
    re.IGNORECASE,
)
BARE_YEAR = re.compile(
    r"(?<![A-Za-z0-9_.,$€£¥#])(?<![A-Za-z]-)(?:19|20)\d\d(?![A-Za-z0-9_%]|[.,]\d|\s?-(?!(?:19|20)\d\d\b)\w)"
)
RELATIVE = re.compile(
    r"(?:(?:within|in|during|over|from)\s+)?the\s+(?:last|past)\s+"
    r"(?:(?P<n>\d+|[a-z]+(?:[\s-][a-z]+)?)\s+)?(?P<unit>day|week|month|year)s?\b"
    r"|(?:最近|近|过去)(?P<zh_n>\d+|[一二两三四五六七八九十半]+)(?P<zh_unit>天|周|个月|年)(?:之?[内来])?",
    re.IGNORECASE,
)
NAMED_YEAR = re.compile(r"\bthis\s+year\b(?!['’])|\blast\s+year\b(?!['’])|今年|去年|前年", re.I)
# A day of a month that goes unnamed: only after a word of time, and of nothing that is counted.
DAY_ALONE = re.compile(
    r"(?:(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=till )|(?<=since )|(?<=on )"
    r"|(?<=later than )|(?<=earlier than ))"
    rf"the\s+(?P<day>{_ORDINAL})(?=\s*(?:of\s+(?:this|the)\s+month\b|and\b|but\b|or\b|at\b|so\b"
    r"|[.,;:!?)–—-]|$))"
    rf"|(?<![\d月{_HAN}十]){_ZH_DAY.replace('day', 'zh_day')}\s?[号日]"
    r"(?=之?前|以前|之后|以后|为止|截止)",
    re.IGNORECASE,
)
_OTHER = r"(?:later|earlier|sooner|newer|older|younger|more\s+recent)"
_NO = r"(?:not|no|never|nothing|none|anything|nor|[a-z]+n['’]t)"
# What stands for a date named before: nothing later than that, 不能晚于那天.
THAT = re.compile(
    rf"(?:(?:\b{_OTHER}\s+than|\b{_NO}(?:\s+\w+){{0,2}}\s+(?:before|after|past|beyond))\s+"
    r"(?P<that>that(?:\s+(?:date|day|month|year))?|then)"
    r"|\b(?:before|by|until|till|after)\s+(?P<then>then|that\s+(?:date|day)))"
    r"(?=\s*(?:[.,;:!?)–—]|$|(?:and|or|but|so|please|for|is|would|will|at)\b))"
    r"|(?:[晚早新旧]于|比)(?P<zh>[那这](?:天|时候?|一?年|个?(?:日期|时间|日子))|[此该]日期?)"
    r"|(?P<zh_then>[那这](?:天|时候?|个?(?:日期|时间|日子)))(?=之[前后]|以[前后])",
    re.IGNORECASE,
)
