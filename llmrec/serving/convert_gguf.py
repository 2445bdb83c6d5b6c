"""The work of the conversion process: reads a GGUF file row by row, writes safetensors.

Only numpy and the `gguf` package touch the weights: no torch, so it starts at once and stays small.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from llmrec.serving.gguf_qwen2 import QUANTIZATION, config, tensor_name
from llmrec.serving.gguf_tokenizer import write_tokenizer
from llmrec.serving.kinds import Precision

Floats = npt.NDArray[np.float32]
ROWS = 8192
"""Rows of a matrix that are worked on at a time."""
_SIZES = {"BF16": 2, "I8": 1, "F32": 4}


class Entry(NamedTuple):
    """One tensor of the result."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        return int(np.prod(self.shape)) * _SIZES[self.dtype]


def convert_file(gguf: Path, out: Path, precision: Precision) -> None:
    """Write a folder that vLLM serves."""
    from gguf import GGUFReader

    reader = GGUFReader(gguf)
    fields = {f.name: f.contents() for f in reader.fields.values() if f.name[:9] != "tokenizer"}
    for key in ("bos", "eos", "padding"):
        name = f"tokenizer.ggml.{key}_token_id"
        fields[name] = reader.fields[name].contents()
    names = {t.name for t in reader.tensors}
    vocabulary = next(int(t.shape[1]) for t in reader.tensors if t.name == "token_embd.weight")
    settings = config(fields, vocabulary, tied="output.weight" not in names)
    if precision == "int8":
        settings["quantization_config"] = QUANTIZATION
    eos = {"eos_token_id": [settings["eos_token_id"], settings["pad_token_id"]]}
    (out / "generation_config.json").write_text(json.dumps(eos))
    (out / "config.json").write_text(json.dumps(settings, indent=1))
    write_weights(out / "model.safetensors", list(reader.tensors), precision)
    _report("writing the tokenizer", 0, 0)
    write_tokenizer({f.name: f for f in reader.fields.values()}, out)


def write_weights(path: Path, tensors: list[Any], precision: Precision) -> None:
    """One safetensors file: its header first, then each tensor as it is dequantised."""
    plan = [(t, _entries(t, precision)) for t in tensors]
    total = sum(e.bytes for _, entries in plan for e in entries)
    with path.open("wb") as f:
        _write_header(f, [e for _, entries in plan for e in entries])
        done = 0
        for tensor, entries in plan:
            _write_tensor(f, tensor, entries)
            done += sum(e.bytes for e in entries)
            _report(f"converting to {precision}", done, total)
        f.flush()
        os.fsync(f.fileno())


def _entries(tensor: Any, precision: Precision) -> list[Entry]:
    name = tensor_name(tensor.name)
    shape = tuple(int(n) for n in reversed(tensor.shape))
    if precision == "int8" and name.endswith("_proj.weight"):
        return [Entry(name, "I8", shape), Entry(name + "_scale", "F32", (shape[0], 1))]
    return [Entry(name, "BF16", shape)]


def _write_header(f: BinaryIO, entries: list[Entry]) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for e in entries:
        span = [at, at + e.bytes]
        header[e.name] = {"dtype": e.dtype, "shape": e.shape, "data_offsets": span}
        at += e.bytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    f.write(len(text).to_bytes(8, "little") + text)


def _write_tensor(f: BinaryIO, tensor: Any, entries: list[Entry]) -> None:
    scales = []
    for block in _blocks(tensor):
        if entries[0].dtype == "I8":
            q, scale = to_int8(bf16_to_float(to_bf16(block)))
            f.write(q.tobytes())
            scales.append(scale)
        else:
            f.write(to_bf16(block).tobytes())
    if scales:
        f.write(np.concatenate(scales).tobytes())


def _blocks(tensor: Any) -> Iterator[Floats]:
    """The rows of a tensor as float32, some thousand at a time."""
    from gguf.quants import dequantize

    data = tensor.data if tensor.data.ndim > 1 else tensor.data[None]
    for at in range(0, len(data), ROWS):
        yield dequantize(data[at : at + ROWS], tensor.tensor_type).astype(np.float32, copy=False)


def to_bf16(x: Floats) -> npt.NDArray[np.uint16]:
    """bfloat16 bits, rounded to nearest even."""
    bits = np.ascontiguousarray(x).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def bf16_to_float(bits: npt.NDArray[np.uint16]) -> Floats:
    return (bits.astype(np.uint32) << 16).view(np.float32)


def to_int8(x: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Symmetric int8 by row; returns the numbers and one scale a row."""
    scale = np.maximum(np.abs(x).max(axis=1, keepdims=True), np.float32(1e-8)) / np.float32(127)
    q = np.rint(x / scale)
    return np.clip(q, -127, 127).astype(np.int8), scale.astype(np.float32)


def _report(phase: str, done: int, total: int) -> None:
    sys.stdout.write(json.dumps([phase, done, total]) + "\n")
    sys.stdout.flush()
