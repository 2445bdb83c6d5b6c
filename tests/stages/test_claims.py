"""What a sentence may say of an item: false ones are refused, honest ones pass."""

from __future__ import annotations

from typing import Any

import pytest

from llmrec.claims import Fact, denies, holds, spoken
from llmrec.types import Attribute, Item


def item(text: str = "", **attributes: Attribute) -> Item:
    title = "Tarn 22"
    fields = {"name": title, "description": text}
    return Item(id="x", title=title, text=text, fields=fields, attributes=attributes)


def says(said: str, quote: str, wanted: str = "", lang: str = "en", **more: Attribute) -> bool:
    """Whether a sentence holds on a fact that is all the text that the item has."""
    return holds(said, Fact("description", quote, quote), item(quote, **more), wanted, lang)


def says_of(said: str, lang: str = "en", about: str = "", unit: str = "", **one: Attribute) -> bool:
    """Whether a sentence holds on an attribute."""
    ((name, value),) = one.items()
    shown = f"{name}{about}: {spoken(value)}{unit}"
    return holds(said, Fact(name, spoken(value), shown), item("", **one), "", lang)


def cases(table: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(said, fact, id=said) for fact, all_ in table.items() for said in all_]


# --- numbers and names ----------------------------------------------------------------------------

RUNS = "Runs for 40 hours on one charge."
LESSONS = "十二课，每天十分钟。"
CAMERA = "4K at 30 fps, IPX4."

WRONG_NUMBERS = {
    RUNS: [
        "It runs for 4 hours on one charge.",
        "It runs for 400 hours on one charge.",
        "Runs for 1,040 hours on one charge.",
        "It runs for 40 days on one charge.",
        "Runs for forty days on one charge.",
        "Runs for 40 minutes on one charge.",
        "It runs for two hours on one charge.",
        "It runs for one hour on one charge.",
        "It runs for half an hour on one charge.",
        "It runs for 22 hours on one charge.",
        "It runs 40 songs on one charge.",
        "It runs for 40 hours on two charges.",
    ],
    "Takes 30 to 40 hours of study.": ["It takes 50 to 60 hours of study."],
    "Holds 1,299 songs in memory.": ["Holds 299 songs in memory."],
    "3x faster and ready 24/7.": ["It is 3 hours faster.", "It is ready 7 hours, 3x faster."],
    CAMERA: ["4K at 60 fps.", "It is IPX7 and 4K."],
    "Four microphones keep calls clean.": ["Two microphones keep calls clean."],
}
RIGHT_NUMBERS = {
    RUNS: [
        "Runs 40h on one charge.",
        "It lasts forty hours on one charge.",
        "Runs up to 40 hrs on a single charge.",
        "A 40-hour runtime on one charge.",
        "Runs for 40 full hours on one charge.",
        "The Tarn 22 runs for 40 hours on one charge.",
        "One of the best: it runs 40 hours on one charge.",
    ],
    "Takes 30 to 40 hours of study.": ["It takes 30 hours of study.", "Study of 30 to 40 hours."],
    "Holds 1299 songs in memory.": ["Holds 1,299 songs in memory."],
    "Holds 1,299 songs in memory.": ["Holds 1299 songs in memory."],
    "Runs 24 months on its battery.": ["Runs two years on its battery."],
    "Costs 20 dollars per month.": ["It costs $20 for one month."],
    "3x faster and ready 24/7.": ["Ready 24/7 and 3x faster."],
    CAMERA: ["IPX4 and 4K at 30 fps."],
    "A pair of microphones keeps calls clean.": ["Two microphones keep calls clean."],
}


@pytest.mark.parametrize(("said", "fact"), cases(WRONG_NUMBERS))
def test_a_number_that_the_item_has_not_is_refused(said: str, fact: str) -> None:
    assert not says(said, fact)


@pytest.mark.parametrize(("said", "fact"), cases(RIGHT_NUMBERS))
def test_a_number_of_the_item_may_be_written_in_another_way(said: str, fact: str) -> None:
    assert says(said, fact)


