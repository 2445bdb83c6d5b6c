"""Catalogue files, row by row: CSV, JSONL, JSON and Parquet, each plain or .gz.

A row that cannot be read is told with its line number and goes to quarantine; a file that cannot
be trusted as a whole (truncated, wrong encoding) is a CatalogError, and nothing of it is kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from llmrec.errors import CatalogError

MAX_COLUMNS = 2_000
MAX_LINE = 10_000_000
_KINDS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}
_KINDS |= {".parquet": "parquet", ".pq": "parquet"}


class Row(NamedTuple):
    line: int
    """Line of the file; for JSON and Parquet the number of the row. From 1."""
    data: dict[str, Any] | None
    error: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a file, in order, streaming where the format allows it.

    Raises:
        CatalogError: missing, empty, truncated, not UTF-8, too many columns or not its format.
    """
    kind = _kind(path)
    readers = {"csv": _csv, "jsonl": _jsonl, "json": _json, "parquet": _parquet}
    some = False
    with _faults(path):
        if not path.is_file():
            raise CatalogError(f"There is no file {path}", remedy="Check the path.")
        if path.stat().st_size == 0:
            raise CatalogError(f"{path} is empty", remedy=_ROWS)
        for row in readers[kind](path):
            some = True
            yield row
    if not some:
        raise CatalogError(f"{path} has no rows", remedy=_ROWS)


def _kind(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    kind = _KINDS.get(suffixes[-1] if suffixes else "")
    if kind is None:
        raise CatalogError(
            f"{path.name!r} is of no known format",
            remedy="Give a .csv, .tsv, .jsonl, .json or .parquet file, plain or .gz.",
        )
    return kind


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error) as e:
        raise CatalogError(
            f"{path} is truncated: the compressed data ends early", remedy="Fetch it again."
        ) from e
    except gzip.BadGzipFile as e:
        raise CatalogError(
            f"{path} is not a gzip file, or is damaged: {e}",
            remedy="Fetch it again; a file that is not compressed has no .gz in its name.",
        ) from e
    except csv.Error as e:
        raise CatalogError(
            f"{path} is not a readable CSV file: {e}", remedy="Save it again as CSV, or as JSONL."
        ) from e
    except MemoryError as e:
        raise CatalogError(f"{path} does not fit into memory", remedy="Use JSONL.") from e
    except OSError as e:
        raise CatalogError(
            f"{path} cannot be read: {e.strerror or e}", remedy="Check its disk and its rights."
        ) from e


@contextmanager
def _binary(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix.lower() == ".gz":
        with gzip.open(path, "rb") as zipped:
            yield cast("IO[bytes]", zipped)
    else:
        with path.open("rb") as plain:
            yield plain


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Decoded lines with their numbers.

    Raises:
        CatalogError: a line that is not UTF-8 (named) or longer than 10 MB.
    """
    with _binary(path) as file:
        number = 0
        while raw := file.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                raise CatalogError(
                    f"{path} line {number} is longer than {MAX_LINE:,} bytes",
                    remedy="Put each row on a line of its own.",
                )
            if number == 1 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise CatalogError(f"{path} line 1 is UTF-16, not UTF-8", remedy=_ENCODING)
            yield number, _decode(path, number, raw)


def _decode(path: Path, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as e:
        raise CatalogError(
            f"{path} line {number} is not UTF-8 (byte 0x{raw[e.start]:02x} at {e.start + 1})",
            remedy=_ENCODING,
        ) from e


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE)
    lines = (line for _, line in _lines(path))
    first = next(lines, "")
    ended = False

    def source() -> Iterator[str]:
        nonlocal ended
        yield first
        yield from lines
        ended = True

    reader = csv.reader(source(), delimiter=_delimiter(first))
    header = [name.strip() for name in next(reader, [])]
    _check_header(path, header)
    before = reader.line_num
    for values in reader:
        line, before = before + 1, reader.line_num
        if not values:
            continue
        if ended:  # the reader wanted another line for this row
            yield Row(line, None, "a quote is not closed until the end of the file")
            continue
        if len(values) != len(header):
            yield Row(line, None, f"has {len(values)} values, the header names {len(header)}")
            continue
        yield Row(line, {k: v for k, v in zip(header, values, strict=True) if k})


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _check_header(path: Path, header: list[str]) -> None:
    _check_width(path, len(header))
    named = [name for name in header if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if not named or twice is not None:
        fault = f"names {twice!r} twice" if twice is not None else "is empty"
        raise CatalogError(
            f"{path}: the header line {fault}", remedy="Name each column once, in the first line."
        )


def _check_width(path: Path, width: int) -> None:
    if width > MAX_COLUMNS:
        raise CatalogError(
            f"{path} has {width:,} columns; at most {MAX_COLUMNS:,} can be read",
            remedy="Keep the columns that the schema names.",
        )


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as e:
            yield Row(number, None, f"is not JSON: {_json_fault(e)}")
            continue
        yield _object(path, number, data)


def _object(path: Path, number: int, data: object) -> Row:
    if not isinstance(data, dict):
        return Row(number, None, f"is not an object but {type(data).__name__}")
    _check_width(path, len(data))
    return Row(number, data)


def _json_fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg.removesuffix(" starting at")
    return "nested too deeply"


def _json(path: Path) -> Iterator[Row]:
    text = "".join(line for _, line in _lines(path))
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as e:
        where = f" at line {e.lineno}" if isinstance(e, json.JSONDecodeError) else ""
        extra = "Extra data" in str(e)
        raise CatalogError(
            f"{path} is not JSON: {_json_fault(e)}{where}",
            remedy="It looks like JSON lines: name it .jsonl." if extra else "Fetch it again.",
        ) from e
    if isinstance(data, list):
        for number, row in enumerate(data, 1):
            yield _object(path, number, row)
    elif isinstance(data, dict):
        for number, (key, row) in enumerate(data.items(), 1):
            yield _object(path, number, {"id": key} | row if isinstance(row, dict) else row)
    else:
        raise CatalogError(f"{path} holds neither a list nor an object of rows", remedy=_ROWS)


def _parquet(path: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _binary(path) as file:
        source = io.BytesIO(file.read()) if path.suffix.lower() == ".gz" else file
        try:
            table = pq.ParquetFile(source)
            _check_width(path, len(table.schema_arrow.names))
            number = 0
            for batch in table.iter_batches(batch_size=1_000):
                for row in batch.to_pylist():
                    number += 1
                    yield Row(number, row)
        except (pa.ArrowException, OSError) as e:
            raise CatalogError(
                f"{path} is not a whole Parquet file: {str(e)[:150]}", remedy="Fetch it again."
            ) from e


_ROWS = "Give a file that has one row for each item."
_ENCODING = "Save it as UTF-8, for example: iconv -f ORIGINAL -t UTF-8 FILE > NEW."
