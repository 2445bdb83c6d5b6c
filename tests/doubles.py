"""Stand-ins for tests: an embedding model, scripts for a model, small catalogues, a bad server."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from llmrec.catalog import chroma, indexing, shipped
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.llm import Answer, Ask, OpenAILLM, ScriptedLLM
from llmrec.settings import Endpoint, settings
from llmrec.taught import Card, Taught
from llmrec.text import tokens

DIMS = 64
Rows = list[dict[str, Any]]


class HashEmbedder:
    """Texts that share words lie near each other; the same text always gives the same vector."""

    model = "hash"

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        out = np.zeros((len(texts), DIMS), np.float32)
        for n, text in enumerate(texts):
            for word in [*tokens(text), "·"]:
                digest = hashlib.sha256(word.encode()).digest()
                out[n, digest[0] % DIMS] += 1.0 if digest[1] % 2 else -1.0
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


class DeadEmbedder:
    model = "hash"

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        raise ModelUnavailable("The embedding model hash does not answer")


# --- catalogues -----------------------------------------------------------------------------


@contextmanager
def data_folder(folder: Path) -> Iterator[None]:
    """Settings that keep catalogues in `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMREC_DATA_DIR", str(folder))
        settings.cache_clear()
        yield
    settings.cache_clear()


def rows_of(name: str) -> Rows:
    """The raw rows of a shipped catalogue."""
    lines = shipped.shipped(name).file.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def few(name: str, count: int = 30) -> Rows:
    """Rows from all over the file."""
    rows = rows_of(name)
    return [rows[n * len(rows) // count] for n in range(count)]


def build(
    folder: Path,
    name: str,
    rows: Rows,
    *,
    schema_of: str = "smart-home",
    other_words: bool = True,
) -> Catalogue:
    """Index rows under `name` in `folder`, with the schema of a shipped catalogue.

    Args:
        other_words: keep the schema's other words for its attributes and values.
    """
    schema = shipped.shipped(schema_of).schema
    if not other_words:
        schema = schema.model_copy(update={"words": {}})
    file = folder / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    with data_folder(folder):
        indexing.add(
            name,
            file,
            schema,
            embed=HashEmbedder(),
            embedding_model=HashEmbedder.model,
            tokenize=tokens,
        )
        catalogue = Catalogue.open(name)
        catalogue.warm()
    return catalogue


def forget_indexes(folder: Path) -> None:
    for path in list(chroma._clients):
        if str(path).startswith(str(folder)):
            chroma.close(path)


def context(catalogue: Catalogue, llm: Any = None, embedder: Any = "hash", **more: Any) -> Context:
    made = HashEmbedder() if embedder == "hash" else embedder
    return Context(catalogue, llm=llm, embedder=made, **more)


# --- models ---------------------------------------------------------------------------------

Said = str | dict[str, float]
YES = {"yes": -0.1, "no": -2.4}
NO = {"yes": -2.4, "no": -0.1}


def script(**said: Said | Callable[[Ask], Said]) -> ScriptedLLM:
    """A sensible model; `said` replaces its answer to the prompt of that name."""
    usual: dict[str, Said | Callable[[Ask], Said]] = {
        "search_text": "smart speaker",
        "tags": "smart speaker, music",
        "likes": "+ \n-",
        "limits": NO,
        "translate": "something nice",
        "reword": lambda ask: str(ask.values["piece"]),
        "translate_zh": "好东西",
        "fit": YES,
        "rating": "4",
        "reason": reason,
    }
    answers = usual | said

    def answer(ask: Ask) -> Said:
        found = answers[ask.prompt.name]
        return found(ask) if callable(found) else found

    return ScriptedLLM(answer)


def reason(ask: Ask) -> str:
    """An honest sentence: the first fact, as it stands."""
    first = str(ask.values["facts"]).split("\n")[0].removeprefix("1. ")
    return f"1: {first[:120]}"


def dead() -> ScriptedLLM:
    def answer(_: Ask) -> str:
        raise ModelUnavailable("No model answers at http://127.0.0.1:1/v1.")

    return ScriptedLLM(answer)


def always(text: str) -> ScriptedLLM:
    """Says the same whatever it is asked, with no probabilities."""
    return ScriptedLLM(lambda ask: text)


class Timed:
    """A model that takes a while, and when each round of questions began and ended."""

    def __init__(self, inner: ScriptedLLM, seconds: float = 0.25) -> None:
        self.model = inner.model
        self.rounds: list[tuple[float, float]] = []
        self._inner, self._seconds = inner, seconds

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]:
        start = time.perf_counter()
        time.sleep(self._seconds)
        answers = self._inner.ask_all(asks, trace=trace)
        self.rounds.append((start, time.perf_counter()))
        return answers

    @property
    def depth(self) -> int:
        """How many rounds came one after the other."""
        last, depth = float("-inf"), 0
        for start, end in sorted(self.rounds, key=lambda r: r[1]):
            if start >= last:
                last, depth = end, depth + 1
        return depth


def lessons_of(embedding: str = "hash") -> Taught:
    """What a model taught offline, with vectors of that embedding model: nearer is better."""
    card = Card(
        made="2026-01-01T00:00:00+00:00",
        catalogue="home",
        embedding=embedding,
        model="m",
        prompt="p",
        scorer="s",
        requests=1,
        pairs=1,
        agreement=0.9,
        before=0.5,
        gain=(0.4, 0.3, 0.5),
        serves=True,
    )
    vectors, line = np.zeros((1, DIMS), np.float32), np.array([-1.0, 8.0])
    own, start = np.zeros(1), np.array([0, 1])
    return Taught(card, line, np.ones(2), own, vectors, start, vectors, np.zeros(1))


# --- servers --------------------------------------------------------------------------------

Fault = Literal["bad_json", "cut_off", "slow", "error", "no_choice", "html", "wrong_shape", "long"]


def remote(url: str, timeout: float = 20.0, retries: int = 0) -> OpenAILLM:
    """A client of a server at `url`, without a cache."""
    return OpenAILLM(url, "key", "m", Endpoint(timeout=timeout, retries=retries, concurrency=16))


@contextmanager
def bad_server(fault: Fault) -> Iterator[str]:
    """A chat server on this machine that goes wrong in one way; gives its address."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if fault == "slow":
                stop.wait(5)
            status, body, kind = _BODIES[fault]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            length = len(body) + (1000 if fault == "cut_off" else 0)
            self.send_header("Content-Length", str(length))
            self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # a busy machine must not turn the fault into another one

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _completion(text: str, finish: str = "stop") -> bytes:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 5, "completion_tokens": 60, "total_tokens": 65}
    head = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
    return json.dumps(head | {"choices": [choice], "usage": usage}).encode()


_JSON = "application/json"
_BODIES: dict[str, tuple[int, bytes, str]] = {
    "bad_json": (200, b'{"id": "x", "choices": [{"mess', _JSON),
    "cut_off": (200, _completion("half of an ans")[:60], _JSON),
    "slow": (200, _completion("too late"), _JSON),
    "error": (500, b'{"error": {"message": "out of memory"}}', _JSON),
    "no_choice": (200, b'{"id": "x", "object": "chat.completion", "choices": []}', _JSON),
    "html": (200, b"<html>a proxy's page</html>", "text/html"),
    "wrong_shape": (200, b'["not", "an", "object"]', _JSON),
    "long": (200, _completion("and so on and so on", "length"), _JSON),
}


def closed_port() -> str:
    """An address where nothing listens."""
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{s.getsockname()[1]}/v1"
