"""Numbers in a text: digits, English cardinals and Chinese numerals, each with its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from llmrec.quantities._units import PREFIXES, Kind, Unit, currency, unit, unit_pattern
from llmrec.text._sets import word_set

_UNDER_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen"""
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: i for i, word in enumerate(_UNDER_TWENTY.split())}
_TENS = {word: 10 * i for i, word in enumerate(_ROUND.split(), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "grand": 1000, "dozen": 12}
_WORD = "|".join(sorted(_SMALL | _TENS | _SCALES, key=len, reverse=True))
_BIG = r"(?:hundred|thousand|million|dozen|grand)"
# Only after a hundred or a thousand does `and` go on with the same number.
_AND = rf"(?:(?<=hundred)|(?<=thousand))\s+and\s+(?!(?:(?:{_WORD})[\s-]+)+(?:hundred|thousand))"
_ENGLISH = (
    rf"(?:half\s+an?(?=\s)|(?:an?\s+(?={_BIG}))?(?:{_WORD})(?:(?:{_AND}|[\s-]+)(?:{_WORD})(?![A-Za-z]))*"
    r"(?:\s+and\s+a\s+half)?)(?![A-Za-z])"
)
_ARTICLE = r"an?(?=[\s-])"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_HAN_DIGITS = "零〇一二两三四五六七八九"
_CHINESE = rf"(?:\d+(?:\.\d+)?[百千万亿]+|[{_HAN_DIGITS}十百千万亿半]+(?:点[{_HAN_DIGITS}]+)?)"
_CURRENCY = r"(?:dollars?|bucks?|usd|euros?|eur|pounds?|美元|美金|刀|元|块|\$|€|£)"
_NUMBER = re.compile(
    rf"(?P<sign>{PREFIXES})?\s?"
    rf"(?:(?P<chinese>{_CHINESE})|(?<![\w.,])(?<![A-Za-z][-‑])(?P<english>(?!grand\b){_ENGLISH}|{_ARTICLE})"
    rf"|(?<![A-Za-z0-9_])(?<!\d[.,])(?<![A-Za-z][-‑])(?P<digits>{_DIGITS}))"
    rf"(?P<scale>\s?(?:k|thousand|million|grand)(?![A-Za-z])|m(?![A-Za-z])(?=\s*{_CURRENCY}))?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?P<plus>\+?)(?P<odd>(?:-?ish\b)?)(?P<hyphen>\s?-?)(?P<some>[多来余]?)"
    rf"(?:(?:full|whole|solid|entire|straight|complete|clear)\s)?(?P<unit>{unit_pattern()})",
    re.IGNORECASE,
)
_HALF_UNIT = re.compile(r"个半(?P<unit>小时|钟头|星期|月)")
_WEIGHT = re.compile(r"\b(?:weigh\w*|heav\w+|light(?:er)?)\b[^.;!?]{0,30}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:\n]\s*$")
_AFTER_NO_NUMBER = re.compile(r"(?!-?ish\b)(?:[A-Za-z]|-[A-Za-z]{1,3}\d)")
_OUT_OF = re.compile(r"\s*(?:out of|/)\s*(?P<scale>5|10|100)(?![\d.]*\w)(?:\s*stars?)?", re.I)
_MEASURE = re.compile(r"\s?[个款台盏件只条本部集页门节首张把套间位人口种块枚双篇章次条份户]")
_NOUN = re.compile(r"\s(?P<noun>[A-Za-z][a-z]+(?:-[a-z]+)*)(?![a-z]|['’]t\b)")
_NOT_NOUNS = word_set(
    """or and to is are for in with please max tops top at but on of the if since because that
    ideally maximum minimum min limit budget total each apiece per a an as so than by from
    would will should must can including plus preferably only just not no under over was were
    it its i we you they which who when while more less rating average
    makes make gives goes go gets get has have had needs belongs looks feels seems sounds will can
    could does do did scares kills hurts takes means may might"""
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands: its value in `unit`, and the characters it takes up."""

    value: float
    start: int
    end: int
    unit: Unit | None = None
    upper: float | None = None
    """The other end, where the numeral itself names two (三四十: 30 to 40)."""
    article: bool = False
    """The number is only an article: `an hour`."""
    vague: bool = False
    """Could be no number at all (one, 一, a model's name): it needs a unit or a comparison."""
    noun: str | None = None
    noun_end: int = 0
    """Where the noun counted ends; 0 without one."""
    scaled: bool = False
    """A bare `k`, which only a comparison or a currency makes a thousand (2k, but 4k screens)."""
    odd: bool = False
    """Not meant to the unit: 一百多美元, 50ish dollars."""
    plus: bool = False
    """At least: 4+ stars."""
    glued: bool = False
    """It stands right after a name (`iPhone 15`) and is likely part of it."""

    @property
    def kind(self) -> Kind:
        if self.unit is not None:
            return self.unit.kind
        return "count" if self.noun is not None else "plain"


def numbers(text: str) -> list[Number]:
    """All numbers of `text`, in order, without those that are part of a longer name (mp3, 4K)."""
    return list(_numbers(text))


@lru_cache(maxsize=64)
def _numbers(text: str) -> tuple[Number, ...]:
    """The same text is asked about for each limit in it."""
    out: list[Number] = []
    position = 0
    while match := _NUMBER.search(text, position):
        found = _read(text, match)
        position = max(match.end(), found.end) if found else match.end()
        if found:
            out.append(found)
    return tuple(out)


def _read(text: str, match: re.Match[str]) -> Number | None:
    value, upper = _value(match)
    if value is None:
        return None
    start = match.start() + (len(match.group()) - len(match.group().lstrip()))
    number = Number(value, start, match.end(), upper=upper, article=_is_article(match))
    number = _with_scale(match, number)
    number = _with_unit(text, match, number)
    if number.unit is None and (_AFTER_NO_NUMBER.match(text, number.end) or number.article):
        return None
    if text[max(0, start - 1) : start] == "/" or text[number.end : number.end + 1] == "/":
        return None
    number = _with_noun(text, number)
    if _is_pronoun(match) and number.noun in ("time", "go", "off"):
        return None  # I pay one time
    if text[max(0, start - 1) : start] in tuple("周期拜第初高") and match.group("chinese"):
        return None
    vague = number.article or match.group("chinese") is not None or _is_pronoun(match)
    return replace(number, vague=vague, glued=_after_name(text, number.start))


def _is_article(match: re.Match[str]) -> bool:
    return (match.group("english") or "").lower() in ("a", "an")


def _is_pronoun(match: re.Match[str]) -> bool:
    return (match.group("english") or "").lower() == "one"


def _value(match: re.Match[str]) -> tuple[float | None, float | None]:
    if match.group("digits"):
        return float(match.group("digits").replace(",", "")), None
    if match.group("english"):
        return english_value(match.group("english")), None
    return chinese_value(match.group("chinese"))


def _with_scale(match: re.Match[str], number: Number) -> Number:
    scale = (match.group("scale") or "").strip().lower()
    if not scale:
        return number
    factor = {"k": 1e3, "thousand": 1e3, "grand": 1e3, "million": 1e6, "m": 1e6}[scale]
    return replace(number, value=number.value * factor, scaled=scale == "k")


def _with_unit(text: str, match: re.Match[str], number: Number) -> Number:
    if sign := match.group("sign"):
        number = replace(number, unit=currency(sign))
        after = re.match(rf"\s?{_CURRENCY}(?![A-Za-z])", text[number.end :], re.I)
        return replace(number, end=number.end + after.end()) if after else number
    if out_of := _OUT_OF.match(text, number.end):
        return replace(number, end=out_of.end(), unit=_scale(out_of["scale"]))
    if half := _HALF_UNIT.match(text, number.end):
        whole = unit(f"个{half['unit']}")
        return replace(number, value=number.value + 0.5, end=half.end(), unit=whole)
    after = _UNIT.match(text, number.end)
    if after is None or not _unit_fits(text, after, number):
        return number
    found = unit(after["unit"])
    assert found is not None
    if found.name == "GBP" and "£" not in after["unit"] and _is_weight(text, number):
        found = unit("lb")
        assert found is not None
    if found.name == "USD" and found.factor != 1:
        return replace(number, value=number.value / 100, end=after.end(), unit=unit("USD"))
    odd = bool(after["odd"] or after["some"])
    number = replace(number, end=after.end(), unit=found, odd=odd, plus=bool(after["plus"]))
    return _and_a_half(text, number)


def _is_weight(text: str, number: Number) -> bool:
    return _WEIGHT.search(text, max(0, number.start - 60), number.start) is not None


def _and_a_half(text: str, number: Number) -> Number:
    """一年半, 四星半, `an hour and a half`."""
    half = re.match(r"半|\s+and\s+a\s+half(?![A-Za-z])", text[number.end :])
    if half is None or number.kind not in ("duration", "rating"):
        return number
    return replace(number, value=number.value + 0.5, end=number.end + half.end(), article=False)


def _scale(scale: str) -> Unit | None:
    return unit("stars") if scale == "5" else unit(f"/{scale}")


_LETTER_UNITS = word_set("s h m g l v w")


def _unit_fits(text: str, after: re.Match[str], number: Number) -> bool:
    """Whether letters after a number are its unit and not the start of another word."""
    written = after["unit"]
    rest = text[after.end() :]
    if written == "in." or (written.lower() in _LETTER_UNITS and number.article):
        return False
    if written in ("块", "平", "圆", "欧", "安", "升") and re.match(r"[\u4e00-\u9fff]", rest):
        return bool(
            re.match(
                r"钱|以|之|左|是|为|算|上下|内|封|起|的|到|至|最|就|都|一[个台盏]|顶[天多格了]|打[住底死]|撑死|再|超|够|搞定|买"
                r"|拿下|出头|还|也|不(?!锈)|没|多(?!功|用|合|孔|位|层|媒|彩|色)"
                r"|[哈吧呢啊呀嘛哦了叭噢咯啦喽呗嘞喔哟啵咧捏呐么吗罢蛤唷欸诶]",
                rest,
            )
        )
    if written == "分" and re.match(r"[之辨类享贝析体期店布]", rest):
        return False
    if written == "星" and re.match(r"[期球座空际巴]", rest):
        return False
    if written == "年" and re.match(r"[级轻纪代龄终]", rest):
        return False
    if written == "周" and re.match(r"[末一二三四五六日边年围]", rest):
        return False
    if written in ("天", "寸", "米") and re.match(r"[气然空猫照饭]", rest):
        return False
    return not (number.article and after["hyphen"] == "-")


def _with_noun(text: str, number: Number) -> Number:
    if number.unit is not None:
        return number
    if measure := _MEASURE.match(text, number.end):
        return replace(number, noun=measure.group().strip(), noun_end=measure.end())
    noun = _NOUN.match(text, number.end)
    if noun is None or noun["noun"].lower() in _NOT_NOUNS:
        return number
    return replace(number, noun=noun["noun"].lower(), noun_end=noun.end())


def _after_name(text: str, start: int) -> bool:
    """Whether the word before is a name inside a sentence: iPhone 15, Wi-Fi 6, Fold 6."""
    before = re.search(r"([^\s\d,.;:!?]*[A-Za-z])\s$", text[max(0, start - 30) : start])
    if before is None:
        return False
    word = before[1]
    if re.search(r"[a-z\-][A-Z]", word):
        return True
    first = start - 1 - len(word) <= 0 or bool(
        _SENTENCE_END.search(text, max(0, start - 60), start - 1 - len(word))
    )
    return word[0].isupper() and not word.isupper() and not first


_ONES = "|".join(list(_SMALL)[1:10])
_HUNDREDS = (
    rf"({_ONES})[\s-]+((?:{_ROUND.replace(' ', '|')})(?:[\s-]+(?:{_ONES}))?"
    r"|ten|eleven|twelve|\w+teen)"
)
"""One eighty, two twenty-five: as prices are spoken."""


def english_value(words: str) -> float | None:
    """`two hundred and fifty` as 250.0; None when it is no number."""
    words = words.lower()
    half = 0.0
    if re.match(r"half\s+an?", words):
        return 0.5
    if re.search(r"\s+and\s+a\s+half$", words):
        half, words = 0.5, re.sub(r"\s+and\s+a\s+half$", "", words)
    spoken = re.fullmatch(_HUNDREDS, words)
    if spoken:
        return 100.0 * _SMALL[spoken[1]] + float(english_value(spoken[2]) or 0)
    total = current = 0
    for word in re.split(r"[\s-]+", words):
        if word in ("a", "an"):
            current = 1
        elif word in _SMALL or word in _TENS:
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return total + current + half


_DIGIT = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def chinese_value(numeral: str) -> tuple[float | None, float | None]:
    """Value of a Chinese numeral, and its upper end where it names two (三四十).

    两百五 is 250 and 一千二 is 1200, as they are spoken; 1.5万 is 15000; 半 is a half.
    """
    if numeral == "半":
        return 0.5, None
    if pair := re.fullmatch(r"([一二两三四五六七八])([二三四五六七八九])([十百千万])?", numeral):
        low, high = _DIGIT[pair[1]], _DIGIT[pair[2]]
        power = {"万": 10_000}.get(pair[3], _POWERS.get(pair[3], 1))
        if high == low + 1:
            return float(low * power), float(high * power)
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]+)", numeral)
    if mixed:
        value = float(mixed[1])
        for char in mixed[2]:
            value *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[char]
        return value, None
    whole, _, decimals = numeral.partition("点")
    value_of_whole = _chinese_whole(whole)
    if value_of_whole is None:
        return None, None
    fraction = "".join(str(_DIGIT[char]) for char in decimals)
    return value_of_whole + (float(f"0.{fraction}") if fraction else 0.0), None


def _chinese_whole(numeral: str) -> float | None:
    if not numeral or "半" in numeral[:-1]:
        return None
    half = numeral.endswith("半")
    numeral = numeral.removesuffix("半")
    if numeral and all(char in _DIGIT for char in numeral):
        return float("".join(str(_DIGIT[char]) for char in numeral)) + half * 0.5
    total = section = 0.0
    digit: int | None = None
    power = 1
    for char in numeral:
        if char in _DIGIT:
            digit = _DIGIT[char]
            power = 1 if char in "零〇" else power
        elif char in _POWERS:
            power = _POWERS[char]
            section += (1 if digit is None else digit) * power
            digit = None
        else:
            power = {"万": 10_000, "亿": 100_000_000}[char]
            total = (total + section + (digit or 0)) * power
            section, digit = 0.0, None
    return total + section + _spoken_rest(digit, power) + half * 0.5


def _spoken_rest(digit: int | None, power: int) -> float:
    """The last digit counts in the place after the one before it: 两百五 is 250."""
    if digit is None:
        return 0.0
    return float(digit * power // 10) if power >= 100 else float(digit)
