"""The embedding model of a server: texts to unit vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from llmrec.errors import ModelTimeout, ModelUnavailable
from llmrec.llm._client import LazyClient, short
from llmrec.settings import Endpoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TRUNCATE = {"truncate_prompt_tokens": -1}


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
        self._template = template
        self._client = LazyClient(base_url, api_key, endpoint)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [texts, dims], rows of length 1.

        Raises:
            ModelUnavailable, ModelTimeout: no answer.
        """
        import numpy as np
        import openai

        client = self._client.get()
        sent = [self._template.replace("{text}", t) for t in texts]
        try:
            reply = client.embeddings.create(
                model=self.model, input=sent, encoding_format="base64", extra_body=_TRUNCATE
            )
        except openai.APITimeoutError as e:
            raise ModelTimeout(f"The embedding model {self.model} did not answer in time.") from e
        except openai.OpenAIError as e:
            raise ModelUnavailable(
                f"The embedding model {self.model} does not answer: {short(str(e))}",
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
            f"The answer of the embedding model {self.model} cannot be read: {short(str(error))}",
            remedy="See `llmrec model status`; is that address an OpenAI-compatible server?",
        )


def _floats(embedding: Any) -> Any:
    if isinstance(embedding, str):
        import base64

        import numpy as np

        return np.frombuffer(base64.b64decode(embedding), np.float32)
    return embedding
