"""Cleaning, language, words, phrases, negation, places and token counts."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from llmrec import text as t
from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.text import _words


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a\u00a0 lamp\t please ", "a lamp please"),
        ("a\u200blamp\u202e \u2066x\u2069\ufeff", "alamp x"),
        ("one\r\n\r\n \n two\x0bthree", "one\ntwo\nthree"),
        ("\x00\x1b[31mred\x7f", "[31mred"),
        ("ＡＢＣ１２３　￥５０", "ABC123 ¥50"),
        ("智能灯，要便宜！（白色）", "智能灯，要便宜！（白色）"),
        ("ﬁne ½ m² ①™", "fine ½ m² ①™"),
        ("cafe\u0301", "café"),
        ("hid\U000e0041\U000e0042den\ufe0f", "hidden"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("", ""),
    ],
)
def test_clean(raw, cleaned):
    assert t.clean(raw) == cleaned
    assert t.clean(cleaned) == cleaned


def test_clean_cuts_between_characters():
    assert t.clean("abc" * 10, max_chars=4) == "abca"
    assert t.clean("ab👍🏽x", max_chars=3) == "ab"
    assert t.clean("नमस्ते", max_chars=5) == "नमस्"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("a lamp", None),
        ("灯", None),
        ("", "empty"),
        (" \u200b\n\t", "empty"),
        ("😀🎉", "emoji_only"),
        ("?!? ...", "no_letters"),
        ("12345", "no_letters"),
    ],
)
def test_requests_that_cannot_be_worked_with(raw, problem):
    assert t.clean_request(raw).problem == problem


def test_a_megabyte_is_cut_and_says_so():
    cleaned = t.clean_request("lamp " * 200_000)
    assert cleaned.cut
    assert cleaned.chars == 1_000_000
    assert len(cleaned.text) <= t.MAX_CHARS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("smart lamp", "en"),
        ("I want a quiet robot vacuum", "en"),
        ("desk lamp LED", "en"),
        ("", "en"),
        ("123 😀", "en"),
        ("智能灯", "zh"),
        ("我想要 smart lamp", "zh"),
        ("想给 home office 配一盏 desk lamp，预算 $110 以内，must work with Siri", "zh"),
        ("Does 小米 lamp work with my speaker", "en"),
        ("スマートランプが欲しい", "ja"),
        ("스마트 램프", "ko"),
        ("умная лампа", "ru"),
        ("розумна лампа і колонка", "uk"),
        ("مصباح ذكي", "ar"),
        ("چراغ هوشمند ارزان", "fa"),
        ("Ich suche eine Lampe für das Schlafzimmer", "de"),
        ("je cherche une lampe pour ma chambre", "fr"),
        ("lámpara inteligente barata", "es"),
        ("cuffie senza fili economiche", "it"),
    ],
)
def test_language(text, code):
    assert t.language(text) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The smart speakers for my kitchen", ["smart", "speaker", "kitchen"]),
        ("DT-990 headphones", ["dt-990", "dt990", "dt", "990", "headphon"]),
        ("Wi-Fi lamp", ["wifi", "wi", "fi", "lamp"]),
        ("a 15.6 inch 4K screen", ["15.6", "inch", "4k", "screen"]),
        ("costs 1,299.99", ["cost", "1299.99"]),
        ("café", ["cafe"]),
        ("我想要智能音箱", ["智能", "音箱"]),
        ("支持Zigbee的灯", ["支持", "zigbe", "灯"]),
        ("评分4.5以上", ["评分", "4.5", "以上"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert t.tokens(text) == expected


PHRASES = [
    ("I want a quiet robot vacuum for a home with two long-haired cats", "en",
     ["quiet robot vacuum/noun", "home/noun", "long-haired cats/noun"]),
    ("a Sony DT-990 that works with Siri", "en", ["Sony DT-990/name", "Siri/name"]),
    ("Sensors that support Thread", "en", ["Sensors/noun", "Thread/name"]),
    ("It should be quiet and small.", "en", ["quiet/adjective", "small/adjective"]),
    ("Feeder for a greedy tabby", "en", ["Feeder/noun", "greedy tabby/noun"]),
    ("I want to understand machine learning.", "en", ["machine learning/noun"]),
    ("something for 300 dollars", "en", ["300/number", "dollars/noun"]),
    ("我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品", "zh",
     ["智能音箱/noun", "智能灯/noun", "智能家居产品/noun"]),
    ("想找个便宜的门锁，得支持 Google Assistant", "zh",
     ["便宜的门锁/noun", "Google Assistant/name"]),
    ("想学钢琴或者吉他", "zh", ["钢琴/noun", "吉他/name"]),
    ("求推荐一个网关，150刀封顶", "zh", ["网关/noun", "150/number"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), PHRASES)
def test_key_phrases(text, language, expected):
    found = t.key_phrases(text, language)
    assert [f"{phrase.text}/{phrase.kind}" for phrase in found] == expected
    assert all(text[phrase.start : phrase.end] == phrase.text for phrase in found)


NEGATIONS = [
    ("cameras without a subscription, nothing above $120", ["without a subscription"]),
    ("but nothing from Zadeko.", ["nothing from Zadeko"]),
    ("No displays and no smart speakers!", ["No displays", "no smart speakers"]),
    ("I don't want Alexa, Google or Siri, but Zigbee", ["don't want Alexa, Google or Siri"]),
    ("an Alexa-free home with a hands-free tap", ["Alexa-free"]),
    ("rather than a robot, I want a handheld vacuum", ["rather than a robot"]),
    ("headphones without cables for my office", ["without cables"]),
    ("I can't stand subtitles; I hate dubbing", ["can't stand subtitles", "hate dubbing"]),
    ("anything but Sony", ["anything but Sony"]),
    ("nothing but jazz, not only old", []),
    ("no more than 50 dollars, no lamps over $60, not rated below 4", []),
    ("no Wi-Fi and under $50", ["no Wi-Fi"]),
    ("no Zigbee or anything under $20", ["no Zigbee or anything"]),
    ("anything but Sony and under $50", ["anything but Sony"]),
    ("no Zigbee so Wi-Fi it is", ["no Zigbee"]),
    ("a lock with no need for a hub", ["no need for a hub"]),
    ("no Zigbee, no deal", []),
    ("a subscription is a deal-breaker", ["a subscription"]),
    ("Zigbee is off the table", ["Zigbee"]),
    ("Statistics must not be a prerequisite", ["Statistics", "not be a prerequisite"]),
    ("a hub can't be required", ["a hub", "can't be required"]),
    ("a speaker must not be loud", ["not be loud"]),
    ("不要直播课，三十美元以下", ["不要直播课"]),
    ("不支持 Alexa 的音箱", ["不支持 Alexa "]),
    ("不带屏幕的音箱，但是要便宜", ["不带屏幕"]),
    ("不是恐怖片，而是喜剧", ["不是恐怖片"]),
    ("除了科幻片以外都行", ["除了科幻片以外"]),
    ("除了音箱，还想要灯", []),
    ("安防摄像头就不要了，老人不喜欢", ["安防摄像头就不要了"]),
    ("要收订阅费的不考虑", ["要收订阅费的不考虑"]),
    ("我讨厌直播，别推荐 Sony", ["讨厌直播", "别推荐 Sony"]),
    ("特别安静的，别的都行，非常好", []),
    ("不超过50美元，别超过8周，50美元以上的不要", []),
    ("有没有便宜的灯", []),
    ("用德语教的直接毙掉", ["用德语教的直接毙掉"]),
    ("西语讲的我听不懂，请去掉", ["西语讲的我听不懂，请去掉"]),
    ("高难度课别放进来，入门的就别来了", ["高难度课别放进来", "入门的就别来了"]),
    ("Zadeko 就别推了", ["Zadeko 就别推了"]),
    ("台灯先不买了，给我看灯带", ["台灯先不买了"]),
    ("没有证书的就不用了", []),
    ("字幕的要求去掉吧", []),
    ("想要太阳能的，麻烦了", []),
    ("净化器要能把异味去掉", []),
    ("灯泡太贵的不要", []),
    ("太阳能的就别推荐了", ["太阳能的就别推荐了"]),
]


@pytest.mark.parametrize(("text", "expected"), NEGATIONS)
def test_negated_spans(text, expected):
    spans = t.negated_spans(text, t.language(text))
    assert [text[start:end] for start, end in spans] == expected


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        ("soft light", "A soft light for the night", "soft light"),
        ("Soft-Light", "A soft light for the night", "soft light"),
        ("works with Siri", "It works,  with “Siri”.", "works,  with “Siri"),
        ("智能 灯", "一盏智能灯，便宜", "智能灯"),
        ("light", "a nightlight and a light.", "light"),
        ("10", "costs 100 or 10", "10"),
        ("soft lights", "A soft light", None),
        ("", "anything", None),
        ("!!", "wow!", None),
    ],
)
def test_find_words(needle, haystack, found):
    place = t.find_words(needle, haystack)
    assert (place and haystack[place[0] : place[1]]) == found


def test_find_words_takes_whole_words_only():
    assert t.find_words("light", "a nightlight") is None
    assert t.find_words("light", "a nightlight, a light") == (16, 21)


def test_sentences():
    text = "Rated 4.5 or so, e.g. by Dr. Smith. Really? 是的！想要一盏灯。\nNo end"
    assert [text[a:b] for a, b in t.sentences(text)] == [
        "Rated 4.5 or so, e.g. by Dr. Smith.",
        "Really?",
        "是的！",
        "想要一盏灯。",
        "No end",
    ]


# --- tokens of a model ----------------------------------------------------------------------------

SAMPLES = [
    "I'd like a smart lamp under $1,299.99, it'll be great.",
    "我想要一盏智能灯，mixed 中文 and English 😀👩‍👩‍👧",
    "def f(x):\n    return {k: v**2 for k in x}\n\n\treturn\r\n  ",
    "  <|im_start|>  Ünïcödé 12345 ½",
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A small byte-level BPE, trained here, with the file that Hugging Face would write."""
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=600,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SAMPLES * 5, trainer)
    path = tmp_path_factory.mktemp("model") / "tokenizer.json"
    tokenizer.save(str(path))
    return tokenizer, path


