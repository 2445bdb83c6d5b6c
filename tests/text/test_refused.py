"""Nouns right behind a denial are refused; what a verb or more stands before is not."""

from __future__ import annotations

import pytest

from llmrec.text import refused_nouns

REFUSED = [
    ("a science course, nothing with maths", ["maths"]),
    ("no plugs or speakers, please", ["plugs", "speakers"]),
    ("I do not want a security camera", ["security camera"]),
    ("something without coding for my aunt", ["coding"]),
    ("my neighbour won't shut up about a vacuum", []),
    ("nothing beats a good camera", []),
    ("no need for it to be solar", []),
    ("a camera that I like", []),
    ("our landlord forbids cameras", ["cameras"]),
    ("steer clear of drones, please", ["drones"]),
    ("I wouldn't rule out a camera", []),
    ("we can't do without a camera", []),
    ("anything under 30 that isn't a bulb", ["bulb"]),
    ("those that aren't speakers", ["speakers"]),
    ("something other than bulbs", ["bulbs"]),
    ("anything but a camera", ["camera"]),
    ("anything except a speaker or a camera", ["speaker", "camera"]),
    ("there isn't a bulb in my hall", []),
    ("nothing but bulbs", []),
]


@pytest.mark.parametrize(("text", "nouns"), REFUSED, ids=[t for t, _ in REFUSED])
def test_refused_nouns(text: str, nouns: list[str]) -> None:
    found = list(refused_nouns(text, "en"))
    assert [n.text for n in found] == nouns
    assert all(text[n.start : n.end] == n.text for n in found)
