"""Key phrases by part of speech, in English and Chinese, with exact character offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from llmrec.text._sets import word_set
from llmrec.text._spans import sentences
from llmrec.text._tagger import tag_english
from llmrec.text._words import STOP_EN, STOP_ZH, Word, tokens, words

Kind = Literal["noun", "adjective", "name", "number"]
Tagged = tuple[Word, str]
Chunk = tuple[list[Word], Kind]


class Phrase(NamedTuple):
    """Words that name something; `text` is exactly `source[start:end]`."""

    text: str
    start: int
    end: int
    kind: Kind
    tokens: list[str]
    """As the lexical index knows them."""


def key_phrases(text: str, language: str) -> list[Phrase]:
    """Noun phrases, names, free-standing adjectives and numbers of `text`, in order.

    Chinese (and Han text within other languages) is tagged by rjieba; everything else by the
    English tagger, which is a fair guess for other languages in Latin script.
    """
    if language == "zh":
        found = sorted([*_chinese_chunks(text), *_latin_runs(text)], key=lambda c: c[0][0].start)
        chunks: Iterable[Chunk] = found
    else:
        chunks = _english_chunks(text)
    return [phrase for chunk in chunks if (phrase := _phrase(text, chunk)) is not None]


def _phrase(text: str, chunk: Chunk) -> Phrase | None:
    members, kind = chunk
    start, end = members[0].start, members[-1].end
    span = text[start:end]
    found = [span] if kind == "number" else tokens(span)
    return Phrase(span, start, end, kind, found) if found else None


# --- English: adjectives and nouns, as pattern's tagger sees them -------------------------------

_JOINABLE = ("JJ", "NN", "VBN", "VBG")
_SPACE = re.compile(r"[ \-]?")
_REQUEST_WORDS = word_set(
    """show find give recommend suggest want need please just help buy get something cost
    costs care work works like"""
)
_LIGHT_NOUNS = word_set(
    """something anything nothing everything someone anyone one ones thing things stuff lot
    lots kind kinds sort sorts bit couple need want like show please rest way"""
)
_QUANTIFIERS = word_set(
    """least less more most few fewer several many much own other such same enough better
    higher lower last next first max maximum minimum open sure able alive"""
)
_DETERMINERS = word_set("a an the my our your his her their no any some this")
_SUBJECTS = word_set("i we you they he she it who")


def _english_chunks(text: str, places: list[tuple[int, int]] | None = None) -> Iterator[Chunk]:
    for start, end in sentences(text) if places is None else places:
        offset = [Word(w.text, w.start + start, w.end + start) for w in words(text[start:end])]
        yield from _group(_tag_english(offset, capital_first=places is None), text)


def _tag_english(sentence: list[Word], *, capital_first: bool) -> list[Tagged]:
    plain = [
        _for_tagger(word.text, first=capital_first and i == 0) for i, word in enumerate(sentence)
    ]
    tagged: list[Tagged] = []
    for i, (word, tag) in enumerate(zip(sentence, tag_english(plain), strict=True)):
        before = tagged[-1] if tagged else (Word("", 0, 0), "")
        after = sentence[i + 1].text if i + 1 < len(sentence) else ""
        tagged.append((word, _adjust(word.text, tag, before, after)))
    return tagged


def _for_tagger(word: str, *, first: bool) -> str:
    """The tagger knows `do` and not `don't`, and takes a capital for a name."""
    word = re.split(r"n?['’]", word, maxsplit=1)[0] or word
    return word.lower() if first and word.istitle() else word


def _adjust(word: str, tag: str, before: Tagged, after: str) -> str:
    """Repair what the tagger, which looks at words and not at sentences, gets wrong here."""
    low, previous = word.lower(), before[0].text.lower()
    if re.fullmatch(r"[\d.,]+", word):
        return "CD"
    if low == "that":
        return "IN"
    if low in _REQUEST_WORDS and tag.startswith("NN"):
        return "VB"
    if re.search(r"\d", word) and re.search(r"[^\W\d]", word):
        return "NNP"
    if re.search(r"[a-z-][A-Z]", word):
        return "NNP"
    if word[0].isupper() and previous and not word.isupper() and low != "i":
        return "JJ" if tag.startswith("JJ") else "NNP"
    if tag == "NN" and (before[1] == "MD" or previous in _SUBJECTS or previous.endswith("n't")):
        return "VB"
    if tag in ("VB", "VBP") and previous in _DETERMINERS:
        return "NN"
    if tag == "NN" and previous == "that":
        return "VB"
    if tag == "VBG" and before[1] in ("NN", "NNP") and (not after or not after[0].isalnum()):
        return "NN"
    if tag == "NNP" and word.islower():
        return "NN"
    return tag


def _group(tagged: list[Tagged], text: str) -> Iterator[Chunk]:
    """Cut a tagged sentence into runs of joinable words and close each as a phrase."""
    run: list[Tagged] = []
    opener = previous = ""
    for word, tag in tagged:
        joins = tag.startswith(_JOINABLE)
        if run and (not joins or not _SPACE.fullmatch(text[run[-1][0].end : word.start])):
            yield from _close(run, headed=opener in ("DT", "PRP$"))
            run = []
        if joins:
            opener = opener if run else previous
            run.append((word, tag))
        elif tag == "CD" and re.search(r"\d", word.text):
            yield [word], "number"
        previous = tag
    yield from _close(run, headed=opener in ("DT", "PRP$"))


def _close(run: list[Tagged], *, headed: bool) -> Iterator[Chunk]:
    """The noun phrase in a run of adjectives and nouns, or its lone adjectives.

    After an article the last adjective is the noun (`a greedy tabby`).
    """
    nouns = [i for i, (_, tag) in enumerate(run) if tag.startswith("NN")]
    if not nouns and headed and run and run[-1][1].startswith("JJ"):
        nouns = [len(run) - 1]
    if not nouns:
        yield from _adjectives(run)
        return
    body, rest = run[: nouns[-1] + 1], run[nouns[-1] + 1 :]
    while len(body) > 1 and (body[0][0].text.lower() in _QUANTIFIERS or _is_verb_first(body)):
        body = body[1:]
    while body and body[-1][0].text.lower() in _LIGHT_NOUNS | _QUANTIFIERS:
        body = body[:-1]
    if body and not all(word.text.lower() in STOP_EN for word, _ in body):
        name = all(tag.startswith("NNP") for _, tag in body)
        yield [word for word, _ in body], "name" if name else "noun"
    yield from _adjectives(rest)


def _is_verb_first(body: list[Tagged]) -> bool:
    return body[0][1] == "VBG" and len(body) > 2 and body[1][1].startswith("JJ")


def _adjectives(run: list[Tagged]) -> Iterator[Chunk]:
    for word, tag in run:
        if tag.startswith("JJ") and word.text.lower() not in _QUANTIFIERS:
            yield [word], "adjective"


# --- Chinese: modifiers and nouns, as jieba's tags name them ------------------------------------

_NOUN_TAGS = ("n", "vn", "an", "s", "j", "l", "i")
_NAME_TAGS = ("nr", "nrt", "nrfg", "ns", "nt", "nz")
_LINK = "uj"
# Tagged as nouns or modifiers and none of the thing that is named.
_NOT_NAMING = word_set(
    """感兴趣 兴趣 都行 有关 相关 东西 封顶 最好 学 想学 能学 人学 日及 单个 任何 刀 块 装点
    买点 添点 免费 老"""
)
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千万半]$")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9'’&+./-]*(?: [A-Za-z0-9][A-Za-z0-9'’&+./-]*)*")
_STARTS_VERB = re.compile(r"[想要能会求]\S|\S点$")


def _chinese_chunks(text: str) -> Iterator[Chunk]:
    run: list[Tagged] = []
    after_number = False
    for word, tag in _tag_chinese(text):
        unit = after_number and len(word.text) <= 2 and not word.text.isspace()
        joins = _chinese_joins(word.text, tag) and not unit
        bridge = tag == _LINK and bool(run) and run[-1][1].startswith("a")
        if joins or bridge:
            run.append((word, tag))
        else:
            yield from _close_chinese(run)
            run = []
        if tag == "m" and re.search(r"\d", word.text):
            yield [word], "number"
        after_number = tag == "m" and bool(_NUMERAL.search(word.text))
    yield from _close_chinese(run)


def _latin_runs(text: str) -> Iterator[Chunk]:
    """Phrases in the Latin words within Chinese text; a lone word is a name."""
    for run in _LATIN_RUN.finditer(text):
        found = list(_english_chunks(text, [run.span()]))
        lone = Word(run.group(), run.start(), run.end())
        if not found and " " not in lone.text and lone.text.lower() not in STOP_EN:
            found = [([lone], "name")]
        yield from (chunk for chunk in found if chunk[1] != "number")


def _chinese_joins(word: str, tag: str) -> bool:
    if word in STOP_ZH or word in _NOT_NAMING or word.isascii():
        return False
    if tag.startswith(("n", "v")) and len(word) > 1 and _STARTS_VERB.fullmatch(word):
        return False
    return tag.startswith(_NOUN_TAGS) or tag in ("a", "ag", "b", "z", "ng", "g")


def _close_chinese(run: list[Tagged]) -> Iterator[Chunk]:
    while run and run[-1][1] == _LINK:
        run = run[:-1]
    nouns = [i for i, (_, tag) in enumerate(run) if tag.startswith(_NOUN_TAGS)]
    if not nouns:
        yield from (([word], "adjective") for word, tag in run if tag == "a")
        return
    body = run[: nouns[-1] + 1]
    name = all(tag in _NAME_TAGS for _, tag in body)
    yield [word for word, _ in body], "name" if name else "noun"


def _tag_chinese(text: str) -> Iterator[Tagged]:
    import rjieba

    position = 0
    for part, tag in rjieba.tag(text):
        start = text.index(part, position)
        position = start + len(part)
        yield Word(part, start, position), tag
