"""What kind of thing a turn asks for: `bulbs` are the catalogue's smart light bulbs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.text import HAN, negated_spans, stem, words
from llmrec.types import Constraint, Span
from llmrec.understand.verbs import is_verb
from llmrec.understand.vocabulary import names_field

CHANGES = re.compile(
    r"\b(?:in\s+place\s+of|in\s+(?:its|their|that|his|her)\s+(?:place|stead)|in\s+lieu|move\s+(?:on\s+)?to|on\s+to|onto|turn\s+to|go\s+(?:for|with)|try|then"
    r"|done\s+with|over\s+it|screw|forget|enough\s+of"
    r"|sick\s+of|more\s+use|better\s+off|use\s+out\s+of|let\s+us|let['’]?s|reckons?|suggests?"
    r"|gone\s+off|bored\s+of|boring|thinking|changed?\s+my\s+mind|changing\s+my\s+mind"
    r"|not\s+\w+s\b|(?:is|are)\s+in\b"
    r"|instead|rather|actually|switch\w*|change\w*|swap|show\s+me|let\s+me\s+(?:see|look)"
    r"|look(?:ing)?\s+(?:at|for)"
    r"|i['’]?d\s+(?:like|rather)|i\s+(?:want|need)|find\s+me|could\s+i\s+see|have\s+you|got\s+any"
    r"|give\s+me|please|what\s+about|how\s+about|now)\b"
    r"|切[成到换]|还是[学看买选要装搞]|有没有?|有无|弃|改[寻找要选买装学瞧瞅]|(?:别|不用|不必)再?[装安买看学弄整搞选找]了|换|改|看看|看一?下|瞅|瞧|整[个点台套]|转[而看买学去到向投攻战]|不如|来|想[买学看]|找|(?<!不)要(?!求|么|不)|先给|给我",
    re.I,
)
SWITCH = re.compile(
    r"\b(?:in\s+place\s+of|in\s+(?:its|their|that|his|her)\s+(?:place|stead)|in\s+lieu|done\s+with|screw|enough\s+of|gone\s+off|boring|bored|(?:is|are)\s+out"
    r"|no\s+more|swap|chang(?:ed|ing)\s+my\s+mind"
    r"|instead|actually|rather\s+than|switch\w*|change\w*|forget\s+the)\b"
    r"|切[成到换]|弃(?=[^，。]{1,8}[，,而改])|(?:[看学听玩买做受聊])?(?:腻|厌|够|烦)(?:了|歪)(?=[，。！\s])|改(?:去|来)?[寻找要选买装学瞧瞅]|(?:别|不用|不必)再?[装安买看学弄整搞选找]了|换|改[成看为]|先不|不(?:想)?[买学要看装搞弄整折腾用做挑选上玩][^，。]{0,6}了|与其|不如|转[而看学买去到向投攻战]|先放|还是看",
    re.I,
)
OWNED = re.compile(
    r"\b(?:got|have|has|had|own|owns|bought|sold|broke|returned|['’]ve)\s+(?:no|an?|my|the|two|three|already)\s+(?:\w+\s+)?$"
    r"|没(?:有)?$|[我俺咱](?:们)?(?:家)?(?:的|那个?)$"
    r"|(?:家里|家中|屋里|[我咱]们?家?|单位|公司)(?:也|已经|早就|现在|只|都|还|之前)*(?:有了?|买了|装了|缺)"
    r"(?:一?[个台盏只把款]|[好两几][几多]?[个台盏只把])?[^，。的]{0,4}$",
    re.I,
)
ALSO = re.compile(
    r"也(?:可以|可|行|成|能|要|想|给我|拿|一起|一块|看|来)|一[起块](?:看|来|找)|加上|外加|再加|另外再?[看要来]"
    r"|\b(?:add|throw\s+in|include)\b|\bas\s+well\b|\btoo\b(?=\W*(?:$|please\b))",
    re.I,
)
"""商业类的也可以: one more kind, beside what was asked for."""
_LEAST = 4


def kinds_said(text: str, catalogue: Catalogue) -> Constraint | None:
    """The kinds whose name the text ends on (`bulbs` for smart light bulb), where it is clear.

    To learn is no machine learning. Of several that end alike it is the one that shares most
    words with the text; none when two share as many.
    """
    field = kind_field(catalogue.schema)
    if field is None:
        return None
    said = words(text)
    refused = negated_spans(text, "en") + negated_spans(text, "zh")
    stems = {stem(w.text.lower()) for w in said}
    found: dict[str, tuple[int, Span]] = {}
    for value, _ in catalogue.vocabulary(field):
        own = [stem(w.text.lower()) for w in words(value)]
        for w in said:
            free = not any(s <= w.start < e for s, e in refused)
            if (
                own
                and free
                and not is_verb(text, w.start, w.end)
                and not names_field(text, w.start, w.end, field, catalogue.schema)
                and _ends(stem(w.text.lower()), own[-1])
                and w.text.lower().endswith("ing") == value.lower().endswith("ing")
                and not OWNED.search(text[: w.start])
            ):
                found[value] = (len(stems & set(own)), Span(start=w.start, end=w.end))
    if not found:
        return None
    best: dict[int, list[str]] = {}  # by place: several kinds may be named
    for value, (_, span) in found.items():
        best.setdefault(span.start, []).append(value)
    chosen = [_most(values, found) for values in best.values()]
    clear = [v for v in chosen if v is not None]
    if not clear:
        return None
    span = Span(
        start=min(found[v][1].start for v in clear), end=max(found[v][1].end for v in clear)
    )
    if len(clear) == 1:
        return Constraint(field=field, op="eq", value=clear[0], span=span)
    return Constraint(field=field, op="in", value=clear, span=span)


def held_back(text: str, held: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Of several kinds asked for, those that half a Chinese name refuses: 门窗那类不看了."""
    field = kind_field(catalogue.schema)
    words_of = catalogue.schema.words.get(field or "", {})
    names: dict[str, list[str]] = {v: list(words_of.get(v, [])) for v in held}
    pairs = {
        v: {a + b for n in said for a, b in pairwise(n) if HAN.match(a) and HAN.match(b)}
        for v, said in names.items()
    }
    refused = " ".join(text[s:e] for s, e in negated_spans(text, "zh"))
    own = {v: mine - {p for w in held if w != v for p in pairs[w]} for v, mine in pairs.items()}
    return [v for v in held if len(held) > 1 and any(p in refused for p in own[v])]


