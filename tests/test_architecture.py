"""The rules of the house, read from the sources: who imports whom, who keeps state, what leaves our host."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from convcore.kinds import KINDS
from tests.each import of_each

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted((ROOT / "convcore").rglob("*.py"))
PARTS = sorted((ROOT / "pages" / "parts").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SCRIPTS = sorted((ROOT / "assets").rglob("*.js"))
SPOKEN = {".js", ".css", ".html", ".json", ".svg"}
LOADED = [*PARTS, *PAGES, *sorted(p for p in (ROOT / "assets").rglob("*") if p.suffix in SPOKEN)]

# A room imports from the rooms in the rows above it only; a module without a folder is a room of its own.
CORE_LEVELS = (
    {"catalogue", "errors", "kinds"},
    {"numbers", "spec"},
    {"shapes", "tensors"},
    {"kernels"},
    {"frameworks", "ops", "paste", "reference"},
    {"cost", "trace"},
    {"io", "practice", "remedies", "scenes"},
    {"explain"},
    {"layouts"},
    {"web"},
    {"__main__"},
)
PARTS_LEVELS = (
    {"session"},
    {"answers", "lab"},
    {"ui"},
    {"player"},
    {"share"},
    {"edit", "questions"},
    {"sections", "server"},
)
LEVELS = {"convcore": CORE_LEVELS, "pages.parts": PARTS_LEVELS}
LEVEL = {(house, room): n for house, levels in LEVELS.items() for n, rooms in enumerate(levels) for room in rooms}
PICTURES = {"scenes", "layouts", "web"}
DATA = ("trace", "cost", "remedies", "frameworks", "io")
OWN_LAYERS = {
    "mobilenet",
    "explain",
    "practice",
    "questions",
}  # layers of networks and frameworks; questions on the kinds
NAMES = set(KINDS) - {"pointwise"}  # which names a tensor as well
HEAVY = ("streamlit", "plotly", "pandas")
STATE_MODULE = ROOT / "pages" / "parts" / "session.py"
LONGEST = 300  # lines; with the sentences for people, a table of data may be longer
CAMEL = re.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
LONGEST_PAGE = 75
SAME_IN_REFERENCE = {"conv2d", "depthwise_conv2d", "separable_conv2d"}  # as plain loops, under the same names
MOST_MODULES = 12  # of a folder


def name(path: Path) -> str:
    """A file's name in a message: its path from the root."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax, read once for all rules."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Full names of what a file imports, anywhere in it: ``convcore.spec.ConvSpec``, ``numpy``."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module(path: Path) -> str:
    """A file's name in an import: ``convcore.io.save``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in [*CORE, *PARTS]}


def own_modules(path: Path) -> set[str]:
    """The modules of convcore and pages/parts that a file imports: ``convcore.spec``, ``pages.parts.lab``."""
    found = {full if full in MODULES else full.rpartition(".")[0] for full in imports(path)}
    return found & set(MODULES)


def house(name: str) -> str:
    """What a module's room stands in: ``convcore`` for ``convcore.io.save``."""
    return next(known for known in LEVELS if name.startswith(known))


def room(name: str) -> tuple[str, str]:
    """The house and the room of a module: ``convcore`` and ``io`` for ``convcore.io.save``."""
    return house(name), name.removeprefix(house(name)).split(".")[1]


def types(path: Path) -> Iterator[str]:
    """Names of the classes that a file defines and of the types it names: ``Pair = tuple[int, int]``."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name) and CAMEL.fullmatch(one.id))


def top_level(path: Path) -> Iterator[str]:
    """Names of the functions, classes and constants of a file that are not its own alone."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name))


def test_the_rules_have_something_to_hold() -> None:
    assert len(CORE) > 5
    assert ROOT / "pages" / "main.py" in PAGES


@of_each([p for name, p in MODULES.items() if name not in LEVELS], name)
def test_a_room_imports_from_the_rooms_above_it(path: Path) -> None:
    own = room(module(path))
    assert own in LEVEL, f"{own} has no level yet"
    for other in {room(found) for found in own_modules(path) if house(found) == own[0] and found != own[0]} - {own}:
        assert LEVEL[other] < LEVEL[own], f"{name(path)} imports from {other}"


def test_no_room_of_the_parts_is_named_as_a_page() -> None:
    """Streamlit puts the pages' folder on the path: pytest would take the page for the room, and run it."""
    assert not {room for rooms in PARTS_LEVELS for room in rooms} & {page.stem for page in PAGES}


def test_no_module_reaches_itself_by_its_imports() -> None:
    """Within a room too: what is read first stands first."""
    needs = {known: own_modules(path) - {known} for known, path in MODULES.items() if known not in LEVELS}
    while ready := {known for known, needed in needs.items() if not needed & set(needs)}:
        needs = {known: needed for known, needed in needs.items() if known not in ready}
    assert not needs, sorted(needs)


@of_each([p for p in CORE if p.parent.name in DATA or p.stem in DATA], name)
def test_no_data_hangs_on_a_picture(path: Path) -> None:
    """What is asked, computed, measured or kept is there without a scene, by whatever way it is imported."""
    reached, left = set(), [module(path)]
    while left:
        reached.add(left[-1])
        left += own_modules(MODULES[left.pop()]) - reached
    assert not {room(found)[1] for found in reached if found != "convcore"} & PICTURES


