"""A value that is named in a clause and judged in another: my last one was a Zadeko. Anything but
that, please.

Who says something of a maker without asking for it tells a story; it takes a word of asking to
make a limit of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from llmrec.catalog.schema import AttributeSpec
from llmrec.text import HAN
from llmrec.understand import clauses
from llmrec.understand.told import THEIRS
from llmrec.understand.vocabulary import Mention

_THOSE = (
    r"(?:that|those|them|theirs|it|him|her|one\s+of\s+(?:those|them|theirs)|(?:that|those|these)\s+(?:lot|crowd|ones?|people|shower"
    r"|make|brand|company|kind|sort|guys|mob)|their\s+(?:\w+\s+)?(?:stuff|things?|gear|kit|products?|courses?|rubbish|junk|ones?))"
)
_REFUSED_LATER = re.compile(
    rf"\b(?:any\w*|every\w*|all|some)\b[^.!?]{{0,24}}?\b(?:but|other\s+than|except|besides|apart\s+from|bar)\s+{_THOSE}\b"
    rf"|(?:^|[.,;:!?–—]\s*|\bso\s+|\band\s+|\bbut\s+)(?:please\s+)?(?:not|no\s+more\s+of|never|none\s+of|nothing\s+(?:from|by|of)|no\s+more\s+from|enough\s+of)\s+{_THOSE}"
    r"\b(?!\s+\w+ing\b)"
    r"|\b(?:something|someone|somebody|anything|anyone|anybody|somewhere)\s+else\b|\b(?:an?other|a\s+different|some\s+other|any\s+other)\s+"
    r"(?:make|maker|brand|company|provider|school|manufacturer|name|firm|label|outfit|one|vendor)\b"
    rf"|\b(?:leave|keep|rule|cut|take)\s+{_THOSE}\s+(?:out|off|away)\b|\b(?:skip|avoid|exclude|hide|drop|bin|ban|block|filter\s+out|scrap|ditch)\s+{_THOSE}\b"
    rf"|\b(?:done|finished|through)\s+with\s+{_THOSE}|\b(?:wo|ca|would|do|could)n['’]t\s+(?:\w+\s+){{0,2}}(?:touch|buy|trust|have|want|go\s+near|use|recommend|take)\s+{_THOSE}\b"
    rf"|\bnever\s+again\b|\b(?:anywhere|steer|stay|keep)\s+(?:\w+\s+)?(?:clear|away)\s+(?:of|from)\s+{_THOSE}",
    re.I,
)
_PUT_OUT = re.compile(
    r"(?:,|\bso|\band|[.;–—-])\s+(?:(?:please|just|can\s+you|you\s+can|I['’]d|let['’]?s)\s+)*"
    r"(?:(?:leave|keep|rule|cut|take|count|cross|strike|filter)\s+(?:that|it|those|them)\s+(?:out|off|away)|(?:skip|avoid|exclude|hide|drop|bin|ban|block|scrap|ditch)"
    r"\s+(?:that|it|those|them)(?:\s+(?:lot|one|too|as\s+well))?|not\s+(?:that|those|them)|anything\s+but\s+(?:that|those))\s*(?=$|[.,;!?])",
    re.I,
)
"""So count that out: of what is named before, whatever it is."""
_FAR = 160
_ASKS = re.compile(
    r"\b(?:want\w*|need\w*|only|just|must|should|please|pls|give|show|find|get\s+me|let['’]?s|stick\w*|keep|has\s+to|have\s+to"
    r"|got\s+to|prefer\w*|trust\w*|love[sd]?|like[sd]?|fan\s+of|fancy|favou?rites?|looking|after|interested|ideally|best|brilliant|great|good|excellent"
    r"|never\s+let|rely|reliable|swear\s+by|by|from|of|make\s+it|go\s+with|go\s+for|in\s+particular|specifically|instead|rather|would|['’]d|is\s+fine|grand|lovely|nice|alright|all\s+right|sound|cool|decent|allowed|welcome|will\s+do"
    r"|ok|okay|fine|too|as\s+well|also|back)\b",
    re.I,
)
_TELLS = re.compile(
    r"\b(?:was|were|had|did|got|bought|came|went|broke|died|sold|gave|took|kept|left|is|are|has|have|do|does|don['’]?t|isn['’]?t"
    r"|makes?|keeps?|gets?|swears?|\w{3,}ed)\b|['’](?:s|re|ve)\b",
    re.I,
)
_HARDLY = re.compile(
    r"\b(?:barely|hardly|scarcely|only\s+just|just\s+about|struggle\s+(?:with|to)|(?:do|can|could|did|wo)(?:n['’]t|\s?not)|never\s+(?:could|learn\w*))\s+"
    r"(?:even\s+|really\s+)*(?:(?:to\s+)?(?:manage|speak|read|understand|follow|know|get\s+by\s+in|cope\s+in|do|have|write))\s+(?:(?:my|a\s+word\s+of|much|any|proper|good|enough)\s+)*$",
    re.I,
)
_SOMEBODYS = re.compile(
    r"\b(?:my|our|his|her|the)\s+(?:\w+\s+)?(?:wife|husband|partner|girlfriend|boyfriend|missus|mum|mom|dad|mother|father|gran\w*|nan|in-laws"
    r"|parents|family|kids|son|daughter|boss|mates?|friends?|neighbou?rs?|flatmate|teacher|colleagues?|folks)(?:['’]s|\s+is|\s+are)\s+"
    r"(?:a\s+|all\s+|half\s+)?(?:native\s+)?$",
    re.I,
)
_THEN = re.compile(r"\s*(?:$|[.,;!?]|\b(?:but|and|so|though|by\s+birth)\b)", re.I)


def less_recalled(
    mentions: Sequence[Mention],
    text: str,
    specs: Mapping[str, AttributeSpec],
    maker: str | None,
    kind: str | None,
) -> list[Mention]:
    """The same mentions: refused what a later clause refuses, without what is only told.

    Args:
        maker: the field that says who makes a thing.
        kind: the field that says what a thing is, which has rules of its own.
    """
    if HAN.search(text):
        return list(mentions)
    out = []
    for m in mentions:
        if m.negated or m.field not in specs or specs[m.field].type not in ("category", "list"):
            out.append(m)
        elif m.field != kind and _is_refused_later(m, mentions, text, own=m.field == maker):
            out.append(m._replace(negated=True))
        elif not _is_hardly(m, text) and not (
            m.field == maker and _is_story(m, text) and not THEIRS.match(text, m.end)
        ):
            out.append(m)
    return out


def _is_refused_later(m: Mention, mentions: Sequence[Mention], text: str, *, own: bool) -> bool:
    """
    Args:
        own: of a maker, for which `another one` stands as well.
    """
    following = [o.start for o in mentions if (o.field == m.field or not own) and o.start > m.end]
    until = min([*following, m.end + _FAR, len(text)])
    said = (_REFUSED_LATER if own else _PUT_OUT).search(text, m.end, until)
    return bool(said and not _asks(text, m))


def _asks(text: str, m: Mention) -> bool:
    """Stick to Zadeko, nothing else: what stands beside it asks for it."""
    before = clauses.clause(text, m.start, m.end)
    return bool(
        re.search(r"\b(?:only|just|want|need|stick|must|please)\b", before, re.I)
        and not _TELLS.search(before)
    )


def _is_story(m: Mention, text: str) -> bool:
    said = clauses.clause(text, m.start, m.end)
    around = said.replace(text[m.start : m.end], " ")
    return bool(_TELLS.search(around)) and not _ASKS.search(around)


def _is_hardly(m: Mention, text: str) -> bool:
    """I barely manage English; my wife is German, but."""
    if _HARDLY.search(text, 0, m.start):
        return True
    return bool(_SOMEBODYS.search(text, 0, m.start) and _THEN.match(text, m.end))
