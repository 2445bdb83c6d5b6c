from __future__ import annotations

import pytest

from llmrec.errors import ConfigError
from llmrec.serving.registry import find, parse, registry, weights_of


def test_one_default_for_each_role():
    defaults = {s.role: s.name for s in registry().values() if s.default}
    assert defaults == {
        "chat": "qwen2.5-coder-1.5b-instruct",
        "embedding": "all-minilm-l6-v2",
    }


def test_parts_of_packages_add_up_to_the_file():
    for spec in registry().values():
        if spec.packages and spec.packages.kind == "join":
            assert sum(p.bytes for p in spec.packages.parts) == spec.files[0].bytes


def test_the_language_models_own_embeddings_use_its_files():
    spec = find("qwen2.5-coder-1.5b-embedding")
    assert weights_of(spec).name == "qwen2.5-coder-1.5b-instruct"
    assert "{text}" in (spec.template or "")


def test_unknown_models_are_named_with_those_there_are():
    with pytest.raises(ConfigError, match="gpt-9") as e:
        find("gpt-9")
    assert "all-minilm-l6-v2" in e.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "- {name: x}",
        "- [",
        "- {name: a, role: chat, about: b, licence: c, context: 1, languages: [en],"
        " parameters: 1, memory_gib: 1, form: gguf, judge: list}",
    ],
)
def test_a_registry_that_does_not_hold_is_refused(text: str):
    with pytest.raises(ConfigError, match="registry"):
        parse(text)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x"])
def test_files_stay_in_their_folder(path: str):
    from pydantic import ValidationError

    from llmrec.serving.registry import FileSpec

    with pytest.raises(ValidationError):
        FileSpec(path=path, sha256="0" * 64, bytes=1)
