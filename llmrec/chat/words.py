"""What the chat says, in English and Chinese. Names of fields stand as the catalogue has them where
there is no usual word for them."""

from __future__ import annotations

import re

from llmrec.text import stem

Words = dict[str, str]

EN: Words = {
    "and": ", ", "or": " or ", "with": " and ", "join": "; ", "stop": ".", "yes": "yes", "no": "no",
    "lt": "under {v}", "le": "at most {v}", "gt": "over {v}", "ge": "at least {v}", "eq": "{v}",
    "field": "{f} {x}", "only": "only {v}", "not": "no {v}", "maker_not": "nothing from {v}",
    "has": "with {v}", "suits": "for {v}", "flag": "{f}: {v}", "flag_not": "no {f}", "free": "free",
    "wish": "ideally {x}",
    "before": "before {v}", "after": "after {v}", "unit": "{n} {u}", "units": "{n} {u}s",
    "now": "{x} now", "lifted": "no limit on {f} any more", "forgot": "never mind “{x}”",
    "out": "{x} is off the list", "like": "more like {x}", "unlike": "less like {x}",
    "wanted": "noted: {x}", "looking": "Looking for: {x}", "said": "“{x}”", "space": " ",
    "same": "Nothing changed in what I look for", "restarted": "Starting over",
    "taken": "I take “{x}” for {u}, as the prices are.",
    "foreign": "Prices here are in {u}, so I cannot compare “{x}” with them; say it in {u}.",
    "undone": "Back to where we were: {x}", "undone_empty": "Taken back; nothing holds now",
    "ask": "What are you looking for?",
    "nothing": "Nothing here keeps to all of that: {x}.",
    "near": "What comes nearest:",
    "misses": "{t}: {x}", "off": "{f} is {v}, not {x}", "off_unknown": "it does not say its {f}",
    "give_up": "Without “{x}” there would be {n}.", "give_up_none":
    "No single limit is to blame; giving up two of them would help.",
    "few": "That is all that keeps to it.",
    "far": "Only the first {n} come near what you ask; the rest only keeps to the limits.",
    "far_one": "Only the first comes near what you ask; the rest only keeps to the limits.",
    "far_all": "None of these comes near what you ask; they only keep to the limits.",
    "compare": "{x} side by side:", "better": " ({t} is cheaper)", "unsaid": "not said",
    "equal": "The same in both: {x}.", "alike": "In the fields that I know they are the same.",
    "why": "{t} – {x}", "meets": "It keeps to what you asked: {x}.", "breaks":
    "It does not keep to: {x}.", "quote": "“{q}” ({f})", "no_fact": "It says little of itself.",
    "out_before": "You told me to leave {t} out. Say so if it may come back.",
    "disliked": "{t} is out because you did not like it.",
    "limit": "{t} is out because of “{x}”: its {f} is {v}.", "limit_unknown":
    "{t} is out because of “{x}”: it does not say its {f}.",
    "rank": "{t} keeps to everything, but stands at place {n}; the list ends with {l}.",
    "listed": "{t} is in the list, at place {n}.", "unknown": "I do not have that one.",
    "which": "Which one do you mean? Say its place in the list or its name.",
    "which_none": "I have shown nothing yet. What are you looking for?",
    "places": "The list has {n} places.",
    "hello": "Hello! Tell me what you look for, and what it must or must not be.",
    "thanks": "You are welcome.", "bye": "Goodbye. The session is kept.", "wait": "Take your time.",
    "who": "I find things in this catalogue. Tell me what you look for.",
    "noted": "This is what I found", "fine": "All right.", "open": "Fine, I leave that open.",
    "long": "That was long: I read the first {n:,} characters.",
    "q_category": "Which {f} would suit you: {x}?", "q_kind": "What should it be: {x}?",
    "q_list": "Should it have one of these ({f}): {x}?",
    "q_price": "Roughly what would you like to spend: {x}?",
    "q_number": "And {f}: {x}?", "q_boolean": "One question, yes or no ({f}): {a}?",
    "q_boolean_bare": "One question, yes or no: {f}?",
    "low": "under {a}", "mid": "{a} to {b}", "high": "over {b}",
    "help": "Say what you look for in your own words. Commands: /undo /new /export /quit /help",
    "stopped": "Stopped. The session is as it was before.",
    "resume": "Go on later: llmrec chat --resume {id}",
    "reading": "reading …",
}  # fmt: skip
ZH: Words = {
    "and": "，", "or": "或", "with": "和", "join": "；", "stop": "。", "yes": "是", "no": "否",
    "lt": "低于{v}", "le": "不超过{v}", "gt": "高于{v}", "ge": "不低于{v}", "eq": "{v}",
    "field": "{f}{x}", "only": "只要{v}", "not": "不要{v}", "maker_not": "不要{v}的",
    "has": "带{v}", "suits": "适合{v}", "flag": "{f}：{v}", "flag_not": "{f}：否", "free": "免费",
    "wish": "最好{x}",
    "before": "{v}之前", "after": "{v}之后", "unit": "{n}{u}", "units": "{n}{u}",
    "now": "现在{x}", "lifted": "{f}不再限制", "forgot": "“{x}”不算了",
    "out": "不再列出{x}", "like": "多找类似{x}的", "unlike": "少找类似{x}的",
    "wanted": "记下了：{x}", "looking": "在找：{x}", "said": "“{x}”", "space": "",
    "same": "条件没有变化", "restarted": "重新开始",
    "taken": "这里的价格以{u}计，“{x}”也按{u}算。",
    "foreign": "这里的价格以{u}计，无法和“{x}”比较，请用{u}说。",
    "undone": "回到之前：{x}", "undone_empty": "已撤回，现在没有任何条件",
    "ask": "您想找什么？",
    "nothing": "没有一个能同时满足：{x}。",
    "near": "最接近的有：",
    "misses": "{t}：{x}", "off": "{f}是{v}，不符合“{x}”", "off_unknown": "没有写明{f}",
    "give_up": "如果放宽“{x}”，会有{n}个。",
    "give_up_none": "单放宽一个条件还不够，需要放宽两个。",
    "few": "符合条件的就这些。",
    "far": "只有前{n}个接近您想要的，其余只是符合条件。",
    "far_one": "只有第一个接近您想要的，其余只是符合条件。",
    "far_all": "这些都不太接近您想要的，只是符合条件。",
    "compare": "{x}对比：", "better": "（{t}更便宜）", "unsaid": "未写明",
    "equal": "相同的有：{x}。", "alike": "就已知的信息来看，两者相同。",
    "why": "{t} – {x}", "meets": "它符合您的要求：{x}。", "breaks": "它不符合：{x}。",
    "quote": "“{q}”（{f}）", "no_fact": "它的介绍很少。",
    "out_before": "您说过不要{t}。想让它回来的话请告诉我。",
    "disliked": "您不喜欢{t}，所以没有列出。",
    "limit": "{t}不符合“{x}”：它的{f}是{v}。", "limit_unknown": "{t}不符合“{x}”：它没有写明{f}。",
    "rank": "{t}符合所有条件，但排在第{n}位；列表最后一个是{l}。",
    "listed": "{t}就在列表里，第{n}位。", "unknown": "目录里没有这个。",
    "which": "您指的是哪一个？请说它在列表中的位置或名称。",
    "which_none": "我还没有列出任何东西。您想找什么？",
    "places": "列表里一共有{n}个。",
    "hello": "您好！请告诉我您想找什么，有哪些要求。",
    "thanks": "不客气。", "bye": "再见，对话已保存。", "wait": "不着急，慢慢想。",
    "who": "我在这个目录里帮您找东西。请告诉我您想找什么。",
    "noted": "找到了这些", "fine": "好的。", "open": "好的，这一点不限。",
    "long": "内容很长，我只读了前{n:,}个字符。",
    "q_category": "{f}您想要哪一种：{x}？", "q_kind": "您想要哪一类：{x}？",
    "q_list": "{f}方面，需要其中哪一个：{x}？",
    "q_price": "大概的预算是多少：{x}？",
    "q_number": "{f}呢：{x}？", "q_boolean": "想问一下，{f}（{a}），要还是不要？",
    "q_boolean_bare": "想问一下，{f}，要还是不要？",
    "low": "{a}以下", "mid": "{a}到{b}", "high": "{b}以上",
    "help": "用自己的话说您想找什么。命令：/undo 撤回 /new 新对话 /export 导出 "
    "/quit 退出 /help 帮助",
    "stopped": "已停止，对话和之前一样。",
    "resume": "之后继续：llmrec chat --resume {id}",
    "reading": "正在理解……",
}  # fmt: skip
_FIELDS_ZH: Words = {
    "price": "价格",
    "rating": "评分|口碑|打分|星级|几分|几星|多少分|几颗星|分数|评价|分(?:低|高)[一点些]",
    "brand": "品牌|牌子|哪一?家|谁家",
    "maker": "品牌|牌子|厂家", "type": "类型", "rooms": "房间", "protocols": "协议|连接",
    "assistants": "语音助手|助手|语音",
    "power": "供电|电源|用电|通电|取电|接电|吃电|走电|插电|(?:啥|什么|哪种)电(?![影视脑器])|"
    "电(?:是|要|它)?(?:从|打|由|怎么|咋|靠|哪)",
    "watts": "功率|瓦",
    "battery_months": "电池续航", "battery": "电池|续航", "months": "月数|几个月|续航",
    "subscription": "付费订阅|订阅|月费|会员|包月|按月",
    "outdoor": "户外|室外|外头|外面|出面|屋外|露天|室内|防水|防雨|淋雨",
    "released": "上市时间|上市|年份|新旧|[老旧](?:款|型号)|哪年|几年出",
    "topic": "主题",
    "provider": "机构|平台|学校|哪一?家|谁家",
    "level": "难度|级别|水平|程度|入门|中级|高级|难(?=[一点些不]|也|都)|"
    "更?[难深](?:一?[点些]|的)|简单",
    "language": "语言|语种|授课|(?:什么|啥|哪[国种门样个]|咋样)的?(?:话|语)(?![题音])|"
    "[讲说]课?[用说讲]?(?:什么|啥|哪)|哪国",
    "hours": "学时|时长|时数|课时|小时|钟头|多长|时间",
    "weeks": r"周数|周期|几周|多少周|[一二三四五六七八九十\d]周|几个?星期|几个?礼拜",
    "certificate": "证书|证明|结业|证不证|[发有没给]证",
    "prerequisites": "先修要求|先修|基础|前置",
    "skills": "技能", "format": "形式|方式", "subtitles": "字幕",
    "starts": "开课时间|(?:开课|开班|开学|开始)(?:的?(?:时间|日期|日子))?|日期|"
    "(?:几时|(?:什么|啥)时候?|何时|哪天|早|晚|迟)[^，。]{0,2}开|开得?[早晚迟]",
    "description": "介绍",
    "name": "名称", "title": "标题", "author": "作者", "year": "年份", "genres": "类型",
    "color": "颜色", "colour": "颜色", "size": "尺寸|大小", "weight": "重量|多重",
    "material": "材质", "category": "类别",
}  # fmt: skip
"""What fields are called, which are named in English: first as the chat says it, then as people do
who take a limit back."""
FIELDS_ZH: Words = {name: said.split("|")[0] for name, said in _FIELDS_ZH.items()}
HEARD_ZH = {stem(name): re.compile(said) for name, said in _FIELDS_ZH.items()}
UNITS_ZH: Words = {
    "hour": "小时", "week": "周", "month": "个月", "day": "天", "year": "年", "minute": "分钟",
    "W": "瓦", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "JPY": "日元",
}  # fmt: skip
LANGUAGES: dict[str, Words] = {"en": EN, "zh": ZH}


def words(language: str) -> Words:
    return LANGUAGES.get(language, EN)
