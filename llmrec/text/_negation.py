"""Which words of a text stand under a negation: grammar alone, no model, no lists of things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from llmrec.text._shuns import NEVER_EN, NO_BEHIND_EN, SHUNNED_EN, SHUNS_EN, TURNED_EN, VERDICT_EN
from llmrec.text._thrown_out import ADVERB_ZH, TAIL_ZH, THROWN_OUT_ZH
from llmrec.text._words import HAN

Span = tuple[int, int]

# --- English --------------------------------------------------------------------------------------

_CUE_EN = re.compile(
    r"\b(?:(?P<noun>no\s+(?:need|use|interest|wish|desire)\s+(?:for|of|in)"
    r"|(?<!n['’]t say )(?<!not say )"
    r"(?:(?<!wait )(?<!oh )(?<!ah )(?<!er )(?<!um )|(?!no\s+[^,.;:!?]{1,30}?\s(?:is|are)\b))"
    r"no(?!\s+(?:one|matter|problem|doubt|idea|rush|worries|limit|deal|sale)\b"
    r"|\s+[^,.;:!?]{1,40},?\s+no\s+(?:deal|sale)\b)|(?<!nothing )(?<!anything )without"
    rf"|except(?:\s+for)?|exclud(?:e|es|ing)|minus|avoid(?:s|ing)?|skip|none\s+of|neither(?!{TURNED_EN})|nor(?!{TURNED_EN})|other\s+than|apart\s+from"
    r"|rather\s+than|instead\s+of|anything\s+but|everything\s+but|all\s+but"
    r"|(?:any\w*|every\w*|all)(?:\s+\w+)?\s+bar(?=\s+(?:(?-i:[A-Z])|the\b|those\b|these\b|that\b))"
    rf"|{SHUNS_EN})"
    rf"|(?P<clause>{NEVER_EN}|not(?!\s+(?:only|just|sure|to\s+mention|necessarily)\b)|(?<!know\s)(?<!knows\s)(?<!knew\s)(?<!learned\s)(?<!learnt\s)(?<!remember\s)(?<!understand\s)nothing(?!\s+but\b)|none(?!\s+of\b)|never"
    r"|cannot|(?:ca|wo|sha|do|does|did|is|are|was|were|should|must|need|would|could|has|have|had|ai)n['’]?t"
    r"|declin(?:e[sd]?|ing)\s+to|object(?:s|ing|ed)?\s+to|opposed\s+to|averse\s+to|unwilling\s+to|loath\s+to|reluctant\s+to|resent(?:s|ed)?|begrudge[sd]?|abhor|despise[sd]?|deplore|eschew|forgo|abstain\s+from"
    r"|balk(?:s|ed)?\s+at|have\s+no\s+truck\s+with|have\s+no\s+(?:time|patience|use|desire|wish|intention)\s+(?:for|to|of)|(?:would|['’]d)\s+(?:sooner|rather)\s+not|put\s+off\s+by|wary\s+of|sworn\s+against|burn(?:ed|t)\s+by|let\s+down\s+by"
    r"|hate[sd]?|dislike[sd]?|loathe|detest|can(?:['’]t|not)\s+stand|refuse[sd]?|sick\s+of|tired\s+of"
    r"|fed\s+up\s+with|free\s+(?:of|from)(?!\s+charge)))\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\s+(?:(?:scared|afraid|frightened|wary|suspicious|sick|tired)\s+of|averse\s+to|opposed\s+to|loath\s+to)\b"
    r"|\s+(?:mind|care|say\s+no|wait|worry|know|hesitate|forget)\b"
    rf"|(?:\s+(?:to|want|have|need|necessarily|be|going|plan\w*)){{0,3}}\s+(?:{SHUNNED_EN})\b"
    r"|(?:\s+(?!and\b|or\b)\w+){0,3}?\s+(?:over|above|more|less|fewer|under|below|longer|later|earlier|older|newer"
    r"|higher|lower|greater|cheaper|heavier|lighter|shorter|bigger|larger|smaller|before|after|past"
    r"|exceed\w*)(?:\s+(?:than|expensive|a|an|about))*\s*[$€£¥]?\s?"
    r"(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|\w+teen\b|\w+ty\b"
    r"|hundred\b|hour\b)",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"(?:\b(?:not|never|no\s+longer|stop)|n['’]t)(?:\s+(?:to|want|have|need|necessarily|be|going))*\s+$",
    re.IGNORECASE,
)
"""Before a verb that refuses: `I wouldn't rule out Zigbee` refuses nothing."""
_STOP_EN = re.compile(
    r"[.;:!?。，；！？\n](?=\s|$|\D)|,|\s[-–—(]\s?|\s*[()]|\b(?:but|however|though|although|because|since|so"
    r"\s+that|yet|please|ideally|preferably|just|only|I\s+meant?)\b"
    r"|\band\s+(?=(?:i|we|it|they|he|she|with|must|should|can|will|has|is|are|under|over|below|above|at"
    r"|more|less|rated|ideally|please|between|no|not|nothing|without|within|up|works?|costs?|the)\b)"
    r"|\b(?:under|below|within|at\s+(?:most|least)|up\s+to|less\s+than)\s+(?=[$€£\d])"
    r"|(?<!not)(?<!never)\s+so\s+(?!much\b|many\b)",
    re.IGNORECASE,
)
_STOP_NOUN = re.compile(
    r"\b(?:for|to|in(?!\s+(?-i:[A-Z][a-z]))|inside|when|while|where|if|(?:give|show|find|get)\s+(?:me|us))\b",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(
    r",\s*(?:(?:[\w’'-]+\s+){0,2}[\w’'-]+,\s*)*(?:[\w’'-]+\s+){0,3}(?:or|nor)\s+[\w’'-]+"
    r"(?:\s(?!and\b|but\b)[\w’'-]+)?",
    re.IGNORECASE,
)
_ANY_OF = re.compile(
    r"\s*(?:any\w*|every\w*|all|those|the\s+(?:ones|stuff|things))\b", re.IGNORECASE
)
"""Bin anything in German: what follows says which."""
_GERUND = re.compile(r"\s+\w+ing\b")
_FAR = 200
"""Characters that a negation reaches at most, where no punctuation ends it."""
_FREE = re.compile(
    r"\b(?!(?:hands|care|duty|toll|scot)-)[\w’']+-free\b|\bnon-[\w]+"
    r"|\b\w+-\w+\s+free(?=\s*(?:$|[.,;!]|please\b))",
    re.IGNORECASE,
)


def negated_spans(text: str, language: str) -> list[Span]:
    """Stretches of `text` under a negation, cue included, merged and in order.

    A scope ends with its clause: at punctuation, but, however, 但是, 而是. Limits on numbers
    (`no more than 50`, 不超过) are no negations of what they measure.
    """
    return list(_negated(text, chinese=language == "zh" or bool(HAN.search(text))))


@lru_cache(maxsize=512)
def _negated(text: str, *, chinese: bool) -> tuple[Span, ...]:
    """Asked of one text by each stage that reads it."""
    return tuple(_merged([*_english(text), *(_chinese(text) if chinese else ())]))


def _merged(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


_OUT = re.compile(
    rf"(?:\bso\s+)?(?P<what>(?=\w)(?:(?!\bso\b)[^,.;:!?]){{1,60}}?)(?={VERDICT_EN})", re.IGNORECASE
)
_NO_BEHIND = re.compile(NO_BEHIND_EN, re.IGNORECASE)
_SOUGHT_EN = re.compile(
    r"\b(?:want|need|after|looking\s+for|show\s+me|find\s+me|give\s+me|I['’]ll\s+(?:take|have)|yes)\b",
    re.I,
)
_SWAPPED = re.compile(
    r"\b(?:swap|trade|exchange|substitute|switch)(?:\s+out)?\s+(?P<what>(?!my\b|our\b|from\b|to\b|it\b|that\b)[^,.;:!?]{1,30}?)\s+(?:for|with|to)\s+\w",
    re.IGNORECASE,
)
"""Swap battery for mains."""
_STILL_EN = re.compile(
    r"[^.!?]*?\bbut\b[^.!?]*?\b(?:(?:still|I|we)\s+(?:do\s+)?(?:need|want|have\s+to|like)|has\s+to\s+be|must)\b",
    re.IGNORECASE,
)
"""Zigbee is nothing but trouble, but I still need it."""
_LEFT_OUT = re.compile(
    r"(?<!not )(?<!n['’]t )\b(?:(?:leav|rul|count|cut|tak|keep|chuck|throw|kick|weed|strip"
    r"|filter)(?:e|es|s|ing)?\s+"
    r"(?P<what>(?!out\b|me\b|us\b)[^,.;:!?]{1,40}?)\s+out\b(?!\s+of\b)"
    r"|giv(?:e|es|ing)\s+(?P<miss>(?!me\b|us\b|it\b|them\b)[^,.;:!?]{1,40}?)\s+(?:a\s+(?:miss|swerve|pass"
    r"|wide\s+berth)|the\s+(?:boot|chop|push|elbow|heave\w*))\b"
    r"|(?:keep|leave|strike|cross|cut|remove|delete|drop|(?P<got>take|get|pull))\s+(?P<off>(?!me\b|us\b)[^,.;:!?]{1,40}?)"
    r"\s+(?:off|out\s+of|from)\s+(?:(?:the|my|your|that|this)\s+(?:list|picture|results?|mix|selection|options)|(?(got)(?<!out\sof\s))(?:it|this|here))\b)"
    r"|\b(?:I|we)\s+(?:said|wrote|typed|put|asked\s+for)\s+(?P<meant>[^,.;:!?]{1,40}?)"
    r"(?=\s*,?\s*(?:but|and)?\s+(?:I\s+|we\s+)?(?:really\s+|actually\s+)?mean\w*\b)",
    re.IGNORECASE,
)
"""Leave Zadeko out; I said German but meant French."""


_LACKS_EN = (
    r"(?:without|lacking|lacks?|with\s+no|ha(?:s|ve)\s+no"
    r"|(?:do|does|has|have|is|are|can|did|wo)(?:n['’]t|\s+not)|cannot)"
)
_SORT_EN = (
    r"(?:(?<!need )(?<!want )an?\s+\w+(?:\s+\w+)?(?=\s+(?:without|with\s+no|that))"
    r"|any\w*|every\w*|all|those|whatever|(?:the\s+)?(?:ones?|stuff|things?|courses|products))"
)
_TWICE_EN = re.compile(
    r"\b(?:lost|stuck|useless|helpless|hopeless|dead|nothing|pointless|worthless|sunk|done\s+for|no\s+(?:good|use))\s+(?:to\s+(?:me|us)\s+)?without\b[^,.;:!?]*|"
    rf"\b(?:nothing|(?:{SHUNS_EN}|avoid|skip|exclude|no)\s*{_SORT_EN})\b[^,.;:!?]{{0,25}}?\b{_LACKS_EN}\b[^,.;:!?]*"
    rf"|\b(?:{_SORT_EN}|if\s+(?:it|they|there))\b[^,.;:!?]{{0,25}}?\b{_LACKS_EN}\b[^,.;:!?]{{1,40}}?(?={VERDICT_EN})",
    re.IGNORECASE,
)
"""Bin anything without Alexa; if it has no Alexa, skip it: two denials make a demand."""

_REFUSAL_EN = (
    r"(?:no\s+(?:thanks?(?:\s+you)?|go|good|use|deal|sale|way|chance)\b|no\b(?!\s+\w)|nope\b|pass\b|skip\b(?!\s+\w)"
    r"|I['’]m\s+(?:out|off|not\s+(?:interested|buying|keen))|forget\s+(?:it|them|that)|do(?:n['’]t|\s+not)\s+bother|not\s+(?:for\s+me|interested)"
    r"|(?:I|we)\s+(?:do(?:n['’]t|\s+not)\s+want|wo(?:n['’]t|uld\s+not)\s+(?:take|buy|have)|ca(?:n['’]t|nnot)\s+use)\s+(?:it|them)"
    r"|useless|(?:leave|count)\s+(?:it|them|me)\s+out|(?:bin|skip|drop|ditch|lose)\s+(?:it|them))"
)
_IF_NOT_EN = re.compile(
    rf"\b(?:if|when|where)\s+(?:it|they|there|that|one)\b[^,.;:!?]{{0,25}}?(?:\b{_LACKS_EN}|(?:['’]s|\b(?:is|are))\s+(?:no|not|missing|without))\b"
    rf"[^,.;:!?]{{1,40}}?,?\s*(?:then\s+)?(?:(?:it|that|they)['’]?(?:s|re)\s+)?(?:an?\s+)?(?:(?:hard|firm|big)\s+)?{_REFUSAL_EN}"
    r"|(?:^|(?<=[.,;:!?]\s))no\s+[^,.;:!?]{1,25}(?:\s*,?\s*no\s+(?:deal|sale|go|good|use)\b"
    rf"|\s*[,?]\s*(?:then|in\s+that\s+case)\s+{_REFUSAL_EN}|\s*\?\s*{_REFUSAL_EN})",
    re.IGNORECASE,
)
"""If there's no Alexa then no thanks; no Zigbee, no deal."""
_IF_SO_EN = re.compile(
    r"\b(?:if|when)\s+(?:it|they|there|that|one)\b(?P<what>[^,.;:!?]{1,50}?)\s*,?\s*(?:then\s+)?"
    rf"(?:(?:it|that|they)['’]?(?:s|re)\s+)?(?:an?\s+)?(?:(?:hard|firm|big)\s+)?{_REFUSAL_EN}",
    re.IGNORECASE,
)
"""If there's a subscription, no thanks."""


