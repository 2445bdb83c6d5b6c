"""Whether a sentence claims nothing beyond an item, as far as code can see.

A small model writes the sentence, so nothing in it is believed: its numbers and names, what it
denies, what it leaves undenied and its other words are each held against the item's own words.
When in doubt a sentence is refused; one made from the evidence takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from llmrec.quantities import Number, numbers
from llmrec.text import negated_spans, stem, tokens
from llmrec.text._sets import word_set
from llmrec.types import Attribute, Item


class Fact(NamedTuple):
    field: str
    quote: str
    """Verbatim: the words of a text field, or an attribute's value."""
    shown: str


def spoken(value: Attribute) -> str:
    """An attribute's value as it is shown and quoted."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}" if abs(value) < 1e11 else f"{value:.0f}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def holds(text: str, fact: Fact, item: Item, wanted: str, lang: str) -> bool:
    """Whether a sentence claims nothing beyond the item, as far as code can see.

    - Numbers and names stand in the evidence, the title or the attributes, a number with its
      unit. That the person named them is no support: what they want is not what the item is.
    - What it denies, the item denies; what the evidence denies, it does not claim.
    - A Chinese sentence on evidence in English is not the request said again, nor longer than what
      the evidence says.
    - In the evidence's own language it shares words with the evidence, most of its words are the
      item's, and words of the request that are not the item's stand in a purpose alone
      (`for your kitchen`).
    """
    stated = {k: spoken(v) for k, v in item.attributes.items() if v is not None}
    own = [fact.shown, fact.quote, item.title, *stated.values()]
    own_words = " ".join(own)
    # `battery_months: 6` are six months.
    measured = [fact.shown, fact.quote, item.title]
    measured += [f"{value} {name.split('_')[-1]}" for name, value in stated.items()]
    if not _supported(text, measured, own_words, wanted) or not _denials_stand(text, fact, item):
        return False
    chinese = _mostly_chinese(fact.shown)
    if lang == "zh":
        plain = _is_chinese(text, own_words, wanted)
        if not chinese:
            return plain and not _says_more(text, fact)
        return plain and _keeps_to(text, fact, item, own_words, "")
    if chinese or not re.search(r"[a-z]{3}", fact.shown.lower()):
        return True
    return _keeps_to(text, fact, item, own_words, wanted)


# --- its words ------------------------------------------------------------------------------------

SHARE = 0.5
"""Share of a sentence's content words that must be the item's."""
_CLAIM_GOES_ON = r"\band\s+(?:is|are|has|have|it|its|comes?|works?|offers?|includes?|features?)\b"
_PURPOSE = re.compile(
    r"\b(?:for(?!\s+(?:up\s+to\s+)?\d)|if|when|while(?!\s+(?:being|staying|remaining))|whenever"
    r"|as\s+you|since\s+you|in\s+your|on\s+your|who|so\s+you|to(?!\s+(?:\d|(?:match|complement)\b)))\b"
    rf"(?:(?!{_CLAIM_GOES_ON})[^,.;:!])*",
    re.I,
)


def _keeps_to(text: str, fact: Fact, item: Item, own_words: str, wanted: str) -> bool:
    """Whether it speaks of the evidence and mostly in the item's words."""
    said, evidence = set(tokens(text)), set(tokens(fact.shown))
    attribute = fact.field in item.attributes
    if attribute:  # which says little: `works without a subscription` speaks of one thing
        said -= _EMPTY
    known = set(tokens(f"{own_words} {item.text}"))
    asserted = set(tokens(_PURPOSE.sub(" ", text)))
    borrowed = (asserted & set(tokens(wanted))) - known - _LIGHT
    least = min(1 if attribute else 2, len(evidence))
    shared = len(said & evidence) >= least
    mostly = len(said & known) >= SHARE * len(said)
    return shared and mostly and not borrowed and not _fills_in(text, fact.shown)


_STANDS_IN = re.compile(r"\b(different|another|other|same|new|next|old|second)\s+ones?\b", re.I)


def _fills_in(text: str, shown: str) -> bool:
    """`Pick a different speaker`, of `a different one`: what the word stands for is a guess."""
    return any(
        re.search(rf"\b{word}\s+(?!ones?\b)\w+", text, re.I) for word in _STANDS_IN.findall(shown)
    )


