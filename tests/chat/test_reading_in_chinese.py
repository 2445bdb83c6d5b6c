"""What Chinese turns change, by the words of the shops' schemas and grammar alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import build, context, few, forget_indexes, rows_of

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.state import Session
from llmrec.chat.talk import step, taken


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("zh-shop")
    yield build(folder, "zh-shop", rows_of("smart-home"))
    forget_indexes(folder)


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("zh-courses")
    yield build(folder, "zh-courses", few("courses", 100), schema_of="courses")
    forget_indexes(folder)


def heard(catalogue: Catalogue, *turns: str) -> tuple[str, set[str]]:
    """The act of the last turn, and the limits it adds (+) and takes away (-)."""
    ctx = context(catalogue, None)
    session = Session(id="s", catalogue=catalogue.name)
    before: set[str] = set()
    for said in filter(None, turns):
        new = step(session, said, ctx)
        session = taken(session, said, new)
        held, before = before, {str(c) for c in new.state.hard}
    return new.reading.act, {f"+{c}" for c in before - held} | {f"-{c}" for c in held - before}


CAMERA = "摄像头，装室外，两百块以内"
LIGHTS = "灯泡或者灯带或者台灯，支持 Alexa 和 Siri"
KINDS = "type one of smart light bulb, light strip, smart lamp"
UNDONE = {"-price ≤ 200", "-outdoor = yes", "-type = security camera"}
IN_A_SHOP = [
    (CAMERA, "太阳能的就别推荐了", "find", {"+power ≠ solar"}),
    (CAMERA, "电池款麻烦排除", "find", {"+power ≠ battery"}),
    (CAMERA, "带月费的一律毙掉", "find", {"+subscription = no"}),
    (CAMERA, "每个月还得另外扣钱的我可不要", "find", {"+subscription = no"}),
    (CAMERA, "Korvanta 的我信不过，去掉吧", "find", {"+brand ≠ Korvanta"}),
    (CAMERA, "Ikoveo 达咩 上次买的三天就坏了", "find", {"+brand ≠ Ikoveo"}),
    (CAMERA, "Ikoveo 家的踩过雷", "find", {"+brand ≠ Ikoveo"}),
    (CAMERA, "要插着电用的，电池的换起来烦死", "find", {"+power = mains"}),
    (CAMERA, "蓝牙就不用了吧", "find", set()),
    (CAMERA, "支持 Alexa 的，不要容易坏的", "find", {"+assistants includes Alexa"}),
    (CAMERA, "摄像头大一点的", "find", set()),
    (CAMERA, "家里已经有网关了，得支持 Zigbee", "find", {"+protocols includes Zigbee"}),
    (CAMERA, "忘了家里没网关", "find", set()),
    (CAMERA, "评分太低的就免了，起码四颗星", "find", {"+rating ≥ 4"}),
    (CAMERA, "贵点也行，不超过三百", "find", {"+price ≤ 300", "-price ≤ 200"}),
    (CAMERA, "预算就不设限了", "lift", {"-price ≤ 200"}),
    (CAMERA, "钱的事当我没说", "lift", {"-price ≤ 200"}),
    (CAMERA, "室外那条不作数了", "lift", {"-outdoor = yes"}),
    (CAMERA, "装不装外面都没得关系", "lift", {"-outdoor = yes"}),
    (
        CAMERA,
        "门铃也可以看看",
        "find",
        {"+type one of security camera, video doorbell", "-type = security camera"},
    ),
    (
        CAMERA,
        "换成门铃吧，摄像头先放一边",
        "find",
        {"+type = video doorbell", "-type = security camera"},
    ),
    (LIGHTS, "Siri 就不要求了", "lift", {"-assistants includes Siri"}),
    (LIGHTS, "Alexa 支不支持都行，Siri 还是要的", "lift", {"-assistants includes Alexa"}),
    (LIGHTS, "苹果那个音箱我送人了，Siri 无所谓了", "lift", {"-assistants includes Siri"}),
    (LIGHTS, "灯带那类就算了", "find", {"+type ≠ light strip"}),
    (LIGHTS, "换插座", "find", {"+type = smart plug", f"-{KINDS}"}),
    (
        "漏水传感器或者门窗传感器",
        "门窗那类先不看了，另一类留着",
        "find",
        {"+type ≠ door sensor"},
    ),
    (CAMERA, "价格放宽到 260", "find", {"+price ≤ 260", "-price ≤ 200"}),
    (CAMERA, "200 改 150", "find", {"+price ≤ 150", "-price ≤ 200"}),
    (CAMERA, "室外那条抹了吧，物业说装屋里", "lift", {"-outdoor = yes"}),
    (CAMERA, "價錢唔使理住", "lift", {"-price ≤ 200"}),
    (CAMERA, "价钱的事先搁一边", "lift", {"-price ≤ 200"}),
    (
        CAMERA,
        "摄像头别安了，瞅瞅门铃",
        "find",
        {"+type = video doorbell", "-type = security camera"},
    ),
    (CAMERA, "弃摄像头，改寻门铃", "find", {"+type = video doorbell", "-type = security camera"}),
    (CAMERA, "門鈴有冇", "find", {"+type = video doorbell", "-type = security camera"}),
    (
        CAMERA,
        "室外那条作废，改成适合厨房用的",
        "find",
        {"-outdoor = yes", "+rooms includes kitchen"},
    ),
    (CAMERA, "按月氪金的统统 ban 掉", "find", {"+subscription = no"}),
    (CAMERA, "每个月再扣一笔的我真怕了，一概不看", "find", {"+subscription = no"}),
    (CAMERA, "成，我问问房东再说", "smalltalk", set()),
    # what was said last is the subject, and is thrown out
    (CAMERA, "前面那句收回，我嘴瓢了", "undo", UNDONE),
    (CAMERA, "上一步我反悔了", "undo", UNDONE),
    (CAMERA, "方才所请，姑且作罢", "undo", UNDONE),
    (CAMERA, "适才所言预算之限，今撤去可也", "lift", {"-price ≤ 200"}),
    # of a value that opens its clause somebody complains
    (CAMERA, "Zadeko 这名字我听着就犯怵", "find", {"+brand ≠ Zadeko"}),
    (CAMERA, "一听 Zadeko 我就头大", "find", {"+brand ≠ Zadeko"}),
    (CAMERA, "Zadeko 家的监控我表弟装过，三天两头掉线", "find", {"+brand ≠ Zadeko"}),
    (CAMERA, "带电池的老得充，烦死个人", "find", {"+power ≠ battery"}),
    (CAMERA, "Zadeko 家的我用着挺顺手，给我看看", "find", {"+brand = Zadeko"}),
    (CAMERA, "认准 Zadeko，别家免谈", "find", {"+brand = Zadeko"}),
    # one value for another
    (CAMERA, "监控不装了，门铃吧", "find", {"+type = video doorbell", "-type = security camera"}),
    (
        CAMERA,
        "说错了，不是监控是门铃",
        "find",
        {"+type = video doorbell", "-type = security camera"},
    ),
    ("电池供电的门铃", "供电从电池改成太阳能", "find", {"+power = solar", "-power = battery"}),
    # numbers without a unit or a side
    (CAMERA, "两百不够，两百六吧", "find", {"+price ≤ 260", "-price ≤ 200"}),
    (CAMERA, "预算砍到一百六", "find", {"+price ≤ 160", "-price ≤ 200"}),
    (CAMERA, "价位别冒过一百五", "find", {"+price ≤ 150", "-price ≤ 200"}),
    (CAMERA, "五十以下的多半是水货", "find", {"+price ≥ 50"}),
    (CAMERA, "太便宜的怕质量不行", "find", set()),
    ("带月费的一律毙掉", "要月费的也不是不行", "lift", {"-subscription = no"}),
    (
        "",
        "想找个放在客厅的智能音箱",
        "find",
        {"+type = smart speaker", "+rooms includes living room"},
    ),
    (CAMERA, "我家住六楼，没电梯，快递小哥每次都喘", "smalltalk", set()),
    ("", "得支持 Siri，我家音箱全是 Echo", "find", {"+assistants includes Siri"}),
    ("", "拟购烟雾报警器及漏水传感器", "find", {"+type one of smoke alarm, leak sensor"}),
    (CAMERA, "画面清楚点就 perfect 了，不是 must", "find", set()),
    (
        "支持 Alexa 的音箱",
        "Alexa 换成 Siri",
        "find",
        {"+assistants includes Siri", "-assistants includes Alexa"},
    ),
]
CODING = "编程或者数据分析，用英文讲的，要证书"
OF_COURSES = [
    (CODING, "德语的我一窍不通，别放进来", "find", {"+language ≠ German"}),
    (CODING, "中级的就免了吧", "find", {"+level ≠ intermediate"}),
    (CODING, "直播的要守着时间太累人，不要直播", "find", {"+format ≠ live"}),
    (CODING, "我德语很烂", "find", set()),
    (CODING, "法语听着头大", "find", set()),
    (CODING, "发不发证无所谓", "lift", {"-certificate = yes"}),
    (CODING, "编程那块不看了", "find", {"+topic ≠ programming"}),
    (CODING, "数学不好，先修要求里有微积分的不要", "find", {"+prerequisites without calculus"}),
    (CODING, "一分钱都不能花", "find", {"+price ≤ 0"}),
    (CODING, "要花钱的就算了", "find", {"+price ≤ 0"}),
    (
        "直播的编程课",
        "直播的好贵……算了，还是要时间自由的",
        "find",
        {"+format = self-paced", "-format = live"},
    ),
    ("", "想找語言類的課程", "find", {"+topic = languages"}),
    ("", "要做 web 开发的课", "find", {"+topic = web development"}),
    (CODING, "评分提到4.5", "find", set()),
    ("六周以内的编程课", "原来如此，那周数放宽到 9 周", "find", {"+weeks ≤ 9", "-weeks ≤ 6"}),
    ("六周以内的编程课", "八周也行", "find", {"+weeks ≤ 8", "-weeks ≤ 6"}),
    ("六周以内的编程课", "几个礼拜就甭限了", "lift", {"-weeks ≤ 6"}),
    (
        "用英文讲的编程课",
        "中文讲的也 OK",
        "find",
        {"+language one of English, Chinese", "-language = English"},
    ),
    ("免费的编程课", "不白嫖了，30块以内的都放出来", "find", {"+price ≤ 30", "-price ≤ 0"}),
]


@pytest.mark.parametrize(
    ("first", "then", "act", "changes"), IN_A_SHOP, ids=[row[1] for row in IN_A_SHOP]
)
def test_in_a_shop(shop: Catalogue, first: str, then: str, act: str, changes: set[str]) -> None:
    assert heard(shop, first, then) == (act, changes)


@pytest.mark.parametrize(
    ("first", "then", "act", "changes"), OF_COURSES, ids=[row[1] for row in OF_COURSES]
)
def test_of_courses(courses: Catalogue, first: str, then: str, act: str, changes: set[str]) -> None:
    assert heard(courses, first, then) == (act, changes)


def test_the_maker_of_an_item_is_refused_and_not_the_item(shop: Catalogue) -> None:
    ctx = context(shop, None)
    session = Session(id="s", catalogue=shop.name)
    session = taken(session, "窗帘电机", step(session, "窗帘电机", ctx))
    maker = shop.item(session.shown[1]).attributes["brand"]
    new = step(session, "第二款那家公司我们信不过，他们家的请都去掉", ctx)
    assert (f"brand ≠ {maker}" in map(str, new.state.hard), new.state.out) == (True, [])


PLACES = [
    ("让 2 跟 5 掰个头，谁更香", "compare", (2, 5)),
    ("二跟四差在哪", "compare", (2, 4)),
    ("头一个和老末比比", "compare", (1, 5)),
    ("其二与其四，孰优？", "compare", (2, 4)),
    ("荐第五款之由何在", "explain", (5,)),
    ("第二个跟我有啥关系，咋就给推了", "explain", (2,)),
    ("头位那个讲多少少嚟听吓", "details", (1,)),
    ("2个人住，预算一和二都没想好", "find", ()),
]


@pytest.mark.parametrize(("then", "act", "ranks"), PLACES, ids=[row[0] for row in PLACES])
def test_what_is_asked_of_which(
    shop: Catalogue, then: str, act: str, ranks: tuple[int, ...]
) -> None:
    ctx = context(shop, None)
    session = Session(id="s", catalogue=shop.name)
    session = taken(session, "智能音箱", step(session, "智能音箱", ctx))
    reading = step(session, then, ctx).reading
    assert (reading.act, sorted(reading.refers)) == (
        act,
        sorted(session.shown[r - 1] for r in ranks),
    )


JUDGED = [
    ("位列榜首者不予考虑，请更换", "out", 1),
    ("其四恕无兴趣，请予撤下", "out", 4),
    ("二号别让我再看见", "out", 2),
    ("4号噶了吧", "out", 4),
    ("3 用过了 下一个", "out", 3),
    ("第四个还有没有跟它同一挂的", "like", 4),
    ("第五款甚合吾意，请再荐数款相类者", "like", 5),
    ("以第三款为范本，续荐数款", "like", 3),
    ("别给我整第二个那路的了", "unlike", 2),
    ("往后少推第四个那一类的", "unlike", 4),
]


@pytest.mark.parametrize(("then", "side", "rank"), JUDGED, ids=[row[0] for row in JUDGED])
def test_which_is_turned_down_or_liked(shop: Catalogue, then: str, side: str, rank: int) -> None:
    ctx = context(shop, None)
    session = Session(id="s", catalogue=shop.name)
    session = taken(session, "智能音箱", step(session, "智能音箱", ctx))
    state = step(session, then, ctx).state
    held = {name: getattr(state, name) for name in ("out", "like", "unlike")}
    assert held == {"out": [], "like": [], "unlike": []} | {side: [session.shown[rank - 1]]}


def test_a_refused_maker_is_let_back(shop: Catalogue) -> None:
    said = "对该品牌之排除，现予撤销，其产品亦可列入"
    assert heard(shop, "摄像头", "不要 Korvanta", said) == ("lift", {"-brand ≠ Korvanta"})
