"""Kinds of things that a Chinese clause only tells of: 音箱昨晚摔烂了, 网关我表弟拿走了."""

from __future__ import annotations

import re

from llmrec.chat.kinds import OWNED
from llmrec.text import HAN
from llmrec.types import Constraint

_STOPS = re.compile(r"[，,。；！？;!?…~～\n]")
_KIN = (
    r"(?:邻居|隔壁|对门|楼[上下]|朋友|闺蜜|同事|同学|室友|同桌|亲戚|房东|老[公婆伴妈爸板师乡]"
    r"|爸|妈|爷|奶|姥|舅|姨|叔|伯|哥|姐|弟|妹|儿子|女儿|闺女|媳妇|女婿|孙[子女]|娃|孩子|猫|狗|[他她]们?)"
)
_REASON = re.compile(r"\s*(?:既然|毕竟|自从|谁[让叫])")
_ASKS = re.compile(
    r"想(?![不起到])|(?<![需重主只])要(?![是么不命紧求我])|找(?![到了过])|[给帮替][我俺咱](?=找|来|看|推|换|挑|选|一|个|整|弄|搞|安排|列)|来[一点个台款把盏]"
    r"|看看|看一?下|瞧瞧|[换改转](?:成|看|学|买|个|一|去|到|为|投|攻|要|选|装)|有没有|有无|推荐|求|[买弄搞整装学看选挑][一个台款把盏套门]*吧|[弄搞整](?:个|台|把|套)(?!换)"
    r"|该|轮到|决定|打算|准备|考虑|还是|不如|干脆|需要|缺|别|只"
)
_TOLD = re.compile(
    r"被|把[^，。]{1,12}[了掉坏走烂丢光碎]|昨|前[天晚]|上(?:周|次|回|个?月|个?礼拜|个?星期)|去年|前年|刚|以前|从前|当年|那[年天回次]|小时候"
    r"|(?<![不别没])[坏烂碎丢烧炸修装安换买卖送拿摔偷借退寄搬拆吵响亮闹裂漏炸崩死停熄](?:了|过|着|走|掉|烂|坏|碎|在)|[掉得]了|天天|老是|总是|整天|每次|三天两头|[天月年]就坏"
    rf"|{_KIN}[^，。]{{0,3}}(?:家|那|的|有|装|用|买|送|说|嫌|新)"
)
_TAKEN = re.compile(rf"(?:被|给|让|叫)[^，。]{{0,3}}{_KIN}[^，。]{{0,4}}[拿偷借搬收要]")
"""网关给我表弟拿走了: it is gone, and not refused."""


def only_told(text: str, start: int, end: int, *, refused: bool = False) -> bool:
    """Whether the clause around a kind tells of one, and neither asks for it nor turns it down.

    Args:
        refused: whether it is read as one that is not wanted.
    """
    if _STOPS.search(text, start, end):
        return False
    left = max((m.end() for m in _STOPS.finditer(text, 0, start)), default=0)
    stop = _STOPS.search(text, end)
    said = text[left : stop.start() if stop else None]
    if refused:
        return bool(_TAKEN.search(said))
    if _REASON.match(said):
        return True
    return bool(_TOLD.search(said)) and not _ASKS.search(said)


def is_had(c: Constraint, text: str) -> bool:
    """Whether a kind is one that somebody has, or that is only told of."""
    if c.span is None or not HAN.search(text):
        return False
    owned = c.op != "ne" and OWNED.search(text[: c.span.start])
    return bool(owned) or only_told(text, c.span.start, c.span.end, refused=c.op == "ne")
