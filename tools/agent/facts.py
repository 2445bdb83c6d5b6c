"""Results in words made by code: what the model may say of them, and the answer without it."""

from __future__ import annotations

from typing import NamedTuple

from llmrec.tools import results as r
from llmrec.tools.agent.outcome import Done

from llmrec.catalog.catalogue import Catalogue
from llmrec.claims import spoken
from llmrec.types import Attribute

MOST = 5
"""Items of a result that are told."""
WORDS = {
    "en": {
        "total": "{n} items keep to the limits", "none": "Nothing was found", "stars": "{n} stars",
        "kept": "Kept: {kind}, {title}", "excluded": "it was left out by its id",
        "disliked": "it was disliked before", "rank": "it stands at place {n}",
        "listed": "it is in the list, at place {n}", "unknown": "it is not in the catalogue",
        "breaks": "it breaks {limit}, its value is {value}", "differ": "{field}: {values}",
        "fields": "Fields: {names}", "holds": "{n} items", "understood": "Understood: {words}",
        "interests": "Interests: {words}", "failed": "Step {id} ({tool}) failed: {message}",
        "sep": "; ", "end": ".",
    },
    "zh": {
        "total": "共有 {n} 件符合条件", "none": "没有找到", "stars": "{n} 星",
        "kept": "已记录：{kind}，{title}", "excluded": "按编号排除了它",
        "disliked": "您以前不喜欢它",
        "rank": "它排在第 {n} 位", "listed": "它在列表中，第 {n} 位", "unknown": "目录中没有它",
        "breaks": "它不符合 {limit}，它的值是 {value}", "differ": "{field}：{values}",
        "fields": "字段：{names}", "holds": "{n} 件商品", "understood": "理解为：{words}",
        "interests": "兴趣：{words}", "failed": "第 {id} 步（{tool}）失败：{message}",
        "sep": "；", "end": "。",
    },
}  # fmt: skip


class Line(NamedTuple):
    """One fact; `item` is whose it is."""

    text: str
    item: str | None = None


def words(language: str) -> dict[str, str]:
    return WORDS.get(language, WORDS["en"])


def lines(done: list[Done], catalogue: Catalogue, language: str) -> list[Line]:
    """Facts of all steps, in their order; of what is told twice the later."""
    out: list[Line] = []
    for step in done:
        if step.error is not None:
            said = words(language)["failed"]
            out.append(Line(said.format(id=step.id, tool=step.tool, message=step.error["message"])))
        elif step.result is not None:
            out += _lines(step.result, catalogue, words(language))
    return list(dict.fromkeys(out))


def _lines(result: r.Result, catalogue: Catalogue, say: dict[str, str]) -> list[Line]:
    match result:
        case r.Filtered():
            total = Line(say["total"].format(n=result.total))
            return [total, *(_card(c, catalogue) for c in result.items[:MOST])]
        case r.ItemList():
            if isinstance(result, r.Recommended) and not result.items:
                return [Line(say["none"]), *(_card(c, catalogue) for c in result.alternatives[:2])]
            return [_card(c, catalogue) for c in result.items[:MOST]] or [Line(say["none"])]
        case r.Rated():
            return [_stars(s, say) for s in result.items] or [Line(say["none"])]
        case r.Compared():
            return _compared(result, catalogue, say)
        case r.Explained():
            why = f": {result.item.why.text}" if result.item.why else ""
            return [Line(result.item.title + why, result.item.id)]
        case r.WhyNot():
            return [Line(f"{result.title or result.item}: {_reason(result, say)}", result.item)]
        case r.ItemDetails():
            return [Line(f"{result.title}: {_attributes(result.attributes, catalogue)}", result.id)]
    return _others(result, catalogue, say)


def _others(result: r.Result, catalogue: Catalogue, say: dict[str, str]) -> list[Line]:
    match result:
        case r.Recorded():
            title = catalogue.item(result.item).title
            return [Line(say["kept"].format(kind=result.kind, title=title), result.item)]
        case r.Tagged():
            tags = ", ".join(t.tag for t in result.tags[:MOST]) or "-"
            return [Line(say["interests"].format(words=tags))]
        case r.Understood():
            profile = result.profile
            said = [profile.search_text, *map(str, profile.constraints)]
            return [Line(say["understood"].format(words=", ".join(filter(None, said))))]
        case r.CatalogInfo():
            names = ", ".join(f.name for f in result.fields)
            held = Line(f"{result.name}: {say['holds'].format(n=result.items)}")
            return [held, Line(say["fields"].format(names=names))]
    return []


def _card(card: r.Card, catalogue: Catalogue) -> Line:
    return Line(f"{card.title}: {_attributes(card.attributes, catalogue, 4)}", card.id)


def _attributes(values: dict[str, Attribute], catalogue: Catalogue, most: int = 20) -> str:
    fields = catalogue.schema.attributes
    said = []
    for name, value in list(values.items())[:most]:
        unit = fields[name].unit if name in fields else None
        said.append(f"{name.replace('_', ' ')} {spoken(value)}{f' {unit}' if unit else ''}")
    return ", ".join(said)


def _stars(s: r.Stars, say: dict[str, str]) -> Line:
    return Line(f"{s.title}: {say['stars'].format(n=s.stars)} ({s.low}–{s.high})", s.id)


def _compared(result: r.Compared, catalogue: Catalogue, say: dict[str, str]) -> list[Line]:
    """What differs, item by item."""
    out = []
    for n, card in enumerate(result.items):
        told = {row.field: row.values[n] for row in result.rows if row.differs}
        known = {k: v for k, v in told.items() if v is not None}
        out.append(Line(f"{card.title}: {_attributes(known, catalogue, 6)}", card.id))
    return out


def _reason(result: r.WhyNot, say: dict[str, str]) -> str:
    if result.reason == "limits":
        broken = [
            say["breaks"].format(limit=b.limit, value="-" if b.value is None else spoken(b.value))
            for b in result.broken
        ]
        return say["sep"].join(broken)
    return say[result.reason].format(n=result.rank)
