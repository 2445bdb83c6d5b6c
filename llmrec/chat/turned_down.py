"""Whether a clause turns down an item that it points at.

A word of refusal alone does not: it must have the item for its object (`bin the third`) or be said
of it (`the third is hideous`). In a question, or of something else (`the third has no hub`), it
turns nothing down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat import cues_out
from llmrec.chat.dismissed import sends_away, sends_off
from llmrec.chat.pieces import Clause
from llmrec.text import HAN
from llmrec.text._said_of import scorns_en

_I = re.I
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|ok(?:ay)?|well|hmm+|wait|no)\W+)?(?:(?:is|are|was|does|do(?!\W+(?:away"
    r"|not)\b)|did|has|have|had"
    r"|(?:can|could|will|would|should)(?!\s+(?:you|we|u)\b)|what|how|when|where|who|whose"
    r"|which)\b(?!['’]s\s+not)"
    r"|(?:doesn|isn|hasn|won|can|wasn)['’]t\s+(?:the|number|that|it|no)\b)",
    _I,
)
_ASKS_ZH = re.compile(r"(?<![不没])(.)[不没]\1|[吗么嘛]\W*$|难道|会否|是否|能否")
_SURELY = re.compile(
    r"(?:\b(?:right|(?:does|has|was|did|is)n['’]t\s+it|does\s+it|is\s+it|has\s+it)|(?:没|不(?![要用行想]|考虑|合适))[^，。]*吧)\W*$",
    _I,
)
_TAKEN_BACK = re.compile(
    r"(?:\bdon['’]?t|\b(?:do\s+not|never|not|if\s+I|before\s+I|rather\s+than|without|n['’]t\s+say"
    r"|not\s+say|wouldn['’]t|why))\s*$"
    r"|[别没不甭]$|(?:不要|不用|不能|先别|不会|没有)$",
    _I,
)
"""Before a verb that turns down: `don't drop the third`."""
_TO_ITEM = re.compile(
    r"(?:\W|\b(?:out|off|to|about|for|of|on|at|with|from|in|that|the|this|these|those|my|your|much"
    r"|really|ever|again"
    r"|see|seeing|have|having|get|show|showing|me|us|be|want|wanting|look|looking|list|find|number"
    r"|numbers|care"
    r"|particularly|all|one|ones|and|or|both|any|more|please|like|fancy|keen|bother|offer|touch"
    r"|mad|crazy|wild|struck|taken|sold|convinced|impressed|thrilled|fussed|by|a|fan|big|massive|huge|thanks|thank|you|way|chance|is|it['’]?s|either|then|ta|cheers)\b)*",
    _I,
)
"""Words that may stand between a refusal and the item behind it."""
_FROM_ITEM = re.compile(
    r"(?:\W|\b(?:s|is|are|was|were|looks?|seems?|sounds?|feels?|will|would|ll|d|m|just|simply"
    r"|really"
    r"|definitely|actually|honestly|a|an|the|one|ones|I|we|it|that|has|have|had|got|to|can|could"
    r"|so|too"
    r"|very|bit|well|quite|pretty|totally|absolutely|frankly|also|both|all|be|been|being|hard|firm"
    r"|big"
    r"|straight|please|and|you|may|should|needs?|am|do|does|did|thing|kind|sort|of|kinda|bloody"
    r"|dead"
    r"|at|on|in|list|mind|afraid|think|says?|must|might|fair|fairly|rather|utterly|again|ve|already"
    r"|he|she|they|my|wife|husband|her|him|us|for|me|this|those|these|guess|suppose|straight)\b)*",
    _I,
)
"""Words that may stand between an item and a refusal behind it."""
_REST = re.compile(
    r"(?:\W|\b(?:it|that|this|one|ones|them|please|off|out|away|from|the|list|then|too|thanks"
    r"|thank|now"
    r"|again|for|me|us|good|ever|altogether|entirely|completely|of|my|your|sight|here|there|in|bin"
    r"|an?|and"
    r"|so|as|well|mate|pal|love|lol|lmao|ffs|tbh|imo|fr|will|you|ya|would|can|could|go|on|to|all"
    r"|at|ok|okay"
    r"|either|way|chance|deal|no|not|never|shortlist|any|more|further|lists?|selection|results?"
    r"|pal|next"
    r"|great|suitable|acceptable|what|i['’]?m|after|want|wanted|wanting|need|needed|looking"
    r"|happening|having|her"
    r"|him|them|ones|right|cup|tea|thing|style|taste|bag|jam|street|vibe|worth|interested|keen|use"
    r"|today|anymore|really|just|at|is|yet|because|but|since|cos|while|yer|your|youre|you['’]re"
    r"|else|something)\b)*",
    _I,
)
"""What may follow a refusal that is said of the item before it."""
_REST_ZH = re.compile(
    r"(?:[^\w一-鿿]|[了吧啊呀哈啦的它掉它这那嘛哦哟嗯呢个门款台都也就给我再出现谢您请看推荐列放出来进去推]|谢谢|麻烦|下一|a|an)*"
)


_BECAUSE_ZH = re.compile(
    r"(?:我|俺|咱|他|她|因|太)[^，。]{0,4}?(?:家|同|朋友|[爸妈]|老[公婆师板]|有|已|也|嫌|觉得|过)"
)
"""第二个不要我同事也有: the reason follows without a comma."""


def turns_down(c: Clause, clauses: Sequence[Clause], text: str) -> bool:
    """Whether this clause, or the verdict behind it, turns down what it points at."""
    if c.places and all(_MEASURE_ZH.search(c.text[: p.start - c.start]) for p in c.places):
        return False
    if _told_before(c, clauses):
        return True
    asked = _is_asked(c, text)
    if not asked and any(_is_of_item(m, c) for m in cues_out.OUT.finditer(c.text)):
        return True
    if not asked and (sends_away(c) or _is_scorned(c) or _ends_on_no(c)):
        return True
    if sent_away_by(c, clauses):
        return True
    if asked and not _only_place(c):
        return False
    for d in [d for d in clauses if d.start >= c.end][:_FAR]:  # 第三台好丑，不考虑它了
        if _verdict(d, text):
            return True
        if HAN.search(d.text):
            if d.items or _SEEKS_ZH.search(d.text):
                return False
        elif len(d.text.split()) > 1:  # but for a mere sound: Tut. No.
            return False
    return False


_NO_AT_LAST = re.compile(
    r"(?:\bno\s*(?:thanks?|thank\s+(?:you|u)|thx|ta|chance|way)|\bnope|\bnah|\b(?:hard|big|easy)\s+pass|\bnot\s+for\s+(?:me|us))(?:\s+(?:mate|pal|lol|please|sorry|tbh))?\W*$",
    _I,
)
"""Number 2 looks cheap no thanks: of what stands before it, whatever is said of that."""


def _ends_on_no(c: Clause) -> bool:
    said = _NO_AT_LAST.search(c.text)
    return bool(said and c.places and all(p.end - c.start <= said.start() for p in c.places))


_SEEKS_ZH = re.compile(
    r"(?<![需不重主])要(?![是么不命紧求])|(?<!没)想(?![不起到])|找|推荐|有没有|给[我俺]|来[点个]|只|得(?=是|有|能|带)|的\W*$|[吗么呢？?]\W*$|\d"
)
"""第一个挺好看，带月费的，不要: what is turned down is of another sort."""


_NEAR = 160
"""Characters behind a place in which what is said of it stands."""


def _is_scorned(c: Clause) -> bool:
    """The second gives me the creeps; number 4 would scare the cat."""
    after = (c.text[p.end - c.start :][:_NEAR] for p in c.places)
    return any(scorns_en(said, near=True) for said in after)


_FAR = 3
"""Clauses in which what is said of an item may end on its dismissal."""


def sent_away_by(c: Clause, clauses: Sequence[Clause]) -> list[Clause]:
    """The clause behind, of no item of its own, that sends this one's away: `The third is meh. My
    nan had it. Get it out of here`."""
    for d in [d for d in clauses if d.start >= c.end][:_FAR]:
        if d.items and set(d.items) != set(c.items):
            return []
        if _ASKS.match(d.text):
            return []
        if sends_off(d.text) or (d.items and sends_away(d)):
            return [d]
    return []


_DISLIKES = re.compile(
    r"\b(?:don|didn)['’]?t\s+(?:\w+\s+){0,2}?like\s*$|\bdo\s+not\s+(?:\w+\s+)?like\s*$|不喜欢\s*$",
    re.I,
)


_DISLIKED = re.compile(
    r"(?:\s+(?:one|(?:in|of|on)\s+(?:the|this|your)\s+list))?\W*I\s+(?:\w+\s+)?(?:don['’]?t|do\s+not"
    r"|didn['’]?t|did\s+not)\s+(?:\w+\s+)?like(?:\s+(?:at\s+all|much|one\s+bit))?\W*",
    re.I,
)
"""The third I do not like."""


def dislikes(c: Clause) -> bool:
    """`I don't like the third` is no wish for others like it."""
    before = any(_DISLIKES.search(c.text[: p.start - c.start]) for p in c.places)
    return before or any(_DISLIKED.fullmatch(c.text[p.end - c.start :]) for p in c.places)


