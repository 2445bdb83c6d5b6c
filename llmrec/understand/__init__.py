"""Request -> Profile: what the person wants, read by code at once and refined by the model.

The cheap path reads numbers, dates and the catalogue's own words. The model then answers a few
short questions at once: search words, tags, likes and dislikes, and one for each property that
code found nothing of. Every answer is checked against the words of the request.
"""

from __future__ import annotations

from llmrec.understand.stage import Understand, UnderstandConfig

__all__ = ["Understand", "UnderstandConfig"]
