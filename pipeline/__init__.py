"""French and English news in, a claims table out: `extract` for one text, `run` for files and folders.

>>> import pipeline
>>> pipeline.extract("Le beau temps revient.", language="fr").claims
[]
"""

from pipeline.api import extract, run
from pipeline.write.rows import Tables

__version__ = "0.2.0"
__all__ = ["Tables", "__version__", "extract", "run"]
