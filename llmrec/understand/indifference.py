"""What does not matter is no demand: `a subscription is fine`, `outdoor or indoor`, 有没有都行.

Three forms of grammar: a cue with what follows it (`I don't mind`, 不介意), a verdict on what is
before it (`is not necessary`, 无所谓), and a clause that is a verdict on the one before (`both are
fine`). Values of one property that are all called fine (灯、摄像头都可以) are alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from llmrec.text import HAN, negated_spans
from llmrec.understand import clauses
from llmrec.understand.vocabulary import Mention

# --- a cue, and what follows it ---------------------------------------------------------------

_NOT = r"(?:n['’]?t|\s+not)\s+"
_VERY = (
    r"(?:(?:really|particularly|even|much|also|perfectly|totally|quite|absolutely|strictly|that|so"
    r"|very|too|all|both|just|equally|a|an|necessarily|of|at)\s+)*"
)
_CUE = re.compile(
    rf"\b(?:do|does|would|could){_NOT}{_VERY}(?:mind|care(?:\s+less)?|matter)\b"
    r"(?:\s+(?:about|for|if|whether|which|what|who|how))*"
    rf"|\b(?:do|does|would|could|need|must|should|will){_NOT}(?:(?:want|have|need)\s+to\s+)?"
    r"(?:rule\s+out|exclude|leave\s+out|ban|drop|ditch|remove|discard|reject|dismiss)\b"
    r"|\bn(?:o|['’]t|ot)\s+(?:married|wedded|attached|tied|bound|committed|glued|dead\s+set|set)"
    r"\s+(?:to|on)\b|\b(?:who\s+cares|never\s+mind)\s+(?:about|if|whether|what|which)\b"
    r"|\b(?:no\s+preference|indifferent|not\s+(?:fuss(?:ed|y)|bothered|picky|particular|concerned))"
    r"\s+(?:about|on|for|as\s+to|between|to|by|regarding)\b"
    rf"|(?:\b(?:am|are|is|be)|['’](?:m|re|s))\s+{_VERY}"
    r"(?:fine|ok|okay|cool|happy|comfortable|all\s+right|alright)\s+with\b"
    r"|(?:^|(?<=[,.;]))\s*(?:also\s+)?(?:fine|ok|okay|happy)\s+with\b"
    r"|\bno\s+(?:problem|issue|objection)s?\s+(?:with|to)\b"
    r"|\b(?:all\s+the\s+same|no\s+difference)\s+(?:to\s+(?:me|us)\s+)?(?:if|whether)\b"
    r"|\b(?:regardless|irrespective)\s+of|\bno\s+matter\s+(?:if|whether|what|which)"
    r"|\bwhether\s+or\s+not\b"
    rf"|\b(?:do|does){_NOT}{_VERY}(?:have|need)\s+to\s+(?:be|have|support|work|come|include|offer"
    r"|speak|use)\b(?:\s+with)?"
    r"|\bneed(?:n['’]t|\s+not)\s+(?:be|have|support|work|come|include)\b|\bnot\s+necessarily\b"
    r"|不介意|不在乎|不在意|不计较|(?:不管|无论|不论)(?!如何|怎[样么])|不一定(?:非?要|得|需要)?|没必要",
    re.I,
)
_NEED = re.compile(
    rf"\b(?:I|we)\s+do{_NOT}{_VERY}(?:need|require)\b(?!\s+to)"
    r"|\bno\s+(?=(?:[\w-]+\s+){1,3}?(?:needed|necessary|required)\b)|\bno\s+need\s+(?:for|of)\b"
    r"|(?:不需要|不用|不必|无需|无须)(?=\s*(?:非|一定|是|支持|带|有|能|可以|具备))",
    re.I,
)
_PHRASE = re.compile(r"\bwith\s+or\s+without\b|\boptional\s+(?!(?:and|or|but|for|if|with)\b)", re.I)
_STOP = re.compile(
    r"[.;:!?。，；！？\n](?=\s|$|\D)|,|\s[-–—(]\s?|\b(?:but|however|though|although|because|since"
    r"|(?:as|so)\s+long\s+as|provided|unless|only|just|please|if|when|then)\b"
    r"|但|不过|只|必须|一定要|务必|都要|都得",
    re.I,
)
_PHRASE_ENDS = re.compile(r"\b(?:for|to|that|which|inside|in|and|under|from)\b", re.I)
_AND = re.compile(r"\band\b|而且|并且|同时|还", re.I)
_VERB = re.compile(r"\b(?:is|are|should|works?|supports?|it|I|we)\b", re.I)
_EITHER_WAY = re.compile(
    r"(?:(.{1,4})[不没]\1|有无)[^，。,.;；！？!?\n]{0,20}?(?:[都也均][行好成可]|没得?关系|没问题|无所谓|不重要|随便|随意)"
)


def _ahead(text: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches of what does not matter, cue included; true where it is a need that is denied."""
    for pattern in (_CUE, _NEED, _PHRASE):
        for cue in pattern.finditer(text):
            stop = _STOP.search(text, cue.end())
            end = stop.start() if stop else len(text)
            if pattern is _PHRASE:
                near = _PHRASE_ENDS.search(text, cue.end(), end)
                end = near.start() if near else end
            if text[end : end + 1] == ",":  # no preference on this, A or B
                far = [e for s, e in negated_spans(text, "en") if cue.start() <= s < cue.end()]
                end = max([end, *far])
            for more in _AND.finditer(text, cue.end(), end):
                rest = text[more.end() : end]
                if clauses.is_forceful(rest) or _VERB.search(rest):
                    end = more.start()
                    break
            yield cue.start(), end, pattern is _NEED
    yield from ((*m.span(), False) for m in _EITHER_WAY.finditer(text))


