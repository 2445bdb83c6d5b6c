"""How values, limits and what is found of items are told, in English and Chinese."""

from __future__ import annotations

Words = dict[str, str]

EN: Words = {
    "and": ", ", "or": " or ", "with": " and ", "join": "; ", "stop": ".", "yes": "yes",
    "no": "no", "lt": "under {v}", "le": "at most {v}", "gt": "over {v}", "ge": "at least {v}",
    "eq": "{v}", "field": "{f} {x}", "only": "only {v}", "not": "no {v}",
    "maker_not": "nothing from {v}", "has": "with {v}", "suits": "for {v}", "flag": "{f}: {v}",
    "flag_not": "no {f}", "free": "free", "wish": "ideally {x}", "before": "before {v}",
    "after": "after {v}", "unit": "{n} {u}", "units": "{n} {u}s", "compare": "{x} side by side:",
    "better": " ({t} is cheaper)", "unsaid": "not said", "equal": "The same in both: {x}.",
    "alike": "In the fields that I know they are the same.",
    "disliked": "{t} is out because you did not like it.",
    "limit": "{t} is out because of “{x}”: its {f} is {v}.",
    "limit_unknown": "{t} is out because of “{x}”: it does not say its {f}.",
    "rank": "{t} keeps to everything, but stands at place {n}; the list ends with {l}.",
    "listed": "{t} is in the list, at place {n}.", "unknown": "I do not have that one.",
    "quote": "“{q}” ({f})", "why": "{t} – {x}", "no_fact": "It says little of itself.",
    "colon": ":", "space": " ", "none": "Nothing was found.", "near": "What comes nearest:",
    "total": "{n} in all", "total_of": "{n} in all ({x})", "first": ", the first {k}",
    "first_by": ", the first {k} by {f}", "sorted_by": ", by {f}",
    "stars": "{t}: about {n} of 5 stars ({a} to {b})", "recorded": "Noted: {k} {t}.",
    "interests": "Interests: {x}.", "understood": "Understood: {x}.",
    "holds": "{t} has {n} items, each with {x}.", "excluded": "{t} was left out by its name.",
    "failed": "Step {n} ({t}) failed: {x}",
    "did_": "what you said of", "did_view": "looked at",
    "did_click": "opened", "did_like": "liked", "did_dislike": "disliked",
    "did_rating": "rated", "did_purchase": "bought", "did_share": "shared",
    "did_follow": "followed",
}  # fmt: skip
ZH: Words = {
    "and": "，", "or": "或", "with": "和", "join": "；", "stop": "。", "yes": "是", "no": "否",
    "lt": "低于{v}", "le": "不超过{v}", "gt": "高于{v}", "ge": "不低于{v}", "eq": "{v}",
    "field": "{f}{x}", "only": "只要{v}", "not": "不要{v}", "maker_not": "不要{v}的",
    "has": "带{v}", "suits": "适合{v}", "flag": "{f}：{v}", "flag_not": "{f}：否", "free": "免费",
    "wish": "最好{x}", "before": "{v}之前", "after": "{v}之后", "unit": "{n}{u}",
    "units": "{n}{u}", "compare": "{x}对比：", "better": "（{t}更便宜）", "unsaid": "未写明",
    "equal": "相同的有：{x}。", "alike": "就已知的信息来看，两者相同。",
    "disliked": "您不喜欢{t}，所以没有列出。", "limit": "{t}不符合“{x}”：它的{f}是{v}。",
    "limit_unknown": "{t}不符合“{x}”：它没有写明{f}。",
    "rank": "{t}符合所有条件，但排在第{n}位；列表最后一个是{l}。",
    "listed": "{t}就在列表里，第{n}位。", "unknown": "目录里没有这个。", "quote": "“{q}”（{f}）",
    "why": "{t} – {x}", "no_fact": "它的介绍很少。",
    "colon": "：", "space": "", "none": "没有找到。", "near": "最接近的有：", "total": "共{n}个",
    "total_of": "共{n}个（{x}）", "first": "，前{k}个", "first_by": "，按{f}排在前{k}的",
    "sorted_by": "，按{f}排序", "stars": "{t}：约{n}星，满分5星（{a}到{b}）",
    "recorded": "已记录：{k}{t}。", "interests": "兴趣：{x}。", "understood": "理解为：{x}。",
    "holds": "{t}共有{n}件，字段有{x}。", "excluded": "{t}被指定排除了。",
    "failed": "第{n}步（{t}）失败：{x}",
    "did_": "您评价了", "did_view": "看过",
    "did_click": "点开过", "did_like": "喜欢", "did_dislike": "不喜欢",
    "did_rating": "评过分", "did_purchase": "买了", "did_share": "分享过", "did_follow": "关注",
}  # fmt: skip
LANGUAGES: dict[str, Words] = {"en": EN, "zh": ZH}
