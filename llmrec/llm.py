"""The client that every model call goes through.

One call is a prompt, its values and how the answer is constrained; what comes back is the answer
with its record. Any OpenAI-compatible server will do. `ScriptedLLM` stands in for tests.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from llmrec.errors import BadModelOutput, LLMRecError, ModelTimeout, ModelUnavailable
from llmrec.prompts import Message, Prompt
from llmrec.settings import Endpoint, settings
from llmrec.types import Call

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOP_LOGPROBS = 20


@dataclass(frozen=True)
class Ask:
    """One question to the model.

    At most one of `schema`, `regex` and `choices` constrains the answer; `logprobs` asks for the
    probabilities of the first token.
    """

    prompt: Prompt
    values: dict[str, object]
    schema: dict[str, Any] | None = None
    regex: str | None = None
    choices: tuple[str, ...] | None = None
    logprobs: bool = False

    def messages(self) -> list[Message]:
        messages: list[Message] = self.prompt.render(**self.values)
        return messages

    def constraint(self) -> dict[str, Any]:
        """Extra fields of the request that hold the answer to its form."""
        schema = self.schema or self.prompt.output.schema_
        if self.regex is not None:
            return {"structured_outputs": {"regex": self.regex}}
        if self.choices is not None:
            return {"structured_outputs": {"choice": list(self.choices)}}
        if schema is not None:
            return {"structured_outputs": {"json": schema}}
        return {}


@dataclass
class Answer:
    """What the model said. `error` is set instead when it did not."""

    text: str
    call: Call
    logprobs: dict[str, float] = field(default_factory=dict)
    """First token: text -> natural log of its probability."""
    error: LLMRecError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None

    def json(self) -> Any:
        """The answer as JSON.

        Raises:
            BadModelOutput: it is none; the call is marked malformed.
        """
        try:
            return json.loads(self.text)
        except ValueError as e:
            self.call.outcome = "malformed"
            raise BadModelOutput(
                f"The model's answer to {self.call.prompt} is not JSON: {self.text[:80]!r}"
            ) from e


class LLM(Protocol):
    """What stages ask. `ask_all` runs independent questions at once and never raises for one
    of them: an answer that failed carries its error."""

    model: str

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]: ...


class OpenAILLM:
    """Chat completions of an OpenAI-compatible server, with cache, retries and limits."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        endpoint: Endpoint,
        cache: AnswerCache | None = None,
    ) -> None:
        self.model = model
        self._at = (base_url, api_key)
        self._endpoint = endpoint
        self._cache = cache
        self._pool = ThreadPoolExecutor(endpoint.concurrency, thread_name_prefix="llm")
        self._client: Any = None
        self._lock = threading.Lock()

    def client(self) -> Any:
        with self._lock:
            if self._client is None:
                from openai import OpenAI  # slow to import: only where a model is asked

                self._client = OpenAI(
                    base_url=self._at[0],
                    api_key=self._at[1],
                    timeout=self._endpoint.timeout,
                    max_retries=self._endpoint.retries,
                )
        return self._client

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]:
        return list(self._pool.map(lambda a: self._ask(a, trace), asks))

    def _ask(self, ask: Ask, trace: bool) -> Answer:
        body = request_body(ask, self.model)
        call = new_call(ask, self.model, body if trace else None)
        if self._cache is not None and (hit := self._cache.get(body)) is not None:
            call.outcome, call.answer = "cached", hit["text"] if trace else None
            return Answer(hit["text"], call, hit["logprobs"])
        started = time.perf_counter()
        try:
            reply = self._send(body)
            answer = read_reply(reply, call)
        except LLMRecError as e:
            call.outcome = "timeout" if isinstance(e, ModelTimeout) else "unavailable"
            if isinstance(e, BadModelOutput):
                call.outcome = "malformed"
            answer = Answer("", call, error=e)
        call.ms = (time.perf_counter() - started) * 1e3
        if trace:
            call.answer = answer.text
        if answer.ok and call.outcome == "ok" and self._cache is not None:
            self._cache.put(body, {"text": answer.text, "logprobs": answer.logprobs})
        return answer

    def _send(self, body: dict[str, Any]) -> Any:
        import openai

        try:
            return self.client().chat.completions.create(**body)
        except openai.APITimeoutError as e:
            raise ModelTimeout(
                f"The model did not answer within {self._endpoint.timeout:g} s.",
                remedy="Raise LLMREC_LLM__TIMEOUT, or see `llmrec model status`.",
            ) from e
        except openai.APIConnectionError as e:
            raise ModelUnavailable(
                f"No model answers at {self._at[0]}.", remedy="Start one: `llmrec model up`."
            ) from e
        except openai.APIStatusError as e:
            raise ModelUnavailable(
                f"The model server refused ({e.status_code}): {_short(e.message)}",
                remedy="See its log: `llmrec model status`.",
            ) from e
        except (openai.OpenAIError, ValueError) as e:
            raise BadModelOutput(f"The server's answer cannot be read: {_short(str(e))}") from e