@pytest.mark.parametrize(
    ("said", "fact", "held"),
    [
        ("续航四小时。", RUNS, False),
        ("续航40天。", RUNS, False),
        ("一次充电可用两小时。", RUNS, False),
        ("两个麦克风让通话清晰。", "Four microphones keep calls clean.", False),
        ("一共12课，每天20分钟。", LESSONS, False),
        ("适合2024年发布的系统。", "Made for systems released in 2023.", False),
        ("一次充电可用40小时。", RUNS, True),
        ("一次充电可用四十个小时，十分省心。", RUNS, True),
        ("四个麦克风让通话清晰。", "Four microphones keep calls clean.", True),
        ("屏幕有十个英寸大。", "Ten inches, and a choice of two assistants.", True),
        ("左右两侧都能装。", "Fits the left and the right.", True),
        ("一共12课，每天10分钟。", LESSONS, True),
        ("适合2023年发布的系统。", "Made for systems released in 2023.", True),
    ],
)
def test_chinese_numerals_are_numbers(said: str, fact: str, held: bool) -> None:
    assert says(said, fact, lang="zh") == held


def test_an_attributes_name_may_be_its_unit() -> None:
    quote = "Runs on its battery."
    assert says("Runs on its battery for 6 months.", quote, battery_months=6.0)
    assert not says("Runs on its battery for 6 years.", quote, battery_months=6.0)


@pytest.mark.parametrize(
    ("said", "fact", "held"),
    [
        ("It hears Alex well.", "Alexa hears you well.", False),
        ("The DT-770 hears you well.", "Alexa hears you well.", False),
        ("It hears you well. Works with Bixby.", "Alexa hears you well.", False),
        ("It hears Alexa's voice well.", "Alexa hears a voice well.", True),
        ("Charges over Wi-Fi. It is quick.", "Charges quick over WiFi.", True),
        ("It hears you well. You will like Alexa.", "Alexa hears you well.", True),
    ],
)
def test_names_are_whole_words(said: str, fact: str, held: bool) -> None:
    assert says(said, fact) == held


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("遇水时发出 Zigbee警报，还支持Thread和Matter。", True),
        ("支持 Zigbee 和 Matter，遇水报警。", True),
        ("遇水时发出 Zigbee警报，还支持Siri。", False),
    ],
)
def test_names_in_chinese_text_end_where_the_chinese_begins(said: str, held: bool) -> None:
    fact = "Shouts over Zigbee, Thread or Matter when it meets water."
    assert says(said, fact, "推荐几个传感器，必须支持 Zigbee", "zh") == held


# --- denials --------------------------------------------------------------------------------------

HUB = "No hub needed, connects directly over wifi."
SCREEN = "Comes without a screen but with loud sound."
GLOW = "Gives a soft, warm glow that does not wake others."
ALEXA = "Connects over wifi, but Alexa is not supported."
MAPS = "Runs without any account; maps stay in the house."

REVERSED = {
    HUB: [
        "It needs a hub and connects over wifi.",
        "Connects over wifi through a hub.",
        "No app needed, connects directly over wifi.",
        "Hassle-free: connects directly over wifi.",
        "No-nonsense: connects directly over wifi.",
        "You cannot go wrong: it connects directly over wifi.",
    ],
    SCREEN: ["It comes with a screen and loud sound.", "Has a screen and a loud sound."],
    "Not waterproof, but has loud sound.": [
        "It is waterproof and has loud sound.",
        "Loud sound without any subscription.",
    ],
    GLOW: ["A warm glow that will wake others.", "A warm glow that does not need charging."],
    ALEXA: ["Alexa is supported over wifi.", "It connects Alexa over wifi."],
    MAPS: [
        "The maps need an account and stay in the house.",
        "Without any account, hub or cloud, maps stay in the house.",
    ],
    "Sturdy feet.": ["No-nonsense sturdy feet.", "Sturdy feet without fuss."],
    "Non-slip feet.": ["Feet that slip."],
}
FAITHFUL = {
    HUB: [
        "Connects directly over wifi.",
        "It connects directly over wifi without a hub.",
        "Hub-free: it connects directly over wifi.",
        "All it needs is wifi, no hub.",
        "It connects over wifi and doesn't require a hub.",
    ],
    SCREEN: ["It has loud sound.", "No screen, but loud sound."],
    GLOW: ["A soft, warm glow that lets others sleep.", "A warm glow that won't wake others."],
    ALEXA: [
        "Connects over wifi, though Alexa isn't supported.",
        "Connects over wifi, without Alexa.",
    ],
    MAPS: ["Maps stay in the house and no account is required."],
    "No flicker on camera, steady footage.": [
        "Footage stays steady on camera, without flicker.",
        "Steady footage on camera.",
        "Prevents flicker for steady footage.",
    ],
    "Non-slip feet.": ["Feet that do not slip.", "Slip-resistant feet."],
    "Quiet, with loud sound.": ["Not only quiet: it has loud sound."],
}


