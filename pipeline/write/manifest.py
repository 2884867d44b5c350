"""What made the tables → `run.json`: versions, digests, settings, counts and timings.

Everything that may differ between two runs with the same tables stands here and in no table. Start with `manifest`.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata, resources, util
from pathlib import Path
from typing import Any

import pipeline
from pipeline import nlp, schema

#: The libraries on which the content of a row can depend; null stands for one that is not installed (python-docx).
LIBRARIES = (
    "babel", "CurrencyConverter", "dateparser", "lxml", "numpy", "price-parser", "py3langid", "pyarrow", "python-docx",
    "spacy", "thinc", "trafilatura",
)  # fmt: skip
PACKAGE = Path(str(resources.files(pipeline)))


def manifest(
    *,
    settings: Mapping[str, Any],
    counts: Mapping[str, Any],
    seconds: Mapping[str, float],
    files: Mapping[str, Mapping[str, int | str]],
) -> str:
    """The manifest of a run as JSON text."""
    content = made_by() | {
        "settings": dict(settings),
        "counts": dict(counts),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "files": dict(files),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def made_by() -> dict[str, Any]:
    """Versions and digests of all that makes a row of an article."""
    return {
        "pipeline": pipeline.__version__,
        "schema": schema.SCHEMA_VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "models": {language: _model(name) for language, name in sorted(nlp.MODELS.items())},
        "digests": {
            "code": _digest("**/*.py"),
            "lexicon": _digest("lang/**/*.toml"),
            "weights": _digest("models/*/*.json"),
        },
    }


def fingerprint(settings: Mapping[str, Any]) -> str:
    """The digest of all that decides the rows of an article but the article: rows made under another one hold no more.

    >>> fingerprint({"language": None}) == fingerprint({"language": None}), len(fingerprint({"language": "fr"}))
    (True, 64)
    """
    content = made_by() | {"settings": dict(settings)}
    del content["platform"]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def digest_of_files(paths: Iterable[Path], root: Path) -> str:
    """One digest of the names and contents of files, whatever their order.

    >>> digest_of_files([], Path("."))[:8]
    'e3b0c442'
    """
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


@cache
def _digest(pattern: str) -> str:
    return digest_of_files(PACKAGE.glob(pattern), PACKAGE)


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


@cache
def _model(name: str) -> dict[str, str | None]:
    """Version and digest of a model without loading it; nulls where it is not there."""
    folder = PACKAGE / "models" / name
    if not folder.is_dir():
        spec = util.find_spec(name)
        if spec is None or spec.origin is None:
            return {"name": name, "version": None, "digest": None}
        folder = Path(spec.origin).parent
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return {"name": name, "version": meta["version"], "digest": digest_of_files(files, folder)}
