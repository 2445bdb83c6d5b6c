"""Words by which people say what a turn is for, in English and Chinese. Grammar, not any domain."""

from __future__ import annotations

import re

_I = re.I

UNDO = re.compile(
    r"\bundo\b|\brevert\b|\b(?:take|put|bring)\b[^.!?]{0,30}\bback\b(?!\s+(?:in|on\s+the\s+list)\b)"
    r"|\b(?:go|going|step|let['’]?s\s+go)\s+back\b(?!\s+to\s+school)|\bone\s+step\s+back\b"
    r"|\b(?:scrap|forget|cancel|ignore|disregard|strike|scratch)\s+(?:what\s+I\s+(?:just\s+)?said"
    r"|(?:that|the|my)\s+last\s+(?:\w+\s+)?(?:bit|one|thing|change|message|step|request|remark)"
    r"|(?:that|the)\s+last\b|I\s+said\s+that)"
    r"|\b(?:as|how)\s+(?:it|things|we)\s+(?:was|were|had\s+it)\s+(?:before|a\s+moment\s+ago)"
    r"|\bback\s+to\s+(?:the\s+(?:previous|last|one\s+before)|how|what\s+(?:we|it))"
    r"|\b(?:the\s+)?previous\s+(?:list|version|one)\s+(?:was|again|please)"
    r"|\bdidn['’]?t\s+mean\s+that\b"
    r"|\b(?:reverse|rewind|unwind|retract|roll\s+back)\s+(?:that|it|this|the\s+last|what|my)\b"
    r"|\b(?:roll|wind)\s+(?:that|it|this|things)\s+back\b|\bbacktrack\b"
    r"|撤[回销消]|撒回|退回|回退|还原|恢复|回到?(?:上|刚才|刚刚|之前|前面?)(?:一?[步条版个轮]|的|那)"
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
    r"|\b(?:clean|fresh)\s+(?:sheet|start)\b"
    r"|\bfrom\s+(?:scratch|square\s+one)\b|\b(?:clean|blank)\s+slate\b|\breset\b|\bstart\s+fresh\b"
    r"|\b(?:forget|wipe|clear|scrap|drop|delete|erase|bin)\s+(?:it\s+|them\s+)?(?:all|everything"
    r"|the\s+(?:whole\s+)?lot|the\s+whole\s+thing)"
    r"(?!\s+(?:from|by|with|that))"
    r"|\bnew\s+search\b|\bcompletely\s+different\s+(?:search|thing|question)"
    r"|从头(?:再)?(?:来|开始|找)|重新(?:来|开始|找)|(?:全部|一切|干脆|都|咱们|我们)?重(?:来|头)(?!了?电)|推倒|清[空零除]"
    r"|(?:前面|之前|刚才|以前|上面)(?:说|讲|提)?(?:过)?的?(?:要求|条件|话)?(?:全|都|通通|统统)(?:部|都)?(?:不算|作废|忘|不要|取消|清)"
    r"|(?:全部?|统统|通通)(?:都)?(?:忘|不算|作废)",
    _I,
)
COMPARE = re.compile(
    r"\bcompar\w+|\bsets?\b.{0,30}\bapart\b|\btell\b.{0,30}\bapart\b|\bdistinguish\w*|\bdiffs?\b"
    r"|\bdiff\w*nces?\b|\bdiffer\b|\bside\s+by\s+side\b|\bversus\b|\bvs\b|\bbetween\b"
    r"|\bwhich\s+(?:one\s+)?(?:of\s+\w+\s+)?(?:is|one['’]?s|would|do|should|has)\b|\b(?:better"
    r"|best)\b.*\?"
    r"|\bhow\s+(?:do|does|are|is)\b.{0,40}\b(?:stack|measure|differ|against)\b|\bor\b.*\?"
    r"|区别|不一样|不同|差别|差异|差在|对比|比较(?!便宜|贵|合适|好|喜欢|满意|大|小)|比一?[下比]|比一比|pk|哪[个款门台一]?(?:更|比较)?[好强划适值合便]"
    r"|哪[个款门台]|(?:怎么|咋|如何|该)(?:选|挑|取舍)|选哪|挑哪",
    _I,
)
WHY_NOT = re.compile(
    r"\b(?:why|how\s+come)\b(?=.{0,80}(?:\bnot\b|n['’]?t\b|\bmissing\b|\babsent\b|\bleft\s+out\b"
    r"|\bleave\s+out\b|\bexclude|\bno\s+sign\b|\bskip))"
    r"|\bwhy\s+no\b"
    r"|\bwhat\s+(?:about|happened\s+to|became\s+of)\b|\bwhere(?:['’]s|\s+is|\s+did)\b"
    r"|\b(?:didn|don|doesn|isn|wasn|can)['’]?t\s+(?:see|find|get|show|list|appear|there"
    r"|on\s+the\s+list)\b.*\?"
    r"|(?:为什么|为何|怎么|咋|为啥|干嘛|凭什么)[^。？?]{0,30}?(?:没|不|未|少)|(?:没|未)(?:有|被)?(?:看到|见|列|推荐|出现|上榜|给我)"
    r"|哪(?:儿|里)?去了|怎么不行|怎么(?:没|不)"
    r"|怎么没(?:有)?$",
    _I,
)
EXPLAIN = re.compile(
    r"\bwhy\b|^\W*y\s+(?:is|are|did|do|was)\b|\bhow\s+come\b|\breason(?:s|ing)?\b|\bwhat\s+made\s+you\b|\bwhat\s+makes\b"
    r"|\bhow\s+did\s+you\b|\bexplain\b|\bon\s+what\s+grounds\b"
    r"|为什么|为何|为啥|凭什么|凭啥|理由|道理|原因|依据|解释|怎么(?:会)?(?:排|推荐|选)",
    _I,
)
DETAILS = re.compile(
    r"\btell\s+(?:me|us)\b|\b(?:hear|know|learn|read|see|say)\s+(?:\w+\s+)?more\s+(?:of|about|on)\b"
    r"|\bwhats\b|\bdetails?\b|\bmore\s+(?:about|info\w*|on\s+(?:the|that|this|it))\b"
    r"|\binfo\w*\b|\bwhat(?:['’]s|\s+is|\s+are|\s+was|\s+does|\s+do|\s+would|\s+will|\s+could)\b|\bdescri\w+\b|\bspecs?\b"
    r"|\bdoes\s+(?:the|that|this|it)\b"
    r"|\b(?:is|has|can|how)\s+(?:the|that|this|it|long|much|many|big|heavy|old)\b.*\?"
    r"|细[说讲]|详细|详情|仔细|具体|讲讲|说说|介绍|参数|讲些?(?:了)?[什啥]|讲(?:的是)?(?:什么|啥)|是(?:什么|啥)|怎么样|咋样|展开|多少|多大|多长"
    r"|多久|吗[？?]?$",
    _I,
)
TELL_MORE = re.compile(
    r"\b(?:tell|hear|know|learn|read|say|see|explain)\b[^.!?;]{0,20}?\bmore\s+(?:of|about|on)\b", _I
)
LESS = re.compile(
    r"\b(?:less|fewer|not\s+so\s+much|nothing|none|no\s+more|anything\s+but|not|isn['’]t|unlike"
    r"|away\s+from|opposite\s+of)\b(?:(?!(?:first|second|third|fourth|fifth|last|one|th|nd|rd)\s+of\b)[^.!?;]){0,24}?"
    r"\b(?:like|similar|along|in\s+the\s+(?:vein|style)|of\s+(?:those|that\s+(?:kind|sort|type)))\b"
    r"|\bless\s+of\b|\bfewer\s+of\b|\bunlike\b"
    r"|少(?:来|推|给|放|看|出|一?点|些)|(?:不要|别|不想|甭)(?:再|给我|推|来|看)*[^，。,.]{0,14}(?:类似|这样|那样|这种|那种|这类|那类"
    r"|那一类|同类|这路|相似|差不多)",
    _I,
)
MORE = re.compile(
    r"\b(?:more|something|some|others?|anything|things?|ones?|stuff|options?|items?|courses?|find"
    r"|show\s+me|want|keep)\b[^.!?;]{0,24}?"
    r"\b(?:like|similar|akin|along\s+(?:the\s+(?:same\s+)?|those|these|similar\s+)?lines"
    r"|in\s+(?:the|that|this)\s+(?:same\s+)?(?:vein|style|spirit|direction)|of\s+(?:that|this)\s+(?:kind"
    r"|sort|type))\b"
    r"|\bsimilar\s+(?:to|ones?|courses?|items?|things?)\b|\b(?:along|in)\s+(?:the\s+)?(?:same"
    r"|those|similar)\s+(?:lines|vein|style)\b|\bmore\s+of\s+(?:that|those|the|these)\b"
    r"|\blike\s+(?:the|that|number|no)\b"
    r"|类似|相似|相近|差不多的|[像跟和同与照按].{0,10}(?:一样|这样|那样|似的|风格|来|的感觉)|照(?:它|着|这|那)|同(?:类|款|样|风格)"
    r"|这[种类路]的?再|(?:多|再)(?:来|找|推|给|看)[^，。]{0,8}(?:这|那|它|类似|相近)|[这那](?:样|种|类|路)的?(?:多|再)(?:来|找|推"
    r"|给)",
    _I,
)
CHEAPER = re.compile(
    r"\b(?:cheaper|less\s+(?:expensive|money|pricey|costly)|lower\s+(?:in\s+)?price"
    r"|more\s+affordable|better\s+value|costs?\s+less|for\s+less|below\s+(?:the\s+)?price"
    r"|under\s+(?:its|that|the)\s+price|undercut\w*)\b"
    r"|\b(?:sets?|costs?|sells?|pay)\b[^.!?;]{0,24}?\bless\b(?=\s*(?:$|[.,;!?]|than\b|please\b|for\b))"
    r"|\bless\s+than\s+(?=(?:the|that|this|number|no\.?|nr|#|it)\b)"
    r"|便宜|实惠|低价|价(?:格|钱)?(?:更)?低|省钱",
    _I,
)
DEARER = re.compile(
    r"\b(?:more\s+expensive|pricier|dearer|more\s+upmarket)\b|更贵|贵(?:一)?[点些]", _I
)
NEWER = re.compile(r"\b(?:newer|more\s+recent|later)\b|更新的|新(?:一)?[点些]的", _I)
BETTER_RATED = re.compile(
    r"\b(?:better|higher)[\s-]+(?:rated|rating|reviews?|scores?)\b|评[分价](?:更|要)?高|分更高|评[分价]比[^，。]{1,10}高|比[^，。]{1,10}评[分价]高",
    _I,
)
TOO_DEAR = re.compile(
    r"\b(?:too|so|rather|quite|bit)\s+(?:expensive|dear|pricey|much)\b|好贵|太贵|有点贵|偏贵", _I
)
BRAND = re.compile(
    r"\b(?:brands?|makers?|makes?|made|manufactur\w+|compan(?:y|ies)|providers?|schools?"
    r"|platforms?|publishers?|studios?|authors?|labels?|vendors?|sellers?|firms?)\b"
    r"|\b(?:whoever|who|whichever\s+\w+|whatever\s+\w+|the\s+\w+\s+(?:that|who))\s+(?:makes|made|offers|sells"
    r"|runs|does|teaches|produces|gives|builds|built|is\s+behind)\b|\b(?:outfit|bunch|lot)\s+(?:behind|that)\b|\b(?:from|by"
    r"|off)\s+(?:them|those\s+people|that\s+lot|these\s+people|that\s+(?:company|lot))\b"
    r"|\btheirs?\b|\bthe\s+same\s+people\b"
    r"|牌子|品牌|厂[家商]|机构|公司|平台|学校|(?:他|她|它|这|那|人)们?家|出品|同一家|那家|这家|店家|商家",
    _I,
)
SAME = re.compile(
    r"\bsame\b|\bonly\b|\bstick\s+(?:to|with)\b|\bjust\b|\bmore\s+from\b|\bany\s+(?:others?"
    r"|more)\s+(?:from|by)\b|同一|同个|只[看要]|就[看要]|也(?:看|行)|还有(?:别|其)的?|(?:多|再)(?:来|看)",
    _I,
)
NEGATIVE = re.compile(
    r"\b(?:no|not|nothing|none|never|without|except|avoid\w*|skip|exclud\w*|trouble|problems?|bad"
    r"|awful|hate|dealings|rid|out|anything\s+but|other\s+than|apart\s+from|drop|leave|ban"
    r"|boycott|refuse)\b|n['’]?t\b"
    r"|[不别没甭勿]|除(?:了|外)|避开|排除|踩过?雷|去掉|[毙删踢剔]掉|免了|坑|糟|差|黑名单|拉黑",
    _I,
)
OUT = re.compile(
    r"\b(?:not|no|nope|never|without|except|drop|lose|ditch|bin|hide|remove|skip|pass|exclude"
    r"|delete|cross|scratch|strike|dismiss|discard|reject|ignore|forget)\b"
    r"|\bleave\b[^.!?]{0,20}\bout\b|\brule\b[^.!?]{0,20}\bout\b|\btake\b[^.!?]{0,24}\b(?:off|out"
    r"|away)\b|\bget\s+rid\b|\bdon['’]?t\s+(?:want|like|need|show|care|fancy)\b"
    r"|\bdo\s+not\s+(?:want|like|show)\b|\bdidn['’]?t\s+like\b"
    r"|\b(?:hate|hideous|ugly|awful|horrible|already\s+(?:have|own|did|got|took|done)"
    r"|isn['’]t\s+(?:for|my|what)|not\s+for)\b|\bcan['’]t\s+stand\b"
    r"|不要|不考虑|不喜欢|不想|不行|划掉|去掉|删|排除|淘汰|剔除|扔|\bpass\b|跳过|别(?:再)?(?:给我)?(?:看|推|放|列|出现|显示)|拿掉|撤掉|算了"
    r"|不用(?!管|理|在意|考虑)|已经(?:有|买|学|上)|不感兴趣|拜拜|丑|换掉|免了|否决",
    _I,
)
BARE = re.compile(r"not|no|nope|never|without|except|不要|不用|pass", _I)
"""Of those, what denies the words beside it, whatever they are."""
THANKS = re.compile(
    r"\b(?:it|that|one|this|please|thanks?|thank\s+you|list|from|then|just|them|the|all|you|for|and|but|any|again|really)\b|[它吧了的请谢啊]",
    _I,
)
LIFT = re.compile(
    r"\b(?:does|do|did)(?:n['’]?t|\s+not)\s+(?:really\s+|actually\s+|even\s+)?(?:matter|care|mind"
    r"|need|apply|count|bother|worry|concern|have\s+to\s+(?:be|have|come|work|run|support|speak|include|cost|use|fit|last))\b|\bneed(?:n['’]t|\s+not)\b|\bno\s+longer\s+(?:has\s+to|have\s+to|needs?|applies)\b"
    r"|\bwho\s+cares\b|\bcould(?:n['’]t)?\s+(?:not\s+)?care\s+less\b|\ball\s+(?:the\s+same|one)\s+(?:to|for|with)"
    r"\s+(?:me|us)\b|\b(?:makes?|made)\s+no\s+(?:odds|difference)\b|(?:\bno|\bnot|n['’]t)\s+(?:longer\s+)?(?:married"
    r"|wedded|attached|tied|bound|committed|glued|(?:dead\s+)?set)\s+(?:to|on)\b"
    r"|\b(?:may|can|could)\s+(?:now\s+)?(?:cost|be|go|run|take|last)\s+(?:(?:to|on|for)\s+)?(?:more|longer|over|above|lower|worse|less|below)\b"
    r"|\b(?:not|n['’]?t|no\s+longer|isn['’]?t)\s+(?:that\s+|so\s+|really\s+|actually\s+"
    r"|all\s+that\s+)?(?:important|needed|necessary|essential|required|relevant|an?\s+issue"
    r"|a\s+(?:must|problem|concern|requirement|deal-?breaker)|fussed|bothered)\b"
    r"|\b(?:drop(?:ped|s)?|lift(?:ed|s)?|removed?|scrap(?:ped|s)?|forget|ignored?|lose|ditch(?:ed)?"
    r"|cancel(?:led)?|relax(?:ed)?|loosen(?:ed)?|discard(?:ed)?|withdr[ae]wn?|abandon(?:ed)?|bin(?:ned)?"
    r"|waived?|skip|take\s+(?:off|away|out)|get\s+rid\s+of|do\s+away\s+with|no\s+more|never\s+mind"
    r"|let\s+go\s+of)\b"
    r"|\b(?:is|are|['’]s|['’]re|be)\s+(?:perfectly\s+|totally\s+|also\s+|all\s+|quite\s+"
    r"|actually\s+|just\s+)?(?:fine|ok|okay|allowed|welcome|alright|all\s+right|acceptable|cool"
    r"|good|no\s+problem)\b"
    r"|\b(?:can|may|could)\s+(?:come\s+back|be\s+(?:back|included|whatever|any|anything|in\s+(?:it|there)"
    r"|(?:shown|listed|considered)\s+again)|return|stay|go)\b|\b(?:may|can)\s+be\s+what\w*\b"
    r"|\bany\s+(?:\w+\s+)?(?:will|would|is)\b|\b(?:either|both|any|all|whichever"
    r"|whatever)\b[^.!?]{0,24}\b(?:do|fine|ok|okay|works?|good)\b|\bof\s+no\s+(?:consequence"
    r"|importance)\b|\bno\s+(?:object|limit|restriction|matter|preference)\b|\bopen\s+to\b"
    r"|\b(?:bring|let|put|have)\b[^.!?;]{0,24}\bback\b|\ballow\b|\binclude\b.{0,20}\b(?:again|too|back|after\s+all)\b|\bafter\s+all\b"
    r"|\bwhatever\b|\bregardless\b|\birrelevant\b|\bno\s+longer\s+(?:need|care|want|matter\w*)\b"
    r"|\btake\b[^.!?;]{1,24}?\s(?:off|away|out)\b|\bneither\s+here\s+nor\s+there\b|\b(?:will|would)\s+do\b|\bback\s+in\b|\bchanged?\s+my\s+mind\b"
    r"|无所谓|不限|不(?:再|作|做|设)?(?:限制|要求|强求|在乎|在意|介意|重要|计较|管|考虑)|取消|去(?:掉|了)|作废|不算(?:数|了)?|别管|不用管|没得?关系|不设限|不作数|当我没[说讲提]|没讲究"
    r"|不要紧|都(?:行|可以|成|好|能接受|看看|没问题|ok)|也(?:行|可以|成|好|能接受|没问题|没事|无妨|ok)|无妨|放[开宽]|松[开动]|随[便意]|拿掉|忽略"
    r"|算了|不必|不用了|不需要了|去了吧|就.{1,4}吧|解除|撤掉|删掉",
    _I,
)
AS_WELL = re.compile(
    r"\b(?:fine|ok|okay|good|welcome|alright|all\s+right|work|works|do)\s*,?\s+(?:as\s+well|too|also)\b"
    r"|\b(?:is|are|would\s+be|will)\s+also\s+(?:fine|ok|okay|good|do|work)\b"
    r"|也(?:可以|行|好|成|没问题|能接受)",
    _I,
)
EASES = re.compile(
    r"\b(?:relax|loosen|ease|widen|stretch)\w*\b|放[开宽松]|松[开动]|降低?一?点|提高一?点", _I
)
HOW_MUCH = re.compile(r"\bhow\s+(?:long|much|many|often|far)\b|多[长久少大]", _I)
GIVES_UP = re.compile(
    r"\b(?:drop|lift|remove|scrap|ditch|cancel|abandon|discard|withdraw|waive|get\s+rid\s+of)\w*\b"
    r"|\b(?:doesn|don|needn|isn)['’]?t\b|\bno\s+longer\b|\bwho\s+cares\b|无所谓|不限|取消|去掉",
    _I,
)
"""Takes a limit back even where its number is named: ditch the under $100 rule."""
CONDITION = re.compile(
    r"\b(?:rules?|limits?|requirements?|conditions?|restrictions?|filters?|constraints?"
    r"|criteria)\b|限制|要求|条件|那条|这条|那项|这项",
    _I,
)
MONEY = re.compile(
    r"\b(?:prices?|priced|cost\w*|budget\w*|money|dollars?|bucks?|expensive|dear|cheap(?!est)\w*"
    r"|spend\w*|afford\w*|pay|fee)\b|[$]"
    r"|(?<!评)价|钱|预算|贵|费用|美[元金]|[刀块]|花费",
    _I,
)
UPPER = re.compile(
    r"\b(?:upper|top\s+(?:limit|price|end)|highest|max(?:imum)?|ceiling|cap)\b"
    r"|\b(?:may|can|could)\s+(?:now\s+)?\w+\s+(?:(?:to|on|for)\s+)?(?:more|longer|over|above)\b",
    _I,
)
LOWER = re.compile(
    r"\b(?:lower|bottom)\s+(?:limit|bound|end|one)\b|\b(?:min(?:imum)?|lowest)\b"
    r"|\b(?:may|can|could)\s+(?:now\s+)?be\s+(?:lower|less|worse|below|under)\b",
    _I,
)
RETURNS = re.compile(
    r"\b(?:they|it|them|those|he|she|that\s+\w+)\b[^.!?;]{0,30}?\b(?:back|again|return|after\s+all)\b",
    _I,
)
"""They can be in it again: who was refused last."""
SMALLTALK = re.compile(
    r"\b(?:thanks?|thank\s+you|thx|ta|cheers|hello|hi|hiya|hey|good\s+(?:morning|evening"
    r"|afternoon|day)|bye|goodbye|see\s+you|cya|hang\s+on|hold\s+on|one\s+(?:sec|moment|minute)"
    r"|a\s+(?:sec|moment|minute)|wait|lemme\s+think|let\s+me\s+think|think\s+about\s+it"
    r"|moment\s+to\s+think|not\s+(?:at\s+all\s+)?sure\s+(?:yet|what)|anybody\s+(?:home|there)"
    r"|anyone\s+there|you\s+there|are\s+you|who\s+are\s+you|how\s+are\s+you|great\s+help"
    r"|very\s+helpful|makes\s+sense|sounds?\s+(?:good|great)|perfect|brilliant|brill|lovely"
    r"|wonderful|awesome|nice\s+one|ok(?:ay)?|i\s+see|got\s+it|fair\s+enough|lol|haha"
    r"|that['’]?s\s+(?:all|it)|be\s+(?:right\s+)?back|i['’]?ll\s+(?:take|go\s+with|buy|have|get)"
    r"|idk|hmm+)\b"
    r"|谢|多谢|感谢|费心|下次再|改天|先这样|先看到这|辛苦|你好|您好|哈[喽啰罗]|嗨|早上好|晚上好|下午好|再见|拜拜|回见|在[不吗]在?|在线吗|有人(?:吗|在)|好[嘞的吧啦哒]|行[嘞吧]|收到"
    r"|明白|知道了|了解|原来如此|哦|嗯|稍等|等[等下]|等一下|让我想想|想想|考虑考虑|商量|慢慢看|哈哈|嘿嘿|没事了|就这样",
    _I,
)
ASKS = re.compile(
    r"(?<!not )(?<!n't )(?<!n’t )(?<!what i'm )(?<!what i’m )(?<!what I'm )(?<!what I’m )\b(?:show"
    r"|find|recommend|suggest|need|want|(?:would|['’]d)\s+(?:like|love)|looking\s+for|after|get\s+me|have\s+you\s+got"
    r"|do\s+you\s+have|any)\b(?!\s+(?:a\s+)?(?:sec|moment|minute|time|to\s+think))"
    r"|找|推荐|(?<!想)想(?!想)|给我看|有没有|来[点个]|求|看看(?!吧?$)",
    _I,
)
