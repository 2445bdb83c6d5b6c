"""A Chinese turn that tells of somebody's life and asks for nothing: 我家住六楼，没电梯."""

from __future__ import annotations

import re

from llmrec.chat.cues_lift import LIFT

_KIN = (
    r"(?:邻居|隔壁|对门|楼[上下]|朋友|闺蜜|同事|同学|室友|同桌|老[公婆伴妈爸板师乡头王李张孙]|爸|妈|爷|奶|姥|舅|姨|叔|伯|姑爷|哥|姐|弟|妹|儿子|娘|爹|女儿|闺女|媳妇|孙[子女]|娃|孩子"
    r"|导师|领导|战友|兄弟|哥们|表[弟哥姐妹]|那口子|家里那位|人家|[他她伊佢]|老太婆|老头子?|阿[嬷妈爸公婆姨]|小[王李张孙]|快递|保安|房东|猫|狗)"
)
_OPENS = re.compile(
    r"^[\s，,。.！!~～…]*(?:唉|哎|诶|嗨|哈+|话说|说起来|你知道|其实|不瞒你说|说实话|对了|跟你说|害)?[，,\s]*"
    rf"(?:[我俺咱他她]|本人|{_KIN}|家里|单位|公司|昨|前天|今[天早晚儿]|上(?:周|礼拜|星期|个?月|次)|去年|前年|最近|刚|小时候|以前)"
)
_ASKS = re.compile(
    r"[吗么呢？?]|[要求找推换改缺]|(?<![梦思理料])想(?![到起不])|给[我他她]|帮|需|希望|适合|可以|(?<![智功性])能|支持|最好|如果|喜欢|不喜|怕|讨厌|过敏|爱"
    r"|不会|学|用|看|装|买|第[一二三四五\d]|[这那]个|哪|什么|怎么|别|不(?:看|买|行|让|准|许)|[^差有]点儿?(?=$|[，。！\s])|不好"
)
"""In a turn of which nothing says that it is a story."""

_JOKE = re.compile(
    r"(?:跟|给)[你您](?:们)?(?:说|讲)(?:个|一个|件)[^，。！？]{0,5}|讲个?(?:笑话|段子|好玩|故事)|说个笑话|[你恁]们?猜猜?(?!我?[想要])|你(?:知道|晓得|听说)(?:吗|么|不|没)|我教你|话说|说起来"
    r"|说到(?:这|那|此)[个儿里]?|要说(?=[我俺咱起他她这那个][^，。]{0,9}，)|想起(?:来|以前|当年|我)|往事|不瞒[你您]说"
)
_PAST = re.compile(
    r"昨[天晚儿日夜]|前[天年两]|当年|小时候|以前(?!的?要求)|从前|去年|[一二三四五六七八九十几\d]+\s*(?:多|来)?年前|上(?:次|回|个?月|周|个?礼拜|个?星期)(?!说|的?列)|那年|那时候?|早年|年轻(?:时|的时候|那会)|在家乡|刚刚?(?!才|刚|需|性|好|说|那|这|的|列|推)|刚才(?!说|那|这|的|列|推)"
)
_LAUGHS = re.compile(
    r"哈哈|嘿嘿|呵呵|笑(?:死|安逸|坏|疯|喷|yue)|lol|hhh|233|😂|🤣|xswl|气死|服了|唉|绷不住|造孽|气人|可怜|心疼|倒霉|烦死|累死|绝了|离谱|醉了|吐血|无语了|乐死|太难了",
    re.I,
)
_DOES = re.compile(
    rf"{_KIN}[^，。！？]{{0,10}}?(?:说|讲|话(?=我)|笑|骂|问|嫌|夸|劝|催|喊|叫|以为|觉得|显摆|[装买学去来打玩抱哭吵](?:了|过))"
)
_WEATHER = re.compile(
    r"(?:外[头面边]|窗外|天|今[天儿早晚]|这?雨|这?雪|太阳|风)[^，。]{0,6}(?:下|刮|热|冷|晒|瓢泼|打雷|堵|闷)"
)
_PLAIN = re.compile(
    r"(?:^|[，。！\s])[你您][^，。！？]{0,4}(?:比|像|跟)[^，。！？]{1,10}(?:还|一样|似的)"
)
"""你比我老婆还有耐心."""
_SPEECH = re.compile(
    rf"(?:(?P<who>{_KIN}|[我俺咱])[^，。！？]{{0,8}}?)?(?:说|讲|问|话|劝|催|骂|嫌|笑)(?:了|过|着|呢)?(?:[我俺咱他她你您]|一[句声]|：|:|，)?(?P<what>[^，。！？]*)"
)
_DEMAND = re.compile(
    r"(?:(?<![我他她你们谁])的|[^差有]点儿?|些|以[内上下]|便宜|别[买要选]|最[多少高低好])[吧啊呀了]*$|\d|必须|不[能许准让]|得(?:是|有|能|带)|只[要能看]"
)
"""Said by another, and a demand all the same: 我妈说要便宜点的."""
_RHETORICAL = re.compile(
    r"(?:要是|如果|若)[^，。！？]*[，,]?[^，。！？]{0,4}还[^，。！？]{0,4}(?:什么|啥|干嘛|何必|用得着)[^，。！？]*"
)
_SEEKS = re.compile(
    rf"[？?]|[吗么嘛](?=$|[。！])|要(?![我俺咱他她是么紧说]|不然|不是|死)|想(?![起到不着必法象念死]|当年)|有(?:没有?|木有|无)|[能要会好行]不[能要会好行]|可不可|介绍|有[啥乜]|有什么|一律|过滤|筛|排除|[去删踢剔]掉|不[看买学]|没有的|找(?![到出着我他])|(?<!的)推荐(?!的|过)|换(?:[个成点批]|一(?!次|回|遍|茬|年))|给(?:我|俺)(?!{_KIN}|打|说|讲|发|笑|吓|气)|来[点几]"
    r"|再(?![说三也见怎])|多[来给看找]|别(?![人提墅])|不(?:要|许|准|让|用|能(?!不))|必须|一定|务必|(?<![觉记懂获取晓值舍免显使变过认])得(?=是|有|能|用|配|带|装|\d)|最好|希望|只[要能看选买限]|[就也都](?:行|好|成|可以)"
    r"|以[内上下]|预算|上限|便宜|安全第一|优先|尽量|求|才(?:行|要|看|来得及)"
)
_THEIRS = re.compile(
    rf"[\s，,。.！!~～…]*(?:唉|哎|诶|嗨|哈+|话说|说起来|你知道|其实|说实话|对了|跟你说|害|欸|啊|呀|哦)?[，,\s]*(?:[我俺咱]们?家?)?(?:{_KIN}){{1,2}}(?:家|宿舍|那边|单位)?"
    r"(?:的(?:那[一]?[台把个款门套只种]|是|早|老)|那[一]?[台把个款门套只种](?!不|的?不|别|也不)|[装买学用报选挑换上养弄搞订入][^，。！？\s]{0,3}的(?:是|那|[^，。！？]{1,12}(?=[了，。！？\d]))"
    r"|(?:之前|以前|当年|当初|去年|前年|上次|上个?[月周]|早先|从前|前阵子)[^，。！？]{1,12}|[^，。！？\s给批发奖说讲要想]{1,8}[了过](?!吧|我|俺|[^，。]{0,3}(?:预算|经费)))"
)
"""我同事那把是 Alexa 的，花了两百多: of somebody else's, figures and all."""
_GRANTED = re.compile(
    r"[给批发奖拨凑补](?:了|我|俺)|报销|所以|因此|那就|只(?:有|剩|认)|配合|跟着|随他|一样的|同款|一块|一起|[我俺咱]也"
)
"""What others did that binds the one who asks."""
_COST = re.compile(r"要(?=\s*[\d一二两三四五六七八九十百千]{2,}[^，。！？]{0,3}(?:$|[，。！？]))")
"""那台要四百九十九呢: what it cost."""
_SOFT = re.compile(
    r"如果|要是|的话|适合|适用|怕|讨厌|过敏|喜欢|[爱偏]好|不会|不懂|不好(?!意思)|[^差有]点儿?(?=$|[，。！])|重要|支持|兼容"
)
"""What a person says of themselves to be advised by, but for in a joke."""
_ITEM_LIKE = re.compile(r"(?:^|[，。！])[^，。！]{0,4}(?<![是似真好])的(?=$|[，。！])")
_POINTS = re.compile(
    r"第[一二三四五\d]|[这那](?:个|款|门|台)(?=$|[，。！？不太有能是也就])|下一|上一|列表|清单|条件|限制"
)


