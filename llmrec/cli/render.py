"""How an answer looks in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Column, Table
from rich.text import Text

from llmrec.catalog.catalogue import Catalogue
from llmrec.types import Profile, Recommendation, Recommended
from llmrec.wording.wording import Wording

WORDS = {
    "en": {
        "limits": "limits", "wishes": "wishes", "interests": "interests", "why": "why",
        "tags": "likely",
        "refine": "the model is reading your request …",
        "near": "Nothing meets all limits. Near misses:",
        "far": "Far from what you asked, but within the limits:",
        "far_all": "Nothing here comes near what you asked. Within the limits are:",
        "fallback": "fallback", "unknown": "not in the catalogue", "stars": "stars",
    },
    "zh": {
        "limits": "限制", "wishes": "偏好", "interests": "兴趣", "why": "理由", "tags": "推测",
        "refine": "模型正在理解您的请求……", "near": "没有商品满足所有限制。最接近的有：",
        "far": "以下符合限制，但离您想要的较远：",
        "far_all": "没有接近您想要的。符合限制的有：",
        "fallback": "降级", "unknown": "目录中没有", "stars": "星",
    },
}  # fmt: skip


FACTS = 4
"""Fields of an item that stand beside its title."""
MOST_SHARES = 10
"""Items whose shares a trace shows."""


def show(
    answer: Recommendation,
    catalogue: Catalogue,
    *,
    trace: bool = False,
    console: Console | None = None,
) -> None:
    """Print an answer to stdout."""
    (console or Console()).print(view(answer, catalogue, trace=trace))


@contextmanager
def live(catalogue: Catalogue) -> Iterator[Callable[[Recommendation], None]]:
    """Show the first list on stderr while the model works, then clear it away."""
    console = Console(stderr=True)
    with Live(console=console, transient=True, refresh_per_second=8) as screen:

        def update(answer: Recommendation) -> None:
            answer = printable(answer)
            words = _words(answer)
            spinner = Spinner("dots", Text(words["refine"], style="dim"))
            say = Wording(catalogue, answer.profile.language)
            screen.update(Group(_items(answer, words, say), spinner))

        yield update


def printable(answer: Recommendation) -> Recommendation:
    """Without characters that a terminal would obey: they may stand in ids, errors and answers."""
    return Recommendation.model_validate(_without_controls(answer.model_dump()))


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c for c in value if c.isprintable() or c == "\n")
    if isinstance(value, list):
        return [_without_controls(v) for v in value]
    if isinstance(value, dict):
        return {k: _without_controls(v) for k, v in value.items()}
    return value


def _words(answer: Recommendation) -> dict[str, str]:
    return WORDS.get(answer.profile.language, WORDS["en"])


def view(answer: Recommendation, catalogue: Catalogue, *, trace: bool = False) -> RenderableType:
    answer = printable(answer)
    words, say = _words(answer), Wording(catalogue, answer.profile.language)
    parts: list[RenderableType] = [_profile(answer, words, say)]
    if answer.items:
        parts.append(_items(answer, words, say))
    elif answer.alternatives:
        parts += [Text(words["near"], style="yellow"), _items(answer, words, say)]
    if answer.unknown:
        parts.append(Text(f"{words['unknown']}: {', '.join(answer.unknown)}", style="yellow"))
    for f in answer.fallbacks:
        parts.append(Text(f"{words['fallback']}: {f.stage} → {f.to} ({f.reason})", style="yellow"))
    if trace:
        parts += [_calls(answer), _shares(answer), _tag_shares(answer)]
    return Group(*parts)


def _profile(answer: Recommendation, words: dict[str, str], say: Wording) -> RenderableType:
    p = answer.profile
    wishes = [c.model_copy(update={"hard": True}) for c in p.constraints if not c.hard]
    grid = Table.grid(padding=(0, 2))
    likely: dict[str, float] = {}
    for tag in answer.tags:  # English may be spoken and stand in the subtitles: the likelier first
        likely.setdefault(say.value(tag.field or "", tag.tag), tag.probability)
    tags = "  ".join(
        f"[{'cyan' if t.polarity > 0 else 'red strike'}]{escape(t.tag)}[/]" for t in p.tags
    )
    rows = {
        words["interests"]: tags,
        words["tags"]: "  ".join(
            f"{escape(name)} [dim]{probability:.0%}[/]" for name, probability in likely.items()
        ),
        words["limits"]: "  ".join(f"[bold]{escape(say.limit(c))}[/]" for c in p.hard),
        words["wishes"]: "  ".join(escape(say.limit(c)) for c in wishes),
        "?": "; ".join(map(escape, p.assumed)),
    }
    for name, text in rows.items():
        if text:
            grid.add_row(f"[dim]{name}[/]", text)
    return grid


def _items(answer: Recommendation, words: dict[str, str], say: Wording) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", style="dim")
    table.add_column(ratio=1)
    for n, row in enumerate(answer.items or answer.alternatives):
        if answer.items and n == answer.near:
            table.add_row("", Text(words["far"] if n else words["far_all"], style="yellow"))
        table.add_row(str(row.rank), _item(row, answer.profile, words, say))
    return table


def _item(
    row: Recommended, profile: Profile, words: dict[str, str], say: Wording
) -> RenderableType:
    facts = say.facts(row, profile.constraints, FACTS)
    head = Text.assemble(
        (row.title, "bold"),
        "  ",
        (f"{row.score:.0%}", "green" if row.score >= 0.5 else "dim"),
        (f"  {row.rating.mean:.1f} {words['stars']}", "dim"),
        (f" ({row.rating.low:.1f}–{row.rating.high:.1f})", "dim"),
        ("  " + " · ".join(facts), "dim"),
    )
    lines: list[RenderableType] = [head]
    if row.breaks:
        told = {str(c): say.limit(c) for c in profile.constraints}
        lines.append(Text("✗ " + "; ".join(told.get(b, b) for b in row.breaks), style="red"))
    if row.why:
        lines.append(Text(row.why.text, style="" if row.why.by == "model" else "italic"))
        for e in row.why.evidence:
            lines.append(Text(f"“{e.quote}” — {say.field(e.field)}", style="dim"))
    return Group(*lines)


def _calls(answer: Recommendation) -> RenderableType:
    table = Table("prompt", "outcome", "in", "out", "ms", "answer", title="model calls")
    for c in answer.calls:
        said = escape((c.answer or "").replace("\n", " ")[:70])
        table.add_row(
            f"{c.prompt}@{c.version}",
            c.outcome,
            str(c.tokens_in),
            str(c.tokens_out),
            f"{c.ms:.0f}",
            said,
        )
    times = ", ".join(f"{k} {v:.0f} ms" for k, v in answer.timings.items())
    return Group(table, Text(times, style="dim"))


def _shares(answer: Recommendation) -> RenderableType:
    """A row for each feature that added anything, a column for each place: fits 80 characters."""
    shown = answer.items[:MOST_SHARES]
    names = list(dict.fromkeys(name for row in shown for name in row.shares))
    table = Table(
        Column("feature", no_wrap=True),
        *(Column(f"#{row.rank}", justify="right") for row in shown),
        title="what each feature adds to an item (logits)",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for name in names:
        shares = [row.shares.get(name, 0.0) for row in shown]
        if any(round(share, 2) for share in shares):
            table.add_row(name, *(f"{share:+.2f}" if share else "·" for share in shares))
    return table


def _tag_shares(answer: Recommendation) -> RenderableType:
    names = list(dict.fromkeys(name for tag in answer.tags for name in tag.shares))
    table = Table("tag", *names, title="what each feature adds to a tag (logits)")
    for tag in answer.tags:
        table.add_row(escape(tag.tag[:30]), *(f"{tag.shares.get(n, 0):+.2f}" for n in names))
    return table
