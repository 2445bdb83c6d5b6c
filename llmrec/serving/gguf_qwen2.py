"""What a Qwen2 model in a GGUF file is called, and is, in Hugging Face's terms."""

from __future__ import annotations

from typing import Any

from llmrec.errors import WeightsError

_TOP = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}
_LAYER = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def tensor_name(name: str) -> str:
    """`blk.3.attn_q.bias` -> `model.layers.3.self_attn.q_proj.bias`.

    Raises:
        WeightsError: not a tensor of a Qwen2 model.
    """
    if name in _TOP:
        return _TOP[name]
    match name.split("."):
        case ["blk", layer, part, kind] if part in _LAYER:
            return f"model.layers.{layer}.{_LAYER[part]}.{kind}"
    raise WeightsError(f"The GGUF file has a tensor that Qwen2 has not: {name!r}.")


def config(fields: dict[str, Any], vocabulary: int, *, tied: bool) -> dict[str, Any]:
    """`config.json` from a GGUF file's own fields.

    Raises:
        WeightsError: another architecture than Qwen2.
    """
    arch = fields.get("general.architecture")
    if arch != "qwen2":
        raise WeightsError(
            f"Only Qwen2 models are converted from GGUF; this one is {arch!r}.",
            remedy="Choose a model of the registry: `llmrec model list`.",
        )
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "dtype": "bfloat16",
        # Below 5, or transformers warns of another family's tokenizer each time it loads this one.
        "transformers_version": "4.57.0",
        "vocab_size": vocabulary,
        "hidden_size": fields["qwen2.embedding_length"],
        "intermediate_size": fields["qwen2.feed_forward_length"],
        "num_hidden_layers": fields["qwen2.block_count"],
        "num_attention_heads": fields["qwen2.attention.head_count"],
        "num_key_value_heads": fields["qwen2.attention.head_count_kv"],
        "max_position_embeddings": fields["qwen2.context_length"],
        "rms_norm_eps": fields["qwen2.attention.layer_norm_rms_epsilon"],
        "rope_parameters": {"rope_theta": fields["qwen2.rope.freq_base"], "rope_type": "default"},
        "hidden_act": "silu",
        "tie_word_embeddings": tied,
        "use_sliding_window": False,
        "bos_token_id": fields["tokenizer.ggml.bos_token_id"],
        "eos_token_id": fields["tokenizer.ggml.eos_token_id"],
        "pad_token_id": fields["tokenizer.ggml.padding_token_id"],
    }


QUANTIZATION: dict[str, Any] = {
    "quant_method": "compressed-tensors",
    "format": "int-quantized",
    "quantization_status": "compressed",
    "ignore": ["lm_head"],
    "config_groups": {
        "group_0": {
            "targets": ["Linear"],
            "weights": {
                "num_bits": 8,
                "type": "int",
                "symmetric": True,
                "strategy": "channel",
                "dynamic": False,
            },
            "input_activations": {
                "num_bits": 8,
                "type": "int",
                "symmetric": True,
                "strategy": "token",
                "dynamic": True,
            },
        }
    },
}
"""int8 weights by output channel, int8 activations by token, in compressed-tensors' terms."""
