"""Whether words send an item away, whatever the verb: `pluck it from the list`, `it can take a
hike`, `it is ever so ugly`, 请它走人.

A clause is read with `it` (它) in the place of what it points at, so one rule is for all of them.
"""

from __future__ import annotations

import re

from llmrec.chat import cues_out
from llmrec.chat.pieces import Clause
from llmrec.text import HAN
from llmrec.text._shuns import SPOKEN_ILL_EN
from llmrec.text._thrown_out import ADVERB_ZH, TAIL_ZH, THROWN_OUT_ZH

_I = re.I
_LEAD = (
    r"(?:\W|\b(?:please|do|just|kindly|pls|and|so|then|now|ok(?:ay)?|oh|well|right|nah|nope|no|hmm+"
    r"|yeah|ugh|eww?|god|lads?|mate|can|could|would|will|you|ya|u|we|let['’]?s|let|may|might|I"
    r"|want|need|to|go|ahead|ask|like|think|best|better|had|i['’]d|you['’]d|i['’]ll|we['’]ll"
    r"|someone|somebody|actually|honestly|simply|straight|if|for|sake|quickly|fact|in|thanks)\b)*"
)
_GONE = (
    r"(?:out(?:ta|ter)?|oot|off|away|gone|packing|aside|lost|overboard|away\s+wi(?:th)?|hence|yonder"
    r"|from|back\s+(?:where|to\s+(?:where|the\s+shop|sender))|back\s+on\s+the\s+shelf"
    r"|(?:to|in|into|on|over|down)\s+(?:one\s+side|(?:the\s+|a\s+)?(?:bin|skip|trash|rubbish|tip"
    r"|garbage|kerb|curb|sea|fire|side|drain|dustbin|heap|scrapheap|void|toilet|loo|bog|hole"
    r"|dogs|wolves|pasture|can|river|window|bonfire|dump|door))\b)"
)
_NO_REMOVAL = (
    r"(?!(?:check|try|find|figure|work|point|make|turn|switch|tell|show|read|write|test|suss|is|was"
    r"|does|did|has|are|were|set|order|buy|lay|spell|help|sort|bring|compare|know|see|hear|shop"
    r"|start|sells?|ship|run|keep|hold|move|carry|leave|mark|differ|comes?|goes|like|want|need"
    r"|print|save|copy)\b)"
)
_TURNS_AWAY = re.compile(
    rf"^{_LEAD}(?<![\w'’]){_NO_REMOVAL}[a-z]+\s+(?:\w+\s+)?(?:it|that|this|them)(?:\s+(?:one|thing"
    r"|lot))?\s+"
    rf"(?:\w+ly\s+|right\s+|straight\s+|well\s+|clean\s+|the\s+\w+\s+){{0,2}}{_GONE}\b"
    r"|\b(?:rid|shot|shut|quit|shed|the\s+back)\s+of\s+(?:it|that|this)\b"
    r"|\b(?:leave|keep|move|mark|show)\s+(?:it|that)\s+(?:out|off|away|aside|the\s+door)\b"
    r"(?!\s*(?:of\s+)?(?:direct|reach))"
    r"|\b(?:dispense|done|away|off|out|down)\s+with\s+(?:it|that)\b(?!\s*\?)"
    r"|\b(?:say|bid|wave|kiss)\s+(?:it\s+)?(?:goodbye|farewell|ta-?ra|bye)\b"
    r"|\bgone\s+(?:\w+\s+)?off\s+(?:it|that)\b|\b(?:pass|give\s+up)\s+on\s+(?:it|that)\b"
    r"|\b(?:shan['’]t|won['’]t|wouldn['’]t|not|never|ain['’]t)\s+(?:be\s+)?(?:having|taking|wanting|needing|buying|seen\s+dead\s+with|having\s+truck\s+with)\s+(?:\w+\s+)?(?:it|that)\b"
    r"|\b(?:can|could)\s+(?:\w+\s+)?(?:live|do|manage)\s+without\s+(?:it|that)\b|\b(?:it|that)\s*,?\s+(?:I|we)\s+(?:can|could)\s+(?:\w+\s+)?(?:live|do|manage)\s+without"
    r"|\b(?:y['’]?all|you|ye|youse)\s+can\s+keep\s+(?:it|that)\b|\bno\s+(?:use|need|call|time|room)\s+for\s+(?:it|that)\b|\b(?:be\s+)?(?:removing|deleting|dropping|taking\s+away)\s+(?:it|that)\b"
    r"|\bspare\s+(?:me|us)\s+(?:it|that)\b|\b(?:do|live)\s+without\s+(?:it|that)\b"
    r"|\bfire\s+(?:it|that)\b|\b(?:give|show)\s+(?:it|that)\s+(?:the\s+)?(?:boot|chop|heave-?ho|elbow"
    r"|push|door|old\s+heave|red\s+card|sack|axe)\b"
    r"|\b(?:hate|loathe|detest|despise|dislike|cannot\s+(?:stand|abide|bear|stick)"
    r"|can['’]t\s+(?:stand|abide|bear|stick))\s+(?:it|that)\b"
    r"|\b(?:wouldn['’]t|won['’]t|would\s+not|will\s+not|refuse\s+to)\s+(?:\w+\s+)?(?:touch|have|buy|go"
    r"\s+near|give|entertain|want|use)\b[^.!?]{0,12}\b(?:it|that|again)\b"
    r"|\b(?:it|that)\s*,?\s+I\s+(?:really\s+)?(?:do\s+not|don['’]t|didn['’]t|cannot|can['’]t)\s+(?:\w+"
    r"\s+)?(?:like|want|fancy|need|rate|stand|bear)\b(?=\W*$)",
    _I,
)
_BE_GONE = (
    r"(?:(?:go|get)\s+(?:and\s+\w+|in(?:to)?\s+the\s+(?:sea|bin|skip|river|fire|canal|lake|trash|toilet|drain))|go(?!\s+(?:in|on|up|over|for|under|with|to\s+\d|the\s+distance)\b)|jog\s+on|take\s+a\s+(?:\w+"
    r"\s+)?(?:hike|walk|jump|seat|bow|flying|running|dive)"
    r"|sling\s+its\s+hook|do\s+one|get\s+(?:lost|stuffed|knotted|bent|out|in\s+the\s+\w+|tae?\b|to\s+f)"
    r"|rot|burn|disappear|vanish|swivel|whistle|scram|shove\s+off|hit\s+the\s+road|beat\s+it"
    r"|(?:clear|bog|bugger|buzz|piss|naff|sod|push|shove|eff|f\w*|clock|bounce|back)\s+off|hop\s+it"
    r"|kick\s+rocks|pack\s+its\s+bags|stay\s+(?:away|out|in\s+the\s+shop|where\s+it\s+is|put"
    r"|on\s+the\s+shelf)|sit\s+(?:this|it)\s+(?:one\s+)?out|leave|exit|step\s+aside"
    r"|(?:be\s+|get\s+)?(?:gone|binned|dropped|removed|struck|deleted|ditched|chucked|dumped|scrapped"
    r"|axed|cut|discarded|excluded|omitted|withdrawn|rejected|eliminated|crossed|banished|taken\s+(?:off"
    r"|out|away)|left\s+(?:out(?!\s+in)|off)|thrown|tossed|kicked|shown\s+the\s+door))"
)
_BAD = (
    r"(?:dud|eyesore|disgrace|blot|stinker|lemon|turkey|monstrosity|abomination|insult|horror"
    r"|nightmare|travesty|rip-?\s?off|tat|junk|shambles|train-?wreck|abysmal|atrocious|appalling"
    r"|ghastly|frightful|revolting|repulsive|repellent|grotesque|disgusting|gruesome|loathsome|lousy"
    r"|pathetic|nasty|tacky|shoddy|gaudy|garish|crappy|shitty|rotten|hateful|vulgar|unsightly"
    r"|unbearable|intolerable|obnoxious|sux|sucky|fugly|ugly|hideous|awful|horrible|horrid|minging"
    r"|boggin|bowfin|mingin|manky|grim|gross|rubbish|naff|crap|trash|garbage|vile|dire|dreadful"
    r"|useless|pants|yuck\w*|cringe\w*|wank|bogus|plug-?ugly|terrible|unacceptable|unsuitable"
    r"|an?\s+(?:joke|no|nah|nope|non-?starter|no-?no|pass|turn-?off|waste|mess|lump|stone|weed|thorn"
    r"|sore|wart|blemish|stain|carbuncle))"
)
_SENT_AWAY = re.compile(
    r"\b(?:it|that)(?:\s+(?:one|thing))?\s+(?:\w+\s+)?(?:can|could|may|might|should|must|shall|ought\s+to"
    r"|needs?\s+to|has\s+to|have\s+to|got\s+to|gotta|is\s+to|had\s+better|wants?\s+to|will\s+have\s+to)\s+"
    rf"(?:just\s+|well\s+|now\s+|also\s+|please\s+|as\s+well\s+|fairly\s+|kindly\s+)*{_BE_GONE}\b"
    r"|\b(?:it|that)(?:\s+(?:one|thing))?\s+(?:wants|needs|deserves|could\s+do\s+with|is\s+for)\s+(?:a\s+"
    r"|the\s+)?(?:bin|chuck|drop|ax|toss|scrap|remov|cut|dump|ditch|boot|chop|skip|heave|binning"
    r"|throw|delet|tip\b)\w*",
    _I,
)
_IS_BAD = re.compile(
    r"\b(?:it|that)(?:\s+(?:one|thing))?(?:['’]?s|\s+(?:is|was|looks?|seems?|sounds?|feels?|appears?"
    r"|are))?(?:\s+(?!(?:not|no|never|hardly|neither|nor|less|than|without|with|if|but|only|where"
    rf"|when|for|to|in|on)\b)[\w’']+){{0,4}}?[\s,:–-]+{_BAD}(?!\s+(?:reviews?\s+are|ones?\s+are))\b"
    r"|\bnot\s+on\s+your\s+(?:life|nelly)\b"
    r"|\bnot\s+in\s+a\s+million\s+years\b|\b(?:hurts?|offends?|burns?|insults?)\s+my\s+(?:eyes?|soul)\b",
    _I,
)
_ILL = re.compile(rf"\b(?:it|that)(?=\W)(?:{SPOKEN_ILL_EN})", _I)
"""It does my head in, it was no use to us."""
_NEVER = re.compile(
    r"\W*(?:over\s+my\s+dead\s+body|not\s+on\s+your\s+(?:life|nelly)|not\s+in\s+a\s+million\s+years"
    r"|(?:absolutely|definitely|certainly|hell|god)\s+not?"
    r"|(?:and\s+)?(?:be-?)?gone|(?:so\s+)?off\s+with\s+(?:their|its|his|her)\s+heads?|good\s+riddance|so\s+long|sayonara|adios|ciao|buh-?bye|outta\s+here"
    r"|(?:in|to|into)\s+the\s+(?:bin|skip|trash|sea)(?:\s+with\s+(?:it|them|that|both))?|as\s+if|I['’]d\s+(?:sooner|rather)\s+not|be\s+serious|thank\s+u,?\s+next|no\s+(?:ta|siree|fear|danger|sir))\W*",
    _I,
)
_NOT = re.compile(
    r"\b(?:not|n['’]t|never|don['’]?t|before\s+I|rather\s+than|if|whether)\b[^.!?]{0,12}$|\b(?:is|does|will"
    r"|can|how|what|why)\b\s*$",
    _I,
)
_NO_MORE_ZH = r"(?:别|不[要想用])再?[^，。]{0,4}(?:看[见到]?|瞧[见到]?|推|放|列|来|出现)"
_REMOVED_ZH = (
    r"(?:[撤删扔丢踢剔移挪划抹清除刷筛毙叉撇甩踹赶轰撵弃搬砍](?:了|掉|走(?!势)|开|出去?|下去?|一边|除|去"
    r"|吧|到一边|(?=$))|换掉|(?:拿|请|端|带|拖)(?:走|开|出去|一边|下去|掉)|[请让叫]?它?(?:走人|滚[蛋开粗]?|出去|退下|下去|靠边站?|一边去"
    r"|一边[凉歇]|下课|消失|走开|离场|出局|让位)|打入冷宫|(?<!值得)再见|拜拜|打发[走了掉]"
    r"|去掉|去除|拿下(?=来|去)|下架|不必了|免了|作罢|就算了|还是算了|割爱|放弃|[勿弗伐唔]要"
    r"|哒[咩啥]|达[咩啥])"
)
_LEAD_ZH = (
    r"(?:[^\w]|请|给|帮|麻烦|把|将|予以|直接|赶紧|快点?|就|都|也|先|还是|可以|[我俺咱]|您|你|干脆|立马"
    r"|立刻|统统|一并|要|想|它|让|叫|那|从|列表|单子|名单|里|中|可)*"
)
_TAIL_ZH = r"(?:[^\w]|[了吧啊呀啦喽咯呗哈它嘛的哦噻撒罢您内好]|谢谢|算了|行了|得了|就好|就是|为好)*"
_THROWN_OUT_ZH = re.compile(
    rf"(?!的?[这那]?一?[类种路样款])[^，。]{{0,6}}?{ADVERB_ZH}{{0,6}}{THROWN_OUT_ZH}{TAIL_ZH}\W*$"
)
_SENT_AWAY_ZH = re.compile(rf"{_LEAD_ZH}{_REMOVED_ZH}{_TAIL_ZH}$")
_EDGES = " ，,。.！!…~～"
_SENT_OFF_ZH = re.compile(
    rf"(?:所以|那)?{ADVERB_ZH}{{0,3}}"
    rf"(?!先?放|算了(?!算了)|再[见会]|拜拜|白白|告辞|bye|走[人开]|免|no|out){THROWN_OUT_ZH}{TAIL_ZH}",
    re.I,
)
"""A clause that says no more than that: kick 掉, 不要再让它出现."""
_IS_BAD_ZH = re.compile(
    r"差劲|(?:太|真|很|好|贼|巨|忒|实在)差|不靠谱|不是[我俺咱]的菜|不入眼|[瞅看瞧相]不[上中顺]|膈应|碍眼|扎眼|刺眼|[丑醜]|磕碜|寒碜|磕磣"
    r"|太雷|雷[到我人]|拉胯|踩过?坑|鸡肋|辣鸡|垃圾|劝退|恶心|核突|难看|讨厌|厌恶|反感|嫌弃|不顺眼|倒胃口|不堪入目|一言难尽|吐了|没眼看"
    r"|不合我?[意心]|不对[我俺]?胃口|不忍直视|糟心|闹心|添堵|晦气"
)
_ASKS_ZH = re.compile(r"[吗么呢][？?]?\W*$|(?<![不没])(.)[不没]\1|会不会|是不是|多[丑差难]")
_DENIED_ZH = re.compile(r"(?:不|没|别|并非|未必|不算|不觉得|不会|不要)[^，。]{0,2}$")


