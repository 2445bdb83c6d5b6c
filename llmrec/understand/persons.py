"""Values that say what somebody has or is, and nothing that is sought: my English is slow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.text import HAN
from llmrec.understand.told import is_told_zh
from llmrec.understand.vocabulary import Mention

_OWN = re.compile(
    r"\b(?:my|our|his|her|their|ma|(?!(?:it|that|what|there|here|let|who|s?he)['’]s)\w+['’]s)\s+"
    r"(?:(?:own|spoken|written|school|rusty|poor|broken|english|chinese|french|german|spanish)\s+)?$",
    re.I,
)
_IS = re.compile(
    r"(?:\s+(?:listening|speaking|reading|writing|skills?|level|grammar|accent|vocabulary|pronunciation))?(?:\s+(?:is|are|was|were|being|isn['’]t|aren['’]t|stops?|ends?|goes|went|sucks?|stinks?|dies|died|fails?"
    r"|runs?\s+(?:out|to)|barely|hardly|not\s+(?:so\s+|very\s+)?(?:good|great|perfect|best|strong)|(?:so\s+|very\s+)?(?:bad|poor|broken|rusty|weak))|['’]s)\b",
    re.I,
)
_FIRST = r"(?:first|native|second|third|mother|main|home|best|worst|strongest|weakest)"
_FIRST_BEFORE = re.compile(rf"\b(?:my|our|his|her|their|\w+['’]s)\s+{_FIRST}\s+$", re.I)
_FIRST_AFTER = re.compile(rf"\s+(?:is|was)\s+(?:my|our|his|her|their|\w+['’]s)\s+{_FIRST}\b", re.I)
_SORRY = re.compile(  # for my English
    r"\b(?:sorry|excuse|pardon|forgive|apolog\w+|bear\s+with|ignore|improving|practi[sc]ing)\s+"
    r"(?:(?:for|about|me|if|to\s+you)\s+)*(?:my|our)\s+(?:[a-z]+\s+){0,3}$",
    re.I,
)


_IS_SOME = re.compile(
    r"\s+(?:is|are|was)\s+(?:(?!(?:so|but|and|it|need|must|want)\b)[\w’'-]+\s+){0,4}", re.I
)


def less_about_the_person(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The same without what somebody has or is; `my Spanish is church Spanish` names it twice."""
    theirs = [m for m in mentions if _is_about_the_person(m, text)]
    ends = [(m.value, m.end) for m in theirs]
    return [
        m
        for m in mentions
        if m not in theirs
        and not any(v == m.value and _IS_SOME.fullmatch(text, e, m.start) for v, e in ends)
    ]


_SIMILE = re.compile(
    r"\b(?:it|this|that|he|she|they)(?:['’]s|['’]re|\s+(?:is|are))\s+(?:(?:just|only|still|after\s+all)\s+)*an?\s+[^.;:!?]{1,40}?[,\s]"
    r"(?:and\s+)?not\s+(?:an?|the)\s+(?:\w+\s+)?$",
    re.I,
)


def is_simile(m: Mention, text: str) -> bool:
    """It is a camera, not a cinema hall."""
    return m.negated and bool(_SIMILE.search(text, 0, m.start))


def _is_about_the_person(m: Mention, text: str) -> bool:
    """`My English is slow` says what somebody has, not what is sought."""
    if _SORRY.search(text, 0, m.start):
        return True
    if _FIRST_BEFORE.search(text, 0, m.start) or _FIRST_AFTER.match(text, m.end):
        return True
    if HAN.search(text) and not m.negated and is_told_zh(m, text):
        return True
    return bool(_OWN.search(text, 0, m.start) and _IS.match(text, m.end))
