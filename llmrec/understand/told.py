"""What a turn tells of somebody's life and asks of nothing: we had no music lessons back
then, the neighbours have an Alexa, there's no Siri in this house."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from llmrec.catalog.schema import AttributeSpec
from llmrec.types import Span
from llmrec.understand import clauses
from llmrec.understand.vocabulary import Mention

_LONG_AGO = re.compile(
    r"\b(?:back\s+then|in\s+those\s+days|(?:in|at|left|finished|since)\s+(?:high\s+|primary\s+|secondary\s+)?(?:school|college|uni(?:versity)?)"
    r"|(?:\w+\s+)?years?\s+ago|when\s+(?:I|we|he|she)\s+(?:was|were)|as\s+an?\s+(?:kid|child|girl|boy|lad|lass|teen\w*|youngster|student)"
    r"|in\s+my\s+(?:day|youth|time)|since\s+(?:19|20)\d\d|used\s+to|once\s+upon\s+a\s+time|growing\s+up)\b",
    re.I,
)
_NOUN = (
    r"(?:friends?|mates?|teachers?|tutors?|wife|husband|girlfriend|boyfriend|neighbou?rs?|boss|colleagues?|cousins?|in-laws"
    r"|grandm\w+|grandf\w+|aunt\w*|uncles?|family|lad|lass|bloke|fella|guy|woman|lady|students?|flatmate|roommate)"
)
_WHOSE = re.compile(r"\b(?:my|our|his|her|their|an?|the|some|this|that)\s+(?:\w+\s+)?$", re.I)
_SOMEBODY = re.compile(rf"\s+{_NOUN}\b", re.I)
"""My German friend."""
_PERSON = (
    r"(?:(?:he|she)(?=(?:['’]s)?\s)|(?:my|our|his|her|the)\s+(?:\w+\s+){0,2}?(?:sister|brother|mother|mum|mom|mam|ma|nan|nana|gran\w*|granny|aunt\w*|uncle|cousin|dad|father|da|pa"
    r"|son|daughter|lad|lass|wife|husband|hubby|missus|partner|girlfriend|boyfriend|ex|mate|friend|pal|bestie|neighbou?rs?|boss|colleague|teacher|tutor"
    r"|landlord|landlady|flatmate|roommate|kids?|children|twins|parents|folks|in-laws|niece|nephew|grand\w+|doctor|vicar|postman|dog|cat|family|church|club|office|workmate|bloke|woman|man|lady|fella|guy)"
    r"|grand(?:ad|dad|ma|pa|mother|father)|granny|gran|nan|nana|mum|mom|mam|dad|auntie|(?:uncle|aunt\w*)\s+\w+"
    r"|(?:someone|somebody|a\s+(?:friend|mate|colleague|bloke|fella|guy|woman|neighbou?r)|(?:him|her)\s+next\s+door|next\s+door|himself|herself))"
)
_OTHERS = (
    rf"^\W*(?:(?:and|but|so|because|oh|well|yeah|you\s+know|honestly|funny\s+enough|mind\s+you|ok(?:ay)?|turns\s+out|apparently|just|right|see)\W+)*{_PERSON}"
    r"(?:['’]s)?(?:\s+(?:\w+\s+)?(?:in|at|from|of|across|down|up|over|round)\s+(?:\w+\s+){1,3}?)?\s*"
)
_OF_OTHERS = re.compile(
    rf"{_OTHERS}(?:(?:\w+\s+)?(?:has|have|had|got|is|was|are|were|swears?|loves?|loved|uses?|used|runs?|ran|lives?|lived|teaches|taught|bought|owns|took|did|does|studied|works?|worked|speaks|spoke|keeps|kept|goes|went|plays|played)\b)",
    re.I,
)
_OTHERS_DO = re.compile(
    rf"{_OTHERS}\s(?:\w{{3,}}(?:ed|s)|put|got|brought|found|chose|swore|sold|gave|sent|set|built|won|left|fell|made|felt|met)\b",
    re.I,
)
"""My sister raves about them: anything that somebody else does."""
_SEEKS = re.compile(
    r"\b(?:want\w*|need\w*|must|gotta|got\s+to|only|should|for\s+(?:him|her|them)|has\s+to|have\s+to|had\s+to|looking|ask\w*|tells?(?!\s+me\s+(?:that\s+)?(?:s?he|they|it)\b)|told(?!\s+me\s+(?:that\s+)?(?:s?he|they|it)\b)|ought|reckons?|insist\w*|prefer\w*|requir\w*|request\w*"
    r"|veto\w*|bans?|banned|banning|forb[ai]d\w*|outlaw\w*|prohibit\w*|boycott\w*|ruled?\s+out|disallow\w*"
    r"|allerg\w+|hates?|can['’]t|cannot|won['’]t|refuses?|interested|keen|into|so\s+(?:it|no|nothing)|says?|said|please|would\s+like|['’]d\s+like)\b",
    re.I,
)
_NOT_HERE = re.compile(
    r"(?:\bthere(?:['’]s|\s+is|\s+are|\s+ain['’]t|\s+isn['’]t|\s+aren['’]t)\s+(?:no|any|not\s+any)|\b(?:I|we)(?:['’]ve|\s+have)?\s+(?:got\s+)?no"
    r"|\b(?:I|we)\s+(?:haven['’]t|ain['’]t|have\s+not|don['’]t|do\s+not)\s+(?:got|have|own)(?:\s+(?:any|an?|no))?)\s+(?:(?:[\w'’]+\s+){1,2}(?:or|nor|and)\s+(?:that\s+|the\s+|any\s+)?)*(?:[\w'’]+\s+)?$",
    re.I,
)
"""No Alexa in the house: what somebody has not got is not refused."""
_ORDERED = re.compile(
    r"(?:^|[.,;:!?]|\b(?:and|or|so|but))\s*(?:and\s+)?(?:no|nothing)\s+(?:\w+\s+)?$", re.I
)
"""No history, I had enough of it at school."""
_MUST_KNOW = re.compile(r"\b(?:known|taught)\b")


THEIRS = re.compile(
    r"[^.;!?]{0,60}[.;!?,]?[^.;!?]{0,30}?\b(?:only|just|nothing\s+but|stick(?:ing)?\s+(?:to|with))\b[^.;!?]{0,30}?"
    r"\b(?:(?:things?|stuff|what(?:ever)?|those|ones|products|courses|classes|everything)\s+"
    r"(?:that\s+)?they\s+(?:make|sell|offer|run|teach|do|produce|give)|theirs|(?:from|by|of)\s+(?:them|(?:those|these)(?:\s+two|\s+three)?|both|either)\b"
    r"|their\s+(?:stuff|things|products|courses|classes|own))\b",
    re.I,
)
"""Only what they make: the maker that is named before is demanded."""


_MUST = r"(?:must|(?:has|have|had|needs?|ought|got)\s+to|gotta|should|shall|better)"
_FITS = (
    r"(?:works?|talks?|pairs?|runs?|go(?:es)?|fits?(?:\s+in)?|connects?|speaks?|plays?(?:\s+nice(?:ly)?)?|gets?\s+(?:on|along)|match(?:es)?|links?|hooks?\s+up"
    r"|integrates?|obeys?|listens?|answers?|follows?|understands?|supports?|be\s+(?:compatible|friends|friendly|controlled|run))"
)
_IT = r"(?:that|it|this|those|them|hers|his|theirs|her|him|ours|mine)\b"
_MUST_FIT = re.compile(
    rf"[^\n]{{0,120}}?\b(?:with\s+{_IT}[^.;!?]{{0,40}}?\b{_MUST}\s[^.;!?]{{0,16}}?\b{_FITS}\b"
    rf"|{_MUST}\s[^.;!?]{{0,16}}?\b{_FITS}(?:\s+(?:nicely|well|along|in|on|together))*\s+(?:(?:with|to|into|by|through|on)\s+)?{_IT})",
    re.I,
)
"""We were given an Alexa. It must work with that: what is told of is demanded."""
_SO = re.compile(
    r"\b(?:so|therefore|hence|thus|which\s+means|that['’]s\s+why)\b(?!\s+(?:much|many|far|that|long|called)\b)",
    re.I,
)


def conclusion(text: str, m: Mention | Span) -> str:
    """The clause around a value, without the reasons that stand before a `so`."""
    said = clauses.clause(text, m.start, m.end)
    left = text.rfind(said, 0, m.end)
    cut = [s.end() for s in _SO.finditer(said) if left + s.end() <= m.start]
    return said[cut[-1] :] if cut else said


def less_told(
    mentions: Sequence[Mention],
    text: str,
    specs: Mapping[str, AttributeSpec],
    kind: str | None = None,
) -> list[Mention]:
    """The same mentions without those of a story, unless what follows asks for what is told of.

    Args:
        kind: the field that says what a thing is: what others do with one may still be sought.
    """
    return [
        m
        for m in mentions
        if THEIRS.match(text, m.end)
        or (specs[m.field].type == "list" and not m.negated and _MUST_FIT.match(text, m.end))
        or not _is_told(m, text, specs[m.field], loosely=m.field != kind)
    ]


_OWN_VERB = re.compile(
    r"\b(?:I|we|s?he|they|my\s+\w+|our\s+\w+)\s+(?:(?:really|just|still)\s+)?(?:(?:do|does|did|could)(?:n['’]?t|\s+not)|can['’]?t|can(?:not|\s+not)|never|hardly|barely)\s+(?:(?:really|even|ever|actually)\s+)*$"
    r"|\b(?:I|we|s?he|they)(?:['’](?:ve|s)|\s+(?:have|has|had))?\s*(?:never|hardly|barely|not|n['’]t)\s+(?:really\s+|ever\s+|actually\s+)?(?:done|tried|touched|written|learned|learnt|studied|played|cooked|taken)\s+(?:(?:any|an?|much|the|a\s+bit\s+of)\s+)?$",
    re.I,
)
"""I don't sleep: what somebody does or does not, and no thing."""


