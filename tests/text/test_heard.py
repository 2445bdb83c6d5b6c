"""How a request is read: clean, and in simplified characters."""

from __future__ import annotations

import pytest

from llmrec.text import heard, simplified, tokens


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("想找一台掃地機器人", "想找一台扫地机器人"),
        ("五百美元以內的智慧門鎖", "五百美元以内的智慧门锁"),
        ("  程式設計\u3000課程 ", "程式设计 课程"),
        ("simplified 中文 and English", "simplified 中文 and English"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(written: str, read: str) -> None:
    assert heard(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("it cannae run on Wi-Fi", "it cannot run on Wi-Fi"),
        ("Dinna gie us owt w/o a plug", "Do not give us anything without a plug"),
        ("dont gimme nowt dear", "don't give me nothing dear"),
        ("btwn 20 n 50, pls", "between 20 and 50, please"),
        ("唔好畀我有 Wi-Fi 嘅", "不要给我有 Wi-Fi 的"),
        ("支援藍牙先得", "支持蓝牙才行"),
        ("冇都唔緊要", "没都不要紧"),
        ("莫给我推贵的，甭来", "别给我推贵的，别来"),
        ("莫兰迪色，水平一般", "莫兰迪色，水平一般"),
        ("Wi-Fi and R n B", "Wi-Fi and R n B"),
        ("it disnae matter any mair", "it does not matter any more"),
        ("nowt aboot owt, innit", "nothing about anything, isn't it"),
        ("gie us yin o' thae, cos ma nan wants it", "give us one o' thae, because my nan wants it"),
        ("an MA over a WAN, in BC", "an MA over a WAN, in BC"),
        ("唔使啦，俾我睇嗰个", "不用了，给我看那个"),
        ("莫给我推，莫得用", "别给我推，没有用"),
        ("啱啱嗰個唔啱我，算咯", "刚刚那个不适合我，算了"),
        ("啥子都中，为嘛不行", "什么都行，为什么不行"),
        ("勿好超过廿块，迭个牌子阿拉勿要", "不要超过二十块，这个牌子我们不要"),
        ("用英文教嗰啲唔好，质量唔好嘅都唔要", "用英文教那些不要，质量不好的都不要"),
        ("勿好意思，阿拉伯语", "勿好意思，阿拉伯语"),
        ("十文以内", "十块以内"),
    ],
)
def test_small_words_of_a_dialect_are_read_as_the_standard_ones(written: str, read: str) -> None:
    assert heard(written) == read


def test_places_stay_where_they_were() -> None:
    text = "麻煩比較一下第三門和第五門課程，謝謝"
    assert len(simplified(text)) == len(text)


def test_japanese_keeps_its_characters() -> None:
    assert heard("東京の図書館で學ぶ") == "東京の図書館で學ぶ"


def test_an_index_of_either_script_is_found_by_either() -> None:
    assert tokens("掃地機器人") == tokens("扫地机器人")


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("不要直播的,其他照旧", "不要直播的，其他照旧"),
        ("要Alexa的,便宜点!谢谢", "要Alexa的，便宜点！谢谢"),
        ("预算1,000块", "预算1,000块"),
        ("well, no", "well, no"),
    ],
)
def test_stops_of_a_latin_keyboard_between_chinese_characters(said: str, plain: str) -> None:
    assert heard(said) == plain