# --- a verdict on what stands before it -------------------------------------------------------

_IS = r"(?:\b(?:is|are|be)|['’](?:s|re))\s+"
_IS_NOT = r"(?:\b(?:is|are)\s+not|\b(?:is|are)n['’]?t|\bnot)\s+"
_END = r"(?=\s*(?:的|了|啊|吧|哦|呢)?\s*(?:[，,。.；;！!？?、\n]|$))"
_TOO = r"(?=\s*(?:(?:too|also|as\s+well|with\s+me|by\s+me|for\s+me)\s*)?(?:$|[,.;!?)]|but\b))"
_VERDICTS: dict[str, re.Pattern[str]] = {
    "needless": re.compile(
        rf"{_IS_NOT}{_VERY}(?:necessary|needed|required|essential|mandatory|must|must-have"
        rf"|requirement)\b|\bunnecessary\b|(?:并?不是|并?非)(?:必须|必需|必要){_END}",
        re.I,
    ),
    "drop": re.compile(
        rf"{_IS_NOT}{_VERY}(?:important|crucial|vital|deal-?breaker|problem|issue|priority"
        r"|big\s+deal)\b|\b(?:irrelevant|unimportant|optional|all\s+the\s+same"
        r"|makes?\s+no\s+difference|no\s+(?:problem|issue|big\s+deal|deal-?breaker))\b"
        rf"|\bdo(?:es)?{_NOT}{_VERY}matter\b(?!\s+(?:if|whether|which|what|how))"
        r"|(?<!whether )(?<!got )(?<!can )(?<!have )(?<!ok )\bor\s+not\b"
        rf"|\b(?:I|we)\s+(?:do|would){_NOT}{_VERY}(?:mind|care\s+about)(?=\s*(?:$|[,.;!]))"
        r"|(?:都|也|就|倒|真的|其实|并)*(?:无所谓|不重要|没得?关系|没所谓|随便|随意|可有可无|不强求"
        r"|(?<![的款类])(?<![的款类]就)(?:不用|不必|不需要)了?"
        rf"|没要求|不限){_END}",
        re.I,
    ),
    "refused": re.compile(
        rf"{_IS_NOT}{_VERY}(?:fine|ok|okay|acceptable|allowed|welcome|wanted|option)\b"
        r"|\b(?:unacceptable|no-go|out\s+of\s+the\s+question)\b",
        re.I,
    ),
    "welcome": re.compile(
        rf"(?:{_IS}|\bwould\s+be\s+){_VERY}(?:fine|ok|okay|acceptable|alright|all\s+right|welcome)\b"
        rf"|(?<!not )(?<!n't )\b(?:fine|ok|okay|welcome|acceptable)\b{_TOO}|\b(?:will|would)\s+do\b"
        rf"|[都也均皆]\s*(?:行|可以|可|好|成|OK|没问题|能接受|接受|欢迎)(?!的话){_END}",
        re.I,
    ),
}
_BARE = re.compile(
    r"(?:^|[,;.!?—–-])\s*(?:(?:and|but|well|really|honestly)\s+)?(?:(?P<both>both(?=[^,.;!?]*\b(?:fine|ok|okay|good|great|acceptable|alright|right|welcome|works?|do|goes?)\b)|either|any|all)\b"
    rf"|(?:(?:it|that)\s+)?does{_NOT}{_VERY}matter|(?:I|we)\s+do{_NOT}{_VERY}(?:mind|care)"
    r"|no\s+preference|whichever)"
    r"(?:\s+(?:of|them|these|those|the|two|one|way|is|are|works?|will|would|do|be|goes?|ok|okay"
    r"|fine|good|great|acceptable|alright|all|right|welcome|with|for|by|to|me|us|too|which|at"
    r"|either|really|much))*\s*(?=$|[,.;!?])"
    r"|[，,；;。？?]\s*我?(?P<dou>(?:两者|两种|哪个|哪种|全|怎么)?都(?:行|可以|好|成|没问题)|(?:都|也)?(?:没关系"
    rf"|无所谓|不介意|不在乎|随便|随意)|均可){_END}",
    re.I,
)
_BREAK = re.compile(r"[,.;:!?，。；：！？\n]")
_OTHER = re.compile(
    r"\b(?:but|so|because|since|if|when|while|although|though|that|which|who|it|this|they|he|she|I"
    r"|we|you|everything|anything|rest|must|should)\b|但|因为|如果|必须|所以",
    re.I,
)
"""Words after a value that bring in something else as what the verdict is on."""
_CHOOSY = re.compile(
    r"\b(?:any\w*|every\w*|what\w*ever|only|just|all|must|has\s+to|have\s+to|needs?\s+to|nothing"
    r"|as\s+long\s+as|works?|supports?)\b"
    r"|别的|其他|其它|其余|任何|什么|凡是|所有|只|必须",
    re.I,
)
"""Any camera with Alexa is fine: that is a demand."""
_EXCEPT = re.compile(
    r"\b(?:any|every)thing\s+but\b|\b(?:except|other\s+than|apart\s+from)\b|除了", re.I
)
_JOINED = re.compile(r"\b(?:and|but|so|while)\b|而且|并且", re.I)
_BESIDE = re.compile(
    r"(?:[\s,/、]|\b(?:and|or|an?|the|also)\b|的|和|或者?|与|及|还是|要么|课程?|类)+", re.I
)
_ONE_OF = re.compile(
    r"\b(?:any|either)(?:\s+one)?\s+of\s+(?:the\s+)?|\bone\s+of\s+(?!the\s+best\b)", re.I
)
_ONE_OF_ZH = re.compile(
    r"[，,\s]*[二两三四几]?[样个种者款门]?(?:里面?|当中|之中|中)?(?:只要)?(?:有|是|满足|支持|占|沾|择|取|选)?(?:者)?(?:居|择)?(?:其中|其|随便|任何?意?)*一[个样种项款门]?(?:就|即|也|都)?(?:行|可|好|成|够)"
    r"|[，,\s]*[二两三四]选一|[，,\s]*任选"
)
"""Zigbee、Thread 有一个就行."""
_JOINS = re.compile(r"\b(?:and|or)\b|[和或与]", re.I)
_BOTH = re.compile(r"\band\b|和", re.I)
_ASKED = re.compile(r"\s*[?？]\s*")
_OR = re.compile(r"\bor\b|[/、或]|还是", re.I)
_ALTERNATIVE = re.compile(
    r"(?:\s*(?:\b(?:or|and)\b|[/、或和]|还是)\s*[^\s,，.。]+(?:\s+[^\s,，.。]+)?)?[\s—–-]*", re.I
)
MOST_WORDS = 3
FAR = 200
"""Characters that a verdict reaches back at most."""


