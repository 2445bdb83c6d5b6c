"""Names taken away: what a model remembers of a known title is then out of its reach.

Each name becomes `Item 17`, by the item's id, in the catalogue and in what the person says, so that
whatever is left to go by is the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from llmrec.catalog.catalogue import Catalogue
from llmrec.text.titles import YEAR, Titles
from llmrec.types import Request


def masked_name(catalogue: str) -> str:
    return f"{catalogue}-masked"


class Mask:
    """Names -> neutral ones: the same name always the same, in the catalogue and in requests.

    Args:
        titles: by id of the item.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.codes: dict[str, str] = {}
        for id_, title in titles.items():
            self.codes.setdefault(title, f"Item {id_}")
        self._titles = Titles(self.codes)

    @classmethod
    def of(cls, catalogue: str) -> Mask:
        """For the titles of an indexed catalogue."""
        held = Catalogue.open(catalogue)
        return cls({i.id: i.title for i in held.items(held.ids)})

    def text(self, text: str) -> str:
        """The words with every title that is found in them masked."""
        masked: str = self._titles.replace(text, self.codes)
        return masked

    def request(self, request: Request) -> Request:
        """The request as it is put to the masked catalogue."""
        turns = [t.model_copy(update={"content": self.text(t.content)}) for t in request.dialogue]
        catalogue = masked_name(request.catalogue) if request.catalogue else None
        return request.model_copy(
            update={"text": self.text(request.text), "dialogue": turns, "catalogue": catalogue}
        )


def masked_rows(
    rows: Sequence[Mapping[str, Any]], title: str, texts: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Rows of a catalogue with their titles masked, in their text fields too.

    In a text only the item's own name is masked: films called `The Family` are not what `the
    family` means elsewhere.
    """
    mask = Mask({str(row["id"]): str(row[title]) for row in rows})
    for row in rows:
        name = str(row[title])
        own = re.compile(rf"(?<!\w){re.escape(YEAR.sub('', name))}(?!\w)")
        code = mask.codes[name]
        yield {**row, title: code} | {t: own.sub(code, str(row.get(t) or "")) for t in texts}
