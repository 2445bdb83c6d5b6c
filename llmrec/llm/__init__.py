"""The client that every model call goes through.

One call is a prompt, its values and how the answer is constrained (`Ask`); what comes back is the
answer with its record (`Answer`). Any OpenAI-compatible server will do. `llm` and `embedder` are
the models that the settings name; `ScriptedLLM` stands in for tests.
"""

from __future__ import annotations

from llmrec.llm._ask import LLM, Answer, Ask, request_body, yes_no_logit
from llmrec.llm._cache import AnswerCache
from llmrec.llm._embedder import Embedder
from llmrec.llm._openai import OpenAILLM
from llmrec.llm._scripted import ScriptedLLM
from llmrec.llm._served import embedder, llm

__all__ = [
    "LLM",
    "Answer",
    "AnswerCache",
    "Ask",
    "Embedder",
    "OpenAILLM",
    "ScriptedLLM",
    "embedder",
    "llm",
    "request_body",
    "yes_no_logit",
]
