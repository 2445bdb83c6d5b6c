"""Words by which people say what a turn is for, in English and Chinese. Grammar, not any domain."""

from __future__ import annotations

import re

_I = re.I
UNDO = re.compile(
    r"\bun-?do\b|\brevert\b|\bas\s+you\s+were\b|\bc(?:on)?trl[\s+-]*z\b|^\W*(?:rewind"
    r"|scratch\s+that|strike\s+that|backspace|back\s+up)\W*$"
    r"|\b(?:unsay|unsaid)\b|\b(?:pretend|imagine|act\s+(?:as\s+if|like))\b[^.!?]{0,12}\b(?:never"
    r"|didn['’]t)\s+(?:sa(?:y|id)|ask|mention|happen)\w*"
    r"|\b(?:scratch|strike|scrap|cancel)\s+that(?=\W*$|\W+(?:please|last|one|I|it|sorry)\b)"
    r"|\bchange\s+(?:it|that|things)\s+back\b|\b(?:forget|ignore)\s+(?:it"
    r"|that)\s*,?\s*(?:I\s+)?(?:spoke|was\s+(?:only\s+)?(?:joking|kidding|wrong))"
    r"|\b(?:take|put|bring)\b[^.!?]{0,30}\bback\b(?!\s+(?:in|on\s+the\s+list)\b)"
    r"|(?<!not )(?<!n't )(?<!n’t )(?<!never )"
    r"\b(?:go|going|step|let['’]?s\s+go)\s+back\b(?!\s+to\s+school)"
    r"|\bone\s+step\s+back\b"
    r"|\b(?:scrap|forget|cancel|ignore|disregard|strike"
    r"|scratch)\s+(?:what\s+I\s+(?:just\s+)?said(?!\s+(?:about|on|re|regarding)\b)"
    r"|(?:that|the|my)\s+last\s+(?:\w+\s+)?(?:bit|one|thing|change|message|step|request|remark)"
    r"|(?:that|the)\s+last\b|I\s+said\s+that)"
    r"|\b(?:as|how)\s+(?:it|things|we)\s+(?:was|were|had\s+it)\s+(?:before|a\s+moment\s+ago)"
    r"|\bback\s+to\s+(?:the\s+(?:previous|last|one\s+before)|how|what\s+(?:we|it))"
    r"|\b(?:the\s+)?previous\s+(?:list|version|one)\s+(?:was|again|please)"
    r"|\bdidn['’]?t\s+mean\s+that\b"
    r"|\b(?:reverse|rewind|unwind|retract|roll\s+back)\s+(?:that|it|this|the\s+last|what|my)\b"
    r"|\b(?:roll|wind)\s+(?:that|it|this|things)\s+back\b|\bbacktrack\b"
    r"|退[返翻]|(?:适才|方才|刚才)所[言说述][^，。]{0,4}(?:作罢|不算|收回|撤)|撤[回销消]|回滚|改回(?:去|来|原)|倒回去?|变回|退回去|刚[才刚]?[^，。,.！!]{0,12}(?:撤|取消|收回|不算|作废|当我没)"
    r"|(?:最近|上|前)(?:一|那)?[次回个步][^，。,.]{0,6}(?:修改|改动|变更|操作|调整)|(?:按|照)(?:刚才|之前|原来)(?:之前)?的来|当(?:我"
    r"|俺)没有?[说讲提发]|撒回|退回|回退|还原|恢复|回到?(?:上|刚才|刚刚|之前|前面?)(?:一?[步条版个轮]|的|那)"
    r"|当我没[说讲提]|(?:上一|刚才?那?|前一)(?:步|条|句|版|个条件)[^，。,.]{0,6}(?:撤|取消|不算|还是|作废|收回)"
    r"|刚[才刚](?:那|说|的)?(?:句|条|个|话|话)?(?:不算|取消|收回)|收回(?:刚才|上一|那)|上一版",
    _I,
)
RESTART = re.compile(
    r"(?<!he['’]s )(?<!\bis )(?<!\bare )(?<!['’]re )"
    r"\b(?:start(?:ing)?|begin(?:ning)?)\s+(?:all\s+)?(?:(?:over|again|afresh"
    r"|anew)(?:\s+from\s+(?:scratch|zero|the\s+(?:beginning|top)))?"
    r"|(?:\w+\s+){0,2}from\s+(?:scratch|zero|the\s+beginning|the\s+top))"
    r"|\b(?:wipe|clear|clean)\s+(?:the|my|this)\s+(?:slate|board|list)\b|\bsquare\s+one\b"
    r"|\b(?:clean|fresh|blank|empty)\s+(?:sheet|start|page|canvas|slate|screen)\b|\bdo-?over\b|\bground\s+zero\b|\bback\s+to\s+(?:the\s+drawing\s+board|the\s+(?:very\s+)?(?:start|beginning)|zero)\b"
    r"|\b(?:go|start|begin|take\s+it|run\s+it|once\s+more|again)\s+(?:\w+\s+)?(?:from\s+)?the\s+top(?=\W|$)(?!\s+(?:one|of|two|three|to))"
    r"|\b(?:scrub|scrap|wipe|bin|rub\s+out|junk|forget|ignore|lose|ditch|dump|erase|clear|chuck)\s+(?:all\s+(?:of\s+)?(?:that|this|it|those)(?!\s+\w+\s+(?:limit|rule))|that\s+lot|the\s+(?:whole\s+)?(?:shebang|caboodle|conversation|chat)|every\s+(?:last\s+)?thing)"
    r"|\b(?:tear|rip)\s+(?:it|that|everything|this)\s+(?:all\s+)?up\b|\bwipe\s+(?:it|this|that|everything)\s*(?:all\s+)?(?:clean|out|down)?(?=\s*(?:$|[.,;:!]|and\b|then\b))"
    r"|\b(?:different|another|separate)\s+(?:thing|search|subject|matter|job|request)\s+(?:altogether|entirely|completely|now)\b"
    r"|\b(?:start|begin|set|kick)(?:ing)?\s+(?:me|us|it|this|things)\s+(?:off\s+)?(?:again|over|anew|afresh)\b|\bforget\s+(?:everything|all|anything|whatever)\s+(?:that\s+)?(?:I|we)\b"
    r"|\bfrom\s+(?:scratch|square\s+one)\b|\b(?:clean|blank)\s+slate\b|\breset\b|\bstart\s+fresh\b"
    r"|\b(?:forget|wipe|clear|scrap|drop|delete|erase|bin)\s+(?:it\s+|them\s+)?(?:all|everything"
    r"|the\s+(?:whole\s+)?lot|the\s+whole\s+thing)"
    r"(?!\s+(?:from|by|with|that))"
    r"|\bnew\s+search\b|\bcompletely\s+different\s+(?:search|thing|question)"
    r"|(?:咱们?|我们|一切|全部?|重新|推倒|都)从零(?:开始|来|起)(?!学)|(?:啥|什么|一个)[都也]?(?:别|不)留|归零|推翻(?:重|再|全)|全盘推翻|另起炉灶|重打鼓|另开张|打掉重[练来]|由头(?:再)?(?:来|开始)|(?:前面|之前|刚才|以前|上面|前此)所?(?:说|讲|提|言|述)?(?:过)?的?(?:诸项|各项|种种|一切|要求|条件|话)?(?:全|都|概|均|皆|通通|统统)(?:部|都)?(?:不作数|作废|不算|作罢)"
    r"|从头(?:再)?(?:来|开始|找)|重新(?:来|开始|找)|(?:全部|一切|干脆|都|咱们|我们)?重(?:来|头)(?!了?电)|推倒|清[空零除]"
    r"|(?:前面|之前|刚才|以前|上面|此前|先前)(?:说|讲|提)?(?:过)?的?(?:所有|一切|全部)?的?(?:要求|条件|话)?(?:全|都|通通|统统|一概|一律)(?:部|都)?(?:不算|作废|忘|不要|取消|清)"
    r"|(?:全部?|统统|通通)(?:都)?(?:忘|不算|作废)",
    _I,
)
COMPARE = re.compile(
    r"\bopposite\s+(?:each|one)\b|\b(?:contrast|juxtapose|weigh\s+up|pit)\b|\bnext\s+to\s+each\s+other\b|\bhead\s+to\s+head\b"
    r"|\bdifferent\b|\bv\b|\bagainst\b|\bany\s+better\b"
    r"|掰个?头|battle|孰|异同|较量|对决|单挑|取舍|二选一|选谁"
    r"|区分|优缺点|优劣|对照|分别(?=[啊呀吗？?]|$)|掰扯|差(?:多少|哪|别|异|在)|有[什咩啥]么?差|两样|哪个|谁[强赢好更]|摆(?:一块|一起|在一)"
    r"|放(?:一块|一起|在一起)|比$|何不同|[对跟和]着?比"
    r"|\bcompar\w+|\bsets?\b.{0,30}\bapart\b|\btell\b.{0,30}\bapart\b|\bdistinguish\w*|\bdiffs?\b"
    r"|\bdiff\w*nces?\b|\bdiffer\b|\bside\s+by\s+side\b|\bversus\b|\bvs\b|\bbetween\b"
    r"|\bwhich\s+(?:one\s+)?(?:of\s+\w+\s+)?(?:is|one['’]?s|would|do|should|has)\b|\b(?:better"
    r"|best)\b.*\?"
    r"|\bhow\s+(?:do|does|are|is)\b.{0,40}\b(?:stack|measure|differ|against)\b|\bor\b.*\?"
    r"|区别|不一样|不同|差别|差异|差在|对比|比较(?!便宜|贵|合适|好|喜欢|满意|大|小)|比一?[下比]|比一比|pk|哪[个款门台一]?(?:更|比较)?[好强划适值合便]"
    r"|哪[个款门台]|(?:怎么|咋|如何|该)(?:选|挑|取舍)|选哪|挑哪",
    _I,
)
WHY_NOT = re.compile(
    r"\bswallow\w*\b.*\?|\b(?:has|did)\b.{0,40}\bearth\b.*\?|\bnowhere\b|\bdidn['’]t\s+(?:make"
    r"|appear|come\s+up|show)|\b(?:why|how\s+come)\b(?=.{0,80}(?:\bnot\b|n['’]?t\b|\bmissing\b"
    r"|\babsent\b|\bleft\s+out\b"
    r"|\bleave\s+out\b|\bexclude|\bno\s+sign\b|\bskip))"
    r"|\bwhy\s+no\b"
    r"|\bwhat\s+(?:about|happened\s+to|became\s+of)\b|\bwhere(?:['’]s|\s+is|\s+did)\b"
    r"|\b(?:didn|don|doesn|isn|wasn|can)['’]?t\s+(?:see|find|get|show|list|appear|there"
    r"|on\s+the\s+list)\b.*\?"
    r"|(?:为什么|为何|怎么|咋|为啥|干嘛|凭什么|凭啥|何故|缘何|因何|何以|为甚)[^。？?]{0,30}?(?:没|不|未|少)|(?:没|未)(?:有|被)?(?:看到|见|列|推荐|出现|上榜|给我)"
    r"|哪(?:儿|里)?去了|怎么不行|怎么(?:没|不)"
    r"|怎么没(?:有)?$",
    _I,
)
WHAT_ABOUT = re.compile(r"\bwhat\s+about\b|呢\W*$", _I)
NOT_THERE = re.compile(
    r"\b(?:no|not|never|without|lost|gone|missing|where|left|forgot\w*|hid\w*|earth|happened"
    r"|vanish\w*|disappear\w*)\b|n['’]t\b",
    _I,
)
"""Asked of an item that is not in the list."""
EXPLAIN = re.compile(
    r"\bmotives?\b|\bwhat\s+(?:persuaded|convinced|prompted|drove)\s+you\b|\bthe\s+thinking\b|\b(?:justify|defend|rationale|basis|case\s+for|possessed|thinking\s+behind|reasoning"
    r"|reckon\s+(?:I|we)|suits?\s+(?:me|us)\?)\b"
    r"|\bmakes?\s+the\s+cut\b|\bdoing\s+(?:in|on)\s+(?:there|here|the|this|my)\b"
    r"|\bend(?:ed)?\s+up\s+(?:in|on|there|here|at)\b|\bgot\s+going\s+for\b"
    r"|\ba\s+match\s+for\b|\bhow\s+so\b|\bsell\s+me\b|\bwhat\s+for\b"
    r"|\bhow\s+is\b[^.!]{0,30}\b(?:fit|match)\b|\bget\s+on\s+(?:there|here|the\s+list)\b"
    r"|看在|(?:怎么|咋|哪[里儿点]|何处)就?[^，。？?]{0,6}(?:合适|适合|入选|选上|选进|推|荐|排|配得上|符合|对[我俺咱])"
    r"|之由|何由|因何|缘何|何以|何故|为甚|为哪般|凭哪|跟[我俺咱]有(?:什么|啥)关系"
    r"|为[何嘛]|看[中上]\s*它?(?:什么|啥|哪)|图\s*(?:它|个)?(?:什么|啥)|基于|(?:咋|怎么|为啥|干嘛)(?:就|会|把|给|偏|要)*(?:相中|看[中上]|挑|搁|摆|塞|推|列|放)|怎么想|咋想|[咋怎]么?寻思|咋(?:会|就)?(?:给我)?(?:推|选|排"
    r"|整)|好在|凭(?:什么|啥)|依据|缘由|初衷|推荐语"
    r"|\bwhy\b|^\W*y\s+(?:is|are|did|do|was)\b|\bhow\s+come\b|\breason(?:s|ing)?\b"
    r"|\bwhat\s+made\s+you\b|\bwhat\s+makes\b"
    r"|\bhow\s+did\s+you\b|\bexplain\b|\bon\s+what\s+grounds\b"
    r"|为什么|为何|为啥|凭什么|凭啥|理由|道理|原因|依据|解释|怎么(?:会)?(?:排|推荐|选)",
    _I,
)
DETAILS = re.compile(
    r"\b(?:lowdown|particulars|elaborate|spill|expand\s+on|fill\s+me\s+in|break\s+down|(?:walk|run"
    r"|talk)\s+(?:me|us)\s+through|talk\s+to\s+me"
    r"|dish\s+on|scoop|gist|summary|summari[sz]e|overview|anything\s+else|what\s+lies\s+behind)\b"
    r"|\bwhat\s+(?:d['’]?you|do\s+(?:I|you|we))\b"
    r"|说道|若何|如何$|念叨|唠|说来听|说[两几]句|多说|讲多|多讲|来头|干嘛|干[什啥]么?的|是个|[详明]述|说明|展开|什么来[头路]|说一?说|听听|啥样|什么样|有什么用|有啥用|什么东西"
    r"|啥东西|学[点些什啥]"
    r"|\btell\s+(?:me|us)\b|\b(?:hear|know|learn|read|see|say)\s+(?:\w+\s+)?more\s+(?:of|about"
    r"|on)\b"
    r"|\bwhats\b|\bdetails?\b|\bmore\s+(?:about|info\w*|on)\b"
    r"|\binfo\w*\b|\bwhat(?:['’]s|\s+is|\s+are|\s+was|\s+does|\s+do|\s+would|\s+will|\s+could)\b"
    r"|\bdescri\w+\b|\bspecs?\b"
    r"|\bdoes\s+(?:the|that|this|it)\b"
    r"|\b(?:is|has|can|how)\s+(?:the|that|this|it|long|much|many|big|heavy|old)\b.*\?"
    r"|细[说讲]|详细|详情|仔细|具体|讲讲|说说|介绍|参数|讲些?(?:了)?[什啥]|讲(?:的是)?(?:什么|啥)|是(?:什么|啥)|怎么样|咋样|展开|多少|多大|多长"
    r"|多久|吗[？?]?$",
    _I,
)
TELL_MORE = re.compile(
    r"\b(?:tell|hear|know|learn|read|say|see|explain)\b[^.!?;]{0,20}?\bmore\s+(?:of|about|on)\b",
    _I,
)
LESS = re.compile(
    r"\b(?:don['’]?t|do\s+not|never|avoid|stop|quit|skip|steer|enough|no)\b[^.!?;]{0,30}?\b(?:more"
    r"|things?|stuff|ones?|anything|any|items?|courses?)\b"
    r"[^.!?;]{0,14}?\b(?:like|similar|resembl\w+|of\s+(?:that|the\s+same))\b"
    r"|\bfewer\b[^.!?;]{0,20}\bof\b|\bless\s+of\b"
    r"|不(?:太|怎么|那么|是很)?(?:像|似|一样|相似|同)(?:的|$)|不[太比较]+像|不像|不一样|[远离]一?[点些]|反着|相反"
    r"|(?<!不)别[老总再]?[^，。]{0,8}(?:那样|这样|那种|这种|那类|类似)"
    r"|\b(?:less|fewer|not\s+so\s+much|nothing|none|no\s+more|anything\s+but|not(?!\s+(?:un|dis))"
    r"|isn['’]t|(?<!not )unlike"
    r"|away\s+from|opposite\s+of)\b(?:(?!(?:first|second|third|fourth|fifth|last|one|th|nd"
    r"|rd)\s+of\b)[^.!?;]){0,24}?"
    r"\b(?:like|similar|along|in\s+the\s+(?:vein|style)|of\s+(?:those|that\s+(?:kind|sort|type)))\b"
    r"|\bless\s+of\b|\bfewer\s+of\b|(?<!not )\bunlike\b"
    r"|(?<!少)少(?:来|推|给|放|看|出|一?点|些)|(?:不要|别|不想|甭)(?:再|给我|推|来|看)*[^，。,.]{0,14}(?:类似|这样|那样|这种|那种|这类|那类"
    r"|[这那](?:一?[路挂款号味种]|个?路子)|那一类|同类|这路|相似|差不多)",
    _I,
)
_STYLE = (
    r"(?:vibes?|looks?|style|feel|sort|kind|type|line|vein|cloth|mou?ld|flavou?r|energy|aesthetic"
    r"|design|spirit|ilk|family|breed|shape|manner|fashion|mood|league|stamp)"
)
OTHERS_LIKE = re.compile(
    rf"\b(?:more|others?|some|few|something|anything|else|find|show|any|got|options?|stuff|things?|ones|alternatives?)\b[^.!?;]{{0,30}}?"
    rf"(?:\b(?:with|w|in|of|from|having|along)\s+(?:the|that|this|its|a|those)\s+(?:very\s+)?(?:same\s+|similar\s+)?{_STYLE}\b"
    r"|\b(?:look|sound|feel|work)(?:s|ing)?\s+(?:\w+\s+)?like\b|\b(?:near|close\s+to|matching)\s+(?:it|that|this|the|number|no)\b"
    r"|\bits\s+(?:relatives?|siblings?|cousins?|twins?|kin|family|brothers?|sisters?|look-?alikes?)\b)",
    _I,
)
"""Other things, said to be wanted by how they are like one."""
MORE = re.compile(
    rf"{OTHERS_LIKE.pattern}|(?:[这那它其][^，。]{{0,3}})(?:样子?|路数?|挂|味儿?|调调|调性|风格|类型?|种|款式?|范儿?|感觉|feel)的?[^，。]{{0,4}}(?:再|多|续|还有)|"
    r"\bon\s+(?:the\s+)?(?:same|similar|those|these|them)\s+lines?\b|\bmore\s+o['’]?\s+(?:that|this|those|them)\b|\b(?:others?|more|some)\s+of\s+(?:the|that|this|its)\s+(?:same\s+)?(?:kind|sort|type|ilk)\b"
    r"|[,;.!]\s*more\s+(?:please|pls)\b|\bits\s+(?:like|sort|kind|ilk)\b(?=\W*$)|\bmore\s+(?:such|that\s+way|like\s+so)\b"
    r"|\bresembl\w+|\bcomparable\s+(?:to|with)\b|(?:多|再)来[点些几]|\bnot\s+(?:un|dis)(?:like|similar)\b"
    r"|\b(?:same|similar)\s+(?:vibes?|sort|kind|ilk|mould|mold|feel|idea|type|breed)\b|\b(?:of"
    r"|in)\s+(?:that|the\s+same|a\s+similar)\s+(?:ilk|mould|mold|sort|kind|vein|breed)\b"
    r"|\bkind\s+of\s+thing\b|\bmore\s+of\s+the\s+same\b"
    r"|\bmore\s+of\s+(?:number\s+)?\w+['’]s\s+sort\b"
    r"|一个(?:路子|调调|路数|类型|风格|样)|那[挂味路]儿?|似(?:它|第|\d)|[照按][^，。]{0,8}样子?|同[类款路]|这一?挂|一路货"
    r"|\b(?:more|something|some|others?|anything|things?|ones?|stuff|options?|items?|courses?|find"
    r"|show\s+me|want|keep)\b[^.!?;]{0,24}?"
    r"\b(?:like|similar|akin|along\s+(?:the\s+(?:same\s+)?|those|these|them|similar\s+)?\s*lines?"
    r"|in\s+(?:the|that|this|them|those)\s+(?:same\s+)?(?:vein|style|spirit|direction|lines?)|of\s+(?:that"
    r"|this)\s+(?:kind"
    r"|sort|type))\b"
    r"|\bsimilar\s+(?:to|ones?|courses?|items?|things?)\b|\b(?:along|in)\s+(?:the\s+)?(?:same"
    r"|those|similar)\s+(?:lines|vein|style)\b|\bmore\s+of\s+(?:that|those|the|these)\b"
    r"|\blike\s+(?:the|that|number|no)\b|\b(?:siblings?|cousins?|brothers?|sisters?|twins?"
    r"|relatives?)\s+(?:of|to)\b"
    r"|[像跟和同与照按往朝循沿仿就以].{0,12}?(?:像(?:的|$)|类似|相似|似的|路子|路线|路数|调调|风格|味儿?(?:的|多|再|$)"
    r"|feel|vibe|方向|范本|模板|样本|蓝本|参照|气质|一路|一挂)"
    r"|(?:再|续|复|多)(?:给我|帮我|替我)?(?:荐|划拉|搜罗|挑)[^，。]{0,2}[几数些点]|同款气质|相类|同一挂"
    r"|更?多(?:点|些)?像|还有(?:没有|没得|没|无)?(?:这|那|它|像|跟|类似|差不多)"
    r"|(?:有没有|有没得|有没|有无)[^，。]{0,4}(?:跟|和|像|同|与|差不多|类似)"
    r"|就(?:稀罕|喜欢|爱|好|要|想要|认)[^，。]{0,8}(?:[这那][样种路款类])"
    r"|类似|相似|相近|相仿|差不多的|(?:[多再]|[给帮][我俺咱])[^，。]{0,2}[来整找推上弄搞看][^，。]{0,3}(?:这|那)[样种类路]|(?:仿|参|依|比)照[^，。]{1,8}(?:再|多|来|找|推)|(?:那|这|的)(?:个|款)?(?:风格|类型|调调|路线|路数)的?(?:再|多|来)|[像跟和同与照按].{0,10}(?:一样|这样|那样|似的|风格|来|的感觉)|照(?:它|着|这|那)|同(?:类|款|样|风格)"
    r"|[这那][种类路](?:类型|风格|款式)?的?(?:再|多)[来整找推上弄搞看给]|这[种类路]的?再|(?<![别要不])(?:多|再)(?:来|找|推|给|看)[^，。]{0,8}(?:这|那|它|类似|相近)|[这那](?:样|种|类|路)的?(?:多"
    r"|再)(?:来|找|推"
    r"|给)",
    _I,
)
CHEAPER = re.compile(
    r"\b(?:under|below|beneath|less\s+than)\s+what(?:ever)?\b|\b(?:won['’]t|doesn['’]t|does\s+not|not|n['’]t)\s+(?:cost|be|set\s+me\s+back)?\s*(?:quite\s+)?(?:as|so)\s+(?:much|dear|expensive|pricey|costly|steep)\s+as\b|\bbeats?\s+(?:the|that)\s+price\b"
    r"|\b(?:cheaper|less\s+(?:expensive|money|pricey|costly)|lower\s+(?:in\s+)?price"
    r"|more\s+affordable|better\s+value|costs?\s+less|for\s+less|below\s+(?:the\s+)?price"
    r"|under\s+(?:its|that|the)\s+price|undercut\w*)\b"
    r"|\b(?:sets?|costs?|sells?|pay)\b[^.!?;]{0,24}?\bless\b(?=\s*(?:$|[.,;!?]|than\b|please\b"
    r"|for\b))"
    r"|\bless\s+than\s+(?=(?:the|that|this|number|no\.?|nr|#|it)\b)"
    r"|便宜|实惠|(?<!最)低价|价(?:格|钱)?(?:更)?低|省钱"
    r"|比[^，。]{1,12}?(?:还|更|要|再)?(?:低(?![音频难头调多几])|少(?:花|掏|出|付)|划算|省(?=的|[一点些]|$))|少花[一点些]"
    r"|(?:价[格钱位]?|钱|卖)[^，。]{0,3}[低少]于|(?:别|勿|不[能许要准得会可]?|甭)再?(?:比[^，。]{1,10}(?:还|更|要)?贵|贵过|贵得?过)",
    _I,
)
DEARER = re.compile(
    r"\b(?:more\s+expensive|pricier|dearer|more\s+upmarket)\b|更贵|贵(?:一)?[点些]"
    r"|比[^，。]{0,8}(?:还|更|要)?贵|贵过",
    _I,
)
NEWER = re.compile(
    r"\b(?:newer|more\s+(?:recent|modern)|later)\b|\b(?:came|come|brought|put)\s+out\s+(?:after|since)\b"
    r"|\b(?:released|launched)\s+(?:after|since)\b|更新的|新(?:一)?[点些]的"
    r"|比[^，。]{0,8}(?:还|更|要)?[新晚]|[新晚]过",
    _I,
)
OLDER = re.compile(
    r"\b(?:older|less\s+recent|earlier)\s+than\b|\b(?:came|come|brought|put)\s+out\s+before\b|\b(?:released|launched)\s+(?:before|earlier)\b|早于",
    _I,
)
BETTER_RATED = re.compile(
    r"\b(?:better|higher)[\s-]+(?:rated|rating|reviews?|scores?)\b|评[分价](?:更|要)?高|分更高"
    r"|(?:评[分价]|口碑|星级|打分|分数?)[^，。]{0,3}比[^，。]{1,10}[高好]|比[^，。]{1,10}(?:评[分价]|口碑|星级|打分|分数?)[^，。]{0,2}[高好]"
    r"|(?:评[分价]|口碑|星级|打分|分数?)[^，。]{0,3}(?:[高胜好]过|高于|超过|盖过)",
    _I,
)
TOO_DEAR = re.compile(
    r"\b(?:too|so|rather|quite|bit)\s+(?:expensive|dear|pricey|much)\b|好贵|太贵|有点贵|偏贵", _I
)
BRAND = re.compile(
    r"\b(?:people|lot|ones|company|guys|folk|fellas|lads|team)\s+(?:behind|responsible\s+for)\b|\bwho(?:ever|se|['’]s)\b[^.!?]{0,12}\b(?:behind|is)\b"
    r"|\b(?:brands?|makers?|makes?(?!\s+(?:me|us|my|no|sense|him|her|you|it|that|this|them|do|sure|up|any|an?|the|out|way|room)\b)|made|manufactur\w+|compan(?:y|ies)|providers?|schools?"
    r"|platforms?|publishers?|(?<!\bin\sa\s)(?<!\bfor\sa\s)(?<!\bmy\s)(?<!\bour\s)(?<!\btiny\s)(?<!\bsmall\s)(?<!\blittle\s)studios?|authors?|labels?|vendors?|sellers?|firms?)\b"
    r"|\b(?:whoever|who|whichever\s+\w+|whatever\s+\w+|the\s+\w+\s+(?:that|who))\s+(?:makes|made"
    r"|offers|sells"
    r"|runs|does|teaches|taught|produces|produced|gives|builds|built|puts\s+out|turns\s+out|knocks\s+out|churns\s+out|cooked\s+up|came\s+up\s+with|is\s+behind)\b|\b(?:outfit|bunch"
    r"|lot)\s+(?:behind|that)\b|\b(?:from|by"
    r"|off)\s+(?:them|those\s+people|that\s+lot|these\s+people|that\s+(?:company|lot))\b"
    r"|\b(?:from|by|off|of|with)\s+(?:that|this|those|these)\s+(?:mob|crowd|crew|shower|outfit|bunch|gang|folk|people|lads|guys|fellas|jokers|clowns|cowboys|label|house)\b"
    r"|\b(?:outfit|bunch|lot|mob|crowd|crew|folk|people|gang|shower|lads|guys|fellas|jokers|clowns)\s+(?:behind|that|who|what|responsible)\b"
    r"|\btheirs?\b|\bthe\s+same\s+people\b"
    r"|牌子|品牌|厂(?!房)|机构|其(?:所)?出(?!来)|出其手|出自其|公司|平台|学校|(?:他|她|它|这|那|人)们?(?:[这那]?一)?家(?![猫狗里人孩娃儿])|出品|同一?个?(?:厂|牌|品牌|机构|平台|家)|那家|这家|店家|商家",
    _I,
)
SAME = re.compile(
    r"\bsame\b|\bonly\b|\bstick\s+(?:to|with)\b|\bjust\b|\bmore\s+from\b|\bany\s+(?:others?"
    r"|more)\s+(?:from|by)\b|同一|同个|只[看要认买选]|[光单净仅专]\s?[看要认买选挑]|认准|就[看要认买选挑冲]|(?<![不没])一样|相同|一致|也(?:看|行)|还有(?:别|其)的?|(?:多|再)(?:来|看)",
    _I,
)
NEGATIVE = re.compile(
    r"\b(?:no|not|nothing|none|never|without|except|avoid\w*|skip|exclud\w*|trouble|problems?|bad"
    r"|awful|hate|dealings|rid|out|anything\s+but|other\s+than|apart\s+from|drop|leave|ban"
    r"|boycott|refuse)\b|n['’]?t\b"
    r"|[不别没甭勿莫休拒撤滚免恕]|上过?当|过节|受够|怕了|寒心|晦气|踢|扔|ban|pass|算了|除(?:了|外)|避开|排除|踩过?雷|去掉|[毙删踢剔]掉|免了|坑|糟|差|黑名单|拉黑|剔|隙|[去除]之|悉去|无信|[欠不]佳|崩|烂|臭|黑心|骗",
    _I,
)
COMPARE_FIRMLY = re.compile(
    r"\bcompar\w+|\bside\s+by\s+side\b|\bopposite\s+(?:each|one)\b|\bnext\s+to\s+(?:each|one)\b|\bversus\b|\bvs?\b|\bagainst\b"
    r"|\bdiff\w*|\bbetter\b|\bwhich(?:['’]?s)?\b|\bwho(?:['’]?s|\s+(?:wins?|is|has))\b"
    r"|\bapart\b|\bcontrast\b|\bweigh\b|\bhead\s+to\s+head\b|\bor\b(?=[^.!]*[?？])"
    r"|掰个?头|battle|谁[更强赢好]|孰|异同|较量|对决|单挑|取舍|二选一|选谁|放(?:一块|一起|在一)"
    r"|区别|差[在别异哪多了]?|对比|比|哪|不同|一样|优缺点|优劣|利弊|掰扯|摆一|pk",
    _I,
)
SMALLTALK = re.compile(
    r"\b(?:appreciat\w+|obliged|grateful|legend|star|stars|lifesaver|life\s+saver|champion|champ"
    r"|gem|diamond|angel|hero|helpful|ace|sorted|grand|cool"
    r"|sweet|sick|fab|fabulous|fantastic|superb|excellent|magic|smashing|cracking|good\s+(?:stuff"
    r"|job|work|one|shout)|nice\s+(?:work|job|one)"
    r"|well\s+done|great\s+(?:stuff|job|work)|sleep\s+on\s+it|mull\s+it\s+over|ponder"
    r"|(?:that['’]?ll|that\s+will)\s+do(?:\s+(?:me|us|nicely))?|all\s+set"
    r"|i['’]?m\s+(?:done|good|off)|gotta\s+(?:go|run|dash)|must\s+(?:dash|run|go)|take\s+care"
    r"|have\s+a\s+(?:good|nice|great|lovely)|have\s+to\s+(?:run|dash|go)|talk\s+(?:soon|later)"
    r"|speak\s+(?:soon|later)"
    r"|okey|okie|okies|sound|off\s+to\s+\w+|get\s+back\s+to\s+you|good\s+at|chat\s+(?:to|with)"
    r"|talk\s+(?:to|it\s+over)|night|morning|afternoon|evening|yo|sup|lgtm|noted|understood|roger"
    r"|gotcha|gtg|brb|ttyl|love\s+(?:it|you|ya)|bless|a?['’]?preciate|obliged|grateful|toodle\w*|tata|laters?|godspeed)\b"
    r"|lgtm|蟹蟹|3q|棒|帮大忙|靠谱|给力|绝绝子|爱了|爱你|赞|牛[啊逼哇]?|厉害|妥了|妥妥|稳了|得了|下班|吃饭|睡了|撤了$|溜了|闪了|回头(?:聊|见|说|再)"
    r"|再聊|再傾|再倾|晚安|中[，,。]?就这|就这(?:么|样|些)?(?:定|吧)?$|没(?:别的|啥)?事了|满意|学到了|学会了|清楚了|懂了|晓得了|醒目|犀利|劳驾|打扰"
    r"|么么哒|容我|让我|三思|甚好|商议|研究(?:研究|一?下)|开会|回来再|再说$|早点休息|龙门阵|先这么[地着]|耐心|合计合计|倾下|截图|发群|[我俺]先?(?:去|问问|跟|找人)|等[我俺]|麻烦[你您]|^(?:妥|稳|成|中|(?:要得)+|okok|ok)(?=[，,\s!！。]|$)|琢磨|有劳|先酱|迟些|得闲再|爱心|祝[你您]"
    r"|\b(?:thanks?|thank\s+you|thx|ta|cheers|hello|hi|hiya|hey|good\s+(?:morning|evening"
    r"|afternoon|day)|bye|goodbye|see\s+you|cya|hang\s+on|hold\s+on|one\s+(?:sec|moment|minute)"
    r"|a\s+(?:sec|moment|minute)|wait|lemme\s+think|let\s+me\s+think|think\s+about\s+it"
    r"|moment\s+to\s+think|not\s+(?:at\s+all\s+)?sure\s+(?:yet|what)|anybody\s+(?:home|there)"
    r"|anyone\s+there|you\s+there|are\s+you|who\s+are\s+you|how\s+are\s+you|great\s+help"
    r"|very\s+helpful|makes\s+sense|sounds?\s+(?:good|great)|perfect|brilliant|brill|lovely"
    r"|wonderful|awesome|nice\s+one|ok(?:ay)?|i\s+see|got\s+it|fair\s+enough|lol|haha"
    r"|that['’]?s\s+(?:all|it)|be\s+(?:right\s+)?back|i['’]?ll\s+(?:take|go\s+with|buy|have|get)"
    r"|idk|hmm+)\b"
    r"|谢|多谢|感谢|费心|下次再|改天|先这样|先看到这|辛苦|你好|您好|哈[喽啰罗]|嗨|早上好|晚上好|下午好|再见|拜拜|回见|在[不吗]在?|在线吗|有人(?:吗|在)"
    r"|好[嘞的吧啦哒]|行[嘞吧]|收到"
    r"|明白|知道了|了解|原来如此|哦|嗯|稍等|等[等下]|等一下|让我想想|想想|考虑考虑|商量|慢慢看|哈哈|嘿嘿|没事了|就这样",
    _I,
)
ASKS = re.compile(
    r"(?<!not )(?<!n't )(?<!n’t )(?<!what i'm )(?<!what i’m )(?<!what I'm )(?<!what I’m )\b(?:show"
    r"|find|recommend|suggest|need|want|(?:would|['’]d)\s+(?:like|love)|looking\s+for|after"
    r"|get\s+me|have\s+you\s+got"
    r"|do\s+you\s+have|any)\b(?!\s+(?:a\s+)?(?:sec|moment|minute|time|to\s+think))"
    r"|(?<!再)找|推荐|(?<!想)想(?!想)|给我看|有没有|来[点个]|求|看看(?!吧?$)",
    _I,
)
WISHES = re.compile(
    r"\b(?:ideal\w*|prefer\w*|nice|bonus|would\s+be|i['’]?d\s+(?:love|like)|if\s+possible|rather"
    r"|hope\w*|great"
    r"|better|for\s+(?:my|our|the|a)|so\s+that|cope\w*|warm|quiet)\b|最好|如果|希望|想要|要是|优先|更好|给(?:我"
    r"|孩子|家)",
    _I,
)
"""A wish in words."""
IF_ONLY = re.compile(
    r"\bif\b[^.!?]*\b(?:be|had|came|were|was|could|would)\b|\b(?:would|['’]d)\s+be\b|\bideally\b"
    r"|\bbonus\b|如果|要是|最好|希望|就(?:更|再|太)?(?:perfect|完美|赞|香|理想)|(?:不是|非)\s*must|不强求",
    _I,
)
"""A wish, which is more than small talk."""
