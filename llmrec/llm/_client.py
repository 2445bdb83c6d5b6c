"""The connection to one OpenAI-compatible server, for the chat and the embedding model alike."""

from __future__ import annotations

import threading
from typing import Any

from llmrec.settings import Endpoint


class LazyClient:
    """The `openai` client of one server, made when it is first asked for."""

    def __init__(self, base_url: str, api_key: str, endpoint: Endpoint) -> None:
        self.base_url = base_url
        self._api_key = api_key
        self._endpoint = endpoint
        self._client: Any = None
        self._lock = threading.Lock()

    def get(self) -> Any:
        with self._lock:
            if self._client is None:
                from openai import OpenAI  # slow to import: only where a model is asked

                self._client = OpenAI(
                    base_url=self.base_url,
                    api_key=self._api_key,
                    timeout=self._endpoint.timeout,
                    max_retries=self._endpoint.retries,
                )
        return self._client


def short(text: str) -> str:
    """A server's words in one line, at most 200 characters."""
    return " ".join(text.split())[:200]
