"""Token counts, by the served model's own vocabulary where it is at hand."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmrec.errors import ConfigError

if TYPE_CHECKING:
    from tiktoken import Encoding

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def count_tokens(text: str, encoding: Encoding | None = None) -> int:
    """Tokens of `text` in the model's vocabulary; `estimate_tokens` when none is given.

    Control tokens spelled out in the text count as the plain text they are.
    """
    if encoding is None:
        return estimate_tokens(text)
    return len(encoding.encode_ordinary(text))


def estimate_tokens(text: str) -> int:
    """A guess without a vocabulary: four characters a token, one and a half for Chinese."""
    han = len(_HAN.findall(text))
    return round(han / 1.5 + (len(text) - han) / 4 + 0.49) if text else 0


def truncate_tokens(text: str, n: int, encoding: Encoding | None = None) -> str:
    """The longest beginning of `text` of at most `n` tokens that ends between characters."""
    if n <= 0:
        return ""
    if encoding is None:
        return _truncate_by_estimate(text, n)
    ids = encoding.encode_ordinary(text)
    if len(ids) <= n:
        return text
    return encoding.decode_bytes(ids[:n]).decode("utf-8", errors="ignore")


def _truncate_by_estimate(text: str, n: int) -> str:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if estimate_tokens(text[:middle]) <= n else (low, middle - 1)
    return text[:low]


@lru_cache(maxsize=4)
def encoding_from_tokenizer_json(path: Path | str) -> Encoding:
    """A tiktoken encoding with the vocabulary of a Hugging Face `tokenizer.json`.

    For byte-level BPE, where a token's id follows from the order of merges (Qwen, Llama 3, GPT-2
    and their kin): the token ids are the model's own.

    Raises:
        ConfigError: a file that cannot be read, or a vocabulary of another kind.
    """
    import tiktoken

    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        model = data["model"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ConfigError(f"Cannot read the tokenizer in {path}: {e}") from e
    if model.get("type", "BPE") != "BPE" or model.get("byte_fallback"):
        raise ConfigError(f"The tokenizer in {path} is no byte-level BPE.")
    special = {token["content"]: int(token["id"]) for token in data.get("added_tokens") or []}
    return tiktoken.Encoding(
        name=Path(path).parent.name or "model",
        pat_str=_pattern(data.get("pre_tokenizer") or {}),
        mergeable_ranks=_ranks(model["vocab"], special, path),
        special_tokens=special,
    )


def _ranks(vocab: dict[str, int], special: dict[str, int], path: Path | str) -> dict[bytes, int]:
    letters = _byte_letters()
    try:
        return {
            bytes(letters[char] for char in token): rank
            for token, rank in vocab.items()
            if token not in special
        }
    except KeyError as e:
        raise ConfigError(f"The tokenizer in {path} is no byte-level BPE: it has {e}.") from e


def _pattern(pre_tokenizer: dict[str, Any]) -> str:
    """The regular expression that parts words before merging."""
    for step in pre_tokenizer.get("pretokenizers") or [pre_tokenizer]:
        regex = (step.get("pattern") or {}).get("Regex") if step.get("type") == "Split" else None
        if regex:
            return str(regex)
    return _GPT2


@lru_cache(maxsize=1)
def _byte_letters() -> dict[str, int]:
    """The letter that stands for each byte in byte-level vocabularies (GPT-2's table)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in printable}
    rest = (byte for byte in range(256) if byte not in set(printable))
    return letters | {chr(256 + i): byte for i, byte in enumerate(rest)}
