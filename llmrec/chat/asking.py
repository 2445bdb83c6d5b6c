"""What a turn asks about items that were shown: to compare them, why this one, why not that one,
more of one.

Whatever is asked of a place is a question about it: no word for what is asked is looked for, but
that something is, and that it is no request for other items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat import cues
from llmrec.chat.pieces import Clause, clauses_of
from llmrec.chat.spans import without
from llmrec.chat.state import Act
from llmrec.chat.titled import Place
from llmrec.chat.turned_down import turns_down
from llmrec.chat.why import asks_why
from llmrec.text import HAN
from llmrec.types import ItemId


def question_of(
    text: str, found: Sequence[Place], items: Sequence[ItemId], shown: Sequence[ItemId]
) -> Act | None:
    """Whether the turn asks about items that were shown, and what.

    Args:
        found: places, those beyond the end of the list, too: they are asked about all the same.
    """
    if not (items or (found and shown)):
        return None
    several = len(items) + len(_beyond(text, found)) > 1
    compares = cues.COMPARE.search(text) and (several or _named_twice(text, found))
    if compares and (_WHICH.search(text) or not cues.CHEAPER.search(text)):
        return "compare"
    around = without(text, [(p.start, p.end) for p in found])
    clauses = clauses_of(text, found)
    absent = any(i not in shown for i in items)
    missed = cues.WHY_NOT.search(around)
    if missed and (absent or not (cues.WHAT_ABOUT.search(around) or _WHERE_IT.search(around))):
        return "why_not" if items else None
    if any(turns_down(c, clauses, text) for c in clauses if c.places):
        return None
    if absent and "?" in text and cues.NOT_THERE.search(around):
        return "why_not"
    if asks_why(around):
        return "explain"
    if several and cues.COMPARE_FIRMLY.search(text) and not _changes(text, around):
        return "compare"
    asks = cues.DETAILS.search(text) or _WHO.match(text) or (items and _only_places(text, found))
    asks = asks or any(_asks_of(c, text) for c in clauses if c.places)
    if asks and not _changes(text, around) and not _of_brand(text):
        return "compare" if several else "details"
    return None


_WHERE_IT = re.compile(r"\bwhere(?:['’]s|\s+(?:is|does|do|did))\s(?:\s|it\s)(?!in\b|on\b)\w+", re.I)
"""Where's it get its power: no item is missed."""
_BESIDE = re.compile(r"[\s,，:：–—-]*(?:the|that|this|i\.?e\.?|也就是|就是)?\s*", re.I)


def _beyond(text: str, found: Sequence[Place]) -> list[Place]:
    """Places beyond the end of the list, but for another name of the one before: the one at the
    bottom, number five."""
    return [
        p
        for n, p in enumerate(found)
        if not p.items and not (n and _BESIDE.fullmatch(text[found[n - 1].end : p.start]))
    ]


def _named_twice(text: str, found: Sequence[Place]) -> bool:
    """Whether two places that are no pronouns are named in one sentence, be they the same item."""
    named = [p for p in found if not _PRONOUN.fullmatch(text[p.start : p.end].strip())]
    return (
        len(named) > 1 and len(found) == 2 and not _ENDS.search(text, named[0].end, named[1].start)
    )


_PRONOUN = re.compile(
    r"(?:.{0,8}\b)?(?:it|that|this|these|them)(?:\s+(?:one|thing|item))?|[它该此本这那].{0,3}", re.I
)
_WHICH = re.compile(
    r"\b(?:which|who)(?:['’]?s|\s+(?:one|of|is|would|has|costs?))|\bor\b.*\?|哪|谁|孰", re.I
)
"""Which is cheaper, the second or the third?"""


def _changes(text: str, around: str) -> bool:
    """Whether other items are asked for."""
    changed = (cues.LESS, cues.CHEAPER, cues.DEARER, cues.BETTER_RATED, cues.NEWER, _THAN_ZH)
    if any(p.search(around) for p in changed):
        return True
    return bool(cues.MORE.search(text) and not cues.TELL_MORE.search(text))


