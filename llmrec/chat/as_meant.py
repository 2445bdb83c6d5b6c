"""A turn as it is meant to be read, where it is spoken rather than written."""

from __future__ import annotations

import re

_BLANK = re.compile(r"(?<=[一-鿿])(?<![一二两三四五六七八九十百千万]) (?=[一-鿿])")
"""Chinese has no blanks between words: one between two characters is a comma."""
_NARROW = re.compile(r"(?<=[一-鿿])[,!?;](?![,!?;])|(?<![,!?;])[,!?;](?=[一-鿿])")
_WIDE = {",": "，", "!": "！", "?": "？", ";": "；"}
"""A stop of a Latin keyboard beside a Chinese character ends the clause as the wide one does."""
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
_ORDER = re.compile(
    r"(?<=[a-z])\s+(?<!please )(?<!just )(?<!and )(?<!to )(?<!then )(?<!you )(?<!now )"
    r"(?<!or )(?<!also )"
    r"(?<!so )"
    r"(?<!but )(?<!not )(?<!n['’]t )(?<!ok )(?<!never )(?<!kindly )"
    r"(?<!instead )(?<!could )(?<!can )(?<!if )(?<!that )(?<!would )(?<!will )(?<!stop )"
    r"(?=(?:(?:show|give|find|get)\s+(?:me|us)\s+(?!a\s+(?:miss|swerve|break)|the\s+(?:creeps|ick|fear|willies|heebie)|out\b|off\b|nightmares|grief|hives|headaches)\w|let['’]?s\s+(?:do|see|look|try|go|have|get|make)\b|gimme\b))",
    re.I,
)
"""An order that is spoken on: forget cameras show me hubs."""
_GIVEN_UP = re.compile(
    r"\b(?P<what>(?:forget|ditch|drop|scrap|screw|bin|sod|skip|lose|never\s+mind|nvm|cancel|stuff|enough\s+of|done\s+with|sick\s+of)"
    r"\s+(?:about\s+)?(?:the\s+|all\s+)?(?!that\b|what\b|it\b|if\b|everything\b)[\w-]+(?:\s+[\w-]+)?)\s+"
    r"(?=(?:I|we)(?:['’](?:d|ll|m|re|ve))?\s+(?:just\s+|really\s+|actually\s+|now\s+)?(?:want|need|like|prefer|have|after|rather|fancy|do|go|gonna|going|decided"
    r"|looking|try|take)\b)",
    re.I,
)
"""Forget lamps I want hubs."""
_REFUSED_ZH = re.compile(
    r"(?:不要|不想要|不考虑|不稀罕)[这那](?:样|种|些|类)的(?=[^，。；！？,;!?、的\s吧啊呀哈了])"
)
"""月月交钱我可不要那样的去年就被坑过: what is refused ends there."""
_RUN_ON = re.compile(
    r"(?<!为)了(?=(?:改[成为看学买]|换[成个]|转[成而看]|还是|不如|给我|来[点个]|不[学买看]))"
)


_DUMMY = re.compile(
    r"(?P<what>\b(?:the|that|this|all\s+(?:the|that|this)|your|my)\s+(?!(?:small|own|family|local|big|online|whole)\s+b)"
    r"[a-z][\w-]*(?:\s+[a-z][\w-]*){0,2}\s+)business(?=\W*$|\s*[,.;!?]|\s+(?:and|but|so|is|was|can|any|altogether|entirely|for|please|now)\b)",
    re.I,
)
"""Drop the cohort business: of no more meaning than thing."""
_NOT_BUT = re.compile(
    r"(?P<not>(?:不是|并非|不要|不想要|别)\s*[A-Za-z][\w-]*(?:\s[A-Za-z][\w-]*)?)\s*(?=(?:我?要|是|想要?|得|应该|改|换)(?!求|么|不))"
)
"""不是beginner 要中级的."""


def as_meant(text: str) -> str:
    """With commas where one is heard and not written: `wait no cameras`, 不学摄影了改成历史."""
    text = _NARROW.sub(lambda m: _WIDE[m.group()], text)
    text = _DUMMY.sub(r"\g<what>thing", text)
    text = _NOT_BUT.sub(r"\g<not>，", text)
    text = _IS.sub(" is", _BLANK.sub("，", text)).strip()
    text = _REFUSED_ZH.sub(r"\g<0>，", text)
    return _RUN_ON.sub(
        "了，", _ORDER.sub(", ", _GIVEN_UP.sub(r"\g<what>, ", _NO.sub(r"\g<1>, ", text)))
    )
