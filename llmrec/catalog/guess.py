"""A first schema from the rows of a file: names and values tell what a column is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from llmrec.catalog.schema import AttributeSpec, AttributeType, Schema
from llmrec.catalog.values import is_boolean, is_missing, split_list, to_date, to_number
from llmrec.errors import CatalogError

SAMPLE = 1_000
_IDS = ("id", "sku", "asin", "item_id", "product_id", "itemid", "docid", "uid", "uuid", "编号")
_TITLES = ("title", "name", "product_name", "书名", "标题", "名称", "商品名", "片名")
_TEXTS = ("description", "short_description", "summary", "plot", "overview", "text", "body")
_TEXTS_ZH = ("简介", "描述", "介绍")
_PRICES = ("price", "cost", "价格", "售价")
_POPULARITY = ("popularity", "reviews", "num_reviews", "review_count", "ratings_count", "votes")
_RELEASED = ("released", "date_released", "release_date", "published", "上市日期")
_IMAGES = ("image", "picture", "image_url", "img", "thumbnail")
_URLS = ("url", "link", "product_url")


def guess_schema(rows: Iterable[Mapping[str, Any]]) -> Schema:
    """Guess from the first 1,000 rows. Prices in minor units are not guessed: set `scale`.

    Raises:
        CatalogError: nothing could be the id or the title.
    """
    columns = _columns(list(islice(rows, SAMPLE)))
    id_ = _pick(columns, _IDS, _could_be_id)
    title = _pick({c: v for c, v in columns.items() if c != id_}, _TITLES, _could_be_title)
    if id_ is None or title is None:
        what = "id" if id_ is None else "title"
        raise CatalogError(
            f"No column could be the {what} (columns: {', '.join(list(columns)[:20])})",
            remedy="Write a schema file that names id and title, and pass it with --schema.",
        )
    rest = {c: v for c, v in columns.items() if c not in (id_, title)}
    texts = [c for c, v in rest.items() if _is_text(c, v)]
    image, url = _named(rest, _IMAGES), _named(rest, _URLS)
    attributes: dict[str, AttributeSpec] = {}
    for column, values in rest.items():
        if column in texts or column in (image, url):
            continue
        kind = _attribute_type(values)
        if kind is not None:
            attributes[column] = AttributeSpec(type=kind)
    numbers = [c for c, spec in attributes.items() if spec.type == "number"]
    dates = [c for c, spec in attributes.items() if spec.type == "date"]
    return Schema(
        id=id_,
        title=title,
        text=[title, *texts],
        attributes=attributes,
        price=_named(numbers, _PRICES),
        released=_named(dates, _RELEASED),
        popularity=_named(numbers, _POPULARITY),
        image=image,
        url=url,
    )


def _columns(rows: list[Mapping[str, Any]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            kept = columns.setdefault(name, [])
            if not is_missing(value):
                kept.append(value)
    return {name: values for name, values in columns.items() if values}


def _named(columns: Iterable[str], names: Iterable[str]) -> str | None:
    by_name = {re.sub(r"[\s-]+", "_", c.strip().casefold()): c for c in columns}
    return next((by_name[n] for n in names if n in by_name), None)


def _pick(columns: dict[str, list[Any]], names: Iterable[str], fits: Any) -> str | None:
    named = _named([c for c, v in columns.items() if fits(v)], names)
    if named is not None:
        return named
    return next((c for c, values in columns.items() if fits(values)), None)


def _could_be_id(values: list[Any]) -> bool:
    if not all(isinstance(v, str | int) and not isinstance(v, bool) for v in values):
        return False
    texts = [str(v) for v in values]
    # A few duplicates are the file's fault and go to quarantine; many mean another column.
    return len(set(texts)) >= 0.9 * len(texts) and all(len(t) <= 100 for t in texts[:50])


def _could_be_title(values: list[Any]) -> bool:
    texts = [v for v in values if isinstance(v, str)]
    if len(texts) < len(values) or not texts:
        return False
    wordy = sum(any(ch.isalpha() for ch in t) for t in texts)
    return wordy >= 0.5 * len(texts) and sum(map(len, texts)) / len(texts) <= 300


def _is_text(column: str, values: list[Any]) -> bool:
    if not all(isinstance(v, str) for v in values):
        return False
    if _named([column], (*_TEXTS, *_TEXTS_ZH)):
        return True
    mean = sum(map(len, values)) / len(values)
    return mean > 60 and len(set(values)) > 0.5 * len(values)


def _attribute_type(values: list[Any]) -> AttributeType | None:
    if all(isinstance(v, list) for v in values):
        flat = all(isinstance(x, str | int | float) for v in values for x in v)
        return "list" if flat else None
    if any(isinstance(v, dict | list) for v in values):
        return None
    if all(is_boolean(v) for v in values) and any(str(v) not in ("0", "1") for v in values):
        return "boolean"
    if _mostly(values, to_number):
        return "number"
    if _mostly(values, to_date):
        return "date"
    texts = [str(v) for v in values]
    if _is_separated(texts):
        return "list"
    return "category" if _repeats(texts) else None


def _mostly(values: list[Any], parse: Any) -> bool:
    good = 0
    for value in values:
        try:
            parse(value)
            good += 1
        except ValueError:
            continue
    return good >= 0.98 * len(values)


def _is_separated(texts: list[str]) -> bool:
    """Lists written as text: `a|b` or `a, b`, with parts that repeat between rows."""
    if sum("|" in t or _is_json_list(t) for t in texts) >= 0.1 * len(texts):
        return True
    if sum("," in t for t in texts) < 0.3 * len(texts):
        return False
    parts = [p for t in texts for p in split_list(t)]
    short = sum(len(p) <= 30 for p in parts) >= 0.95 * len(parts)
    return short and len(set(parts)) <= 0.5 * len(parts)


def _is_json_list(text: str) -> bool:
    if not text.startswith("["):
        return False
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _repeats(texts: list[str]) -> bool:
    mean = sum(map(len, texts)) / len(texts)
    return mean <= 60 and (len(set(texts)) <= 0.6 * len(texts) or len(texts) < 10)
