"""What people tell about themselves: since 2019 we've been living here, our trip is in August.

Such a date is one of their lives and limits nothing that they look for. A person is the subject of
a verb that states a fact, and no word of wanting stands between that subject and the date.
"""

from __future__ import annotations

import re

from llmrec.quantities._around import DATED
from llmrec.quantities._telling_zh import has_done_zh, tells_zh

_PRONOUN = r"\b(?:I|we|s?he|who)"
_THEIRS = r"\b(?:my|our|his|her|their)(?:\s+(?!(?:and|or|for|in|on)\b)[\w’'-]+?){1,3}?"
_ADVERBS = (
    r"(?:\s+(?:just|also|already|always|both|all|now|still|actually|currently|probably|finally|ever"
    r"|never|not|either|officially|mostly|first|last|only))*"
)
_HAVE = r"(?:['’](?:ve|s(?=\s+(?:been|had|lived)\b))|\s+(?:have|has|had)(?:n['’]t)?)"
_BE = r"(?:['’](?:m|re|s|ll\s+be)|\s+(?:am|are|is|was|were|will\s+be)(?:n['’]t)?)"
_PREPOSITION = r"(?:since|in|on|until|till|by|through|during|between|before|after|from|for)"
_PAST_FORM = (
    r"(?:[a-z]+ed|gave|broke|went|came|got|bought|left|began|took|made|sold|lost|met|built|quit|became"
    r"|grew|saw|found|fell|wrote|taught|had|did|ran|won|kept|spent|died|stood|was|were)"
)
_PREDICATE = (
    rf"(?:(?:{_PRONOUN}|{_THEIRS})(?:(?P<perfect>{_HAVE}{_ADVERBS}\s+(?!(?:to|an?|the|no)\b)[a-z]+)"
    rf"|(?P<be>{_BE}){_ADVERBS}(?:\s+(?!{_PREPOSITION}\b)[a-z]+)?)"
    rf"|{_PRONOUN}(?:['’](?:d|ll))?{_ADVERBS}\s+[a-z]+|{_THEIRS}\s+(?:[a-z]+s|run|go|last|end|{_PAST_FORM}))\b"
)
_STATES = re.compile(_PREDICATE, re.IGNORECASE)
_STATES_NEXT = re.compile(rf"\s*,?\s*{_PREDICATE}", re.IGNORECASE)
# Wanting, and what is only possible, a duty or denied for good: with these a date is a demand.
_WANTS = re.compile(
    r"\b(?:want\w*|need\w*|wanna|lik(?:e|es|ing)|lov(?:e|es|ing)|enjoy\w*|ador\w+|prefer\w*|rather"
    r"|look\w*\s+(?:for|at|to|into)|search\w*|hunt\w*|shop\w*|seek\w*|after\s+(?:an?|the)\b"
    r"|hop(?:e|es|ed|ing)|wish\w*|wonder\w*|must|should|shall|ought|(?:have|has|had|got|['’]ve)\s+to"
    r"|gotta|can(?:not)?|could|may|might|only|insist\w*|requir\w*|refus\w*|avoid\w*|hat(?:e|es)"
    r"|interest\w*|keen|fond|fans?|mood|curious|up\s+for|open\s+to|into|find|show|recommend\w*"
    r"|suggest\w*|choos\w*|pick|limit\w*|budget\w*|consider\w*|ask\w*|if|unless|provided|long\s+as"
    r"|thinking\s+(?:of|about)|(?:have|has|got)\s+(?:time\s+)?(?:until|till)|nothing|none|no)\b"
    r"|\b(?:wo|ca|do|does|would|should|must)n['’]t\b|\b(?:will|do|does|would|can)\s+not\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"\b(?:that|which|start\w*|beg[ai]n\w*|out|\w+thing|the\s+ones|stuff)\b|" + DATED.pattern,
    re.IGNORECASE,
)
_ITEM_LAST = re.compile(rf"(?:{DATED.pattern}|\bout|\bnew)(?:\s+\w+ly)?\s+since\s*$", re.IGNORECASE)
_LIVED = re.compile(
    r"\b(?:been|[a-z]{3,}ed|(?:have|has|had|did)n['’]t\s+\w+|(?:not|never)\s+\w+|gone|done|had)\b(?:\s+[\w'’-]+){0,5}?\s+since\b",
    re.IGNORECASE,
)
"""Retired since June, haven't cooked since 1998: of somebody's life, whoever is meant."""
_DATED_ITEM = re.compile(
    rf"\b(?:start\w*|beg[ai]n\w*|(?:come|came|been|brought)\s+out(?!\s+of)|available|on\s+sale|the\s+ones|\w+thing)\b|{DATED.pattern}",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\b(?P<word>{_PREPOSITION})"
    r"(?:\s+(?:the|end|start|beginning|middle|of|early|mid|late|about|around|over|under|more|less|than|at|least|almost|nearly))*\W*$",
    re.IGNORECASE,
)
_OF_AN_ITEM = ("from", "for")
_OWNED = re.compile(r"my|our|his|her|their", re.IGNORECASE)
_KEEPS = re.compile(r"\b(?:has|have|had|got|owns?|keeps?|kept|uses?)$", re.IGNORECASE)
"""My mum still has a pull chain from 1994."""
_PAST = re.compile(rf"\b{_PAST_FORM}$", re.IGNORECASE)
_OWN = re.compile(
    r"\bborn(?:\s+(?:in|on|before|after|around))?\W*$"
    r"|\b(?:for|during|before|after|at|to|by|until|till|with|about|of)\s+(?:my|our|his|her|their)"
    r"(?:\s+(?!(?:and|or)\b)[\w’'-]+){1,3}?\s+(?:in|on)(?:\s+the)?\s*$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"^\W*(?:(?:and|as|because|since|cos|but)\s+)?there(?:['’]?s|['’]?ll\s+be|\s+(?:is|are|was|were|will\s+be))\s+(?:an?|the|my|our|some)\s+(?:[\w’'-]+\s+){1,4}?(?:in|on)(?:\s+the)?\s*$"
    r"|^\W*(?:mine|ours|hers|his|theirs)\s+(?:(?:is|was|were|are)\s+)?(?:from|of)\s*$"
    r"|^\W*(?:(?:and|as|because|since|so)\s+)?the(?:\s+[\w’'-]+?){1,3}?"
    r"(?:['’]s|\s+(?:is|are|was|were|will\s+be))(?:\s+(?:just|already))?\s+(?:in|on)(?:\s+the)?\s*$",
    re.IGNORECASE,
)
_EVENT_OF_ITEM = re.compile(
    r"\b(?:start\w*|launch\w*|release\w*|dates?|deadline|courses?|class(?:es)?|ones?|models?|some\w+)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:^|[.,;:!?\n()–—]|\b(?:and|but|because|as|so|though|where))\s*(?:ever\s+)?$", re.IGNORECASE
)
_HAS_BEEN_NEXT = re.compile(
    r"\s*,?\s*(?:[\w’'-]+\s+){0,3}?(?:[\w-]+['’](?:ve|s\s+been)|(?:have|has)(?:n['’]t)?)\s",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[.,;:!?()](?=\s|$)|[\n。，；！？]|\s[–—-]+\s|\b(?:but|however|so)\b", re.IGNORECASE
)
_WINDOW = 100


def tells(text: str, cue: int, day: int, end: int, *, spans: bool = False) -> bool:
    """Whether the date at `day`, its words of time from `cue` to `end`, is told and not asked for.

    `I've had it since 2020` tells, `something released since 2020` asks.
    """
    left = _CUT.split(text[max(0, day - _WINDOW) : day])[-1]
    right = _CUT.split(text[end : end + _WINDOW].removeprefix(","))[0]
    if _OWN.search(left) or _is_event(left) or _stated(left, spans):
        return True
    opened = _OPENS.search(text, max(0, cue - _WINDOW), cue) is not None
    return (opened and _stated_next(left, right)) or tells_zh(text, cue, end)


def has_done(text: str, cue: int, start: int) -> bool:
    """Whether the stretch of time at `start` is one that somebody has lived through."""
    if has_done_zh(text, cue):
        return True
    left = _CUT.split(text[max(0, start - _WINDOW) : start])[-1]
    when, stated = _WHEN.search(left), _last(left)
    lived = when is not None and when["word"].lower() == "for" and stated is not None
    return bool(lived and stated and stated["perfect"] and not _asks(left, stated))


def _stated(left: str, spans: bool) -> bool:
    when, stated = _WHEN.search(left), _last(left)
    since = when is not None and when["word"].lower() == "since"
    if since and _LIVED.search(left) and not _DATED_ITEM.search(left):
        return True
    if when is None or stated is None or stated.end() > when.start("word"):
        return False
    word = when["word"].lower()
    if stated["perfect"] and word == "since":
        return _ITEM_LAST.search(left) is None
    owned = _OWNED.match(stated.group()) and not left[stated.end() : when.start("word")].strip()
    past = stated["perfect"] or (spans and (stated["be"] or _PAST.search(stated.group())))
    owned = owned or (word == "from" and _KEEPS.search(stated.group()) is not None)
    if word in _OF_AN_ITEM and not (past or owned):
        return False
    return not _asks(left, stated)


def _last(left: str) -> re.Match[str] | None:
    return max(_STATES.finditer(left), key=lambda match: match.start(), default=None)


def _asks(left: str, stated: re.Match[str]) -> bool:
    wants = _WANTS.search(left, stated.start())
    return wants is not None or _ITEM.search(left, stated.end()) is not None


def _is_event(left: str) -> bool:
    """`The wedding is in June`."""
    return bool(_EVENT.search(left) and not _EVENT_OF_ITEM.search(left) and not _WANTS.search(left))


def _stated_next(left: str, right: str) -> bool:
    """`Since 2019 we've been living here`: the date comes first."""
    when = _WHEN.search(left)
    if when is None:
        return False
    if when["word"].lower() == "since" and _HAS_BEEN_NEXT.match(right):
        return True
    return bool(_STATES_NEXT.match(right) and not _WANTS.search(right))
