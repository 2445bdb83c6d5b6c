"""Models on this machine: registry, weights, conversion, tuning and the vLLM servers.

Nothing here imports torch or vllm: they live in the servers' own processes.
"""
