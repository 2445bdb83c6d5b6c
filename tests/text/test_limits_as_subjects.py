"""A limit that stands as the subject of a sentence: what is said of it counts."""

from __future__ import annotations

import pytest
from limits_said import limits

SCORNED = [
    ("Anything over 250 dollars makes me wince.", ["money USD <=250"]),
    ("owt above 90 dollars is having a laugh", ["money USD <=90"]),
    ("things over $80 give my husband a heart attack", ["money USD <=80"]),
    ("over 60 is daylight robbery", ["plain <=60"]),
    ("everything under four stars is junk", ["rating stars >=4"]),
    ("Lamps that cost more than 60 dollars are for the rich.", ["money USD <=60"]),
    ("anything from before 2023 belongs in a museum", ["date >=2023-01-01"]),
    ("courses that run past ten weeks lose me", ["duration h <=1680"]),
    ("below $20 is rubbish", ["money USD >=20"]),
    ("超过150刀的全部滚回去", ["money USD <=150"]),
    ("超过150元的都是抢钱", ["money CNY <=150"]),
    ("评分低于4.4分者，一律不要让我看见", ["rating stars >=4.4"]),
    ("4分以下的都是垃圾", ["rating stars >=4"]),
    ("2023年以前的老古董请出去", ["date >=2023-01-01"]),
]
APPROVED = [
    ("anything over 4.5 stars is what I want", ["rating stars >4.5"]),
    ("something over 4 stars is good enough", ["rating stars >4"]),
    ("lamps under 20 dollars are fine", ["money USD <20"]),
    ("4.5分以上的我才考虑", ["rating stars >=4.5"]),
    ("100美元以内的都可以看看", ["money USD <=100"]),
    ("100美元以内的没有就算了", ["money USD <=100"]),
    ("4分以上的给我找找", ["rating stars >=4"]),
]
UNCLEAR = ["anything below $20 breaks in a week", "lamps under 20 dollars look odd"]
NOT_OF_IT = [
    ("a camera over 100 dollars that is small", ["money USD >100"]),
    ("50美元以下的全景摄像头", ["money USD <50"]),
    ("100美元以下的真无线耳机", ["money USD <100"]),
]


@pytest.mark.parametrize(("text", "expected"), SCORNED + APPROVED + NOT_OF_IT)
def test_what_is_said_of_a_limit_tells_whether_it_is_wanted(text: str, expected: list[str]) -> None:
    assert limits(text) == expected


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_better_and_spoken_of_darkly_limits_nothing(text: str) -> None:
    assert not limits(text)
