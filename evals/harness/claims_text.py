"""Words, numbers and denials of a text, for the checker of claims alone.

Written apart from `llmrec.text`, `llmrec.quantities` and `llmrec.claims`: what measures the reasons
must not share its blind spots with what writes and holds them. Everything here is small and crude
on purpose; how far it can be trusted is measured (`llmrec.evals.harness.claims_measure`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|[;；\n]\s*")
_STOP_WORDS = """
    a an the this that these those it its it's they them their there here you your we our
    i my he she his her who whom which what when where while whose as at by for from in
    into of off on onto out over per through to up with within and or but nor so if than
    then too very just even also only still be is are was were been being am do does did
    done have has had having will would can could may might must shall should get gets got
    getting let lets make makes made making own more most much many such some any each
    every all both either other another about again back down few lot one ones way because
    until before after during between under above without no not never nothing none
    neither cannot can't don't doesn't isn't aren't won't need needs needed require
    requires required use uses used using work works working item product device course
    unit it'll you'll come comes go goes going give gives keep keeps allow allows offer
    offers provide provides include includes included feature features
"""
_STOP = frozenset(_STOP_WORDS.split())
_IRREGULAR = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "feet": "foot",
    "lives": "live", "leaves": "leave", "taught": "teach", "told": "tell", "kept": "keep",
    "sold": "sell", "built": "build", "held": "hold", "heard": "hear", "left": "leave",
    "bought": "buy", "spoken": "speak", "written": "write", "drawn": "draw", "understood":
    "understand", "loaves": "loaf", "shelves": "shelf", "knives": "knife", "ran": "run",
    "began": "begin", "chosen": "choose", "driven": "drive", "known": "know", "dries": "dry",
}  # fmt: skip


def lemma(word: str) -> str:
    """A word's plain form by rules: plural and verb endings off, a doubled consonant undone."""
    w = word.lower().replace("’", "'").removesuffix("'s")
    if w in _IRREGULAR:
        return _IRREGULAR[w]
    for ending, by in (("ies", "y"), ("sses", "ss"), ("ied", "y")):
        if w.endswith(ending) and len(w) > len(ending) + 2:
            return w.removesuffix(ending) + by
    for ending in ("ing", "ed", "es", "s"):
        if not w.endswith(ending) or len(w) - len(ending) < 3 or w.endswith(("ss", "us", "is")):
            continue
        w = w.removesuffix(ending)
        if ending in ("ing", "ed") and w[-1] == w[-2] and w[-1] not in "lsz":
            w = w[:-1]
        break
    return w.removesuffix("e") if len(w) > 3 else w


def alike(a: str, b: str) -> bool:
    """Whether two lemmas are the same word or one family: `automatic` and `automatically`."""
    if a == b:
        return True
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared >= 5 and shared >= 0.6 * max(len(a), len(b))


class Word(NamedTuple):
    lemma: str
    start: int
    text: str


def content_words(text: str) -> list[Word]:
    """English words that carry meaning, hyphenated ones in their parts; number words are left to
    `measures`."""
    found = []
    for match in _WORD.finditer(text):
        at = match.start()
        for part in re.split(r"(?<=-)", match.group()):
            bare = part.rstrip("-")
            low = bare.lower().replace("’", "'")
            skip = low in _STOP or low in _NUMBER or low in _PERIODS or len(low) < 2
            if not skip and (lemma(low) not in _UNITS or low == "night"):
                found.append(Word(lemma(bare), at, bare))
            at += len(part)
    return found


def han_pairs(text: str) -> list[str]:
    """Chinese characters two by two, within runs without other signs."""
    runs = re.findall("[\u3400-\u9fff]+", text)
    return [run[n : n + 2] for run in runs for n in range(len(run) - 1)]


def passages(text: str) -> list[str]:
    """Sentences and their parts between semicolons."""
    return [p.strip() for p in _SENTENCE.split(text) if p and p.strip()]


