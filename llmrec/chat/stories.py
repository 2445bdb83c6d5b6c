"""Turns that tell of somebody's life and ask for nothing: my uncle once paid four hundred for his.

In English a story is told in the past, or is of what others say and think: the tense of each
sentence is looked at, and that no word anywhere seeks, bounds or compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import IntEnum

from llmrec.chat.stories_zh import tells_zh
from llmrec.text import HAN
from llmrec.text._tagger import english_lexicon, tag_english


class Told(IntEnum):
    """How surely a turn only tells."""

    NO = 0
    LIKELY = 1
    """So long as nothing is read in it."""
    SURELY = 2
    """What it names, too, is a part of the story."""
    JOKE = 3
    """And whatever figures are in it."""


_REPORTED = re.compile(
    r"\b(?:I|we)\s+(?:just\s+|once\s+)?(?:told|tell|says?\s+to|said\s+to|am\s+telling)\s+(?:him|her|them)\b",
    re.I,
)
_OWN_WISH = re.compile(
    r"\b(?:I|we)(?:['’](?:d|m|ll|ve))?\s+(?:\w+\s+)?(?:want|need|like|prefer|must|should|have\s+to|got\s+to|looking)\b|\bplease\b",
    re.I,
)
_IDIOM = re.compile(
    r"\b(?:all\s+(?:he|she|they|I|we)\s+(?:has|have|had|got)\s+to\s+show|to\s+show\s+for|more\s+than\s+(?:to|he|she|they|I|we|me|him|her|them|the|a|my)\b"
    r"|if\s+you\s+(?:must|want\s+to)\s+know|must\s+have\s+been|should\s+have\s+(?:seen|heard)|less\s+than\s+(?:a|an)\s+\w+\s+later"
    r"|(?:they|he|she|who)\s+only|more\s+than\s+(?:any|all|most|both)\b|can(?:['’]?t|not)\s+(?:remember|recall|believe|imagine|complain|stop\s+\w+ing|tell\s+you)|(?:has|had|did|got|bought|took|owns|owned|found|tried)\s+one\s+(?:with|from|that)|need\s+I\s+say|get\s+this|give\s+or\s+take|believe\s+it\s+or\s+not|try\s+as\s+I\s+might)\b",
    re.I,
)
_SEEKS = re.compile(
    r"\b(?:want\w*|need\w*|must|should|ought|show|find|give|pleas[e]|only|prefer\w*|look(?:ing)?\s+(?:for|at)|rather|instead|ideal\w*|would\s+be"
    r"|(?:['’]d|would)\s+(?:\w+\s+)?(?:be|like|love)|something|anything(?!\s+but)|nothing|ones?\s+(?:that|which|with|from)|others|options?"
    r"|more|less|fewer|without|under|below|above|budget|spend|limit|max\w*|min(?:imum)?|at\s+(?:least|most)|up\s+to|no\s+more|or\s+(?:better|more|less|later|so|under|over|above|below)"
    r"|recommend\w*|suggest\w*|hop(?:e|ing)|wish\w*|allerg\w*|hates?|ca(?:n['’]t|nnot)|can\s+not|wo(?:n['’]t|uldn['’]t)|refus\w+|ha(?:s|ve)\s+(?:got\s+)?to|got\s+to|make\s+(?:it|sure|them)"
    r"|let['’]?s|drop|skip|remove|forget|lose|ditch|scrap|hide|keep|try|similar|same|like\s+(?:that|this|those|it)|cheap\w*|afford\w*|subscription|stars?"
    r"|allow\w*|ban(?:s|ned)?|forbid\w*|requir\w+|insist\w*|demand\w*|important|essential|hopefully|maybe|perhaps|latest|earliest|deadline"
    r"|better|best|smaller|bigger|larger|longer|shorter|newer|older|easier|simpler|quieter|brighter|faster|slower|lighter|stronger|sturdier"
    r"|search|list|category|another|next|different|back\s+in|fits?|suits?|matters?|counts?|careful|allergic|fussy|picky"
    r"|never\s+again|pass|zero|none|tops|ceiling|cap|cut-?off|instalments?|fee|so\s+(?:no|nothing|it|make|I|we|a|an|the|it['’]s|that|you|don['’]t|not|as|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|\w+teen|\w+ty)|\d+|\$\d+))\b|\bfor\s+(?:my|our|the)\s+\w+(?=\W*$)",
    re.I,
)
"""Seeks, bounds, compares or concludes: more than a story."""
_DECIDED = re.compile(
    r"\b(?:decid\w+|settled|went\s+(?:with|for)|chose|picked|opted|agreed|switched|swapped|changed|meant|forgot|raised|lowered|dropped|cut|moved"
    r"|approved|signed|vetoed|ruled|set|gave|wanted|needed|preferred|insisted|requested|asked|liked|loved|enjoyed|hoped|wished|hated|fancied|promised|added"
    r"|confirmed|emailed|texted|called|wrote\s+back|stopped|started|quit|turned|refunded|capped|doubled|halved|mentioned|noticed|realis\w+|realiz\w+|learned\s+that|found)\b",
    re.I,
)
"""What was done changes what is sought."""
_THEIR_DEEDS = re.compile(
    r"\b(?:(?:my|his|her|their|our|an?|the|some)\s+(?:[\w’'-]+\s+){1,2}?|(?:some|any|every)(?:body|one)\s+|they\s+|s?he\s+|it\s+|and\s+)(?:then\s+|just\s+|even\s+|once\s+)?"
    r"(?:gave|moved|quit|turned|found|called|started|stopped|dropped|cut|set|loved|liked|hated|added)\b",
    re.I,
)
"""A hedgehog moved in: what others did decides nothing."""
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tells?|thinks?|thought|reckon(?:s|ed)?|swears?|swore|laugh(?:s|ed)?|jokes?|joked|claim(?:s|ed)?|calls?|believes?|complain(?:s|ed)?|moan(?:s|ed)?|snores?|yells?|yelled|shout(?:s|ed)?)\b",
    re.I,
)
_LONG_AGO = re.compile(r"\bused\s+to\b|\bI\s+(?:\w+\s+)?(?:thought|said)\b", re.I)
_ACTED = re.compile(
    r"(?:^|[\s,])(?:I|we|he|she|it|they|you|(?:some|every|any|no)(?:body|one))\s+(?:\w+ly\s+|once\s+|just\s+|never\s+)?$",
    re.I,
)
_JOKE = re.compile(
    r"^\W*(?:(?:oh|hey|ha\w*|so|ok(?:ay)?|well|btw|by\s+the\s+way)\W+)*(?:did\s+(?:you|u|ya)\s+(?:know|hear)|guess\s+what|(?:can|could|would)\s+(?:you|u)\s+(?:believe|imagine)|you\s+know\s+what|fun\s+fact"
    r"|(?:true|funny|long|quick)\s+story"
    r"|you\s+(?:sound|remind\s+me|talk|look|are\s+worse|are\s+funn\w+|crack\s+me)|reminds\s+me|(?:a\s+)?bit\s+of\s+a\s+saga)\b",
    re.I,
)
_RIDDLE = re.compile(
    r"\W*(?:\w+\W+){0,4}?(?:why\s+(?:did|do|does)\s+(?:the|an?)\s+(?!first|second|third|last|top)\w+|knock\s+knock"
    r"|what\s+do\s+(?:you|u)\s+call\s+an?|how\s+many\s+\w+\s+does\s+it\s+take)\b",
    re.I,
)
_NOW = re.compile(
    r"\bit(?:['’]?s|\s+is|\s+has(?:n['’]t)?|\s+was)\s+(?:so\s+|really\s+|bloody\s+|absolutely\s+|that\s+|been\s+|not\s+)*(?:hot|cold|freezing|boiling|baltic|roasting|rain\w*|pour\w*|pissing|chucking|lashing|bucketing"
    r"|snow\w*|hail\w*|wind\w*|sunny|foggy|stopped|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:I['’]?m|we['’]?re|is|are|am)\s+(?:still\s+|just\s+|currently\s+)?(?:writing|typing|texting|sitting|lying|standing|screaming|crying|laughing|barking|singing|dancing|snoring|hiding|whistling|driving|knitting|shouting|yelling|arguing|fighting|howling|meowing|giggling|shivering|sweating)\b"
    r"|\b(?:I|we)['’]ve\s+(?:had|been|seen|drunk|eaten|lost|spent)\b",
    re.I,
)
_NEXT_DOOR = re.compile(
    r"\b(?:next\s+door|neighbou?rs?|across\s+the\s+(?:road|street|hall)|down\s+the\s+(?:pub|road|street))\b[^.!?]{0,20}?"
    r"\b(?:has|owns|uses|runs|swears|talks|brags|shows\s+off)\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:my|our|his|her)\s+[\w’'-]+(?:\s+[\w’'-]+)?\s+(?:has|owns|uses|keeps)\s+(?:one|the\s+same|two|three|a\s+few)\b|"
    r"\b(?:next\s+door|neighbou?rs?|boss|colleagues?|coworkers?|mate|friends?|pal|uncle|aunt\w*|cousin|ex|postman|landlord|vicar|plumber|barber|hairdresser)\b[^.!?]{0,20}?"
    r"\b(?:has|owns|uses|runs|keeps|talks|thinks|brags|shows\s+off)\b"
    r"|\b(?:cat|dog|parrot|goldfish|baby|toddler|kid|son|daughter|wife|husband|missus|hubby)\s+(?:thinks|reckons|believes|snores|laughs)\b",
    re.I,
)
_COULD = re.compile(
    r"\b(?:grand\w+|nan|gran\w*|dad|father|mum|mother|uncle|aunt\w*|he|she)\s+(?:could|would)\b",
    re.I,
)
_ASIDE = re.compile(
    r"\W*(?:what\s+an?\b|how\s+(?:\w+)\W*$|bless\b|poor\b|god\s+(?:rest|bless|help)|lol|ha\w*|imagine|true)",
    re.I,
)
_ENDS = re.compile(r"[.!?;…\n]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+")
_SHORT = 4
"""Words of a sentence without a verb that may stand in a story: true story, soggy sandwiches."""


def tells(text: str, names: Callable[[str], bool]) -> Told:
    """Whether a turn only tells, and how surely.

    Args:
        names: whether words name a value of the catalogue's.
    """
    if HAN.search(text):
        return Told(tells_zh(text))
    if _REPORTED.search(text) and not _OWN_WISH.search(text):
        return Told.SURELY
    if _SEEKS.search(_IDIOM.sub(" ", text)):
        return Told.NO
    if _RIDDLE.match(text):
        return Told.SURELY
    if "?" in text and not _JOKE.search(text):
        return Told.NO
    told: list[Told | None] = []
    for said in _ENDS.split(text):
        if re.search(r"\w", said):
            told.append(_told(said, names, goes_on=any(told)))
    if not told or None in told:
        return Told.NO
    kinds = [t for t in told if t]
    return max(kinds, default=Told.NO) if Told.LIKELY not in kinds else Told.LIKELY


def _told(said: str, names: Callable[[str], bool], *, goes_on: bool) -> Told | None:
    """How surely a sentence tells; NO where it says nothing of its own, None where it may seek.

    Args:
        goes_on: whether a story was begun, so that a verb needs no subject.
    """
    if _JOKE.search(said):
        return Told.SURELY
    words = _WORD.findall(said)
    tags = tag_english(words)
    if not words or ((tags[0] == "VB" or words[0].lower() == "get") and not goes_on):
        return None if len(words) > _SHORT or names(said) else Told.NO
    past = [n for n in range(len(tags)) if _is_past(words, tags, n, goes_on=goes_on)]
    known = english_lexicon()
    present = [n for n, tag in enumerate(tags) if tag in ("VBP", "VBZ", "MD")]
    present = [n for n in present if words[n].lower() in known or _SHORTENED.search(words[n])]
    first = min(past, default=99)
    if past and first < min(present, default=99):
        if _DECIDED.search(_THEIR_DEEDS.sub(" ", said)):
            return None
        proxy = _SAYS.search(said) and not _LONG_AGO.search(said)
        return Told.LIKELY if proxy else Told.SURELY
    if _NEXT_DOOR.search(said):
        return Told.SURELY
    if _NOW.search(said) or _OTHERS.search(said) or _COULD.search(said):
        return Told.LIKELY
    if present and _SAYS.search(said) and not re.match(r"\W*(?:I|we|you)\b", said, re.I):
        return Told.LIKELY
    small = len(words) <= _SHORT and "JJR" not in tags and not re.search(r"\d", said)
    return Told.NO if (small or _ASIDE.match(said)) and not names(said) else None


_SHORTENED = re.compile(r"['’](?:ll|re|ve|m|d)$", re.I)
_THESE = ("that", "this", "those", "these")
_WHOSE = ("my", "our", "his", "her", "their")
_AUX = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|gets?|got)\b|['’](?:s|re|ve|d)\b", re.I
)
_SUBJECT = ("NN", "PRP", "RB", "WP", "WDT", "CC", "VB", "EX", "CD")


def _is_past(words: Sequence[str], tags: Sequence[str], n: int, *, goes_on: bool) -> bool:
    """Whether a word is a verb in the past with a subject before it: no `advanced` of courses."""
    if tags[n] == "VBD":
        subject = n and (tags[n - 1].startswith(_SUBJECT) or words[n - 1].lower() in _THESE)
        return bool(subject) or (not n and goes_on)
    if tags[n] != "VBN" or not n:
        return False
    before = " ".join(words[:n]) + " "
    of_kin = words[0].lower() in _WHOSE and tags[n - 1].startswith("NN")
    return bool(_ACTED.search(before) or (of_kin and not _AUX.search(before)))
