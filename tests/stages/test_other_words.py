"""Other words that a schema has for its attributes and values, in any language: code reads them
without a model."""

from __future__ import annotations

import pytest
from doubles import NO, YES, Said, ScriptedLLM, context, script

from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import Ask
from llmrec.types import Request
from llmrec.understand import Understand
from llmrec.understand.limits import NEUTRAL

SHOP = [
    ("带蓝牙或者Zigbee的灯泡", {"~type = smart light bulb", "protocols one of Bluetooth, Zigbee"}),
    ("不要月费的摄像头", {"~type = security camera", "subscription = no"}),
    ("免月费的门铃", {"~type = video doorbell", "subscription = no"}),
    ("不要插电也不要电池的", {"power none of mains, battery"}),
    ("电池供电的不行", {"power ≠ battery"}),
    ("除了太阳能都行", {"power ≠ solar"}),
    ("没有太阳能的不行", {"power = solar"}),
    ("不带蓝牙的不要", {"protocols includes Bluetooth"}),
    ("太阳能无所谓", set()),
    ("有没有会员费都行", set()),
    ("电池至少能用24个月", {"battery_months ≥ 24"}),
    ("a lock for the main door", {"~rooms includes front door"}),
    ("a thermostat with no monthly fee", {"~type = thermostat", "subscription = no"}),
    ("it has to connect by WiFi", {"protocols includes Wi-Fi"}),
    ("a thermostat, nothing where I pay every month",
     {"~type = thermostat", "subscription = no"}),
    ("could we leave Zigbee out?", {"protocols without Zigbee"}),
    ("our fire brigade bans anything with Bluetooth", {"protocols without Bluetooth"}),
    ("I wouldn't rule out Zigbee", set()),
    ("I can't do without Alexa", {"assistants includes Alexa"}),
    ("Bluetooth is forbidden in our ward", {"protocols without Bluetooth"}),
    ("take Siri off the list", {"assistants without Siri"}),
    ("with Siri, not Alexa", {"assistants includes Siri", "assistants without Alexa"}),
    # what it does
    ("a gadget that draws the blinds by itself", {"~type = curtain motor"}),
    ("some machine to sprinkle the lawn", {"~type = irrigation controller"}),
    ("the thing that serves the puppy its dinner", {"~type = pet feeder"}),
    ("something for mopping the floors", {"~type = robot vacuum"}),
    ("a sensor that tells me a drawer is open", {"~type = door sensor"}),
    ("an alarm that yells when the boiler leaks water", {"~type = leak sensor"}),
    ("a hub that frost can't ruin", {"~type = hub", "outdoor = yes"}),
    ("a hub that survives any downpour", {"~type = hub", "outdoor = yes"}),
    ("solely the ones that use daylight", {"power = solar"}),
    ("batteries or sunshine", {"power one of battery, solar"}),
    ("I refuse to keep paying", {"subscription = no"}),
    ("I no want any yearly charge", {"subscription = no"}),
    ("we draw the blinds at nine", set()),
    ("the puppy ate its dinner on the floor", set()),
    ("the downpour ruined my washing", set()),
    ("the sun is in my eyes", set()),
    ("a hub that opens like a curtain", {"~type = hub"}),
]  # fmt: skip
COURSES = [
    ("零基础的做饭课，自学", {"~topic = cooking", "level = beginner", "format = self-paced"}),
    ("有中文字幕的", {"subtitles includes Chinese"}),
    ("用中文授课的", {"language = Chinese"}),
    ("直播的不要，录播的可以", {"format ≠ live", "format = self-paced"}),
    ("I would do it at my own pace", {"format = self-paced"}),
    ("French is the language that it has to be taught in", {"language = French"}),
    ("subtitles in German, not in French",
     {"subtitles includes German", "subtitles without French"}),
    ("I said German but meant French", {"language ≠ German", "language = French"}),
    ("I live far away and have little study time, so five weeks is the maximum", {"weeks ≤ 5"}),
    ("I want to learn how to handle my wages", {"~topic = personal finance"}),
    ("teach us to bake a cake", {"~topic = cooking"}),
    ("I have to get a certificate out of it", {"certificate = yes"}),
    ("leave certificates out of it", {"certificate = no"}),
    ("my wages are late again", set()),
    ("we baked a cake for her", set()),
    ("for a complete novice, with captions in French",
     {"level = beginner", "subtitles includes French"}),
]  # fmt: skip


