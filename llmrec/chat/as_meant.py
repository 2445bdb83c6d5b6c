"""A turn as it is meant to be read, where it is spoken rather than written."""

from __future__ import annotations

import re

_BLANK = re.compile(r"(?<=[一-鿿])(?<![一二两三四五六七八九十百千万]) (?=[一-鿿])")
"""Chinese has no blanks between words: one between two characters is a comma."""
_NO = re.compile(
    r"(\b(?:wait|oh|ah|och|hang\s+on|hold\s+on|hmm+|sorry|actually|er+m?|um+)\s+(?:no|nope"
    r"|nah))\s+(?!more\b|need\b|\w+\s+(?:please|thanks)\b)",
    re.I,
)
"""A `no` that denies what was said, and not what follows."""
_IS = re.compile(
    r"(?<=\w\w\w)['’]s(?=\s+(?:more|less|better|just|what|too|only|fine|enough)\b)", re.I
)
"""`A smart lamp's more use` names a lamp."""
_RUN_ON = re.compile(
    r"(?<!为)了(?=(?:改[成为看学买]|换[成个]|转[成而看]|还是|不如|给我|来[点个]|不[学买看]))"
)
_SIGNS = {
    "<=": "at most", "≤": "at most", "<": "under", ">=": "at least", "≥": "at least", ">": "over",
}  # fmt: skip
_SIGN = re.compile(r"(?<![\w<>=-])(<=|>=|[<>≤≥])\s*(?=[$]?\d)")


_DAYS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
_DAY = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>{'|'.join(reversed(_DAYS))})|(?P<n>\d{{1,2}})(?:st|nd|rd|th))\s+(?:of\s+)?"
    r"(?=(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.I,
)
"""The first of January."""


def _day(m: re.Match[str]) -> str:
    return f"{m['n'] or _DAYS.index(m['word'].lower()) + 1} "


def as_meant(text: str) -> str:
    """Signs in words, and with commas where one is heard and not written: `wait
    no cameras`, 不学摄影了改成历史."""
    text = _DAY.sub(_day, _IS.sub(" is", _BLANK.sub("，", text)))
    text = _SIGN.sub(lambda m: f" {_SIGNS[m[1]]} ", text).strip()
    return _RUN_ON.sub("了，", _NO.sub(r"\g<1>, ", text))
