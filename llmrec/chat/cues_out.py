"""Words by which people turn an item down, in English and Chinese."""

from __future__ import annotations

import re

_I = re.I
_VERDICT = (
    r"raus|nein|nyet|niet|fuera|basta|spare\s+(?:me|us)|non-?starter|no-?go|deal-?breaker|gone\s+off|next\s+please|(?:would"
    r"|will)\s+never\s+(?:fit|work|do|suit|survive|last|cope|go|match|stand\s+up|make\s+it)|would(?:n['’]t|\s+not)\s+(?:survive|last\s+(?:a|five|two|long)|fit\s+(?:in|through|on|under|into|my|our|the)|suit|cope|match)|hate[sd]?|hideous|ugly|uglier|ugliest|awful|horrible"
    r"|horrid|hideous|minging|grim|gross"
    r"|rubbish|naff|crap"
    r"|trash|garbage|shite?|cringe|vile|dire|dreadful|useless|pants|manky|meh|eww?|yuck|ick"
    r"|bleurgh|boring"
    r"|isn['’]t\s+(?:for|my|what|it)|ain['’]t\s+(?:for|my|what|it)|not\s+(?:for|my|what|it|having"
    r"|feeling|into"
    r"|interested|keen|impressed|convinced|sold|wanted|suitable|acceptable|worth|right)"
    r"|no\s+(?:good|use|thanks)"
    r"|(?:wo|will|sha)(?:n['’]t|\s+not)\s+do|does\s+nothing\s+for|doesn['’]t\s+(?:do\s+it|appeal"
    r"|cut|suit|work\s+for)"
    r"|gives?\s+me\s+the|puts?\s+me\s+off|turns?\s+me\s+off|leaves?\s+me\s+cold"
    r"|can\s+go(?!\s+(?:in|on|up|over|for|under)\b)"
    r"|(?:has|have|needs?)\s+to\s+go|is\s+out|are\s+out|['’]s\s+out|out\b(?=\W*$)|a\s+no\b"
    r"|(?:a\s+)?(?:hard|firm|definite|big|flat)\s+(?:no|pass)|sucks?|stinks?|can\s+do\s+one"
    r"|struck\s+(?:from|off)|no\s+chance"
    r"|hard\s+pass|(?:big|hell|heck)\s+no|no\s+way|not\s+a\s+(?:fan|chance)|(?:already|I['’]ve"
    r"|we['’]ve)\s+(?:\w+\s+)?(?:have|own|did|got|took|done|had|bought|owned)"
    r"|already\s+(?:have|own|did|got|took|done|had|bought)|we['’]ve\s+got"
)
VERDICT = re.compile(rf"(?:{_VERDICT})(?!\w)", _I)
"""Said of an item, turns it down, whatever follows."""
OUT = re.compile(
    rf"\b(?:{_VERDICT})(?!\w)"
    r"|\b(?:not|no|nope|nah|never|without|except|drop|lose|shove|lob|hoof|punt|fling|hurl|bounce|ditch|bin|chuck|dump|trash|toss|scrap"
    r"|axe|ax|nix|veto"
    r"|hide|remove|skip|pass|exclude|omit|delete|cross|scratch|strike|scrub|dismiss|discard|reject"
    r"|ignore|forget"
    r"|eliminate|banish|yeet|zap|withdraw|evict|swap|replace|cut|kill|boot|throw|begone"
    r"|rid\s+me\s+of|(?:stop|cease|quit)\s+(?:showing|recommending|suggesting|offering|listing"
    r"|pushing))\b"
    r"|\b(?:don['’]?t|do\s+not|never|no)\s+let\s+(?:me|us)\s+see\b"
    r"|\b(?:any\w+|all|everything)\s+but(?=\s+(?:the|that|number|no)\b)|\brul(?:e|ing)\s+out\b|出局|免谈|下一[个位]|免[了谈]"
    r"|\bleave\b[^.!?]{0,20}\bout\b|\brule\b[^.!?]{0,20}\bout\b|\b(?:take|get|knock|kick|throw"
    r"|chuck|keep)\b(?!\s+me\b)[^.!?]{0,24}\b(?:off|out"
    r"|away)\b|\bsend\b[^.!?]{0,24}\bpacking\b|\bshow\b[^.!?]{0,24}\bthe\s+door\b"
    r"|\bget\s+rid(?:\s+of)?\b|\b(?:do\s+)?away\s+with\b|\bout\s+with\b"
    r"|(?<!\bif )(?<!\byou )\b(?:don|didn|wouldn)['’]?t\s+(?:\w+\s+){0,2}?(?:want|like|need|show"
    r"|suggest|recommend|propose|offer|list|include"
    r"|care|fancy|rate|touch|trust|bother)\b"
    r"|\b(?:do|did|would)\s+not\s+(?:want|like|show|care|need)\b|\bshan['’]t\s+(?:be\s+)?(?:want"
    r"|need)\w*|\bwon['’]t\s+be\s+(?:want|need)\w*"
    r"|\bcan(?:['’]?t|not)\s+(?:stand|abide|bear|stick|be\s+(?:doing|having|arsed|bothered|dealing)\s+with)\b|\bcould\s+do\s+without\b|\b(?:sick|tired|enough)\s+of\b"
    r"|\bnever\s+(?:want|show)\b"
    r"|别再?让[我俺咱]再?[看瞧瞅][见到]?|别[留要买装重]|(?:家|屋|单位|公司)(?:里|中)?(?:早就?|已经?|都|也)*有(?![没问点])(?=[，,。.！!了]|$|一)|不待见|噶[了掉]|不予|驳回|[刷用看学玩上听做考装读试练](?:过(?:了|惹|啦|$)|完了)|(?:培训|参加|体验|报名|试用)过|来气|无兴趣|更换|撤[换去除]|不合用|不堪用"
    r"|不要|不考虑|不喜欢|不中意|不想|不行|不合(?:适|眼缘|心意|胃口)|不适合|不得劲|不咋[地样滴]|不稀罕|不来电|不感兴趣|不感冒|没兴趣|无感|没感觉"
    r"|没相中|没看[上中]|看不[上中]|瞧不上|相不中|划掉|去掉|去除|删|排除|淘汰|剔|扔|丢(?:掉|了|开|出)|(?<![a-z])pass(?![a-z])|跳过|略过"
    r"|别(?:再|老|总)*(?:给我|给|让我|往)?(?:看|推|放|列|出现|显示|提|拿|来|上)|拿(?:掉|走|开|一边|下)|撤(?:掉|了|下|走)|移(?:除|走|出|掉"
    r"|开)|算了|拉倒"
    r"|叉(?:掉|出去?|了)|毙|踢|撵|轰|刷掉|筛掉|砍掉|拉黑|屏蔽|劝退|退散|达咩|滚|下去吧|下架|扔一?边|靠边"
    r"|不用(?!管|理|在意|考虑|[另额]|再[买装配花])|已经?(?:有|买|学|上|装|安|用|配|摆|弄|办|整|搞|备|入手|拥有)(?!了?[吗么没])|[家我](?:里|中)?(?:早|已经|都)?有了|买过了|学过了|拜拜(?=\W*$)|丑"
    r"|难看|辣眼|垃圾"
    r"|拉胯|烂|差评|吃藕"
    r"|换(?:掉|了|一个|下|走|个别的)|(?<![一-鿿])换(?=\W*$)|免了|否决|out(?=\W*$)",
    _I,
)
BARE = re.compile(
    r"not|no|nope|nah|never|without|except|不要|不用|不想|不行|不考虑|pass|cut|kill|out|ignore|forget|replace"
    r"|swap",
    _I,
)
"""Of those, what denies the words beside it, whatever they are."""
HAN_CUE = re.compile(r"[一-鿿]")
VERDICT_ALONE = re.compile(
    rf"\W*(?:(?:is|are|was|looks?|so|just|a|bit|wee|tad|kinda|well|dead|proper|pure|bare|s|both|all|no|nah|nope|ew+)\W+|[都也就全我俺]|已经|早就|统统)*(?:{_VERDICT}|nope|nah"
    rf"|no|not|pass|skip|bin|next|gone|不要|不行|不看|删|pass|算了|拉黑|毙|丑|扔|滚|达咩|换|[刷用看学买玩]过)"
    r"(?:\W|\b(?:it|them|please|thanks|next|way|get|rid|now|too|lol|both|innit|mate|fam|bro|tbh|ngl|me|for|good|that|from|us)\b"
    r"|[了掉吧啊的])*",
    _I,
)
"""A clause that says no more than no."""
BEFORE_A_PLACE = re.compile(
    r"\b(?:(?:rule|take|leave|throw|kick|knock|cross)\s+out|drop|lose|ditch|bin|chuck|dump|trash"
    r"|toss|scrap|axe|ax|nix|veto|hide|remove|skip|pass\s+on|exclude|omit"
    r"|delete|cross\s+(?:off|out)|scratch|strike|reject|yeet|get\s+rid\s+of|rid\s+of|not|never"
    r"|no(?:\s+thanks?|\s+thank\s+you)?\s+to|more\s+like|less\s+like"
    r"|similar\s+to|stuff\s+like|something\s+like|things\s+like|like|about|details?\s+(?:on|of"
    r"|for)|info\s+on|more\s+on|why|whats?"
    r"|what['’]s|tell\s+me|explain|how['’]?s|and\s+what\s+of)\W+(?:is\W+)?$"
    r"|(?:删|扔|去掉|划掉|排除|不要|别要|跳过|像|跟|和|类似|说说|讲讲|看看|为什么|介绍|详细说)(?:掉|了|一下|下)?\s*$",
    _I,
)
"""Before a number that is a place."""
THANKS = re.compile(
    r"\b(?:I['’]m|afraid|it|that|one|this|please|thanks?|thank\s+you|list|from|then|just|them|the|all|you|for"
    r"|and|but|any|again|really"
    r"|kindly|off|next|now|lol|sorry|chance|mate|pal|honestly|tbh|out|away|with|good|both|either"
    r"|over|ever|rid|get|show|see|your|can|could|nah|nope|him|her)\b"
    r"|[它吧了的请谢啊吗给我看再从中予以直接把掉走换推荐麻烦帮您赶紧快速立马上都也就]",
    _I,
)