def _is_told(m: Mention, text: str, spec: AttributeSpec, *, loosely: bool) -> bool:
    """Whether a value is named in a story, and neither asked for nor refused.

    Args:
        loosely: whether anything that somebody does makes a story.
    """
    if m.negated and _OWN_VERB.search(text, max(0, m.start - 60), m.start):
        return True
    if m.negated and spec.type == "list" and not _MUST_KNOW.search(spec.about):
        return bool(_NOT_HERE.search(text, max(0, m.start - 60), m.start))
    if m.negated and _ORDERED.search(text, 0, m.start):
        return False
    if _SOMEBODY.match(text, m.end) and _WHOSE.search(text, 0, m.start):
        return True
    said = conclusion(text, m)
    if m.negated and not clauses.has_denial(said):
        return False  # what refuses it stands further on: none of theirs
    return not _SEEKS.search(said) and bool(
        _LONG_AGO.search(said) or _OF_OTHERS.match(said) or (loosely and _OTHERS_DO.match(said))
    )


_SCORED_ZH = re.compile(
    r"(?:[只才就又]?(?:考|得)了?|成绩|这次|期末|期中)*\s*(?:\d+\s*分|不及格|挂科|满分|成绩)"
)
_LIVED_ZH = re.compile(
    r"(?:^|[，,。；！？!?\s])(?:[^，,。；！？!?]{0,8}?(?:昨[天晚]|前[天几些]|上(?:周|次|回|个?月|礼拜|星期)|去年|前年|当年|那年|那天"
    r"|小时候|以前|之前|原来|原先|从前|(?:[一二三四五六七八九十两几好多]|(?<!\d)\d{1,2})年前)[^，,。；！？!?]{0,14}|[^，,。；！？!?]{0,10}[学上用买装考教看刷听玩去做写弄搞修干碰拆试调焊接待](?:过|了|到)[^，,。；！？!?的]{0,6})$"
)
_SEEKS_ZH = re.compile(
    r"[想要找求换选挑]|(?<!觉)得|必须|只|需|希望|给我|推荐|有没有|来[点个]|支持|上市|发布|出的|别|不|改"
)


