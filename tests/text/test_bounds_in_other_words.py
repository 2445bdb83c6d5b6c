"""Bounds as people of all sorts say them."""

from __future__ import annotations

import pytest
from limits_said import check_spans, limits

SAID = [
    ("30 bucks tops", ["money USD <=30"]),
    ("30 absolute max", ["plain <=30"]),
    ("I want change out of thirty bucks", ["money USD <30"]),
    ("change from $30 please", ["money USD <30"]),
    ("the most I'd go to is thirty", ["plain <=30"]),
    ("I've thirty dollars to spend", ["money USD <=30"]),
    ("I can't spend more than one forty", ["money <=140"]),
    ("two fifteen max", ["plain <=215"]),
    ("cap it at 30", ["plain <=30"]),
    ("Upper limit for power: 12 W", ["power W <=12"]),
    ("bin anything above 30 dollars", ["money USD <=30"]),
    ("anything above $30 can go", ["money USD <=30"]),
    ("if it's under 3 stars bin it", ["rating stars >=3"]),
    ("I won't buy a thing folk have marked below three stars", ["rating stars >=3"]),
    ("eight hours, no longer", ["duration h <=8"]),
    ("兜里就30 多一分没有", ["plain <=30"]),
    ("零花钱就30块 超了买不起", ["money CNY <=30"]),
    ("三十块顶天了", ["money CNY <=30"]),
    ("学费最多三十块喔，再多没有", ["money CNY <=30"]),
    ("超过30美元的滚", ["money USD <=30"]),
    ("上限提到三百", ["plain <=300"]),
    ("把价格卡在30", ["money <=30"]),
    ("四星半打底", ["rating stars >=4.5"]),
    ("评分怎么也得4.2", ["rating stars >=4.2"]),
    ("续航不足12个月的过滤掉", ["duration h >=8766"]),
    ("续航门槛下调到12个月", ["duration h >=8766"]),
    ("70 dollars is the lid", ["money USD <=70"]),
    ("$90 is the revised ceiling", ["money USD <=90"]),
    ("new cap: $90", ["money USD <=90"]),
    ("20 hours all in at the maximum", ["duration h <=20"]),
    ("maximal 70 dollars", ["money USD <=70"]),
    ("minimal 4 stars", ["rating stars >=4"]),
    ("价格不能上两百", ["money <200"]),
    ("能不能到两百", []),
    ("上限给您加到两百五", ["plain <=250"]),
    ("一百二十块到头", ["money CNY <=120"]),
    ("under 70, exactly 70 is fine too", ["plain <=70"]),
    ("70 以下（含70）", ["plain <=70"]),
    ("七十块以下，刚好七十也行", ["money CNY <=70"]),
    ("over $70 is no problem", []),
    ("低于四星也行", []),
    ("at least 4 stars is fine", ["rating stars >=4"]),
    ("23年以前出的旧款也别", ["date >=2023-01-01"]),
    ("since '23", ["date >=2023-01-01"]),
    ("out in twenty twenty-three or later", ["date >=2023-01-01"]),
    ("before March twenty nineteen", ["date <=2019-02-28"]),
    ("二零二五年一月以前", ["date <=2024-12-31"]),
    ("in twenty ten-minute lessons", []),
    ("质保20年以上", ["duration h >=175320"]),
    ("从一块多功能插座说起", []),
    ("one day to the next", []),
    # a limit that somebody sets, that is not to be passed, that is called the most
    ("the board has approved ninety per room as the ceiling", ["plain <=90"]),
    ("a hundred and ten a piece is signed off as our limit", ["plain <=110"]),
    ("it may not cross 85 dollars", ["money USD <=85"]),
    ("make sure the bill doesn't overshoot $60", ["money USD <=60"]),
    ("it must not reach 70 dollars", ["money USD <70"]),
    ("maximum what we can give is 300 dollar", ["money USD <=300"]),
    ("the longest I can keep at it is nine weeks", ["duration h <=1512"]),
    ("forty dollars and under, thanks", ["money USD <=40"]),
    ("my aunt turned forty and under no pressure at all", []),
    ("she passed 90 dollars across the counter", []),
    # what is refused behind the bound, or joined to something refused
    ("under four stars, kindly don't suggest them", ["rating stars >=4"]),
    ("over 120 bucks, please never show me such a thing", ["money USD <=120"]),
    ("more than 80 dollars I can not give", ["money USD <=80"]),
    ("strike Zadeko, together with anything rated below 4", ["rating stars >=4"]),
    ("please exclude the live ones as well as everything over 90 dollars", ["money USD <=90"]),
    ("show me Zadeko as well as everything under 90 dollars", ["money USD <90"]),
    # parts of a month
    ("starting no later than the end of March 2027", ["date <=2027-03-31"]),
    ("it can't start later than the beginning of June 2027", ["date <=2027-06-01"]),
    ("starting no later than mid April 2027", ["date <=2027-04-15"]),
    ("the last day to begin has moved to 30 September 2027", ["date <=2027-09-30"]),
    ("the earliest I could start is 2 May 2027", ["date >=2027-05-02"]),
    ("anything predating 2024 is to be left out", ["date >=2024-01-01"]),
    ("I finished school at the end of March 2015", []),
    ("it has to go a full year at the very least", ["duration h >=8766"]),
]


@pytest.mark.parametrize(("text", "bounds"), SAID, ids=[t for t, _ in SAID])
def test_bounds(text: str, bounds: list[str]) -> None:
    assert limits(text) == bounds
    check_spans(text)
