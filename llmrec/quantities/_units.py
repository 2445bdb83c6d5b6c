"""Units of measure and money, as people write them in English and Chinese."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["money", "rating", "duration", "power", "count", "date", "percent", "plain"]


class Unit(NamedTuple):
    """A unit by the name it goes by here, and what it is worth in the base unit of its size."""

    name: str
    size: str
    factor: float
    kind: Kind = "plain"


_HOURS_A_YEAR = 365.25 * 24
_CLOCK = frozenset(("s", "min", "h"))

# name, size, worth in the size's base unit, kind, then the ways to write it
_TABLE: list[tuple[str, str, float, Kind, str]] = [
    ("s", "time", 1 / 3600, "duration", "s sec secs second seconds 秒 秒钟"),
    ("min", "time", 1 / 60, "duration", "min mins minute minutes 分钟"),
    ("h", "time", 1.0, "duration", "h hr hrs hour hours 小时 个小时 钟头 个钟头 个钟 学时 课时"),
    ("day", "time", 24.0, "duration", "day days 天"),
    ("week", "time", 168.0, "duration", "week weeks wk wks 周 星期 个星期 礼拜 个礼拜"),
    ("month", "time", _HOURS_A_YEAR / 12, "duration", "month months mo mos 个月"),
    ("year", "time", _HOURS_A_YEAR, "duration", "year years yr yrs 年"),
    ("decade", "time", 10 * _HOURS_A_YEAR, "duration", "decade decades"),
    ("mW", "power", 1e-3, "power", "mW milliwatt milliwatts 毫瓦"),
    ("W", "power", 1.0, "power", "w watt watts 瓦 瓦特"),
    ("kW", "power", 1e3, "power", "kw kilowatt kilowatts 千瓦"),
    ("mg", "mass", 1e-6, "plain", "mg 毫克"),
    ("g", "mass", 1e-3, "plain", "g gram grams gramme grammes 克"),
    ("kg", "mass", 1.0, "plain", "kg kgs kilo kilos kilogram kilograms 公斤 千克"),
    ("jin", "mass", 0.5, "plain", "斤"),
    ("oz", "mass", 0.028349523125, "plain", "oz ounce ounces 盎司"),
    ("lb", "mass", 0.45359237, "plain", "lb lbs 磅"),
    ("mm", "length", 1e-3, "plain", "mm millimeter millimeters millimetre millimetres 毫米"),
    ("cm", "length", 1e-2, "plain", "cm centimeter centimeters centimetre centimetres 厘米 公分"),
    ("m", "length", 1.0, "plain", "m meter meters metre metres 米"),
    ("km", "length", 1e3, "plain", "km kilometer kilometers kilometre kilometres 公里 千米"),
    ("inch", "length", 0.0254, "plain", "inch inches in. 英寸 寸"),
    ("ft", "length", 0.3048, "plain", "ft foot feet 英尺"),
    ("mile", "length", 1609.344, "plain", "mile miles mi 英里"),
    ("KB", "storage", 1e-6, "plain", "kb kilobyte kilobytes"),
    ("MB", "storage", 1e-3, "plain", "mb megabyte megabytes 兆"),
    ("GB", "storage", 1.0, "plain", "gb gig gigs gigabyte gigabytes"),
    ("TB", "storage", 1e3, "plain", "tb terabyte terabytes"),
    ("ml", "volume", 1e-3, "plain", "ml milliliter milliliters millilitre millilitres 毫升"),
    ("L", "volume", 1.0, "plain", "l liter liters litre litres 升"),
    ("MHz", "frequency", 1e6, "plain", "mhz"),
    ("GHz", "frequency", 1e9, "plain", "ghz"),
    ("Hz", "frequency", 1.0, "plain", "hz hertz 赫兹"),
    ("kHz", "frequency", 1e3, "plain", "khz"),
    ("V", "voltage", 1.0, "plain", "v volt volts 伏"),
    ("A", "current", 1.0, "plain", "amp amps ampere amperes 安"),
    ("mAh", "charge", 1.0, "plain", "mah 毫安时 毫安"),
    ("Wh", "energy", 1.0, "plain", "wh"),
    ("kWh", "energy", 1e3, "plain", "kwh 度电"),
    ("lm", "light", 1.0, "plain", "lm lumen lumens 流明"),
    ("dB", "loudness", 1.0, "plain", "db decibel decibels 分贝"),
    ("MP", "pixels", 1.0, "plain", "mp megapixel megapixels"),
    ("fps", "frames", 1.0, "plain", "fps"),
    ("ms", "milliseconds", 1.0, "plain", "ms millisecond milliseconds 毫秒"),
    ("°C", "temperature", 1.0, "plain", "°c ℃ celsius 摄氏度"),
    ("m2", "area", 1.0, "plain", "m2 m² sqm 平方米 平米 平"),
    ("age", "age", 1.0, "count", "岁"),
    ("percent", "percent", 1.0, "percent", "% percent per-cent"),
    ("stars", "stars", 1.0, "rating", "star stars ★ 星 颗星 星级"),
    ("stars", "stars", 1.0, "rating", "分"),
    ("USD", "USD", 1.0, "money", "usd dollar dollars buck bucks $ us$ 美元 美金 刀 美刀"),
    ("USD", "USD", 0.01, "money", "cent cents 美分"),
    ("CNY", "CNY", 1.0, "money", "cny rmb yuan 元 元钱 块 块钱 圆 人民币 元人民币"),
    ("EUR", "EUR", 1.0, "money", "eur euro euros € 欧元 欧"),
    ("GBP", "GBP", 1.0, "money", "gbp quid £ 英镑 pound pounds"),
    ("JPY", "JPY", 1.0, "money", "jpy yen 日元"),
    ("INR", "INR", 1.0, "money", "inr rupee rupees ₹ 卢比"),
    ("HKD", "HKD", 1.0, "money", "hkd hk$ 港币 港元"),
    ("KRW", "KRW", 1.0, "money", "krw won ₩ 韩元"),
    ("CAD", "CAD", 1.0, "money", "cad c$ ca$ 加元"),
    ("AUD", "AUD", 1.0, "money", "aud a$ au$ 澳元"),
]

UNITS: dict[str, Unit] = {
    alias: Unit(name, size, factor, kind)
    for name, size, factor, kind, aliases in _TABLE
    for alias in aliases.split()
} | {'"': Unit("inch", "length", 0.0254), "″": Unit("inch", "length", 0.0254)}

_SIGNS = {"¥": "CNY", "￥": "CNY"}
PREFIXES = r"(?:US\$|HK\$|CA\$|AU\$|[CA]\$|\$|€|£|¥|￥|₹|₩|(?:USD|EUR|GBP|CNY|RMB|人民币)(?=\s?\d))"


def unit_pattern() -> str:
    """A pattern for a unit after a number: Latin ones end at the word's end, others anywhere."""
    latin = sorted((a for a in UNITS if a[-1].isascii() and a[-1].isalpha()), key=len, reverse=True)
    other = sorted((a for a in UNITS if a not in latin), key=len, reverse=True)
    latin_part = "|".join(map(re.escape, latin))
    return rf"(?:(?:{latin_part})(?![A-Za-z]|['’]t\b)|(?:{'|'.join(map(re.escape, other))}))"