def _english(text: str) -> Iterator[Span]:
    twice = [m.span() for p in (_TWICE_EN, _IF_NOT_EN) for m in p.finditer(text)]
    for start, end in _denied_once(text):
        if not any(s < end and start < e for s, e in twice):
            yield start, end


def _denied_once(text: str) -> Iterator[Span]:
    yield from (
        m.span("what")
        for m in _OUT.finditer(text)
        if not (_SOUGHT_EN.search(m["what"]) or _STILL_EN.match(text, m.end()))
    )
    yield from (m.span("what") for m in _NO_BEHIND.finditer(text))
    yield from (m.span("what") for m in _SWAPPED.finditer(text))
    yield from (m.span("what") for m in _IF_SO_EN.finditer(text))
    yield from (m.span(str(m.lastgroup)) for m in _LEFT_OUT.finditer(text))
    yield from (match.span() for match in _FREE.finditer(text))
    for cue in _CUE_EN.finditer(text):
        if _NO_NEGATION.match(text, cue.end()) or _TAKEN_BACK.search(
            text, max(0, cue.start() - _FAR), cue.start()
        ):
            continue
        end = _scope_end(text, cue)
        if text[cue.end() : end].strip():
            yield cue.start(), _strip_right(text, end)


def _scope_end(text: str, cue: re.Match[str]) -> int:
    furthest = min(len(text), cue.end() + _FAR)
    stop = _STOP_EN.search(text, cue.end(), furthest)
    end = stop.start() if stop else furthest
    gerund = _GERUND.match(text, cue.end())
    if cue["noun"] and not gerund and not _ANY_OF.match(text, cue.end()):
        near = _STOP_NOUN.search(text, cue.end(), end)
        end = near.start() if near else end
    more = _LIST_GOES_ON.match(text, end) if end < len(text) and text[end] == "," else None
    return more.end() if more and not _is_new_clause(more.group()) else end