def request_body(ask: Ask, model: str) -> dict[str, Any]:
    """The request as it is sent; decoding parameters are always stated."""
    params = ask.prompt.params
    body: dict[str, Any] = {
        "model": model,
        "messages": ask.messages(),
        "temperature": params.temperature,
        "max_tokens": params.max_tokens,
        "seed": params.seed,
    }
    if ask.logprobs:
        body |= {"logprobs": True, "top_logprobs": TOP_LOGPROBS}
    if extra := ask.constraint():
        body["extra_body"] = extra
    return body


def new_call(ask: Ask, model: str, body: dict[str, Any] | None) -> Call:
    version = f"{ask.prompt.version}+{ask.prompt.sha}"
    return Call(prompt=ask.prompt.name, version=version, model=model, outcome="ok", request=body)


def read_reply(reply: Any, call: Call) -> Answer:
    """Take text, logprobs and usage out of a reply.

    Raises:
        BadModelOutput: a reply without choices, as a server cut off half-way sends.
    """
    choices = getattr(reply, "choices", None)
    if not choices or choices[0].message is None:
        raise BadModelOutput("The server answered without a choice.")
    choice = choices[0]
    if usage := getattr(reply, "usage", None):
        call.tokens_in, call.tokens_out = usage.prompt_tokens, usage.completion_tokens
        details = getattr(usage, "prompt_tokens_details", None)
        call.tokens_cached = getattr(details, "cached_tokens", 0) or 0
    if choice.finish_reason == "length" and call.tokens_out > 1:
        call.outcome = "truncated"
    logprobs: dict[str, float] = {}
    if choice.logprobs and choice.logprobs.content:
        for top in choice.logprobs.content[0].top_logprobs:
            logprobs.setdefault(top.token, float(top.logprob))
    return Answer(choice.message.content or "", call, logprobs)


def yes_no_logit(answer: Answer) -> float | None:
    """log P(yes) - log P(no) of the first token, over the ways to write them.

    None when it is neither; the call is marked malformed.
    """
    floor = 1e-6
    mass = {"yes": floor, "no": floor}
    for token, logprob in answer.logprobs.items():
        word = token.strip().strip(".,").lower()
        if word in mass:
            mass[word] += math.exp(logprob)
    if max(mass.values()) == floor:
        answer.call.outcome = "malformed"
        return None
    return math.log(mass["yes"]) - math.log(mass["no"])


