"""The conversations that the benchmark of the chat plays; nothing else looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Talk(NamedTuple):
    name: str
    catalogue: str
    says: Sequence[str]


WARM = (
    Talk("warm-en", "smart-home", ("a cable box for the cellar, under $500", "not from Zadeko")),
    Talk("warm-zh", "smart-home", ("地下室用的设备，500美元以内", "不要 Zadeko 的")),
    Talk("warm-courses-en", "courses", ("a course about birds, under $500", "in French")),
    Talk("warm-courses-zh", "courses", ("关于鸟类的课程，500美元以内", "要法语的")),
)
"""Played before anything is measured."""
TALKS = (
    Talk(
        "camera-en",
        "smart-home",
        (
            "I'm looking for a camera to watch the driveway",
            "it must not need a subscription",
            "under $180 please",
            "compare the first two",
            "not the second, I had one of those",
            "it should work with Alexa",
            "more like the first",
            "why is the first one on top?",
        ),
    ),
    Talk(
        "lamp-zh",
        "smart-home",
        (
            "想给卧室买一盏智能灯",
            "价格不超过100美元",
            "要能用谷歌助手控制",
            "不要第一个",
            "前两个有什么区别？",
            "要比第二个便宜",
            "价格无所谓了",
            "评分4分以上",
        ),
    ),
    Talk(
        "course-en",
        "courses",
        (
            "I'm looking for a course in English for beginners",
            "at most $100",
            "with a certificate",
            "nothing from the school of the first one",
            "at most 20 hours",
            "tell me more about the second",
            "not the first",
            "undo",
        ),
    ),
    Talk(
        "data-zh",
        "courses",
        (
            "我想学数据分析或者机器学习",
            "不超过150美元",
            "要有证书",
            "为什么推荐第一个？",
            "不要第二个",
            "总时长不超过60小时",
            "证书无所谓了",
            "评分4.3以上",
        ),
    ),
    Talk(
        "heating-en",
        "smart-home",
        (
            "something that helps me to save on heating",
            "it has to work with Siri",
            "not above $200",
            "less like the first one",
            "rated 4.2 or better",
            "compare the first and the third",
            "the rating doesn't matter after all",
            "thanks, that's all",
        ),
    ),
    Talk(
        "speaker-zh",
        "smart-home",
        (
            "想买一个放厨房的音箱",
            "预算一百美元",
            "支持 Alexa",
            "不要这个牌子的：第一个",
            "更像第二个那样的",
            "详细说说第一个",
            "撤回",
            "不需要订阅的",
        ),
    ),
    Talk(
        "long-en",
        "smart-home",
        (
            "I need lights for the living room",
            "no more than $60 each",
            "they must work with Google Assistant",
            "no Zigbee, I have no hub",
            "tell me about the first",
            "not the third",
            "something warmer for reading in the evening",
            "at least 4 stars",
            "compare the first two",
            "nothing from that brand: the second",
            "the price doesn't matter",
            "only those that came out in 2023 or later",
            "more like the first one",
            "why the second?",
            "drop the release date",
            "under $90",
            "the brand is fine after all",
            "not the fourth either",
            "I'd prefer mains power",
            "okay, and one for the hallway instead",
        ),
    ),
    Talk(
        "long-zh",
        "courses",
        (
            "想学编程或者网页开发",
            "价格不超过150美元",
            "要有证书",
            "第一个讲什么？",
            "不要第一个",
            "每门课不超过60小时",
            "前两个比一比",
            "要自己安排时间的",
            "更像第二个",
            "证书无所谓了",
            "评分4.2以上",
            "为什么推荐第一个？",
            "不要第一个那家机构的",
            "撤回",
            "要有英文字幕",
            "最好教 Python",
            "价格也无所谓了",
            "不要入门的",
            "时长无所谓了",
            "换成数据分析的吧",
        ),
    ),
)
