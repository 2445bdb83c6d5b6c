"""Templates of requests with limits, in English and Chinese, for any schema.

`{v}` is a value with its unit, `{a}` and `{b}` are two of them, `{name}` is the field. A template
says exactly one operator: what it is listed under is what the request asks for.
"""

from __future__ import annotations

MAKERS = ("brand", "maker", "manufacturer", "provider", "publisher", "vendor", "studio", "author")
"""Fields of which people say `from`."""

UNITS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "hour": ("hour", "hours"),
        "week": ("week", "weeks"),
        "month": ("month", "months"),
        "year": ("year", "years"),
        "day": ("day", "days"),
        "minute": ("minute", "minutes"),
        "W": ("watt", "watts"),
        "kW": ("kilowatt", "kilowatts"),
    },
    "zh": {
        "hour": ("小时", "小时"),
        "week": ("周", "周"),
        "month": ("个月", "个月"),
        "year": ("年", "年"),
        "day": ("天", "天"),
        "minute": ("分钟", "分钟"),
        "W": ("瓦", "瓦"),
        "kW": ("千瓦", "千瓦"),
    },
}
"""One and many; an unknown unit is said as the schema has it."""

OTHER_UNIT: dict[str, tuple[str, float]] = {
    "month": ("year", 12),
    "W": ("kW", 1000),
    "hour": ("minute", 1 / 60),
    "week": ("day", 1 / 7),
}
"""A unit, another one that people say instead, and how much of the first makes one of it."""

MONEY = {
    "en": {
        "le": ["no more than ${v}", "{v} dollars at most", "up to ${v}", "${v} is my limit"],
        "lt": ["under ${v}", "cheaper than {v} dollars", "less than ${v}", "below {v} bucks"],
        "ge": ["at least ${v}", "${v} or more"],
        "range": ["between ${a} and ${b}", "${a} to ${b}", "from {a} to {b} dollars"],
        "free": ["free of charge", "it must be free", "it has to cost nothing"],
        "item": ["cheaper than {v}", "it has to cost less than {v}"],
    },
    "zh": {
        "le": ["不超过{v}美元", "{v}美元以内", "最多{v}美元", "{v}刀封顶"],
        "lt": ["{v}美元以下", "低于{v}美元", "不到{v}刀"],
        "ge": ["至少{v}美元", "不低于{v}美元"],
        "range": ["{a}到{b}美元之间", "价格在{a}到{b}美元", "预算{a}到{b}刀"],
        "free": ["要免费的", "必须免费", "一分钱都不想花"],
        "item": ["要比{v}便宜", "价格得低于{v}"],
    },
}
NUMBER = {
    "en": {
        "le": ["{name} of at most {v}", "{name} no more than {v}", "{name} {v} or less"],
        "lt": ["{name} below {v}", "{name} less than {v}"],
        "ge": ["{name} of at least {v}", "{name} no less than {v}", "{name} {v} or more"],
        "gt": ["{name} above {v}", "{name} more than {v}"],
        "range": ["{name} between {a} and {b}", "{name} from {a} to {b}"],
    },
    "zh": {
        "le": ["{name}不超过{v}", "{name}最多{v}", "{name}别超过{v}"],
        "lt": ["{name}低于{v}", "{name}不到{v}"],
        "ge": ["{name}至少{v}", "{name}不低于{v}", "{name}{v}以上"],
        "gt": ["{name}要超过{v}", "{name}得高于{v}"],
        "range": ["{name}在{a}到{b}之间", "{name}{a}到{b}"],
    },
}
DATE = {
    "en": {
        "lt": ["{name} before {v}"],
        "le": ["{name} no later than {v}", "{name} {v} or earlier"],
        "ge": ["{name} {v} or later", "{name} no earlier than {v}"],
        "gt": ["{name} after {v}"],
    },
    "zh": {
        "lt": ["{v}之前{name}的"],
        "le": ["{name}不晚于{v}", "{v}及以前{name}的"],
        "ge": ["{v}及以后{name}的", "{name}不早于{v}"],
    },
}
WORD = {
    "en": {
        "eq": ["{name} must be {v}", "{name}: only {v}"],
        "ne": ["{name} must not be {v}", "any {name} but {v}"],
        "in": ["{name} must be {a} or {b}"],
        "not_in": ["{name} neither {a} nor {b}"],
        "has": ["{name} must include {v}"],
        "lacks": ["no {v} among the {name}"],
        "yes": ["{name} is a must"],
        "no": ["no {name}"],
    },
    "zh": {
        "eq": ["{name}必须是{v}", "{name}只要{v}"],
        "ne": ["{name}不要{v}", "{name}不能是{v}"],
        "in": ["{name}必须是{a}或者{b}"],
        "not_in": ["{name}不要{a}也不要{b}"],
        "has": ["{name}必须有{v}"],
        "lacks": ["{name}里不能有{v}"],
        "yes": ["必须有{name}"],
        "no": ["不要{name}"],
    },
}
MAKER = {
    "en": {
        "eq": ["only from {v}", "it must be from {v}"],
        "ne": ["not from {v}", "nothing from {v}", "anything but {v}", "no {v}, please"],
        "in": ["only from {a} or {b}"],
        "not_in": ["not from {a} or {b}", "nothing from {a}, nothing from {b}"],
    },
    "zh": {
        "eq": ["只要{v}的", "必须是{v}家的"],
        "ne": ["不要{v}的", "{v}家的不要", "除了{v}都行", "别给我推{v}的"],
        "in": ["只要{a}或者{b}的"],
        "not_in": ["{a}和{b}的都不要", "不要{a}，也不要{b}的"],
    },
}
WISH = {
    "en": {
        "money": [
            "ideally under ${v}",
            "around {v} dollars or so",
            "cheaper would be nice, ${v} perhaps",
            "the last one cost me ${v}",
            "the price doesn't matter",
        ],
        "number": ["preferably {name} around {v}", "I don't care about the {name}"],
        "word": ["preferably {v}", "{v} would be nice", "{v} or not, I don't mind"],
        "item": ["a friend told me about {v}", "I once looked at {v} but wasn't sure"],
    },
    "zh": {
        "money": [
            "最好{v}美元以下",
            "{v}美元左右吧",
            "能便宜到{v}刀就更好了",
            "上一个花了我{v}美元",
            "价格无所谓",
        ],
        "number": ["{name}最好在{v}左右", "{name}无所谓"],
        "word": ["最好是{v}", "有{v}的话更好", "是不是{v}都行"],
        "item": ["朋友提过{v}", "之前看过{v}，没想好"],
    },
}
CARRIER = {
    "en": [
        "I'm looking for {thing}: {c}.",
        "Can you recommend {thing}? {C}.",
        "Need {thing}, {c}",
        "What would you get for somebody who wants {thing}? {C}.",
        "{C}. I want {thing}.",
    ],
    "zh": [
        "想找{thing}，{c}。",
        "求推荐{thing}：{c}",
        "有没有好的{thing}？{c}。",
        "{c}。想要{thing}。",
        "帮我挑一下{thing}吧，{c}，谢谢",
    ],
}
PLAIN = {
    "en": ["{C}. What do you have?", "Show me what fits: {c}.", "{c} - any ideas?"],
    "zh": ["{c}，有什么推荐？", "我的要求：{c}。", "帮我看看，{c}"],
}
"""Carriers that name no kind of thing."""
JOIN = {"en": (", ", " and "), "zh": ("，", "，而且")}
EN_MONTHS = "January February March April May June July August September October November December"
