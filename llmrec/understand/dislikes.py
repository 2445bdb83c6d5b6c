"""What is spoken ill of in English is no demand: batteries are a pain, life's too short for live.

A verdict on what is named, before or behind it, refuses it; that something broke only takes the
name out of what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.text._said_of import Verdict, said_of_en
from llmrec.understand import clauses
from llmrec.understand.vocabulary import Mention

_WORTHLESS = (
    r"(?:rubbish|trash(?:y)?|garbage|junk|crap(?:py)?|shite?|terrible|awful|dire|pants|naff|useless"
    r"|hopeless|horrible|horrid|horrendous|dreadful|disgusting|overpriced|overrated|unreliable|evil"
    r"|cursed|poison|toxic|bad\s+news|the\s+(?:worst|pits|devil|enemy)|dead\s+to\s+(?:me|us)"
    r"|an?\s+(?:joke|scam|pain|nightmare|nuisance|faff|rip-?off|disaster|hassle|swindle|racket|curse"
    r"|menace|con|no|liability|money\s+grab|waste)\b)"
)
_VERY = (
    r"(?:\s+(?:just|simply|really|such|so|utter(?:ly)?|total(?:ly)?|absolute(?:ly)?|pure|complete"
    r"|proper|always|honestly|frankly|a\s+bit\s+of|kind\s+of))*"
)
_THEIRS = (
    r"(?:['’]s?)?(?:\s+(?:stuff|things?|products?|ones|gear|kit|courses|classes|models|devices"
    r"|lot|people|crap|junk|[a-z]+s(?<!\bis)(?<!\bsucks)(?<!gives)(?<!makes)(?<!drives)(?<!stinks)(?<!blows)))?"
)
_WHOSE = re.compile(_THEIRS)
_ILL_EN = re.compile(
    rf"{_THEIRS}(?:(?:\s+(?:is|are)|['’](?:s|re)){_VERY}\s+{_WORTHLESS}"
    r"|\s*,?\s*(?:please\s+)?(?:nothing|none|not|never)(?:\s+please)?(?=\s*(?:$|[.;!]))"
    r"|\s+sucks?\b|\s+stinks?\b|\s+blows?\b(?!\s+\w)"
    r"|\s+(?:gives?|gave)\s+(?:me|us)\s+(?:the\s+\w+|headaches?|nightmares|hives|grief|anxiety)"
    r"|\s+(?:makes?|drives?|drove)\s+(?:me|us|my\s+\w+)\s+(?:nervous|mad|nuts|crazy|uneasy|angry|sick"
    r"|shudder|cringe|cry|weep|anxious|twitchy|furious|insane|bonkers|up\s+the\s+wall)"
    r"|\s+(?:(?:has|have|already|once|totally|really)\s+)*(?:burn(?:ed|t)|scammed|failed|screwed"
    r"|cheated|lost|robbed|fleeced|conned|betrayed|stung|shafted|stiffed|ripped|let)\s+(?:me|us|my\s+\w+)\b"
    r"|(?:\s+(?:is|are|will)|['’](?:s|re|ll))\s+(?:not|never)\s+(?:get(?:ting)?|see(?:ing)?|enter(?:ing)?"
    r"|com(?:e|ing)|cross(?:ing)?|set(?:ting)?)\s+(?:my|our|another|near|in|into|through|foot|a)\b"
    r"|\s+(?:won['’]t|isn['’]t|aren['’]t)\s+(?:get(?:ting)?|see(?:ing)?|enter(?:ing)?|com(?:e|ing)|cross(?:ing)?)"
    r"\s+(?:my|our|another|near|in|into|through)\b"
    r"|\s+(?:can|may|should|must)\s+(?:stay|remain|keep|rot|sit)\s+(?:in|on|at|away|out|well|far|where|put)\b"
    r"|\s+(?:(?:well|far|right|as\s+far)\s+)*away\s+(?:as\s+possible\s+)?from\s+(?:me|us|my|our|here)\b"
    r"|\s*[,.?!:;–—-]+\s*(?:(?:oh|um|er|ha|lol|no)[,\s]+)*(?:over\s+my\s+dead\s+body|as\s+if|yeah,?\s+right"
    r"|don['’]t\s+make\s+me\s+laugh|you(?:['’]re|\s+must\s+be)\s+(?:joking|kidding)|are\s+you\s+(?:joking|kidding|mad)"
    r"|you\s+kidding|y+u+ck+|ew+|ugh+|gross|barf|(?:hell|god|heck|christ|lord)\s+no|no\s+fear|pf+t+|bleh|blech|fat\s+chance"
    r"|you(?:['’]re|\s+are)\s+(?:having\s+(?:a\s+(?:laugh|giraffe)|me\s+on)|taking\s+the\s+\w+|pulling\s+my|out\s+of\s+your)|pull\s+the\s+other"
    r"|do\s+me\s+a\s+favou?r|give\s+over|get\s+away|behave|get\s+(?:out\s+of\s+here|tae|real)|leave\s+it\s+out|no\s+(?:ta|fear|danger|cap)\b|in\s+your\s+dreams|dream\s+on"
    r"|I\s+(?:think|would\s+think)\s+not|I\s+don['’]t\s+think\s+so|miss\s+me\s+with|hard\s+pass|bin\s+(?:it|them)|not\s+likely|absolutely\s+not|certainly\s+not|god\s+forbid"
    r"|not\s+on\s+your\s+(?:life|nelly)|not\s+in\s+(?:my|this|a)\b|no\s+siree|hell\s+would|when\s+hell|get\s+lost|shudder"
    r"|kill\s+me|spare\s+me|jog\s+on|naw|not\s+a\s+fan|life['’]s\s+too\s+short))",
    re.I,
)
_SHUNNED_EN = re.compile(
    r"(?:\b(?:hard\s+no\s+(?:to|on)|(?:(?:big|firm|huge|definite)\s+)?no\s+to|stop\s+(?:it\s+)?with|enough\s+(?:of|with)|any(?:one|body|where)\s+but"
    r"|every(?:one|body)\s+but|life['’]?s?\s+(?:is\s+)?(?:far\s+)?too\s+short\s+for|up\s+to\s+here\s+with|had\s+(?:quite\s+)?enough\s+of"
    r"|(?:steer|keep|guide)\s+(?:me|us|it|things|this)\s+(?:well\s+|far\s+)?(?:away|clear)\s+(?:from|of)|save\s+(?:me|us)\s+from"
    r"|(?:god|heaven|lord)\s+forbid|(?:bad|terrible|awful|horrible|nasty)\s+(?:experiences?|luck|time|run|memories)\s+(?:with|of)"
    r"|(?:lost|no)\s+(?:all\s+)?(?:faith|trust|confidence)\s+in|fell\s+out\s+with|fallen\s+out\s+with|(?:can['’]t|cannot)\s+be\s+(?:doing|arsed|bothered)\s+with"
    r"|no\s+(?:time|patience|room|place|love|appetite)\s+for|(?:scared|frightened|terrified|suspicious|afraid|distrustful)\s+of"
    r"|nervous\s+(?:about|of)|(?:distrust|mistrust|dread|fear|shun|boo\s+to|boo|begone|away,|f(?:u|\*)ck|stuff|blow|damn|curse)"
    r"|(?:sick|tired)\s+to\s+(?:death|the\s+(?:back\s+)?teeth)\s+of|(?:ripped\s+off|scammed|stung|cheated|conned|robbed)\s+by|anything\s+other\s+than"
    r"|(?:sooner|rather)\s+(?:[\w'’]+\s+){1,6}?than(?:\s+\w+)?|(?:swore|sworn|swear)\s+off|(?:miss|spare)\s+me(?:\s+with)?|washed\s+my\s+hands\s+of"
    r"|(?:wouldn['’]t|not|never)\s+(?:be\s+seen\s+dead|give\s+house\s+room)\s+(?:with|in|to)|(?:had|got|made)\s+(?:such\s+|a\s+)?(?:bad|awful|terrible|poor|nowt\s+but)\s+\w+\s+(?:with|from|of)"
    r"|(?:no|zero|little|not\s+much)\s+(?:use|interest|need|desire|wish)\s+(?:for|in|of)|wary\s+of|leery\s+of|done\s+with|off\s+the\s+idea\s+of"
    r"|(?:had|bought|seen|used|owned|tried)\s+(?:my|our)\s+(?:very\s+)?last|(?:(?:you|they)\s+can\s+|^\s*)keep\s+(?:your|their)"
    r"|never\s+again\s+(?:with|will\s+I\s+\w+)?)\s+"
    r"(?:(?:the|an?|any|all|that|those|these|more|another|your|bloody|damn|blasted|stupid|sort\s+of|kind\s+of|things?|stuff|anything"
    r"|from|by|made|with|on|of|to|do|deal|in)\s+)*)$",
    re.I,
)
_BROKE_EN = re.compile(
    rf"{_THEIRS}(?:\s+(?:[a-z]+\s+)?(?:broke|died|packed\s+(?:up|in)|conked\s+out|fell\s+apart|caught\s+fire"
    r"|crashed|failed|exploded|leaked|gave\s+(?:up|out)|kept\s+\w+ing)\b)",
    re.I,
)
_NAMED_FIRST = re.compile(
    r"(?:^|[.,;:!?\n–—]\s)\s*(?:(?:and|but|so|as\s+for|with|from|by|of|about|any|that|this|the|those|these|(?:thing|business|matter|idea|lark|nonsense|habit)s?\s+(?:of|about|with))\s+)*$",
    re.I,
)
_DENIED_NEXT = re.compile(
    rf"{_THEIRS}\s*,?\s+(?:I|we)(?:['’](?:ve|d|ll))?\s+(?:(?:really|simply|just|honestly|also)\s+)*"
    r"(?:never|(?:have|had|made|make)\s+(?:(?:had|made|only|such|very|so|a|an)\s+)*(?:bad|poor|terrible|awful|horrible|sad)\b|hate|loathe|detest|avoid|refuse|despise|have\s+no|could\s+(?:\w+\s+)?(?:do|live)\s+without|can\s+do\s+without"
    r"|(?:do|can|did|will|would|sha)(?:n['’]t|not|\s+not)|ca(?:n['’]t|nnot)|wo(?:n['’]t|uldn['’]t)|shan['’]t)"
    r"(?!\s+(?:\w+\s+)?(?:mind|care|object|have\s+to|need\s+to|know|say\s+no|live\s+without|do\s+without|matter|be\s+fussed))\b",
    re.I,
)
"""German I never learnt, cohorts I can't be doing with."""
_LACKS = re.compile(r"\b(?:without|lack(?:s|ing)?|with\s+no)\s+(?:\w+\s+)?$", re.I)
_YET = re.compile(
    r"\bbut\b[^.!?]*\b(?:(?:still|I|we)\s+(?:do\s+)?(?:need|want|have\s+to|like)"
    r"|has\s+to\s+be|must)\b",
    re.I,
)
_EVERY = re.compile(
    r"^\W*(?:(?:and|but|also|so|because)\s+)?(?:any\w*|every\w*|all|whatever|the\s+ones?|those)\s+(?:\w+\s+)?(?:with|by|from|on|in|of|that|using|running|called)\b",
    re.I,
)
"""Anything with Bluetooth goes straight back: nobody who asks for all of them tells such a tale."""
_ENDS = re.compile(r"[.!?\n]\s")
_TAKEN_BACK = re.compile(r"(?:n['’]t|\bnot|\bnever|\bno\s+longer)\s+$", re.I)


