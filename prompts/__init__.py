"""Prompts are data: one YAML file for each task and version, validated when loaded.

A file `rating.v2.yaml` holds the prompt `rating@2`. A released file does not change; a change is
a new version. Unknown keys, placeholders without a variable and variables without a placeholder
fail at load, with the file and key named.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from llmrec.errors import ConfigError

__all__ = [
    "Message",
    "Output",
    "Params",
    "Prompt",
    "all_prompts",
    "guard",
    "load",
    "one_line",
    "parse",
]

Message = dict[str, str]

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}|[{}]")
_FILE = re.compile(r"(?P<name>[a-z][a-z0-9_]*)\.v(?P<version>[1-9][0-9]*)\.yaml")
_CONTROL = re.compile(r"<\|[^|<>\n]{0,40}\|>|<｜[^｜<>\n]{0,40}｜>|</?s>|\[/?INST\]|<</?SYS>>")
_FENCE = re.compile(r"<{2,}|>{2,}")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Params(_Data):
    """Decoding, always stated."""

    temperature: float = Field(default=0.0, ge=0, le=2)
    max_tokens: int = Field(ge=1)
    seed: int = 0


class Output(_Data):
    """What the answer must look like."""

    type: Literal["json", "choice", "text"] = "text"
    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    choices: list[str] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.choices is not None) != (self.type == "choice"):
            raise ValueError("choices belong to type 'choice', and to that alone")
        if self.schema_ is not None and self.type != "json":
            raise ValueError("a schema belongs to type 'json'")
        return self


class Prompt(_Data):
    """One prompt, as its file has it."""

    name: str
    version: int = Field(ge=1)
    task: str
    system: str = ""
    user: str
    variables: list[str] = []
    params: Params
    output: Output = Output()
    notes: str = ""

    @model_validator(mode="after")
    def _variables_are_used(self) -> Self:
        used = _placeholders(self.system) | _placeholders(self.user)
        if missing := sorted(used - set(self.variables)):
            raise ValueError(f"placeholders without a variable: {', '.join(missing)}")
        if unused := sorted(set(self.variables) - used):
            raise ValueError(f"variables without a placeholder: {', '.join(unused)}")
        return self

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def sha(self) -> str:
        """First 12 hex digits of the SHA-256 of everything but the notes."""
        content = self.model_dump(mode="json", by_alias=True, exclude={"notes"})
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    def render(self, **values: object) -> list[Message]:
        """The messages to send. Values are data: braces in them stay as they are.

        Raises:
            ConfigError: a variable that is missing or that the prompt has not.
        """
        if wrong := sorted(set(values) ^ set(self.variables)):
            verb = "needs" if wrong[0] in self.variables else "does not know"
            raise ConfigError(f"Prompt {self.id} {verb} the variable {wrong[0]!r}.")
        parts = {"system": self.system, "user": self.user}
        return [
            {"role": role, "content": _fill(template, values)}
            for role, template in parts.items()
            if template
        ]


def _placeholders(template: str) -> set[str]:
    """Names in braces; doubled braces are literal ones.

    Raises:
        ValueError: a brace that is neither.
    """
    names = set()
    for match in _PLACEHOLDER.finditer(template):
        if match.group(1):
            names.add(match.group(1))
        elif len(match.group()) == 1:
            around = template[max(0, match.start() - 15) : match.end() + 15]
            raise ValueError(f"a lone brace near {around!r}; write it twice if it is meant")
    return names


def _fill(template: str, values: dict[str, object]) -> str:
    """One pass, so that what a value holds is never read as a template."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        return str(values[name]) if name else match.group()[0]

    return _PLACEHOLDER.sub(replace, template).strip()


def guard(text: str, label: str = "data") -> str:
    """Fence untrusted text, so that the model can tell it from its orders.

    Fence marks and chat-template control tokens (`<|im_start|>` and the like) in the text are
    taken out, again and again until none is left, so that none can be put together by removal.
    """
    before = None
    while before != text:
        before = text
        text = _FENCE.sub(" ", _CONTROL.sub(" ", text))
    return f"<<{label}\n{text.strip()}\n{label}>>"


def one_line(text: str, chars: int) -> str:
    """Untrusted text on one line without control tokens, cut at a word within `chars`."""
    inner = guard(text).split("\n")[1:-1]
    flat = " ".join(" ".join(inner).split())
    return flat if len(flat) <= chars else flat[:chars].rsplit(" ", 1)[0]


def parse(source: str, file: str) -> Prompt:
    """A prompt from the text of its file.

    Raises:
        ConfigError: naming the file and the key that is wrong.
    """
    import yaml

    named = _FILE.fullmatch(file)
    if named is None:
        raise ConfigError(f"Prompt file {file!r} must be called NAME.vVERSION.yaml.")
    try:
        prompt = Prompt.model_validate(yaml.safe_load(source))
    except yaml.YAMLError as e:
        raise ConfigError(f"Prompt file {file} is not valid YAML: {e}") from e
    except ValidationError as e:
        raise ConfigError(f"Prompt file {file}: {_first(e)}") from e
    if (prompt.name, str(prompt.version)) != (named["name"], named["version"]):
        raise ConfigError(f"Prompt file {file} holds {prompt.id}; name and version must agree.")
    return prompt


def _first(error: ValidationError) -> str:
    detail = error.errors()[0]
    key = ".".join(map(str, detail["loc"]))
    return f"{key}: {detail['msg']}" if key else detail["msg"]


@lru_cache(maxsize=1)
def _files() -> dict[str, dict[int, str]]:
    """File names by prompt and version; nothing is parsed yet."""
    out: dict[str, dict[int, str]] = {}
    for entry in resources.files(__name__).iterdir():
        if not entry.name.endswith((".yaml", ".yml")):
            continue
        named = _FILE.fullmatch(entry.name)
        if named is None:
            raise ConfigError(f"Prompt file {entry.name!r} must be called NAME.vVERSION.yaml.")
        out.setdefault(named["name"], {})[int(named["version"])] = entry.name
    return out


@lru_cache(maxsize=256)
def load(name: str, version: int | None = None) -> Prompt:
    """The prompt `name`, newest version unless one is named.

    Raises:
        ConfigError: no such prompt or version, or a file that is not valid.
    """
    versions = _files().get(name)
    if versions is None:
        known = ", ".join(sorted(_files())) or "none"
        raise ConfigError(f"There is no prompt called {name!r}; there are: {known}.")
    wanted = max(versions) if version is None else version
    if wanted not in versions:
        have = ", ".join(map(str, sorted(versions)))
        raise ConfigError(f"Prompt {name!r} has no version {wanted}; it has: {have}.")
    source = resources.files(__name__).joinpath(versions[wanted]).read_text(encoding="utf-8")
    return parse(source, versions[wanted])


def all_prompts() -> list[Prompt]:
    """Every prompt in every version, by name and version."""
    return [load(name, version) for name in sorted(_files()) for version in sorted(_files()[name])]
