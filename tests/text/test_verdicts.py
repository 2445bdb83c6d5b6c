"""Limits that the rest of the sentence makes: `… is where I stop`, `under 4 I won't look at`."""

from __future__ import annotations

import pytest
from limits_said import check_spans, limits

STOPS = [
    ("220 dollars is where I stop", ["money USD <=220"]),
    ("220 dollars is where I draw the line", ["money USD <=220"]),
    ("220 dollars total is where we'd draw the line", ["money USD <=220"]),
    ("220 dollars is my ceiling", ["money USD <=220"]),
    ("220 dollars is my limit", ["money USD <=220"]),
    ("220 dollars is as far as I go", ["money USD <=220"]),
    ("220 dollars is as far as I'd be willing to go", ["money USD <=220"]),
    ("$220 is as high as I'll go", ["money USD <=220"]),
    ("90 euros is where I tap out", ["money EUR <=90"]),
    ("60 bucks is all I can spend", ["money USD <=60"]),
    ("100 dollars is what I have", ["money USD <=100"]),
    ("150 bucks, that's my ceiling", ["money USD <=150"]),
    ("four hours is where my patience ends", ["duration h <=4"]),
    ("30 watts is the most it may draw", ["power W <=30"]),
    ("I stop at 220 dollars", ["money USD <=220"]),
    ("I'd go as far as $220", ["money USD <=220"]),
    ("My wallet gives up at 40 dollars", ["money USD <=40"]),
    ("I draw the line at 220 dollars", ["money USD <=220"]),
    ("4.4 stars is where I draw the line", ["rating stars >=4.4"]),
    ("I draw the line at 4 stars", ["rating stars >=4"]),
    ("4.4 is where I stop", ["plain >=4.4"]),
    ("a rating of 4.2 is as low as I go", ["rating stars >=4.2"]),
    ("4.3 stars is my minimum", ["rating stars >=4.3"]),
    ("a course to stop 5 bad habits", []),
    ("3 km is where my office is", []),
    ("220美元是我的底线", ["money USD <=220"]),
    ("220美元是我的上限", ["money USD <=220"]),
    ("220美元就是极限了", ["money USD <=220"]),
    ("220美元，再贵就不要了", ["money USD <=220"]),
    ("80块是我的极限", ["money CNY <=80"]),
    ("80美元就到顶了", ["money USD <=80"]),
    ("我最多能出到80美元", ["money USD <=80"]),
    ("4.4分是底线", ["rating stars >=4.4"]),
    ("评分4.4是我的底线", ["rating stars >=4.4"]),
]
REJECTIONS = [
    ("lower than 4.4 I won't even look at", ["plain >=4.4"]),
    (
        "Anything scoring lower than 4.4 I won't even look at, and 220 dollars is where I stop.",
        ["rating stars >=4.4", "money USD <=220"],
    ),
    ("under 50 I wouldn't consider", ["plain >=50"]),
    ("anything under 4 stars I would never consider", ["rating stars >=4"]),
    ("anything with fewer than 4 stars I don't even click on", ["rating stars >=4"]),
    ("anything below 4 stars I skip", ["rating stars >=4"]),
    ("anything below 4 stars, no thanks", ["rating stars >=4"]),
    ("Below 4.2 stars isn't an option", ["rating stars >=4.2"]),
    ("less than 4.3 stars doesn't cut it", ["rating stars >=4.3"]),
    ("below 4.1 won't make the cut", ["plain >=4.1"]),
    ("Less than 18 months of battery is a deal-breaker", ["duration h >=13149"]),
    ("above 300 is out", ["plain <=300"]),
    ("above 300 just won't do", ["plain <=300"]),
    ("above 250 dollars we won't go", ["money USD <=250"]),
    ("more than 300 dollars is off the table", ["money USD <=300"]),
    ("Over 45 dollars? No thanks.", ["money USD <=45"]),
    ("anything over 60 is too much", ["plain <=60"]),
    ("over 60 dollars is way too steep", ["money USD <=60"]),
    ("more than 20 watts and I'm out", ["power W <=20"]),
    ("anything longer than 3 hours is a no", ["duration h <=3"]),
    ("低于4.4的我看都不看", ["plain >=4.4"]),
    ("低于4.4分的我连看都不想看", ["rating stars >=4.4"]),
    ("低于四星的我碰都不碰", ["rating stars >=4"]),
    ("不到四星的就别拿来了", ["rating stars >=4"]),
    ("50以下我不考虑", ["plain >=50"]),
    ("300以上就免了", ["plain <300"]),
    ("超过60就太多了", ["plain <=60"]),
    ("超过十小时的我受不了", ["duration h <=10"]),
]
NO_REJECTION = [
    ("Headphones under 50 I can give my son", ["plain <50"]),
    ("Something under $50, I can't spend more", ["money USD <50"]),
    ("something under $80, I don't need much", ["money USD <80"]),
    ("nothing below 4.4 stars, I won't even look at those", ["rating stars >=4.4"]),
    ("nothing below 4.4 stars, no thanks", ["rating stars >=4.4"]),
    ("Is there anything under fifty that isn't ugly?", ["plain <50"]),
    ("over 60 is not too much", ["plain >60"]),
    ("what is out there under 60 dollars", ["money USD <60"]),
]


@pytest.mark.parametrize(("text", "expected"), STOPS + REJECTIONS + NO_REJECTION)
def test_limits(text, expected):
    assert limits(text) == expected
    check_spans(text)
