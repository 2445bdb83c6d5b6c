"""What tools are called in: which catalogue, for whom, with which models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from llmrec.context import Context, open_context
from llmrec.errors import ToolError

Opener = Callable[..., Context]


@dataclass(frozen=True)
class Toolbox:
    """Holds no state of its own: every call opens a context, so that calls may run at once."""

    catalogue: str | None = None
    """None: the one that the settings name."""
    user: str | None = None
    """The one person whose events may be read and written; None: nobody's."""
    fast: bool = False
    """Leave the language model out of every call."""
    language: str | None = None
    """Language of reasons; None: that of the words they are asked with."""
    opener: Opener = open_context
    """Called with the catalogue's name and `fast`."""

    def open(self, *, fast: bool = False) -> Context:
        """A context for one call.

        Raises:
            CatalogError: unknown or damaged.
        """
        return self.opener(self.catalogue, fast=self.fast or fast)

    def person(self, named: str | None) -> str | None:
        """The person that a call is for; the acting one when none is named.

        Raises:
            ToolError: somebody else is named.
        """
        if named is None or not named.strip():
            return self.user
        if self.user is None or named.strip() != self.user.strip():
            acting = "nobody" if self.user is None else f"{self.user!r} alone"
            raise ToolError(
                "not_allowed",
                f"This toolbox acts for {acting}, not for {named.strip()[:60]!r}.",
                remedy="Leave the user out, or have the operator open the toolbox for that one.",
            )
        return self.user