class Settled(NamedTuple):
    mentions: list[Mention]
    alternatives: list[tuple[int, int]]
    """Stretches whose values are all welcome: one of them will do."""


def settle(mentions: Sequence[Mention], text: str, needs: Callable[[str], bool]) -> Settled:
    """The mentions that say anything, less those that do not matter.

    Args:
        needs: whether a field is a need that an item has. That `no subscription is needed` refuses
            it, where `no certificate is needed` says nothing.
    """
    said = dict(enumerate(mentions))
    alternatives = list(_each_fine(mentions, text))
    for start, end, needless in _ahead(text):
        inside = [n for n, m in said.items() if start <= m.start and m.end <= end]
        for n in [*inside, *_goes_on(said, inside, text)]:
            if not (needless and needs(said[n].field)):
                del said[n]
    for kind, verdict in _verdicts(text):
        chain = _subject(said, text, verdict, bare=kind == "bare")
        if any(s <= verdict.start() and said[n].end <= e for s, e in alternatives for n in chain):
            continue
        if chain and kind == "welcome" and said[chain[0]].negated and "也" in verdict.group():
            for n in chain:  # 没有字幕也行
                del said[n]
            continue
        if not chain or _is_choosy(said, chain, text, verdict, kind):
            continue
        if kind in ("welcome", "bare") and len(chain) > 1:
            alternatives.append((said[chain[0]].start, said[chain[-1]].end))
            continue
        for n in chain:
            if kind == "refused" or (kind == "needless" and needs(said[n].field)):
                said[n] = said[n]._replace(negated=True)
            else:
                del said[n]
    alternatives += _one_of(list(said.values()), text)
    return Settled(list(said.values()), alternatives)


