"""Whether an item supports what a sentence says of it; for evals, apart from the pipeline.

It imports nothing that writes or holds reasons, and reads the item from the file of its catalogue.
A sentence is split into claims. Each is held against the passage of the item that it has most in
common with: its words, numbers with their units, names, what it denies and what it gives for free.
A sentence in another language than the item shares no words with it; there only numbers, names
and, where a model is asked, its yes or no count.

What it gets right is measured, see `llmrec.evals.harness.claims_measure`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from llmrec.evals.harness.claims_text import (
    HAN,
    Word,
    alike,
    clauses,
    content_words,
    denied_spans,
    han_pairs,
    measures,
    passages,
    within,
)

Fault = Literal["number", "name", "denial", "condition", "object", "words", "model"]
Value = bool | float | str | Sequence[str] | None
MOST_NEW = 0.4
"""A claim may have this share of words that its passage has not."""
MOST_NEW_HAN = 0.5
"""The same for pairs of Chinese characters, where the item is in Chinese too."""
LEAST_LOGIT = -0.4
"""The model's log P(yes) - log P(no), below which a sentence is not supported where words were
compared: there the model only adds what it is sure of."""
LEAST_LOGIT_ACROSS = 1.0
"""The same for a sentence in another language than the item's: a small model leans to yes. All four
bounds were set on the tuning half of the labelled claims, these two with qwen2.5-coder-1.5b."""


class Source(NamedTuple):
    """What an item says of itself."""

    passages: tuple[str, ...]
    """Sentences of its text, and each attribute as `name: value unit`."""
    subject: str
    """Title and kinds: words that any claim about the item may begin with."""

    @property
    def whole(self) -> str:
        return " ".join(p if p[-1] in ".!?。！？" else f"{p}." for p in self.passages)

    @property
    def text(self) -> tuple[str, ...]:
        """The passages that are sentences."""
        return tuple(p for p in self.passages if p[-1] in ".!?。！？")

    @property
    def chinese(self) -> bool:
        text = " ".join(self.text)
        return len(HAN.findall(text)) > len(re.findall("[A-Za-z]{2,}", text))


class Verdict(NamedTuple):
    supported: bool
    claims: int
    """How many claims the sentence makes."""
    faults: tuple[tuple[str, Fault], ...]
    """Each claim that is not supported, with what is wrong with it."""
    rests_on: Literal["words", "numbers and names", "model"]
    """What the verdict rests on at least."""

    @property
    def share(self) -> float:
        """Of its claims, those that the item supports; none where the model says no."""
        if any(fault == "model" for _, fault in self.faults):
            return 0.0
        return 1 - len({claim for claim, _ in self.faults}) / self.claims


def source_of(row: Mapping[str, Value], units: Mapping[str, str], title: str) -> Source:
    """An item as its catalogue's file has it.

    Args:
        row: a field to its value; long texts are cut into sentences, the rest are attributes.
        units: a field to its unit.
        title: the field of the title.
    """
    found: list[str] = []
    kinds: list[str] = [str(row.get(title) or "")]
    for name, value in row.items():
        if value is None or value == []:
            continue
        if isinstance(value, str) and len(passages(value)) > 1:
            found += passages(value)
            continue
        words = name.replace("_", " ")
        if isinstance(value, bool):
            found.append(words if value else f"no {words}")
            continue
        if isinstance(value, str) and name != title:
            kinds.append(value)
        shown = ", ".join(value) if isinstance(value, list | tuple) else str(value)
        found.append(f"{words}: {shown} {units.get(name, '')}".strip())
    return Source(tuple(found), " ".join(kinds))


def check(sentence: str, source: Source, logit: float | None = None) -> Verdict:
    """Whether an item supports a sentence.

    Args:
        logit: the model's yes or no, see `claims_ask`; None goes by code alone. A sentence that is
            the item's own word for word needs none.
    """
    if _quoted(sentence, source):
        return Verdict(True, len(clauses(sentence)), (), "words")
    chinese = len(HAN.findall(sentence)) > 0
    faults: list[tuple[str, Fault]] = []
    rests: Literal["words", "numbers and names", "model"] = "words"
    parts = clauses(sentence)
    for claim in parts:
        faults += [(claim, f) for f in _facts(claim, source)]
        if chinese and source.chinese:
            faults += [(claim, f) for f in _han_words(claim, source)]
        elif not chinese and not source.chinese:
            faults += [(claim, f) for f in _words(claim, source)]
        else:
            rests = "numbers and names"
    if logit is not None:
        least = LEAST_LOGIT if rests == "words" else LEAST_LOGIT_ACROSS
        rests = "model"
        if logit < least:
            faults.append((sentence, "model"))
    return Verdict(not faults, len(parts), tuple(dict.fromkeys(faults)), rests)


def _quoted(sentence: str, source: Source) -> bool:
    """Whether a sentence is one of the item's own, or the first clauses of one."""
    said = sentence.strip().rstrip(".。!！")
    own = (p for p in source.passages if said and p.startswith(said))
    return any(not p[len(said) :] or p[len(said)] in ".。!！,，;；:：" for p in own)


