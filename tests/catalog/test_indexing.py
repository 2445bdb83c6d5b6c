"""Adding: what goes in, what stays out, and that nothing is lost or done twice."""

from __future__ import annotations

import json
import shutil
import threading

import numpy as np
import pytest

from llmrec.catalog import chroma, indexing, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.checking import check
from llmrec.catalog.items import embedded_text
from llmrec.catalog.schema import parse_schema
from llmrec.errors import BadModelOutput, Busy, CatalogError, DiskFull, IndexMismatch
from llmrec.types import Constraint

from .conftest import DIMS, FakeEmbedder, add, lamp, vector_of, write_jsonl


def test_add_then_find(lamps, embed):
    report = add("lamps", lamps, embed)
    assert (report.rows_ok, report.quarantined, report.embedded, report.changed) == (
        12,
        0,
        12,
        True,
    )
    catalogue = Catalogue.open("lamps")
    text = embedded_text(catalogue.item("L5"), catalogue.schema)
    best, score = catalogue.dense(vector_of(text), 3)[0]
    assert best == "L5" and score == pytest.approx(1.0, abs=1e-3)
    assert catalogue.lexical(["number", "7"], 1)[0][0] == "L7"
    assert [i for i, _ in catalogue.popular(2)] == ["L11", "L10"]
    assert check("lamps", embed.model).ok


def test_the_same_file_again_changes_nothing(lamps, embed):
    add("lamps", lamps, embed)
    before = Catalogue.open("lamps").version
    asked = len(embed.texts)
    report = add("lamps", lamps, embed)
    assert not report.changed and report.rows_ok == report.unchanged == 12
    assert Catalogue.open("lamps").version == before and len(embed.texts) == asked


def test_a_changed_file_embeds_only_what_changed(tmp_path, embed):
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(10)])
    add("lamps", file, embed)
    embed.texts.clear()
    rows = [lamp(n) for n in range(2, 12)]
    rows[0]["title"] = "Another lamp"
    rows[1]["price"] = 999.0
    report = add("lamps", write_jsonl(file, rows), embed)
    assert report.embedded == len(embed.texts) == 3
    catalogue = Catalogue.open("lamps")
    assert catalogue.ids == [f"L{n}" for n in range(2, 12)]
    assert catalogue.item("L3").attributes["price"] == 999.0
    assert check("lamps").ok


def test_bad_rows_go_to_quarantine_with_line_and_reason(tmp_path, embed):
    rows = [lamp(0), lamp(1, price="cheap"), lamp(0, title="second"), lamp(2, title=""), lamp(3)]
    file = write_jsonl(tmp_path / "x.jsonl", rows)
    file.write_text(file.read_text() + "{broken\n")
    schema = parse_schema("id: id\ntitle: title\nattributes: {price: {type: number}}")
    report = add("lamps", file, embed, schema=schema)
    assert (report.rows_ok, report.quarantined) == (2, 4)
    entries = [json.loads(line) for line in report.quarantine.read_text("utf-8").splitlines()]
    assert [e["line"] for e in entries] == [2, 3, 4, 6]
    assert "price: is not a number" in entries[0]["reason"]
    assert entries[1]["reason"] == "the id 'L0' is that of line 1"
    assert entries[1]["row"]["title"] == "second"
    assert Catalogue.open("lamps").item("L0").title == "Lamp 0"


def test_a_file_without_a_good_row_changes_nothing(lamps, tmp_path, embed):
    add("lamps", lamps, embed)
    bad = write_jsonl(tmp_path / "bad.jsonl", [lamp(n, price="cheap") for n in range(3)])
    with pytest.raises(CatalogError, match="most common reason: price"):
        add("lamps", bad, embed)
    assert Catalogue.open("lamps").size == 12 and check("lamps").ok


def test_a_column_that_the_file_has_not(lamps, embed):
    schema = parse_schema("id: id\ntitle: title\nattributes: {colour: {type: category}}")
    with pytest.raises(CatalogError, match="'colour'") as caught:
        add("lamps", lamps, embed, schema=schema)
    assert "description" in caught.value.remedy


@pytest.mark.parametrize("name", ["../x", "X", "a", "a/b", "", "-a", "a" * 60, "a.b", "a\n"])
def test_names_are_never_paths(lamps, embed, name):
    with pytest.raises(CatalogError, match="no name"):
        add(name, lamps, embed)


