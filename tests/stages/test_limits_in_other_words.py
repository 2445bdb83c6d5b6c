"""Limits said as people of all sorts say them: refusals, verdicts, levels, wishes that are none."""

from __future__ import annotations

import pytest
from doubles import context

from llmrec.catalog.catalogue import Catalogue
from llmrec.types import Request
from llmrec.understand import Understand

COURSES = [
    # an order, a verdict before or after, a complaint with one
    ("cut anything from Merlonde", "provider ≠ Merlonde"),
    ("bin the Merlonde ones", "provider ≠ Merlonde"),
    ("get rid of anything Merlonde makes", "provider ≠ Merlonde"),
    ("Merlonde can do one", "provider ≠ Merlonde"),
    ("Merlonde? hard pass", "provider ≠ Merlonde"),
    ("Merlonde need not apply", "provider ≠ Merlonde"),
    ("I'm done with Merlonde", "provider ≠ Merlonde"),
    ("give Merlonde a miss", "provider ≠ Merlonde"),
    ("nowt by Merlonde", "provider ≠ Merlonde"),
    ("Merlonde are my old firm, so leave out anything by them", "provider ≠ Merlonde"),
    ("chuck anything in French", "language ≠ French"),
    ("French is out, school French finished me off", "language ≠ French"),
    ("live ones can go", "format ≠ live"),
    ("live? can't, I work nights", "format ≠ live"),
    ("Merlonde退退退", "provider ≠ Merlonde"),
    ("Merlonde 一边去", "provider ≠ Merlonde"),
    ("对 Merlonde 敬谢不敏", "provider ≠ Merlonde"),
    ("拉黑 Merlonde", "provider ≠ Merlonde"),
    ("Merlonde 家的请勿推荐", "provider ≠ Merlonde"),
    ("Merlonde 嗰啲唔要", "provider ≠ Merlonde"),
    ("唔好畀 Merlonde 我", "provider ≠ Merlonde"),
    ("莫给我推 Merlonde", "provider ≠ Merlonde"),
    ("高级难度滚", "level ≠ advanced"),
    ("初级的太水，一律不要", "level ≠ beginner"),
    ("法语类课程一概不予考虑", "language ≠ French"),
    ("德语、法语的我一句都听不懂，两种都不要", "language none of German, French"),
    ("學校不讓直播，所以直播的請幫我去掉", "format ≠ live"),
    ("Merlonde的真心不中", "provider ≠ Merlonde"),
    ("Merlonde 家的，我死都不报", "provider ≠ Merlonde"),
    ("Merlonde 就饶了我吧", "provider ≠ Merlonde"),
    ("Merlonde 家的就莫往俺这儿推了", "provider ≠ Merlonde"),
    ("Merlonde，上回坑死我了", "provider ≠ Merlonde"),
    ("只看 Merlonde 以外的", "provider ≠ Merlonde"),
    ("單子上不准有 Merlonde", "provider ≠ Merlonde"),
    ("德语的我看不上", "language ≠ German"),
    ("直播的中不中", "format = live"),
    ("Merlonde over my dead body", "provider = Merlonde"),
    ("Merlonde? Over my dead body", "provider ≠ Merlonde"),
    ("Merlonde ripped me off once", "provider ≠ Merlonde"),
    ("steer me well away from Merlonde", "provider ≠ Merlonde"),
    ("Merlonde courses are garbage", "provider ≠ Merlonde"),
    ("live lessons drive me up the wall", "format ≠ live"),
    ("live is a pain but I still need it", "format = live"),
    ("I'm not scared of German", ""),
    ("keep Merlonde far away from me", "provider ≠ Merlonde"),
    ("my boss wants a certificate out of it", "certificate = yes"),
    ("if it's live then no thanks", "format ≠ live"),
    ("if there's no certificate then no thanks", "certificate = yes"),
    ("no certificate? forget it", "certificate = yes"),
    ("live sessions are to be excluded", "format ≠ live"),
    ("German is for me excluded", "language ≠ German"),
    ("any provider bar Merlonde", "provider ≠ Merlonde"),
    ("live ones won't do, I work shifts", "format ≠ live"),
    ("Merlonde 家的就免了8", "provider ≠ Merlonde"),
    ("德语教的像看天书，去掉去掉", "language ≠ German"),
    ("冇證書嘅免問", "certificate = yes"),
    ("直播班，剔晒佢哋", "format ≠ live"),
    ("Merlonde 嗰啲一律 say no", "provider ≠ Merlonde"),
    # named, and no demand
    ("sorry for my rusty English, I search something in German", "language = German"),
    ("something in one of our two languages", ""),
    ("bakin' or cookin' classes only", "topic = cooking"),
    ("I'd kind of like a certificate", ""),
    ("a certificate, but I won't hold you to it", ""),
    ("longer than 6 weeks is fine", ""),
    ("超过六周也没关系", ""),
    ("直播课我起不来", ""),
    ("English only, ma French ends at merci", "language = English"),
    ("German is her first language, it needs French subtitles", "subtitles includes French"),
    ("no programming, I do that all day for a living", "topic ≠ programming"),
    # a value with a bound
    ("intermediate or above", "level one of intermediate, advanced"),
    ("nothing below intermediate", "level one of intermediate, advanced"),
    ("nothing harder than beginner", "level = beginner"),
    ("中级起步", "level one of intermediate, advanced"),
    ("最多中级", "level one of beginner, intermediate"),
    # yes or no
    ("only counts if there is a certificate at the end", "certificate = yes"),
    ("能拿证的", "certificate = yes"),
    ("我要能自己把握节奏的", "format = self-paced"),
    # wishes
    ("a certificate would look nice, but I can live without", ""),
    ("a certificate would be the icing on the cake", ""),
    ("I wouldn't say no to a certificate", ""),
    ("如果有中文字幕就更理想了", ""),
    ("有证书加分，没有拉倒", ""),
    ("有證書就最好，冇都冇所謂", ""),
]
SMART_HOME = [
    ("Wi-Fi in a lock, honestly? Nothing with Wi-Fi.", "protocols without Wi-Fi"),
    ("keep Wi-Fi out of it", "protocols without Wi-Fi"),
    ("solar powered ones will not do", "power ≠ solar"),
    ("everything bar Wi-Fi", "protocols without Wi-Fi"),
    ("Zigbee ones are to be left out", "protocols without Zigbee"),
    ("any bar lamp for the kitchen", ""),
    ("an air purifier by which smoke is removed from the kitchen", ""),
    ("it has to have come out in twenty twenty three or later", "released ≥ 2023-01-01"),
    ("released after twenty nineteen", "released ≥ 2020-01-01"),
    ("under twenty dollars, in twenty minutes", "price < 20"),
    ("Nor do I want anything that came out before 2022", "released ≥ 2022-01-01"),
    ("Nor would I pay more than $80", "price ≤ 80"),
    ("2022年1月1号以前上市的老货别拿来", "released ≥ 2022-01-01"),
    ("评分不到四点三的别放出来好不好", "rating ≥ 4.3"),
    ("kindly leave aside those that require a subscription", "subscription = no"),
    ("不得收取订阅费用", "subscription = no"),
    ("会员月费的统统 ban 掉", "subscription = no"),
    ("a speaker, to stand in the kitchen", "rooms includes kitchen"),
    ("do you carry anything that's meant for a kitchen?", "rooms includes kitchen"),
    ("no Zigbee and no Thread", "protocols without Thread; protocols without Zigbee"),
    ("I wouldn't drop Zigbee", ""),
    ("it may block sunlight", "power = solar"),
    ("任何一种：藍牙、Zigbee 有其中一樣就得", "protocols one of Bluetooth, Zigbee"),
    ("any one of Zigbee, Thread, Matter will do", "protocols one of Zigbee, Thread, Matter"),
    ("要么蓝牙要么Thread", "protocols one of Bluetooth, Thread"),
    ("得是厨房里能用的", "rooms includes kitchen"),
    ("要廚房用得嘅", "rooms includes kitchen"),
    ("必须能淋雨", "outdoor = yes"),
    ("it has to hang outside in the rain", "outdoor = yes"),
    ("bulbs, they go in the kitchen", "rooms includes kitchen"),
    ("灯，厨房里用的", "rooms includes kitchen"),
    ("不搁厨房，是搁客厅", "rooms includes living room; rooms without kitchen"),
    ("I decline to pay a subscription, as a matter of principle", "subscription = no"),
    ("subscriptions are a rip-off", "subscription = no"),
    ("what's the matter with that", ""),
    ("must speak Matter", "protocols includes Matter"),
    ("Zigbee 不认", "protocols without Zigbee"),
    ("要插电的，装电池那种总忘了换", "power = mains"),
    ("評價少於一千條的別給我看", ""),
    ("zero monthly fees", "subscription = no"),
    ("a smart speaker with a good sub", ""),
    ("电池供电者概不考虑", "power ≠ battery"),
    ("要续费的别给我看", "subscription = no"),
    ("<60", "price < 60"),
    ("nothing that gets less than 4 stars", "rating ≥ 4"),
    ("高于60美元的统统过滤掉", "price ≤ 60"),
    ("bin anything above 60 dollars", "price ≤ 60"),
    # the value is a subject, and scorned
    ("an Oskelo's barred from this house", "brand ≠ Oskelo"),
    ("Oskelo has gone to the dogs", "brand ≠ Oskelo"),
    ("anything by Oskelo goes straight in the bin", "brand ≠ Oskelo"),
    ("Google Assistant is banned from our house", "assistants without Google Assistant"),
    ("Google Assistant is a must", "assistants includes Google Assistant"),
    ("Oskelo家的都是智商税", "brand ≠ Oskelo"),
    ("要月费的都是骗子", "subscription = no"),
]


def hard(text: str, catalogue: Catalogue) -> str:
    profile = Understand().cheap(Request(text=text), context(catalogue, None))
    return "; ".join(sorted(str(c) for c in profile.constraints if c.hard))


@pytest.mark.parametrize(("text", "limits"), COURSES, ids=[t for t, _ in COURSES])
def test_of_courses(text: str, limits: str, worded_courses: Catalogue) -> None:
    assert hard(text, worded_courses) == limits


@pytest.mark.parametrize(("text", "limits"), SMART_HOME, ids=[t for t, _ in SMART_HOME])
def test_of_smart_home(text: str, limits: str, worded_shop: Catalogue) -> None:
    assert hard(text, worded_shop) == limits