def said(catalogue: Catalogue, text: str) -> set[str]:
    profile = Understand().cheap(Request(text=text), context(catalogue, None))
    return {("" if c.hard else "~") + str(c) for c in profile.constraints}


@pytest.mark.parametrize(("text", "expected"), SHOP, ids=[t for t, _ in SHOP])
def test_of_a_shop(worded_shop: Catalogue, text: str, expected: set[str]) -> None:
    assert said(worded_shop, text) == expected


@pytest.mark.parametrize(("text", "expected"), COURSES, ids=[t for t, _ in COURSES])
def test_of_courses(worded_courses: Catalogue, text: str, expected: set[str]) -> None:
    assert said(worded_courses, text) == expected


def test_items_are_looked_for_in_the_catalogues_own_words(worded_shop: Catalogue) -> None:
    request = Request(text="客厅用的智能音箱，不要月费")
    profile = Understand().cheap(request, context(worded_shop, None))
    assert profile.search_text.startswith("smart speaker, living room")
    assert "subscription" not in profile.search_text


EVERYDAY_MONEY = [
    ("五十块以内的灯泡", "五十块以内"),
    ("灯泡，最多五十元", "最多五十元"),
    ("燈泡，五十塊以內", "五十块以内"),
    ("灯泡，五十蚊以内", "五十块以内"),
    ("a bulb for no more than fifty quid", "no more than fifty quid"),
    ("a bulb, fifty quid tops", "fifty quid tops"),
]


@pytest.mark.parametrize(("text", "words"), EVERYDAY_MONEY)
def test_talk_of_money_is_meant_in_the_money_of_the_prices(
    worded_shop: Catalogue, text: str, words: str
) -> None:
    profile = Understand().cheap(Request(text=text), context(worded_shop, None))
    assert "price ≤ 50" in map(str, profile.constraints)
    assert profile.assumed == [f"“{words}” is read as USD"]


def reworded(says: str, *, about: str) -> ScriptedLLM:
    """A model that puts pieces into the catalogue's words, and sees what they are about."""

    def sees(ask: Ask) -> Said:
        neutral = ask.values["piece"] == NEUTRAL
        return YES if ask.values["field"] == about and not neutral else NO

    return script(reword=says, limits=sees)


ANY_TIME = "A course on photography, and I must be able to do it whenever it suits me"


def test_other_words_that_no_schema_has_are_put_into_the_catalogues_by_the_model(
    courses: Catalogue,
) -> None:
    llm = reworded("must be self-paced", about="format")
    profile = Understand()(Request(text=ANY_TIME), context(courses, llm))
    (limit,) = profile.hard
    assert str(limit) == "format = self-paced" and limit.span is not None
    assert ANY_TIME[limit.span.start : limit.span.end].endswith("whenever it suits me")


def test_words_of_the_model_that_the_piece_is_not_about_are_not_believed(
    courses: Catalogue,
) -> None:
    llm = reworded("must be self-paced", about="level")
    assert not Understand()(Request(text=ANY_TIME), context(courses, llm)).hard


def test_what_code_has_read_is_not_put_into_other_words(courses: Catalogue) -> None:
    llm = script()
    text = "A course on photography for my aunt, it must be self-paced"
    Understand()(Request(text=text), context(courses, llm))
    assert "reword" not in {a.prompt.name for a in llm.asked}


PLAN = "A camera for my aunt in the village, and I refuse to pay for a plan"


@pytest.mark.parametrize(
    ("says", "read"),
    [("I don't want to pay for a subscription", {"subscription = no"}), ("no plan", set())],
)
def test_two_answers_that_agree_need_be_less_sure(
    shop: Catalogue, says: str, read: set[str]
) -> None:
    """The logit lies .7 above the neutral piece's: too little for a limit by itself."""

    def hardly(ask: Ask) -> Said:
        about = ask.values["field"] == "subscription" and ask.values["piece"] != NEUTRAL
        return {"yes": -0.4, "no": -1.1} if about else {"yes": -0.693, "no": -0.693}

    llm = script(reword=says, limits=hardly)
    profile = Understand()(Request(text=PLAN), context(shop, llm))
    assert {str(c) for c in profile.hard} == read