_LIGHT = word_set("last hold held run keep need use work get make help come go take give let")
"""Stems of verbs that may be said of anything: a request with them asks for nothing yet."""
_HAN = re.compile("[\u3400-\u9fff]")
COPIED = 8
"""So many characters in a row from a request in Chinese are a copy."""
ECHOED, ECHOED_LEAST = 0.4, 4
"""The share of a sentence's pairs of characters that may be the request's, and how many may."""


def _mostly_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) > len(re.findall("[A-Za-z]+", text))


def _is_chinese(text: str, own_words: str, wanted: str) -> bool:
    """Whether it is in Chinese, with no word left in English, and is not the request said again:
    what the person wants is not what the item is."""
    if not _HAN.search(text):
        return False
    word = r"(?<![A-Za-z])[a-z]{4,}(?![A-Za-z])"
    left = set(re.findall(word, text)) - set(re.findall(word, own_words.lower()))
    said, asked, own = ("".join(_HAN.findall(t)) for t in (text, wanted, own_words))
    runs = (said[n : n + COPIED] for n in range(len(said) - COPIED + 1))
    if left or any(r in asked and r not in own for r in runs):
        return False
    pairs = [said[n : n + 2] for n in range(len(said) - 1)]
    echoed = sum(pair in asked and pair not in own for pair in pairs)
    return echoed < ECHOED_LEAST or echoed <= ECHOED * len(pairs)


HAN_PER_WORD, HAN_MORE = 2.6, 4
"""Characters that a word of English comes to at most in Chinese, and those beyond them."""


def _says_more(text: str, fact: Fact) -> bool:
    """Whether a Chinese sentence is too long to be what a fact in English says."""
    words = len(re.findall(r"[^\W_]+", fact.shown))
    return len(_HAN.findall(text)) > HAN_PER_WORD * words + HAN_MORE


# --- its numbers and names ------------------------------------------------------------------------

_LATIN = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_WORD = re.compile(rf"{_LATIN}+(?:['’&.+-]{_LATIN}+)*")
_BEGINS = re.compile(r"(?:^|[.!?:。！？：])\W*$")
_NO_NUMBER = re.compile("十分(?!钟)|百分[百比点]|万一|千万")
_PER = re.compile(r"\b(?:per|each|every)\s+([a-z]+)|每([\u4e00-\u9fff]{1,3})", re.I)
_COUNTED = [
    (2.0, re.compile(r"\b(?:both|pairs?|couple|twin|dual|double|twice)\b|双|俩", re.I)),
    (3.0, re.compile(r"\b(?:triple|trio|thrice)\b|仨", re.I)),
]
_IN_NAMES = re.compile(r"(?<=[A-Za-z/-])\d+(?![\w.,]*\d)|(?<![\w.,])\d+(?=/|[a-z]\b)")
"""24/7, DT-990, 3x."""
_RANGE = re.compile(r"\s*(?:-|–|~|,|/|to|and|or|到|至|和|或|、)\s*")
Measure = tuple[str, float]


def _supported(text: str, own: list[str], own_words: str, wanted: str) -> bool:
    """Whether the item has every number, with its unit, and every name of the sentence.

    The first word of a sentence has a capital anyway; it counts when the person wrote it with one.
    """
    counted = numbers(_NO_NUMBER.sub(lambda m: " " * len(m.group()), text))
    known = set(tokens(own_words))
    if not _counts(counted, own, known):
        return False
    for match in _WORD.finditer(text):
        word = match.group()
        if any(n.start <= match.start() < n.end for n in counted):
            continue
        marked = sum(c.isupper() or 2 * c.isdigit() for c in word)
        opening = marked < 2 and _BEGINS.search(text, 0, match.start())
        if opening and not re.search(rf"(?<=\w ){re.escape(word)}(?!\w)", wanted):
            continue
        if marked and not _is_known(word, known):
            return False
    return True


def _is_known(word: str, known: set[str]) -> bool:
    """A name as one word, or those of its parts that are names (`Alexa-ready`)."""
    whole = tokens(word)
    if not whole or whole[0] in known or stem("".join(re.findall(r"\w", word)).lower()) in known:
        return True
    parts = [p for p in re.split(r"[^\w]", word) if re.search(r"[A-Z\d]", p)]
    return bool(parts) and all(set(tokens(p)) <= known for p in parts)