def _most(values: Sequence[str], found: dict[str, tuple[int, Span]]) -> str | None:
    ranked = sorted(values, key=lambda v: -found[v][0])
    if len(ranked) > 1 and found[ranked[0]][0] == found[ranked[1]][0]:
        return None
    return ranked[0]


def _ends(said: str, head: str) -> bool:
    """`lightbulb` ends on `bulb`; `robto` is no `robot`."""
    return said == head or (len(head) >= _LEAST and said.endswith(head))


_PARTS = re.compile(r"[.!?,;:\n](?=\s|$)|\s[–—-]+\s")
_LIGHT = re.compile(
    r"(?:\b(?:an?|the|some|any|my|our|job|next|new|right|ok(?:ay)?|well|oh|so|then|now|just|proper|smart|good|decent|few|couple|of|pair|also|no|nah"
    r"|wait|hang|on|sorry|i|mean|meant|make|it|that|them|gimme|hit|me|with|after|im|i['’]m|we['’]re|it['’]s|for|time|here|this|instead|next|up)\b"
    r"|[\s,.!?:'’-])*",
    re.I,
)


_PARTS_ZH = re.compile(r"[，,。；！？;!?…~～\n]")
_LIGHT_ZH = re.compile(
    r"(?:\s|那就?|就|还是|要不|干脆|直接|咱|[我俺]|先|一[个台款门把盏只]|[吧呗啦了哈呀嘛得好]|行了|好了|得了|试试|看看|类?的?课?程?|智能|谢谢)*"
)


def _stands_alone_zh(span: Span, text: str) -> bool:
    start = max((m.end() for m in _PARTS_ZH.finditer(text, 0, span.start)), default=0)
    stop = _PARTS_ZH.search(text, span.end)
    after = text[span.end : stop.start() if stop else None]
    if stop and stop.group() in ("?", "？"):
        return False
    return bool(_LIGHT_ZH.fullmatch(text[start : span.start]) and _LIGHT_ZH.fullmatch(after))


def stands_alone(c: Constraint, text: str) -> bool:
    """`Cameras? No, hubs.`: a kind that a clause names and says no more of."""
    if c.span is None:
        return False
    if HAN.search(text):
        return _stands_alone_zh(c.span, text)
    start = max((m.end() for m in _PARTS.finditer(text, 0, c.span.start)), default=0)
    stop = _PARTS.search(text, c.span.end)
    before, after = text[start : c.span.start], text[c.span.end : stop.start() if stop else None]
    return bool(_LIGHT.fullmatch(before) and _LIGHT.fullmatch(after.lstrip("s"))) and (
        text[stop.start()] != "?" if stop else True
    )