def test_unknown_catalogue_says_what_there_is(lamps, embed):
    with pytest.raises(CatalogError, match="no catalogue 'lamps'"):
        Catalogue.open("lamps")
    add("lamps", lamps, embed)
    with pytest.raises(CatalogError) as caught:
        Catalogue.open("lamp")
    assert "lamps" in caught.value.remedy
    with pytest.raises(CatalogError):
        indexing.remove("other")


def test_a_second_embedding_stands_beside_the_first(lamps, embed):
    add("lamps", lamps, embed)
    other = FakeEmbedder("org/Other Model", dims=8)
    report = indexing.add_embedding("lamps", embed=other, embedding_model=other.model)
    assert report.embedded == 12
    catalogue = Catalogue.open("lamps")
    assert list(catalogue.embeddings) == [embed.model, other.model]
    assert len(catalogue.dense(np.ones(8), 3, embedding=other.model)) == 3
    assert len(catalogue.dense(np.ones(DIMS), 3)) == 3
    assert check("lamps").ok
    again = indexing.add_embedding("lamps", embed=other, embedding_model=other.model)
    assert not again.changed


def test_the_same_file_with_another_model_adds_that_model(lamps, embed):
    add("lamps", lamps, embed)
    other = FakeEmbedder("other", dims=8)
    assert add("lamps", lamps, other).embedded == 12
    assert list(Catalogue.open("lamps").embeddings) == [embed.model, "other"]


def test_a_changed_file_drops_embeddings_that_no_longer_fit(tmp_path, embed):
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(6)])
    other = FakeEmbedder("other", dims=8)
    add("lamps", file, embed)
    add("lamps", file, other)
    report = add("lamps", write_jsonl(file, [lamp(n) for n in range(7)]), embed)
    assert report.dropped == ["other"]
    assert list(Catalogue.open("lamps").embeddings) == [embed.model]
    other.texts.clear()
    indexing.add_embedding("lamps", embed=other, embedding_model="other")
    assert len(other.texts) == 1  # the vectors of the other six were kept


def test_another_model_than_the_index_has_is_a_mismatch(lamps, embed):
    add("lamps", lamps, embed)
    catalogue = Catalogue.open("lamps")
    with pytest.raises(IndexMismatch, match=r"'fake-model'.*'other'") as caught:
        catalogue.dense(np.ones(DIMS), 3, embedding="other")
    assert "--embedding other" in caught.value.remedy
    with pytest.raises(IndexMismatch, match="16 dimensions; the vector has 8"):
        catalogue.dense(np.ones(8), 3)
    assert not check("lamps", "other").ok


def test_a_server_that_changed_its_model_is_a_mismatch(tmp_path, embed):
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(6)])
    add("lamps", file, embed)
    write_jsonl(file, [lamp(n) for n in range(7)])
    impostor = FakeEmbedder(embed.model, dims=8)
    with pytest.raises(IndexMismatch, match="16 dimensions"):
        add("lamps", file, impostor)
    assert Catalogue.open("lamps").size == 6


@pytest.mark.parametrize(
    "answer",
    [
        lambda texts: np.zeros((len(texts), DIMS)),
        lambda texts: np.full((len(texts), DIMS), np.nan),
        lambda texts: np.ones((len(texts) + 1, DIMS)),
        lambda texts: np.ones(DIMS),
    ],
)
def test_vectors_that_are_none(lamps, answer):
    with pytest.raises(BadModelOutput):
        indexing.add("lamps", lamps, embed=answer, embedding_model="m")
    with pytest.raises(CatalogError, match="not finished"):
        Catalogue.open("lamps")


def test_a_failing_server_loses_nothing(tmp_path, embed):
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(300)])
    calls = []

    def fails(texts):
        calls.append(texts)
        if len(calls) > 6:
            raise ConnectionError("gone")
        return embed(texts)

    with pytest.raises(ConnectionError):
        indexing.add(
            "lamps", file, embed=fails, embedding_model=embed.model, batch_size=10, concurrency=1
        )
    assert indexing.list_catalogues()[0].state == "unfinished"
    report = add("lamps", file, embed)
    assert report.unchanged == 60 and report.embedded == 240
    assert check("lamps").ok


def test_busy_while_another_writes(lamps, embed):
    with store.writing("lamps"), pytest.raises(Busy, match="Another process"):
        add("lamps", lamps, embed)
    add("lamps", lamps, embed)
    with store.writing("lamps"):
        assert Catalogue.open("lamps").size == 12  # readers go on
        with pytest.raises(Busy):
            indexing.remove("lamps")