class AnswerCache:
    """Answers on disk, keyed by everything that was sent. Safe to delete."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT)")
            self._local.db = db
        return db

    @staticmethod
    def key(body: dict[str, Any]) -> str:
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()

    def get(self, body: dict[str, Any]) -> dict[str, Any] | None:
        try:
            row = self._db().execute("SELECT value FROM answers WHERE key=?", (self.key(body),))
            found = row.fetchone()
        except sqlite3.Error:  # a damaged or full cache costs time, never an answer
            return None
        return json.loads(found[0]) if found else None

    def put(self, body: dict[str, Any], value: dict[str, Any]) -> None:
        try:
            self._db().execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?)",
                (self.key(body), json.dumps(value, ensure_ascii=False)),
            )
        except sqlite3.Error:
            return


class ScriptedLLM:
    """Answers from a function of the question; for tests, of the project and of its users.

    `script(ask)` returns a text, a mapping token -> logprob, or raises an LLMRecError.
    """

    def __init__(
        self, script: Callable[[Ask], str | dict[str, float]], model: str = "scripted"
    ) -> None:
        self.model = model
        self.asked: list[Ask] = []
        self._script = script

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]:
        return [self._ask(a, trace) for a in asks]

    def _ask(self, ask: Ask, trace: bool) -> Answer:
        self.asked.append(ask)
        call = new_call(ask, self.model, request_body(ask, self.model) if trace else None)
        try:
            said = self._script(ask)
        except LLMRecError as e:
            call.outcome = "unavailable"
            return Answer("", call, error=e)
        if isinstance(said, dict):
            return Answer(max(said, key=lambda t: said[t], default=""), call, said)
        return Answer(said, call)


class Embedder:
    """Texts to unit vectors through the OpenAI interface.

    Args:
        template: how a text is put to the model, with `{text}`; for language models that embed.
        languages: what the model can read; None when nobody has said.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        endpoint: Endpoint,
        template: str = "{text}",
        languages: tuple[str, ...] | None = None,
    ) -> None:
        self.model = model
        self.languages = languages
        self._at = (base_url, api_key)
        self._endpoint = endpoint
        self._template = template
        self._client: Any = None
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [texts, dims], rows of length 1.

        Raises:
            ModelUnavailable, ModelTimeout: no answer.
        """
        import numpy as np
        import openai

        with self._lock:
            if self._client is None:
                self._client = openai.OpenAI(
                    base_url=self._at[0],
                    api_key=self._at[1],
                    timeout=self._endpoint.timeout,
                    max_retries=self._endpoint.retries,
                )
        sent = [self._template.replace("{text}", t) for t in texts]
        try:
            reply = self._client.embeddings.create(
                model=self.model, input=sent, encoding_format="base64", extra_body=_TRUNCATE
            )
        except openai.APITimeoutError as e:
            raise ModelTimeout(f"The embedding model {self.model} did not answer in time.") from e
        except openai.OpenAIError as e:
            raise ModelUnavailable(
                f"The embedding model {self.model} does not answer: {_short(str(e))}",
                remedy="Start it: `llmrec model up`.",
            ) from e
        except ValueError as e:  # no JSON
            raise self._unreadable(e) from e
        try:
            vectors = np.array([_floats(d.embedding) for d in reply.data], np.float32)
            if vectors.ndim != 2 or len(vectors) != len(sent):
                raise ValueError(f"{len(sent)} texts, an array of shape {vectors.shape}")
        except (TypeError, ValueError, AttributeError) as e:
            raise self._unreadable(e) from e
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), np.float32)

    def _unreadable(self, error: Exception) -> ModelUnavailable:
        return ModelUnavailable(
            f"The answer of the embedding model {self.model} cannot be read: {_short(str(error))}",
            remedy="See `llmrec model status`; is that address an OpenAI-compatible server?",
        )


_TRUNCATE = {"truncate_prompt_tokens": -1}


def _floats(embedding: Any) -> Any:
    if isinstance(embedding, str):
        import base64

        import numpy as np

        return np.frombuffer(base64.b64decode(embedding), np.float32)
    return embedding


def _short(text: str) -> str:
    return " ".join(text.split())[:200]


def llm(model: str | None = None, *, cache: bool = True) -> LLM | None:
    """The chat model that the settings name, or None when no server runs here.

    Args:
        cache: False asks anew, whatever the settings say.
    """
    from llmrec.serving.servers import address

    at = address("chat", model)
    if at is None:
        return None
    s = settings()
    answers = AnswerCache(s.cache_dir / "answers.sqlite") if s.cache and cache else None
    return OpenAILLM(at.base_url, at.api_key, at.model_name, s.llm, answers)


def embedder(model: str | None = None) -> Embedder:
    """The embedding model that the settings name, or `model`.

    Raises:
        ModelUnavailable: no server of it runs here and none is set.
    """
    from llmrec.serving.registry import registry
    from llmrec.serving.servers import address

    at = address("embedding", model)
    if at is None:
        name = model or settings().embeddings.model
        raise ModelUnavailable(
            f"No server for the embedding model {name!r} runs here.",
            remedy="Start it: `llmrec model up`, or set LLMREC_EMBEDDINGS__BASE_URL.",
        )
    spec = registry().get(at.model_name)
    template = (spec.template if spec is not None else None) or "{text}"
    languages = spec.languages if spec is not None else None
    endpoint = settings().embeddings
    return Embedder(at.base_url, at.api_key, at.model_name, endpoint, template, languages)
