"""Dependencies point one way, heavy packages load late, and each has one place that knows it."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).resolve().parent.parent

LAYERS = [
    {"types", "errors"},
    {"settings", "text", "quantities", "prompts", "claims"},
    {"llm", "serving", "catalog", "store", "behaviour", "taught"},
    {"context", "wording"},
    {"understand", "retrieve", "judge", "score", "explain"},
    {"pipeline"},
    {"lessons"},
    {"tools"},
    {"chat"},
    {"evals", "api", "web", "cli"},
]
"""From the ground up; modules of one layer may import each other, but for the stages."""
STAGES = LAYERS[4]
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}

OWNERS = {
    "chromadb": ["llmrec/catalog"],
    "langchain": ["tools", "evals/bench"],
    "langchain_openai": ["tools", "evals/bench"],
    "langchain_chroma": ["tools", "evals/bench"],
    "langchain_core": ["tools", "evals/bench"],
    "langchain_classic": ["tools", "evals/bench"],
    "langchain_community": ["tools", "evals/bench"],
    "mcp": ["tools/mcp_server"],
    "uvicorn": ["tools/mcp_server"],
    "vllm": ["llmrec/serving"],
    "transformers": ["llmrec/serving"],
    "gguf": ["llmrec/serving"],
    "sqlalchemy": ["llmrec/chat/sessions"],
    "torch": ["llmrec/score", "llmrec/serving", "evals/systems", "evals/bench_scorer"],
}
"""Who may import a package; a path is a folder, or the beginning of a file's name."""
SERVER_SIDE = (
    "plugin", "kernels", "tool_parser", "shim", "launch", "convert", "gguf", "weights", "warmup",
)  # fmt: skip
"""Modules of serving/ that run in the server's own process or convert weights."""


def sources() -> list[Path]:
    return sorted(
        path
        for folder in ("llmrec", "prompts", "tools", "evals")
        for path in (ROOT / folder).rglob("*.py")
    )


def module_of(path: Path) -> str:
    """`llmrec/catalog/chroma.py` is `catalog`, `tools/agent.py` is `tools`; `` is the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "llmrec" else parts
    return "" if parts[0] == "__init__" else parts[0]


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names that a file imports, wherever it does so, and the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = path.relative_to(ROOT).parts
    package = list(parts[:-1] if parts[0] == "llmrec" else ("llmrec", *parts[:-1]))
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def ours(path: Path) -> Iterator[tuple[str, int]]:
    """Modules of llmrec that a file imports, by their first name."""
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "llmrec" and len(parts) > 1 and not parts[1].startswith("__"):
            yield parts[1], line


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    importer = module_of(path)
    if not importer:
        assert not list(ours(path)), "the package itself imports nothing of ours"
        return
    assert importer in HEIGHT, f"{importer} has no layer: give it one in LAYERS"
    wrong = [
        f"line {line}: {importer} imports {imported}"
        for imported, line in ours(path)
        if imported != importer
        and (
            HEIGHT.get(imported, len(LAYERS)) > HEIGHT[importer]
            or {importer, imported} <= STAGES
            or importer in LAYERS[0]
        )
    ]
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_packages_have_owners(path):
    place = path.relative_to(ROOT).as_posix()
    for name, line in imports(path):
        owners = OWNERS.get(name.partition(".")[0])
        if owners is None:
            continue
        assert place.startswith(tuple(owners)), f"{place}:{line} must not import {name}"
        if place.startswith("llmrec/serving"):
            assert any(word in place for word in SERVER_SIDE), f"{place}:{line} imports {name}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_settings_read_the_environment(path):
    """Writing for a library is fine; the server's own process reads what its launcher set."""
    if module_of(path) in ("settings", "serving"):
        return
    source = path.read_text(encoding="utf-8")
    read = re.search(r"os\.getenv|os\.environ(?!\.setdefault|\[[^]]+\]\s*=[^=])", source)
    assert not read, (
        f"{path.name} reads the environment in line {source.count(chr(10), 0, read.start()) + 1}"
    )


def test_the_layers_are_checked_at_all():
    assert {"types", "errors", "settings", "text", "quantities"} <= set(map(module_of, sources()))


def test_tests_have_no_network_but_this_machine():
    warned, blocked = pytest.warns(UserWarning), pytest.raises(SocketConnectBlockedError)
    with socket.socket() as client, warned, blocked:
        client.connect(("192.0.2.1", 80))
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


HEAVY = {
    *("torch", "chromadb", "openai", "numpy", "vllm", "langchain", "textblob", "rjieba"),
    *("langchain_core", "mcp", "uvicorn", "anyio", "sqlalchemy"),
}


def test_help_loads_nothing_heavy():
    if not (ROOT / "llmrec" / "cli" / "app.py").exists():
        pytest.skip("no command line yet")
    code = (
        f"import llmrec; llmrec.__path__.append({str(ROOT)!r})\n"
        "import sys, llmrec.cli.app; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & HEAVY
