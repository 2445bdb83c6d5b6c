"""What is said of the subject of a sentence: `anything over 250 is a joke`, 电池的都是坑.

Scorn is open-ended, approval is not: what is said that is neither is `unclear`.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["refused", "welcome", "unclear"]

# --- English --------------------------------------------------------------------------------------

_BREAK = re.compile(
    r"[;:。！!？?；，、\n()–—]|[.,](?=\s)|\b(?:and|because|cause|so|since|as|cos|but|however|though)\b",
    re.I,
)
_WINDOW = 80
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
_BEYOND = re.compile(
    r"\btoo\s+(?!bad\b)|\bmore\s+than\b|\bbeyond\b|\babove\b|\bover\s+(?:my|the)\b|\bout\s+of\b|n['’]t\b"
    r"|\b(?:not|no|never|nor|dont|doesnt|isnt|arent|wont|cant|wouldnt|aint)\b",
    re.I,
)
_SCORN = re.compile(
    r"\b(?:waste|wrong|robber\w+|steep|dear|expensive|pricey|joke|rip|silly|daft|mad|insane|crazy|ridiculous|nonsense"
    r"|rubbish|junk|trash|garbage|crap|scam\w*|bin|ancient|museum|pointless|useless|rich|millionaires?|greedy|absurd"
    r"|obscene|outrageous|suspicious|dodgy|risky|awful|terrible|obsolete|outdated|excessive|overkill|bother|stupid"
    r"|barred|banned|black-?list(?:ed)?|dogs|boycotted|forbidden|cancell?ed|vetoed|excluded|verboten|unwelcome|poison|toast"
    r"|skip|tip|landfill|puke|vomit|sick|nuts|bonkers|spare|hives|creeps|nightmare|headaches?|wall|doghouse"
    r"|thing\s+(?:that\s+)?(?:I|we)\s+(?:do|wo|ca|would|could)(?:n['’]t|\s+not)|thing\s+(?:that\s+)?(?:I|we)\s+(?:hate|loathe|cannot|can['’]t|refuse|never|want\s+least)|shit|naughty\s+(?:list|step)|gag|heave|retch|barf|shudder|cringe|wince|cry|weep|scream|nightmares|willies|heebie-?jeebies|migraine|heart\s+attack"
    r"|cats?\s+laugh|eyes?\s+(?:bleed|water|hurt)|teeth\s+on\s+edge|skin\s+crawl|up\s+the\s+(?:pole|wall)|nerves|goat|back\s+up|fits?)\b",
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
    r"|vote|thumbs|nod|tick|yes|goes\s*$|my\s+book|count|included|sweet|happy|cool|doable|safe|sound|brilliant|decent|what\s+I|only|worth|qualif\w+"
    r"|minimum|essential|trust\w*|reliable|has\s+to|have\s+to|to\s+be|on\s+the\s+table|steal|bargain|do)\b",
    re.I,
)

# --- Chinese --------------------------------------------------------------------------------------

_SAYS_ZH = re.compile(
    r"\s*(?:(?:家|[牌款类]子?|授课|上课|上市|发布|推出|出品?|面世|问世|生产|开课|开班|开讲|release[ds]?|launch(?:ed)?)?\s*[的者嘅滴]\s*(?:东西|产品|商品|货色?|款式?|课程?|牌子|玩意儿?|家伙|选项|型号|那[种些类]|这[种些类])?|那[种些类]|这[种些类])"
    r"\s*[，,]?\s*(?P<said>(?:都|全(?:部|都|给|是|得)|统统|通通|一律|一概|直接|就|也|纯(?:属|粹|纯)|根本|简直|实在|太|很|有点|我|俺"
    r"|咱|谁|请|给爷|属于|等于|多半|八成|十有八九|大多|大抵|往往|通常|肯定|指定|铁定|准|一看|怕|估计|难免|总归|那(?![种些类])|这(?![种些类])|是(?!否)|算是|叫|让|还是|只配|留给|麻烦|概|均|皆|基本|对我|在我|跟我|与我|对不起|抱歉|恕|恐怕"
    r"|滚|爬|免|垃圾|智商税|老古董|破烂|劝退|拉倒|下不去手|肉[疼痛]|心[疼痛]|吃不消|受不了|退下|出门|慢走|打住)[^，。；！？,;!?\n~～…]*)"
)
_BEYOND_ZH = re.compile(
    r"不(?!错|介意|要紧|挑|限|管|论|用|必|求|需|嫌)|别(?!的)|没(?!问题|关系|事|有)|免(?!费)|拒|勿|甭|莫|贵|太|撤|退|走开|出去|扔|丢"
)
_SCORN_ZH = re.compile(
    r"滚|爬|剔|排除|删|踢|垃圾|智商税|坑|抢钱|抢劫|骗[子钱人]|古董|离谱|过分|吓|肉[疼痛]|心[疼痛]|烧钱|韭菜|扯淡|算了|再见|拜拜|拉黑|黑名单"
    r"|出局|过滤|屏蔽|浪费|吃土|破产|打住|[扔丢]掉?[了吧]|辣眼|辣鸡|拉胯|糟心|闹心|毙|晦气|噩梦|水货|山寨|劣质|残次|没好货|糊弄|摆设|废物|凑数|花架子|纸糊|粗制滥造|靠不住|略过|跳过|没诚意|没眼看|骂|翻脸|离婚|哭|揍"
)
_ALL_OF_THEM_ZH = re.compile(r"(?:全部|统统|通通|一律|一概|直接|概|均|皆)")
_PRAISE_ZH = re.compile(
    r"才|优先|推荐|可以|最好|想要?|喜欢|OK|ok|看看|来[几点个些]|[放列]出|留(?!给)|[也都还就][行要可好成能]|没问题|没关系|没事|不要紧|无所谓|不介意|不嫌"
    r"|接受|欢迎|放心|心动|合适|靠谱|香|够|符合|满足|达标|满意|[吗嘛呢]|有没有|有[哪什]|哪|给我[找看来推列]|必须|必要|不错|不挑|考虑|纳入|我要|没有|在内"
)


_THEN_ZH = re.compile(
    r"\s*(?:的话)?\s*[，,]?\s*(?:[^，。；！？,;!?\s就也都还]{0,4}?(?=[就便])|那?(?:我们?|咱们?|俺|人家?)?)(?P<said>(?:就|便|绝对|肯定|一定|铁定|指定|必定|必然|准|八成|多半|估计|怕|恐怕|保准|会|真|实在|可)[^，。；！？,;!?\n~～…]*)"
)
"""超过四周绝对烂尾: what follows when a limit is passed."""


def said_of_en(text: str, start: int, end: int, *, denied: bool = True) -> Verdict | None:
    """The verdict on the words from `start` to `end`; None where they are no subject.

    Args:
        denied: whether a bare denial is scorn: `over 60 is not happening`, but `English isn't my
            first language`.
    """
    left = _BREAK.split(text[max(0, start - _WINDOW) : start])[-1]
    left = _THAT_ARE.sub("that", left).strip()
    subject = f"{left} {text[start:end]}"
    if _NOT_A_SUBJECT.search(subject) or len(left.split()) > _MANY_WORDS:
        return None
    says = _SAYS.match(text, end)
    if says is None or text[says.end() : says.end() + 1] == "?":
        return None
    said = says.group()
    if _NO_HARM.search(said):
        return "welcome"
    if _SCORN.search(said) or (denied and _BEYOND.search(said)):
        return "refused"
    return "welcome" if _PRAISE.search(said) else "unclear"


def said_of_zh(text: str, end: int, *, denied: bool = True, then: bool = False) -> Verdict | None:
    """The verdict on what ends at `end`; None where nothing is said of it.

    Args:
        denied: whether a bare denial is scorn: 超过100的不行, but Zigbee 的我不太懂.
        then: whether it may be what follows from it: 超过四周就烂尾.
    """
    says = _SAYS_ZH.match(text, end) or (_THEN_ZH.match(text, end) if then else None)
    if says is None or text[says.end() : says.end() + 1] in ("?", "？"):
        return None
    said = says["said"]
    beyond = (denied or _ALL_OF_THEM_ZH.match(said)) and _BEYOND_ZH.search(said)
    if _SCORN_ZH.search(said) or beyond:
        return "refused"
    return "welcome" if _PRAISE_ZH.search(said) else "unclear"


_NEXT = re.compile(
    r"(?:\s+(?:one|thing|item|suggestion|pick|there|here|in\s+(?:the|that|your)\s+list))?\s*$", re.I
)


def scorns_en(said: str, *, near: bool = False) -> bool:
    """Whether words that say something of a thing scorn it: gives me the creeps.

    Args:
        near: the verb is the next word but for `one`.
    """
    for says in _SAYS.finditer(said):
        if near and not _NEXT.match(said[: says.start()]):
            return False
        if near and says.group().lstrip().startswith(("'", "’")):
            return False  # the third one's school
        words = says.group()
        if _SCORN.search(words) and not _NO_HARM.search(words):
            return True
    return False
