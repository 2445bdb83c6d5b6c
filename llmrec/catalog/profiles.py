"""Item profiles: what the model read in the items, once, offline; one JSON line each."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.errors import CatalogError
from llmrec.types import ItemId, ItemProfile, ItemTag


class ProfileLine(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: ItemId
    tags: list[ItemTag] = []
    model: str
    prompt: str


def load_profiles(path: Path) -> dict[str, ItemProfile]:
    """Profiles by item id; the last line of an item counts. No file, no profiles.

    Raises:
        CatalogError: a line that does not fit, by number.
    """
    if not path.is_file():
        return {}
    found: dict[str, ItemProfile] = {}
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            try:
                line = ProfileLine.model_validate_json(raw)
            except ValidationError as e:
                first = e.errors()[0]
                where = ".".join(map(str, first["loc"]))
                raise CatalogError(
                    f"{path} line {number} is no item profile: {where}: {first['msg']}",
                    remedy='Wanted: {"id", "tags": [{"tag", "quote"}], "model", "prompt"}.',
                ) from e
            found[line.id] = ItemProfile(tags=line.tags, model=line.model, prompt=line.prompt)
    return found