def _counts(said: list[Number], own: list[str], known: set[str]) -> bool:
    held = [n for part in own for n in _held(part)]
    words = " ".join(own)
    measured = {m for n in held for m in _measures(n)}
    of_unit = {v for n in held if n.unit is not None for v in _values(n)}
    bare = {v for n in held if n.unit is None for v in _values(n)} | {1.0}
    bare |= {float(d) for d in _IN_NAMES.findall(words)}
    bare |= {value for value, word in _COUNTED if word.search(words)}
    for n in filter(_is_claim, said):
        values = _values(n)
        if measures := _measures(n):
            if not measures <= measured:
                return False
        elif not values <= bare | of_unit:
            return False
        elif not values <= bare and n.noun and n.noun.endswith("s") and stem(n.noun) not in known:
            return False  # 40 songs, of 40 hours
    return True


def _is_claim(n: Number) -> bool:
    """Not `a day`, `one of the best`, 两侧, 一个."""
    if n.article or (n.value == 1 and n.unit is not None and n.unit.name == "day"):
        return False
    return n.unit is not None or not n.vague or (n.noun is not None and n.value != 1)


def _values(n: Number) -> set[float]:
    return {n.value} if n.upper is None else {n.value, n.upper}


def _measures(n: Number) -> set[Measure]:
    """Its values in the base unit of their size; a year by its number (2023年) has no unit."""
    if n.unit is None or (n.unit.name == "year" and 1000 <= n.value <= 2200):
        return set()
    return {(n.unit.size, round(v * n.unit.factor, 6)) for v in _values(n)}


def _held(text: str) -> list[Number]:
    """The numbers of the item; in `30 to 40 hours` both are hours, and `per month` is one month."""
    found = numbers(text)
    for at, (left, right) in reversed(list(enumerate(pairwise(found)))):
        if left.unit is None and _RANGE.fullmatch(text[left.end : right.start]):
            found[at] = replace(left, unit=found[at + 1].unit)
    ones = (n for m in _PER.finditer(text) for n in numbers(f"1 {m[1] or m[2]}"))
    return found + [n for n in ones if n.unit is not None]


# --- what it denies -------------------------------------------------------------------------------

_ZH = re.compile(
    r"不(?:锈|断|确定|少|同|仅|止|但|只|错|论|管|愧|妨|禁|久|过|凡|菲|停|俗|朽|懈|一样|可或缺|可思议)"
    r"|不(?:到|足|超过|高于|低于|少于|多于|大于|小于)(?=\s*[\d一二两三四五六七八九十百千半几])"
    r"|差不多|了不起|忍不住|说不定|未来|没收|[淹沉出]没"
    r"|无(?:人机|损|限|比|线|论|缝|数|穷|疑|刷|叶|级|极|源|框|边)"
    r"|(?P<cue>不|没有?|未|无|免(?![费疫税得]))"
    r"(?P<scope>(?:(?!即可|[就也而但的])[^，。；！？,.;!?\s]){0,14})"
)
_NAMED_CUE = re.compile(r"(?:no|without|minus|none of|neither)\b(?!\s+\w+ing\b)|[\w’']+-\w", re.I)
_VERB_CUE = re.compile(r"not\b|never\b|cannot\b|\w+n['’]?t\b", re.I)
_CLAUSE = re.compile(r"[.,;:!?\n]|\b(?:and|but|so|though|while|that)\b")
_PLACE = re.compile(r"\s(?:on|at|during|over|under|after|before|by|from)\s")
_OR = re.compile(r"\b(?:or|nor)\b|,|或者?|和|、")
_AGAINST = re.compile(
    r"\b(?:anti-|(?:prevent|stop|block|resist|eliminat)\w*\b|against\b|lacks?\b|instead\s+of\b)"
    r"(?:\s*[\w’'-]+){0,3}|\b[\w’']+-(?:proof|resistant)\b|[防避]\w",
    re.I,
)
_EMPTY = word_set(
    """without noth never not cannot avoid free non need requir none neither except minus skip
    exclud ever even extra addit addition other come includ support contain use work offer
    provid avail necessari
    把 需 需要 用 使用 会 带 带有 有 含 支持 配 是 让 给 再 任何 额外 依赖 无 不 没 没有 未 免
    无需 不用 不需 不带 不会 不含 不必"""
)
"""Stems that say nothing of what is denied."""


