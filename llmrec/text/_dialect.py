"""Words of grammar in a dialect or in a hurry, as the standard language writes them.

Small words alone, each with one meaning: `cannae`, `owt`, `w/o`, 唔, 嘅, 莫. Rules and words are
written in the standard form once. Words for things stay as they are.
"""

from __future__ import annotations

import re

from llmrec.text._spoken import written

# --- English --------------------------------------------------------------------------------------

_NOT = {
    "ca": "cannot", "can": "cannot", "din": "do not", "di": "do not", "do": "do not",
    "wi": "will not", "will": "will not", "win": "will not", "is": "is not", "was": "was not",
    "does": "does not", "dis": "does not", "did": "did not", "should": "should not",
    "could": "could not", "would": "would not", "hae": "have not", "have": "have not",
    "has": "has not", "are": "are not", "must": "must not", "sha": "shall not",
}  # fmt: skip
_SCOTS_NOT = re.compile(rf"\b({'|'.join(sorted(_NOT, key=len, reverse=True))})n(?:ae|a|y)\b", re.I)
_APOSTROPHE = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should|must|need|ca|wo(?=nt\b)|ai)nt\b",
    re.I,
)
"""dont, doesnt, wont."""
_WORDS = {
    "owt": "anything", "nowt": "nothing", "naught": "nothing", "summat": "something",
    "nae": "no", "nuthin": "nothing", "nuttin": "nothing", "nuffin": "nothing", "nothin": "nothing",
    "nothin'": "nothing", "anythin": "anything", "anyfink": "anything", "anyfing": "anything",
    "nuffink": "nothing", "somethin": "something", "sumthin": "something",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "hafta": "have to",
    "gimme": "give me", "gimmie": "give me", "lemme": "let me", "dunno": "do not know",
    "btwn": "between", "b/w": "between", "btw'n": "between", "betwn": "between", "w/o": "without",
    "w/out": "without", "abt": "about", "pls": "please", "plz": "please", "plx": "please",
    "tae": "to", "oot": "out", "aboot": "about", "whit": "what", "fae": "from", "frae": "from",
    "mair": "more", "cuz": "because", "coz": "because", "bcos": "because", "bcuz": "because",
    "tho": "though", "thru": "through", "coulda": "could have", "shoulda": "should have",
    "mebbe": "maybe", "mibbe": "maybe", "mibby": "maybe", "kinda": "kind of", "ower": "over",
    "ah'd": "I'd", "ah'm": "I'm", "ah'll": "I'll", "ah've": "I've", "im": "I'm", "ive": "I've",
    "idc": "I don't care", "prolly": "probably", "moar": "more",
    "yer": "your", "gie": "give", "hae": "have", "dae": "do", "ahm": "I'm", "naw": "no",
    "thx": "thanks", "wks": "weeks", "wk": "week", "hrs": "hours", "hr": "hour", "mths": "months",
    "thats": "that's", "theres": "there's", "nvm": "never mind",
    "wullnae": "won't", "amnae": "am not", "hivnae": "haven't", "doon": "down", "roond": "round",
    "awfy": "very", "gies": "give us", "ah'v": "I've", "sommat": "something",
    "hauf": "half", "yins": "ones", "weel": "well", "watter": "water", "hoose": "house",
    "nane": "none", "oor": "our", "auld": "old", "wee": "little", "ootside": "outside",
    "efter": "after",
    "afore": "before", "upto": "up to", "gonnae": "going to",
    "oughtta": "ought to", "innit": "isn't it", "thro": "through",
    "plis": "please", "tysm": "thank you so much", "whts": "whats", "anymore": "any more",
    "hows": "how's", "whos": "who's", "wheres": "where's", "whens": "when's", "whys": "why's",
    "whichs": "which is",
}  # fmt: skip
_SHORT = {
    "wha": "who", "hoo": "how", "yin": "one", "wan": "one", "aw": "all", "noo": "now", "ma": "my",
    "cos": "because", "tx": "thanks", "ty": "thank you", "wht": "what", "bc": "because",
}  # fmt: skip
"""Small letters alone: WAN and MA are something else."""
_ISLANDS = re.compile(r"\b(?:dat|dis|yuh|mih|fuh|dem|nuh|steups)\b|\b[Dd]oh\s+[a-z]")
"""Words of Caribbean English, beside which `de` is the article."""
_OF_ISLANDS = {
    "dat": "that",
    "dis": "this",
    "yuh": "you",
    "mih": "my",
    "fuh": "for",
    "dem": "them",
    "doh": "don't",
    "de": "the",
    "nuh": "no",
}
_ISLAND = re.compile(rf"\b(?:{'|'.join(_OF_ISLANDS)})\b(?=\s+\w|\W*$)", re.I)
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True)).replace("'", "['’]")
_WORD = re.compile(rf"(?<![\w'’/-])(?:{_ANY})(?![\w/-]|['’][a-z])", re.I)
_SMALL = re.compile(
    rf"(?<![\w'’/.-])(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?![\w/-]|['’][a-z]|\.\w)"
)
_WITH = re.compile(r"(?<![\w/])w/\s?(?=[A-Za-z])|\bwi['’]?(?=\s+[a-z])(?!\s+fi\b)")
_I_SAID = re.compile(
    r"\bAh(?=\s+(?:want|need|have|hae|had|do|dae|did|was|wis|am|will|would|could|can|cannot|like|love|think|ken|know|got"
    r"|get|see|saw|said|says|say|hate|should|must|might|can't|don't|am not|thought"
    r"|hope|never|just|only|still|worked|paid|pay|tell|telt|bought|used|mean|meant)\b)"
)
"""Ah want."""
_FLOOR = re.compile(r"\b(the|ma|my|your|wur|oor|kitchen|bathroom|hall|bedroom)\s+flair\b")
_NO_VERB = re.compile(
    r"\b(?P<who>I|we|you|they|dem|it|he|she|me)\s+no\s+(?:go\s+)?(?=(?:want|need|like|know|fit|get|care|mind|trust|buy|pay|take"
    r"|pass|work|believe|understand|have|use|come|agree|dey)\b)"
)
"""I no want."""
_STILL = (
    r"(?:mind|care|need|matter|bother|compulsory|necessary|important|required|needed|essential)"
)
_ANY_MORE = re.compile(
    rf"(?:n['’]t|\bnot?|\bnever)\s+(?:\w+\s+){{0,2}}?{_STILL}\b(?:\s+\w+){{0,3}}?\s+(?P<again>again)(?=\W*$|[.,;!])",
    re.I,
)
"""I don't mind again: not any more, in the English of West Africa."""
_NOT_MORE = re.compile(rf"\bnot?\s+(?:more|any\s?more|longer)(?=\s+{_STILL}\b)", re.I)
"""Not more necessary."""
_GOT_TO = re.compile(
    r"(?P<not>(?:\b(?:do|does|did)(?:n['’]t|\s+not)|\bain['’]?t))\s+got\s+to\b", re.I
)
"""It doesn't gotta be: it does not have to."""
_DROPPED_G = re.compile(
    r"(?<![\w'’])((?!cousin|cabin|robin|basin)[A-Za-z]{2,}(?<=[a-z]))in['’](?!\w)"
)
"""Cookin', runnin'."""
_THEM = re.compile(r"(?<=\s)['’]em\b", re.I)
_AND = re.compile(r"(?:^|(?<=[a-z\d,.;!?)]\s))n(?=\s[a-z\d$])|(?<=\s)['’]n['’]?(?=\s[a-z])")
"""cheap n cheerful."""