@pytest.mark.parametrize(("said", "fact"), cases(REVERSED))
def test_a_denial_may_be_neither_dropped_nor_made_up(said: str, fact: str) -> None:
    assert not says(said, fact)


@pytest.mark.parametrize(("said", "fact"), cases(FAITHFUL))
def test_what_the_item_denies_may_be_denied_in_other_words(said: str, fact: str) -> None:
    assert says(said, fact)


NEED = " (needs a subscription)"


@pytest.mark.parametrize(
    "said",
    [
        "It needs a monthly subscription to work.",
        "It has a subscription.",
        "Subscription included.",
        "It has no screen.",
    ],
)
def test_a_no_may_not_be_told_as_a_yes(said: str) -> None:
    assert not says_of(said, about=NEED, subscription=False)


@pytest.mark.parametrize(
    "said",
    [
        "It works without a subscription.",
        "No subscription needed.",
        "It does not need a subscription.",
        "It is subscription-free.",
    ],
)
def test_a_no_may_be_told(said: str) -> None:
    assert says_of(said, about=NEED, subscription=False)
    assert not says_of(said, about=NEED, subscription=True)


def test_yes_and_no_of_other_attributes_count() -> None:
    quote = "Loud sound in every room."
    assert says("Loud sound without a subscription.", quote, subscription=False)
    assert not says("Loud sound with a subscription.", quote, subscription=False)
    assert not says("Loud sound without a subscription.", quote, subscription=True)


def test_a_no_is_told_in_chinese_with_a_denial() -> None:
    assert not says_of("它带有屏幕。", "zh", screen=False)
    assert says_of("它没有屏幕。", "zh", screen=False)
    assert not says_of("它没有屏幕。", "zh", screen=True)
    assert not says("它需要网关。", "No hub needed.", lang="zh")
    never = "It skips theory, so classes and objects never appear."
    assert not says("课程跳过理论，使类和对象始终出现。", never, lang="zh")
    assert says("课程跳过理论，因此不会出现类和对象。", never, lang="zh")
    always = "It is always ready and never asks for a code."
    assert says("它始终可用。", always, lang="zh")
    assert says("不需要网关。", "No hub needed.", lang="zh")


FREE = "无需订阅即可使用，录像存在家里。"


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("它需要订阅才能使用，录像存在家里。", False),
        ("录像存在家里，不需要网关。", False),
        ("不需要订阅就能使用。", True),
        ("录像存在家里，不用订阅。", True),
        ("免订阅，录像都存在家里。", True),
        ("录像都存在家里。", True),
    ],
)
def test_a_chinese_denial_is_that_of_the_chinese_fact(said: str, held: bool) -> None:
    assert says(said, FREE, lang="zh") == held


@pytest.mark.parametrize(
    "said",
    [
        "不锈钢机身",
        "面向未来",
        "无人机也能用",
        "支持无损音质",
        "可无限扩展",
        "不断更新",
        "不少人喜欢",
        "无比安静",
        "不仅好看",
        "不到两秒",
        "差不多大",
        "无线连接",
    ],
)
def test_not_every_bu_and_wu_denies(said: str) -> None:
    assert not denies(said)


@pytest.mark.parametrize(
    "said", ["不会吵醒别人", "没有屏幕", "无需订阅", "未带电池", "免打孔", "不带摄像头"]
)
def test_a_chinese_denial_is_seen(said: str) -> None:
    assert denies(said)
    assert not says(f"机身结实，{said}。", "Stainless steel body that lasts.", lang="zh")


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("It is waterproof and the quietest of all.", False),
        ("It costs $9.99.", False),
        ("It costs 49.99 euros.", False),
        ("It costs $49.99.", True),
        ("At a price of 49.99 dollars.", True),
    ],
)
def test_a_sentence_on_a_number_speaks_of_it(said: str, held: bool) -> None:
    assert says_of(said, unit=" USD", price=49.99) == held