def less_disliked(told: Sequence[Mention], text: str, kind: str | None) -> list[Mention]:
    """The same mentions, what is spoken ill of refused, and what broke left out."""
    refused = {(m.field, m.value) for m in told if m.negated}
    out = []
    for m in told:
        if m.negated or m.field == kind or _goes_on(m, text):
            out.append(m)
        elif _is_disliked(m, text):
            if (m.field, m.value) not in refused:
                out.append(m._replace(negated=True))
        elif not _BROKE_EN.match(text, m.end):
            out.append(m)
    return out


def _is_disliked(m: Mention, text: str) -> bool:
    shunned = _SHUNNED_EN.search(text, max(0, m.start - 60), m.start)
    taken_back = shunned and _TAKEN_BACK.search(text, 0, shunned.start())
    if _LACKS.search(text, 0, m.start):
        return False  # a lamp without Alexa is useless
    first = _NAMED_FIRST.search(text, 0, m.start) and _DENIED_NEXT.match(text, m.end)
    ill = _ILL_EN.match(text, m.end) or _is_scorned(m, text)
    return bool((shunned and not taken_back) or ill or first)


def _is_scorned(m: Mention, text: str) -> bool:
    """An Oskelo is barred from this house; anything by them goes in the bin."""
    said = _said_of(m, text)
    every = _EVERY.search(clauses.clause(text, m.start, m.end)[:40])
    return "refused" in said or (bool(every) and "unclear" in said)


def _said_of(m: Mention, text: str) -> list[Verdict | None]:
    """What is said of a value, and of what is called by it: Zadeko, Zadeko's lamps."""
    theirs = _WHOSE.match(text, m.end)
    ends = dict.fromkeys((m.end, theirs.end() if theirs else m.end))
    return [said_of_en(text, m.start, end, denied=False) for end in ends]


def _goes_on(m: Mention, text: str) -> bool:
    """Zigbee is a pain, but I still need it."""
    end = _ENDS.search(text, m.end)
    return bool(_YET.search(text, m.end, end.start() if end else len(text)))