def standard_english(text: str) -> str:
    """The text with dialect and short forms as books write them."""
    text = _FLOOR.sub(r"\1 floor", text)
    text = _NO_VERB.sub(lambda m: f"{m['who']} do not ", _I_SAID.sub("I", text))
    text = _THEM.sub("them", text)
    if _ISLANDS.search(text):
        text = _ISLAND.sub(lambda m: _as(m.group(), _OF_ISLANDS[m.group().lower()]), text)
    text = _SCOTS_NOT.sub(lambda m: _as(m.group(), _NOT[m[1].lower()]), text)
    text = _DROPPED_G.sub(r"\1ing", text)
    text = _APOSTROPHE.sub(lambda m: f"{m[1]}n't", text)
    text = _WORD.sub(lambda m: _as(m.group(), _WORDS[m.group().lower().replace("’", "'")]), text)
    text = _SMALL.sub(lambda m: _SHORT[m.group()], text)
    text = _GOT_TO.sub(r"doesn't have to", text)
    text = _NOT_MORE.sub("no longer", text)
    text = _ANY_MORE.sub(lambda m: m.group()[: -len("again")] + "any more", text)
    return written(_AND.sub("and", _WITH.sub("with ", text).replace("with  ", "with ")))


def _as(said: str, plain: str) -> str:
    return plain[0].upper() + plain[1:] if said[0].isupper() else plain