_JOINT = re.compile(
    r"\s*(?:[,;:，；：]|\s—)\s*(?:and\s+|but\s+|so\s+|which\s+|while\s+|with\s+)?"
    r"|\s+(?:and|but|so|because|while)\s+(?=(?:it|they|you|the|its|there|needs?|has|have|comes?|"
    r"works?|gives?|handles?|reads?|runs?|adds?|shuts?|stops?|corrects?|shows?|then|no|not)\b)",
    re.I,
)


def clauses(sentence: str) -> list[str]:
    """The claims of a sentence: its parts at commas, colons and where a new verb is joined on.

    A part of fewer than two words and numbers that carry meaning goes with the one before it,
    unless it denies something.
    """
    parts: list[str] = []
    for part in (p for p in _JOINT.split(sentence) if p and p.strip(" .。！!")):
        weight = len(content_words(part)) + len(HAN.findall(part)) // 2 + len(measures(part))
        if parts and weight < (1 if _DENIES.search(part) else 2):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts or [sentence]


# --- numbers --------------------------------------------------------------------------------------

_NUMBER = {
    "zero": 0.0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000, "half": 0.5, "dozen": 12,
}  # fmt: skip
_UNITS: dict[str, tuple[float, str]] = {
    "second": (1, "time"), "minut": (60, "time"), "min": (60, "time"), "hour": (3600, "time"),
    "day": (86400, "time"), "night": (86400, "time"), "week": (604800, "time"),
    "month": (2629800, "time"), "year": (31557600, "time"), "semester": (15778800, "time"),
    "century": (3155760000, "time"), "watt": (1, "power"), "lux": (1, "light"),
    "lumen": (1, "flow"), "decibel": (1, "sound"), "metr": (1, "length"), "meter": (1, "length"),
    "centimetr": (0.01, "length"), "millimetr": (0.001, "length"), "kilometr": (1000, "length"),
    "inch": (0.0254, "length"), "percent": (1, "share"), "kilo": (1, "mass"),
    "degree": (1, "degree"), "dollar": (1, "money"), "usd": (1, "money"),
}  # fmt: skip
_SIGNS = {
    "w": "watt", "k": "kelvin", "cm": "centimetr", "mm": "millimetr", "m": "metr", "km":
    "kilometr", "db": "decibel", "h": "hour", "%": "percent", "kg": "kilo", "$": "dollar",
}  # fmt: skip
_PERIODS = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year",
    "hourly": "hour", "nightly": "night",
}  # fmt: skip
_HAN_UNITS = {
    "秒钟": "second", "秒": "second", "分钟": "minut", "小时": "hour", "个月": "month", "月":
    "month", "周": "week", "星期": "week", "天": "day", "年": "year", "瓦": "watt", "分贝":
    "decibel", "平方米": "metr", "厘米": "centimetr", "毫米": "millimetr", "公里": "kilometr",
    "米": "metr", "英寸": "inch", "美元": "dollar", "度": "degree",
}  # fmt: skip
_HAN_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_NUMBER = re.compile(
    "(?<![第每])(?P<n>[一二三四五六七八九十百千两半]+|[0-9]+(?:\\.[0-9]+)?)\\s*(?:多|来)?"
    f"(?P<unit>{'|'.join(_HAN_UNITS)})?"
)
_QUANTITY = re.compile(
    r"(?P<money>\$)?(?P<n>\d[\d,]*(?:\.\d+)?|\b(?:" + "|".join(_NUMBER) + r")\b)"
    r"(?P<rest>(?:[\s-]+(?:and\s+)?(?:hundred|thousand|half|one|" + "|".join(_NUMBER) + r")\b)*)"
    r"(?:[\s-]*(?P<sign>%|(?:cm|mm|km|kg|dB|[WKmh])\b))?"
    r"(?:[\s-]+(?:an?\s+|of\s+|more\s+|full\s+|square\s+|whole\s+)?(?P<unit>[A-Za-z]+))?",
    re.I,
)
_ONE = re.compile(
    r"\b(?:an?|one)\s+(?:(?:whole|full|single|entire)\s+)?(?P<unit>second|minute|hour|day|week|"
    r"month|year|semester|century)\b(?!\s*(?:of|clinic))",
    re.I,
)
_EVERY = re.compile(r"\b(?:each|every|per|an?)\s+(?P<unit>day|week|month|year|night)\b", re.I)


