"""Dates in a text: days, months, years, decades, and spans that end today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from llmrec.quantities._numbers import chinese_value, english_value

_MONTH_NAMES = """january jan february feb march mar april apr may may june jun july jul august aug
september sep october oct november nov december dec"""
_MONTHS = {name: i // 2 + 1 for i, name in enumerate(_MONTH_NAMES.split())} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_NUM_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_HAN_YEAR = r"(?P<han>[一二][零〇九][零〇一二三四五六七八九]{2})"

_PATTERNS = [
    rf"(?<!\d){_YEAR}\s?年\s?{_NUM_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?",
    rf"(?<!\d){_YEAR}(?P<sep>[-/.]){_NUM_MONTH}(?P=sep){_DAY}(?!\d)",
    rf"(?<![\d/]){_NUM_MONTH}/{_DAY}/{_YEAR}(?!\d)",
    rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}\s*,?\s*(?:of\s+)?{_YEAR}\b",
    rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}\s*,?\s*{_YEAR}\b",
    rf"\b{_MONTH}\s*,?\s*(?:of\s+)?{_YEAR}\b",
    rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}\b(?!\s*(?:dollars|bucks|hours|%))",
    rf"(?<![\d年.]){_NUM_MONTH}\s?月(?:份|底|初|中)?(?:\s?{_DAY}\s?[日号])?(?![饼亮租薪])",
    r"(?:(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=since )|(?<=in )|(?<=from ))"
    rf"(?:next\s+)?{_MONTH}(?!\s*\d)",
    rf"(?<!\d)(?:{_YEAR}|{_HAN_YEAR})\s?年(?!代)",
]
_DATES = [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]
_DECADE = re.compile(
    r"(?<![\d$€£])(?:the\s+)?(?:(?P<part>early|mid|late)[-\s]+)?['’]?(?P<century>19|20)?"
    r"(?P<tens>\d0)['’]?s\b"
    r"|\bthe\s+(?:(?P<word_part>early|mid|late)[-\s]+)?"
    r"(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
    r"|(?P<zh_century>上世纪|二十世纪|20世纪|19|20)?(?P<zh_tens>\d0|[二三四五六七八九]十)\s?年代"
    r"(?P<zh_part>初|中期|末|后期)?",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(
    r"(?<![A-Za-z0-9_.,$€£¥#])(?<![A-Za-z]-)(?:19|20)\d\d(?![A-Za-z0-9_%]|[.,]\d|\s?-(?!(?:19|20)\d\d\b)\w)"
)
_RELATIVE = re.compile(
    r"(?:(?:within|in|during|over|from)\s+)?the\s+(?:last|past)\s+"
    r"(?:(?P<n>\d+|[a-z]+(?:[\s-][a-z]+)?)\s+)?(?P<unit>day|week|month|year)s?\b"
    r"|(?:最近|近|过去)(?P<zh_n>\d+|[一二两三四五六七八九十半]+)(?P<zh_unit>天|周|个月|年)(?:之?[内来])?",
    re.IGNORECASE,
)
_NAMED_YEAR = re.compile(r"\bthis\s+year\b(?!['’])|\blast\s+year\b(?!['’])|今年|去年|前年", re.I)


@dataclass(frozen=True, slots=True)
class Day:
    """A stretch of the calendar, both ends included, and the characters that name it."""

    low: date
    high: date
    start: int
    end: int
    bare: bool = False
    """Four digits alone, which need a word of time beside them to be a year."""
    until_today: bool = False
    """`the last two years`: a limit by itself."""
    decade: bool = False


def dates(text: str, today: date) -> list[Day]:
    """All dates of `text`, in order, none inside another. `today` anchors `the last two years`."""
    taken: list[Day] = []
    for found in _all(text, today):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda day: day.start)


def _all(text: str, today: date) -> Iterator[Day]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if (day := _calendar(match, today)) is not None:
                yield day
    for match in _DECADE.finditer(text):
        if (day := _decade(match)) is not None:
            yield day
    for match in _RELATIVE.finditer(text):
        if (day := _relative(match, today)) is not None:
            yield day
    for match in _NAMED_YEAR.finditer(text):
        word = " ".join(match.group().lower().split())
        back = {"last year": 1, "去年": 1, "前年": 2}.get(word, 0)
        yield _whole_year(today.year - back, match)
    for match in _BARE_YEAR.finditer(text):
        year = int(match.group())
        yield Day(date(year, 1, 1), date(year, 12, 31), match.start(), match.end(), bare=True)


def _whole_year(year: int, match: re.Match[str]) -> Day:
    return Day(date(year, 1, 1), date(year, 12, 31), match.start(), match.end())


def _calendar(match: re.Match[str], today: date) -> Day | None:
    parts = match.groupdict()
    year = _year(parts, today)
    if not parts.get("month"):
        return _whole_year(year, match)
    month = _MONTHS.get(parts["month"].lower()) or int(parts["month"])
    if month < today.month and not parts.get("year") and not parts.get("day"):
        year += 1
    last = calendar.monthrange(year, month)[1]
    if not parts.get("day"):
        return Day(date(year, month, 1), date(year, month, last), *match.span())
    if int(parts["day"]) > last:
        return None
    day = date(year, month, int(parts["day"]))
    if not parts.get("year") and day < today:
        day = date(year + 1, month, min(day.day, calendar.monthrange(year + 1, month)[1]))
    return Day(day, day, *match.span())


def _year(parts: dict[str, str | None], today: date) -> int:
    if written := parts.get("year"):
        return int(written)
    if han := parts.get("han"):
        value, _ = chinese_value(han)
        return int(value or today.year)
    return today.year


def _decade(match: re.Match[str]) -> Day | None:
    if word := match["word"]:
        century, part = "19", (match["word_part"] or "").lower()
        tens = str(int(english_value(word.removesuffix("ies") + "y") or 0))
    elif tens := match["tens"]:
        century = match["century"] or ("20" if int(tens) < 30 else "19")
        part = (match["part"] or "").lower()
    else:
        written = match["zh_tens"]
        tens = written if written.isdigit() else f"{int(chinese_value(written)[0] or 0):02d}"
        century = match["zh_century"] or ("20" if int(tens) < 30 else "19")
        century = century if century in ("19", "20") else "19"
        part = {"初": "early", "中期": "mid"}.get(match["zh_part"] or "", "")
        part = "late" if match["zh_part"] in ("末", "后期") else part
    first, last = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}.get(part, (0, 9))
    year = int(century + tens)
    low, high = date(year + first, 1, 1), date(year + last, 12, 31)
    return Day(low, high, *match.span(), decade=True)


_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_ZH_UNITS = {"天": "day", "周": "week", "个月": "month", "年": "year"}


def _relative(match: re.Match[str], today: date) -> Day | None:
    written = match["n"] or match["zh_n"]
    count = _count(written) if written else 1.0
    unit = match["unit"] or _ZH_UNITS[match["zh_unit"]]
    if count is None:
        return None
    low = today - timedelta(days=round(count * _DAYS[unit.lower()]))
    return Day(low, today, *match.span(), until_today=True)


def _count(written: str) -> float | None:
    if written.isdigit():
        return float(written)
    if written.lower() in ("few", "couple of", "several"):
        return 2.0 if written.lower() == "couple of" else 3.0
    if written.isascii():
        return english_value(written) or None
    return chinese_value(written)[0]
