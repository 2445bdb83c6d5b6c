"""Events gathered as columns of numbers: fifty bytes a row, and each person's name once."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour import Events
from llmrec.behaviour.deed import Deed
from llmrec.behaviour.past import Floats, Ints
from llmrec.behaviour.sequence import LONGEST
from llmrec.score.history import Asked
from llmrec.types import Event, Request


class EventRows:
    """Rows in the order of the file; people and kinds are numbered as they come."""

    def __init__(self) -> None:
        self._people, self._kinds = dict[str, int](), dict[str, int]()
        self._who, self._items, self._lines = array("q"), array("q"), array("q")
        self._times, self._stars = array("d"), array("d")
        self._kind, self._texts = array("b"), array("b")
        self._said = dict[int, str]()

    def add(self, line: int, deed: Deed, item: int, *, undecided: bool) -> None:
        """
        Args:
            undecided: a text alone could say whether it was liked.
        """
        self._who.append(self._people.setdefault(deed.user, len(self._people)))
        self._kind.append(self._kinds.setdefault(deed.kind, len(self._kinds)))
        self._items.append(item)
        self._lines.append(line)
        self._times.append(deed.time)
        self._stars.append(math.nan if deed.rating is None else deed.rating)
        self._texts.append(undecided)
        if deed.request:
            self._said[len(self._who) - 1] = deed.request

    def again(self) -> tuple[NDArray[np.bool_], int]:
        """Which rows say what an earlier one said, and the line of the first of them, or 0."""
        columns = [self._who, self._items, self._times, self._stars, self._kind]
        found = np.zeros(len(self._who), bool)
        order = np.lexsort([np.asarray(column) for column in columns])  # equal rows stay in order
        same = np.ones(max(len(order) - 1, 0), bool)
        for column in columns:
            values = np.nan_to_num(np.asarray(column)[order], nan=np.inf)  # no rating, as no rating
            same &= values[1:] == values[:-1]
        found[order[1:][same]] = True
        return found, self._lines[int(found.argmax())] if found.any() else 0

    def events(self, kept: NDArray[np.bool_], size: int) -> Events:
        """People stand by name, so that the order of the file decides nothing else."""
        who, items = self._numbers()[kept], _ints(self._items)[kept]
        return Events.of(who, items, _floats(self._stars)[kept], self.times(kept), size)

    def asked(self, kept: NDArray[np.bool_], ids: Sequence[str]) -> list[Asked]:
        """What people asked for in words, with what they had done before."""
        who, times, items = self._numbers(), _floats(self._times), _ints(self._items)
        stars, out = _floats(self._stars), []
        order = np.flatnonzero(kept)
        order = order[np.lexsort((times[order], who[order]))]
        starts = np.searchsorted(who[order], np.arange(len(self._people)))
        place = {int(row): n for n, row in enumerate(order)}
        for row in (row for row in self._said if kept[row]):
            earlier = order[max(starts[who[row]], place[row] - LONGEST) : place[row]]
            history = [
                Event(item=ids[items[n]], rating=None if math.isnan(stars[n]) else stars[n])
                for n in earlier
            ]
            request = Request(text=self._said[row], history=history)
            out.append(Asked(int(who[row]), request, items[[row]]))
        return out

    def _numbers(self) -> Ints:
        """Of each row's person: the place of the name among all."""
        names = sorted(self._people)
        place = np.zeros(len(names), np.int64)
        place[[self._people[name] for name in names]] = np.arange(len(names))
        return place[_ints(self._who)]

    def times(self, kept: NDArray[np.bool_]) -> Floats:
        return _floats(self._times)[kept]

    def texts(self, kept: NDArray[np.bool_]) -> int:
        """How many of them are undecided."""
        return int(np.asarray(self._texts)[kept].sum())


def _ints(column: array[int]) -> Ints:
    return np.asarray(column, np.int64)


def _floats(column: array[float]) -> Floats:
    return np.asarray(column, np.float64)
