"""Dates in a text: days, months, years, decades, and spans that end today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from llmrec.quantities._date_words import (
    BARE_YEAR,
    DATES,
    DAY_ALONE,
    DECADE,
    FEASTS,
    MONTHS,
    NAMED_YEAR,
    ORDINALS,
    RELATIVE,
    THAT,
)
from llmrec.quantities._numbers import chinese_value, english_value


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
    return sorted([*taken, *_echoes(text, taken)], key=lambda day: day.start)


def _echoes(text: str, named: list[Day]) -> Iterator[Day]:
    """Dates that a pronoun takes up: until March 3, nothing later than that."""
    for match in THAT.finditer(text):
        span = next(match.span(group) for group in match.groupdict() if match[group])
        earlier = [day for day in named if day.end <= match.start()]
        if earlier:
            meant = max(earlier, key=lambda day: day.start)
            yield Day(meant.low, meant.high, *span)


def _all(text: str, today: date) -> Iterator[Day]:
    for pattern in DATES:
        for match in pattern.finditer(text):
            if (day := _calendar(match, today)) is not None:
                yield day
    for match in DAY_ALONE.finditer(text):
        yield _next_day(_day(match["day"] or match["zh_day"]), match, today)
    for match in DECADE.finditer(text):
        if (day := _decade(match)) is not None:
            yield day
    for match in RELATIVE.finditer(text):
        if (day := _relative(match, today)) is not None:
            yield day
    for match in NAMED_YEAR.finditer(text):
        word = " ".join(match.group().lower().split())
        back = {"last year": 1, "去年": 1, "前年": 2}.get(word, 0)
        yield _whole_year(today.year - back, match)
    for match in BARE_YEAR.finditer(text):
        year = int(match.group())
        yield Day(date(year, 1, 1), date(year, 12, 31), match.start(), match.end(), bare=True)


def _whole_year(year: int, match: re.Match[str]) -> Day:
    return Day(date(year, 1, 1), date(year, 12, 31), match.start(), match.end())


def _calendar(match: re.Match[str], today: date) -> Day | None:
    parts = match.groupdict()
    year = _year(parts, today)
    if feast := parts.get("feast"):
        day = date(year, *FEASTS[feast])
        return Day(day, day, *match.span())
    if not parts.get("month"):
        return _whole_year(year, match)
    month = _month(parts["month"])
    says_year = any(parts.get(name) for name in ("year", "spoken", "han"))
    if month < today.month and not says_year and not parts.get("day"):
        year += 1
    last = calendar.monthrange(year, month)[1]
    if not parts.get("day"):
        return Day(date(year, month, 1), date(year, month, last), *match.span())
    if _day(parts["day"]) > last:
        return None
    day = date(year, month, _day(parts["day"]))
    if not says_year and day < today:
        day = date(year + 1, month, min(day.day, calendar.monthrange(year + 1, month)[1]))
    return Day(day, day, *match.span())


def _month(written: str) -> int:
    return MONTHS.get(written.lower()) or (1 if written == "元" else _whole(written))


def _day(written: str) -> int:
    """15, 15th, fifteenth, 十五."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", written.lower())
    return ORDINALS.get(plain) or _whole(plain)


def _whole(written: str) -> int:
    return int(written if written.isascii() else chinese_value(written)[0] or 0)


def _next_day(day: int, match: re.Match[str], today: date) -> Day:
    """The next one of that number: the fifteenth, said on the 20th, is next month's."""
    found = today
    while found.day != day:
        found += timedelta(days=1)
    return Day(found, found, *match.span())


def _year(parts: dict[str, str | None], today: date) -> int:
    if written := parts.get("year"):
        return int(written)
    if spoken := parts.get("spoken"):
        return 2000 + int(english_value(spoken) or 0)
    if han := parts.get("han"):
        value, _ = chinese_value(han)
        return int(value or today.year)
    if short := parts.get("short") or parts.get("han_short"):
        digits = "".join(str("零一二三四五六七八九".find(c)) for c in short.replace("〇", "零"))
        return 2000 + int(short if short.isascii() else digits)
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