_AT_HOME_ZH = re.compile(
    r"(?:[我咱俺他她]们?(?:家|屋|公司|单位|学校|宿舍|办公室)|家|屋|宿舍|办公室|公司|单位)(?:里[头面边]?|中)?(?:现[在有]|原[有来]|目前)?(?:的)?[^，。；！？,;!?]{0,2}$"
)
_ALL_ARE_ZH = re.compile(
    r"(?:现在|目前|本来|原本|已经|一直|早就)?(?:(?:全部?|都|也|清一色|基本上?|统一|一水儿?|全套)+(?:都|就)?(?:是|用|买|装|配|换)|只(?:认|支持|能|吃|用|连))"
)
"""我家里音箱全是 Echo."""


_NOT_TAUGHT_ZH = re.compile(r"\s*(?:打字|输入|键盘|拼写|名(?:字)?叫)")
"""中文打字慢: a language that something else is in."""
_TRADE_ZH = re.compile(
    r"(?:[我俺咱他她]们?|本人|自己)(?:家)?(?:是|在|学|干|搞|做|开|当|教)[^，,。；！？!?想要找]{0,5}$"
)
_TRADE_NEXT_ZH = re.compile(
    r"\s*(?:师傅?|老师|员|专业|系的?|出身|行业|公司|店|生(?=[，,。\s]|$)|的(?=\s*(?:[，,。]|$)))"
)
"""我是炒菜师傅: what somebody does for a living."""
_MASTERED_ZH = re.compile(
    r"\s*(?:[我俺咱]们?)(?:可|都|最|很|挺|本来|早就|已经)*(?:在行|拿手|门儿?清|精通|烂熟|玩得转|学过|学会|会(?=$|[，,。了的呀啊着]))"
)
"""炒菜俺在行: what somebody can do already."""
_HABIT_ZH = re.compile(
    r"(?:老[婆公伴]|媳妇|太太|先生|对象|[男女]朋友|爸|妈|爹|娘|[哥姐弟妹]|儿子|女儿|闺女|孩子|娃|爷|奶|外[公婆]|姥|婆婆|公公|邻居|同事|朋友|同学|室友|隔壁|楼[上下]|表亲"
    r"|姑|叔|舅|姨|女婿|房东)[^，,。；！？!?]{0,4}(?:天天|每天|老是|总是|爱|整天|成天|一直|平时|昨|正在|是|会|懂)[^，,。；！？!?]{0,6}$"
)
"""我老婆天天看直播."""


