"""Chinese names of fields and units that a catalogue names in English; where there is no usual word
they stand as the catalogue has them."""

from __future__ import annotations

import re

from llmrec.text import stem
from llmrec.wording.words import Words

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
"""What fields are called, which are named in English: first as they are told, then as people say
them who take a limit back."""
FIELDS_ZH: Words = {name: said.split("|")[0] for name, said in _FIELDS_ZH.items()}
HEARD_ZH = {stem(name): re.compile(said) for name, said in _FIELDS_ZH.items()}
UNITS_ZH: Words = {
    "hour": "小时", "week": "周", "month": "个月", "day": "天", "year": "年", "minute": "分钟",
    "W": "瓦", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "JPY": "日元",
}  # fmt: skip
