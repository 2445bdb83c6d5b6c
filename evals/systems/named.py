"""Whoever names a thing likes it: the floor of reading likes out of a dialogue."""

from __future__ import annotations

from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.opened import Opened

from llmrec.text.titles import Titles
from llmrec.types import Mention, Profile, Recommendation, Request


class Named:
    """Every title that stands in the dialogue as the catalogue has it is liked, none disliked."""

    def __init__(self, name: str = "named", catalogue: str | None = None) -> None:
        self.name = name
        self._opened = Opened(model=False, dense=False, catalogue=catalogue)
        self._titles: dict[str, tuple[Titles, dict[str, str]]] = {}

    def fit(self, training: Training) -> None:
        """Nothing is learned."""

    def answer(self, request: Request) -> Recommendation:
        titles, ids = self._of(request.catalogue or self._opened.catalogue)
        said = "\n".join([*(t.content for t in request.dialogue), request.text])
        found = dict.fromkeys(
            f.title for f in titles.find(said) if said[f.start : f.end] == f.title
        )
        likes = [Mention(text=title, item=ids[title]) for title in found]
        return Recommendation(request_id="", profile=Profile(likes=likes))

    def _of(self, name: str) -> tuple[Titles, dict[str, str]]:
        if name not in self._titles:
            catalogue = self._opened.context(name).catalogue
            ids = {i.title: i.id for i in catalogue.items(catalogue.ids)}
            self._titles[name] = Titles(ids), ids
        return self._titles[name]