def test_disk_full(lamps, embed, monkeypatch):
    add("lamps", lamps, embed)

    def full(texts):
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull, match="full") as caught:
        indexing.add("lamps", lamps, embed=full, embedding_model="other")
    assert "again" in caught.value.remedy and caught.value.exit_code == 3
    monkeypatch.setattr("shutil.disk_usage", lambda path: _Usage())
    with pytest.raises(DiskFull, match="free"):
        indexing.add("lamps", lamps, embed=FakeEmbedder("other"), embedding_model="other")
    assert Catalogue.open("lamps").size == 12


class _Usage:
    free = 100


def test_remove_and_add_again(lamps, embed):
    add("lamps", lamps, embed)
    Catalogue.open("lamps").dense(np.ones(DIMS), 2)
    indexing.remove("lamps")
    assert indexing.list_catalogues() == []
    add("lamps", lamps, embed)
    assert len(Catalogue.open("lamps").dense(np.ones(DIMS), 2)) == 2


def test_a_held_state_outlives_a_change(tmp_path, embed):
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(6)])
    add("lamps", file, embed)
    old = Catalogue.open("lamps")
    old.dense(np.ones(DIMS), 2)
    add("lamps", write_jsonl(file, [lamp(n) for n in range(3, 9)]), embed)
    new = Catalogue.open("lamps")
    assert new is not old and new.size == 6 and "L8" in new
    assert len(new.dense(np.ones(DIMS), 3)) == 3
    assert "L0" in {i for i, _ in old.dense(np.ones(DIMS), 5)} | {"L0"}
    assert len(old.dense(np.ones(DIMS), 3)) == 3
    assert old.item("L0").title == "Lamp 0"


def test_profiles_fill_the_items_and_mark_vectors_stale(lamps, embed, tmp_path):
    add("lamps", lamps, embed)
    line = {"id": "L3", "tags": [{"tag": "cosy", "quote": "warm"}], "model": "m", "prompt": "p@1"}
    path = write_jsonl(tmp_path / "profiles.jsonl", [line, line | {"id": "unknown"}])
    assert indexing.set_profiles("lamps", path) == 1
    catalogue = Catalogue.open("lamps")
    assert catalogue.item("L3").profile.tags[0].tag == "cosy"
    assert catalogue.item("L4").profile is None
    assert catalogue.lexical(["cosy"], 5)[0][0] == "L3"
    assert catalogue.embeddings[embed.model].stale == 1
    assert not check("lamps").ok
    embed.texts.clear()
    assert add("lamps", lamps, embed).embedded == 1
    assert embed.texts[0].endswith("cosy")
    assert check("lamps").ok and Catalogue.open("lamps").item("L3").profile is not None
    with pytest.raises(CatalogError, match="line 1"):
        indexing.set_profiles("lamps", write_jsonl(tmp_path / "bad.jsonl", [{"id": "x"}]))


def test_check_finds_damage(lamps, embed):
    add("lamps", lamps, embed)
    place, manifest = store.existing("lamps")
    (place.generation(manifest.generation).lexical / "vocabulary.json").write_text("{")
    report = check("lamps")
    assert not report.ok and "lexical" in report.problems[0] and report.remedy


def test_a_damaged_manifest_is_a_clear_error(lamps, embed):
    add("lamps", lamps, embed)
    store.folder("lamps").manifest_path.write_text("{")
    with pytest.raises(CatalogError, match="damaged"):
        Catalogue.open("lamps")
    assert indexing.list_catalogues()[0].state == "damaged"
    indexing.remove("lamps")


def test_another_tokenizer_makes_the_lexical_index_anew(lamps, embed):
    add("lamps", lamps, embed)
    report = add("lamps", lamps, embed, tokenize=lambda text: [w.upper() for w in text.split()])
    assert report.changed and report.embedded == 0
    assert Catalogue.open("lamps").lexical(["LAMP"], 1)


