"""A Chinese value that opens its clause and is talked about: Zadeko 家的我表弟装过，三天两头掉线.

What somebody says of it is no demand, unless words of wanting or of praise stand there; where it
complains, things of that sort are refused.
"""

from __future__ import annotations

import re
from typing import Literal

from llmrec.understand.vocabulary import Mention

_STOPS = re.compile(r"[。；！？;!?…~～\n]|$")
_CLAUSE = re.compile(r"[，,。；！？;!?…~～\n]")
_LEAD = re.compile(
    r"\s*(?:但是?|不过|可是|还有|另外|至于|关于|说到|提到|讲到|像|比如|啊|呃|嗯|哎|唉|那个?|这个?|什么|凡是?|所有|任何|带|要|用|靠|走|需要?|得|吃"
    r"|插|装|上网|联网|[那这][种类些]|一?(?:听|看|见|提|说)(?:到|见|起)?|\s)*"
)
_SPOKEN_OF = re.compile(
    r"\s*(?:[我俺咱]|本人|他|她|邻居|隔壁|楼[上下]|朋友|同[事学]|室友|亲戚|表[哥弟姐妹]|[老总又太真](?!师|人|板|的)|也太|根本|从来|听[着起得]|看[着见到起]|用[着起来]|上[起来]|学起|像|会(?!员)|容易|动不动|[三隔]天"
    r"|天天|每次|一[听看用到]|实在|简直|让人|对[我俺咱]|信号|售后|质量|口碑|老师|那不)"
)
_HEAD = re.compile(
    r"\s*(?:(?:家|授课|教学?|讲|供电|上课|品牌|[那这]个)?\s*"
    r"(?:[的者嘅]|[那这][种些类家]|(?:[那这]个?)?(?:牌子|品牌|名字|厂家?|玩意儿?|机构|平台|家))"
    rf"(?:[^\s，,。的]{{0,4}}?|\s*[A-Za-z]{{1,12}}\s*)[，,]?\s*(?={_SPOKEN_OF.pattern})|家)\s*(?=\S)"
)
_WANTED = re.compile(
    r"(?<![不别没])(?:想[要买学看装用找]|(?<![不只需主])要(?!命|是|么|不)|给我[来找看推]|找|来[点个几]|推荐|只[要看买认用]|必须|优先|换成|改成|有没有)"
)
_PRAISED = re.compile(
    r"(?<![不没无太])(?:好用|不错|没得说|没毛病|没问题|喜欢|钟爱|稳定|真香|省心|靠谱|放心|满意|习惯|方便|夸|信得过|最好|顺手|都行|也行|可以|能接受|没意见|无所谓|不介意|不嫌|不挑|不怕|没关系)"
)
_COMPLAINED_OF = re.compile(
    r"闪退|天书|云里雾里|失灵|抽风|罢工|掉链子|糊弄|短命|山寨|忽悠|吃灰|鸡肋|[不没无别勿甭](?!错|家|的|得不|知道|少|止|仅|光|过|单)|怵|怕|烦|累|坑|[差烂](?!不多)|掉线|断[连线网]|坏|死机|卡(?!里)|吵|[太真好]贵|慢|难|头[疼痛大]|念经|来气|火大|膈应|憋屈|受罪|撞|耽误"
    r"|晕|糟|愁|崩|[烦累气吓困]死|气[人得]|闹心|骗|欠佳|后悔|上当|踩雷|折腾|麻烦|浪费|无底洞|退[货了]|投诉|翻车|垃圾|拉胯|睡着|犯困|吐了|够呛|够了|受够|腻|伤|恶心|反感|讨厌|嫌"
)
_AT_SIGHT = re.compile(r"(?:听|看|见|提|说)(?:到|见|起)?\s*$")
"""一听 Plovera 我就头大."""
_SENT_AWAY = re.compile(
    r"[，,。；！!\s]\s*(?:所以|请|就|就?都|统统|一律|你)*(?:别|不要|甭|莫|不用|免)(?:再|给我|往|来|推|上|整|拿|看|了|谈|我|放|列|出|算|进|提|[那这][种类样些个]|的|[吧啊哈了])+\s*(?=[，,。；！!]|$)"
)

_SENT_AWAY_BARE = re.compile(rf"[^。；！？;!?…~～\n]*?(?P<away>{_SENT_AWAY.pattern})")
_ONLY_THEIRS = re.compile(
    r"(?:[就只光单净专独]|就[只光单专])(?:看|要|认|挑|买|选|学|上|来|找|用|收|信)(?:[它他她]们?|这|那)(?:这|那)?(?:一?家|个?牌子|们)?"
)
"""Oskelo 这家听着顺，就光看它家."""


_ONLY_ANOTHER = re.compile(
    r"(?:[就只光单净专]|还是|宁[可愿])(?:看|要|认|挑|买|选|学|上|来|找|用|收|想|考虑)(?![它他她这那])"
)
"""插电的我怕咬线，只看电池的: another is asked for, and not what is complained of."""


def verdict_on(m: Mention, text: str) -> Literal["refused", "unclear"] | None:
    """What is said of a value; None where nothing is, or where it is wanted or praised."""
    before = _CLAUSE.split(text[: m.start])[-1]
    if not _LEAD.fullmatch(before):
        return None
    end = _STOPS.search(text, m.end)
    if end is not None and text[end.start() : end.start() + 1] in ("?", "？"):
        return None
    head = _HEAD.match(text, m.end)
    at = head.end() if head else m.end
    said = text[at : end.start() if end else None]
    if not _SPOKEN_OF.match(said):
        return None
    first = _CLAUSE.split(said)[0]
    if (
        _COMPLAINED_OF.search(first)
        and not (_WANTED.search(first) or _PRAISED.search(first))
        and _ONLY_ANOTHER.search(said, len(first))
    ):
        return "unclear"
    sent = _SENT_AWAY_BARE.match(text, at)
    behind = text[at : sent.start("away")] if sent else said
    if _ONLY_THEIRS.search(said) or _WANTED.search(behind) or _PRAISED.search(behind):
        return None
    if sent:
        return "refused"
    firm = head or _AT_SIGHT.search(before) or _SENT_AWAY.search(text, at)
    if _COMPLAINED_OF.search(said) and firm:
        return "refused"
    return "unclear"
