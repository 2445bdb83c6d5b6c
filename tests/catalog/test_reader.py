"""Files as they come: good ones in every format, bad ones with an error that says what to do."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from llmrec.catalog.reader import read_rows
from llmrec.errors import CatalogError

ROWS = [{"id": "1", "name": "一号"}, {"id": "2", "name": "two"}]


def rows_of(path):
    return [row.data for row in read_rows(path)]


def as_csv(rows):
    return "id,name\n" + "".join(f"{r['id']},{r['name']}\n" for r in rows)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".csv", as_csv(ROWS)),
        (".csv", "\ufeff" + as_csv(ROWS)),
        (".csv", as_csv(ROWS).replace(",", ";")),
        (".tsv", as_csv(ROWS).replace(",", "\t")),
        (".jsonl", "".join(json.dumps(r) + "\n\n" for r in ROWS)),
        (".json", json.dumps(ROWS)),
        (".json", json.dumps({r["id"]: {"name": r["name"]} for r in ROWS})),
    ],
)
def test_each_format_plain_and_gz(tmp_path, suffix, text, zipped):
    path = tmp_path / f"x{suffix}{'.gz' if zipped else ''}"
    raw = text.encode()
    path.write_bytes(gzip.compress(raw) if zipped else raw)
    assert rows_of(path) == ROWS


@pytest.mark.parametrize("zipped", [False, True])
def test_parquet(tmp_path, zipped):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    if zipped:
        zip_path = tmp_path / "x.parquet.gz"
        zip_path.write_bytes(gzip.compress(path.read_bytes()))
        path = zip_path
    assert rows_of(path) == ROWS


def test_key_is_the_id_only_when_the_row_has_none(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"a": {"id": "own", "name": "x"}}')
    assert rows_of(path) == [{"id": "own", "name": "x"}]


def test_csv_line_numbers_count_lines_within_quotes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('id,name\n1,"two\nlines"\n2,b,c\n3,d\n')
    rows = list(read_rows(path))
    assert [(r.line, bool(r.error)) for r in rows] == [(2, False), (4, True), (5, False)]
    assert "3 values" in rows[1].error


@pytest.mark.parametrize("rest", ["two", "two\n3,c\n", "two\n3,c"])
def test_csv_cut_off_within_quotes_gives_no_row(tmp_path, rest):
    path = tmp_path / "x.csv"
    path.write_text(f'id,name\n1,a\n2,"{rest}')
    good, bad = read_rows(path)
    assert good.data == {"id": "1", "name": "a"}
    assert (bad.line, bad.data) == (3, None) and "quote is not closed" in bad.error


def test_jsonl_names_bad_lines_and_goes_on(tmp_path):
    path = tmp_path / "x.jsonl"
    deep = "[" * 100_000
    path.write_text(f'{{"id": 1}}\n{{"id": \n[1]\n{deep}\n{{"id": 2}}\n')
    rows = list(read_rows(path))
    assert [r.line for r in rows if r.data is None] == [2, 3, 4]
    assert [r.data for r in rows if r.data] == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("x.csv", b"", "is empty"),
        ("x.csv", b"id,name\n", "no rows"),
        ("x.csv", b"id,id\n1,2\n", "twice"),
        ("x.csv", b"\n\n", "header"),
        ("x.jsonl", b"\n \n", "no rows"),
        ("x.json", b'{"a": ', "line 1"),
        ("x.json", b'{"id": 1}\n{"id": 2}\n', "line 2"),
        ("x.json", b"3", "neither a list"),
        ("x.parquet", b"PAR1 and then nothing", "not a whole Parquet"),
        ("x.csv.gz", b"not gzip at all", "not a gzip file"),
        ("x.csv.gz", gzip.compress(as_csv(ROWS).encode() * 50)[:-12], "truncated"),
        ("x.jsonl", b'{"id": 1}\n{"id": "caf\xe9"}\n', "line 2 is not UTF-8"),
        ("x.csv", b"id,name\n1,caf\xe9\n", "line 2 is not UTF-8"),
        ("x.csv", "id,name\n1,a\n".encode("utf-16"), "UTF-16"),
        ("x.xlsx", b"PK", "no known format"),
        ("x", b"id", "no known format"),
        ("x.csv", (",".join(f"c{n}" for n in range(10_000)) + "\n1\n").encode(), "10,000 columns"),
        ("x.jsonl", json.dumps({f"c{n}": 1 for n in range(10_000)}).encode(), "10,000 columns"),
        ("x.json", json.dumps([{f"c{n}": 1 for n in range(10_000)}]).encode(), "10,000 columns"),
        ("x.jsonl", b'{"id": "' + b"x" * 10_000_001 + b'"}', "line 1 is longer"),
    ],
)
def test_bad_files_are_clear_errors(tmp_path, name, raw, says):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(CatalogError, match=says) as caught:
        list(read_rows(path))
    assert caught.value.exit_code == 4 and caught.value.remedy


def test_wide_parquet_and_missing_file(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({f"c{n}": [1] for n in range(2_001)}), path)
    with pytest.raises(CatalogError, match="2,001 columns"):
        list(read_rows(path))
    with pytest.raises(CatalogError, match="no file"):
        list(read_rows(tmp_path / "none.csv"))


def test_truncated_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS * 100), path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CatalogError, match="not a whole Parquet"):
        list(read_rows(path))
