"""A Chinese turn that tells of somebody's life and asks for nothing: 我家住六楼，没电梯."""

from __future__ import annotations

import re

from llmrec.text import HAN

_OPENS = re.compile(
    r"^[\s，,。.！!~～…]*(?:唉|哎|诶|嗨|哈+|话说|说起来|你知道|其实|不瞒你说|说实话|对了|跟你说|害)?[，,\s]*"
    r"(?:[我俺咱他她]|本人|邻居|隔壁|朋友|同事|同学|室友|老[公婆伴妈爸板师乡]|爸|妈|爷|奶|孩子|儿子|女儿|闺女|娃|媳妇|家里|楼[上下]|单位|公司"
    r"|昨|前天|今[天早晚儿]|上(?:周|礼拜|星期|个?月|次)|去年|前年|最近|刚|小时候|以前)"
)
_ASKS = re.compile(
    r"[吗么呢？?]|[要求找推换改缺]|(?<![梦思理料])想(?![到起不])|给[我他她]|帮|需|希望|适合|可以|(?<![智功性])能|支持|最好|如果|喜欢|不喜|怕|讨厌|过敏|爱"
    r"|不会|学|用|看|装|买|第[一二三四五\d]|[这那]个|哪|什么|怎么|别|不(?:看|买|行)"
)


def tells(text: str) -> bool:
    """Whether a turn speaks of people and days alone, and of nothing that is sought."""
    return bool(HAN.search(text) and _OPENS.match(text) and not _ASKS.search(text))