@of_each([p for p in [*CORE, *PARTS, *PAGES] if not OWN_LAYERS & {p.stem, *p.parts}], name)
def test_a_kind_is_asked_by_its_row(path: Path) -> None:
    """Whoever compares with a kind's name has to be found again for the next kind."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            said = [part for side in sides for part in getattr(side, "elts", [side]) if isinstance(part, ast.Constant)]
            assert not {part.value for part in said} & NAMES, f"{name(path)}:{node.lineno}"


@of_each(CORE, name)
def test_the_core_knows_nothing_of_pages(path: Path) -> None:
    roots = {full.split(".")[0] for full in imports(path)}
    assert not roots & {"streamlit", "pages", "app", "tests", "starlette"}


@of_each(PARTS, name)
def test_parts_do_not_import_pages(path: Path) -> None:
    for full in imports(path):
        assert full.split(".")[0] != "app"
        assert not full.startswith("pages.") or full.startswith("pages.parts"), full


@of_each(PAGES, name)
def test_pages_do_not_import_each_other(path: Path) -> None:
    for full in imports(path):
        assert full.split(".")[0] != "app"
        assert not full.startswith("pages.") or full.startswith("pages.parts"), full


def test_the_core_alone_needs_numpy_alone() -> None:
    loaded = load("convcore")
    assert "numpy" in loaded
    assert not loaded & set(HEAVY)


def test_the_command_line_starts_without_pandas() -> None:
    """Which is half of its time: what makes a table waits for it."""
    assert "pandas" not in load("convcore.__main__")


def load(package: str) -> set[str]:
    """The packages that a Python has loaded which imports one."""
    code = f"import sys, {package}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {module.split(".")[0] for module in run.stdout.split()}


@of_each([p for p in CORE if p.parent.name not in {"io", "web"}], name)
def test_plotly_and_pandas_stay_in_the_modules_that_draw_and_write(path: Path) -> None:
    assert not {full.split(".")[0] for full in imports(path)} & set(HEAVY)


@of_each(PAGES, name)
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_PAGE


@of_each([*(p for p in CORE if p.stem != "trace"), *PARTS, *SCRIPTS], name)
def test_a_module_can_be_read_at_a_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@of_each(sorted({path.parent for path in [*CORE, *PARTS, *SCRIPTS]}), name)
def test_a_folder_can_be_looked_over(folder: Path) -> None:
    """Besides the __init__, which says what the folder is for."""
    modules = [path for path in folder.iterdir() if path.suffix in {".py", ".js"} and path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES


def test_a_type_has_a_name_of_its_own() -> None:
    homes: dict[str, set[str]] = {}
    for path in (*CORE, *PARTS, *PAGES):
        for type_name in types(path):
            homes.setdefault(type_name, set()).add(name(path))
    assert {one: found for one, found in homes.items() if len(found) > 1} == {}


def test_a_name_that_other_rooms_import_has_one_home() -> None:
    """Whoever meets it elsewhere can look it up. ``module.name`` says where it is from, and may be the same twice."""
    rooms = {path: room(module(path)) for path in [*CORE, *PARTS] if "." in module(path).removeprefix("pages.parts")}
    homes: dict[str, set[tuple[str, str]]] = {}
    for path, one in rooms.items():
        for defined in top_level(path):
            homes.setdefault(defined, set()).add(one)
    lent = {
        full.rpartition(".")[2]
        for path in [*CORE, *PARTS, *PAGES]
        for full in imports(path)
        if (source := full.rpartition(".")[0]) in MODULES and full not in MODULES
        if MODULES[source] in rooms and rooms[MODULES[source]] != rooms.get(path)
    }
    assert {one for one in lent if len(homes.get(one, ())) > 1} == SAME_IN_REFERENCE


def test_what_is_installed_is_all_of_the_core() -> None:
    """Its folders are told by name: a new one would be missing without a word."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert sorted({module(path.parent) for path in CORE} | {"convcore.assets"}) == told


@of_each([p for p in [*PAGES, *PARTS] if p != STATE_MODULE], name)
def test_one_module_alone_keeps_state(path: Path) -> None:
    """Docstrings may speak of it; no code may touch it, by whatever name it was imported."""
    for node in ast.walk(tree(path)):
        touched = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
        assert touched != "session_state", f"{name(path)}:{getattr(node, 'lineno', '?')}"


@of_each(LOADED, name)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    """A link to click is fine. What a browser or the server would load by itself is not."""
    for line, text in spoken(path):
        for url in loads(text):
            assert url.startswith("http://www.w3.org/"), f"{name(path)}:{line} loads {url}"  # an XML namespace


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of what a file says to a machine: comments and docstrings may cite their sources."""
    if path.suffix == ".py":
        alone = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree(path)):
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
    return [
        p for p in files if p.is_file() and p.suffix not in {".png", ".jpg", ".npz", ".npy", ".zip", ".woff2", ".ico"}
    ]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """Home folders and work folders of whoever wrote it; /tmp and /usr exist everywhere."""
    place = re.compile(r"(?<![\w./:*-])/(?:home|Users|root|work|workspace|mnt)/\w")
    for path in tracked_texts():
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            assert not place.search(line), f"{name(path)}:{number}: {line.strip()[:100]}"


def test_a_room_has_one_level() -> None:
    """Each stands in one row, so that the order is one."""
    assert len(LEVEL) == sum(len(rooms) for levels in LEVELS.values() for rooms in levels)


def test_every_room_stands_in_the_page_for_contributors() -> None:
    told = re.findall(r"(?m)^\| `(\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert sorted(told) == sorted(room for _, room in LEVEL)
