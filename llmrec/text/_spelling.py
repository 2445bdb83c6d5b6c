"""Slips of the pen: a word that is no English word, one letter away from one that is looked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from string import ascii_lowercase

from llmrec.text._sets import word_set
from llmrec.text._tagger import english_lexicon

LEAST = 4
"""Letters of a word that is mended."""
_WORD = re.compile(r"(?<![\w'’@#./-])[A-Za-z]{4,24}(?![\w'’@#/])")
_THEN = re.compile(
    r"\b((?:less|more|fewer|\w{3,9}er)\s+)then"
    r"(?=\s+(?:[$€£\d]|\w+\s+(?:dollars|bucks|euros|pounds)|an?\b|the\b|that\b|this\b))",
    re.I,
)
"""Less then forty: of two words that are both English, the one that fits."""
_SAID_AGAIN = re.compile(
    r"(?<=\d )(?P<slip>[a-z]{3,9})\s*[.,;…*–-]+\s*(?:I\s+mean\s+|sorry\s+|er+\s+)?\*?"
    r"(?P<meant>bucks|dollars?|hours?|weeks?|stars?|months?)\b\*?",
    re.I,
)
"""80 ducks. bucks: a word put right by the next."""
GRAMMAR = word_set(
    """first second third fourth fifth sixth seventh eighth ninth tenth last number between both
    three four five seven eight nine eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    dollars bucks price cheap cheaper cheapest expensive budget free under over less more most
    least maximum minimum before after since until without with nothing something anything
    except instead again another either neither opposite other please different difference
    compare details similar like only must should need want show find looking recommend start
    forget undo remove drop leave include exclude doesn't matter because rather also still"""
)
"""Words by which a request says what it wants; the catalogue's come beside them."""

_WORDS_TOO = word_set("hives chives hikes hubby nappies willies")
"""English, though the tagger knows them not."""


def mended(
    text: str, wanted: Set[str], known: Callable[[str], bool]
) -> tuple[str, list[tuple[str, str]]]:
    """The text with slips mended, and each slip with what it is read as.

    Only lower-case words that are neither English nor known are touched, and only where exactly
    one wanted word is one slip away (Damerau 1964).

    Args:
        wanted: lower-case words that are looked for, beside those of grammar.
        known: whether a lower-case word is right as it stands.
    """
    slips: list[tuple[str, str]] = []

    def mend(m: re.Match[str]) -> str:
        said = m.group()
        first = not text[: m.start()].strip()
        if not (said.islower() or (first and said[1:].islower())):
            return said
        lower = said.lower()
        if (
            lower in wanted
            or lower in GRAMMAR
            or lower in _WORDS_TOO
            or lower in english_lexicon()
            or known(lower)
        ):
            return said
        near = ({w for w in some if w in wanted or w in GRAMMAR} for some in _one_away(lower))
        meant = next((some for some in near if some), set())
        if len(meant) != 1:
            return said
        (word,) = meant
        slips.append((said, word))
        return word

    text = _SAID_AGAIN.sub(_amended, text)
    text = _THEN.sub(lambda m: f"{m[1]}than", text)
    return _WORD.sub(mend, text), slips


def _amended(m: re.Match[str]) -> str:
    slip, meant = m["slip"].lower(), m["meant"].lower()
    near = slip != meant and any(meant in some or f"{meant}s" in some for some in _one_away(slip))
    return m["meant"] if near else m.group()


def _one_away(word: str) -> Iterator[set[str]]:
    """Words one letter away, by what a hand does most: two letters swapped, one too many, one too
    few, another one."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    yield {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    yield {a + b[1:] for a, b in cuts if b}
    yield {a + letter + b for a, b in cuts for letter in ascii_lowercase}
    yield {a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase}
