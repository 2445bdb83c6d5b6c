"""Questions to a server: sent many at once, with cache, retries and limits, and replies read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from llmrec.errors import BadModelOutput, LLMRecError, ModelTimeout, ModelUnavailable
from llmrec.llm._ask import Answer, Ask, new_call, request_body
from llmrec.llm._cache import AnswerCache
from llmrec.llm._client import LazyClient, short
from llmrec.settings import Endpoint
from llmrec.types import Call


class OpenAILLM:
    """Chat completions of an OpenAI-compatible server, with cache, retries and limits.

    Args:
        extra: fields of the server's own that go with every request, such as vLLM's `cache_salt`.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        endpoint: Endpoint,
        cache: AnswerCache | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.model = model
        self._endpoint = endpoint
        self._cache = cache
        self._extra = dict(extra or {})
        self._client = LazyClient(base_url, api_key, endpoint)
        self._pool = ThreadPoolExecutor(endpoint.concurrency, thread_name_prefix="llm")

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]:
        return list(self._pool.map(lambda a: self._ask(a, trace), asks))

    def _ask(self, ask: Ask, trace: bool) -> Answer:
        body = request_body(ask, self.model)
        if self._extra:
            body["extra_body"] = body.get("extra_body", {}) | self._extra
        call = new_call(ask, self.model, body if trace else None)
        if self._cache is not None and (hit := self._cache.get(body)) is not None:
            call.outcome, call.answer = "cached", hit["text"] if trace else None
            return Answer(hit["text"], call, hit["logprobs"])
        call.started, started = time.time(), time.perf_counter()
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
            return self._client.get().chat.completions.create(**body)
        except openai.APITimeoutError as e:
            raise ModelTimeout(
                f"The model did not answer within {self._endpoint.timeout:g} s.",
                remedy="Raise LLMREC_LLM__TIMEOUT, or see `llmrec model status`.",
            ) from e
        except openai.APIConnectionError as e:
            raise ModelUnavailable(
                f"No model answers at {self._client.base_url}.",
                remedy="Start one: `llmrec model up`.",
            ) from e
        except openai.APIStatusError as e:
            raise ModelUnavailable(
                f"The model server refused ({e.status_code}): {short(e.message)}",
                remedy="See its log: `llmrec model status`.",
            ) from e
        except (openai.OpenAIError, ValueError) as e:
            raise BadModelOutput(f"The server's answer cannot be read: {short(str(e))}") from e


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
