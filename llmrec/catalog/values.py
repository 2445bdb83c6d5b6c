"""One value of a file, made clean and typed. What cannot be read raises ValueError saying why."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

MAX_TEXT = 20_000
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MISSING = frozenset({"", "n/a", "nan", "null"})
_NO_VALUE = _MISSING | {"-", "na", "none", "unknown"}
_TRUE = frozenset({"true", "yes", "y", "t", "1", "on", "是", "有"})
_FALSE = frozenset({"false", "no", "n", "f", "0", "off", "否", "无"})
_CURRENCY = re.compile(
    r"^(?:[$€£¥₹]|US\$|USD|EUR|GBP|CNY|RMB)\s*|\s*(?:[$€£¥₹元]|USD|EUR|GBP|CNY)$"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?)?)?")
_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")


def clean_text(value: object, limit: int = MAX_TEXT) -> str:
    """Text without control characters, odd spaces or line breaks; at most `limit` characters."""
    text = _CONTROLS.sub(" ", str(value)[: 2 * limit])
    return " ".join(unicodedata.normalize("NFC", text).split())[:limit]


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The form in which categories are compared: case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_missing(value: object, *, typed: bool = False) -> bool:
    """None, NaN, an empty string or list, or a word such as `n/a`.

    With `typed` (numbers, dates, booleans) also words that could be a category: `none`, `-`.
    """
    if value is None or (isinstance(value, list) and not value):
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and value.strip().casefold() in (_NO_VALUE if typed else _MISSING)


def is_boolean(value: object) -> bool:
    return isinstance(value, bool) or str(value).strip().casefold() in _TRUE | _FALSE


def to_text(value: object) -> str:
    """A text field: words as they are, numbers and lists in words.

    Raises:
        ValueError: an object.
    """
    if isinstance(value, dict):
        raise ValueError("is an object, not text")
    if isinstance(value, list | tuple):
        return clean_text(", ".join(_scalar(v) for v in value))
    return clean_text(_scalar(value))


def to_number(value: object, scale: float | None = None, unit: str | None = None) -> float:
    """A finite number; thousands separators, a currency sign and the unit may stand with it.

    Raises:
        ValueError: not a number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"is not a number: {_show(value)}")
    text = _plain_number(value, unit) if isinstance(value, str) else str(value)
    try:
        number = Decimal(text) * Decimal(str(scale if scale is not None else 1))
        result = float(number)
    except (InvalidOperation, OverflowError) as e:
        raise ValueError(f"is not a number: {_show(value)}") from e
    if not math.isfinite(result):
        raise ValueError(f"is not a finite number: {_show(value)}")
    return result


def _plain_number(text: str, unit: str | None) -> str:
    digits = unicodedata.normalize("NFKC", text).strip()
    if unit and digits.casefold().endswith(unit.casefold()):
        digits = digits[: -len(unit)].strip()
    digits = _CURRENCY.sub("", _CURRENCY.sub("", digits)).replace(" ", "").replace("'", "")
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma > dot >= 0:  # 1.299,00
        digits = digits.replace(".", "").replace(",", ".")
    elif comma >= 0 and (dot > comma or re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", digits)):
        digits = digits.replace(",", "")  # 1,299.00 and 1,299
    elif digits.count(",") == 1:  # 12,5
        digits = digits.replace(",", ".")
    if not _NUMBER.fullmatch(digits):
        raise ValueError(f"is not a number: {_show(text)}")
    return digits


def to_date(value: object) -> str:
    """An ISO date, as exact as the file has it: `2024`, `2024-05` or `2024-05-01`.

    Raises:
        ValueError: not a date, or one whose order of day and month cannot be known.
    """
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"is not a date: {_show(value)}")
    if isinstance(value, int | float):
        if value != int(value) or not 1000 <= value <= 2999:
            raise ValueError(f"is not a date: {_show(value)}")
        return str(int(value))
    text = unicodedata.normalize("NFKC", value).strip()
    match = _ISO.fullmatch(text)
    if match:
        return _iso(match)
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(f"is not a date (wanted YYYY-MM-DD): {_show(value)}")


def _iso(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as e:
        raise ValueError(f"is not a date: {_show(match.group())}") from e
    return "-".join(p if len(p) == 4 else f"{int(p):02d}" for p in (year, month, day) if p)


def to_boolean(value: object) -> bool:
    """Yes or no, in the words that files use.

    Raises:
        ValueError: neither.
    """
    if isinstance(value, bool):
        return value
    word = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    word = word.strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"is neither yes nor no: {_show(value)}")


def to_category(value: object) -> str:
    """One value.

    Raises:
        ValueError: an object or several values.
    """
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict | list | tuple):
        raise ValueError(f"is not one value: {_show(value)}")
    return clean_text(_scalar(value), 500)


def to_list(value: object) -> list[str]:
    """Several values, each once, in the order of the file.

    Raises:
        ValueError: an object, or values that are.
    """
    if isinstance(value, dict):
        raise ValueError(f"is an object, not a list: {_show(value)}")
    parts = split_list(value) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        parts = [parts]
    cleaned = [to_category(part) for part in parts if not is_missing(part)]
    first: dict[str, str] = {}
    for part in cleaned:
        if part:
            first.setdefault(fold(part), part)
    return list(first.values())


def split_list(text: str) -> list[Any]:
    """`a|b`, `a;b`, `a, b` or a JSON list, in that order of trust."""
    if text.startswith("["):
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            parsed = None
        if isinstance(parsed, list):
            return parsed
    separator = next((s for s in "|;,、" if s in text), None)
    return [part.strip() for part in text.split(separator)] if separator else [text]


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list | tuple):
        raise ValueError(f"is not plain: {_show(value)}")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