# --- numbers and names, in any language -----------------------------------------------------------

_NAME = re.compile(r"(?<![A-Za-z])(?:[A-Z][\w-]*[A-Z\d][\w-]*|[A-Z][a-z]+)(?![A-Za-z])", re.A)
_COMMON = frozenset(["I", "AA", "AAA", "Wi-Fi", "TV", "LED"])


def _facts(claim: str, source: Source) -> list[Fault]:
    faults: list[Fault] = []
    own = {m for p in source.passages for m in measures(p)}
    said = measures(claim)
    if any(not _measured(m.value, m.kind, own) for m in said):
        faults.append("number")
    lowered = f"{source.subject} {source.whole}".lower()
    opening = re.match(r"\W*[A-Z][a-z]+", claim)
    names = [m.group() for m in _NAME.finditer(claim) if not (opening and m.end() <= opening.end())]
    if any(n.lower() not in lowered for n in names if n not in _COMMON):
        faults.append("name")
    return faults


def _measured(value: float, kind: str, own: Iterable[tuple[float, str]]) -> bool:
    """Whether the item has a number of this size and kind; a bare count may be of any kind."""
    near = [k for v, k in own if abs(v - value) <= 0.02 * max(abs(v), abs(value))]
    if kind == "every":
        return "every" in near or ("time" in near)
    return bool(near) if kind == "count" else kind in near


# --- words ----------------------------------------------------------------------------------------

_FREE = re.compile(
    r"\bfree\b(?!\s+(?:of|up|from))|\bno (?:fee|charge|cost|plan|subscription)|"
    r"\bwithout (?:a |any )?(?:fee|charge|cost|plan|subscription)|免费|不收|无需付费",
    re.I,
)
_PAID = re.compile(r"\b(?:fee|paid|pay|plan|billed|charged|monthly|subscri\w+)\b|付费|订阅", re.I)


def _words(claim: str, source: Source) -> list[Fault]:
    said = content_words(claim)
    if not said:
        return []
    best = max(source.passages, key=lambda p: _shared(said, content_words(p)))
    own = content_words(best)
    subject = content_words(source.subject)
    new = [w for n, w in enumerate(said) if not _has(own, w) and not (n < 2 and _has(subject, w))]
    faults: list[Fault] = []
    if len(new) > MOST_NEW * len(said):
        faults.append("words")
    elif said[-1] in new and _is_elsewhere(said[-1], source, best):
        faults.append("object")
    if _denies_wrongly(claim, said, source):
        faults.append("denial")
    if _FREE.search(claim) and _PAID.search(best) and not _FREE.search(best):
        faults.append("condition")
    return faults


def _shared(said: list[Word], own: list[Word]) -> float:
    return sum(_has(own, w) for w in said) - 0.01 * len(own)


def _has(words: list[Word], wanted: Word) -> bool:
    return any(alike(w.lemma, wanted.lemma) for w in words)


def _is_elsewhere(word: Word, source: Source, best: str) -> bool:
    """Whether the last thing a claim speaks of stands in another part of the item: `pick a
    different speaker` of a speaker whose owners pick a different assistant."""
    others = [content_words(p) for p in (*source.text, source.subject) if p != best]
    return any(_has(words, word) for words in others)


def _denies_wrongly(claim: str, said: list[Word], source: Source) -> bool:
    """Whether a word that the item only denies is claimed, or one that it only claims is denied."""
    spans = denied_spans(claim)
    for word in said:
        here = within(word.start, spans)
        there = _denied(word, source.text) or _denied(word, source.passages)
        if there and all(t != here for t in there):
            return True
    return False


def _denied(word: Word, told: Sequence[str]) -> list[bool]:
    """For each time that the item says this word, whether it denies it."""
    return [
        within(w.start, denied_spans(p))
        for p in told
        for w in content_words(p)
        if alike(w.lemma, word.lemma)
    ]


def _han_words(claim: str, source: Source) -> list[Fault]:
    said = han_pairs(claim)
    if not said:
        return []
    best = max(source.passages, key=lambda p: sum(pair in p for pair in said))
    faults: list[Fault] = []
    own = set(han_pairs(best))
    if sum(pair not in own for pair in said) > MOST_NEW_HAN * len(said):
        faults.append("words")
    # Of `completely free, but without a certificate` the first half denies nothing.
    part = max(clauses(best), key=lambda p: sum(pair in p for pair in said))
    if bool(denied_spans(claim)) != bool(denied_spans(part)):
        faults.append("denial")
    return faults
