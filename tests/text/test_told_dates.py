"""Dates of the person's own life limit nothing; dates that are asked for do. And dates in words."""

from __future__ import annotations

import pytest
from limits_said import check_spans, limits

TOLD = [
    "I'm snowed under until the end of May 2026",
    "my exams run until the 20th of June 2026",
    "since 2019 we've been living in a loft",
    "We've got two kids and a dog called Bruno, and since 2019 we've been living in a loft.",
    "Ever since 2019 I've had trouble sleeping",
    "Since 2020 my knees have been bad",
    "Since March 2020 everything's been different",
    "I've had one of these since 2020",
    "I've been a nurse since 2012",
    "I haven't slept well since 2020",
    "My wife has worked from home since March 2021",
    "my daughter, who's been playing the piano since 2018",
    "I've been looking for a good lamp since 2023",
    "I'm starting in August",
    "I'm starting a new job in August",
    "I'm starting in August, so I need a course",
    "our trip is in August",
    "our trip is in August 2025, recommend a camera",
    "The wedding is in June",
    "My semester starts in September",
    "we're going to Italy in August",
    "a camera for our trip in August",
    "We'll be away from August 3 to August 20, so the plants need water",
    "We moved here in 2019",
    "Our old doorbell gave up in 2022",
    "I bought my last one in 2021",
    "My phone is from 2019",
    "I was a teenager in the 90s",
    "a gift for my son, born in 2019",
    "In August we're going hiking",
    "After 2020 I stopped driving",
    "I lived in Rome from 2010 to 2015",
    "Between 2015 and 2019 I studied law",
    "I've been living here for over two years",
    "I've used the same lamp for more than ten years",
    "我从2012年起就当护士",
    "我们从2019年开始就一直住在阁楼里",
    "2019年以来我们一直住在这里",
    "自2019年以来，我们一直住在阁楼里",
    "自2020年起，我在家办公",
    "我女儿从2020年开始学钢琴",
    "我8月开始上班",
    "我们八月去旅行",
    "我们的旅行在8月",
    "我的手机是2019年的",
    "从2018年到2022年我在北京上学",
    "我在这里住了两年多了",
]
ASKED = [
    ("released in August 2023", ["date >=2023-08-01 <=2023-08-31"]),
    ("must start in August", ["date >=2025-08-01 <=2025-08-31"]),
    ("it has to start in August", ["date >=2025-08-01 <=2025-08-31"]),
    ("I want to start in August", ["date >=2025-08-01 <=2025-08-31"]),
    ("I'm looking for a course starting in August", ["date >=2025-08-01 <=2025-08-31"]),
    ("I can't start before October 1, 2025", ["date >=2025-10-01"]),
    ("It must have been released since 2019", ["date >=2019-01-01"]),
    ("I'm looking for something released since 2020", ["date >=2020-01-01"]),
    ("only films since 2019 I've not seen yet", ["date >=2019-01-01"]),
    ("I'm after a film released in 1999", ["date >=1999-01-01 <=1999-12-31"]),
    ("I'm in the mood for a thriller from 1994", ["date >=1994-01-01 <=1994-12-31"]),
    ("I love films from the 1990s", ["date >=1990-01-01 <=1999-12-31"]),
    ("I don't watch anything before 1980", ["date >=1980-01-01"]),
    ("I won't consider anything from before 2015", ["date >=2015-01-01"]),
    ("my next phone must be from 2024", ["date >=2024-01-01 <=2024-12-31"]),
    ("Give me anything released between 2020 and 2022", ["date >=2020-01-01 <=2022-12-31"]),
    ("We moved here in 2019 and need a lock released in 2024 or later", ["date >=2024-01-01"]),
    ("Something newer. Since 2020 would do", ["date >=2020-01-01"]),
    ("I've got less than 10 hours", ["duration h <10"]),
    ("a lamp I can use for more than two years", ["duration h >17532"]),
    ("我想8月开始", ["date >=2025-08-01"]),
    ("必须八月开始", ["date >=2025-08-01"]),
    ("我只看2020年以后的电影", ["date >=2020-01-01"]),
    ("我爱看九十年代的电影", ["date >=1990-01-01 <=1999-12-31"]),
    ("2024年以后的，我都可以", ["date >=2024-01-01"]),
    ("我需要能用超过两年的", ["duration h >17532"]),
]
IN_WORDS = [
    ("before the fifteenth", ["date <=2025-06-14"]),
    ("no later than the fifteenth", ["date <=2025-06-15"]),
    ("until the fifteenth of November", ["date <=2025-11-15"]),
    ("15th of March 2026 at the latest", ["date <=2026-03-15"]),
    ("begins October twenty-first or later", ["date >=2025-10-21"]),
    ("on the third floor", []),
    ("the second of three courses", []),
    ("we may first want a lamp", []),
    ("15号之前开课", ["date <=2025-06-14"]),
    ("八月十五日之前开课", ["date <=2025-08-14"]),
    ("二零二三年八月以后发布的", ["date >=2023-08-01"]),
    ("三月以内学完", []),
    ("一月一次的课", []),
    ("比2020年新的", ["date >=2021-01-01"]),
]
TAKEN_UP = [
    (
        "It can start until the fifteenth, nothing later than that",
        ["date <=2025-06-15", "date <=2025-06-15"],
    ),
    ("I'm free until the fifteenth of March, nothing later than that", ["date <=2026-03-15"]),
    ("I leave in October. It must be done by then.", ["date <=2025-10-31"]),
    ("My phone is from 2019, I want something newer than that", ["date >=2020-01-01"]),
    ("nothing later than that", []),
    ("9月15日有事，不能晚于那天", ["date <=2025-09-15"]),
    ("我的手机是2019年的，想要比那年新的", ["date >=2020-01-01"]),
]


@pytest.mark.parametrize("text", TOLD)
def test_what_people_tell_of_themselves_limits_nothing(text):
    assert limits(text) == []
    check_spans(text)


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_what_is_asked_for_does(text, expected):
    assert limits(text) == expected


@pytest.mark.parametrize(("text", "expected"), IN_WORDS)
def test_days_and_months_in_words(text, expected):
    assert limits(text) == expected
    check_spans(text)


@pytest.mark.parametrize(("text", "expected"), TAKEN_UP)
def test_a_pronoun_takes_up_the_date_before(text, expected):
    assert limits(text) == expected
    check_spans(text)