def test_filters_hold_in_every_source(lamps, embed):
    add("lamps", lamps, embed)
    catalogue = Catalogue.open("lamps")
    constraints = [
        Constraint(field="price", op="lt", value=15),
        Constraint(field="brand", op="eq", value="orb"),
    ]
    mask = catalogue.mask(constraints)
    found = [
        *catalogue.dense(np.ones(DIMS), 10, mask),
        *catalogue.lexical(["lamp"], 10, mask),
        *catalogue.popular(10, mask),
    ]
    assert {i for i, _ in found} == {"L1", "L3"}
    assert all(catalogue.breaks(catalogue.item(i), constraints) == [] for i, _ in found)
    nothing = catalogue.mask([Constraint(field="price", op="lt", value=0)])
    assert catalogue.dense(np.ones(DIMS), 10, nothing) == []


def test_scores_of_given_items(lamps, embed):
    add("lamps", lamps, embed)
    catalogue = Catalogue.open("lamps")
    scores = catalogue.scores_dense(np.ones(DIMS), ["L2", "none", "L1"])
    assert np.isnan(scores[1])
    by_id = dict(catalogue.dense(np.ones(DIMS), 12))
    assert scores[[0, 2]] == pytest.approx([by_id["L2"], by_id["L1"]], abs=1e-5)
    words = catalogue.scores_lexical(["7"], ["L7", "L6"])
    assert words[0] > 0 and words[1] == 0
    assert [i.id for i in catalogue.items(["L3", "none", "L1", "L3"])] == ["L3", "L1", "L3"]
    least, most = (catalogue.ordinal(i) for i in ("L0", "L9"))
    assert catalogue.popularity_percentiles[least] < catalogue.popularity_percentiles[most]
    with pytest.raises(CatalogError, match="no item 'none'"):
        catalogue.item("none")


def test_progress_reaches_the_end(lamps, embed):
    seen = []
    add("lamps", lamps, embed, on_progress=seen.append)
    assert ("embedding", 12, 12) in [tuple(r) for r in seen]
    assert not store.folder("lamps").progress_path.exists()


def test_language_is_seen_from_the_titles(tmp_path, embed):
    rows = [lamp(n, title=f"灯 {n}") for n in range(5)]
    add("lamps", write_jsonl(tmp_path / "zh.jsonl", rows), embed)
    assert Catalogue.open("lamps").language == "zh"


@pytest.mark.parametrize("harm", ["garbage", "empty", "gone"])
def test_a_damaged_chroma_is_a_clear_error_and_filters_still_work(lamps, embed, harm):
    add("lamps", lamps, embed)
    place = store.folder("lamps")
    chroma.close(place.chroma)
    if harm == "gone":
        shutil.rmtree(place.chroma)
    else:
        raw = b"garbage" * 1_000 if harm == "garbage" else b""
        (place.chroma / "chroma.sqlite3").write_bytes(raw)
    catalogue = Catalogue.open("lamps")
    for _ in range(2):
        with pytest.raises(CatalogError) as caught:
            catalogue.dense(np.ones(DIMS), 3)
        assert "catalog" in caught.value.remedy
    assert not check("lamps").ok
    mask = catalogue.mask([Constraint(field="price", op="lt", value=15)])
    assert len(catalogue.dense(np.ones(DIMS), 3, mask)) == 3
    indexing.remove("lamps")
    add("lamps", lamps, embed)
    assert check("lamps").ok


def test_a_reader_never_closes_the_writer_of_its_process(lamps, embed):
    add("lamps", lamps, embed)
    other = FakeEmbedder("other", dims=8)

    def reads_meanwhile(texts):
        assert len(Catalogue.open("lamps").dense(np.ones(DIMS), 3)) == 3
        return other(texts)

    indexing.add_embedding("lamps", embed=reads_meanwhile, embedding_model="other", batch_size=4)
    assert check("lamps").ok


def test_chroma_never_reaches_out(lamps, embed, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    add("lamps", lamps, embed)
    assert len(Catalogue.open("lamps").dense(np.ones(DIMS), 3)) == 3
    client = chroma.client(store.folder("lamps").chroma, Catalogue.open("lamps").version)
    (collection,) = client.api.list_collections()
    assert collection.metadata["model"] == embed.model
    assert "embedding_function" not in (collection.configuration_json or {}) or (
        collection.configuration_json["embedding_function"]["type"] == "legacy"
    )


def test_two_batches_are_in_flight_at_once(lamps, embed):
    both = threading.Barrier(2, timeout=10)

    def meets(texts):
        both.wait()
        return embed(texts)

    report = indexing.add(
        "lamps", lamps, embed=meets, embedding_model=embed.model, batch_size=3, concurrency=2
    )
    assert report.embedded == 12
