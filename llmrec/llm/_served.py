"""The models that the settings name and the servers on this machine have."""

from __future__ import annotations

from llmrec.errors import ModelUnavailable
from llmrec.llm._ask import LLM
from llmrec.llm._cache import AnswerCache
from llmrec.llm._embedder import Embedder
from llmrec.llm._openai import OpenAILLM
from llmrec.settings import settings


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
    # A folder of its own: SQLite makes files beside its file.
    kept = s.cache_dir / "answers" / "answers.sqlite"
    answers = AnswerCache(kept) if s.cache and cache else None
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
