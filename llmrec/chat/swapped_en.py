"""One value for another, however it is said: kitchen, not bedroom; did I say bedroom? I meant
kitchen; the same again but for cooking.

What is asked for already and named beside another value of its field gives way to that, where any
word in the turn says that something is other than before. Nothing has to say which is which: what
held is the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat.state import Limit
from llmrec.text import HAN
from llmrec.types import Op
from llmrec.understand import clauses
from llmrec.understand.told import less_told
from llmrec.understand.vocabulary import Mention, find_mentions

_OTHER = re.compile(
    r"\b(?:not|rather\s+than|instead|meant?|wrong|mistake|forget|ditch|scrap|drop|bin|lose|never\s+mind|swap|swop|change[ds]?|switch\w*|replace|trade"
    r"|no\s+longer|any\s?more|other\s+than|out|over|where\s+I\s+had|did\s+I\s+say|should\s+(?:be|have\s+been|say|read)|slip|typo|misspoke|gone|used\s+to"
    r"|goodbye|bye|farewell|screw|sod|nah|nope|no|becomes?|turned|turns|into|in\s+place\s+of|in\s+lieu|enough|bore[sd]?|boring|sold|died|dead|broken|moved\s+out|gave\s+\w+\s+away|it\s+is(?=\W*$)|make\s+(?:it|that)|lied|lying|sick\s+of|tired\s+of|past|yesterday)\b"
    r"|n['’]t\b",
    re.I,
)
_ANEW = re.compile(
    r"\b(?:instead|now|make\s+(?:it|that|them)|changed?\s+my\s+mind|second\s+thoughts?|actually|turn(?:s|ed)\s+out|rather|this\s+time|meant"
    r"|correction|from\s+now\s+on|move[ds]?\s+to|moving\s+(?:it\s+)?to|switch\w*\s+to|change[ds]?\s+(?:it\s+)?to)\b",
    re.I,
)
_SAME = re.compile(
    r"(?<!all\s)\b(?:the\s+)?same(?:\s+(?:again|as\s+(?:before|above|last\s+time|that)|rules?|limits?|budget|deal|search|conditions?))*"
    r"\s*[,:–—-]?\s*(?:but|only|except|just)\s+(?:this\s+time\s+)?(?:(?:for|in|with)\s+)?"
    r"|\bas\s+(?:before|above)\s*[,:–—-]?\s*(?:but|only|except|just)\s+(?:(?:for|in|with)\s+)?"
    r"|\b(?:the\s+)?same\s+again\s*(?:[,:–—-]|for|in|with)\s+|\b(?:everything|all)\s+(?:else\s+)?(?:(?:stays?|the|as|is)\s+)+(?:same|before)\s*,?\s*(?:but|except|only)\s+"
    r"(?:the\s+\w+\s*,?\s+(?:which|that)\s+(?:is|should\s+be|becomes)\s+(?:now\s+)?)?(?:(?:for|in|with)\s+)?"
    r"|\b(?:ditto|likewise)\s*,?\s*(?:but|only|except)\s+(?:(?:for|in|with)\s+)?",
    re.I,
)
"""Same as before, but."""
_ADDS = re.compile(
    r"\b(?:too|also|as\s+well|both|either|add|along\s+with|on\s+top|besides|plus|or|still|even|unless|if|either\s+way|whichever|(?:do|does)(?:n['’]?t|\s+not)\s+(?:really\s+|much\s+)?(?:mind|care|matter)|no\s+matter|any)\b"
    r"|\?\s*$",
    re.I,
)
_ONE: tuple[Op, ...] = ("eq", "has")


def swaps(
    text: str, limits: Sequence[Limit], catalogue: Catalogue, turn: int
) -> list[tuple[int, Limit, list[tuple[int, int]]]]:
    """Places of limits that give way, each with what takes its place and the words for both."""
    if HAN.search(text) or not limits:
        return []
    named = find_mentions(text, catalogue, "en")
    out = []
    for k, limit in enumerate(limits):
        c = limit.constraint
        if c.op not in _ONE or not c.hard or not isinstance(c.value, str):
            continue
        mine = [m for m in named if m.field == c.field and _is_of(m, named)]
        old = [m for m in mine if m.value == c.value]
        new = [m for m in mine if m.value != c.value and not m.negated]
        new = less_told(new, text, catalogue.schema.attributes)
        if len({m.value for m in new}) != 1 or clauses.is_wish(text, new[0].start, new[0].end):
            continue
        is_kind = c.field == kind_field(catalogue.schema)
        if is_kind and not _is_denied(text, old):
            continue
        if _gives_way(text, old, new):
            taken = [(m.start, m.end) for m in (*old, *new)]
            both = c.model_copy(update={"value": new[0].value, "span": None})
            words = text[new[0].start : new[0].end]
            out.append(
                (
                    k,
                    limit.model_copy(update={"constraint": both, "words": words, "turn": turn}),
                    taken,
                )
            )
    return out


def _is_of(m: Mention, named: Sequence[Mention]) -> bool:
    """Whether words are of the first field that has them; `history` is a topic before a skill."""
    return next(o.field for o in named if (o.start, o.end) == (m.start, m.end)) == m.field


_DENIED_NEXT = re.compile(
    r"\s+(?:is|was|are)(?:n['’]t|\s+not)\s+(?:what|the|for|my)\b|\s+(?:was|is)\s+(?:wrong|a\s+mistake|a\s+slip)\b",
    re.I,
)
_REGRETTED = re.compile(
    r"\s+(?:(?:was|were|turned\s+out|proved)\b(?!\s+(?:right|correct|fine|good|great|perfect)\b)|(?:is|are|looks?|sounds?|seems?|feels?|might\s+be|would\s+be|may\s+be)\s+(?:\w+\s+){0,2}?(?:too|over|beyond|wrong|silly|daft|bold|ambitious|optimistic|greedy|overkill|asking)\b)",
    re.I,
)
"""Advanced was a bit bold of me: what held is spoken of as past, or as too much."""
_ASKED = re.compile(r"\b(?:did\s+I\s+say|where\s+I\s+had|when\s+I\s+said)\s+(?:\w+\s+)?$", re.I)


def _is_denied(text: str, old: Sequence[Mention]) -> bool:
    """Of a kind of thing: it is said that it is not what is sought."""
    return any(
        m.negated or _DENIED_NEXT.match(text, m.end) or _ASKED.search(text, 0, m.start) for m in old
    )


def _gives_way(text: str, old: Sequence[Mention], new: Sequence[Mention]) -> bool:
    if old:
        around = "".join(_outside(text, [*old, *new]))
        regrets = [s for m in old if (s := _REGRETTED.match(text, m.end))]
        if regrets and not _ADDS.search(around.replace(regrets[0].group().strip(), " ")):
            return True
        return not _ADDS.search(around) and bool(_OTHER.search(around))
    said = clauses.clause(text, new[0].start, new[0].end)
    return not _ADDS.search(said) and bool(_ANEW.search(said))


def _outside(text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    at = 0
    for m in sorted(mentions, key=lambda m: m.start):
        yield text[at : m.start] + " "
        at = m.end
    yield text[at:]


def as_before(text: str) -> str:
    """`The same again but for cooking` with `instead` for what changes nothing, of one length."""
    said = _SAME.search(text)
    if HAN.search(text) or said is None:
        return text
    width = said.end() - said.start()
    return text[: said.start()] + "instead".ljust(width)[:width] + text[said.end() :]


def masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in the place of some words."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
