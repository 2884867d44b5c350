"""The house keeps its shape: imports run one way, and each library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pipeline"
#: Layers from the bottom up; a module imports from its own layer's package or from below.
LAYERS = (
    ("records",),
    ("text", "patterns"),
    ("notation",),
    ("lang",),
    ("nlp", "normalise", "schema"),
    ("segment", "find"),
    ("link", "read", "write"),
    ("across",),
    ("extraction",),
    ("database", "lock", "packing", "sequence", "sketch", "spool", "worker"),
    ("copies", "gather", "state", "work", "workers"),
    ("batch",),
    ("explain", "status", "timeline"),
    ("cli", "api", "__init__", "__main__"),
)
DOORS = {
    "spacy": {"nlp"},
    "dateparser": {"normalise/when"},
    "price_parser": {"normalise/numbers"},
    "babel": {"normalise/currency", "normalise/names", "normalise/written"},
    "pyarrow": {"schema", "batch", "write", "read"},
    "pandas": {"schema", "batch", "write", "read", "api", "__init__"},
    "trafilatura": {"read"},
    "lxml": {"read"},
    "docx": {"read/nexis_docx"},
    "py3langid": {"read"},
    "click": {"cli"},
    "currency_converter": {"normalise/rates"},
    "tqdm": {"cli"},
    "jinja2": {"explain", "timeline", "write"},
}
MODULES = sorted(path for path in ROOT.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Full names of what a module imports, also inside functions, but not under TYPE_CHECKING."""
    found: set[str] = set()
    todo: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        todo.extend(ast.iter_child_nodes(node))
    return found


def layer(name: str) -> int | None:
    return next((i for i, names in enumerate(LAYERS) if name in names), None)


def test_every_module_has_a_layer() -> None:
    assert not [path for path in MODULES if layer(path.relative_to(ROOT).parts[0].removesuffix(".py")) is None]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    level = layer(here)
    assert level is not None
    above = []
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "pipeline" and len(parts) > 1 and parts[1] != here:
            target = layer(parts[1])
            if target is not None and (target > level or (target == level and here in ("read", "write"))):
                above.append(name)
    assert not above


@pytest.mark.parametrize("library", sorted(DOORS))
def test_one_library_one_door(library: str) -> None:
    users = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports(path))
    }
    doors = DOORS[library]
    assert {user for user in users if user not in doors and user.split("/")[0] not in doors} == set()


def test_finders_do_not_import_each_other() -> None:
    finders = ("amounts", "dates", "parties")
    for finder in finders:
        foreign = tuple(f"pipeline.find.{other}" for other in finders if other != finder)
        for path in (ROOT / "find" / finder).rglob("*.py"):
            assert not [name for name in imports(path) if name.startswith(foreign)], path
