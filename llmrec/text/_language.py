"""The language of a text, by its script first and by its words where the script is shared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from llmrec.text._sets import word_set
from llmrec.text._tagger import english_lexicon
from llmrec.text._words import HAN

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_KANA = re.compile(r"[\u3041-\u30ff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z]+)?")
_CHINESE_FRAME = re.compile(r"[的了吗呢吧要想我你不没有能可个和用在是给]")

_SCRIPTS: list[tuple[str, re.Pattern[str]]] = [
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
]

# Words of grammar that no other listed language writes in the same way.
_ENGLISH = word_set(
    """the and with my that this these those which what want wants need needs looking under
    below something anything nothing please should would could have has don't doesn't can't
    won't from without not i'm i'd i've it's less than more most least you your for it any are
    was were will who where when how about above only just between show find buy free best
    good cheap"""
)
_LATIN_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl"]
_LATIN_LANGUAGES += ["cs", "tr", "vi", "id", "ro", "hu"]
_ENGLISH_ODDS = 14.0
"""How much better, in nats of the raw score, another language must explain a plain ASCII text of
a word or two before it is believed; the prior fades as the text gets longer."""


def language(text: str) -> str:
    """The ISO 639-1 code of the language that `text` is mainly written in; `en` when unsure."""
    words = _LATIN_WORD.findall(text)
    han, kana = len(HAN.findall(text)), len(_KANA.findall(text))
    if kana and kana * 8 >= han and kana + han >= len(words):
        return "ja"
    english = sum(word.lower() in _ENGLISH for word in words)
    if han and _is_chinese(text, han, len(words), english):
        return "zh"
    for code, script in _SCRIPTS:
        if len(script.findall(text)) > sum(map(len, words)) * (0 if code in ("uk", "fa") else 1):
            return code
    return _latin(text, words, english)


def _is_chinese(text: str, han: int, words: int, english: int) -> bool:
    """Whether Chinese is the frame and Latin words are names in it, or the other way round."""
    frame = len(_CHINESE_FRAME.findall(text))
    if not frame and english >= 1 and words >= 4:
        return False
    return han >= words * (0.6 if frame else 1.0)


def _latin(text: str, words: list[str], english: int) -> str:
    if not words or (text.isascii() and english and english * 8 >= len(words)):
        return "en"
    if text.isascii() and _mostly_english(words):
        return "en"
    scores = dict(_identifier().rank(" ".join(words).lower()))
    best: str = max(scores, key=lambda code: scores[code])
    if best != "en" and text.isascii() and scores[best] - scores["en"] < _english_prior(words):
        return "en"
    return best


def _mostly_english(words: list[str]) -> bool:
    """Whether an English word list knows four words in five; it is lighter than a classifier."""
    lexicon = english_lexicon()
    known = sum(word in lexicon or word.lower() in lexicon for word in words)
    return known * 5 >= len(words) * 4


def _english_prior(words: list[str]) -> float:
    return _ENGLISH_ODDS * max(0.0, 1.0 - len(words) / 12)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LATIN_LANGUAGES)
    return identifier
