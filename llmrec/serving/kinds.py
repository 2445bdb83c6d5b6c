"""The few words that the modules of serving share; imports nothing, so that it costs nothing."""

from __future__ import annotations

from typing import Literal

Role = Literal["chat", "embedding"]
Judge = Literal["yes_no", "list"]
Form = Literal["gguf", "safetensors"]
Precision = Literal["int8", "bf16"]
