"""Where the catalogue's own words stand in a text: values of its categories and lists, the names
of its yes/no fields, and the other words that its schema has for them.

Text in a spaced script is compared word by word, by stems. Chinese has no blanks, so a catalogue's
Chinese words are looked for in the characters. Two letters are a word by chance: a value of two
(`LG`, `4K`) has to be written as the catalogue writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema, kind_field
from llmrec.text import HAN, Word, negated_spans, refused_nouns, simplified, stem, words
from llmrec.understand.clauses import has_denial
from llmrec.understand.does import GAP, is_sought, pattern_of
from llmrec.understand.verbs import is_verb

MOST_VALUES = 3000
FEW = 40
"""In a catalogue that is not Chinese, a Chinese word among more values than this is a stray one."""


class Mention(NamedTuple):
    field: str
    value: str | bool
    start: int
    end: int
    negated: bool


class Entry(NamedTuple):
    field: str
    value: str | bool
    exact: str = ""
    """How it must be written; empty: any form that has the same stems."""
    said: str = ""
    """Another word for the value, under which it stands."""


class Vocabulary(NamedTuple):
    words: dict[tuple[str, ...], tuple[Entry, ...]]
    """By the stems of their words."""
    han: tuple[tuple[str, tuple[Entry, ...]], ...]
    """Those that are looked for in the characters, longest first."""
    done: tuple[tuple[re.Pattern[str], Entry], ...]
    """What a thing of that value does, with gaps."""
    heads: dict[str, tuple[Entry, ...]]
    """Kinds of things by the stem of the noun that they end with: camera of security camera."""


def find_mentions(text: str, catalogue: Catalogue, language: str) -> list[Mention]:
    """Values of the catalogue that stand in the text, longest first where they overlap."""
    plain = text.replace("-", " ")  # battery-powered speaks of a battery
    vocabulary = _vocabulary(catalogue)
    negated = negated_spans(text, language)
    out: list[Mention] = []
    taken: set[int] = set()
    described: set[int] = set()
    schema = catalogue.schema
    for start, end, named in (*_by_words(plain, vocabulary), *_by_characters(plain, vocabulary)):
        entries = [e for e in named if not names_field(plain, start, end, e.field, schema)]
        if taken.isdisjoint(range(start, end)) and entries and not is_verb(plain, start, end):
            taken.update(range(start, end))
            described |= {start} if any("…" in e.said for e in entries) else set()
            over = [s for s, e in negated if s < end and start < e]
            # A name may hold a denial: `no monthly fee` is refused by words before it alone.
            refused = any(s < start for s in over) or (
                bool(over) and not has_denial(plain[start:end])
            )
            out.extend(
                Mention(e.field, e.value or True, start, end, refused != (e.value is False))
                for e in entries
            )
    out = _less_described(out, described, kind_field(schema))
    out += _by_use(plain, vocabulary, schema, out, negated)
    out += _by_heads(plain, language, vocabulary, out)
    return _referred(sorted(out, key=lambda m: m.start), text, negated)


def _less_described(found: list[Mention], described: Set[int], kind: str | None) -> list[Mention]:
    """A kind that is told by what it does (人走过就亮) gives way to one that is named."""
    kinds = [m for m in found if m.field == kind]
    named = any(not m.negated and m.start not in described for m in kinds)
    return [m for m in found if m.field != kind or not named or m.start not in described]


def _by_heads(
    plain: str, language: str, vocabulary: Vocabulary, found: Sequence[Mention]
) -> Iterator[Mention]:
    """`No cameras` refuses every kind that is a camera, such as a security camera; not where one of
    them is asked for, or where the noun says more (`no camera bags`)."""
    wanted = {m.value for m in found if not m.negated}
    for noun in refused_nouns(plain, language):
        entries = vocabulary.heads.get(stem(noun.text.lower()), ())
        known = any(m.start < noun.end and noun.start < m.end for m in found)
        if not known and not wanted & {e.value for e in entries}:
            for entry in entries:
                yield Mention(entry.field, entry.value, noun.start, noun.end, negated=True)


def _by_use(
    plain: str,
    vocabulary: Vocabulary,
    schema: Schema,
    found: Sequence[Mention],
    negated: Sequence[tuple[int, int]],
) -> list[Mention]:
    """What is told by what it does. Of kinds it counts where none is named and it is asked for."""
    kind = kind_field(schema)
    known = any(m.field == kind and not m.negated for m in found)
    out: list[Mention] = []
    for pattern, entry in vocabulary.done:
        said = pattern.search(plain)
        if said is None:
            continue
        start, end = said.span("own")
        taken = any(m.start < end and start < m.end and m.field == entry.field for m in found)
        if taken or (entry.field == kind and (known or not is_sought(plain, start, end))):
            continue
        refused = any(s < start < e for s, e in negated)
        if not any((o.field, o.value) == (entry.field, entry.value or True) for o in out):
            out.append(
                Mention(
                    entry.field, entry.value or True, start, end, refused != (entry.value is False)
                )
            )
    return out


_BACK = re.compile(
    r"[他她它]们?家|[这那](?:一?家|个?牌子)|\b(?:that|this)\s+(?:brand|maker|make|school|provider)\b"
    r"|\bnone\s+of\s+(?:it|that|those)\b|\b(?:them|theirs|their\s+(?:\w+\s+)?(?:stuff|things|products|courses|classes))\b",
    re.I,
)
"""Words that mean a maker named before."""
NEAR = 100
"""Characters that such a word reaches back at most."""


def _referred(
    mentions: list[Mention], text: str, negated: Sequence[tuple[int, int]]
) -> list[Mention]:
    """`Hexaway is too hard, nothing of theirs please`: what is refused is the one named before."""
    for start, end in negated:
        if said := _BACK.search(text, start, end):
            before = [m for m in mentions if m.end <= said.start() and isinstance(m.value, str)]
            meant = before[-1] if before and said.start() - before[-1].end <= NEAR else None
            if meant and meant.end <= start:
                mentions = [
                    m._replace(negated=True) if (m.start, m.end) == (meant.start, meant.end) else m
                    for m in mentions
                ]
    return mentions


_THE = re.compile(
    r"\b(?:the|that|which|what|its|same|any|whatever|first|native|second"
    r"|home|main|teaching)\s+$",
    re.I,
)

_OF_MINE = re.compile(
    r"\b(?:(?:my|our|these|those|the|either\s+of|both|all)\s+(?:\w+\s+)?(?:two|three|four|five|same|other|own|usual|\d)|my|our|his|her|their)\s+$",
    re.I,
)
"""In one of my two languages."""


def names_field(text: str, start: int, end: int, besides: str, schema: Schema) -> bool:
    """Whether a word names a field and no value: `the language it is taught in` is no course in
    languages."""
    said = text[start:end].lower()
    if said.endswith("s") and said not in schema.attributes:
        return said[:-1] in schema.attributes and bool(_OF_MINE.search(text, 0, start))
    return said != besides and said in schema.attributes and bool(_THE.search(text, 0, start))


Found = tuple[int, int, Sequence[Entry]]


def _by_words(plain: str, vocabulary: Vocabulary) -> Iterator[Found]:
    found = [_bare(w) for w in words(plain)]
    stems = tuple(stem(w.text.lower()) for w in found)
    for length in sorted({len(k) for k in vocabulary.words}, reverse=True):
        for at in range(len(stems) - length + 1):
            entries = vocabulary.words.get(stems[at : at + length])
            if entries:
                start, end = found[at].start, found[at + length - 1].end
                said = plain[start:end]
                written = [
                    e
                    for e in entries
                    if e.exact in ("", said)
                    and _is_form(said, e.said or e.value)
                    and not (_is_doing(e, said) and _ACTS.search(plain, 0, start))
                ]
                if written:
                    yield start, end, written


def _bare(word: Word) -> Word:
    """German of `German's out`, and of `Germans’`."""
    own = re.search(r"(?<=\w\w)(?:['’]s|(?<=s)['’])$", word.text)
    return (
        word._replace(text=word.text[: own.start()], end=word.start + own.start()) if own else word
    )


_DERIVED = re.compile(r"(ation|ition|ment|ness)s?$", re.I)


def _is_doing(e: Entry, said: str) -> bool:
    """Whether a verb stands for what is called after it: it can run, and running."""
    value = str(e.said or e.value)
    return " " not in value and bool(_DOING.search(value)) and not _DOING.search(said)


_DOING = re.compile(r"\w\wing$", re.I)
_DONE = re.compile(r"\w\wed$", re.I)
_PLURAL_ONLY = frozenset(["mains", "arms", "glasses", "goods", "customs", "spirits"])


_ACTS = re.compile(r"\b(?:can|could|may|might|it|they|which|that|course|class)\s+$", re.I)


def _is_form(said: str, value: str | bool) -> bool:
    """Not `a present` of presentation, nor `retired` of retirement, nor the main door of mains:
    their stems are the same."""
    if not isinstance(value, str) or " " in value:
        return True
    if value.lower() in _PLURAL_ONLY:
        return said.lower().endswith("s")
    if _DOING.search(said) and not _DOING.search(value):
        return False  # all day for a living
    if _DONE.search(said) and not _DONE.search(value):
        return False  # they emailed me
    one, other = _DERIVED.search(said), _DERIVED.search(value)
    return (one and one[1].lower()) == (other and other[1].lower())


_OTHER_WORDS_ZH = re.compile(r"(?:[不还就才都也作]|说话)算数|算数(?=[了吗吧嘛啊])")
"""Chinese has no blanks: what counts (不算数) is no arithmetic."""


def _by_characters(plain: str, vocabulary: Vocabulary) -> Iterator[Found]:
    if not vocabulary.han or not HAN.search(plain):
        return
    lower = plain.lower() if len(plain.lower()) == len(plain) else plain
    other = [m.span() for m in _OTHER_WORDS_ZH.finditer(lower)]
    for value, entries in vocabulary.han:
        for m in _spelled(value).finditer(lower):
            across = any(s <= m.start() and m.end() <= e for s, e in other)
            if not (across or _runs_on(lower, m.start()) or _runs_on(lower, m.end())):
                yield m.start(), m.end(), entries


_SMALL_ZH = r"(?:还|都|又|得|另外|额外|再|需?要|个)*"


_GAP_ZH = r"[^，。；！？,;!?、\s]{0,8}?"


@lru_cache(maxsize=4096)
def _spelled(value: str) -> re.Pattern[str]:
    """A Chinese word in the characters; within one that says what is done when (每月交钱) small
    words may stand: 每个月还得另外交钱. A schema marks with … where up to eight characters may."""
    if "…" in value:
        return re.compile(_GAP_ZH.join(map(re.escape, value.split("…"))))
    if re.match(r"[每按月年][月年]", value):
        return re.compile(_SMALL_ZH.join(map(re.escape, value)))
    return re.compile(re.escape(value))


def _runs_on(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes across the place, as in MyC语言."""
    around = text[max(0, at - 1) : at + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _vocabulary(catalogue: Catalogue) -> Vocabulary:
    return _vocabulary_of(catalogue.name, catalogue.version, _Holder(catalogue))


class _Holder(NamedTuple):
    """A catalogue as a cache key: name and version say all."""

    catalogue: Catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and self.catalogue.name == other.catalogue.name


@lru_cache(maxsize=16)
def _vocabulary_of(name: str, version: object, holder: _Holder) -> Vocabulary:
    catalogue = holder.catalogue
    by_words: dict[tuple[str, ...], dict[Entry, None]] = {}
    by_characters: dict[str, dict[Entry, None]] = {}
    done: list[tuple[re.Pattern[str], Entry]] = []
    for field, spec in catalogue.schema.attributes.items():
        named: dict[str, str | bool] = {}
        if spec.type in ("category", "list"):
            named = {value: value for value, _ in catalogue.vocabulary(field, MOST_VALUES)}
        elif spec.type == "boolean":
            named = {field.replace("_", " "): True}
        chinese = catalogue.language == "zh" or len(named) <= FEW or _mostly_han(list(named))
        for words_, value in named.items():
            _add(by_words, words_, Entry(field, value))
            if chinese and HAN.search(words_) and len(words_) > 1:
                by_characters.setdefault(simplified(words_.lower()), {})[Entry(field, value)] = None
        for words_, value in _other_words(field, catalogue.schema, set(named.values())):
            if HAN.search(words_):
                entry = Entry(field, value, said=words_ if GAP in words_ else "")
                by_characters.setdefault(simplified(words_.lower()), {})[entry] = None
            elif GAP in words_:
                done.append((pattern_of(words_), Entry(field, value)))
            else:
                _add(by_words, words_, Entry(field, value, said=words_))
        for words_, value in _lent_words(field, catalogue.schema, named):
            by_characters.setdefault(simplified(words_), {})[Entry(field, value)] = None
    longest = sorted(by_characters.items(), key=lambda item: -len(item[0].replace("…", "")))
    return Vocabulary(
        {key: tuple(entries) for key, entries in by_words.items()},
        tuple((value, tuple(entries)) for value, entries in longest),
        tuple(done),
        _heads(catalogue),
    )


def _other_words(
    field: str, schema: Schema, values: Set[str | bool]
) -> Iterator[tuple[str, str | bool]]:
    """The schema's words for the values that the catalogue has."""
    yes_no = schema.attributes[field].type == "boolean"
    for name, said in schema.words.get(field, {}).items():
        value = {"yes": True, "no": False}.get(name) if yes_no else name
        if value is not None and (yes_no or value in values):
            yield from ((words_, value) for words_ in said)


def _lent_words(
    field: str, schema: Schema, named: Iterable[str]
) -> Iterator[tuple[str, str | bool]]:
    """Chinese words that the schema has for the same values of another field: what is taught in
    German may teach German."""
    if schema.attributes[field].type != "list" or (
        field in schema.words and set(schema.words[field]) & set(named)
    ):
        return
    kind = kind_field(schema)
    for other, said in schema.words.items():
        if other in (field, kind):
            continue  # to learn history is the subject itself
        if schema.attributes[other].type in ("category", "list"):
            for value in set(said) & set(named):
                yield from ((w, value) for w in said[value] if HAN.search(w) and GAP not in w)


def _heads(catalogue: Catalogue) -> dict[str, tuple[Entry, ...]]:
    field = kind_field(catalogue.schema)
    out: dict[str, list[Entry]] = {}
    for value, _ in catalogue.vocabulary(field, MOST_VALUES) if field else []:
        parts = words(value.replace("-", " "))
        if len(parts) > 1 and len(parts[-1].text) > 2:
            out.setdefault(stem(parts[-1].text.lower()), []).append(Entry(str(field), value))
    return {head: tuple(entries) for head, entries in out.items()}


def _mostly_han(values: Sequence[str]) -> bool:
    return 2 * sum(bool(HAN.search(v)) for v in values) > len(values)


def _add(out: dict[tuple[str, ...], dict[Entry, None]], words_: str, entry: Entry) -> None:
    plain = words_.replace("-", " ")
    key = tuple(stem(w.text.lower()) for w in words(plain))
    size = len("".join(key))
    if size > 2 or (size == 2 and HAN.search(plain)):
        out.setdefault(key, {})[entry] = None
    elif size == 2 and _is_written_its_own_way(plain):
        for form in (plain, f"{plain}s"):  # TV, TVs
            key = tuple(stem(w.text.lower()) for w in words(form))
            out.setdefault(key, {})[entry._replace(exact=form)] = None


def _is_written_its_own_way(value: str) -> bool:
    """All capitals, or letters with a digit."""
    letters = [ch for ch in value if ch.isalpha()]
    return bool(letters) and (value == value.upper() or len(letters) < len(value))
