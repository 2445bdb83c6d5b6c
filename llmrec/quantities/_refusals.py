"""Words that turn a limit round: not over 50, over 50 is out, 50以上的不要."""

from __future__ import annotations

import re

from llmrec.quantities._cue_words import FLIPPED, Effect
from llmrec.quantities._units import Kind
from llmrec.quantities._verdicts import rejected

_NEGATORS = (
    r"(?:\b(?:not|no|never|nothing|none|nobody|neither|nor|without|avoid|skip|refuse[sd]?|cannot"
    r"|cant|dont|wont|isnt|doesnt|shouldnt|mustnt|hate|nowhere|[a-z]+n['’]t)\b)"
)
_NEG_FILL = (
    r"(?:\s+(?:(?:do|did|would|will|am|can|should)\s+(?:I|we)|want|wants|to|pay|paying|spend|spending|go|going|be|is|are|was|cost|costs|costing|"
    r"anything|any|the|those|these|ones?|it|them|that|which|something|need|let|get|getting|buy|buying|a|an|cent|"
    r"penny|dime|dollar|buck|single|much|priced|rated|with|last|lasts|take|takes|taking|run|runs|"
    r"even|too|far|or|have|has|having|released|made|older|rating|price|ratings|prices|of|at|"
    r"ever|everything|all|show|me|see|give|like|look|looking|for|stay|require|use|draw|draws|weigh|weighs|starts?|"
    r"begins?|from|watch|read|play|consider|accept|touch|published|launched|come|came|out))*\s*$"
)
_NEGATED_EN = re.compile(_NEGATORS + _NEG_FILL, re.IGNORECASE)
_ORDERED_OUT_EN = re.compile(
    r"\b(?:cut|bin|drop|ditch|hide|remove|exclude|filter|lose|scrap|omit|delete|leave|rule|block|kill|axe|nix"
    r"|ignore|discard|reject|get\s+rid\s+of|weed|chuck|toss|throw|take|strip|ban|dump|veto|spare\s+me|eliminate"
    r"|dismiss)(?:\s+(?:out|off|away))?\s+(?:any\w*|every\w*|all|those|whatever|(?:the\s+)?(?:ones?|stuff|things"
    rf"|items|courses|options|results|products|models)){_NEG_FILL}",
    re.IGNORECASE,
)
"""Bin anything above 40."""
_OUT_WITH_EN = re.compile(
    r"\b(?:exclud|cut|bin|drop|ditch|hide|remov|filter|lose|scrap|omit|delet|leav|rul|block|ax|nix|ignor|discard|reject|skip|avoid|strip|ban"
    r"|strik|cross|refus|veto|eliminat|dismiss|disregard|spar)(?:e|es|s|ing|d|ed|ning|ping|ting)?\b[^.;:!?]{1,90}?[\s,]"
    r"(?:and|or|plus|nor|together\s+with|along\s+with|as\s+well\s+as|likewise|also|besides|in\s+addition\s+to)\s+"
    r"(?:(?:also|likewise|again|of\s+course)\s+)?(?:any(?:thing|one)?|every(?:thing)?|all|those|whatever|(?:the\s+)?(?:ones|stuff|things))"
    rf"(?:\s+(?:of\s+)?(?:those|these|that|courses|products|models|items))?{_NEG_FILL}",
    re.IGNORECASE,
)
"""Leave out Zadeko, as well as anything over 90: what is joined to it is left out too."""
_NEGATED_NOUN_EN = re.compile(
    rf"(?:{_NEGATORS})(?:\s+(?!(?:and|but|or|with|for|from|that)\b)[\w’'-]+){{1,3}}"
    r"(?:\s+(?:rated|priced|costing|that\s+costs?|that\s+are|which\s+costs?))?\s*$",
    re.IGNORECASE,
)
_NEGATED_FAR_EN = re.compile(
    rf"(?:{_NEGATORS})(?:\s+(?!(?:and|but|or|with|for|from)\b)[\w’'-]+){{1,7}}\s*$", re.IGNORECASE
)
"""I'm not buying anything people have marked below four stars: of prices and ratings alone."""
_TURNED_EN = re.compile(
    r"\b(?:never|nor|neither|under\s+no|on\s+no|at\s+no|no\s+way|not)\b[^,.;:!?]{0,24}?\s"
    r"(?:would|will|do|did|am|can|could|shall|should)\s+(?:I|we)\b[^,.;:!?]*$",
    re.IGNORECASE,
)
"""Never in my life would I pay more than 20."""
_NEGATED_BOTH_EN = re.compile(
    rf"{_NEGATORS}[^,.;:!?]{{0,24}}?\b(?:more|less|fewer|over|under|above|below|higher|lower|longer|shorter|cheaper|older|newer|before|after)\b"
    r"[^,;:!?]{1,24}?\s(?:or|nor)(?:\s+(?:anything|any))?\s*$",
    re.IGNORECASE,
)
"""Not more than 100 or less than 40: both are denied."""
_NEGATED_ZH = re.compile(
    r"(?:不要|不想要?|不能|不可以?|不应该?|不得|不会|不许|不准|不用|不必|不宜|不考虑|不看|不买|不接受|别|勿|莫|甭|毋|休|(?<!有)没有?"
    r"|不|拒绝|排除|过滤掉)(?:要|能|可以|想|会|许|应该?|再|让|有|推荐|给我|任何|那些|是|价格|价位|评分"
    r"|时长|总价|单价|买|卖|花|用)*\s*$"
)
_BREAK = re.compile(
    r"[;。！？!?；，、\n]|[.,](?=\s)|\b(?:but|however|though)\b|但是?|不过"
    r"|\band\b(?=\s+(?:ideally|preferably|maybe|perhaps|hopefully|if\s+possible)\b)"
    r"|(?:而且|并且|同时|也|还)(?=最好|尽量|如果可以|可能的话|优先)",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:ideally|preferably|maybe|perhaps|hopefully|if\s+possible|prefer|would\s+be\s+(?:nice|great"
    r"|good)|bonus)\b|最好|尽量|希望|优先|可能的话|如果可以",
    re.IGNORECASE,
)
_STRICT_ZH = re.compile(r"严格|务必|必须|一定|才[算行成要可]")
"""我希望您严格卡一下: no mere wish."""
_WINDOW = 80


def clause(text: str, end: int) -> str:
    """The words before `end` back to the last break."""
    left = text[max(0, end - _WINDOW) : end]
    breaks = [match.end() for match in _BREAK.finditer(left)]
    return left[breaks[-1] :] if breaks else left


def negated(text: str, effect: Effect, at: int, kind: Kind) -> tuple[Effect, int]:
    """A comparison that starts at `at`, turned round where the words before it deny it."""
    if effect not in FLIPPED:
        return effect, at
    left = clause(text, at)
    sentence = text[max(0, at - 2 * _WINDOW) : at]
    if _NEGATED_BOTH_EN.search(left) or _OUT_WITH_EN.search(sentence):
        return FLIPPED[effect], at
    for pattern in (_NEGATED_EN, _ORDERED_OUT_EN, _NEGATED_ZH):
        if match := pattern.search(left):
            return FLIPPED[effect], at - len(left) + match.start()
    wrong_way = effect in ("lt", "le") if kind == "rating" else effect in ("gt", "ge")
    far = kind in ("money", "rating") and _NEGATED_FAR_EN.search(left)
    far = far or _TURNED_EN.search(left)
    if wrong_way and (far or _NEGATED_NOUN_EN.search(left)):
        return FLIPPED[effect], at
    return effect, at


def refused(text: str, start: int) -> int | None:
    """Where a refusal right before a number starts: 不要50美元以上的."""
    left = clause(text, start)
    match = _NEGATED_ZH.search(left) or _NEGATED_EN.search(left) or _ORDERED_OUT_EN.search(left)
    return start - len(left) + match.start() if match else None


def is_soft(text: str, start: int, end: int) -> bool:
    """Whether the clause around a limit calls it a wish: ideally, 最好."""
    left = clause(text, start)
    right = _BREAK.split(text[end : end + 40], maxsplit=1)[0]
    if _STRICT_ZH.search(left) or _STRICT_ZH.search(right):
        return False
    return bool(_SOFT.search(left) or _SOFT.search(right))


def turned(
    text: str, effect: Effect | None, start: int, end: int
) -> tuple[Effect | None, int, int]:
    """A limit and its span, turned round where what lies within it is refused."""
    if effect not in FLIPPED:
        return effect, start, end
    if (after := rejected(text, end)) is not None:
        return FLIPPED[effect], start, after
    if (before := refused(text, start)) is not None:
        return FLIPPED[effect], before, end
    return effect, start, end
