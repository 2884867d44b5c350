"""Sentences, parsed where needed → the parties of an article. Start with `finder`."""

from pipeline.find.parties.finder import find_parties

__all__ = ["find_parties"]
