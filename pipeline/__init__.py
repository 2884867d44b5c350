"""French and English news in, a claims table out."""

__version__ = "0.1.0"