@pytest.mark.parametrize(
    ("said", "fact", "held"),
    [
        ("它非常防水，而且音质极佳。", "续航四十小时。", False),
        ("教你拍婚礼，附灯光课程和证书。", "二十个小题目，从早餐拍到夜景，只用手机。", False),
        ("二十个小题目，只用手机就能拍。", "二十个小题目，从早餐拍到夜景，只用手机。", True),
        ("每天跟读十分钟，聊买菜和看病。", "每天十分钟跟读，话题是买菜、看病、坐地铁。", True),
        (
            "每两周做一个小组项目，助教会逐行批改。",
            "全程中文授课，每两周完成一个小组项目，助教逐行批改。",
            True,
        ),
        (
            "从锁讲到无锁队列，每章都有能运行的压测代码。",
            "从锁的实现讲到无锁队列，每一章都附可运行的压测代码。",
            True,
        ),
    ],
)
def test_a_chinese_sentence_keeps_to_the_words_of_a_chinese_fact(
    said: str, fact: str, held: bool
) -> None:
    assert says(said, fact, lang="zh") == held


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("Keeps drinks hot for 12 hours and is dishwasher safe.", False),
        ("Keeps drinks hot for twelve hours and is dishwasher safe.", False),
        ("Keeps drinks hot for hikes and comes dishwasher safe.", False),
        ("Keeps drinks hot for up to 12 hours of dishwasher safe use.", False),
        ("Keeps drinks hot while being dishwasher safe.", False),
        ("Keeps drinks hot to match the dishwasher safe design.", False),
        ("Keeps drinks hot for 12 hours, for your hikes.", True),
        ("Keeps drinks hot for 12 hours while you are on hikes.", True),
        ("Keeps drinks hot for hikes and office.", True),
    ],
)
def test_a_purpose_ends_where_a_claim_begins(said: str, held: bool) -> None:
    wanted = "a dishwasher safe mug for hikes and the office"
    assert says(said, "Keeps drinks hot for 12 hours.", wanted) == held


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12345.67, "12345.67"),
        (999999.5, "999999.5"),
        (1000000.0, "1000000"),
        (123456789012.0, "123456789012"),
        (49.0, "49"),
        (4.4, "4.4"),
        (True, "yes"),
        (["a", "b"], "a, b"),
    ],
)
def test_a_value_is_spoken_in_full(value: Attribute, words: str) -> None:
    assert spoken(value) == words


# --- what the person wants is not what the item is ------------------------------------------------

DRAWING = "我想在孩子睡觉后学一点画画，每周不超过三小时，最好有中文字幕"
YOGA = "Ten-minute sequences in office clothes, without a mat."


def test_a_request_said_again_in_chinese_is_no_claim_of_the_item() -> None:
    assert not says("适合孩子睡觉后学习画画，每周至少有中文字幕。", YOGA, DRAWING, "zh")
    assert says("穿着办公室的衣服就能做的短序列，不需要垫子。", YOGA, DRAWING, "zh")


def test_a_word_or_two_of_the_request_are_no_echo() -> None:
    quote = "Listens for breaking glass and smoke alarms, then rings your phone."
    wanted = "我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品"
    assert says("智能音箱可以检测到玻璃破碎和烟雾报警，然后给你打电话。", quote, wanted, "zh")


def test_what_a_word_stands_for_is_not_guessed() -> None:
    quote = "Works with all three big assistants and lets each family member pick a different one."
    assert not says("It lets each family member pick a different family assistant.", quote)
    assert says("It lets each family member pick a different one.", quote)


def test_a_chinese_sentence_far_longer_than_its_english_evidence_says_more() -> None:
    fact = "The tray goes in the dishwasher."
    assert says("托盘可以放进洗碗机清洗。", fact, lang="zh")
    assert not says("煮碗后，食物会自动干燥，然后使用电池在停电时继续工作。", fact, lang="zh")
