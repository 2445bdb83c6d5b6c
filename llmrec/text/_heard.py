"""How a person's text is read: clean, in one script where a language has two, and with the small
words of a dialect as the standard language writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from llmrec.text._clean import MAX_CHARS, clean
from llmrec.text._dialect import standard_chinese, standard_english

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HALF_WIDTH = re.compile(
    r"(?<=[\u3400-\u9fff])[,;!?](?!\s*\d{3}(?!\d))|(?<![,;!?\s])[,;!?](?=[\u3400-\u9fff])"
)
"""A stop of the Latin keyboard in a Chinese sentence, where no blank follows it."""
_KANA = re.compile(r"[\u3041-\u30ff]")


def heard(text: str, max_chars: int = MAX_CHARS) -> str:
    """The text cleaned, with traditional Chinese characters as simplified ones and words of
    grammar in a dialect (`cannae`, 唔) as standard ones.

    What is read, is read in this form: rules and words are written in it once. A Japanese text
    stays as it is.
    """
    plain = simplified(clean(text, max_chars))
    if _KANA.search(plain):
        return plain
    if not _HAN.search(plain):
        return standard_english(plain)
    return standard_english(standard_chinese(chinese_stops(plain)))


def chinese_stops(text: str) -> str:
    """Commas and the like between Chinese characters as Chinese writes them; as many characters."""
    return _HALF_WIDTH.sub(lambda m: _STOPS[m.group()], text)


def simplified(text: str) -> str:
    """Traditional Chinese characters as simplified ones; as many characters as before."""
    if not _HAN.search(text) or _KANA.search(text):
        return text
    return text.translate(_SIMPLER)


_STOPS = {",": "，", ";": "；", "!": "！", "?": "？"}


class _Simpler(dict[int, str]):
    """A table for `str.translate` that asks OpenCC for each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        simpler: str = _converter().convert(char) if _HAN.match(char) else char
        self[code] = char = simpler if len(simpler) == 1 else char
        return char


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


_SIMPLER = _Simpler()
