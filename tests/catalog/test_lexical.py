"""BM25: the weights of bm25s, read without it."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from llmrec.catalog.lexical import LexicalIndex, simple_tokens
from llmrec.catalog.topk import top_k
from llmrec.errors import CatalogError

DOCS = ["red lamp", "blue lamp lamp", "a green plug", "智能 音箱", ""]


@pytest.fixture
def index(tmp_path):
    LexicalIndex.build(simple_tokens(d) for d in DOCS).save(tmp_path / "lexical")
    return LexicalIndex.load(tmp_path / "lexical")


def test_same_scores_as_bm25s(index):
    model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    model.index([simple_tokens(d) for d in DOCS], show_progress=False)
    for query in (["lamp"], ["red", "lamp"], ["智"], ["lamp", "plug", "unheard"]):
        known = [t for t in query if t in index.vocabulary]
        assert index.scores(query) == pytest.approx(model.get_scores(known), abs=1e-6)


def test_search_keeps_to_the_mask_and_to_items_that_share_a_token(index):
    assert [o for o, _ in index.search(["lamp"], 10)] == [1, 0]
    only = np.array([True, False, True, True, True])
    assert [o for o, _ in index.search(["lamp"], 10, only)] == [0]
    assert index.search(["unheard"], 5) == []
    assert index.search([], 5) == []


def test_an_index_without_any_token(tmp_path):
    LexicalIndex.build([[], []]).save(tmp_path / "x")
    empty = LexicalIndex.load(tmp_path / "x")
    assert empty.search(["a"], 3) == [] and empty.size == 2


def test_damage_is_a_clear_error(index, tmp_path):
    (tmp_path / "lexical" / "data.npy").unlink()
    with pytest.raises(CatalogError, match="damaged"):
        LexicalIndex.load(tmp_path / "lexical")


def test_simple_tokens_split_chinese():
    assert simple_tokens("Wi-Fi灯 2nd") == ["wi", "fi", "灯", "2nd"]


def test_top_k_breaks_ties_by_ordinal():
    scores = np.array([1.0, 3.0, 3.0, 3.0, 0.5])
    assert top_k(scores, 2) == [(1, 3.0), (2, 3.0)]
    assert top_k(scores, 9, np.array([True, False, False, True, True])) == [
        (3, 3.0), (0, 1.0), (4, 0.5),
    ]  # fmt: skip
    assert top_k(scores, 0) == []
