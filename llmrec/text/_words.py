"""Words of a text: for the lexical index, and with their places for everything that cites."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from llmrec.text._heard import simplified
from llmrec.text._sets import word_set

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NUMBER = r"\d+(?:[.,]\d+)*"
_LATIN = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_WORD = rf"{_NUMBER}(?![A-Za-z0-9_])|{_LATIN}+(?:[.]\d+)?(?:['’\-‑–]{_LATIN}+(?:[.]\d+)?)*|[^\W_]+"
TOKEN = re.compile(rf"(?P<han>{HAN.pattern}+)|(?P<word>{_WORD})|(?P<sign>[^\w\s]|_)")

STOP_EN = word_set(
    """a about after all also am an and any anything are as at be been before being but by can
    could d did do does doing each else for from get give had has have he her here him his how
    i if in into is it its itself just like ll looking m may me might more most must my need
    no nor not of on or our out please re recommend s shall she should show so some something
    such suggest t than that the their them then there these they thing things this those to
    too under up us ve very want was we were what when where which while who whom whose why
    will with would you your yours yourself im id ive dont doesnt cant wont isnt arent"""
)
STOP_ZH = word_set(
    """的 了 和 与 或 及 是 在 有 我 你 您 他 她 它 们 我们 你们 他们 这 那 这个 那个 这些
    那些 个 些 一个 一些 一下 一点 就 都 也 还 又 很 太 最 把 被 对 从 到 给 为 以 于 之 其 而
    且 但 但是 而且 因为 所以 如果 要 想 想要 需要 请 求 推荐 帮 帮我 找 找个 买 看 只 不 没
    没有 不要 吗 呢 吧 啊 呀 哦 嘛 得 地 着 过 能 能够 可以 会 应该 必须 什么 怎么 哪些 哪个
    有没有 是否 等 等等 之类 几个 想找 想买 购买 最近 比较 以及 并 并且 或者 还是 上 下 里 中"""
)


class Word(NamedTuple):
    """A word or sign and where it stands."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Words and signs of a text in a spaced script, with their character offsets."""
    return list(_words(text))


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[Word, ...]:
    """The same text is asked about for each limit in it."""
    return tuple(Word(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text))


def tokens(text: str) -> list[str]:
    """Tokens for the lexical index, in order and with repeats.

    Lower case, accents folded, English stems, Chinese words in search mode, stop words left out.
    A model number stays whole and is split too (`DT-990` gives dt-990, dt990, dt, 990); a
    hyphenated word gives its parts and the word written together (`Wi-Fi`: wifi, wi, fi).
    """
    out: list[str] = []
    for match in TOKEN.finditer(text.lower()):
        if match.lastgroup == "han":
            out += [word for word in segment(simplified(match.group())) if word not in STOP_ZH]
        elif match.lastgroup == "word":
            out += _latin_tokens(match.group())
    return out


def segment(text: str) -> list[str]:
    """Chinese words of `text`, longer words with their shorter parts beside them."""
    import rjieba

    cut: list[str] = rjieba.cut_for_search(text)
    return cut


@lru_cache(maxsize=65536)
def _latin_tokens(word: str) -> tuple[str, ...]:
    word = fold_accents(word)
    if re.fullmatch(_NUMBER, word):
        return (_plain_number(word),)
    whole = re.sub(r"['’](?:s|ll|d|m|re|ve)$", "", word)
    whole = re.sub(r"['’]", "", whole)
    parts = [part for part in re.split(r"[\-‑–]", whole) if part]
    if len(parts) == 1:
        return tuple(_content(parts))
    joined = "".join(parts)
    kept = ["-".join(parts), joined] if re.search(r"\d", joined) else [stem(joined)]
    return tuple(kept + list(_content(parts)))


def _content(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if part not in STOP_EN:
            yield stem(part)


def _plain_number(word: str) -> str:
    """1,299.99 as 1299.99; a comma that does not part thousands stays."""
    return word.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word) else word


def fold_accents(word: str) -> str:
    """`café` as `cafe`, for Latin letters alone."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    if not ("a" <= decomposed[0].lower() <= "z"):
        return word
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of a lower-case word; words with digits or other letters stay."""
    return _stemmer()(word) if word.isascii() and word.isalpha() else word


_LOCAL = threading.local()


def _stemmer() -> Callable[[str], str]:
    """One for each thread: a stemmer keeps the word at hand in itself."""
    stem_word: Callable[[str], str] | None = getattr(_LOCAL, "stem_word", None)
    if stem_word is None:
        import snowballstemmer

        stem_word = _LOCAL.stem_word = snowballstemmer.stemmer("english").stemWord
    return stem_word