_NEGATIVE = re.compile(
    r"\b(?:un\w{4,}|in(?:visible|accessible|audible)|(?!stain|wire)\w+less|unless|fail\w*|lack\w*|stop\w*)\b",
    re.I,
)
"""Words of denial that no negation begins, for sentences in the other language."""


_ALWAYS_ZH = re.compile(r"始终|总是|一直|永远|总会|每次都")
_ALWAYS = re.compile(r"\b(?:always|ever|every|all|keeps?|stays?|still|whole|entire)\b", re.I)


class Denial(NamedTuple):
    start: int
    end: int
    parts: list[set[str]]
    """Words of each of the things denied, cue and empty words left out."""
    core: set[str]
    """What may not be claimed: of `does not wake the baby` it is `wake`, not the baby."""


def denies(text: str) -> bool:
    return bool(_denials(text))


def _denials(text: str) -> list[Denial]:
    english = negated_spans(_HAN.sub("；", text), "en")
    found = [_denial(text, s, e, bool(_NAMED_CUE.match(text, s, e))) for s, e in english]
    chinese = [m for m in _ZH.finditer(text) if m["cue"]]
    return found + [_denial(text, *m.span(), m["cue"] != "不") for m in chinese]


def _denial(text: str, start: int, end: int, things: bool) -> Denial:
    """`things`: the words after the cue name what is not there; else the first is a verb."""
    place = _PLACE.search(text, start, end) if things else None
    words = text[start : place.start() if place else end].replace("-", " ")
    parts = [[t for t in tokens(part) if t not in _EMPTY] for part in _OR.split(words)]
    core = {t for part in parts for t in (part if things else _first(part))}
    if not any(parts) and _VERB_CUE.match(text, start):
        subject = _CLAUSE.split(text[:start])[-1]  # `a hub is not required` denies a hub
        parts = [[t for t in tokens(subject) if t not in _EMPTY]]
        start, core = start - len(subject), set(parts[0][-1:])
    return Denial(start, end, [set(p) for p in parts], core)


def _first(words: list[str]) -> list[str]:
    return [w for w in words if not w.endswith("li")][:1]


def _outside(text: str, denials: Iterable[Denial]) -> str:
    for d in denials:
        text = text[: d.start] + " " * (d.end - d.start) + text[d.end :]
    return text


def _denials_stand(text: str, fact: Fact, item: Item) -> bool:
    """Whether it denies only what the item denies, and claims nothing that the evidence denies."""
    answered = fact.quote in ("yes", "no") and fact.shown != fact.quote
    of_fact = [] if answered else _denials(fact.shown)
    found = _denials(text)
    if _mostly_chinese(text) != _mostly_chinese(fact.shown):  # no words to compare
        if found:
            return fact.quote == "no" or bool(of_fact) or bool(_NEGATIVE.search(fact.shown))
        # `never appears` turned round says that it always does
        turned = of_fact and _ALWAYS_ZH.search(text) and not _ALWAYS.search(fact.shown)
        return fact.quote != "no" and not _is_denial(fact, of_fact) and not turned
    words = [item.title, item.text]
    words += [spoken(v) for v in item.attributes.values() if isinstance(v, str | list)]
    words += [] if answered else [fact.quote]
    own = "\n".join(words)
    of_own = _denials(own)
    off = [set(tokens(k.replace("_", " "))) for k, v in item.attributes.items() if v is False]
    denied = {t for d in of_own + of_fact for part in d.parts for t in part}.union(*off)
    if fact.quote == "no":
        off.append(set(tokens(fact.field.replace("_", " "))))
        denied |= set(tokens(fact.shown))
    nothing = fact.quote != "no" and not of_fact
    if any(not part & denied if part else nothing for d in found for part in d.parts):
        return False
    claimed = set(tokens(_AGAINST.sub(" ", _outside(text, found))))
    affirmed = set(tokens(_outside(own, of_own)))
    core = {t for d in of_fact for t in d.core} - affirmed
    contrary = any(name and name <= claimed and not name <= affirmed for name in off)
    return not (claimed & core or contrary) and (fact.quote != "no" or bool(found))


def _is_denial(fact: Fact, denials: list[Denial]) -> bool:
    """Whether it says nothing but that something is not there."""
    return bool(denials) and set(tokens(_outside(fact.shown, denials))) <= _EMPTY