def currency(sign: str) -> Unit:
    """The money that a sign before a number stands for."""
    name = _SIGNS.get(sign)
    return UNITS[name.lower()] if name else UNITS[sign.lower()]


@lru_cache(maxsize=512)
def unit(name: str) -> Unit | None:
    """The unit that goes by `name` in any of its spellings, or None."""
    known = UNITS.get(name) or UNITS.get(name.lower())
    if known is not None:
        return known
    scale = re.fullmatch(r"/(\d+)", name)
    return Unit(name, "stars", 5 / int(scale[1]), "rating") if scale and int(scale[1]) else None


def on_clock(name: str) -> bool:
    """Whether a unit of time is one that a clock shows; the longer ones are a calendar's."""
    known = unit(name)
    return known is not None and known.name in _CLOCK


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """`value` in another unit of the same size: `convert(2, "year", "month")` is 24.

    A year is 365.25 days and a month a twelfth of it. Ratings: `/10` is out of ten, `stars` out
    of five. Currencies are sizes of their own.

    Raises:
        ValueError: a unit that is not known, or two that do not measure the same.
    """
    source, target = unit(from_unit), unit(to_unit)
    if source is None or target is None:
        raise ValueError(f"unknown unit {(from_unit if source is None else to_unit)!r}")
    if source.size != target.size:
        raise ValueError(f"{from_unit!r} cannot be expressed in {to_unit!r}")
    return round(value * source.factor / target.factor, 9)