def tells_zh(text: str) -> int:
    """Whether a turn only tells: 3 a joke, 2 surely, 1 so long as nothing is read in it, 0 not."""
    evidence = [p for p in (_JOKE, _PAST, _LAUGHS, _DOES, _WEATHER, _PLAIN) if p.search(text)]
    if _THEIRS.match(text) and not _POINTS.search(text) and not LIFT.search(text):
        own = _own(text, named=True)
        sought = own is None or any(p.search(_COST.sub("", own)) for p in (_SEEKS, _ITEM_LIKE))
        if not (sought or _GRANTED.search(text)):
            return 3
    if evidence and not _POINTS.search(_JOKE.sub(" ", text)) and not LIFT.search(text):
        own = _own(text)
        soft = () if _JOKE in evidence else (_SOFT,)
        if own is not None and not any(p.search(own) for p in (_SEEKS, _ITEM_LIKE, *soft)):
            joke = _JOKE in evidence or {_PAST, _LAUGHS} <= set(evidence)
            return 3 if joke else 2 if _PAST in evidence else 1
    return int(bool(_OPENS.match(text) and not _ASKS.search(text)))


_STOPS = re.compile(r"[，。！？,.!?…]+(?=[^A-Za-z]|$)")


def _own(text: str, *, named: bool = False) -> str | None:
    """What a turn says itself, less what it says that others said; None where they demand, or
    where a name stands in no story.

    Args:
        named: whether names may stand anywhere.
    """
    for clause in () if named else _STOPS.split(text):
        name = re.search(r"[A-Z][a-z]{2,}", clause)
        if name and not re.search(r"[了过]|说|讲", clause) and not _PAST.search(clause):
            return None
    text = _JOKE.sub(" ", _RHETORICAL.sub(" ", text))
    out, at = "", 0
    for m in _SPEECH.finditer(text):
        if m.start() < at or not m["what"]:
            continue
        mine = (m["who"] or "我")[0] in "我俺咱"
        if not mine and _DEMAND.search(m["what"]):
            return None
        out, at = out + text[at : m.start("what")], m.end()
    return out + text[at:]
