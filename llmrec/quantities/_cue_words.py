"""Words of comparison and the patterns that find them beside a number or a date."""

from __future__ import annotations

import re
from typing import Literal

Effect = Literal["lt", "le", "gt", "ge", "approx", "eq", "stop"]
"""`stop` is the last value that will do: the most of a price, the least of a rating."""

FLIPPED: dict[Effect, Effect] = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
Table = list[tuple[Effect, re.Pattern[str]]]

_DOWN = (
    "less|worse|fewer|cheaper|lower|shorter|lighter|smaller|thinner|slower|younger|earlier|quieter"
)
_DOWN += "|narrower|below|under"
_UP = "more|greater|higher|longer|bigger|larger|heavier|better|pricier|costlier|dearer|wider|taller"
_UP += "|faster|stronger|brighter|above|over|beyond|up"
_NEWER = "newer|later|more\\s+recent|fresher"
_FILL_EN = (
    r"(?:[\s,]+(?:about|around|roughly|approximately|approx\.?|say|an?|the|just|only|maybe|like|"
    r"total|of|price|rating|score|budget|cost|average|your|my|some|something|exactly|either|"
    r"in|year|on))*[\s,:]*"
)
_FILL_ZH = (
    r"(?:\s*(?:要|得|是|为|在|有|能|用|可以|贴|我|俺|咱|出|付|掏|拿|砸|准备|接受|承受|达|到|约|大约|个|花|卖|需|应该|应|给|的|给[你我]们?|给您|报销?|批|补贴?|赞助|拨|凑|帮[你您]|替[你您]|"
    r"(?:上|下)?调(?:高|低|整)?[到至为成]|[提升降放涨加改拉抬定设卡压控](?:高|低|宽|大)?[到至为成在]|也就|就|"
    r"只|价格|续航|工作|使用|运行|撑|顶|扛|熬|[捱挨]|管|坚持|维持|支撑|播放|连续|足|够|满|住|至|[:：]"
    r"|完|[排上学讲听修读念练耗待占写做教看](?!了|过)))*\s*"
)

_MEASURED = r"(?:\s+(?:rating|price|score|stars|budget|length|age|cost|spend))?"

_NOT_TO = (
    r"(?:\b(?:must|may|can|could|should|shall|will|would|do|does|is|are|ought|got|has|have|had|better)"
    r"(?:\s+not|n['’]?t)(?:\s+to)?|\b(?:can['’]t|won['’]t|cannot|never|not\s+to|no(?=\s+(?:pass|cross|reach)\b)|without))"
    r"(?:\s+(?:let(?:ting)?|allow(?:ing)?|ever|even|be|me|us|it|them|the\s+\w+|go|going|want|to))*"
)
_GO_BEYOND = (
    r"pass(?:\s+by)?|pass(?:es|ing)|cross(?:es|ing)?|top(?:ping)?|over(?:shoot|step|run|take|reach)(?:ing)?|outrun"
    r"|breach(?:ing)?|outgrow|break(?:ing)?(?:\s+through)?|leave|bust(?:ing)?"
)
"""It must not pass 90: what a denial alone makes a bound."""
_THAT_I = (
    r"(?:\s+(?:amount|sum|price|money|figure|cost|time|number|budget))?(?:\s+(?:that|what|which))?\s+(?:I|we|he|she|they)\b"
    r"[^,.;!?]{0,25}?(?:\s(?:is|was|are|be)|\s*[:=])"
)
"""The most I can give is."""

_ON = (
    r"(?:\s+(?:on|for)\s+(?:the\s+)?[a-z]+(?:\s+[a-z]+)?)?"
    r"(?:['’]s|\s+(?:is|of|to|at|around|=|now))*"
)
"""Upper bound on consumption: 10 W."""

