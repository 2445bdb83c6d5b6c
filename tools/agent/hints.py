"""What the words of a request say of its plan before any model is asked, in English and Chinese.

A small model plans too much: it compares what nobody wants compared. So where words of a request
speak of tools, those are open to it and no others. Where none does it may take one step with any
tool that does not write. In other languages every tool is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from llmrec.tools.agent.plan import MOST_STEPS, Decline
from llmrec.tools.registry import TOOLS

_CUES = {
    "compare": (
        r"\bcompar\w*|\bversus\b|\bvs\b|\bbeside\b|\bside by side\b|\bdifferen\w+"
        r"|\bdiffer\b|比较|对比|相比|区别|不同|比一比"
    ),
    "rank": (
        r"\brank\w*|\bin order\b|\bput\b.*\border\b|\bsort (?:these|them)\b"
        r"|\border\b.*\bby\b|\border (?:these|them)\b|排序|排个序|排列|排名"
    ),
    "rate": (
        r"\brat(?:e|ing)\b(?! (?:above|over|under|below|of|at least))|\bstars\b"
        r"|\bwould (?:i|we) (?:like|enjoy|love|give)\b"
        r"|\bhow much (?:would|will) i\b|打几|几颗星|几星|评几分|打分|打多少"
        r"|会喜欢吗"
    ),
    "explain": r"\bwhy\b|\bexplain\w*|\breasons?\b|为什么|为何|解释|理由|原因|说说",
    "why_not": (
        r"\bwhy\b.*\b(?:not|n['’]t|missing)\b|\bnot (?:in|on|among)\b.*\bwhy\b"
        r"|\b(?:is|was)n['’]t (?:in|on|listed)|\bmiss(?:ing|ed)?\b"
        r"|没有?(?:推荐|出现|列|找到)|不在(?:列表|结果)|怎么没"
    ),
    "get_item": (
        r"\bdetails?\b|\beverything\b|\ball (?:about|of it|fields)\b"
        r"|\btell me (?:more )?about\b|\bspec\w*|\bdescribe\b"
        r"|\bwhat is the \w+ of\b|\binformation\b|\binfo\b|详细|详情|介绍|信息"
        r"|参数|细节"
    ),
    "record_feedback": (
        r"\b(?:record|note|save|keep|remember|store|log)\b"
        r"|\bi (?:\w+ )?(?:give|gave|bought|liked?|loved?|disliked?|hated?|rated?)\b"
        r"|\bi['’]ve (?:bought|rated|watched|taken)\b|记下|记录|记住|保存|收藏"
        r"|买了|打[一二三四五12345]星|给.{0,20}星"
    ),
    "tag": (
        r"\binterests?\b|\btastes?\b|\btags?\b|\bsum (?:me )?up\b|兴趣|口味|标签"
        r"|爱好"
    ),
    "profile": (
        r"\bunderst\w+|\bread(?:ing)? (?:of )?this request\b|\binterpret\w*|理解"
        r"|解读"
    ),
    "describe_catalog": (
        r"\bfields?\b|\bfilter (?:by|on|for)\b"
        r"|\bwhat (?:do you|does \w+ \w+) (?:have|hold|sell)\b|\bcatalog\w*\b"
        r"|\bcriteria\b|字段|目录里|按什么|哪些条件|卖什么"
    ),
}
_BEST = (
    r"\b(?:cheapest|dearest|newest|latest|oldest|shortest|longest|highest|lowest|smallest|biggest"
    r"|largest|strongest|earliest|(?:best|top|highest|lowest|worst)[- ]rated"
    r"|(?:most|least|fewest)\s+(?!\w+\s+suit)\w+)\b"
    r"|最(?!适合|好的?理由|近|喜欢)[\u4e00-\u9fff]|从[高低大小长短新旧]到"
)
_COUNT = (
    r"\bhow many\b|\bcount\b|\blist\b|\bwhich\b.*\bare there\b|\bare there\b"
    r"|\ball (?:the )?\w+ (?:that|with|under|over|from)\b|多少|列出|有哪些|有没有"
    r"|几[个款门]"
)
_SUGGEST = (
    r"\brecommend\w*|\bsuggest\w*"
    r"|\bi (?:want|need|like|love|would like|am looking)\b|\bfor me\b|推荐|想要?"
    r"|适合"
)
_SEARCH = r"\bsearch\w*|\blook (?:\w+ )?up\b|\blook for\b|搜索|搜一?下|查一?下|查找"
_FIND = r"\b(?:find|get|show|which|what)\b|找|哪"
FINDING = ("filter_items", "recommend", "search_items")
ALONE = ("tag", "profile", "describe_catalog")
"""Tools that need no item, and find none."""
OF_ITEMS = ("get_item", "explain", "rate", "why_not", "recommend")
OF_SEVERAL = ("compare", "rank", "recommend")
"""Tools of items that a request names, open where no word says what is to be done with them: what
is named need not be looked for. What writes is not among them."""
_NEVER: dict[Decline, str] = {
    "secret": (
        r"\b(?:system|hidden|initial) (?:prompt|message|instructions?)\b"
        r"|\byour (?:own )?(?:prompt|instructions?|rules)\b|系统提示|提示词"
        r"|你的(?:指令|设定)"
    ),
    "code": (
        r"\b(?:run|execute|eval\w*) (?:(?:this|the|my|some|following|a|an) )*(?:\w+ )?"
        r"(?:code|script|command|program|sql|python)\b"
        r"|(?:运行|执行).{0,10}(?:代码|脚本|命令|程序)"
    ),
    "change_catalogue": (
        r"\b(?:delete|remove|drop|wipe|erase|clear|empty)\b.{0,30}\b(?:catalog\w*"
        r"|database|all (?:the )?items|inventory)\b"
        r"|\b(?:change|set|lower|raise|edit|update) (?:(?:the|its|all|their|this) )*prices?\b"
        r"|(?:删除?|删掉|清空).{0,10}(?:目录|数据库|商品)"
        r"|(?:目录|数据库|商品).{0,6}(?:删|清空)|价格.{0,4}(?:改|调)"
        r"|(?:修改|更改).{0,20}价格"
    ),
    "no_tool": (
        r"^(?:please |can you |could you |now )*(?:"
        r"(?:order|book|reserve|call|get) (?:me )?(?:an?|some) (?:\w+ )?"
        r"(?:pizza|meal|dinner|taxi|cab|car|flight|ticket|table|room|hotel)"
        r"|write (?:me )?an? (?:\w+ )?(?:poem|story|song|essay|letter|e-?mail|program|script)"
        r"|(?:send|mail|e-?mail|text|phone) |translate |sing )"
        r"|\band (?:e-?mail|send|mail|text) (?:it|this|them|that) to\b"
        r"|\btell me an? (?:joke|story)\b"
        r"|\b(?:what|how)(?:['’]s| is| will be| will) the (?:weather|news|time)\b"
        r"|天气(?:怎么样|如何|好吗|预报[？?]?$)|讲个?(?:笑话|故事)"
        r"|^(?:请|帮我|给我|替我)*写一?[首篇封个]|^(?:请|帮我)*(?:把.*)?翻译(?:成|一下)"
        r"|(?:订|点|叫)一?[份个张辆]?(?:外卖|披萨|机票|酒店|餐|出租车)|发一?[封条]?(?:邮件|短信)"
        r"|\b(?:other|another|different|competing) (?:online )?"
        r"(?:shops?|stores?|sites?|retailers?|sellers?)\b|\belsewhere\b"
        r"|(?:其他|别的|别家|另一家)的?(?:商店|店|平台|网站)"
    ),
}


@dataclass(frozen=True)
class Hints:
    tools: tuple[str, ...]
    """Those that are open to the plan."""
    most: int
    """Steps that it may have."""
    decline: bool = True
    """Whether it may be that no tool does it: not where the request names an item and says what is
    to be done with it."""


def refused(request: str) -> Decline | None:
    """Why a request is declined whatever the model would say."""
    return next((why for why, said in _NEVER.items() if re.search(said, request, re.I)), None)


def hints(request: str, language: str, titles: int) -> Hints:
    """How a plan may look.

    Args:
        titles: how many items the request names.
    """
    if language not in ("en", "zh"):
        return Hints(tuple(TOOLS), MOST_STEPS)
    telling = [tool for tool, cue in _CUES.items() if re.search(cue, request, re.I)]
    if "why_not" in telling and titles:
        return Hints(("why_not",), 1, decline=False)
    best = len(re.findall(_BEST, request, re.I))
    finding = _finding(request, best)
    alone = [t for t in telling if t in ALONE]
    if len(finding) == 1:
        telling = [t for t in telling if t not in ALONE]
    elif alone:
        return Hints(tuple(telling), len(telling))
    if titles and telling and not finding:
        return Hints(tuple(telling), min(len(telling), MOST_STEPS), decline=False)
    if not telling and not best and titles:
        return Hints(OF_ITEMS if titles == 1 else OF_SEVERAL, 1)
    if not telling and len(finding) != 1:
        return Hints((*FINDING, *ALONE), 1)
    found = max(best, 1)
    return Hints((*(finding or FINDING), *telling), min(found + len(telling), MOST_STEPS))


def _finding(request: str, best: int) -> tuple[str, ...]:
    """How what is asked for is to be found; empty where no word says that something is."""
    if re.search(_SEARCH, request, re.I):
        return ("search_items",)
    if best or re.search(_COUNT, request, re.I):
        return ("filter_items",)
    if re.search(_SUGGEST, request, re.I):
        return ("recommend",)
    return FINDING if re.search(_FIND, request, re.I) else ()
