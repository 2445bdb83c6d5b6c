"""The tokenizer in a GGUF file of the Qwen2 family, as the files that vLLM reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmrec.errors import WeightsError

SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen2 cuts text into words before the byte pairs."""
_NORMAL, _CONTROL, _USER = 1, 3, 4
"""Kinds of tokens in GGUF; the others only pad the vocabulary."""


def write_tokenizer(fields: dict[str, Any], out: Path) -> None:
    """Write tokenizer.json, tokenizer_config.json and the chat template.

    Raises:
        WeightsError: another kind of tokenizer than Qwen2's.
    """
    kind = fields["tokenizer.ggml.pre"].contents()
    if kind != "qwen2":
        raise WeightsError(f"Only Qwen2's tokenizer is known; this one is {kind!r}.")
    tokens: list[str] = fields["tokenizer.ggml.tokens"].contents()
    kinds: list[int] = fields["tokenizer.ggml.token_type"].contents()
    merges: list[str] = fields["tokenizer.ggml.merges"].contents()
    _build(tokens, kinds, merges).save(str(out / "tokenizer.json"), pretty=False)
    names = {
        key: tokens[fields[f"tokenizer.ggml.{field}_token_id"].contents()]
        for key, field in (("eos_token", "eos"), ("pad_token", "padding"))
    }
    settings = names | {
        "tokenizer_class": "Qwen2Tokenizer",
        "bos_token": None,
        "unk_token": None,
        "add_prefix_space": False,
        "model_max_length": fields["qwen2.context_length"].contents(),
    }
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=1))
    template = fields["tokenizer.chat_template"].contents()
    (out / "chat_template.jinja").write_text(template, encoding="utf-8")


def _build(tokens: list[str], kinds: list[int], merges: list[str]) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
    from tokenizers.models import BPE

    vocabulary = {t: i for i, t in enumerate(tokens) if kinds[i] == _NORMAL}
    pairs = [(a, b) for a, _, b in (m.partition(" ") for m in merges)]
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=pairs))
    tokenizer.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(SPLIT), behavior="isolated", invert=False)
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, level])
    tokenizer.decoder = decoders.ByteLevel()
    added = [
        AddedToken(t, special=kinds[i] == _CONTROL, normalized=False)
        for i, t in enumerate(tokens)
        if kinds[i] in (_CONTROL, _USER)
    ]
    tokenizer.add_tokens(added)
    return tokenizer
