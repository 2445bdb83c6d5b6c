"""Settings, from `LLMREC_*` variables and `llmrec.toml`; the only reader of the environment.

`LLMREC_LLM__BASE_URL=http://gpu-box:8000/v1` and the like point anywhere that speaks the OpenAI
API; unset, the servers that `llmrec model up` started on this machine are used.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_config_path, user_data_path, user_state_path
from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from llmrec.errors import ConfigError


class Endpoint(BaseModel):
    """One OpenAI-compatible server."""

    model_config = {"extra": "forbid"}

    base_url: str | None = None
    """None: the server on this machine, started by `llmrec model up`."""
    api_key: SecretStr | None = None
    model: str | None = None
    """Name in the registry (local) or the name that the server knows it by."""
    timeout: float = Field(default=90.0, gt=0)
    """Seconds for one call."""
    concurrency: int = Field(default=16, ge=1)
    retries: int = Field(default=2, ge=0)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="LLMREC_", env_nested_delimiter="__", extra="forbid", validate_default=True
    )

    llm: Endpoint = Endpoint(model="qwen2.5-coder-1.5b-instruct")
    embeddings: Endpoint = Endpoint(model="all-minilm-l6-v2")
    catalogue: str = "smart-home"
    """Catalogue used when none is named."""
    data_dir: Path = Field(default_factory=lambda: user_data_path("llmrec"))
    """Catalogues and indexes, and what people did."""
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("llmrec"))
    """Weights, answers of the model, server state. Safe to delete."""
    state_dir: Path = Field(default_factory=lambda: user_state_path("llmrec"))
    """Logs of work in the background."""
    sessions_url: SecretStr | None = None
    """Database of the conversations, as SQLAlchemy names it; None: sessions.sqlite among the
    data."""
    data: Path | None = None
    """Folder of the labelled sets for evals (LLMREC_DATA)."""
    cache: bool = True
    """Keep answers of the model on disk."""
    progress: Literal["auto", "never"] = "auto"

    @property
    def catalogues_dir(self) -> Path:
        return self.data_dir / "catalogues"

    @property
    def people_file(self) -> Path:
        return self.data_dir / "people.sqlite"

    @property
    def logs_dir(self) -> Path:
        return self.state_dir / "logs"

    @property
    def models_dir(self) -> Path:
        return self.cache_dir / "models"

    @property
    def servers_dir(self) -> Path:
        return self.cache_dir / "servers"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = [user_config_path("llmrec") / "llmrec.toml", Path("llmrec.toml")]
        toml = TomlConfigSettingsSource(settings_cls, toml_file=files)
        return init_settings, env_settings, toml


def load_settings() -> Settings:
    """Read the settings afresh.

    Raises:
        ConfigError: a value that does not fit; the message names it.
    """
    try:
        return Settings()
    except (ValidationError, ValueError) as e:
        raise ConfigError(
            f"The settings do not hold: {_first(e)}",
            remedy="Look at LLMREC_* variables and llmrec.toml; `llmrec doctor` shows them.",
        ) from e


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


def clean_environment() -> dict[str, str]:
    """The environment for child processes."""
    return dict(os.environ)


def _first(e: Exception) -> str:
    if isinstance(e, ValidationError):
        err = e.errors()[0]
        return f"{'.'.join(map(str, err['loc']))}: {err['msg']} (got {err.get('input')!r})"
    return str(e)
