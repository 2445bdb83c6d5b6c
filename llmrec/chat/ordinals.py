"""Words for a place in a list: the second, number 4, the bottom one, 第三个, 榜首."""

from __future__ import annotations

import re

from llmrec.chat.titled import MEASURE

PLACE_NAMES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "forth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "top": 1, "last": -1, "final": -1, "bottom": -1,
}  # fmt: skip
_ORDINALS = tuple(PLACE_NAMES)
PLACE_NAMES |= {"end": -1, "start": 1, "beginning": 1, "front": 1}
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
COUNTS |= {"nine": 9, "ten": 10}
HAN_NUMBERS = {
    "一": 1, "首": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_NO_ITEM = (
    r"(?:day|days|night|week|weeks|month|months|year|years|summer|winter|spring|autumn|time|times"
    r"|thing|step|bit|hand|floor|class|generation|gen|half|home|name|place|list|batch|round|set"
    r"|lot|search|change|edit|message|turn|minute|hour|hours|love|aid|edition|look|glance|resort"
    r"|language|grade|semester|term|rule|condition|limit|requirement|filter|point|part|question"
    r"|priority|concern|word|straw|person|kid|child|son|daughter|baby|house|room|bedroom|bathroom"
    r"|kitchen|job|term|lesson|chapter|attempt|try|dollar|penny|price|budget|end\s+of|of\s+my"
    r"|(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))\b"
)
THING = (
    r"(?:one|option|item|pick|result|suggestion|course|choice|title|entry|recommendation|product"
    r"|model|candidate|listing|offering|gadget|device)"
)
_OWNED = (
    r"(?:\s+(?:that|which))?\s+(?:I|we|he|she|they|(?:my|our|his|her)\s+\w+)(?:['’](?:d|ve))?\s+(?:\w+ly\s+|once\s+|ever\s+)?"
    r"(?:had|bought|owned|used|ordered|rented|purchased|installed|returned|got|broke|tried|took)\b"
)
"""The last gadget I had: a thing of one's own past."""
_NUMBERED = (
    r"(?:numbers?|nos?\.?|nrs?\.?|num|nums?|options?|items?|choices?|results?|entry|entries|picks?"
    r"|suggestions?|places?|positions?|spots?|slots?|candidates?|titles?|listings?|products?"
    r"|recommendations?)"
)
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(COUNTS)})"
UNITS = (
    r"(?:%|°|stars?\b|hours?\b|hrs?\b|h\b|weeks?\b|wks?\b|months?\b|mths?\b|minutes?\b|mins?\b"
    r"|days?\b|years?\b|yrs?\b|dollars?\b|bucks?\b|quid\b|pounds?\b|euros?\b|grand\b|k\b|watts?\b"
    r"|w\b|rooms?\b|people\b|kids\b|of\s+(?:them|us|those|the|my)\b|more\b|or\s+(?:more|less|so)\b"
    r"|out\s+of\b|plus\b|\+|/\s*\d|[块元刀周月天年分星瓦小度岁口人间层节次倍门台盏只把件样张套堂项位名个款条种些点成])"
)
THAT_ZH = "[个門门款台只把盏盞件张套堂本枚颗]"
_NO_PLACE_ZH = (
    r"(?!\s*个?(?:孩子|娃|小孩|人|月|小时|星期|问题|条件|学期|房间|儿子|女儿|老婆|要求|原因|理由))"
    r"(?!\s*(?:[些周天次代季月年步课节点回眼]|时间|印象|感觉|反应|手|人称|语言|外语|条件))"
)
_DAY_ZH = r"(?!\s*(?:[以之前后线楼开店院码字电晚早]|下午|上午|电池))"
PLACE_FORMS = (
    re.compile(
        rf"\b(?:the|that|this)\s+{THING}\s+(?:\w+\s+){{0,2}}?(?:at|on|in|up|down|over|near"
        rf"|to)\s+(?:at\s+|in\s+|on\s+)?(?:the\s+)?(?:very\s+)?"
        rf"(?P<o7>top|bottom|end|start|beginning|front|middle|{_ORDINAL}(?=\s+(?:place|spot|slot"
        r"|position)))\b(?:\s+(?:place|spot|slot|position))?"
        rf"|\b(?P<o8>middle)\s+{THING}\b"
        r"|\b(?:in|at|on)\s+the\s+(?P<o9>middle)\b",
        re.I,
    ),
    re.compile(
        rf"(?<!\bover\s)\b(?:the|your|that|this|and|or|not|with|to|than|like|of|about|vs\.?|versus|against|between|compare|pit|either)\s+"
        rf"(?:very\s+)?(?P<o>(?<!to )last\b|(?!last\b){_ORDINAL})"
        rf"(?!\s+(?:few|couple|two|three)\b)(?!['’]?s?\s+{_NO_ITEM})(?![-\w])"
        rf"(?!\s+[a-z]+\s+(?:charged|told|sold|quoted|promised|advised|taught|asked|rang|fitted|overcharged)\b)(?!\s+\w+{_OWNED})(?!(?<=second)\s+(?:it|he|she|they)\b)"
        rf"|^\W*(?P<o2>{_ORDINAL})(?=['’]?s?\s+(?:one|is|looks|was|seems|please|vs|versus|v|against"
        r"|and|or|&)\b|['’]s\b)"
        rf"(?!\s+(?:and|or|&)\s+(?!the\b|{_ORDINAL}))"
        rf"|(?<!\bmy )(?<!\bour )(?<!every )\b(?P<o3>{_ORDINAL})\s+{THING}\b(?!{_OWNED})"
        rf"|\b(?:what(?:ever)?|which|one|that|thing|item|sort|kind)\s+(?:\w+\s+)?(?:stands|comes|sits|ranks|sat|stood|sitting|standing|lying|coming(?:\s+in)?|placed|ranked|listed|came(?:\s+in)?|is\s+listed"
        rf"|is\s+placed|you\s+(?:put|listed|placed|ranked))\s+(?P<o10>{_ORDINAL})\b(?![-\w])"
        rf"|\b(?:put|place|rank|list|have|stick)(?:d|ed|s)?\s+(?:(?:that|this)(?:\s+\w+){{1,3}}?|it)\s+(?P<o11>first|last|top|bottom|{_ORDINAL})(?=\W*(?:$|[.?!,]))"
        rf"|\bin\s+(?P<o12>{_ORDINAL})(?=\s*(?:$|[,.;!?]|(?:has|is|looks?|can|gets?|was|does|needs?)\b))"
        rf"|\b(?:in|at|from)\s+(?P<o4>{_ORDINAL})\s+(?:place|spot|slot|position)\b",
        re.I,
    ),
    re.compile(
        rf"(?:\b{_NUMBERED}\s*[#:]?\s*|#\s*)(?P<n>{NUMBER})(?![a-z0-9_])"
        rf"(?!(?!\s*of\s)\s*{UNITS})(?!\.\d)(?!\s+(?:ways|doubts?|minds?|of\s+a\s+kind)\b)",
        re.I,
    ),
    re.compile(
        rf"(?<!安全)(?<!健康)(?<!质量)(?<!实用)(?<!友谊)(?<!价比)(?<!舒适)(?<!隐私)(?<!家人)(?<!孩子)"
        rf"(?P<h>倒数)?第\s*(?P<z>[一二两三四五六七八九十]|\d{{1,2}}){_NO_PLACE_ZH}"
    ),
    re.compile(
        rf"(?:排?(?P<zl>最后[头面边]?|末尾|顶?末了|最[末尾]|最[下底](?:[面头边下]|面头)?|垫底|压轴|收尾|殿后|吊车尾|尾巴上?)|排尾)儿?"
        rf"(?:那|这|的|排)*(?:一|那|这)?(?:{MEASURE}|一|(?<=垫底的)|(?<=最下面那))"
    ),
    re.compile(
        rf"(?P<zf>(?:打头阵?|领头|[头顶]里|[头顶]前|顶头|最前[面头边]?|最[上顶](?:[面头边上]|面头)?|顶[上头]|榜首|排头|排最前|开头|头名|头牌)"
        rf"儿?(?:那|这|的)*一?|头一|首)"
        rf"{MEASURE}(?!月|星期|小时|人)"
    ),
    re.compile(
        rf"(?P<zs2>(?<![每多几两一首其人版档])次(?:[位席列](?:的|那|这|者|之课)*(?:一?{MEASURE})?|[个款门项者](?!人)|一{MEASURE})|居次者?)"
    ),
    re.compile(rf"(?P<zl2>末一?{MEASURE}|老末儿?|末[位席座](?:那|的|这|者|一?{MEASURE})*)"),
    re.compile(
        r"(?P<zf2>(?:位列|位居|名列|高居|排在)?(?:榜首|首位|头位|居首)"
        rf"(?:的|那|这|者|位|一?{MEASURE})*|首列(?:的|之课|之物|者|那|这)|打头儿?(?:的|那)一?{MEASURE}?)"
    ),
    re.compile(rf"(?P<zm>(?:正?中间|居中|当中)(?:那|这|的)*(?:一?{MEASURE}|者))"),
    re.compile(
        r"(?<![尤足择选具取任])其(?P<zq>[一二三四五六七八九十])"
        r"(?:(?<=[与和跟同及]其[一二三四五六七八九十])|(?![，,：:、是曰来个种]))"
    ),
    re.compile(
        r"(?<![家我咱你们哥姐岁个])老(?P<zo>[二三四五])"
        r"(?=$|[那这不也就太看，。,.！!？?\s跟和与同给往忒真好别有为咋怎凭详说讲])"
    ),
    re.compile(rf"(?<![\d.月])(?P<zn>\d{{1,2}})\s*号{_DAY_ZH}"),
    re.compile(rf"(?<![\d.月十一二三四五六七八九])(?P<zh>[一二三四五六七八九十])号{_DAY_ZH}"),
    re.compile(r"\b(?P<nt>top\s*1)(?![\d.%]|\s*\d)(?=$|\W|[一-鿿])", re.I),
    re.compile(r"[编序]号\s*(?:为|是)?\s*(?P<zb>\d{1,2})(?!\d)"),
)