_OF_THAT = re.compile(
    r"\W*(?:(?:no|nah|nope|oh)\W+)?(?:that|it|this)(?:['’]s|\s+(?:is|was|one))?\b", _I
)


def _told_before(c: Clause, clauses: Sequence[Clause]) -> bool:
    """`That's not for her, that second one`: what is turned down is named last."""
    before = [d for d in clauses if d.end <= c.start][-1:]
    return _only_place(c) and any(
        _OF_THAT.match(d.text) and not d.items and cues_out.VERDICT.search(d.text) for d in before
    )


def _is_asked(c: Clause, text: str) -> bool:
    if _ASKS.match(c.text) or _ASKS_ZH.search(c.text):
        return True
    mark = text[c.end : c.end + 2].strip()[:1]
    after = text[c.end :]
    polite = re.search(r"\b(?:can|could|would|will)\s+(?:you|we|u)\b|能不能|可不可以", c.text, _I)
    tagged = re.match(
        r"\W*(?:right|(?:does|has|was|did|is)n['’]t\s+it|does\s+it|is\s+it|has\s+it)\s*[?.]?\s*$",
        after,
        _I,
    )
    return bool((mark in ("?", "？") and not polite) or tagged or _SURELY.search(c.text))


def _only_place(c: Clause) -> bool:
    """`The second? No.`"""
    left = c.text
    for p in c.places:
        left = left.replace(c.text[p.start - c.start : p.end - c.start], " ")
    return not re.search(
        r"\w{3,}|[一-鿿]{2,}", re.sub(r"\b(?:that|this|the|one|item|there|here)\b", " ", left)
    )


