"""How strongly words say something: must, only, ideally. Grammar, not vocabulary of a domain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.types import Constraint

ONLY = re.compile(
    r"\b(only|must|has to|have to|got to|needs? to be|nothing but|nothing else"
    r"|just(?!\s(?:\w+ed|got|came|went|told|said|saw|found|bought|lost|had|rang|sent|made|broke)\b)"
    r"|exclusively|strictly|required)\b"
    r"|(?<![一二两三四五六七八九十几这那哪每\d])只(?!猫|狗|鸟)|仅|必须|一定要|务必|限于|非要",
    re.I,
)
DEMANDS_ZH = (
    r"(?:(?<![觉记懂获取晓值舍免显使变过认])得|(?<![不只需想就])要(?!求)|必?须|应该?|务必|需要?)"
)
_STRICT = re.compile(
    r"\bneeds? to (?:work|suit|fit|go|sit|live|stand|stay)\b"
    r"|\b(?:should|ought\s+to|needs?\s+to|got\s+to|gotta)\s+(?:also\s+)?(?:teach|cover|include|support|have|speak|go\s+into|be\s+(?:in|part\s+of|covered|included|taught|on\s+the))\b"
    r"|\b(?:that|which|to)\s+(?:also\s+|really\s+|actually\s+)?(?:teach(?:es)?|explains?|goes\s+into)\b|\b(?:course|class|lesson|module|programme|program|tutorial|workshop|something|anything|one)s?\s+(?:(?:that|which)\s+)?(?:also\s+)?(?:cover|teach|includ)(?:s|es|ing)\b"
    r"|^\s*(?:and\s+|it\s+)?(?:teaches|teaching|covers|covering)\s"
    r"|\bis\s+what\s+(?:I|we|she|he|they)\s+(?:(?:want|need|have|has|wants|needs|hope|hopes)\s+to\s+)?(?:learn|study|do|get\s+taught)s?\b|\bwhere\s+(?:I|you|we|they)\s+learn\b"
    r"|^\s*(?:sits|lives|goes|hangs|stands|mounts|fits)\s+(?:in|on)\s+(?:the|my|our|a)\s+(?:\w+\s+){0,2}\w+\s*$"
    r"|(?<![觉记懂获取晓值舍免显使变过认])得(?=是|能|要|可以|适合|放|装|安|摆|用)"
    rf"|{DEMANDS_ZH}(?:能|可以|会|有|把|给我|是)*(?:教|授|讲|学得?[到会]|涵盖|涉及|包含|包括|兼容|支持|含|有(?=\s*[A-Za-z]))"
    r"|(?<![想需])要(?![个一款只台盏买找])[^，。；！？]{0,12}用得?的\s*$"
    r"|^\s*(?:(?:it['’]?s|they['’]?re|they|this|these|that['’]?s|it|this\s+one['’]?s)\s+(?:(?:is|are|will|would|(?:all\s+)?just|all)\s+)*)"
    r"(?:going\s+(?:to\s+(?:go|be|live|sit|hang|stay)\s+)?|gonna\s+(?:go|be|live|sit|hang)\s+|go|goes|to\s+go|to\s+live|meant|destined|intended|be|sit|sits|live|lives)?"
    r"\s*(?:in|into|on|for)\s+(?:(?:the|my|our|his|her|their|a|\w+['’]s)\s+)(?:\w+\s+){0,2}\w+\s*$"
    r"|^\s*(?:是|就|得|要|都|准备|打算)*(?:放|搁|摆|装|安|挂|给|在|拿来)?在?(?:我?家)?[^，。；！？\s的要想]{1,5}(?:里[头面边]?|间|那边)?(?:能|可以)?[用放装摆搁安挂使]得?的(?:哈|啊|呀|哦|喔|呢|吧)?\s*$"
    r"|^\s*(?:是|就是)(?:放|搁|摆|装|安|挂|用)在?[^，。；！？\s]{1,6}[里的呢]*\s*$"
    r"|^\s*to\s+(?:stand|sit|hang|go|live)\s+(?:in|on)\s+(?:(?:the|my|our|a)\s+)?(?:\w+\s+){0,2}\w+\s*$"
    r"|\b(?:made|meant|designed|intended)\s+for\s+(?:(?:the|my|our|a)\s+)?(?:\w+\s+){0,2}\w+\s*$"
    r"|[室房厅院间台库所]里?(?:能|可以?|合|适合|好)用得?的|[改换]成[^，。；！？]{0,12}[用放装摆]的|非[^，。；！？]+不可|才(?:行|可以|成|要|看|算|考虑)",
    re.I,
)
"""The same of what an item suits: 得是卧室能用的."""
WISH = re.compile(
    r"\b(ideally|preferably|prefer|if poss(?:ible)?|maybe|perhaps"
    r"|(?:would|['’]d)"
    r"(?:\s(?:also|even|merely|only|just|simply|certainly|really|of\scourse))*\s(?:be|look)\s"
    r"(?:(?:so|really|real|very|just|quite|rather|pretty|dead|right|mighty|proper|well|super)\s)*"
    r"(?:nice|great|good"
    r"|an? (?:plus|bonus|treat|boon)|lovely|sweet|cool|neat|handy|ideal|ace|brilliant|grand|fab\w*"
    r"|wonderful|welcome|helpful|the (?:icing|cherry))"
    r"|(?:kind|sort) of (?:like|want|fancy|hope|wish)|kinda (?:like|want|fancy)|sorta (?:like|want)"
    r"|would(?:n['’]t| not) mind (?:an?|some|having|it)"
    r"|['’]d be (?:chuffed|thrilled|tickled|over the moon)"
    r"|icing on the cake|cherry on (?:the )?(?:top|cake)"
    r"|(?:brownie|extra) points|nice[ -]to[ -]have|(?:would|could)(?: not|n['’]t) say no to"
    r"|if (?:it|they|there) (?:also )?happen(?:s|ed)?|for (?:choice|preference)"
    r"|lean(?:ing)? towards?|in an ideal world"
    r"|given (?:the|a|half a) (?:choice|chance)|(?:all |other )+things being equal"
    r"|if I had my (?:way|druthers)"
    r"|bonus|dream(?:s|ed|ing|t)?\sof|rather like"
    r"|hopefully|(?<!only )if there(['’]s| is) (a|an|any))\b"
    r"|最好|尽量|如果可以|可以的话|优先|更加?(?:好|佳|理想|棒|妙|完美|香|赞|妥|开心|高兴|欢喜|满意|安逸|巴适|省心|得劲|合适|中意|爽|美)|最理想|锦上添花|加分"
    r"|就(?:更|再|太)?(?:完美|绝|再好不过|最理想|太好|太棒|美滋滋|绝绝子|爽|赞|圆满)了?",
    re.I,
)
_ONLY_IF = re.compile(r"\bonly\b[^.;!?]*\bif there", re.I)
_LET_GO = re.compile(
    r"\s*(?:(?:and|but|or|though|yet)\s+)?(?:(?:I|we)(?:['’](?:d|m|re|ll))?\s+|it['’]?s\s+|that['’]?s\s+)?"
    r"(?:(?:can|could|will|would|might)\s+(?:easily\s+|happily\s+)?(?:live|manage|do|cope|survive)\s+without"
    r"|(?:shan|won|wouldn|don|didn)['’]?t\s+insist|(?:(?:am|are|is|do|will|shall)\s+)?not\s+(?:going\s+to\s+)?(?:insist\w*"
    r"|fuss\w*(?!\s+(?:which|what|whether|about))|bothered(?!\s+(?:which|what|whether|about))|a\s+(?:must|deal-?\s?breaker|requirement|condition|big\s+deal)|essential|vital|crucial)"
    r"|(?:if\s+not,?\s*)?no\s+(?:drama|bother|biggie|big\s+deal|sweat|harm|worries|tears)(?=\s*(?:if|either|otherwise|$|[.,;!]))|cherry\s+on\s+(?:the\s+)?top"
    r"|(?:won['’]t|wouldn['’]t|will\s+not|shan['’]t|not\s+(?:going\s+to|gonna))\s+(?:hold|press|push|force|pin|twist|die|cry|sulk|complain|quibble|be\s+(?:upset|picky|fussy)|kick\s+up|make\s+a\s+fuss)\b"
    r"|no\s+(?:pressure|obligation|rush)\b|take\s+it\s+or\s+leave\s+it|(?:I['’]ll\s+)?(?:live|survive|cope|manage)(?:\s+(?:either\s+way|if\s+not|regardless))|only\s+if\s+(?:you|it|they|there)\b|it['’]?s\s+no\s+(?:must|requirement|condition)|not\s+(?:fixed|set\s+in\s+stone)"
    r"|icing\s+on\s+the\s+cake|nice\s+to\s+have|won['’]t\s+lose\s+sleep)"
    r"|\s*(?:但|不过|当然)?(?:要是|如果|实在|万一)?(?:没有?|不[是能带行配]|不支持|不附带)(?:的话)?(?:也|都|就|亦)"
    r"(?:行|可以?|成|好|没关系|不要紧|无妨|[不无]碍事?|没[差事]|无所谓|冇所谓|没所谓|罢了?|不勉强|能接受|认了|ok|算了|拉倒|凑合)"
    r"|\s*没有?(?:拉倒|算了|不强求)|\s*(?:但|不过)?(?:这|此)?[项点条个]?(?:也|并|我|倒|都)?(?:不是?|非|没有?)(?:硬性|必须|必要|强制|刚需|死要求)"
    r"|\s*(?:但|不过)?(?:我|也|并|倒|绝)?不(?:会)?(?:强求|勉强|强制|硬性|较真)",
    re.I,
)
"""What is said next that takes the force out of a demand: but I can live without."""
_WISH_WORD = (
    r"(?:ideally|preferably|if possible|maybe|perhaps|hopefully"
    r"|如果可以(?:的话)?|可以的话|可能的话|最好|尽量)"
)
_WISH_ALONE = re.compile(rf"\s*(?:(?:and|or|but)\s+)?{_WISH_WORD}\s*", re.I)
_WISH_LAST = re.compile(
    rf"\s*{_WISH_WORD}\s*(?:[.!?;。！？；\n]|$|[,，]\s*(?:(?:and|but)\b|而且|但))", re.I
)
_THROWN_IN = re.compile(
    r"[^,.;:!?]{0,40},\s*(?:[\w’'-]+\s+){0,3}[\w’'-]+,\s*(?P<on>would|could|might|is|are|['’]d)\b",
    re.I,
)
_SENTENCE = re.compile(r"[.!?;。！？；\n](?=\s|$|[^\d])")
_FORCE = re.compile(
    r"\b(insist\w*|wants?|refuse[sd]?|never|no|not|nothing|without|cannot|firm)\b|n['’]t\b"
    r"|[要得不别非禁]",
    re.I,
)
_DENIAL = re.compile(
    r"\b(no|not|nothing|never|without|cannot|refuse[sd]?|avoid|hates?)\b|n['’]t\b"
    r"|不(?![过错锈仅但同论管然断])|没(?!关系|问题|事)|拒|无(?![线论人所])"
    r"|(?<![特级类区个性识分差鉴辨告离])别(?![的人墅致名处])",
    re.I,
)
_MEASURE = re.compile(
    r"(?:\b(?:no|not|never|without)|n['’]t)\s+(?:\w+\s+){0,2}?(?:more|less|fewer|over|above|under"
    r"|below|longer|later|earlier|older|newer|higher|lower|exceed\w*|past|after|before)\b[^,.;]{0,12}?"
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred)\b)"
    r"|[不别没](?:[要再会能许得让有]|\s)*(?:超过|超出|高于|低于|少于|多于|大于|小于|早于|晚于|贵于|满(?![意足])|到"
    r"|太(?![阳空平])|很|那么|这么|怎么|[\d一二两三四五六七八九十百千]+\s?[^，。]{1,5}?(?:以上|以下|以内|以外))",
    re.I,
)
"""No more than, 不超过, 不太: a number or a degree is denied, not what it is said of."""
_ALSO = re.compile(
    r"\b(?:and|or|nor|but)\b|[,;，；、]|而且|并且|同时|[也又还和](?!不行|不可|不成)", re.I
)
_AGAIN = re.compile(r"(不要|不想|不能|不支持|不带|不含|没有)(.+?)(?=\1)")
"""不要 A 不要 B: the same denial of two things."""
_AND = re.compile(r"and\b|而且|并且|同时|也|还", re.I)
WHETHER = re.compile(r"(.)[不没]\1")
"""有没有, 能不能: a question, no denial."""
_PIECE = re.compile(r"(?:[^,;.!?:，。；！？：\n]|(?<=\d)[.,:](?=\d))+")
_CLAUSE = re.compile(
    r"[,;.!?，。；！？、\n]|:(?!\d)|：|(?<!thing )\bbut\b|\bhowever\b|但|不过"
    r"|\band\b(?=\s+(?:ideally|preferably|maybe|perhaps|hopefully|if possible)\b)"
    r"|(?:而且|并且|同时|也|还)(?=最好|尽量|如果可以|可以的话|优先)",
    re.I,
)


def clause(text: str, start: int, end: int) -> str:
    """The clause around characters `start` to `end`."""
    return _around(_CLAUSE, text, start, end)


def sentence(text: str, start: int, end: int) -> str:
    return _around(_SENTENCE, text, start, end)


def _around(stop: re.Pattern[str], text: str, start: int, end: int) -> str:
    left = max((m.end() for m in stop.finditer(text, 0, start)), default=0)
    after = stop.search(text, end)
    return text[left : after.start() if after else len(text)]


def is_wish(text: str, start: int, end: int) -> bool:
    """Whether the clause calls it a wish, or one beside it that says no more than `ideally`."""
    around = clause(text, start, end)
    if _ONLY_IF.search(around):
        return False
    return bool(WISH.search(around)) or _is_wish_beside(text, start, end, around)


def _is_wish_beside(text: str, start: int, end: int, around: str) -> bool:
    """`Ideally, it is small`, but not `small, ideally, and cheap`; `small, if possible.`"""
    before = list(_CLAUSE.finditer(text, 0, start))[-2:]
    if before and not _AND.match(around.lstrip()):
        left = before[0].end() if len(before) == 2 else 0
        if _WISH_ALONE.fullmatch(text[left : before[-1].start()]):
            return True
    if (thrown_in := _THROWN_IN.match(text, end)) and WISH.search(
        clause(text, *thrown_in.span("on"))
    ):
        return True  # Matter, by contrast, would be welcome
    after = _CLAUSE.search(text, end)
    if after and _LET_GO.match(text, after.start() if after.group() == "但" else after.end()):
        return True
    said = _WISH_LAST.match(text, after.end()) if after and after.group() in ",，" else None
    return said is not None


def is_strict(text: str, start: int, end: int) -> bool:
    around = clause(text, start, end)
    return bool(ONLY.search(around) or _STRICT.search(around))


def pieces(text: str) -> list[tuple[int, int]]:
    """The text cut at its punctuation, without blanks at the ends."""
    out = []
    for m in _PIECE.finditer(text):
        words = m.group().strip()
        if len(words) > 2:
            start = m.start() + m.group().index(words)
            out.append((start, start + len(words)))
    return out


READ = 0.5
"""A piece of which code has read this share needs no model."""


def share(piece: tuple[int, int], known: Sequence[Constraint]) -> float:
    """The share of a piece's characters that limits already read rest on."""
    start, end = piece
    covered = {
        n for c in known if c.span for n in range(max(start, c.span.start), min(end, c.span.end))
    }
    return len(covered) / max(1, end - start)


def is_forceful(piece: str) -> bool:
    """Whether it demands or refuses anything at all: otherwise there is no limit in it."""
    return bool(ONLY.search(piece) or _FORCE.search(piece))


def forceful_pieces(text: str) -> list[tuple[int, int]]:
    """The pieces that demand or refuse something, and those that go on with `and` after one."""
    out: list[tuple[int, int]] = []
    before = False
    for start, end in pieces(text):
        piece = text[start:end]
        before = is_forceful(piece) or (before and bool(_AND.match(piece)))
        if before:
            out.append((start, end))
    return out


def denies(piece: str) -> bool:
    """Whether it says no: an odd number of denials, as two make a yes (没有证书的不行), in any of
    the parts that stand side by side (no Alexa and no Siri)."""
    parts = _ALSO.split(_AGAIN.sub(r"\1\2，", _plain(piece)))
    return any(len(_DENIAL.findall(part)) % 2 for part in parts)


def has_denial(piece: str) -> bool:
    """Whether there is any word of denial in it, be it taken back by another."""
    return bool(_DENIAL.search(_plain(piece)))


def _plain(piece: str) -> str:
    return _MEASURE.sub("", WHETHER.sub("", piece))
