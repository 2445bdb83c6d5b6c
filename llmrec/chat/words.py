"""What the chat says, in English and Chinese."""

from __future__ import annotations

from llmrec.wording import words as told
from llmrec.wording.words import Words

EN: Words = told.EN | {
    "now": "{x} now", "lifted": "no limit on {f} any more", "forgot": "never mind “{x}”",
    "out": "{x} is off the list", "like": "more like {x}", "unlike": "less like {x}",
    "wanted": "noted: {x}", "looking": "Looking for: {x}", "said": "“{x}”",
    "same": "Nothing changed in what I look for", "restarted": "Starting over",
    "taken": "I take “{x}” for {u}, as the prices are.",
    "foreign": "Prices here are in {u}, so I cannot compare “{x}” with them; say it in {u}.",
    "undone": "Back to where we were: {x}", "undone_empty": "Taken back; nothing holds now",
    "ask": "What are you looking for?", "nothing": "Nothing here keeps to all of that: {x}.",
    "misses": "{t}: {x}", "off": "{f} is {v}, not {x}",
    "off_unknown": "it does not say its {f}", "give_up": "Without “{x}” there would be {n}.",
    "give_up_none": "No single limit is to blame; giving up two of them would help.",
    "few": "That is all that keeps to it.",
    "far": "Only the first {n} come near what you ask; the rest only keeps to the limits.",
    "far_one": "Only the first comes near what you ask; the rest only keeps to the limits.",
    "far_all": "None of these comes near what you ask; they only keep to the limits.",
    "meets": "It keeps to what you asked: {x}.", "breaks": "It does not keep to: {x}.",
    "out_before": "You told me to leave {t} out. Say so if it may come back.",
    "which": "Which one do you mean? Say its place in the list or its name.",
    "which_none": "I have shown nothing yet. What are you looking for?",
    "places": "The list has {n} places.",
    "hello": "Hello! Tell me what you look for, and what it must or must not be.",
    "thanks": "You are welcome.", "bye": "Goodbye. The session is kept.",
    "wait": "Take your time.",
    "who": "I find things in this catalogue. Tell me what you look for.",
    "noted": "This is what I found", "fine": "All right.", "open": "Fine, I leave that open.",
    "long": "That was long: I read the first {n:,} characters.",
    "q_category": "Which {f} would suit you: {x}?", "q_kind": "What should it be: {x}?",
    "q_list": "Should it have one of these ({f}): {x}?",
    "q_price": "Roughly what would you like to spend: {x}?", "q_number": "And {f}: {x}?",
    "q_boolean": "One question, yes or no ({f}): {a}?",
    "q_boolean_bare": "One question, yes or no: {f}?", "low": "under {a}", "mid": "{a} to {b}",
    "high": "over {b}",
    "help": "Say what you look for in your own words. Commands: /undo /new /export /quit /help",
    "stopped": "Stopped. The session is as it was before.",
    "resume": "Go on later: llmrec chat --resume {id}", "reading": "reading …",
}  # fmt: skip
ZH: Words = told.ZH | {
    "now": "现在{x}", "lifted": "{f}不再限制", "forgot": "“{x}”不算了", "out": "不再列出{x}",
    "like": "多找类似{x}的", "unlike": "少找类似{x}的", "wanted": "记下了：{x}",
    "looking": "在找：{x}", "said": "“{x}”", "same": "条件没有变化",
    "restarted": "重新开始", "taken": "这里的价格以{u}计，“{x}”也按{u}算。",
    "foreign": "这里的价格以{u}计，无法和“{x}”比较，请用{u}说。", "undone": "回到之前：{x}",
    "undone_empty": "已撤回，现在没有任何条件", "ask": "您想找什么？",
    "nothing": "没有一个能同时满足：{x}。", "misses": "{t}：{x}",
    "off": "{f}是{v}，不符合“{x}”", "off_unknown": "没有写明{f}",
    "give_up": "如果放宽“{x}”，会有{n}个。",
    "give_up_none": "单放宽一个条件还不够，需要放宽两个。", "few": "符合条件的就这些。",
    "far": "只有前{n}个接近您想要的，其余只是符合条件。",
    "far_one": "只有第一个接近您想要的，其余只是符合条件。",
    "far_all": "这些都不太接近您想要的，只是符合条件。", "meets": "它符合您的要求：{x}。",
    "breaks": "它不符合：{x}。", "out_before": "您说过不要{t}。想让它回来的话请告诉我。",
    "which": "您指的是哪一个？请说它在列表中的位置或名称。",
    "which_none": "我还没有列出任何东西。您想找什么？", "places": "列表里一共有{n}个。",
    "hello": "您好！请告诉我您想找什么，有哪些要求。", "thanks": "不客气。",
    "bye": "再见，对话已保存。", "wait": "不着急，慢慢想。",
    "who": "我在这个目录里帮您找东西。请告诉我您想找什么。", "noted": "找到了这些",
    "fine": "好的。", "open": "好的，这一点不限。", "long": "内容很长，我只读了前{n:,}个字符。",
    "q_category": "{f}您想要哪一种：{x}？", "q_kind": "您想要哪一类：{x}？",
    "q_list": "{f}方面，需要其中哪一个：{x}？", "q_price": "大概的预算是多少：{x}？",
    "q_number": "{f}呢：{x}？", "q_boolean": "想问一下，{f}（{a}），要还是不要？",
    "q_boolean_bare": "想问一下，{f}，要还是不要？", "low": "{a}以下", "mid": "{a}到{b}",
    "high": "{b}以上",
    "help": "用自己的话说您想找什么。命令：/undo 撤回 /new 新对话 /export 导出 "
    "/quit 退出 /help 帮助",
    "stopped": "已停止，对话和之前一样。", "resume": "之后继续：llmrec chat --resume {id}",
    "reading": "正在理解……",
}  # fmt: skip
LANGUAGES: dict[str, Words] = {"en": EN, "zh": ZH}


def words(language: str) -> Words:
    return LANGUAGES.get(language, EN)