@pytest.mark.parametrize("sample", SAMPLES)
def test_token_ids_are_the_models_own(trained, sample):
    tokenizer, path = trained
    encoding = t.encoding_from_tokenizer_json(path)
    assert encoding.encode_ordinary(sample) == tokenizer.encode(sample).ids
    assert t.count_tokens(sample, encoding) == len(tokenizer.encode(sample).ids)


@pytest.mark.model
@pytest.mark.parametrize("sample", SAMPLES)
def test_token_ids_are_those_of_the_served_model(sample):
    tokenizers = pytest.importorskip("tokenizers")
    paths = sorted(settings().cache_dir.rglob("tokenizer.json"))
    checked = 0
    for path in paths:
        try:
            encoding = t.encoding_from_tokenizer_json(path)
        except ConfigError:
            continue
        given = tokenizers.Tokenizer.from_file(str(path)).encode(sample, add_special_tokens=False)
        assert encoding.encode(sample, allowed_special="all") == given.ids
        checked += 1
    if not checked:
        pytest.skip("no model with a byte-level vocabulary has been pulled")


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("n", [0, 1, 5, 10_000])
def test_truncation_keeps_a_beginning(trained, sample, n):
    encoding = t.encoding_from_tokenizer_json(trained[1])
    for given in (encoding, None):
        kept = t.truncate_tokens(sample, n, given)
        assert sample.startswith(kept)
        assert t.count_tokens(kept, given) <= n


def test_estimate_without_a_vocabulary():
    assert t.count_tokens("") == 0
    assert t.count_tokens("word " * 100) == t.estimate_tokens("word " * 100) == 125
    assert t.count_tokens("智能灯" * 10) == 20


@pytest.mark.parametrize("content", ["{", "{}", json.dumps({"model": {"type": "WordPiece"}})])
def test_tokenizers_that_do_not_fit(tmp_path, content):
    path = tmp_path / "tokenizer.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="tokenizer"):
        t.encoding_from_tokenizer_json(path)


def test_importing_is_light():
    code = "import sys, llmrec.text, llmrec.quantities; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"numpy", "rjieba", "textblob", "nltk", "py3langid", "tiktoken", "pydantic"}


def test_threads_do_not_disturb_each_others_stems() -> None:
    words_ = [f"{a}{b}ing" for a in "abcdefghij" for b in ("runn", "light", "speak", "clean")] * 20
    _words.stem.cache_clear()
    alone = [t.stem(w) for w in words_]
    _words.stem.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(t.stem, words_)) == alone