def sends_away(c: Clause) -> bool:
    """Whether a clause sends away what it points at, or says that it cannot be borne."""
    text = _with_pronouns(c)
    if HAN.search(text):
        return _says_zh(text)
    cues = (_TURNS_AWAY, _SENT_AWAY, _IS_BAD, _ILL)
    return any(not _NOT.search(text[: m.start()]) for cue in cues for m in cue.finditer(text))


def sends_it_away(text: str) -> bool:
    """Whether a clause that names no item sends away what was named before."""
    if HAN.search(text):
        away = _SENT_AWAY_ZH.match(text) or _SENT_OFF_ZH.fullmatch(text.strip(_EDGES))
        return bool(away) and not _ASKS_ZH.search(text)
    if _NEVER.fullmatch(text):
        return True
    cues = (_TURNS_AWAY, _SENT_AWAY)
    return any(not _NOT.search(text[: m.start()]) for cue in cues for m in cue.finditer(text))


def _says_zh(text: str) -> bool:
    if _ASKS_ZH.search(text):
        return False
    if any(not _DENIED_ZH.search(text[: m.start()]) for m in _IS_BAD_ZH.finditer(text)):
        return True
    behind = text[text.rfind("它") + 1 :]
    cues = ((_SENT_AWAY_ZH, behind), (_SENT_AWAY_ZH, text), (_THROWN_OUT_ZH, behind))
    return any(cue.match(said) for cue, said in cues)


_MEASURE_ZH = re.compile(r"它(?:那|这)?(?:一)?[个门款台只把盏件张套堂本枚颗]?")
_ONE = re.compile(r"\b(?:the\s+|that\s+|this\s+)?it\s+(?:one|thing|option|item)\b", _I)


def _with_pronouns(c: Clause) -> str:
    text = c.text
    it = "它" if HAN.search(text) else "it"
    for p in sorted(c.places, key=lambda p: -p.start):
        text = text[: p.start - c.start] + f" {it} " + text[p.end - c.start :]
    text = " ".join(text.split())
    if it == "它":
        return _MEASURE_ZH.sub("它", text.replace(" ", ""))
    return _ONE.sub("it", re.sub(r"\bit\s+(?=['’]s\b)", "it", text))


def sends_off(behind: str) -> bool:
    """Whether a clause does no more than send away what was spoken of."""
    if sends_it_away(behind):
        return True
    short = len(behind.split()) <= _SHORT and not re.search(r"\d", behind)
    return short and bool(cues_out.OUT.search(behind) and _IT.search(behind))


_SHORT = 4
_IT = re.compile(r"\b(?:it|that|this)\b|\brid\b", re.I)