_FINE_ZH = (
    r"\s*(?:[也都亦])?(?:可以|可|行|要得|得|成|中|好|要|能?接受|没问题|OK|ok)[的啊呀吧嘛了呢]*"
)
_FINE_NEXT_ZH = re.compile(rf"{_FINE_ZH}\s*[，,、]?\s*(?:要|用|或者?)?\s*")
_ALSO_FINE_ZH = re.compile(rf"(?=\s*[也都亦]){_FINE_ZH}(?=\s*(?:[，,。.；;！!…~～\n]|$))")


def _each_fine(mentions: Sequence[Mention], text: str) -> Iterator[tuple[int, int]]:
    """灯带可以，台灯也可以: each is called fine on its own, so any of them will do."""
    if not HAN.search(text):
        return
    run: list[Mention] = []
    for m in mentions:
        goes_on = run and m.field == run[-1].field and not m.negated
        if not (goes_on and _FINE_NEXT_ZH.fullmatch(text[run[-1].end : m.start])):
            run = [] if m.negated else [m]
            continue
        run.append(m)
        if fine := _ALSO_FINE_ZH.match(text, m.end):
            yield run[0].start, fine.end()


def _one_of(said: Sequence[Mention], text: str) -> Iterator[tuple[int, int]]:
    """Lists of which one value will do: any of A, B, C; A、B 有一个就行."""
    runs: list[list[Mention]] = []
    for m in said:
        last = runs[-1][-1] if runs else None
        beside = last and last.field == m.field and _BESIDE.fullmatch(text[last.end : m.start])
        runs[-1].append(m) if beside else runs.append([m])
    for run in runs:
        start, end = run[0].start, run[-1].end
        ahead = [c for c in _ONE_OF.finditer(text, 0, start) if c.end() == start]
        if len(run) > 1 and (ahead or _ONE_OF_ZH.match(text, end)):
            yield start, end


def _goes_on(said: dict[int, Mention], inside: list[int], text: str) -> list[int]:
    """The rest of a list that begins in a stretch: `I don't mind A, B or C`."""
    out: list[int] = []
    if inside:
        last, between = said[inside[-1]], ""
        for n, m in said.items():
            gap = text[last.end : m.start] if m.start >= last.end else ""
            if m.field == last.field and _BESIDE.fullmatch(gap):
                out.append(n)
                last, between = m, gap
        if not _JOINS.search(between):
            return []
    return out


