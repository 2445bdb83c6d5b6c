"""`llmrec chat`: a conversation in the terminal, or one turn a line from a pipe."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from llmrec.cli.catalog import Json
from llmrec.errors import LLMRecError, UsageError

if TYPE_CHECKING:
    from llmrec.chat.chat import Chat
    from llmrec.chat.sessions import Sessions
    from llmrec.cli.chat_show import TerminalScreen

EXAMPLES = """
Examples:

  llmrec chat

  llmrec chat --catalog courses --user anna

  llmrec chat --resume last

  llmrec chat --list

  llmrec chat --export 3f2a9c01 > talk.jsonl

  printf 'a quiet speaker\\nunder 100 dollars\\n' | llmrec chat --json
"""


def chat(
    catalog: Annotated[str | None, typer.Option("--catalog", "-c", help="Catalogue.")] = None,
    user: Annotated[
        str | None, typer.Option("--user", "-u", help="Whose `llmrec feedback` counts.")
    ] = None,
    resume: Annotated[
        str | None, typer.Option(help="Go on with a session: its id, or `last`.")
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Without the language model.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the sessions that are kept.")] = False,
    export: Annotated[str | None, typer.Option(help="Write a session as JSONL.")] = None,
    erase: Annotated[str | None, typer.Option(help="Take a session away for good.")] = None,
    as_json: Json = False,
) -> None:
    """Talk about what you look for, in English or Chinese; limits hold until you lift them.

    Inside: /undo takes the last change back, /new starts a new session, /export writes this one as
    JSONL, /quit leaves, /help says so. From a pipe each line is a turn.
    """
    from llmrec.chat.sessions import sessions

    asked = [name for name, given in (("--list", list_), ("--export", export), ("--erase", erase),
                                      ("--resume", resume)) if given]  # fmt: skip
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} do not go together.")
    store = sessions()
    if list_:
        from llmrec.cli.chat_show import show_sessions

        show_sessions(store.recent(), as_json=as_json)
    elif export is not None:
        write_out(store, export)
    elif erase is not None:
        gone = store.erase(named(erase, store))
        typer.echo(f"{gone:,} turns of {erase} erased")
    else:
        _talk(_begun(catalog, user, resume, store, fast=fast), as_json=as_json)


def named(id_: str, store: Sessions) -> str:
    """The id that is meant; `last` is the one that was spoken in last."""
    if id_ != "last":
        return id_
    found = store.recent(1)
    if not found:
        raise UsageError("No session is kept.", remedy="Begin one: llmrec chat")
    return found[0].id


def write_out(store: Sessions, id_: str) -> None:
    for line in store.export(named(id_, store)):
        sys.stdout.write(line + "\n")


def _begun(
    catalog: str | None, user: str | None, resume: str | None, store: Sessions, *, fast: bool
) -> Chat:
    from llmrec.chat.chat import Chat
    from llmrec.settings import settings

    if resume is None:
        return Chat.new(catalog or settings().catalogue, store=store, user=user, fast=fast)
    session = store.load(named(resume, store))
    for option, given, kept in (("--catalog", catalog, session.catalogue),
                                ("--user", user, session.user)):  # fmt: skip
        if given is not None and given != kept:
            raise UsageError(
                f"The session {session.id} is of another {option[2:]}: {kept}.",
                remedy=f"Leave {option} out, or begin a new session.",
            )
    return Chat(session, store=store, fast=fast)


def _talk(chat: Chat, *, as_json: bool) -> None:
    from llmrec.cli.chat_show import JsonScreen, LineScreen, TerminalScreen, command

    if sys.stdin.isatty() and not as_json:
        _conversation(chat, TerminalScreen(chat))
        return
    screen = JsonScreen() if as_json else LineScreen()
    for said in lines():
        if not said.startswith("/"):
            screen.show(said, chat.say(said))
        elif said.split()[0] == "/quit":
            return
        else:
            chat = command(said, chat, screen)


def _conversation(chat: Chat, screen: TerminalScreen) -> None:
    """Until /quit or the end of the input. Ctrl-C stops an answer; at the prompt it leaves."""
    from llmrec.chat.words import words
    from llmrec.cli.chat_show import command

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # the prompt gets a history

    screen.tell(words(chat.language)["ask" if not chat.session.turns else "fine"])
    while True:
        try:
            said = input("> ")
        except (EOFError, KeyboardInterrupt):
            said = "/quit"
        if said.split() == ["/quit"]:
            break
        try:
            if said.startswith("/"):
                chat = screen.chat = command(said, chat, screen)
            elif said.strip():
                with contextlib.closing(chat.say(said)) as events:
                    screen.show(said, events)
        except KeyboardInterrupt:
            screen.tell(words(chat.language)["stopped"])
        except LLMRecError as e:
            screen.tell(f"{e.message} {e.remedy}".strip())
    if chat.session.turns:
        screen.tell(words(chat.language)["resume"].format(id=chat.session.id))


def lines() -> Iterator[str]:
    """Turns from a pipe; bytes that are no UTF-8 are replaced."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