def _verdict(c: Clause, text: str) -> bool:
    """Whether a clause says no more than no."""
    if c.items or not cues_out.OUT.search(c.text):
        return False
    if any(_TAKEN_BACK.search(c.text[: m.start()]) for m in cues_out.OUT.finditer(c.text)):
        return False
    left = cues_out.THANKS.sub(" ", cues_out.OUT.sub(" ", c.text))
    return not re.search(r"\d|\b\w{3,}\b|[一-鿿]{2,}", left)


_MEASURE_ZH = re.compile(
    r"(?:比(?:起|不上|不过|得上)?|[贵高低大小多少长短好差]过|不如|[高低多少]于)[^，。第]{0,4}$"
)
"""Before an item that others are only measured by: 比第二个贵的不要."""


def _is_of_item(m: re.Match[str], c: Clause) -> bool:
    """Whether a word of refusal has an item for its object, or is said of one before it."""
    if _TAKEN_BACK.search(c.text[: m.start()]):
        return False
    bare = cues_out.BARE.fullmatch(m.group())
    start, end = c.start + m.start(), c.start + m.end()
    for p in c.places:
        if start < p.end and p.start < end:  # take the second off; but not No. 1
            if bare:
                continue
            return True
        after = c.text[m.end() :]
        if p.start >= end:
            if _TO_ITEM.fullmatch(c.text[m.end() : p.start - c.start]):
                return True
            if not bare and cues_out.HAN_CUE.search(m.group()) and p.start - end <= 8:
                return True
            continue
        between = c.text[p.end - c.start : m.start()]
        if cues_out.HAN_CUE.search(m.group()) or cues_out.HAN_CUE.search(c.text):
            if (
                not bare
                or _REST_ZH.fullmatch(after)
                or (len(between) < 3 and _BECAUSE_ZH.match(after))
            ):
                return True
        elif (_FROM_ITEM.fullmatch(between) and _REST.fullmatch(after)) or (
            _FROM_ITEM.fullmatch(between) and cues_out.VERDICT.fullmatch(m.group())
        ):
            return True
    return False
