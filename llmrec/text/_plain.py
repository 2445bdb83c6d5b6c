"""Words of grammar as they are said in places, in the standard language: dinnae, nowt, 唔要, 嗰个.

A closed class of words, not any domain's: denials, pronouns, prepositions, forms of to be.
"""

from __future__ import annotations

import re

_NAE = {
    "cannae": "can't", "willnae": "won't", "winnae": "won't",
    "wullnae": "won't", "dinny": "don't", "dinna": "don't", "didny": "didn't",
    "disny": "doesn't", "disnae": "doesn't", "dinnae": "don't", "isny": "isn't",
    "amnae": "am not", "havenae": "haven't", "hivnae": "haven't", "shouldnae": "shouldn't",
}  # fmt: skip
_NOT = "does|did|is|was|were|are|would|could|should|must|need|has|have|had|might"
_WORDS = {
    **_NAE,
    "mair": "more", "aboot": "about", "oot": "out", "doon": "down", "roond": "round",
    "whit": "what", "wha": "who", "hoo": "how", "yin": "one", "wan": "one", "tae": "to",
    "fae": "from", "frae": "from", "wi": "with", "ower": "over", "aw": "all", "awfy": "very",
    "gie": "give", "gies": "give us", "hae": "have", "ah'd": "I'd", "ah'm": "I'm",
    "ah'll": "I'll", "ahm": "I'm", "ah'v": "I've", "nae": "no", "naw": "no", "noo": "now",
    "yer": "your", "ma": "my", "isnae": "isn't", "wouldnae": "wouldn't", "couldnae": "couldn't",
    "owt": "anything", "nowt": "nothing", "summat": "something", "sommat": "something",
    "dae": "do", "gonnae": "going to", "gonna": "going to", "wanna": "want to",
    "gotta": "have to", "oughtta": "ought to", "gimme": "give me", "lemme": "let me",
    "dunno": "don't know", "innit": "isn't it", "cos": "because", "coz": "because",
    "thru": "through", "thro": "through", "btwn": "between", "w/o": "without", "w/out": "without",
    "pls": "please", "plz": "please", "plis": "please", "thx": "thanks", "tx": "thanks",
    "ty": "thank you", "tysm": "thank you so much", "whts": "whats", "wht": "what",
    "abt": "about", "bc": "because", "nvm": "never mind", "dont": "don't", "doesnt": "doesn't",
    "didnt": "didn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "wont": "won't",
    "cant": "can't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
    "havent": "haven't", "hasnt": "hasn't", "neednt": "needn't", "anymore": "any more",
    "ive": "I've", "im": "I'm",
}  # fmt: skip
_EN = re.compile(
    rf"(?<![\w'’/-])(?:(?P<nae>{_NOT})na[e]?"
    rf"|(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))}))"
    r"(?![\w/-])(?!['’](?!(?:s|ll|re|d)\b))(?!\.\w)",
    re.I,
)
_ZH = (
    (r"唔(?:好|可以)(?=再|[给俾畀推睇看摆放要揾找拣])", "不要"),
    (r"唔使|唔洗|唔驶|毋须", "不用"),
    (r"唔[系係]", "不是"),
    (r"唔啱", "不适合"),
    (r"唔(?:钟|中)意", "不喜欢"),
    (r"唔该(?:晒|哂)?", "谢谢"),
    (r"唔", "不"),
    (r"系(?=[咩什乜边])", "是"),
    (r"㗎|噶", "的"),
    (r"冇(?=有)|冇", "没有"),
    (r"钟意", "喜欢"),
    (r"点解", "为什么"),
    (r"边(?=[个款门把只样部])", "哪"),
    (r"乜嘢|乜野|乜(?=[嘢东])|(?<!达)咩(?=嚟|来|区|分|东|嘢|名|料|都|事|$|[?？啊呀])", "什么"),
    (r"嗰", "那"),
    (r"呢(?=[个款门把只样部种类度间条啲])", "这"),
    (r"[佢渠](?=哋|地)", "他"),
    (r"佢", "它"),
    (r"睇", "看"),
    (r"揾|搵", "找"),
    (r"[俾畀](?=[我你佢它他人大])", "给"),
    (r"啲", "些"),
    (r"咗", "了"),
    (r"嚟", "来"),
    (r"嘅", "的"),
    (r"(?<=[要用算管提限卡])啦", "了"),
    (r"喇|啰|喽|咯|嘞", "了"),
    (r"头先|啱先", "刚才"),
    (r"啱啱", "刚刚"),
    (r"都系(?=[看要买睇])", "还是"),
    (r"而家|宜家(?=[要想唔不先])", "现在"),
    (r"几啱心水|啱心水", "很喜欢"),
    (r"(?<=都)(?:得|中|要得)(?=[的了啦啊呀嘛，。！!]|$)", "行"),
    (r"莫得", "没有"),
    (r"莫(?=[再给要推来看提放买选整搞拿])", "别"),
    (r"甭|嫑|孬(?=[要看再])", "别"),
    (r"啥子|啥个|嘛玩意", "什么"),
    (r"为[嘛么](?![是了])", "为什么"),
    (r"(?<=^)俺|俺(?=[们家要想不])", "我"),
)  # fmt: skip
_CHINESE = [(re.compile(said), plain) for said, plain in _ZH]
_HAN = re.compile(r"[\u3400-\u9fff]")


def plain(text: str) -> str:
    """The text with such words in the standard language; all else stays as it is."""
    text = _EN.sub(_standard, text)
    if _HAN.search(text):
        for said, standard in _CHINESE:
            text = said.sub(standard, text)
    return text


def _standard(m: re.Match[str]) -> str:
    if m["nae"]:
        return f"{m['nae']}n't"
    said = _WORDS[m["word"].lower()]
    return said[0].upper() + said[1:] if m["word"][0].isupper() else said
