"""Text before the model: cleaning, language, words, phrases by part of speech, tokens, spans.

Offsets are characters of the cleaned text. Words of grammar live here; words of any domain do
not: what an item is called is the catalogue's business.

Each name is loaded from its module when it is first asked for: compiling all the patterns takes
longer than a short command should.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmrec.text._clean import MAX_CHARS, Cleaned, Problem, clean, clean_request
    from llmrec.text._count import (
        count_tokens,
        encoding_from_tokenizer_json,
        estimate_tokens,
        truncate_tokens,
    )
    from llmrec.text._heard import heard, simplified
    from llmrec.text._language import language
    from llmrec.text._negation import negated_spans
    from llmrec.text._phrases import Kind, Phrase, key_phrases
    from llmrec.text._refused import Refused, refused_nouns
    from llmrec.text._spans import find_words, sentences
    from llmrec.text._spelling import mended
    from llmrec.text._words import HAN, Word, stem, tokens, words

__all__ = [
    "HAN",
    "MAX_CHARS",
    "Cleaned",
    "Kind",
    "Phrase",
    "Problem",
    "Refused",
    "Word",
    "clean",
    "clean_request",
    "count_tokens",
    "encoding_from_tokenizer_json",
    "estimate_tokens",
    "find_words",
    "heard",
    "key_phrases",
    "language",
    "mended",
    "negated_spans",
    "refused_nouns",
    "sentences",
    "simplified",
    "stem",
    "tokens",
    "truncate_tokens",
    "words",
]

_HOMES = {
    "_clean": ("MAX_CHARS", "Cleaned", "Problem", "clean", "clean_request"),
    "_count": (
        "count_tokens",
        "encoding_from_tokenizer_json",
        "estimate_tokens",
        "truncate_tokens",
    ),
    "_heard": ("heard", "simplified"),
    "_language": ("language",),
    "_negation": ("negated_spans",),
    "_phrases": ("Kind", "Phrase", "key_phrases"),
    "_refused": ("Refused", "refused_nouns"),
    "_spans": ("find_words", "sentences"),
    "_spelling": ("mended",),
    "_words": ("HAN", "Word", "stem", "tokens", "words"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
