"""What is complained of is no demand: 英文听着头大, 电池的老要充，烦死."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from llmrec.text import HAN
from llmrec.text._said_of import said_of_zh
from llmrec.understand.dislikes import less_disliked
from llmrec.understand.topics import verdict_on
from llmrec.understand.vocabulary import Mention

_CAN_ZH = re.compile(
    r"[^，,。；;！!？?、…~～\n]{0,6}?(?:听|看|学|读|说|用)?[着得起来]*(?:就|也|都|实在|真的|有点|太|很|好|不怎么)*"
    r"(?:(?<![像镜探插水喷龙])头[大疼痛晕]|费劲|吃力|不(?:太|大|怎么|是很|够)?(?:好|灵光|熟|会|懂|行)|[听看读]不懂|一般般?|马马虎虎|一窍不通|一塌糊涂|够呛|拉胯|稀烂|半吊子|磕磕巴巴|烂|差)"
    r"(?:\s*[A-Za-z]{1,6}\s*)?[了的得呢啊吧哈啦咯]*(?=[，,。；;！!？?、…~～\n]|$)"
)
_WHOSE_ZH = re.compile(
    r"(?:^|[，,。；;！!？?、…~～\n])\s*(?:因为|主要是?|但是?)?(?:我们?|咱们?|俺|他们?|她们?|您|自己|家里|老[人公婆伴妈爸]|[我他她]?(?:爸|妈"
    r"|奶奶|爷爷|儿子|女儿|闺女)|孩子|宝宝|同事|朋友)[^，,。；;！!？?、…~～\n]{0,3}$"
)
_SUFFERS_ZH = re.compile(
    r"烦[死人]|心烦|烦得|麻烦死|[太好很真嫌]麻烦|(?<![像镜探插水喷龙])头[大疼痛]|受罪|折腾|社死|太?累人|犯困|打瞌睡|坐不住|闹心|(?:好|太|有点|偏)贵"
    r"|吃不消|信不过|伤不起|遭不住|(?<!少)(?<!离)[听看学用弄搞读跟赶凑坐熬撑扛顶玩做忍起对说记爬受适消啃]"
    r"(?:不|唔)(?:来|懂|上|及|会|进|了|住|惯|到|动|下去?|起来?|明白|习惯|应)|没(?:有)?(?:时间|空|工夫|功夫|精力|法|办法|力气|耐心|条件)"
    r"|鸭子听雷|听天书|劝退|睡着|有阴影|下头|晦气|崩溃|抓狂|太(?:水|难|浅|深|赶|硬|干|吵|丑|土)|翻车|踩[坑雷]|[老总净又](?:会|是|爱)?忘|记不[住得起]|懒得|嫌[它他这那]?|费(?:事|劲|神)|没电(?![脑视线梯源])"
)
_FORGOTTEN_ZH = re.compile(
    r"(?:(?<!不)(?<!别)(?<!没)忘(?:了|记)?|懒得|不记得|记不(?:得|住|起)|没空|没工夫|老要|总要|三天两头(?:要|得)?|隔三差五(?:要|得)?)(?:给它|去|再)?[换充装买]?\s*$"
)
"""我总忘换电池."""
_GONE_ZH = re.compile(
    r"还给老师|(?:我们?|家里)[^，。]{0,4}(?:送人|送给|卖|扔|转手|丢|退)(?:了|掉)|^(?:都|也|又|老|总|根本)?(?:不认|认不[到出]|连不[上到]|搜不到)"
)
_ONLY_ZH = re.compile(
    r"(?:只|必须|一定|非|得)(?:要|能|看|想|有|是|用|学|接受)?[^，。；！？,;!?]{0,4}$"
)
_FEARED_ZH = re.compile(r"不要|不想|别|不[能会]|怕")
_BURNT_ZH = re.compile(
    r"(?<!不)(?:踩过?[了坑雷]|(?:被|踩|遭)[^，。]{0,3}坑|坑(?:过|了|我|人)|翻车|黑名单|信不过|不靠谱|一塌糊涂|[太真巨]坑|坑爹|口碑(?:太|很|好)?(?:差|不好|烂)"
    r"|(?:就|又|老|总|容易|动不动就?)(?:坏|寄|报废|罢工|死机)了?|垃圾|售后(?:太|很|好)?(?:差|烂))"
)
_REFUSED_ZH = re.compile(
    r"(?<![特级类区个性识分差鉴辨告离])[别勿甭](?![的人墅致名处家太超]|[很那这]么|[高低多少贵长早晚]|[到上过]\s*[\d一二两三四五六七八九十百])|莫(?![名过如])|休(?=[想要提])"
    r"|(?:再也|坚决|死[都也]|打死我?[都也]?|说什么[都也])不(?![是能][^，。]{0,4}没|错)|不认(?=[了的啊呀吧账]*$)"
    r"|(?:再|绝|决|一概|一律|谁[都也]|可|真心?)不(?:会|想|敢|要|能|肯)?再?(?=[买碰用要看选学装上考敢想]|[中成行]$)"
    r"|不(?:敢|许|准|想|要|肯|愿意?)再?(?:买|碰|用|看|要|见|装|考虑|出现)(?!太|电池)|(?<![中会])不[中成](?=[了的啊呀吧]*$)"
    r"|(?:招架|顶|吃|消受|扛|遭|惹|受|折腾|养|供|陪|用|弄|整|摆弄|忍|伤|搞|伺候)(?:不|唔)(?:起|惯|消|住|了|顺)"
    r"|^\s*课?不(?:来|行|要|学|看|选)[了的啊吧]*$|够(?:够的|了|呛)|怕了|腻[了味]|过敏|(?<!不会)(?<!不)崩溃|免开尊口|绝缘|谁爱[^，。]{1,4}谁|不(?:干|制|依|奉陪|待见|感冒)(?=[了的啊呀吧]*$)"
    r"|(?:^|[我俺咱\s])雷(?=[了的啊]*$)|反感|嫌弃|翻过车|吃过亏|上过当|不复购|求放过|才不(?:伺候|要|买|用|看)|下头|ptsd|恶心|倒胃口|[没冇]兴趣"
    r"|(?:delete|remove|skip|reject|exclude|block|no\s?thanks?|no\s?way|nogo|no\s?go)\s*$"
    r"|[饶放]了?(?:过|了)?我|拉倒|算[了球喽]|滚|退[退散]|去死|去你|一边|[雷坑]区|大雷|用伤|买伤|伤(?:过|透|了)[我俺]?的?心|怕了|(?:伺候|用|惹|高攀|消受)不[起了]|坑[惨死苦]|差评|智商税|晦气|扔了|毙|拜拜|劝退"
)
"""What is said behind a value, or a clause that says no more than the value, to be rid of it."""
_NAMED_ALONE_ZH = re.compile(
    r"(?:[家的那这种类款些牌子货东西产品什么品牌个系列，\s]|玩意儿?|呵+|呃|唉|哎|额|嗯)*"
)
_WANTED_ZH = re.compile(
    r"(?<![不别需没])(?:想|要|得|必须|只|找|来|给我|换|有没有|支持|能|配|选|看看|喜欢|推荐)[^，。；！？,;!?]*$"
)
_LACKS_ZH = re.compile(r"(?:没有?|不带|不支持|不含|不能|不是|无|缺)\s*[^，。]{0,2}$")
"""没有蓝牙的别拿来: what lacks it is refused."""
_BESIDES_ZH = re.compile(r"除了?\s*$")
_NEEDS_ZH = re.compile(r"\s*(?:凡是?|那些)?(?:需?要|得|带|有|用|支持)\s*")
"""要电池的我可伺候不起: those that need them."""
_ENDS_ZH = re.compile(r"[，,。；;！!？?…~～\n]+")


def less_complaints(
    told: Sequence[Mention], text: str, kind: str | None, needs: Container[str] = ()
) -> list[Mention]:
    """The same mentions without what either language complains of, and that refused which it wants
    to be rid of.

    Args:
        needs: yes/no fields that say what an item needs.
    """
    spoken = less_disliked(told, text, kind)
    return _less_in_chinese(spoken, text, kind, needs) if HAN.search(text) else spoken


def _less_in_chinese(
    told: Sequence[Mention], text: str, kind: str | None, needs: Container[str]
) -> list[Mention]:
    """What is complained of is no demand: 英文听着头大, 电池的老要充，烦死. What is refused beside
    it stays refused alone (直播课赶不上时间，不要直播的), and a maker that let somebody down is
    refused (Zadeko 上次买的一周就坏了)."""
    refused = {(m.field, m.value) for m in told if m.negated}
    out = []
    for m in told:
        if m.negated or (m.field, m.value) not in refused:
            if not m.negated and said_of_zh(text, m.end, denied=False) == "refused":
                out.append(m._replace(negated=True))
            elif m.negated or isinstance(m.value, bool):
                refuses = m.field in needs and not m.negated and _is_unwelcome(m, text, told)
                out.append(m._replace(negated=True) if refuses else m)
            elif (m.field != kind and _burnt(m, text)) or (
                m.field != kind and _is_rid_of(m, text, told)
            ):
                out.append(m._replace(negated=True))
            elif m.field != kind and (verdict := verdict_on(m, text)):
                if verdict == "refused":
                    out.append(m._replace(negated=True))
            elif not _suffers(m, text, kind, told):
                out.append(m)
    return _refused_beside(out, told, text)


_BESIDE_ZH = re.compile(
    r"\s*(?:授课|教|讲|供电|课程?|家|类|款|那?种)*的?\s*(?:跟|和|与|或者?|同|以?及|还有|、|，|,)?\s*"
)


def _refused_beside(out: Sequence[Mention], told: Sequence[Mention], text: str) -> list[Mention]:
    """德语的跟法语的我听不来，别拿给我: what is said of the last of a list is said of all of it."""
    as_told = {(m.field, m.value, m.start): m.negated for m in told}
    done: list[Mention] = []
    for m in reversed(out):
        after = done[-1] if done else None
        turned = after and after.negated and not as_told[after.field, after.value, after.start]
        listed = (
            after is not None
            and turned
            and (after.field, type(m.value)) == (m.field, str)
            and m.end <= after.start
            and _BESIDE_ZH.fullmatch(text[m.end : after.start])
        )
        done.append(m._replace(negated=True) if listed else m)
    return done[::-1]


def _suffers(m: Mention, text: str, kind: str | None, told: Sequence[Mention]) -> bool:
    """他中文不太好; 电池的老要充，烦死: what is said of it, here or behind it, complains."""
    if (
        _CAN_ZH.match(text, m.end)
        and m.field != kind
        and (
            _WHOSE_ZH.search(text, 0, m.start)
            or re.match(r"(?:[听看学读用]|[^的]{0,4}头)", text[m.end :])
        )
    ):
        return True
    here, behind = _behind(m, text)
    others = [o.start for o in told if o.start >= m.end and o.field == m.field != kind]
    here = here[: min((o - m.end for o in others), default=len(here))]
    if m.field == kind:
        return bool(_GONE_ZH.search(here))
    if _ONLY_ZH.search(text, max(0, m.start - 12), m.start) or _LACKS_ZH.search(text, 0, m.start):
        return False
    if _FORGOTTEN_ZH.search(text, max(0, m.start - 12), m.start):
        return True
    if _FEARED_ZH.search(here):
        return False
    return bool(
        _GONE_ZH.search(here)
        or _SUFFERS_ZH.search(here)
        or re.fullmatch(
            rf"\s*(?:真|太|好|实在|简直|都|快|要|会)*(?:{_SUFFERS_ZH.pattern})[了的啊我呀]*\s*",
            behind,
        )
    )


def _burnt(m: Mention, text: str) -> bool:
    here, behind = _behind(m, text)
    said = here if here.strip(" 的家") else behind
    return bool(_BURNT_ZH.search(said)) and not _FEARED_ZH.search(said)


def _is_rid_of(m: Mention, text: str, told: Sequence[Mention]) -> bool:
    """Zadeko 家的就饶了我吧; Zadeko，死都不买: whatever words refuse what has been named."""
    here, behind = _behind(m, text)
    end = m.end + len(here)
    before = _ENDS_ZH.split(text[: m.start])[-1]
    if any(m.end <= o.start < end for o in told) or _LACKS_ZH.search(before):
        return False
    if _BESIDES_ZH.search(before):
        return False
    if not _NAMED_ALONE_ZH.fullmatch(here):
        asked = _WANTED_ZH.search(before) and not (
            here.lstrip().startswith("的") and _NEEDS_ZH.fullmatch(before)
        )
        return bool(_REFUSED_ZH.search(here)) and not asked
    at = text.find(behind, end) if behind else end
    if _WANTED_ZH.search(before) or any(at <= o.start < at + len(behind) for o in told):
        return False
    following = text[at + len(behind) :]
    last = (
        following.lstrip("，,。.；;！!？?、…~～\n").split("，")[0]
        if _NAMED_ALONE_ZH.fullmatch(behind)
        else ""
    )
    return bool(
        _REFUSED_ZH.match(behind.lstrip())
        or _REFUSED_ZH.search(behind[:8])
        or _REFUSED_ZH.match(last)
    )


def _is_unwelcome(m: Mention, text: str, told: Sequence[Mention]) -> bool:
    """月月扣钱的，那不成了无底洞."""
    return _is_rid_of(m, text, told) or verdict_on(m, text) == "refused"


def _behind(m: Mention, text: str) -> tuple[str, str]:
    """The rest of a value's clause, and the next clause."""
    stops = [s.span() for s in _ENDS_ZH.finditer(text, m.end)] + [(len(text), len(text))] * 2
    return text[m.end : stops[0][0]], text[stops[0][1] : stops[1][0]]