# --- Chinese --------------------------------------------------------------------------------------

_END = r"(?:$|[，,。.；;！!？?、…~～\s])"
_GAP = r"\s?"
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), plain)
    for said, plain in (
        (r"唔该(?:晒|哂)", "谢谢"),
        (r"唔该(?!死)", "麻烦"),
        (r"系(?=[咩什乜边])", "是"),
        (r"唔(?:使|洗|驶)|毋须", "不用"),
        (r"几?啱心水", "很喜欢"),
        (r"(?<![像镜灯龙喷枕罐探])头先|啱先", "刚才"),
        (r"啱啱", "刚刚"),
        (r"唔啱", "不适合"),
        (r"噶(?![了掉])", "的"),
        (r"边(?=[个款门把只样部])", "哪"),
        (r"都系(?=[看要买睇])", "还是"),
        (r"宜家(?=[要想唔不先])", "现在"),
        (r"(?<=[要用算管提限卡])[啦喇]|[啰囉喽咯]", "了"),
        (r"啥[子个]|嘛玩意|乜(?=东)", "什么"),
        (r"为[嘛么](?![是了])", "为什么"),
        (r"^俺|俺(?=[们家要想不])", "我"),
        (r"孬(?=[要看再])", "别"),
        (r"莫得", "没有"),
        (
            rf"(?<!好)[唔勿弗]好(?!意思|彩|心|[食吃听笑受使在的嘅]|[咯了啦喇呀啊哉哦]?{_END})|[唔勿弗]好(?={_GAP}[A-Za-z])|(?<=[就都些啲的嘅种类个]){_GAP}[唔勿弗]好(?=[咯了啦喇呀啊哉哦]?{_END})",
            "不要",
        ),
        (r"[勿弗覅](?:要|欢喜(?=\S))|覅", "不要"),
        (r"[勿弗](?=[可能会是够晓喜想需考支带灵值怕管])", "不"),
        (rf"(?<=[\d一二两三四五六七八九十百千万几])\s?文(?=以[内下上]|之内|左右|楼|{_END})", "块"),
        (r"廿(?=[一二三四五六七八九块刀美元分周个小]|以)", "二十"),
        (r"卅(?=[一二三四五六七八九块蚊文刀美元分周个小]|以)", "三十"),
        (r"[迭搿][个只]|格个|格只(?!要)", "这个"),
        (r"阿拉(?!伯|斯|丁|善|木)", "我们"),
        (r"侬", "你"),
        (r"伊拉(?!克)", "他们"),
        (r"格么", "那么"),
        (r"拨(?=我|你|人)", "给"),
        (r"价钿", "价钱"),
        (r"铜钿|钞票", "钱"),
        (r"唔(?:紧)要紧?(?=$|[，,。.！!？?了啦喇架㗎嘅的])", "不要紧"),
        (r"唔好(?=[再畀俾推揾出有用要带来啲搞放睇卖给整列显买])", "不要"),
        (r"唔好(?=[高多贵长大重晚迟短低少轻早超]过)", "不要"),
        (r"唔(?:好|洗)(?=再?[限卡管理执])", "不要"),
        (r"唔(?:钟|中|锺)意", "不喜欢"),
        (r"(?:钟|锺)意", "喜欢"),
        (r"唔系", "不是"),
        (r"系(?:唔系|咪)", "是不是"),
        (r"得唔得", "行不行"),
        (r"唔得(?=$|[，,。.！!？?\s了啦喇嘅呀啊])", "不行"),
        (r"先(?:得|啱|好)(?=$|[，,。.！!？?\s了啦喇呀啊])", "才行"),
        (r"(?<=[都就亦也])(?:得|中|要得)(?=$|[，,。.！!？?\s了啦喇嘅呀啊㗎嘞])", "行"),
        (r"(?:净|淨)(?:系|是)", "只要"),
        (r"点解", "为何"),
        (r"乜(?:嘢|野)", "什么"),
        (r"几多", "多少"),
        (r"而家", "现在"),
        (r"屋企", "家里"),
        (r"同埋", "以及"),
        (r"[呢依]啲", "这些"),
        (r"呢(?=[个款部间只张台度种类样把条件门堂])", "这"),
        (r"(?<![水公太和天路])平(?=[啲]|过(?!度|程|来|去))", "便宜"),
        (r"咪(?=[再畀俾推揾要出使整列])", "别"),
        (r"仲(?=[有要系可想会])", "还"),
        (r"咁(?=[贵平多少大细好差长短样])", "这么"),
        (r"(?<![陪作])[畀俾](?=我|佢|人)", "给"),
        (r"莫(?=[给再要得来提推放把让搞整买拿给看学选跟摆算管上列出用装])", "别"),
        (r"[甭嫑]", "别"),
        (r"勿(?=[推列给再出显放选荐])", "别"),
        (r"(?<![达打])咩", "啥"),
        (r"(?<=[\d一二两三四五六七八九十百千万几])\s?蚊(?!子|帐|香)", "块"),
        (r"(?<=[\d一二两三四五六七八九十百千万几])\s?[块元](?=美[元金刀])", ""),
        (r"仨(?=个?(?:礼拜|星期|月|小时|钟头|年|周|天))", "三"),
        (r"俩(?=个?(?:礼拜|星期|月|小时|钟头|年|周|天))", "两"),
        (r"没得?(?=\d(?:\.\d+)?\s*(?:[分星]|[的者]))", "没到"),
        (r"支援", "支持"),
        (r"网路", "网络"),
        (r"写程[式序]|[敲码]代码", "编程"),
        (r"灯胆", "灯泡"),
        (r"(?:智能|智慧|蓝牙)喇叭", "智能音箱"),
        (r"中英文(?:双语)?|中英双语", "中文英文"),
        (r"(?<=[块元蚊\d])楼(?=[上下])", "以"),
        (r"(?:也|亦|都|倒)?(?:并)?(?:不是|未必|并非)不(?:行|可以|可|成|能接受)", "也行"),
        (
            r"[没冇]所谓|不打紧|无伤大雅|无关(?:紧要|宏旨|痛痒)|不足挂齿|悉听尊便|任(?:君|您|你)(?:选择|定)?(?=$|[，,。！!\s])|听凭(?:尊便|处置)|(?:随|由)[你您](?:便|定|拣)",
            "无所谓",
        ),
        (
            r"[唔不]([买要看睇学整装用])([^，。,！!]{0,6}?)住(?=先|喇|啦|了|$|[，,。！!\s])(?:先|喇|啦|了)?",
            r"不\1\2了",
        ),
        (r"都系(?=[唔不])", "还是"),
    )
)
_CHARACTERS = str.maketrans(
    {
        "唔": "不", "嘅": "的", "冇": "没", "佢": "他", "啲": "些", "𠮶": "那", "嗰": "那",
        "咗": "了", "喺": "在", "嚟": "来", "揾": "找", "搵": "找", "睇": "看", 
        "喇": "啦", "㗎": "啊", "嘞": "了", "喎": "哦", "攞": "拿", "諗": "想",
        "谂": "想", "噉": "那", "啱": "合", "俾": "给", "畀": "给",
    }
)  # fmt: skip


def standard_chinese(text: str) -> str:
    """Words of Cantonese, of other regions and of Taiwan, in simplified characters."""
    for said, plain in _PHRASES:
        text = said.sub(plain, text)
    return text.translate(_CHARACTERS)
