"""Words by which people take a limit back, or say that it stands, in English and Chinese."""

from __future__ import annotations

import re

_I = re.I
_RULE = (
    r"(?:(?:the|that|my|this|any|all|every)\s+)?(?:[\w$.-]+\s+){0,4}?(?:rules?|limits?|requirements?|conditions?|restrictions?"
    r"|filters?|constraints?|criteri(?:a|on)|caps?|ceilings?|lids?|maximum|minimum|thing|bit|stuff"
    r"|nonsense|malarkey|business|idea|clause|stipulation|bar|floor|cut-?off|price|budget|budgets"
    r"|stars?|cost|rating|demand)\b"
)
_END = (
    r"(?:kill|axe?|nix|quash|rescind|revoke|repeal|strike|overturn|scrub|boot|chuck|sack|knock|bin"
    r"|ditch|dump|trash|toss|junk|erase|delete|undo|reverse|void|annul|nullify|suspend"
    r"|eliminate|wipe|clear|zap|yeet|jettison|shelve|forgo|forego|disable|unset"
    r"|disregard|dismiss|veto|drop|lift|remove|scrap|lose|cancel|waive|abandon|discard|withdraw"
    r"|retract|relinquish|set\s+aside|get\s+rid\s+of|throw|scratch|rip|tear)"
)
ENDS = re.compile(
    rf"\b{_END}\s+(?:(?:off|out|up|down|away|aside)\s+)?{_RULE}(?!\s+(?:to|at|by|down|from)\s+[$]?\d)"
    r"|\b(?:rule|limit|requirement|condition|filter|cap|ceiling|lid|thing|bit|price|budget|rating)"
    rf"s?\W+(?:{_END}\s+(?:it|that)\b|(?:gone|(?:in|into)\s+the\s+bin|don['’]?t\s+sweat|be\s+damned))"
    r"|\b(?:the\s+)?lid(?:['’]s|\s+is)\s+off\b|\bun-?cap\b|\bdon['’]?t\s+sweat\b"
    r"|\bcharge\s+what(?:ever)?\s+you\b|\bbe\s+damned\b|\bcan\s+go\s+hang\b|\bsky['’]?s\s+the\s+limit\b"
    r"|\bthe\s+sky\s+is\s+the\s+limit\b|不差钱|[不无没][设有]?上限|不卡|(?<![没不肯])松(?:了)?口(?!气)|(?:我|就|可以|愿意?|各)让(?:一?步|了步)|(?:我|就)妥协|(?:[老旧新贵深浅难易长短快慢高低]|便宜)(?:的|款|点|一点|些)*(?:[老旧新贵深浅难易长短快慢高低]|便宜)(?:的|款|点|一点|些)*(?:都|均|皆|无所谓|随便|不论)|(?:不用|不必|无需|无须|不需要|用不着|没必要)再?(?:交|有|带|给|发|拿|配|支持|考|装|接|连)[^，。]{1,6}了|(?P<does>[一-鿿]{1,2})就(?P=does)(?=[了吧呗啦呀啊嘛也都，。！\s]|$)|(?:不|没必要|何必|不用|不必|不再|无须|无需)(?:再|是|一定)?非[^，。]{1,12}?(?:不可|不行|不成|才行|$|了)|(?:限制|要求|条件|条|项|上限|下限|封顶|门槛|规定|规矩|价)[^，。]{0,3}(?:划|删|拿掉|去了|毙|砍|抹|勾|废|揭|撤|扔|丢|拆|剔|摘)",
    _I,
)
"""A limit is ended, by whatever verb: kill the five-week cap, sack off the price thing."""
ALSO_SHOWN = re.compile(
    r"(?:别的?(?![要看买选给放来推])|其[他它余]的?|旁的|另外的|任何|各[种家类]|所有的?)[^，。！？不没别]{1,8}?[也都](?:(?!不|没|别|免|算了|要是|留|保|照|维持|有效|还|在|挺|很|一样)[^，。！？]){1,8}$|"
    r"的(?:话)?[也都][^，。！？]{0,3}(?:放进?来?|加进?来|拿进?来?|给我?看|拿给|看看|列|显示|放出来|算上|带上|收进?来|包括|纳入|考虑)"
)
"""要交月费的也放进来: what was kept out comes in."""
LIFT = re.compile(
    rf"{ENDS.pattern}|\bas\s+(?:many|much|long|often|high|low|far)(?:\s+\w+){{0,2}}?\s+as\s+(?:it|they|you)\s+(?:likes?|wants?|takes?|needs?|pleases?|goes|must)\b"
    r"|\b(?:no\s+matter\s+(?:how|what|which|who)|however\s+(?:many|much|long|far|high|old))\b|\bany\s+(?:old\s+)?\w+\s+(?:goes|counts|suits)\b"
    r"|\bopen\s+(?:up|out)\s+(?:the|that|my)\b|\banything\s+goes\b"
    r"|\bwould(?:n['’]t|\s+not)\s+(?:kill|hurt|harm|bother|ruin|break)\s+(?:me|us|anyone|the\s+bank)\b"
    r"|\b(?:can|could|would|['’]d|['’]ll|will)\s+(?:(?:easily|happily|probably|always|just|also)\s+)?(?:manage|do|live|cope|survive|get\s+by|make\s+do)\s+without\s+(?=\w)"
    r"|\b(?:does|do|need)(?:n['’]t|\s+not)\s+(?:have|need)\s+to\s+(?!know\b|worry\b)\w+\b|"
    rf"{ALSO_SHOWN.pattern}|"
    r"(?:评分|口碑|价[格钱]|预算|证书|牌子|品牌|周数|时长|星级)[^，。]{0,2}不(?:看|挑)了|爱(?:咋|怎|谁|几|多|啥|哪|什么|要不要|买不买)|(?:放|搁|撂|丢|撇)(?:到|在)?一?[边旁]|也(?:凑合|将就|认了|忍了)|(?:不用|不必|别|无须|毋须|无需)再?去?(?:理|限|设限|卡|管|顾|纠结|较真|操心)|"
    r"\bneither\s+(?:of\s+\w+\s+)?(?:matters?|counts?)\b|\b(?:can|could)\s+(?:live|cope|put\s+up)\s+with\b|\b(?:can|could|may|might)\s+(?:(?:also|now|well|just|even|easily|happily|perfectly)\s+)*(?:come|be|do|go|arrive|ship)\s+with(?:out)?\s+(?=\w)|\bwithout\b[^.;!?]{1,30}?\b(?:is|are|would\s+be|will\s+be|['’]s)\s+(?:also\s+|just\s+|all\s+|perfectly\s+)*(?:fine|ok(?:ay)?|good|cool|grand|alright|all\s+right)\b|\bwithout\b[^.;!?]{1,30}?\b(?:will|would)\s+do\b|\b(?:(?:work|boss|employer|company|office|dad|mum|mom|parents|husband|wife|insurance|landlord|grandma|gran|nan|uncle|aunt|school|council|government|somebody|someone|(?:somebody|someone)\s+else|she|he|they)(?:['’]s|\s+(?:is|are|will\s+be|was))\s+(?:paying|footing|covering|picking\s+up|treating)|(?:foots?|footing|picks?\s+up|picking\s+up|covers?|covering)\s+(?:the|that|my|our)\s+(?:bill|tab|costs?|fees?|lot))\b(?!\s+for\s+\w)|\b(?:made?|make)\s+(?:my|our)\s+peace\s+with\b|\bburied\s+the\s+hatchet\b|\bpatched\s+(?:it|things)\s+up\b|\b(?:another|a\s+second|one\s+more)\s+(?:chance|go|try)\b|\bno\s+skin\s+off\b|\b(?:leave|set|put|push|brush|lay|cast)\s+(?:that|those|these|it|them|the|my|all)\s+(?:[a-z]+\s+){0,2}?(?:aside|to\s+(?:the|one)\s+side)\b|\b(?:leave|brush)\s+[a-z]+\s+aside\b|\bease\s+(?:off|up)\b"
    r"|\b(?:tak(?:e|ing)|took)\s+back\b|\bretract\w*|\bpast\s+caring\b|\b(?:is|was|were|['’]s)\s+(?:just\s+|only\s+|a\s+bit\s+of\s+|pure\s+|all\s+)?(?:nonsense|an?\s+(?:\w+\s+)?(?:mistake|error|slip|typo)"
    r"|my\s+mistake|a\s+daft\s+idea|daft|silly\s+of|too\s+(?:strict|harsh|fussy|picky|tight|hard|easy|basic|simple|babyish)|overkill|unnecessary|uncalled|neither\s+here)\b"
    r"|\blet\b[^.!?;]{1,24}\b(?:go|slide|slip|pass|drop)\b|\b(?:is|are|['’]s)\s+(?:now\s+)?(?:optional|open|flexible|negotiable|up\s+to\s+you|your\s+call)\b|:\s*(?:open|any|whatever|don['’]?t\s+care)\b|\bno\s+(?:quarrel|beef|gripe|grudge|bother|hassle)\s+with\b"
    r"|\b(?:I|we)\s+(?:do\s+not|don['’]t|won['’]t)\s+(?:need|insist\s+on|require|mind)\b|"
    r"\bno\s+need\b|(?:\bnot|n['’]t)\s+(?:an?\s+)?(?:hard|strict|firm|fixed)\b|不设|不管(?=\W*$|了)|(?:限额|限价)[^，。]{0,3}不"
    r"|\b(?:is|are|['’]s|was|been|be)\s+(?:now\s+|hereby\s+|all\s+)?(?:gone(?!\s+(?:up|down|off))"
    r"|off(?!\s+the\s+shelf)|history|dead|over|void|moot|out\s+(?:of\s+)?the\s+window|toast"
    r"|withdrawn|forgotten|up\s+for\s+grabs)\b"
    r"|\b(?:unban\w*|unblock\w*|reinstat\w*|forgiv\w*|forgave|reconsider\w*|allowed|dropping"
    r"|scrapping|lifting|removing|binning|chuck(?:ing)?|worrying\s+about)\b"
    r"|\b(?:hang|blow|stuff|sod|damn|screw)\s+the\s+(?:expense|cost|price|budget)\b|\b(?:not"
    r"|n['’]t|never)\s+bother\b|不看重|随缘|(?<!也)不强求|不苛求|看淡|不必|破了|原谅|冤枉|免了"
    r"|\bsky['’]?s\s+the\s+limit\b|\bno\s+(?:longer|more|objection)\b|\bback\s+on\s+the\s+(?:table"
    r"|list|menu)\b|\bonce\s+more\b|\bshow\s+them\s+too\b|\b(?:may|can)\s+go\b"
    r"|\bdoes(?:n['’]t|\s+not)\s+(?:stand|hold|bother|fuss)\b|\bany\s+\w+['’]ll\b"
    r"|\bI['’]m\s+(?:easy|flexible|open|not\s+fussed|not\s+bothered)\b"
    r"|\b(?:as\s+\w+\s+as\s+(?:it|they|you)\s+(?:likes?|wants?|pleases?))\b|\b(?:may|can"
    r"|could)\s+run\s+over\b|\b(?:is|are)n['’]?t\s+banned\b|\bagain\b(?=\W*$)"
    r"|(?:限制|要求|条件|条|项|上限|下限|封顶|门槛|规定|规矩|顶)[^，。]{0,3}不要|不(?:用|管|卡|提|理|拉黑|设|限)了|收回|撤(?:了|销|吧|去|下|回)|拆了|解禁"
    r"|禁令|翻篇|随便花|放飞|不是(?:问题|事儿?)|又(?:可以|行|能)|再(?:考虑|给个机会|看看)|放(?:回来|出来)|不用非|不必非"
    r"|(?:多[少长久大贵]|几|哪|什么|啥|谁|怎么|咋)[^，。！？]{0,6}?都|贵贱|长一?[点些]也|也(?:给|拿|放)[^，。]{0,6}看|不(?:再)?(?:讲究|拘|较真|死磕|卡[死着]?|细究|深究|过问|操心|盯着?|纠缠)(?:了|啦|$)"
    r"|\b(?:does|do|did)(?:n['’]?t|\s+not)\s+(?:really\s+|actually\s+|even\s+)?(?:matter|care|mind"
    r"|need|apply|count|bother|worry|concern|have\s+to\s+(?:be|have|come|work|run|support|speak"
    r"|include|cost|use|fit|last))\b|\bneed(?:n['’]t|\s+not)\b|\bno\s+longer\s+(?:has\s+to"
    r"|have\s+to|needs?|applies)\b"
    r"|\bwho\s+cares\b|\bcould(?:n['’]t)?\s+(?:not\s+)?care\s+less\b|\ball\s+(?:the\s+same"
    r"|one)\s+(?:to|for|with)"
    r"\s+(?:me|us)\b|\b(?:makes?|made)\s+no\s+(?:odds|difference)\b|(?:\bno|\bnot"
    r"|n['’]t)\s+(?:longer\s+)?(?:married"
    r"|wedded|attached|tied|bound|committed|glued|(?:dead\s+)?set)\s+(?:to|on)\b"
    r"|\b(?:may|can|could)\s+(?:now\s+)?(?:cost|be|go|run|take|last)\s+(?:(?:to|on"
    r"|for)\s+)?(?:more|longer|over|above|lower|worse|less|below)\b"
    r"|\b(?:not|n['’]?t|no\s+longer|isn['’]?t)\s+(?:that\s+|so\s+|really\s+|actually\s+"
    r"|all\s+that\s+)?(?:important|needed|necessary|essential|required|relevant|an?\s+issue"
    r"|a\s+(?:must|problem|concern|requirement|deal-?breaker)|fussed|bothered)\b"
    r"|\b(?:drop(?:ped|s)?|lift(?:ed|s)?|removed?|scrap(?:ped|s)?|forget|ignored?|lose|ditch(?:ed)?"
    r"|cancel(?:led)?|relax(?:ed)?|loosen(?:ed)?|discard(?:ed)?|withdr[ae]wn?|abandon(?:ed)?|scratch(?!\s+(?:the|any|all|every|those|these|out|off)\b)"
    r"|bin(?:ned)?"
    r"|waived?|skip|take\s+(?:off|away|out)|get\s+rid\s+of(?!\s+(?:it|that|this|them|him|her)\b)|do\s+away\s+with|no\s+more|never\s+mind"
    r"|let\s+go\s+of)\b"
    r"|\b(?:is|are|['’]s|['’]re|be)\s+(?:perfectly\s+|totally\s+|also\s+|all\s+|quite\s+"
    r"|actually\s+|just\s+)?(?:fine|ok|okay|allowed|welcome|alright|all\s+right|acceptable|cool"
    r"|good|no\s+problem)\b"
    r"|\b(?:can|may|could)\s+(?:come\s+back|be\s+(?:back|included|whatever|any|anything|in\s+(?:it"
    r"|there)"
    r"|(?:shown|listed|considered)\s+again)|return|stay|go)\b|\b(?:may|can)\s+be\s+what\w*\b"
    r"|\bany\s+(?:\w+\s+)?(?:will|would|is)\b|\b(?:either|both|any|all|whichever"
    r"|whatever)\b[^.!?]{0,24}\b(?:do|fine|ok|okay|works?|good)\b|\bof\s+no\s+(?:consequence"
    r"|importance)\b|\bno\s+(?:object|limit|restriction|matter|preference)\b|\bopen\s+to\b"
    r"|\b(?:bring|let|put|have)\b[^.!?;]{0,24}\bback\b|\ballow\b|\binclude\b.{0,20}\b(?:again|too"
    r"|back|after\s+all)\b|\bafter\s+all\b"
    r"|\bwhatever\b|\bregardless\b|\birrelevant\b|\bno\s+longer\s+(?:need|care|want|matter\w*)\b"
    r"|\btake\b[^.!?;]{1,24}?\s(?:off|away|out)\b|\bneither\s+here\s+nor\s+there\b|\b(?:will"
    r"|would)\s+do\b|\bback\s+in\b(?!\s+(?:my|the|those|\d))|\bchanged?\s+my\s+mind\b"
    r"|无所谓|不限|不(?:再|作|做|设|要|用|必|需|加)?(?:限制|限定|设限|卡死|要求|强求|在乎|在意|介意|重要|计较|管|考虑)|取消|[换改撤]掉|去(?:掉|了)|作废|不算(?:数|了)?|别管|不用管|没得?关系"
    r"|不设限|不作数|当我没[说讲提]|没讲究"
    r"|不要紧|都(?:行|可以|成|好|能接受|看看|没问题|ok)|也(?:行|可以|成|好|能接受|没问题|没事|无妨|ok)|无妨|放[开宽]|松[开动]|随[便意]|拿掉|忽略"
    r"|算了|不必|不用了|不需要了|去了吧|就.{1,4}吧|解除|撤掉|删掉",
    _I,
)
NEVER_AGAIN = re.compile(r"(?:\b(?:never|not|no\s+more|stop)|n['’]t)\b[^.!?;]{0,40}?\bagain\b", _I)
"""Don't show me it again: nothing comes back."""
FINE_ALONE = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:(?:is|are)\s+|['’](?:s|re)\s+)(?:all\s+|just\s+|perfectly\s+|totally\s+)?(?:fine|ok|okay|good|cool|grand|great|alright|all\s+right)\W*$",
    _I,
)
BACK_AT = re.compile(r"\b(?:it|them|they|that|this|those|one|him|her)\b", _I)
"""Words for what was named before."""
ALSO_FINE = re.compile(
    r"\b(?:too|also|as\s+well|fine|ok(?:ay)?|welcome|mind)\b|也|愿意|可以|能接受", _I
)
"""Of something cheaper: it will do as well, and is no demand."""
JOINED = re.compile(
    r"\b(?:let|have)\b[^.;!?]{1,40}?\b(?:join|in\s+(?:too|as\s+well|also)|come\s+in)\b"
    r"|\b(?:can|may|could|should)\s+(?:(?:also|too|all)\s+)?(?:join|come\s+(?:in|along|too)|be\s+(?:in|included|added|on\s+the\s+list))\b"
    r"|\b(?:add|include|count|throw|chuck|mix|consider|show|take|list)\b[^.;!?]{1,40}?\b(?:too|as\s+well|also|in"
    r"|to\s+(?:it|that|them|the\s+(?:\w+\s+)?(?:list|mix|options?|choices?|lot|pot)))(?=\W*$|\W*please)"
    r"|也(?:一起|一并|一块|都|给我|可以)*(?:算|加|放|收|列|纳入|考虑|看|要|来|带)(?:上|进|进来|看|入)?(?![不没])|(?:再)?(?:加上|算上|带上)(?:吧|也)?|一[块并起](?:看|算|放|列)",
    _I,
)
"""One more value beside the one that was asked for, of a field that has one: solar can join."""
ALSO_WELL = re.compile(
    r"\b(?:can|could|may|might)\s+(?:(?:just\s+as\s+well\s+)?be|run\s+on|use)\s+(?:[\w-]+\s+){1,3}?(?:too|as\s+well|also)\b"
    r"|\b(?:can|could|may|might)\s+(?:also|equally|just\s+as\s+well)\s+(?:be|run\s+on|use)\b"
    r"|\b(?:fine|ok|okay|good|welcome|alright|all\s+right|work|works|do)\s*,?\s+(?:as\s+well|too"
    r"|also)\b"
    r"|\b(?:is|are|would\s+be|will)\s+also\s+(?:fine|ok|okay|good|do|work)\b"
    r"|也\s*(?:可以|行|好|成|没问题|能接受|ok(?:ay)?|欧克|[一-鿿]得(?:了|起|住|来|及|上|消|动|下|惯))",
    _I,
)
AS_WELL = re.compile(
    rf"{ALSO_WELL.pattern}|都\s*(?:可以|行|好|成|没问题|能接受|ok(?:ay)?|欧克)", _I
)
EASES = re.compile(
    r"\b(?:relax|loosen|ease|widen|stretch)\w*\b|放[开宽松]|松[开动]|降低?一?点|提高一?点", _I
)
HOW_MUCH = re.compile(
    r"\bhow\s+(?:long|much|many|often|far)\b|\blast(?:s|ing)?\b(?=\W*$|\s+(?:as|for|so|that|an?|the|long|\w+\s+(?:years?|months?|weeks?))\b)"
    r"|\bthe\s+(?:\w+\s+)?(?:year|month|week|hour)s?\s+(?:thing|rule|limit|bit)\b|多[长久少大]",
    _I,
)
GIVES_UP = re.compile(
    rf"{ENDS.pattern}|\bdo(?:ing)?\s+away\s+with\b|\btake\s+(?:off|away)\b|{ALSO_SHOWN.pattern}|\bout\s+(?:of\s+)?the\s+window\b|也(?:行|可以|成|无妨)|"
    r"\bno\s+need\b|(?:\bnot|n['’]t)\s+(?:an?\s+)?(?:hard|strict|firm|fixed)\b|不设"
    r"|\b(?:is|are|['’]s|was)\s+(?:now\s+)?(?:gone|off|history|dead|void|moot|lifted|dropped"
    r"|scrapped|withdrawn|cancelled)\b|\bnever\s+mind\b"
    r"|\b(?:forget|bin|chuck|lose|no\s+more|no\s+longer|unban|let\s+go)\b|\b(?:may"
    r"|can)\s+go(?=\W*$)|不必|破了|免了|作废|撤|解除|解禁|不[要用卡算提管]了?|收回|拆了|去掉|删掉?|拿掉|不作数"
    r"|\b(?:drop|lift|remove|scrap|ditch|cancel|abandon|discard|withdraw|waive|get\s+rid\s+of)\w*\b"
    r"|\b(?:doesn|don|needn|isn)['’]?t\b|\bno\s+longer\b|\bwho\s+cares\b|无所谓|不限|取消|去掉",
    _I,
)
"""Takes a limit back even where its number is named: ditch the under $100 rule."""
CONDITION = re.compile(
    r"\blid(?:['’]s|\s+is)\s+off\b|\b(?:rules?|limits?|requirements?|conditions?|restrictions?|filters?|constraints?"
    r"|criteria)\b|限制|要求|条件|那条|这条|那项|这项|上限|下限|封顶|门槛|规定",
    _I,
)
MONEY = re.compile(
    r"\b(?:prices?|priced|cost\w*|budget\w*|money|dollars?|bucks?|expensive|dear|cheap(?!est)\w*"
    r"|spend\w*|afford\w*|pay|paying(?!\s+(?:every|each|per|an?|by|monthly|yearly)\b)|bill|tab|fees?|expense|charge\s+(?:me|us|what\w*|you|extra|more|anything|as))\b|[$]"
    r"|(?<!评)价|钱|预算|贵|费用|收费|付费|免费|学费|美[元金]|刀|(?<![这那哪一])块(?!儿)|花费",
    _I,
)
LENGTH = re.compile(
    r"\b(?:as\s+long\s+as\s+(?:it|they)|however\s+long|how\s+long|length|duration|(?<!any\s)(?<!no\s)longer)\b",
    _I,
)
"""Of how much time is taken."""
AGE = re.compile(
    r"\b(?:older|year|years?\s+it|(?:came|come|comes)\s+out|how\s+(?:old|new)|age|release\w*|old\s+(?:stock|ones|models))\b",
    _I,
)
UPPER = re.compile(
    r"\b(?:upper\s+(?:border|boundary|edge)|upper|top\s+(?:limit|price|end)|highest|max(?:imum)?|ceiling|(?:un-?)?cap|lid)\b"
    r"|\bcharge\s+what|\b(?:over|above|beyond|past)\s+(?:it|that|budget)\b"
    r"|贵[一点些]*的?(?:话)?(?:也|都)(?:没关系|没事|没问题|不要紧|无所谓|行|可以|成|无妨|能接受|好)"
    r"|上限|限额|限价|封顶|最[高多]|顶价|天花板|(?<=[块元刀])以[内下]"
    r"|\b(?:may|can|could)\s+(?:now\s+)?\w+\s+(?:(?:to|on|for)\s+)?(?:more|longer|over|above)\b",
    _I,
)
LOWER = re.compile(
    r"\b(?:lower|bottom)\s+(?:limit|bound|border|boundary|edge|end|one)\b|\b(?:min(?:imum)?|lowest|floor)\b|下限|最[低少]|起步"
    r"|底线|起价|至少"
    r"|\b(?:may|can|could)\s+(?:now\s+)?be\s+(?:lower|less|worse|below|under)\b",
    _I,
)
RETURNS = re.compile(
    r"\b(?:they|it|them|those|he|she|that\s+\w+)\b[^.!?;]{0,30}?\b(?:back|again|return"
    r"|after\s+all)\b",
    _I,
)
"""They can be in it again: who was refused last."""
STANDS = re.compile(
    r"(?<!no longer )(?<!n't )(?<!n’t )\b(?:stands?|stays?|remains?|holds|still\s+(?:appl\w+"
    r"|counts?|goes|on|there)|keep(?:s|ing)?\s+(?:the|that|my)(?!\s+\w+\s+(?:under|below|over))"
    r"|as\s+before)\b"
    r"|照旧|不变|留着|保留|别动|依旧|仍然?(?:要|在|算)|还[是得]?(?:要|在|算|留)|照样",
    _I,
)
"""A limit of which this is said is not taken back."""
UNNAMED = re.compile(
    r"\b(?:that|it|this|what\s+I(?!\s+(?:just\s+)?(?:said|wrote|told\s+you)\s+(?:about|on|re|regarding)\b))\b|当[我俺]没|之前|原来|还原|恢复",
    _I,
)
"""What is taken back is the turn before, whatever it said."""
LOWERED = re.compile(
    r"\b(?:drop|lower|cut|bring|knock|take|reduce|raise|lift|put|move|set|push|shift)\b[^.;!?]{0,40}?"
    r"\b(?:to|at)\s+(?:about\s+|around\s+|just\s+)?(?:[$]\s?)?(?:\d|an?\s+hundred|(?:one|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)",
    re.I,
)
"""Drop the ceiling to a hundred and fifty: it is moved, not lifted."""
EXTRA = re.compile(r"\bbonus\b|\bbrownie\s+points\b|\bcherry\s+on\b", re.I)
"""What would only be a bonus takes nothing back."""
HEARD = re.compile(
    r"\b(?:I|we)(?:['’]ve)?\s+(?:just\s+|once\s+|also\s+|even\s+)?(?:read|heard|saw|seen)\s+(?:somewhere\s+)?(?:that|how|in|on|about)\b"
    r"|^\W*(?:(?:the\s+)?(?:papers?|news|telly|tv|radio|internet)|they)\s+(?:says?|said|reports?|reported|claims?)\b",
    re.I,
)
"""I read that half of them are dead: a fact, which takes nothing back."""
