"""Folded text → date mentions. Start with `finder`."""

from pipeline.find.dates.finder import find_dates

__all__ = ["find_dates"]
