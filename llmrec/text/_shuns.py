"""English words by which people refuse something: rule out, bin the Zadeko ones, is a no."""

from __future__ import annotations

_OPENS = (
    r"(?:^|(?<=[.,;:!?–—-] )|(?<=[.,;:!?…\n])|(?<=please )|(?<=kindly )|(?<=just )|(?<=you )"
    r"|(?<=can )|(?<=could )|(?<=and )|(?<=so )|(?<=then )|(?<=also )|(?<=but )|(?<=or )|(?<=must )"
    r"|(?<=let['’]s )|(?<=ok )|(?<=okay )|(?<=actually )|(?<=want you to ))"
)
"""Where an order begins."""
_MEANS = (
    r"(?:(?<=should )|(?<=I['’]d )|(?<=want to )|(?<=like to )|(?<=going to )|(?<=I['’]ll )"
    r"|(?<=rather )|(?<=we )|(?<=I ))"
)
_ONES = (
    r"(?:ones?|things?|stuff|items?|products?|models?|courses?|class(?:es)?|lessons?|options?"
    r"|results?|entries|entry|makes?|brands?|lot|sort|kind|type|offerings?|devices?|gear|rubbish"
    r"|crap|junk|nonsense)"
)
_OF_THEM = (
    r"(?:\s+(?=(?:any|all|every|each|those|these)(?:thing)?\b)"
    rf"|\s+(?=(?:the|that|this|those|these|your|my|any|all)\s+[^,.;:!?]{{0,30}}?\b{_ONES}\b)"
    r"|\s+(?!(?:the|my|our|your|his|her|its|that|this|it|what|about|off|in|out|every\w*|all|me|us"
    r"|to|you|down|by|up|on|them|an?|some|for|at|back|over|away|from|with|weight|costs?|bills?"
    r"|time|energy|money)\b))"
)
"""What may follow a verb that refuses: things of a sort, and no word of something else."""
_PLAINLY = (
    r"drop|ditch|forget(?:\s+about)?|scrap|axe|nix|remove|delete|omit|eliminate|discard|dismiss"
    r"|reject|decline|ignore|disregard|weed\s+out|strip\s+out|throw\s+out|do\s+away\s+with"
    r"|screen\s+out|sift\s+out|knock\s+out|leave\s+off|pass\s+on|(?:leave|cast|put)\s+aside"
)
_BY_HAND = (
    r"cut(?:\s+out)?|bin(?:\s+off)?|lose|kill(?:\s+off)?|block|hide|bar|eject|erase|purge|cull|dump"
    r"|chuck(?:\s+out)?|toss(?:\s+out)?|take\s+(?:out|away)|strike(?:\s+out)?|get\s+rid\s+of|suppress"
    r"|mute|sling"
)
"""Said of things in the house, too: I want to hide cameras in the garden."""
_ALWAYS_EN = (
    r"(?:rul|leav|cross)(?:e|es|s|ing)?\s+out(?!\s+of)|bans?|banning|forbids?|forbidding"
    r"|prohibit(?:s|ing)?|disallow(?:s|ing)?|boycott(?:s|ing)?|blacklist(?:s|ing)?|veto(?:es|ing)?|outlaw(?:s|ing)?"
    r"|(?<!is\s)(?<!are\s)(?<!was\s)(?<!were\s)(?<!be\s)(?<!been\s)(?<!got\s)(?:banned|forbade|prohibited|disallowed|boycotted|blacklisted"
    r"|vetoed|outlawed|(?:ruled|crossed)\s+out(?!\s+of))"
    r"|(?:steer(?:ing)?|stay(?:ing)?|keep(?:ing)?)\s+(?:well\s+)?(?:clear\s+of|away\s+from)"
    r"|spare\s+(?:me|us)|do(?:ing)?\s+without"
)
SHUNS_EN = (
    rf"{_ALWAYS_EN}|(?<!to )(?<!that )(?<!which )(?<!it )(?<!can )filter\s+out"
    rf"|(?:{_OPENS}|{_MEANS})(?:{_PLAINLY}){_OF_THEM}|{_OPENS}(?:{_BY_HAND}){_OF_THEM}"
    rf"|{_OPENS}(?:down\s+with|away\s+with|to\s+hell\s+with|screw|sod)"
    r"|(?:had\s+(?:it|enough)|(?<=['’]m )done|(?<=am )done|finished)\s+(?:with|of)"
    r"(?!\s+(?:it|that|this|my)\b)|allergic\s+to|sworn\s+off|gone\s+off|no\s+fan\s+of|no\s+thanks\s+to"
    r"|(?<!from )(?<!to )zero(?!\s+(?:experience|knowledge|background|clue|idea|waste|to|dollars?"
    r"|bucks|cost|charge|point|in)\b)"
)
"""Verbs that refuse what follows them, and words like them."""
SHUNNED_EN = rf"{_ALWAYS_EN}|filter\s+out|exclud\w+|{_PLAINLY}|get\s+rid\s+of|remove|block|hide"
"""The same after a denial, which takes them back: I wouldn't drop Zigbee."""
_BAD_EN = (
    r"(?:no\s+(?:earthly\s+|damn\s+|bloody\s+)?(?:good|use|help|fun|friend\s+of\s+(?:mine|ours))\b|of\s+no\s+(?:use|interest)\b"
    r"|(?:not\s+to\s+be|never\s+to\s+be)\s+(?:shown|listed|included|seen|offered|trusted|considered|had|touched|suggested|recommended|allowed)"
    r"|(?:not\s+(?:an\s+option|possible|suitable|acceptable|on\b|doable|workable|coming\s+(?:in|near)|(?:to\s+be\s+)?trust\w*|reliable|good(?:\s+enough)?|great|safe|secure|right|nice|worth\s+\w+|wanted)|never\s+an\s+option)"
    r"|impossible|useless|hopeless|worthless|unbearable|unworkable|unsuitable|excluded|eliminated|unwanted|inadmissible"
    r"|(?:way\s+|far\s+|well\s+)?(?:beyond|over|above)\s+(?:me|us|my\s+head|my\s+brain|my\s+level)\b"
    r"|(?:nothing\s+but|always|forever)\s+(?:an?\s+)?(?:trouble|bother|grief|hassle|problems?|headaches?|aggro|breaking\w*|drama|stress)"
    r"|more\s+(?:trouble|bother|hassle)\s+than|an?\s+(?:shower|bunch|pack|load|lot|shower|gang)\s+of\s+\w+"
    r"|(?:crooks|cowboys|thieves|robbers|crooked|con\s*(?:men|artists)|scammers|cheats|sharks|charlatans|chancers|gangsters)\b"
    r"|(?:way\s+|far\s+|much\s+|just\s+)*too\s+(?:complicated|fiddly|scary|creepy|slow|noisy|loud|strict|rigid|technical|awkward|risky|invasive|flaky|fussy|faffy|posh|confusing)\b"
    r"|(?:creepy|dodgy|sketchy|ropey|ropy|rotten|rancid|wack|trash|mid|cursed|sus|whack|booty|bogus)\b)"
)
"""Said of what stands before it, it is not wanted: is no good to me, are a shower of crooks."""
_PUTS_OFF_EN = (
    r"(?:do(?:es)?\s+nothing\s+for\s+(?:me|us)|leaves?\s+(?:me|us)\s+cold|does?\s+my\s+(?:head|nut|box)\s+in|do\s+my\s+(?:head|nut)\s+in"
    r"|gets?\s+(?:on|up)\s+my\s+\w+|creeps?\s+(?:me|us)\s+out|freaks?\s+(?:me|us)\s+out|weirds?\s+(?:me|us)\s+out|scares?\s+(?:me|us)|bores?\s+(?:me|us)"
    r"|puts?\s+(?:me|us)\s+(?:off|to\s+sleep)|turns?\s+(?:me|us)\s+off|winds?\s+(?:me|us)\s+up|stress(?:es)?\s+(?:me|us)\s+out|makes?\s+my\s+skin\s+crawl"
    r"|(?:do|does)(?:n['’]t|\s+not)\s+(?:suit|appeal|agree\s+with|interest|do\s+it\s+for|sit\s+(?:well|right)\s+with|work\s+for)(?:\s+(?:to\s+)?(?:me|us))?\b"
    r"|(?:can|may|could)\s+(?:all\s+)?(?:whistle|go\s+(?:hang|jump|swing|fish|and\s+\w+)|get\s+(?:bent|knotted|tae|in\s+the\s+sea|out)|kiss\s+my|swivel|rot|burn"
    r"|take\s+a\s+(?:running|flying|long)|jump\s+in|kick\s+rocks|miss\s+me|stuff\s+(?:it|them))"
    r"|(?:fall|falls)\s+(?:away|out)\b|(?:(?:need|must|should|may|shall|can)\s*(?:not|n['’]t)|cannot)\s+(?:be\s+(?:in|among|on|part)|come|enter|turn\s+up|get\s+in|be\s+(?:included|seen|offered|suggested|recommended|considered|used))\b"
    r"|(?:must|should|ought\s+to|has\s+to|have\s+to|need(?:s)?\s+to|is\s+to|are\s+to)\s+(?:be\s+(?:kept|left|taken|ruled|cut|crossed|sorted|filtered|struck|thrown|weeded)\s+(?:out|off|away)|stay\s+(?:out|away|off)|be\s+(?:avoided|excluded|removed|skipped|omitted|banned|dropped|deleted|binned|shunned|barred)))"
)
_END = r"(?=\s*(?:$|[.,;:!)\n]|(?:and|but|so|because|as|since|thanks|please|cheers|ta)\b))"
_NO = (
    r"(?:an?\s+)?(?:(?:absolute|hard|firm|big|definite|complete|total|instant|strict|flat)\s+)?"
    r"(?:no(?:pe)?|no-?go|pass|deal[\s-]?breaker|turn[\s-]?off|non[\s-]?starter|hard\s+no)"
)
VERDICT_EN = (
    r"\s*,?\s*(?:\b(?:is|are|would\s+be)|['’](?:s|re))\s+(?:(?:just|simply|really|still|now|all|both|definitely"
    r"|for\s+(?:me|us)|to\s+be)\s+)*"
    r"(?:out\b(?!\s+(?:of|there|now)\b)|(?:banned|forbidden|prohibited|excluded|ruled\s+out|to\s+be\s+(?:left|kept)\s+out|unwelcome|verboten|taboo"
    r"|dead\s+to\s+(?:me|us)|history|not\s+(?:allowed|permitted|welcome|for\s+(?:me|us)"
    r"|(?:my|our)\s+(?:thing|bag|cup\s+of\s+tea|style|jam|scene)))\b"
    rf"|(?:an?\s+)(?:(?:absolute|hard|firm|big|definite)\s+)?(?:no|no-?go|pass|deal-?\s?breaker|non-?starter|turn-?off)\b"
    r"|off\s+the\s+(?:table|menu|cards|list)\b"
    rf"|{_BAD_EN})"
    rf"|\s+{_PUTS_OFF_EN}"
    rf"|\s+(?:was|were)\s+(?:(?:just|simply|really|absolutely|frankly)\s+)*{_BAD_EN}|\s+must\s+not\s+be(?=\s*(?:$|[.,;:!]))"
    r"|(?:['’]s|['’]re|\s+(?:is|are))\s+not(?=\s*(?:$|[.,;:!]))|\s+(?:is|are)n['’]t(?=\s*(?:$|[.,;:!]))"
    rf"|(?:['’]s|\s+(?:has|have))\s+(?:(?:always|only|ever)\s+)?been\s+{_BAD_EN}"
    r"|\s+neither(?=\s*(?:$|[.,;:!]))"
    r"|\s+(?:(?:will|would)\s+not|(?:wo|would)n['’]t)\s+(?:do|suit|cut\s+it|fly)(?=\s*(?:[,.;:!?]|$))"
    r"|\s+(?:(?:must|should|may|can?)(?:\s+not|n['’]t)|cannot)\s+be\s+"
    r"(?:needed|required|necessary|included|involved|expected|assumed"
    r"|an?\s+(?:prerequisite|requirement|precondition|condition)\b)"
    r"|\s+(?:(?:need|must|should|shall|may)\s*(?:not|n['’]t))\s+"
    r"(?:apply|appear|show\s+up|feature|come\s+up|be\s+(?:listed|shown|on\s+(?:the|my)\s+list))\b"
    r"|\s+(?:can|may)\s+(?:go(?!\s+\w)|do\s+one|jog\s+on|get\s+(?:lost|stuffed|in\s+the\s+bin|in\s+the\s+sea)|take\s+a\s+hike"
    r"|stay\s+(?:away|home|out|where)|go\s+(?:away|to\s+hell|whistle)|(?:sod|eff|naff|bugger|clear)\s+off)\b"
    rf"|\s*[?:,.–—-]+\s*(?:(?:that|it|this|they)(?:['’]s|\s+is|['’]re|\s+are)\s+(?={_NO}\b))?"
    rf"(?:{_NO}|no\s+(?:thanks?(?:\s+you)?|way|chance|ta|sir)|nah|never(?:\s+(?:again|ever|more))?|can['’]t(?:\s+(?:do\s+(?:it|that)|be))?"
    r"|not\s+(?:for\s+(?:me|us)|again|ever|a\s+chance|happening|interested|keen)|no\s+more\s+of\s+(?:it|them|that)"
    r"|(?:so\s+)?(?:please\s+)?(?:leave|rule|cross|take|keep)\s+(?:it|them|that|those)\s+(?:out|off)"
    r"|(?:so\s+)?(?:please\s+)?(?:lose|skip|drop|bin|ditch|scrap|avoid|cut|hide|remove|exclude|delete|omit|ignore|forget)\s+"
    r"(?:it|them|that|those)(?:\s+all)?|(?:so\s+)?give\s+(?:it|them|that|those)\s+(?:a\s+(?:miss|swerve|pass|wide\s+berth)|the\s+(?:boot|chop|push))"
    rf"){_END}"
)
"""What is said of something before it that throws it out."""
NO_BEHIND_EN = (
    r"(?:^|(?<=[.,;:!?]\s)|(?<=\bbut\s)|(?<=\band\s)|(?<=\bthough\s))(?P<what>(?!(?:oh|ah|um+|er+|hmm+|well|so|and|but|or|yes|yeah|hell|heck|god|ok|okay|wait|why|of\s+course|definitely|absolutely|with|is|are|has|does|there|it|say|I|we)\b)"
    r"[a-z][\w’'-]*(?:\s+(?!or\b|and\s+no\b)[\w’'-]+){0,4}?)\s+(?:no|nope|nah)(?=\s*(?:$|[.!;]|,?\s*(?:though|please|thanks?|thank\s+you|sorry|ta|cheers|mind\s+you|either)\b|,\s*(?:but\s+)?[\w’'-]+(?:\s+[\w’'-]+)?\s+(?:yes|yeah|ok(?:ay)?|fine|sure)\b))"
)
"""Advanced ones no, though: the denial stands last."""
SPOKEN_ILL_EN = (
    rf"(?:['’]s|['’]re|\s+(?:is|are|was|were|would\s+be|looks|seems|sounds|feels))\s+(?:(?:just|simply|really|absolutely|frankly|a\s+bit|a\s+tad|kind\s+of|so|pure|well|proper|bare|dead|honestly)\s+)*{_BAD_EN}"
    rf"|\s+{_PUTS_OFF_EN}"
)
"""The same of a thing that is pointed at."""
TURNED_EN = (
    r"\s+(?:do|does|did|will|would|can|could|shall|should|am|is|are|have|has|had|may|must)\s+"
    r"(?:I|we|you|he|she|it|they|there|this|that|the|my|our)\b"
)
"""Verb before subject, as behind a denial: nor would I."""
NEVER_EN = (
    rf"(?:nor|neither){TURNED_EN}|(?:at|on|in|under|by)\s+no\s+(?:point|account|circumstances?|event|condition|terms"
    rf"|time|stage|means|way)|no\s+way(?={TURNED_EN})|over\s+my\s+dead\s+body(?={TURNED_EN})"
    r"|had\s+(?:my|our)\s+(?:fill|share)\s+of|(?:before|than)\s+(?:I|we)(?:['’]d|\s+(?:ever|would))?(?:\s+ever)?\s+"
    r"(?:took|take|bought|buy|touched|touch|went\s+near|go\s+near|had|have|used|use|got|get|trusted|trust)"
)
"""Denials of a whole clause: under no circumstances am I, sooner starve than I'd buy."""
