"""How strongly words say something: must, only, ideally. Grammar, not vocabulary of a domain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.types import Constraint

ONLY = re.compile(
    r"\b(only|just|must|has to|have to|needs? to be|nothing but|nothing else"
    r"|exclusively|strictly|required)\b"
    r"|只|仅|必须|一定要|务必|限于|非要",
    re.I,
)
WISH = re.compile(
    r"\b(ideally|preferably|prefer|if possible|would be (nice|great|good|a plus)|maybe|perhaps"
    r"|bonus|rather like|hopefully|(?<!only )if there(['’]s| is) (a|an|any))\b"
    r"|最好|尽量|如果可以|可以的话|优先|更好",
    re.I,
)
_SENTENCE = re.compile(r"[.!?;。！？；\n](?=\s|$|[^\d])")
_FORCE = re.compile(
    r"\b(insist\w*|wants?|refuse[sd]?|never|no|not|nothing|without|cannot|firm)\b|n['’]t\b"
    r"|[要得不别非禁]",
    re.I,
)
_DENIAL = re.compile(
    r"\b(no|not|nothing|never|without|cannot|refuse[sd]?|avoid|hates?)\b|n['’]t\b|[不没别无拒]",
    re.I,
)
_AND = re.compile(r"and\b|而且|并且|同时|也|还", re.I)
_WHETHER = re.compile(r"(.)[不没]\1")
"""有没有, 能不能: a question, no denial."""
_PIECE = re.compile(r"(?:[^,;.!?:，。；！？：\n]|(?<=\d)[.,:](?=\d))+")
_CLAUSE = re.compile(r"[,;.!?，。；！？、\n]|\b(?:but|however)\b|但|不过", re.I)


def clause(text: str, start: int, end: int) -> str:
    """The clause around characters `start` to `end`."""
    return _around(_CLAUSE, text, start, end)


def sentence(text: str, start: int, end: int) -> str:
    return _around(_SENTENCE, text, start, end)


def _around(stop: re.Pattern[str], text: str, start: int, end: int) -> str:
    left = max((m.end() for m in stop.finditer(text, 0, start)), default=0)
    after = stop.search(text, end)
    return text[left : after.start() if after else len(text)]


def is_wish(text: str, start: int, end: int) -> bool:
    return bool(WISH.search(clause(text, start, end)))


def is_strict(text: str, start: int, end: int) -> bool:
    return bool(ONLY.search(clause(text, start, end)))


def pieces(text: str) -> list[tuple[int, int]]:
    """The text cut at its punctuation, without blanks at the ends."""
    out = []
    for m in _PIECE.finditer(text):
        words = m.group().strip()
        if len(words) > 2:
            start = m.start() + m.group().index(words)
            out.append((start, start + len(words)))
    return out


READ = 0.5
"""A piece of which code has read this share needs no model."""


def share(piece: tuple[int, int], known: Sequence[Constraint]) -> float:
    """The share of a piece's characters that limits already read rest on."""
    start, end = piece
    covered = {
        n for c in known if c.span for n in range(max(start, c.span.start), min(end, c.span.end))
    }
    return len(covered) / max(1, end - start)


def is_forceful(piece: str) -> bool:
    """Whether it demands or refuses anything at all: otherwise there is no limit in it."""
    return bool(ONLY.search(piece) or _FORCE.search(piece))


def forceful_pieces(text: str) -> list[tuple[int, int]]:
    """The pieces that demand or refuse something, and those that go on with `and` after one."""
    out: list[tuple[int, int]] = []
    before = False
    for start, end in pieces(text):
        piece = text[start:end]
        before = is_forceful(piece) or (before and bool(_AND.match(piece)))
        if before:
            out.append((start, end))
    return out


def denies(piece: str) -> bool:
    """Whether it says no: an odd number of denials, as two make a yes (没有证书的不行)."""
    return len(_DENIAL.findall(_WHETHER.sub("", piece))) % 2 == 1