class Measure(NamedTuple):
    value: float
    """In the base unit of its kind."""
    kind: str
    """time, length and so on; `count` without a unit; `every` for a period."""


def measures(text: str) -> set[Measure]:
    """The numbers of a text with their units, and its periods (`monthly` is every month)."""
    return _chinese_measures(text) if HAN.search(text) else _english_measures(text)


def _english_measures(text: str) -> set[Measure]:
    found = set()
    for m in _QUANTITY.finditer(text):
        value = _value(m["n"], m["rest"] or "")
        unit = lemma(m["unit"]) if m["unit"] else ""
        if m["money"] or m["sign"]:
            unit = _SIGNS["$" if m["money"] else m["sign"].lower()]
        if value != 1 or unit in _UNITS:
            found.add(_measure(value, unit))
    for m in _ONE.finditer(text):
        if not re.search(r"half\s+$", text[: m.start()]):
            found.add(_measure(1, lemma(m["unit"])))
    periods = [_UNITS[lemma(m["unit"])][0] for m in _EVERY.finditer(text)]
    periods += [_UNITS[unit][0] for word, unit in _PERIODS.items() if re.search(word, text, re.I)]
    return found | {Measure(p, "every") for p in periods}


def _measure(value: float, unit: str) -> Measure:
    factor, kind = _UNITS.get(unit, (1.0, "count"))
    return Measure(round(value * factor, 6), kind)


def _value(first: str, rest: str) -> float:
    """`one hundred twenty` and `2,200`."""
    total = 0.0
    for word in [first, *re.findall(r"[a-z]+", rest.lower())]:
        number = _NUMBER.get(word.lower())
        if number is None:
            number = 1.0 if word.lower() == "one" else _plain(word)
        if number is None:
            continue
        total = total * number if number in (100, 1000) and total else total + number
    return total


def _plain(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _chinese_measures(text: str) -> set[Measure]:
    found = set()
    for m in _HAN_NUMBER.finditer(text):
        value = _plain(m["n"])
        value = _han_value(m["n"]) if value is None else value
        if m["unit"]:
            found.add(_measure(value, _HAN_UNITS[m["unit"]]))
        elif value >= 2 and (m["n"][0].isdigit() or len(m["n"]) > 1 or value > 3):
            found.add(Measure(value, "count"))
    return found


def _han_value(text: str) -> float:
    if text == "半":
        return 0.5
    total, digit = 0.0, 0.0
    for c in text:
        if c in _HAN_DIGIT:
            digit = _HAN_DIGIT[c]
        elif c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + digit


# --- denials --------------------------------------------------------------------------------------

_DENIES = re.compile(
    r"\b(?:no|not|never|without|nothing|neither|nor|none|cannot|lacks?|lacking|instead of|"
    r"rather than|[a-z]+n['’]t|free of|except|too \w+ (?:to|for))\b"
    r"|不含|不带|不用|不需要|不涉及|不提供|无需|没有|不能|不会|不|没|无",
    re.I,
)
_AFTERWARDS = re.compile(
    r"\b(?:left out|left aside|left to|missing|excluded|sold separately|bought separately|"
    r"(?:is|are)(?: not|n['’]t)\b|cannot|out of scope|skipped|discontinued|ignored|absent)"
    r"|\b(?:do|does|did|will|would)(?: not|n['’]t) \w+(?=\s*(?:[.,;:!?]|$))",
    re.I,
)
_REACH = re.compile(
    r"[,.;:!?，。；：！？]|\b(?:but|so|because|while|when|if|until|unless|since)\b", re.I
)


def denied_spans(text: str) -> list[tuple[int, int]]:
    """Where something is denied: from a negation to the end of its part of the sentence; of `the
    card is not in the box` and `Siri is left out` the words before it as well."""
    spans = []
    for m in _DENIES.finditer(text):
        stop = _REACH.search(text, m.end())
        spans.append((m.start(), stop.start() if stop else len(text)))
    for m in _AFTERWARDS.finditer(text):
        before = [s.end() for s in _REACH.finditer(text, 0, m.start())]
        spans.append((before[-1] if before else 0, m.end()))
    return spans


def within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
