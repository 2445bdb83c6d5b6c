"""The first requests of a server, which compile what later ones use."""

from __future__ import annotations

import contextlib
from typing import Any

from llmrec.serving import probe
from llmrec.serving.state import ServerState

TIMEOUT = 180.0
"""Seconds for one: the first request with logprobs may take up to a minute."""
_SCHEMA = {
    "type": "object",
    "properties": {"tag": {"type": "string", "maxLength": 8}},
    "required": ["tag"],
    "additionalProperties": False,
}


def warm_up(s: ServerState) -> None:
    """Send one request of each kind. Failures are left for real requests to show."""
    for path, body in _chat(s.model) if s.role == "chat" else _embedding(s.model):
        with contextlib.suppress(OSError):
            probe.ask(s.port, "POST", path, s.key, body, timeout=TIMEOUT)


def _chat(model: str) -> list[tuple[str, dict[str, Any]]]:
    ask = {
        "model": model,
        "messages": [{"role": "user", "content": "Is a lamp a light? Answer yes or no."}],
        "temperature": 0,
    }
    choice = {
        "max_tokens": 1,
        "logprobs": True,
        "top_logprobs": 20,
        "structured_outputs": {"choice": ["yes", "no"]},
    }
    schema = {"name": "warm", "schema": _SCHEMA, "strict": True}
    json = {
        "max_tokens": 24,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    return [("/v1/chat/completions", ask | choice), ("/v1/chat/completions", ask | json)]


def _embedding(model: str) -> list[tuple[str, dict[str, Any]]]:
    return [("/v1/embeddings", {"model": model, "input": ["warm", "up " * 50]})]
