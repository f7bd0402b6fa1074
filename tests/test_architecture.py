"""The rules of the house, read from the sources: who imports whom, who keeps state, what leaves our host."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted((ROOT / "convcore").glob("*.py"))
PRACTICE = sorted((ROOT / "convcore" / "practice").glob("*.py"))
PARTS = sorted((ROOT / "pages" / "parts").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SPOKEN = {".js", ".css", ".html", ".json", ".svg"}
LOADED = [*PARTS, *PAGES, *sorted(p for p in (ROOT / "assets").rglob("*") if p.suffix in SPOKEN)]

# A module imports from the ranks below its own only. A new module of the core gets its rank here.
RANKS = (
    {"numbers", "spec", "words"},
    {"examples", "groups", "lettering", "parse", "resize", "separable", "shapes"},
    {"arrays", "ops", "reference", "rules"},
    {"expressions", "trace"},
    {"script"},
    {"cost", "paste", "scene", "timing"},
    {"arrange", "matrix", "mobilenet", "readings", "remedies", "stages"},
    {"layouts", "snippets", "tables"},
    {"figures"},
    {"bundle", "canvas", "playable"},
    {"lesson", "paint", "unbundle"},
    {"pictures"},
    {"__main__"},
)
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}

# The room of exercises has ranks of its own. Of the rest of the core it may import what stands here.
PRACTICE_RANKS = (
    {"chance", "work"},
    {"model"},
    {"draw", "misread"},
    {"channels", "counting", "fill", "filters", "layout", "seen", "shape", "sums", "value"},
    {"kinds"},
    {"sets"},
    {"answers", "judge", "own"},
    {"results", "sheet", "story"},
)
PRACTICE_RANK = {name: rank for rank, names in enumerate(PRACTICE_RANKS) for name in names}
PRACTICE_NEEDS = {"cost", "examples", "numbers", "ops", "parse", "shapes", "spec", "words"}
HEAVY = ("streamlit", "plotly", "pandas")
STATE_MODULE = ROOT / "pages" / "parts" / "lab.py"
LONGEST_PAGE = 75


def name(path: Path) -> str:
    """A test's name for a file: its path from the root."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Full names of what a file imports, anywhere in it: ``convcore.spec.ConvSpec``, ``numpy``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def core_modules(path: Path) -> set[str]:
    """The modules of convcore that a file imports: ``spec``, ``shapes``."""
    return {parts[1] for full in imports(path) if (parts := full.split("."))[0] == "convcore" and len(parts) > 1}


def test_the_rules_have_something_to_hold() -> None:
    assert len(CORE) > 5
    assert ROOT / "pages" / "main.py" in PAGES


@pytest.mark.parametrize("path", [p for p in CORE if p.name != "__init__.py"], ids=name)
def test_the_core_imports_downwards(path: Path) -> None:
    assert path.stem in RANK, f"{path.stem} has no rank yet"
    for module in core_modules(path):
        assert RANK[module] < RANK[path.stem], f"convcore.{path.stem} imports convcore.{module}"


@pytest.mark.parametrize("path", [p for p in PRACTICE if p.name != "__init__.py"], ids=name)
def test_the_exercises_import_downwards(path: Path) -> None:
    assert path.stem in PRACTICE_RANK, f"practice.{path.stem} has no rank yet"
    assert core_modules(path) <= {"practice", *PRACTICE_NEEDS}
    for full in imports(path):
        if full.startswith("convcore.practice."):
            module = full.split(".")[2]
            assert PRACTICE_RANK[module] < PRACTICE_RANK[path.stem], f"practice.{path.stem} imports practice.{module}"


@pytest.mark.parametrize("path", CORE, ids=name)
def test_nothing_in_the_core_needs_the_exercises(path: Path) -> None:
    assert "practice" not in core_modules(path)