def _verdicts(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, pattern in _VERDICTS.items():
        yield from ((kind, m) for m in pattern.finditer(text))
    yield from (("bare", m) for m in _BARE.finditer(text))


def _subject(
    said: dict[int, Mention], text: str, verdict: re.Match[str], *, bare: bool
) -> list[int]:
    """What a verdict is on: the value next before it and those of its field beside that one."""
    before = sorted((m.end, n) for n, m in said.items() if m.end <= verdict.start())
    if not before:
        return []
    last = before[-1][1]
    gap = text[said[last].end : verdict.start()]
    if not (_reaches_back(gap) if bare else _reaches(gap, verdict.group())):
        return []
    chain = [last]
    one = re.search(r"\bis\b", verdict.group(), re.I)
    for _, n in reversed(before):
        first, m = said[chain[0]], said[n]
        between = text[m.end : first.start]
        beside = m.end <= first.start and _BESIDE.fullmatch(between)
        two = one and re.search(r"\band\b", between, re.I)  # Alexa, and Siri is fine
        if beside and not two and (m.field, m.negated) == (first.field, first.negated):
            chain.insert(0, n)
    return chain if not bare or _offers(said[chain[0]], text, verdict) else []


def _reaches(gap: str, verdict: str) -> bool:
    joined = re.search(r"\band\b", gap, re.I) and not re.search(r"\b(?:are|both)\b", verdict, re.I)
    far = len(gap) > 30 or len(gap.split()) > MOST_WORDS
    return bool(_ASKED.fullmatch(gap)) or not (
        joined or far or _BREAK.search(gap) or _OTHER.search(gap)
    )


def _reaches_back(gap: str) -> bool:
    return bool(_ALTERNATIVE.fullmatch(gap))


def _offers(first: Mention, text: str, verdict: re.Match[str]) -> bool:
    """Whether the clause before names things to choose from."""
    start, end = max(0, first.start - 6), verdict.start()
    both = (verdict["both"] or verdict["dou"]) and _BOTH.search(text, start, end)
    asked = clauses.WHETHER.search(clauses.clause(text, first.start, first.end)) or _ASKED.match(
        verdict.group()
    )
    return bool(_OR.search(text, start, end) or both or asked)


def _is_choosy(
    said: dict[int, Mention], chain: list[int], text: str, verdict: re.Match[str], kind: str
) -> bool:
    """Whether what a verdict is on is refused or demanded all the same."""
    first, last = said[chain[0]], said[chain[-1]]
    start = _clause_start(text, first.start)
    if _EXCEPT.search(text, _break_before(text, first.start), verdict.start()):
        return True
    if kind not in ("welcome", "bare"):
        return False
    those = len(chain) == 1 and "".join(text[last.end : verdict.start() + 1].split()) == "的都"
    return first.negated or those or bool(_CHOOSY.search(text, start, first.start))


# --- stretches of a text, whatever they are about ---------------------------------------------


def stretches(text: str, *, needed: bool = False) -> list[tuple[int, int]]:
    """Where the text says that something does not matter, be it in the catalogue or not.

    Args:
        needed: whether it is read for a need, which `not needed` refuses.
    """
    out = [(start, end) for start, end, needless in _ahead(text) if not (needless and needed)]
    for kind, verdict in _verdicts(text):
        at = verdict.start()
        start = _clause_start(text, at)
        said = text[start:at]
        if kind == "refused" or (kind == "needless" and needed):
            continue
        if kind == "bare" and not (_OR.search(said) or clauses.WHETHER.search(said)):
            start, said = at, ""
        if kind in ("welcome", "bare") and (_refuses(said) or _CHOOSY.search(said)):
            continue
        if not _EXCEPT.search(
            text, _break_before(text, start), at
        ):  # what must be stays: it must be solid, the plan optional
            out.append((at if clauses.ONLY.search(said) else start, verdict.end()))
    return out


def offers(piece: str) -> bool:
    """Whether it calls something fine: of several values named there, one will do."""
    return any(kind == "welcome" for kind, _ in _verdicts(piece))


def _refuses(said: str) -> bool:
    return clauses.has_denial(said) or bool(negated_spans(said, "zh"))


def _break_before(text: str, at: int) -> int:
    far = max(0, at - FAR)
    return max((m.end() for m in _BREAK.finditer(text, far, at)), default=far)


def _clause_start(text: str, at: int) -> int:
    left = _break_before(text, at)
    return max((m.end() for m in _JOINED.finditer(text, left, at)), default=left)


def without(text: str, start: int, end: int, *, needed: bool = False) -> str:
    """The words from `start` to `end`, less those that say that something does not matter."""
    kept, at = "", start
    for s, e in sorted(stretches(text, needed=needed)):
        if at < end and e > at:
            kept += text[at : min(max(s, at), end)]
            at = e
    return kept + text[at:end]