_LEFT_EN: list[tuple[Effect, str]] = [
    (
        "gt",
        rf"(?:\b(?:{_UP}|more\s+expensive|older)\s+than"
        r"|\b(?:over|above|exceed(?:s|ing)?|beyond|past|north\s+of|surpass(?:es|ing)?)|>)",
    ),
    (
        "ge",
        r"(?:\bat\s+(?:the\s+)?(?:very\s+)?least|\bstart(?:s|ing)?\s+(?:at|from)|\bupwards?\s+of"
        rf"|\bmin(?:\.|imum|imal|imally)?{_MEASURED}(?:\s+(?:of|is|should\s+be|must\s+be|at))?"
        r"|\bminimum(?:\s+[a-z]+){1,2}\s+(?:of|is)|\bas\s+(?:low|few)\s+as"
        r"|\b(?:more|greater|higher)\s+than\s+or\s+equal\s+to"
        r"|\bfrom|≥|>=|\blowest(?:\s+\w+)?\s+(?:is|of)"
        rf"|\b(?:lower|bottom)\s+(?:bound|limit|end){_ON}|\bfloor{_ON}"
        rf"|\b(?:the\s+(?:least|lowest|fewest|shortest|smallest)|(?:the\s+)?min(?:imum)?){_THAT_I}"
        r"|(?<=[a-z]\s)(?:threshold|bar)\s+(?:to|at|of))",
    ),
    (
        "lt",
        rf"(?:\b(?:{_DOWN})\s+than"
        r"|\b(?:under|below|beneath|underneath|inside\s+of|shy\s+of|south\s+of)|\bsub[-\s]|<"
        rf"|{_NOT_TO}\s+(?:reach|hit|touch|get\s+to|come\s+to)"
        r"|\bchange\s+(?:back\s+)?(?:out\s+of|from|off|for))",
    ),
    (
        "le",
        r"(?:\bat\s+(?:the\s+)?(?:very\s+)?most|\bup\s+to|\bas\s+(?:much|high|long|many)\s+as"
        r"|\bwithin|\b(?:less|lower|fewer)\s+than\s+or\s+equal\s+to"
        rf"|\bcapped\s+at|\bmax(?:\.|imum|imal|imally)?{_MEASURED}(?:\s+(?:of|is|should\s+be|at))?"
        r"|\bmaximum(?:\s+[a-z]+){1,2}\s+(?:of|is)"
        rf"|{_NOT_TO}\s+(?:{_GO_BEYOND})"
        rf"|\b(?:limit|cap|ceiling|budget|lid|roof)(?:ed)?{_ON}|≤|<=|\bupper\s+(?:bound|limit|end){_ON}|\bmax(?:imum)?{_ON}"
        rf"|\b(?:the\s+(?:most|highest|furthest|longest|biggest|greatest|heaviest)|(?:the\s+)?max(?:imum)?){_THAT_I}"
        r"|\b(?:cap|limit|restrict)(?:ped|ed|s)?(?:\s+(?:it|this|that|them|things|us|me|(?:the|my)\s+\w+|price|costs?))?\s+(?:at|to)"
        r"|\b(?:only|just)\s+(?:got|have|had)|\b(?:got|have)\s+(?:only|just)"
        r"|\b(?:pocket\s+money|allowance|funds|spending\s+money|wallet|budget|savings|pension)"
        r"(?:['’]s|(?:['’]s|\s+(?:has|have|had|is|was|just|now|went|goes|got))*\s+(?:(?:shrunk|shrank|gone|fallen|dropped|cut|risen|grown|raised|reduced|lowered|moved|changed|went|been\s+\w+|down|up)(?:\s+(?:down|up|back))?)\s+to|\s+(?:is|are|holds|allows|only\s+|(?:will\s+)?(?:run|stretch|go)(?:es)?\s+to))"
        r"|\b(?:go|climb|rise|stretch)\s+(?:up\s+)?(?:to|until|till|as\s+(?:high|far)\s+as)(?=\W)"
        r"|\btop\s+price(?:\s+is)?|\bhighest\s+\w+\s+(?:is|of)|\b(?:spend|afford|pay)(?:ing)?|\bcan\s+(?:only\s+)?spare)",
    ),
    (
        "stop",
        r"(?:\b(?:I|we|(?:my|our)\s+\w+)(?:['’]\w+|\s+(?:will|would|can|could|always|usually|just|have\s+to))*"
        r"\s+(?:(?:(?:stop|quit|end)s?|(?:max|top|tap|run|give)(?:e?s)?\s+(?:out|up))\s+at|stretch\s+to|go\s+as\s+far\s+as)"
        r"|\b(?:keep|hold|stick)(?:ing|s)?(?:\s+(?:it|this|that|things|us|me|(?:the|my)\s+\w+))?\s+(?:at|to)"
        r"|\bdraw(?:ing)?\s+(?:the|my|a)\s+line\s+at|\b(?:threshold|cut-?off)\s+(?:is|of|at))",
    ),
    (
        "approx",
        r"(?:\b(?:around|about|roughly|approximately|approx\.?|circa|ca\.|close\s+to|near|nearly"
        r"|almost|some)|~|≈)",
    ),
]
_LEFT_ZH: list[tuple[Effect, str]] = [
    (
        "ge",
        r"(?<!能不能)(?<!会不会)(?<!可不可以)(?:(?<=不)|(?<=别)|(?<=[不没别][能要会可得许准想让]))(?:上|到)",
    ),
    (
        "lt",
        r"(?:低于|少于|小于|短于|轻于|早于|(?:撑|顶|扛|用|坚持|待机)不[了到够住过上]|[没未]到|[没不]够|够不[着上]|达不到"
        r"|未达|[未没]满|不及|不到|不足|不满|便宜过|[短低少轻早]过)",
    ),
    (
        "gt",
        r"(?:高于|超过|超出|超|大于|多于|长于|重于|晚于|[高多贵长大重晚迟]过|突破|逾|(?:冒|冲|蹦|窜|漫|越|盖|飙|跨|多|高)(?:过|出)(?!来|去)|(?<![打爆攻])破"
        r"|(?<![学住做干待当教练养装买读通经不超高多贵长大重晚迟短低少轻早])过(?!去|得|来)[了咗]?)",
    ),
    (
        "le",
        r"(?:最多|至多|顶多|(?:最高|最贵|最长|最大|最晚)(?!的)|上限|封顶|控制|限制|限"
        r"|预算(?:上限|最多|只有)?|[只就才仅](?:有|剩|带了?|够)|[只想能会算意]花|[只就才仅](?:肯|愿意?|能|准|让|舍得|答应|打算)*(?:(?:出|掏)|(?:批|给|报|补|拨)(?:了|[我咱俺]们?)*)|撑死|满打满算|充其量|顶天|[卡压控锁掐][在到住]"
        r"|(?:兜里|口袋里?|钱包里?|手[头里上]|卡里|身上|零[花用]钱|压岁钱)(?:一共|总共|拢共|加起来|现在|也)?(?:[就只才仅剩有揣]|还剩|剩下)+[着了]?"
        r"|(?:小于|低于|少于)或?等于|≤|<=)",
    ),
    (
        "ge",
        r"(?:至少|起码|(?:最少|最低|最短|最小|最早)(?!的)|下限|门槛|好歹|少说也?|打底|保底|(?:必?须|应|要|得)?达(?:[到至]|(?=\s*$))|(?:得|必?须|应该?)[有够到](?=个?\s*$)|(?:怎么|咋|说什么|横竖|高低)(?:着|样|说)?也?(?:得|要)|(?<![多只我])(?:能|可以|得)(?:撑|顶|扛)(?:得?住|到|个|够|过|上)*|(?:大于|高于|多于)或?等于|≥|>=)",
    ),
    ("stop", r"(?:底线|极限|红线)"),
    ("approx", r"(?:大约|大概|差不多|约莫|约|接近|将近|左右|~|≈)"),
]
_RIGHT_EN: list[tuple[Effect, str]] = [
    (
        "le",
        rf"(?:\s*,?\s*(?:or|and|&)\s+(?:{_DOWN}|older|before)(?!\s+(?:than|no|any|an?|the|my|our)\b)\b"
        r"|\s*,?\s*(?:(?:absolute(?:ly)?|hard|strict|firm)\s+)?(?:(?:at|as)\s+(?:an?\s+|the\s+|its\s+|(?:my|our|your)\s+)?(?:(?:very|absolute|outright|hard|upper|top|firm|final|strict)\s+)*(?:most|outside|max(?:imum)?|highest|longest|limit|ceiling|cap|lid|roof|budget|end|top|push|stretch|pinch)|tops?|max(?:\.|imum|imal|imally)?"
        r"|(?:is\s+(?:the|my)\s+)?(?:absolute\s+)?(?:limit|ceiling|cap|budget|lid))\b"
        r"|\s*,?\s*(?:and\s+)?(?:no|not)\s+(?:more|a\s+\w+\s+more|(?:any\s+)?(?:longer|higher|dearer|pricier|later|further|bigger|heavier))\b(?!\s+than)"
        r"|\s+(?:to\s+(?:spend|play\s+with|blow|my\s+name|spare|burn)|in\s+(?:my|the)\s+(?:pocket|wallet|bank|kitty|budget)"
        r"|on\s+me)\b"
        r"|(?:\s+(?!not\b|or\b)[a-z]+){0,3}?\s*,?\s*(?:(?:and|but)\s+)?not\s+(?:an?|one)\s+(?:single\s+)?"
        r"[a-z]+\s+(?:more|over|above|beyond|longer|extra|later)\b(?!\s+than))",
    ),
    (
        "ge",
        rf"(?:\s*,?\s*(?:or|and|&)\s+(?:{_UP}|{_NEWER}|onwards?|upwards?|after|beyond|north)"
        r"(?!\s+than)(?:wards?)?\b"
        r"|\s?\+|\s+plus\b(?=\s*(?:$|[.,;:!)]))|\s*,?\s*(?:(?:at|as)\s+(?:(?:the|an?)\s+)?(?:(?:very|bare|absolute)\s+)*(?:least|minimum|min)|(?:(?:bare|absolute)\s+)?min(?:\.|imum)?)(?!\w)"
        r"|\s*,?\s*(?:and\s+)?no(?:t)?\s+less\b(?!\s+than)|\s+upwards?\b|\s+up\b(?=\s*(?:$|[.,;!)])))",
    ),
    ("approx", r"(?:-?ish\b|\s+or\s+(?:so|thereabouts)\b|\s*,?\s*give\s+or\s+take\b)"),
]
_RIGHT_ZH: list[tuple[Effect, str]] = [
    (
        "le",
        r"\s*(?:(?:及|或|和|含|[（(]含[）)])(?:以下|更少|更低|以内)|以内|之内|内(?![存容部置衣外向心测])|封顶"
        r"|[，,。]?\s*(?:再)?多(?:要)?[一半](?:分|毛|块|点|个|天|周|小时|秒|丁点)?\S{0,3}?(?:都|也|就)?(?:没|不|免|甭)|顶破?天|顶[了格]|打[住止顶]|止步|到此为止|为限|为上限|的?预算|最多|顶多|[撑打]死(?=了|算|$|[，。,!！\s])|到头了|[就才]?(?:到顶|(?<![年天])到头|打住|封顶))",
    ),
    (
        "ge",
        r"\s*(?:(?:及|或|和|含|[（(]含[）)])?以上|(?:及|或)更[高多好长新]|之上|往上|起步|起(?![来床跳点])|打底"
        r"|朝上|开外)",
    ),
    (
        "lt",
        r"\s*(?:(?:有|能|可以?)找(?:零|钱|得开)?(?=$|[，。,.！!？?的\s])|以下|之下|往下|都?(?:不到|不满|不足))",
    ),
    ("approx", r"\s*(?:左右|上下|多(?![一半要功用合孔位媒彩])[块元美]?|来[块元]|附近|出头)"),
]
# The unit's own noun may stand between: 4.5 star rating or better, 20 watts of power at most.
GAP_EN = (
    r"(?:,?\s+(?:of\s+[a-z]+(?:\s+[a-z]+)?|(?:from\s+)?(?:start|beginning|end|soup|door)\s+to\s+(?:finish|end|nuts|door)"
    r"|(?:from\s+)?(?:first|day\s+one)\s+to\s+(?:the\s+)?last|rating|average|score|total|in\s+(?:total|all)|all\s+(?:in|told|up)|altogether"
    r"|overall|each|apiece|(?:has\s+been|have\s+been|was|is|were|are|got)\s+[a-z]{3,}ed(?:\s+(?:off|on|up|down|to\s+(?:me|us)))?"
    r"|(?:per|a|an)\s+[a-z]+|stars?)){0,3}"
)
GAP_ZH = r"(?:\s*[（(]含[)）])?(?:\s*的?(?:价格|价位|预算|评分|时间|时长))?"

