"""The rules of the folder list: who may import whom, how long code may be."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_PAGE = 400, 46, 30
PAGES_MAY_USE = ("cockpit.ui", "cockpit.boards")
STREAMLIT_USERS = {"server", "app", "ui"}

MODULES = sorted(
    path for folder in ("cockpit", "pages", "sample_data", "bench", "tests") for path in (ROOT / folder).rglob("*.py")
)
PAGES = sorted((ROOT / "pages").glob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def imported(path: Path) -> set[str]:
    """The full names of all a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def layer(path: Path) -> str:
    """The row of the import contract in which a module of cockpit/ stands."""
    return path.relative_to(ROOT / "cockpit").parts[0].removesuffix(".py")


def test_pages_use_ui_and_boards_only():
    others = {
        name(page): other
        for page in PAGES
        if (
            other := {
                full for full in imported(page) if full.startswith("cockpit") and not full.startswith(PAGES_MAY_USE)
            }
        )
    }
    assert others == {}


def test_pages_are_short():
    assert {name(page) for page in PAGES if lines(page) > LONGEST_PAGE} == set()


def test_modules_are_short():
    assert {name(module) for module in MODULES if lines(module) > LONGEST_MODULE} == set()


def test_functions_are_short():
    long = {
        f"{name(module)}:{node.lineno} {node.name}"
        for module in MODULES
        if "tests" not in module.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


def test_streamlit_is_for_the_screen_alone():
    users = {
        layer(path)
        for path in (ROOT / "cockpit").rglob("*.py")
        if any(full.split(".")[0] == "streamlit" for full in imported(path))
    }
    assert users <= STREAMLIT_USERS


def test_every_module_has_a_layer():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    rows = {part.strip("() ") for row in contract["layers"] for part in row.split("|")}
    modules = {layer(path) for path in (ROOT / "cockpit").rglob("*.py")} - {"__init__"}
    assert modules <= rows


def test_no_machine_path_or_registry_host_is_written_down():
    hosts = ("/work/main", "index-url", "find-links", "trusted-host")
    files = [*ROOT.glob("*.t*"), ROOT / "Makefile", *(ROOT / ".ci").iterdir(), *(ROOT / "docs").rglob("*.md"), *MODULES]
    told = {
        name(path)
        for path in files
        if path != Path(__file__) and any(host in path.read_text("utf-8") for host in hosts)
    }
    assert told == set()


def test_style_sheets_close_what_they_open():
    """A browser takes an unclosed rule for the parent of all that follow, and says nothing."""
    for sheet in sorted((ROOT / "cockpit").rglob("*.css")):
        depth = 0
        for line in sheet.read_text("utf-8").splitlines():
            deeper = line.lstrip().startswith((".", "[", "#", ":")) and line.endswith("{")
            assert not (deeper and depth and not line.startswith(" ")), f"{name(sheet)}: {line}"
            depth += line.count("{") - line.count("}")
        assert depth == 0, name(sheet)