def _is_new_clause(words: str) -> bool:
    return bool(
        re.search(
            r"\b(?:i|it|we|with|under|must|should|rated|at|is|less|more|so|strictly|only|just|please|instead"
            r"|rather|want|need|give|show|make|either)\b",
            words,
            re.I,
        )
    )


def _strip_right(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


# --- Chinese --------------------------------------------------------------------------------------

_WHOLE_ZH = (
    r"不想要|不想|不喜欢|不爱|不考虑|不接受|不希望|不看|不买|拒绝|讨厌|受不了|避免|排除"
    r"|不许|不准|不再|再也不|绝不|坚决不|死都不|打死也?都?不|不愿意?|不乐意|不待见|不稀罕|不信任|禁止|严禁|杜绝|受够|烦透|恨死|拒收|拒买|拒用|看不上|瞧不上|信不过|不敢(?:再)?[用买碰]"
    r"|(?<![舍怪恨了])不得(?=再?(?:收|有|含|带|使|出|包|需|要|用|采|为))"
    r"|(?<=[我俺咱们])不(?:[弄整搞办订充掏交付缴])(?![清懂好错丢坏明成完了起得到不])|不能有|不能是|不可以有|不要|谢绝|婉拒|抵制|不碰|不沾|远离|避雷|不(?:搁|放|摆|安|挂)(?=在?[^，。；！？了得下住过起心]{1,6}(?:[，。；！？,;!?\s]|$))"
    r"|(?<![能以会来把将])(?:屏蔽|拉黑|剔除|避开|绕开|(?:去|踢|剔|筛|滤|过滤|删|砍|划)掉)(?=[^，。；！？,;!?])"
    r"|(?<![特级类区个性识分差鉴辨告离])别(?![的人墅致名处家])|不是(?![^，。；！？,;!?]{1,16}就是)"
)
_ATTRIBUTE_ZH = (
    r"不支持|不带|不含|不需要|不用|不必|不配|不能(?!没有?|缺|少|离)|无需|无须|不依赖|(?<!有)(?<!不能)(?<!不可)(?<!可以)没有(?!关系)|(?<!有)没(?=\s*[A-Za-z])"
    r"|(?<![除是并无])非(?!得|[常得要]|[^，。；！？,;!?]{1,20}不(?:可|要|买|看|行|选|用|学|娶)(?:[了啊呀的]|\b|$|[，。]))"
)
_CUE_ZH = re.compile(rf"(?P<whole>{_WHOLE_ZH})|(?P<attribute>{_ATTRIBUTE_ZH})")
_NUMERIC_ZH = re.compile(
    r"(?:[要再会能许得让]|\s)*(?:超过|高于|低于|少于|多于|大于|小于|早于|晚于|超出|花超过|贵于"
    r"|太(?!阳)|那么|[\d一二两三四五六七八九十百千]+\s?\S{1,4}(?:以上|以下))"
)
_STOP_ZH = re.compile(r"[，。；！？!?;,\n]|但|(?<!信)不过|而是|而要|只要|就行|就好|都行|都可以")
_BESIDES = re.compile(
    r"(?<!清)(?<!去)除(?!甲醛|霾|尘|味|菌|螨|湿|草|法)了?(?P<what>.{1,60}?)(?:以外|之外|外(?!面)|(?=[，。；！？,;!?]|别的|其他|其它|都|全|$))"
)
_OUTSIDE_ZH = re.compile(
    r"(?:^|(?<=[，。；！？,;!?\s]))(?P<what>(?:(?!除)[^，。；！？,;!?\d]){1,16}?)(?:以外|之外)的?"
    r"(?:[^，。；！？,;!?]{0,6}(?:都|就|也|才)?(?:[行可成好]|可以|随便)|别家|其他|[品牌产东]\w{0,3}|$|(?=[，。；！？,;!?]))"
)
"""Zadeko 以外的."""
_BUT_IS_ZH = re.compile(r"(?<![就还可但也只都总老不])是(?!不是|否)")
"""不是监控是门铃."""
_ALSO = re.compile(
    r"[，,\s]*(?:(?!别的|别家|其[他它余]|剩|谁|什么|啥|哪|都|没|不|一概|统统)[^，。；！？,;!?\s]){0,10}?"
    r"(?:还|也|又|另外)(?!\s*(?:不|没|都|无|别|免|算了|拉黑))"
)
"""除了入门的，中级的也行: one more beside it."""
_TAIL_ZH = rf"{TAIL_ZH}(?=\s*(?:[，。；！？!?;,、…~～\n]|$))"
_AFTER_ZH = re.compile(
    r"(?:^|(?<=[，。；！？!?;,…~～\n]))\s*(?:所以|因此|于是|那么?|但是?|不过|可是)?(?P<what>(?:(?!但是?|可是|(?<!信)不过|所以|因为)"
    r"[^，。；！？!?;,…~～\n]){1,60}?)"
    rf"(?:\s*{ADVERB_ZH}{{1,5}}\s*"
    r"(?:不行|不可以|不可|不想要|不喜欢|不感兴趣|没兴趣|不看|不买|不学|不选|不来|(?<=的)不[必用]|(?<=的就)不[必用]"
    r"|不(?:[弄整搞碰沾掏交玩办订装跟认]|折腾|吃(?:这一?套)?|惯着?))"
    rf"|(?<=[了的啦])\s*不(?:看|买|学|选|来|考虑)|\s*{ADVERB_ZH}{{0,6}}{THROWN_OUT_ZH}){_TAIL_ZH}",
    re.IGNORECASE,
)
_TOWARD_ZH = re.compile(
    r"(?:^|(?<=[，。；！？!?;,…~～\n]))\s*(?:我们?|咱|本人|俺)?\s*对于?(?P<what>[^，。；！？!?;,…~～\n]{1,40}?)"
    rf"{ADVERB_ZH}{{0,6}}(?:毫?[没无]有?(?:什么|啥|太?大)?(?:兴趣|感觉|好感|信心|想法)|不太?(?:感兴趣|感冒|来电|放心|信任|相信)"
    r"|无感|过敏|反感|有(?:心理)?阴影|(?:有)?ptsd|敬谢不敏|敬而远之|免疫)"
    rf"{_TAIL_ZH}",
    re.IGNORECASE,
)
"""对 Oskelo 敬谢不敏, 对德语无感."""
_BOTH_ZH = (
    r"(?:把?(?:它们?|他们?|两[种个样者门类款家]|这?俩|[这那](?:[些种类款]|(?:两|几)[种个样门款家])?(?:玩意儿?|东西|课程?|产品|货|牌子)?)"
    r"的?(?:也|都|就|全)*)?"
)
_BEFORE_THAT_ZH = re.compile(
    r"(?:^|(?<=[，。；！？!?;,…~～\n]))(?P<what>[^，。；！？!?;,…~～\n]{2,40})[，,…\s]+"
    r"(?:[^，。；！？!?;,…~～\n]{0,6}(?:不|太|难|怕|累|烦|差|没)[^，。；！？!?;,…~～\n]{0,6}[，,\s]+)?"
    rf"{ADVERB_ZH}{{0,6}}{_BOTH_ZH}{ADVERB_ZH}{{0,6}}(?!先?放|算了|再[见会]|拜拜|白白|告辞|bye|走[人开]|no|out)"
    rf"{THROWN_OUT_ZH}{_TAIL_ZH}",
    re.IGNORECASE,
)
"""德语授课的我听不懂，去掉吧: a clause that says no more than that throws out the one before."""
_SOUGHT_ZH = re.compile(
    r"\s*(?:我们?|咱们?)?(?:还|就|也|那)?(?!(?:得|要|必?须|需要?)先|要求|要[会懂识])(?:想|要|找|给|必须|只|得|支持|能|可以|换|看)"
)
_NOT_THROWN_ZH = re.compile(
    r"^(?!(?:请|麻烦|帮我)?[把将]).*[把将]|(?:(?<![阳功智性])能|可以|会|要)(?:都|全部?)?$|旧|原来|以前|(?<![的不])(?:太(?!阳)|过于)[^，的]{1,2}的?(?:那种|款)?$"
)
"""净化器能把异味去掉, 把旧灯泡淘汰, 灯泡太贵的不要: no thing is thrown out that is asked for."""
_SORT_ZH = re.compile(r"(?<!太)的(?=[^的]{2,})|[那这][些种类款]")
"""高阶的对我来说太硬，不要: what is too hard is said of what is named."""
_RULE_ZH = re.compile(r"(?:要求|条件|限制|规定|门槛|[那这]一?[条项点])(?:也|都|就|给我)*$")
_MEASURED_ZH = re.compile(r"以上|以下|超过|低于|高于|少于|多于|以内|之前|之后|以前|以后")
_SPEAKER = re.compile(r"我|我们|咱们?|他|她|家里|家人|孩子|老人|爸妈|父母")


_TWICE_ZH = re.compile(
    r"(?:没有?|不带|不支持|不能|不含|不是|无|[^，。；！？!?;,\n]{1,12}[用放装学听看摆连配]不[了上来成])"
    r"[^，。；！？!?;,\n]{0,30}?(?:的话?)?(?:都|就|也|可)?"
    r"(?:不行|不可|不成|不要|不考虑|不予考虑|不在考虑之[列内]|不在考虑范围|概不考虑|恕不考虑|免谈|免问|不买|不看|不用|不必|免了|算了|去掉|排除掉?|跳过|pass|白搭|别[^，。]{1,5}"
    rf"|{ADVERB_ZH}{{0,4}}{THROWN_OUT_ZH})"
    r"[了啦吧啊哈]*(?=[，。；！？!?;,\n]|$)"
)
"""没有太阳能的不行: two denials make a demand."""
_NONE_BESIDES_ZH = re.compile(
    r"除了?[^，。；！？!?;,\n]{1,30}?(?:以外|之外|外)?[，,]?\s*(?:其他|其它|别的|其余|剩下)的?[^，。；！？!?;,\n]{0,6}?"
    rf"(?:都|全|一律|一概|统统|通通)?(?:不[要看买学选行]|不考虑|免谈|免了|没兴趣|{THROWN_OUT_ZH})"
)
"""除了 A 别的都不要: A alone is wanted."""


_GIVEN_UP_ZH = re.compile(
    r"不(?:再|想)?[装买学看用整弄搞上选换找](?P<what>[^，。；！？!?;,\n不]{1,16}?)了(?=$|[\s，。；！？!?;,吧啊]|[改换])"
)
"""不装摄像头了，换成门铃."""


_NOT_THIS_ONE_ZH = re.compile(
    r"(?:^|(?<=[，。；！？!?;,…~～\n\s]))(?:就|唯独|单单|独独?|偏偏|唯有|只有)(?P<what>[^，。；！？!?;,\n]{1,20}?)"
    rf"(?:的|那[家种款类])?(?:绝对|真的|可)?不(?:行|要|可以|可|成|考虑|看|买|学){TAIL_ZH}(?=[，。；！？!?;,\n]|$)"
)
"""谁家都行，就 Zadeko 不行."""
_NONE_ZH = re.compile(
    r"(?:^|(?<=[，。；！？!?;,…~～\n]))(?P<what>[^，。；！？!?;,\n]{1,20}?)"
    r"(?:一概|统统|通通|全都?|一律)没有的(?:那[种类款])?(?=[，。；！？!?;,\n]|$)"
)
"""月费一概没有的那种."""


def _chinese(text: str) -> Iterator[Span]:
    yield from (m.span() for p in (_NOT_THIS_ONE_ZH, _NONE_ZH) for m in p.finditer(text))
    yield from (m.span() for m in _GIVEN_UP_ZH.finditer(text))
    twice = [m.span() for p in (_TWICE_ZH, _NONE_BESIDES_ZH) for m in p.finditer(text)]
    yield from (s for s in _besides(text) if not any(a <= s[0] < b for a, b in twice))
    for start, end in _rejected_after(text):
        if not any(s < end and start < e for s, e in twice):
            yield start, end
    for cue in _CUE_ZH.finditer(text):
        if _NUMERIC_ZH.match(text, cue.end()) or any(s <= cue.start() < e for s, e in twice):
            continue
        furthest = min(len(text), cue.end() + _FAR)
        stop = _STOP_ZH.search(text, cue.end(), furthest)
        end = stop.start() if stop else furthest
        if cue.group() == "不是" and (but := _BUT_IS_ZH.search(text, cue.end(), end)):
            end = but.start()
        end = _modifier_end(text, cue, end)
        if text[cue.end() : end].strip(" 了的吧啊呢"):
            yield cue.start(), end


def _modifier_end(text: str, cue: re.Match[str], end: int) -> int:
    """In 不带屏幕的音箱 only the words before 的 are unwanted; the noun after it is sought."""
    modifier = text.find("的", cue.end(), end)
    if modifier >= 0 and (cue["attribute"] or text[modifier + 1 : end].strip()):
        return modifier
    return end


def _besides(text: str) -> Iterator[Span]:
    """除了 A 以外: A is left out, unless something is added to it (除了 A 还要 B)."""
    yield from (m.span("what") for m in _OUTSIDE_ZH.finditer(text))
    for match in _BESIDES.finditer(text):
        if not match["what"].startswith("非") and not _ALSO.match(text, match.end()):
            yield match.span()


def _rejected_after(text: str) -> Iterator[Span]:
    """A 就不要了, A 的不考虑, A 除外."""
    for match in (
        *_AFTER_ZH.finditer(text),
        *_TOWARD_ZH.finditer(text),
        *_BEFORE_THAT_ZH.finditer(text),
    ):
        what = match["what"].strip()
        if _MEASURED_ZH.search(what) or _SPEAKER.fullmatch(what) or _RULE_ZH.search(what):
            continue
        named = match.re is _BEFORE_THAT_ZH and _SORT_ZH.search(what)
        if not named and _NOT_THROWN_ZH.search(what):
            continue
        if match.re is _BEFORE_THAT_ZH and _SOUGHT_ZH.match(what):
            continue
        yield match.start("what") + len(match["what"]) - len(match["what"].lstrip()), match.end()
