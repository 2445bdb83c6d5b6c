"""A limit as the subject of a sentence: what is said of it tells whether it is wanted.

`Anything over 250 is taking the mickey`, 超过150刀的全是智商税: nobody who says more of such things
than that they are fine asks for them. Scorn is open-ended, approval is not; so an unknown verdict
on what is worse (dearer, longer, older, rated lower) turns the limit round, and one on what is
better limits nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._refusals import clause

Verdict = Literal["refused", "welcome", "unclear"]

# --- English --------------------------------------------------------------------------------------

_JOINED = re.compile(r"\b(?:and|because|cause|so|since|as|cos)\b", re.I)
_NOT_A_SUBJECT = re.compile(
    r"\b(?:I|we|me|us|you|want\w*|need\w*|show|find|give|get|buy|like|love|look\w*|after|prefer\w*|please|only|just"
    r"|must|should|if|when|unless|let|keep|make|pick|recommend\w*|suggest\w*|is|are|be|was|no\w*|not|never|my"
    r"|our|budget|limit|can|could|would|will|do|does|how|why|spend|pay|stay|go|set)\b|n['’]t\b|['’](?:s|m|d|ll|re|ve)\b",
    re.I,
)
_THAT_ARE = re.compile(
    r"\b(?:that|which)(?:\s+(?:is|are|was|were|have|has|had|do|does)|['’]s)\b", re.I
)
_MANY_WORDS = 8
_SAYS = re.compile(
    r"\s*(?:(?:stars?|dollars?|bucks|hours?|weeks?|months?|minutes?|watts?|each|apiece|a\s+month|or\s+so|or\s+(?:more|less)"
    r"|in\s+(?:total|all))\s+)*"
    r"(?:(?:just|simply|really|always|usually|honestly|frankly|basically|generally|probably|definitely|straight\s+up"
    r"|automatically|tends?\s+to|immediately)\s+)*"
    r"(?:is|are|['’]s|['’]re|was|were|will|would|can|could|might|has|have|does|do|gonna|cannot"
    r"|go(?:es)?|(?:get|make|give|belong|look|feel|sound|seem|smell|break|kill|scare|hurt|leave|fall|turn|put|send|lose"
    r"|mean|deserve|strike|bring|drive|defeat|rob|bore|annoy|ruin|take|blow|exceed|eat|want|piss|bleed)s?"
    r"|(?:stretch|push)(?:es)?|(?:ai|is|are|wo|would|do|does|ca)n['’]?t)\b(?P<said>[^.,;:!?\n…]*)",
    re.I,
)
_SCORN = re.compile(
    r"\btoo\s+(?!bad\b)|\bmore\s+than\b|\bbeyond\b|\babove\b|\bover\s+(?:my|the)\b|\bout\s+of\b|n['’]t\b"
    r"|\b(?:not|no|never|nor|dont|doesnt|isnt|arent|wont|cant|wouldnt|aint)\b|"
    r"\b(?:waste|wrong|robber\w+|steep|dear|expensive|pric(?:e)?y|joke|rip|silly|daft|mad|insane|crazy|ridiculous|nonsense"
    r"|rubbish|junk|trash|garbage|crap|scam|bin|ancient|museum|pointless|useless|rich|millionaires?|greedy|absurd"
    r"|obscene|outrageous|suspicious|dodgy|risky|awful|terrible|obsolete|outdated|excessive|overkill|bother|stupid)\b",
    re.I,
)
_NO_HARM = re.compile(
    r"\b(?:no|not\s+an?)\s+(?:problem|bother|biggie|issue|trouble|worries|matter|big\s+deal|deal-?breaker|fuss)\b"
    r"|\bnot\s+(?:bad|too\s+\w+)\b|n['’]?t\s+(?:bother|matter|hurt|worry|scare|faze|put|a\s+problem|an\s+issue)\b"
    r"|\b(?:can|will|could|does|do|would)n?['’]?t\s+be\s+(?:beat|bettered)",
    re.I,
)
_PRAISE = re.compile(
    r"\b(?:fine|ok(?:ay)?|alright|all\s+right|good|great|grand|perfect|lovely|nice|welcome|ideal|acceptable|allowed"
    r"|works?|suits?|best|better|must|requir\w+|necessary|need\w*|want|looking|like|love|prefer\w*|enough"
    r"|count|included|sweet|happy|cool|doable|safe|sound|brilliant|decent|what\s+I|only|worth|qualif\w+"
    r"|minimum|essential|trust\w*|reliable|has\s+to|have\s+to|to\s+be|on\s+the\s+table|steal|bargain|do)\b",
    re.I,
)

# --- Chinese --------------------------------------------------------------------------------------

_SAYS_ZH = re.compile(
    r"\s*(?:[的者嘅滴]\s*(?:东西|产品|商品|货色?|款式?|课程?|牌子|玩意儿?|家伙|选项|型号|那[种些类]|这[种些类])?|那[种些类]|这[种些类])"
    r"\s*[，,]?\s*(?P<said>(?:都|全(?:部|都|给|是|得)|统统|通通|一律|一概|直接|就|也|纯(?:属|粹|纯)|根本|简直|实在|太|很|有点|我|俺"
    r"|咱|谁|请|给爷|属于|等于|是(?!否)|算是|叫|让|还是|只配|留给|麻烦|概|均|皆|基本|对我|在我|跟我|与我|对不起|抱歉|恕|恐怕"
    r"|滚|爬|免|垃圾|智商税|老古董|破烂|劝退|拉倒|下不去手|肉[疼痛]|心[疼痛]|吃不消|受不了|退下|出门|慢走|打住)[^，。；！？,;!?\n~～…]*)"
)
_SCORN_ZH = re.compile(
    r"不(?!错|介意|要紧|挑|限|管|论|用|必|求|需|嫌)|别(?!的)|没(?!问题|关系|事|有)|免(?!费)|拒|勿|甭|莫|滚|爬|剔|排除|删|踢|扔|丢|出去|走开|退"
    r"|垃圾|智商税|坑|抢钱|抢劫|贵|古董|太|离谱|过分|吓|肉[疼痛]|心[疼痛]|烧钱|韭菜|扯|算了|再见|拜拜|拉黑|出局|撤|过滤|屏蔽|浪费|吃土|破产|打住"
)
_PRAISE_ZH = re.compile(
    r"才|优先|推荐|可以|最好|想要?|喜欢|OK|ok|看看|来[几点个些]|[放列]出|留(?!给)|[也都还就][行要可好成能]|没问题|没关系|没事|不要紧|无所谓|不介意|不嫌"
    r"|接受|欢迎|放心|心动|合适|靠谱|香|够|符合|满足|达标|满意|[吗嘛呢]|有没有|有[哪什]|哪|给我[找看来推列]|必须|必要|不错|不挑|考虑|纳入|我要|没有|在内"
)


def as_subject(text: str, q: Quantity) -> Quantity:
    """A limit that something is said of: turned round where it is scorned, none where it is not
    clear what is meant."""
    if not q.comparator or q.approximate or (q.low is None) == (q.high is None):
        return q
    verdict = _verdict_en(text, q) or _verdict_zh(text, q)
    if verdict is None or verdict == "welcome":
        return q
    if verdict == "refused" or _is_worse(q):
        return _turned(q)
    return replace(q, comparator=False)


def _verdict_en(text: str, q: Quantity) -> Verdict | None:
    left = _THAT_ARE.sub("that", _JOINED.split(clause(text, q.start))[-1]).strip()
    if _NOT_A_SUBJECT.search(f"{left} {q.words}") or len(left.split()) > _MANY_WORDS:
        return None
    says = _SAYS.match(text, q.end)
    if says is None or text[says.end() : says.end() + 1] == "?":
        return None
    said = says.group()
    if _NO_HARM.search(said):
        return "welcome"
    if _SCORN.search(said):
        return "refused"
    return "welcome" if _PRAISE.search(said) else "unclear"


def _verdict_zh(text: str, q: Quantity) -> Verdict | None:
    says = _SAYS_ZH.match(text, q.end)
    if says is None or text[says.end() : says.end() + 1] in ("?", "？"):
        return None
    if _SCORN_ZH.search(says["said"]):
        return "refused"
    return "welcome" if _PRAISE_ZH.search(says["said"]) else "unclear"


def _is_worse(q: Quantity) -> bool:
    """Dearer, longer and more of what one spends; rated lower; older."""
    return (q.low is None) if q.kind in ("rating", "date") else (q.high is None)


def _turned(q: Quantity) -> Quantity:
    if q.kind == "date":
        return replace(q, low=_next_day(q.high, 1), high=_next_day(q.low, -1))
    return replace(
        q,
        low=q.high,
        high=q.low,
        low_open=q.high is not None and not q.high_open,
        high_open=q.low is not None and not q.low_open,
    )


def _next_day(bound: Bound | None, days: int) -> Bound | None:
    if bound is None:
        return None
    return (date.fromisoformat(str(bound)) + timedelta(days=days)).isoformat()
