"""Recommend from free text, with a language model served on your own machine."""

__version__ = "0.1.0"