_GONE_ZH = re.compile(
    r"\s*(?:家|牌)?的?[^，,。；！？!?\s要]{0,5}?(?:[我俺咱]们?)?(?:早就?|都|已经|也|昨[天晚]|上周|刚刚?|前天){0,2}(?:给|被[^，。]{0,3})?"
    r"(?:退(?:货|掉|还)?|扔|卖|送人?|丢|拆|淘汰|报废|处理|摔|还回去|收起来)(?:掉)?了"
)
"""Thread 的路由我退货了: what was asked for by what is gone."""


def is_told_zh(m: Mention, text: str) -> bool:
    """他数学考了98分; 昨天刷到个直播: what somebody did, and nothing that is sought."""
    if _SCORED_ZH.match(text, m.end) or _NOT_TAUGHT_ZH.match(text, m.end):
        return True
    if _MASTERED_ZH.match(text, m.end) or _GONE_ZH.match(text, m.end):
        return True
    if _TRADE_ZH.search(text, 0, m.start) and _TRADE_NEXT_ZH.match(text, m.end):
        return True
    if _AT_HOME_ZH.search(text, 0, m.start) and _ALL_ARE_ZH.match(text, m.end):
        return True
    around = clauses.clause(text, m.start, m.end)
    lived = _LIVED_ZH.search(text[: m.start]) or _HABIT_ZH.search(text[: m.start])
    return bool(lived) and not _SEEKS_ZH.search(around)