_THAN_ZH = re.compile(r"(?:有没有|有无|找|来|要)[^，。]{0,6}比")
_FILLERS = (
    r"(?:and|but|so|ok(?:ay)?|well|hmm+|wait|no|oh|right|hey|now|then|also|see|look|yeah|just|please|sorry"
    r"|like|listen|tell\s+me|say|excuse\s+me|let\s+me\s+guess|by\s+the\s+way|btw|real\s+quick|quick\s+question)"
)
_AUX = (
    r"(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|shall|may|might|must|need)"
    r"(?:n['’]?t)?"
)
_WH = r"(?:what|how|when|where|who|whose|which)(?:['’]?(?:s|re|d|ll))?"
_QUESTION = re.compile(
    rf"\W*(?:{_FILLERS}\W+)*(?:{_WH}\b|{_AUX}\s+(?!(?:not\s+)?(?:away|be|let|tell|show)\b)"
    r"(?:I|we|it|he|she|they|you|ye|u|there|one|a|an|any\w*|my|our|your|his|her|their|the|this|that|these|those"
    r"|some\w*|number|no\.?|#|people|folk|kids|\w+\s+(?:have|need|know|get))\b)",
    re.I,
)
"""Opens with what a question opens with."""
_OF_ITEM = re.compile(rf"\W*(?:{_FILLERS}\W+)*{_AUX}\s*$", re.I)
_INDIRECT = re.compile(
    r"\b(?:any\s+(?:idea|clue|chance|word)|(?:I\s+|just\s+|been\s+)?wonder(?:ing)?\s+(?:if|whether|what|how|about)"
    r"|curious(?:\s+(?:about|if|whether|how|what))?|whether|remind\s+me|don['’]t\s+(?:know|get)\s+(?:if|whether|how|what)"
    r"|(?:asking|question\s+is|question\s+was|that\s+was|that['’]s)\s+(?:about|re|of))\b",
    re.I,
)
_REQUESTS = re.compile(
    r"(?:^\W*|\b(?:there|have|got|find|show|me|for|want|need|see|about|of|offer|sell|stock|suggest|recommend)\s+)(?:any|some)thing\b"
    r"(?!\s+(?:else\s+)?(?:worth|I|we|to\s+know|wrong|special|about|in\s+it|bad|good|off))"
    r"|\b(?:others|alternatives?|another\s+(?:one|like))\b|\b(?:any|some|got|have|there)\s+(?:\w+\s+)?ones\b"
    r"|\b(?:is|was)\s+there\s+(?:one|an?\s+\w+er)\b|\b(?:got|have)\s+(?:you\s+)?(?:one|any)\b"
    r"|\b(?:can|could|would|will)\s+(?:you|u|ya|ye|we)\s+(?:\w+\s+)?(?:show|find|get|give|fetch|drop|remove|take|hide|lose"
    r"|bin|swap|replace|leave|stop|keep|make|search|look|bring|add|include|exclude|skip|limit|stick)\b"
    r"|(?:^\W*|[.,;:!?]\s*|\b(?:please|and|then|you|now|so|just)\s+)(?:show|find|get)\s+(?:me|us)\b|\binstead\b",
    re.I,
)
"""Asks for other items, and nothing about one."""
_ASKS_ZH = re.compile(
    r"(?<![不没])(.)[不没]\1(?![^，。？?]{0,5}[都也无没随])|[吗么嘛]\W*$|(?<![要看想差算])[不否没]\W*$"
    r"|(?:什么|啥|谁|哪(?![个些款门里儿怕]?[^，。？]{0,4}都)|怎么|怎样|咋|如何|几(?=[年天周月节课小台口千百分度成])|多(?:少|大|长|久|重|高|厚|快|远|宽|贵))"
    r"(?![^，。？?]{0,5}[都也])"
)
_REQUESTS_ZH = re.compile(
    r"(?:有没有|有没|有无|还有)[^，。]{0,4}(?:别|其他|其它|更|像|跟|和|类似|比)|换[个一成点批]|(?:再|多)[来找推给整]|来[点几]|给我(?:找|推|来|换)|帮我(?:找|换)"
)


def _asks_of(c: Clause, text: str) -> bool:
    """`Can the third do without a hub`, 第二个要不要网关: the sentence of a place is a question."""
    if any(_OF_ITEM.fullmatch(c.text[: p.start - c.start]) for p in c.places):
        return True
    said = _sentence(c, text)
    if HAN.search(said):
        marked = said.endswith(("?", "？")) or _ASKS_ZH.search(c.text) or _ASKS_ZH.search(said)
        return bool(marked and not _REQUESTS_ZH.search(said))
    if _REQUESTS.search(said):
        return False
    opens = any(_QUESTION.match(part) for part in (c.text, *_PART.split(said)))
    return said.endswith("?") or opens or bool(_INDIRECT.search(said))


_PART = re.compile(r"[,:;]\s|\s[-–—]\s|\b(?:and|but|so|then|there|one)\b(?=\s)", re.I)
_ENDS = re.compile(r"[.!?。！？\n…]+(?=\s|$|[一-鿿])")


def _sentence(c: Clause, text: str) -> str:
    left = max((m.end() for m in _ENDS.finditer(text, 0, c.start + 1)), default=0)
    stop = _ENDS.search(text, c.end)
    said = text[min(left, c.start) : stop.end() if stop else len(text)]
    return said.strip()


_WHO = re.compile(r"\W*(?:and\s+)?who\b[^.!;]*\?\W*$", re.I)
"""Who teaches the second?"""


def _of_brand(text: str) -> bool:
    return bool(cues.BRAND.search(text) and not _WHO.match(text))


def _only_places(text: str, found: Sequence[Place]) -> bool:
    """`And number four?`"""
    left = without(text, [(p.start, p.end) for p in found])
    return not re.search(
        r"\b\w{4,}\b|[一-鿿]{3,}", re.sub(r"\b(?:before|right|then|please)\b", "", left)
    )
