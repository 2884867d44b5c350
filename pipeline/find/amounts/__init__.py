"""Folded text → amount mentions, with what was refused. Start with `finder`."""

from pipeline.find.amounts.finder import find_amounts

__all__ = ["find_amounts"]
