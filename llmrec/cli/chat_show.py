"""How a conversation looks: in a terminal, as lines, as JSON; and the commands inside."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from llmrec.chat.words import words
from llmrec.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from llmrec.chat.chat import Chat
    from llmrec.chat.events import Done, Event, Listed, Reasoned
    from llmrec.chat.sessions import Summary
    from llmrec.types import Fallback


class Screen(Protocol):
    def show(self, said: str, events: Iterator[Event]) -> None:
        """Show an answer while it comes."""

    def tell(self, text: str) -> None:
        """Something that is no answer."""


def command(said: str, chat: Chat, screen: Screen) -> Chat:
    """Obey a command; gives the chat to go on with.

    Raises:
        UsageError: there is no such command.
    """
    name = said.split(maxsplit=1)[0]
    if name == "/undo":
        screen.show(said, chat.undo())
    elif name == "/new":
        chat = chat.again()
        screen.tell(words(chat.language)["ask"])
    elif name == "/export":
        for line in chat.export():
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    elif name == "/help":
        screen.tell(words(chat.language)["help"])
    else:
        raise UsageError(f"There is no command {name[:40]!r}.", remedy=words("en")["help"])
    return chat


class JsonScreen:
    """An object a turn."""

    def show(self, said: str, events: Iterator[Event]) -> None:
        row: dict[str, object] = {}
        for event in events:
            if event.kind == "list" and event.final:
                row["list"] = [item.model_dump(mode="json") for item in event.items]
            elif event.kind == "done":
                _write(_row(event) | row)

    def tell(self, text: str) -> None:
        _write({"told": text})


def _write(row: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _row(done: Done) -> dict[str, object]:
    turn = done.turn
    return {
        "session": done.session,
        "turn": done.number,
        "said": turn.said,
        "act": turn.act,
        "refers": turn.refers,
        "list": [],
        "reply": turn.reply,
        "asked": turn.asked,
        "limits": [str(c) for c in turn.state.constraints],
        "fallbacks": [f.model_dump(mode="json") for f in done.fallbacks],
        "ms": done.ms,
    }


class LineScreen:
    """Plain text, each piece as soon as it is final."""

    def __init__(self) -> None:
        self._told = _Told()

    def show(self, said: str, events: Iterator[Event]) -> None:
        for event in events:
            if event.kind == "list" and event.final:
                self._lines(row.line() for row in event.items)
            elif event.kind == "reason":
                self.tell(f"   {event.title}: {event.why.text}")
            elif event.kind == "prose":
                self.tell(event.text)
            elif event.kind == "done":
                sys.stderr.writelines(f"{line}\n" for line in self._told.new(event.fallbacks))
                self.tell("")

    def _lines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.tell(line)

    def tell(self, text: str) -> None:
        sys.stdout.write(plain(text) + "\n")
        sys.stdout.flush()


class _Told:
    """Fallbacks, each told once."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def new(self, fallbacks: Sequence[Fallback]) -> list[str]:
        lines = [plain(f"{f.stage} → {f.to} ({f.reason})") for f in fallbacks]
        fresh = [line for line in dict.fromkeys(lines) if line not in self._known]
        self._known.update(fresh)
        return fresh


class TerminalScreen:
    """The first list while the model works, then the list, its reasons and the rest."""

    def __init__(self, chat: Chat) -> None:
        from rich.console import Console

        self._console: Console = Console(highlight=False)
        self._told = _Told()
        self.chat = chat

    def show(self, said: str, events: Iterator[Event]) -> None:
        from rich.live import Live
        from rich.spinner import Spinner

        reading = words(self.chat.language)["reading"]
        spinner = Spinner("dots", reading, style="dim")
        first: Event | None = None
        with Live(spinner, console=self._console, transient=True, refresh_per_second=8) as live:
            for event in events:
                if event.kind != "list" or event.final:
                    first = event
                    break
                live.update(_group(_list(event), spinner))
        if first is not None:
            self._piece(first)
        for event in events:
            self._piece(event)

    def _piece(self, event: Event) -> None:
        if event.kind == "list":
            self._console.print(_list(event))
        elif event.kind == "reason":
            self._console.print(_reason(event))
        elif event.kind == "prose":
            self.tell(event.text)
        else:
            for line in self._told.new(event.fallbacks):
                self._console.print(line, style="yellow", markup=False)

    def tell(self, text: str) -> None:
        self._console.print(plain(text), markup=False)


def _group(*parts: RenderableType) -> RenderableType:
    from rich.console import Group

    return Group(*parts)


def _list(event: Listed) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", style="dim")
    table.add_column(ratio=1)
    for row in event.items:
        stars = f"  ★ {row.stars:.1f}" if row.stars else ""
        facts = "  " + " · ".join(row.facts)
        text = Text.assemble((plain(row.title), "bold"), (stars, "green"), (plain(facts), "dim"))
        table.add_row(str(row.rank), text)
    return table


def _reason(event: Reasoned) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble((plain(event.title), "bold"), " — ", plain(event.why.text))
    for e in event.why.evidence if event.why.by == "model" else []:
        text.append(f"\n“{plain(e.quote)}” — {e.field}", style="dim")
    return Padding(text, (0, 0, 0, 3))


def plain(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def show_sessions(found: Sequence[Summary], *, as_json: bool) -> None:
    """The sessions that are kept."""
    if as_json:
        from llmrec.cli.output import print_json

        print_json([row._asdict() for row in found])
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not found:
        Console().print("No session is kept: llmrec chat")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("session", "last turn", "catalogue", "user", "turns", "said first"):
        table.add_column(title, overflow="fold")
    for s in found:
        when = f"{datetime.fromtimestamp(s.changed, UTC):%Y-%m-%d %H:%M}"
        cells = (s.id, when, s.catalogue, s.user or "", str(s.turns), s.first[:60])
        table.add_row(*(Text(plain(cell)) for cell in cells))
    Console().print(table)
