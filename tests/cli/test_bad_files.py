"""`llmrec catalog add` with files as they come: what is wrong, what to do, and nothing lost."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from doubles import HashEmbedder, bad_server, closed_port, forget_indexes

from llmrec.llm import Embedder
from llmrec.settings import Endpoint, settings

from .conftest import Models, Run

ROWS = [{"id": f"L{n}", "name": f"Lamp {n}", "price": 10 + n} for n in range(6)]


def jsonl(rows: list[object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def own(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command over a data folder of its own that holds the catalogue `lamps`."""
    monkeypatch.setenv("LLMREC_DATA_DIR", str(tmp_path / "own"))
    settings.cache_clear()
    (tmp_path / "lamps.jsonl").write_bytes(jsonl([*ROWS]))
    assert run("catalog", "add", "lamps", tmp_path / "lamps.jsonl").code == 0
    yield run
    forget_indexes(tmp_path / "own")


def as_it_was(own: Run) -> bool:
    """Whether the six lamps are there, agree with their indexes, and are found."""
    (listed,) = own("catalog", "list", "--json").json
    found = own("recommend", "a lamp", "-c", "lamps", "--fast", "--json").json["items"]
    checked = own("catalog", "check", "lamps").code == 0
    return (listed["items"], listed["state"], len(found)) == (6, "ready", 6) and checked


WHOLE = [
    pytest.param("x.csv", b"", "is empty", id="empty"),
    pytest.param("x.csv", b"id,name,price\n", "has no rows", id="a header alone"),
    pytest.param("x.jsonl", b"\n\n", "has no rows", id="empty lines"),
    pytest.param("x.csv.gz", gzip.compress(jsonl([*ROWS]) * 50)[:-9], "truncated", id="truncated"),
    pytest.param("x.json", json.dumps(ROWS).encode()[:-9], "not JSON", id="truncated JSON"),
    pytest.param("x.parquet", b"PAR1 and", "not a whole Parquet", id="truncated Parquet"),
    pytest.param("x.csv", "id,name\n1,café\n".encode("latin-1"), "line 2", id="latin-1"),
    pytest.param("x.csv", "id,name\n1,a\n".encode("utf-16"), "UTF-16", id="UTF-16"),
    pytest.param("x.csv", b"\x00\xff\xd8\xff\xe0" * 99, "not UTF-8", id="a picture"),
    pytest.param("x.csv", b"id,id\n1,2\n", "twice", id="a column twice"),
    pytest.param("x.csv", b",".join([b"c"] * 10_000), "10,000 columns", id="10,000 columns"),
    pytest.param(
        "x.jsonl", jsonl([{f"c{n}": n for n in range(10_000)}]), "10,000", id="wide JSONL"
    ),
    pytest.param("x.json", b"17", "neither", id="a number"),
    pytest.param("x.json", b"[1, 2, 3]", "is not an object", id="no objects"),
    pytest.param("x.jsonl", jsonl([{"a": 1}]), "columns are: a", id="other columns"),
    pytest.param("x.pdf", b"%PDF", "no known format", id="another format"),
    pytest.param("none.csv", None, "There is no file", id="no file"),
]


@pytest.mark.parametrize(("name", "raw", "says"), WHOLE)
def test_a_bad_file_is_an_error_that_says_what_to_do_and_changes_nothing(
    own: Run, tmp_path: Path, name: str, raw: bytes | None, says: str
) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    for catalogue in ("other", "lamps"):
        result = own("catalog", "add", catalogue, tmp_path / name, "--json")
        assert (result.code, result.out, result.error["code"]) == (4, "", "catalogue")
        assert result.error["remedy"]
    assert says in result.error["message"] or says in result.error["remedy"]
    assert as_it_was(own)


ROW_BY_ROW = [
    pytest.param("L8,Lamp 8,8\nL8,Lamp 9,9\n", "'L8' is that of line 2", id="an id twice"),
    pytest.param("L8,Lamp 8,8\nL9,Lamp 9,cheap\n", "price: is not a number", id="a wrong type"),
    pytest.param("L8,Lamp 8,8\n,Lamp 9,9\n", "the id is empty", id="no id"),
    pytest.param("L8,Lamp 8,8\nL9,Lam", "has 2 values", id="cut off"),
    pytest.param('L8,Lamp 8,8\nL9,9,"Lamp', "a quote is not closed", id="cut off in a text"),
]