LEFT: Table = [
    (effect, re.compile(rf"(?P<cue>{cue}){fill}$", re.IGNORECASE))
    for table, fill in ((_LEFT_EN, _FILL_EN), (_LEFT_ZH, _FILL_ZH))
    for effect, cue in table
]
RIGHT: Table = [
    (effect, re.compile(rf"{gap}(?P<cue>{cue})", re.IGNORECASE))
    for table, gap in ((_RIGHT_EN, GAP_EN), (_RIGHT_ZH, GAP_ZH))
    for effect, cue in table
]
_TO_BEGIN = (
    r"(?:\s+(?:to|for|on\s+which)(?:\s+(?:me|us|them|it))?(?:\s+to)?)?(?:\s+(?:I|we|they|it|you)(?:['’](?:d|m|ve))?)?"
    r"(?:\s+(?:can|could|may|am\s+allowed|are\s+allowed|must|will|would|have|want|to|the|a|course|class|it|be|possibly))*"
    r"(?:\s+(?:start|begin|join|enrol|enroll|sign\s+up|commence|get\s+going)(?:ing|ning|s)?)?"
    r"(?:\s+(?:is|was|will\s+be|would\s+be|has|have|now|been|moved|changed|shifted|pushed|extended|set|back|forward|to|until|till|on))+"
)
"""(The last day) to begin has moved to."""
# A date's cues, the longer before those that end in the same word.
_DATE_LEFT_CUES: list[tuple[Effect, str]] = [
    ("le", r"\b(?:by|until|till|before|up\s+to|through)\s+the\s+end\s+of"),
    ("ge", r"\b(?:from|since|after)\s+the\s+(?:start|beginning)\s+of"),
    ("gt", r"\bafter\s+the\s+end\s+of"),
    (
        "le",
        rf"\b(?:(?:the\s+)?(?:last|final|latest)(?:\s+(?:possible|allowed|permitted))?(?:\s+(?:day|date|moment|week|chance|start|opening))?"
        rf"|deadline|cut-?off(?:\s+date)?)(?:\s+(?:day|date))?{_TO_BEGIN}",
    ),
    (
        "ge",
        rf"\b(?:the\s+)?(?:first|earliest|soonest)(?:\s+(?:possible|free))?(?:\s+(?:day|date|moment|week|chance|start))?{_TO_BEGIN}",
    ),
    ("eq", r"\b(?:start|begin)(?:s|ning|ing)?\s+(?:in|on)(?!\s+or\b)"),
    (
        "ge",
        r"\bon\s+or\s+after|\bsince|\bas\s+of|(?<!\bthe\s)\b(?:start|begin)(?:s|ning|ing)?(?:\s+from)?"
        r"|\bfrom(?=\s+\D)|自从?|最[早老旧]|≥|>=",
    ),
    (
        "le",
        r"\bon\s+or\s+before|\buntil|\btill|\bby|\bup\s+to|\bthrough|\bno\s+later\s+than"
        r"|\bat\s+the\s+latest|截止到?|截至|[最至][晚迟]|≤|<=",
    ),
    (
        "gt",
        r"\bafter|\b(?:later|newer|younger)\s+than|\bmore\s+recent\s+than|\bpost-?|\bpast|\bbeyond"
        r"|[晚新迟后][于过]|>",
    ),
    ("gt", r"\bpost-?dat(?:es?|ing)"),
    (
        "lt",
        r"\bbefore|\bprior\s+to|\bpre-?dat(?:es?|ing)|\b(?:earlier|sooner|older)\s+than|\bpre-?|[早旧先老][于过]|<",
    ),
    ("eq", r"\bin|\bduring|\bof|\bfrom|\bwithin|从|在"),
    ("approx", r"\baround|\babout|\bcirca|大约|大概"),
]
_OR_ZH = r"(?:以?及|或者?|和|与)(?:是|在)?"
_THAT_DAY_ZH = r"(?:[当这那同]一?[天日])"
_COUNTED_ZH = (
    rf"[，,（(\s]*(?:也?(?:包括|包含|含|算上|连)(?:{_THAT_DAY_ZH}|本[日数])"
    rf"|{_THAT_DAY_ZH}也?算(?:[在上]内?)?)[)）]?"
)
"""含当天: the day itself will do."""
_LATER_ZH = r"(?:以后|以来|[往打朝]后|更新|[更再]晚|晚些)"
_SOONER_ZH = r"(?:以前|[往朝]前|[更再]早|早些)"
_DATE_RIGHT_CUES: list[tuple[Effect, str]] = [
    (
        "ge",
        r"\s*,?\s*(?:or|and|&)\s+(?:any\s+time\s+)?(?:later|newer|after(?:wards?)?"
        r"|more\s+recent|up|on(?:wards?)?|beyond|above|younger|since|more|upwards?)\b"
        r"|\s*\+|\s+(?:onwards?|forwards?)\b|\s+on\b(?!\s+[A-Za-z])"
        rf"|\s*{_THAT_DAY_ZH}?{_OR_ZH}(?:{_LATER_ZH}|[之其此]?后|以上)|\s*(?:[以之其此]?后){_COUNTED_ZH}"
        rf"|\s*{_THAT_DAY_ZH}?(?:年?(?:初|开年|伊始))?(?:[以其此往打朝]后|以来|以上|起(?![来床跳])|开始|至今)"
        r"|\s*(?:年?开年|伊始)(?:[之以])?后",
    ),
    (
        "le",
        r"\s*,?\s*(?:or|and|&)\s+(?:earlier|older|before|below|under)\b"
        r"|\s+at\s+the\s+latest\b"
        rf"|\s*{_THAT_DAY_ZH}?{_OR_ZH}(?:{_SOONER_ZH}|[之其此]?前)|\s*(?:[以之其此]?前){_COUNTED_ZH}"
        r"|\s*(?:为止|年?[底末](?:[之以]?前|为止))",
    ),
    ("gt", r"\s*(?:年?[底末])?(?:之后|后(?![面来台期续]))"),
    ("lt", r"\s*(?:年?初)?(?:[之以其此]前|前(?![面台后期沿端]))"),
    ("approx", r"\s*(?:左右|前后)"),
]
_BEFORE_DATE = (
    r"(?:\s+(?:the|year|early|late|mid|in|on|of|end|close|start|beginning|middle"
    r"|(?:last|first)\s+day))*"
    r"(?:也|都|就|只|必?须|得|要|应该?|是|为|在|到|于|能|可以?|上市|开课)*\s*$"
)
DATE_LEFT: Table = [
    (effect, re.compile(rf"(?P<cue>{cue}){_BEFORE_DATE}", re.IGNORECASE))
    for effect, cue in _DATE_LEFT_CUES
]
DATE_RIGHT: Table = [(effect, re.compile(cue, re.IGNORECASE)) for effect, cue in _DATE_RIGHT_CUES]