@pytest.mark.parametrize("path", [*CORE, *PRACTICE], ids=name)
def test_the_core_knows_nothing_of_pages(path: Path) -> None:
    roots = {full.split(".")[0] for full in imports(path)}
    assert not roots & {"streamlit", "pages", "app", "tests", "starlette"}


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_parts_do_not_import_pages(path: Path) -> None:
    for full in imports(path):
        assert full.split(".")[0] != "app"
        assert not full.startswith("pages.") or full.startswith("pages.parts"), full


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_do_not_import_each_other(path: Path) -> None:
    for full in imports(path):
        assert full.split(".")[0] != "app"
        assert not full.startswith("pages.") or full.startswith("pages.parts"), full


def test_the_core_alone_needs_numpy_alone() -> None:
    code = "import sys, convcore; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {module.split(".")[0] for module in run.stdout.split()}
    assert "numpy" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "path", [p for p in [*CORE, *PRACTICE] if p.stem not in {"bundle", "figures", "lesson", "tables"}], ids=name
)
def test_plotly_and_pandas_stay_in_the_modules_that_draw_and_write(path: Path) -> None:
    assert not {full.split(".")[0] for full in imports(path)} & set(HEAVY)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_PAGE


@pytest.mark.parametrize("path", [p for p in [*PAGES, *PARTS] if p != STATE_MODULE], ids=name)
def test_the_lab_alone_keeps_state(path: Path) -> None:
    """Docstrings may speak of it; no code may touch it, by whatever name it was imported."""
    for node in ast.walk(ast.parse(path.read_text())):
        touched = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
        assert touched != "session_state", f"{name(path)}:{getattr(node, 'lineno', '?')}"


@pytest.mark.parametrize("path", LOADED, ids=name)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    """A link to click is fine. What a browser or the server would load by itself is not."""
    for line, text in spoken(path):
        for url in loads(text):
            assert url.startswith("http://www.w3.org/"), f"{name(path)}:{line} loads {url}"  # an XML namespace


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of what a file says to a machine: comments and docstrings may cite their sources."""
    if path.suffix == ".py":
        tree = ast.parse(path.read_text())
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                yield node.lineno, f'"{node.value}"'
        return
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.lstrip().startswith(("//", "/*", "*")):
            yield number, line


def loads(text: str) -> list[str]:
    """Every foreign address in a text but those that stand as a link: Markdown ``[](url)`` or ``<a href="url"``."""
    links = r"(?<!!)\[[^\]]*\]\(https?://[^)\s]*\)|<a [^>]*href=\\?[\"']https?://[^\"']*[\"']"
    return re.findall(r"(?:https?:|wss?:)//[^\s\"'`<>)]+|(?<=[\"'(])//[\w-]+\.[\w.-]+", re.sub(links, "", text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('import("https://cdn.example/x.js")', ["https://cdn.example/x.js"]),
        ("@import url(//cdn.example/x.css)", ["//cdn.example"]),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', ["https://cdn.example/x.css"]),
        ('st.markdown("[TensorFlow](https://www.tensorflow.org/api_docs)")', []),
        ("![a picture](https://cdn.example/x.png)", ["https://cdn.example/x.png"]),
        ('<a class="out" href="https://www.tensorflow.org">', []),
        ("const total = a // b.c", []),
    ],
)
def test_what_counts_as_loaded(text: str, found: list[str]) -> None:
    assert loads(text) == found


def tracked_texts() -> list[Path]:
    """Every text of the repository: what git tracks, or all but what it ignores where there is no git."""
    run = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if run.returncode == 0:
        files = [ROOT / part for part in run.stdout.split("\0") if part]
    else:
        files = [p for p in ROOT.rglob("*") if not any(part.startswith(".venv") for part in p.parts)]
    return [p for p in files if p.is_file() and p.suffix not in {".png", ".jpg", ".npz", ".npy", ".woff2", ".ico"}]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """Home folders and work folders of whoever wrote it; /tmp and /usr exist everywhere."""
    place = re.compile(r"(?<![\w./:*-])/(?:home|Users|root|work|workspace|mnt)/\w")
    for path in tracked_texts():
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            assert not place.search(line), f"{name(path)}:{number}: {line.strip()[:100]}"


def test_ranks_go_from_plain_to_drawn() -> None:
    """Each name stands in one rank, so that the order is one."""
    assert all(not low & high for low, high in pairwise(RANKS))
    assert len(RANK) == sum(map(len, RANKS))