@pytest.mark.parametrize(("rows", "reason"), ROW_BY_ROW)
def test_a_bad_row_costs_no_other_and_is_told_with_its_line(
    own: Run, tmp_path: Path, rows: str, reason: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"id,name,price\n{rows}")
    result = own("catalog", "add", "lamps", file)
    assert result.code == 0 and "1 rows could not be used" in result.out
    report = own("catalog", "add", "lamps", file, "--json").json
    assert (report["rows_ok"], report["quarantined"]) == (1, 1)
    (entry,) = map(json.loads, Path(report["quarantine"]).read_text("utf-8").splitlines())
    assert entry["line"] == 3 and reason in entry["reason"]


def test_a_file_of_bad_rows_alone_names_the_reason(own: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("id,name,price\n" + "".join(f"L{n},Lamp {n},cheap\n" for n in range(4)))
    result = own("catalog", "add", "lamps", file, "--json")
    assert result.code == 4 and "price: is not a number" in result.error["message"]
    assert "--schema" in result.error["remedy"]
    assert as_it_was(own)


def test_a_file_that_cannot_be_read(
    own: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, opened = tmp_path / "lamps.jsonl", Path.open

    def refuse(path: Path, *args: Any, **more: Any) -> Any:
        if path == file:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    for catalogue in ("other", "lamps"):
        result = own("catalog", "add", catalogue, file, "--json")
        assert result.code == 4 and "Permission denied" in result.error["message"]
        assert result.error["remedy"]
    assert as_it_was(own)


# --- embedding servers that fail ------------------------------------------------------------------

MORE = [{"id": f"M{n}", "name": f"Moon {n}", "price": n} for n in range(3)]


@pytest.mark.parametrize(
    "fault",
    [
        "down",
        "slow",
        "error",
        "cut_off",
        "bad_json",
        "html",
        "no_choice",
    ],
)
def test_a_server_that_fails_loses_nothing(
    own: Run, models: Models, tmp_path: Path, fault: Any
) -> None:
    file = tmp_path / "more.jsonl"
    file.write_bytes(jsonl([*ROWS, *MORE]))
    at = Endpoint(timeout=0.3 if fault == "slow" else 20.0, retries=0)
    with contextlib.ExitStack() as stack:
        url = closed_port() if fault == "down" else stack.enter_context(bad_server(fault))
        models.embedder = Embedder(url, "key", "hash", at)
        result = own("catalog", "add", "lamps", file, "--json")
    assert result.code == 5
    assert result.error["code"] in ("model_unavailable", "model_timeout", "bad_model_output")
    models.embedder = HashEmbedder()
    assert as_it_was(own)
    report = own("catalog", "add", "lamps", file, "--json").json
    assert (report["rows_ok"], report["embedded"]) == (9, 3)


class Other(HashEmbedder):
    """As many dimensions, another meaning."""

    model = "other"


def test_an_index_of_another_embedding_model_is_said(own: Run, models: Models) -> None:
    models.embedder = Other()
    result = own("recommend", "a lamp", "-c", "lamps", "--fast", "--json")
    assert (result.code, result.error["code"]) == (4, "index_mismatch")
    assert "'hash'" in result.error["message"] and "catalog add" in result.error["remedy"]
    checked = own("catalog", "check", "lamps", "--embedding", "other")
    assert checked.code == 1 and "other is served" in checked.out
    models.embedder = HashEmbedder()
    assert as_it_was(own)


def test_of_two_indexes_the_one_of_the_served_model_is_searched(
    own: Run, models: Models, tmp_path: Path
) -> None:
    models.embedder = Eight()
    assert own("catalog", "add", "lamps", tmp_path / "lamps.jsonl").code == 0
    result = own("recommend", "a lamp", "-c", "lamps", "--fast", "--json")
    assert result.code == 0 and "dense" in result.json["items"][0]["sources"]


class Eight:
    """Eight dimensions."""

    model = "eight"

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        return HashEmbedder()(texts)[:, :8] + 0.1
