"""The browser's modules in assets/player: which there are, in the order of their imports, and as one script."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path

from convcore.catalogue import ASSETS

PLAYER = ASSETS / "player"
DOOR = "index.js"
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?:default )?(?=(?:async )?function\b|class\b|const\b)", re.MULTILINE)


def order(folder: Path = PLAYER, door: str = DOOR) -> tuple[Path, ...]:
    """The modules that a door needs, each behind those that it imports, the door last.

    Raises:
        ValueError: for modules that import each other in a circle.

    >>> [path.name for path in order()][-1]
    'index.js'
    """
    found: dict[str, Path] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"{' -> '.join([*above, name])}: modules import each other in a circle")
        if name not in found:
            for needed in IMPORT.findall((folder / name).read_text("utf-8")):
                visit(resolve(name, needed), (*above, name))
            found[name] = folder / name

    visit(door, ())
    return tuple(found.values())


def resolve(name: str, needed: str) -> str:
    """What a module imports, as a path from the folder of all: ``name`` is its own, ``needed`` stands in its import.

    >>> resolve("drawing/frame.js", "../dom.js"), resolve("index.js", "./drawing/frame.js")
    ('dom.js', 'drawing/frame.js')
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), needed))


def join(folder: Path = PLAYER) -> str:
    """All of them as one script, for a file that can import nothing: without imports and exports.

    Their top-level names are shared then, and have to be unique.

    >>> IMPORT.search(join()), EXPORT.search(join()), "function component(" in join()
    (None, None, True)
    """
    return "\n".join(EXPORT.sub("", IMPORT.sub("", path.read_text("utf-8"))) for path in order(folder))


def digest(folder: Path = PLAYER) -> str:
    """A name for what the modules and style sheets of a folder, or a single one, are now: it changes with any of them.

    >>> len(digest())
    12
    """
    within = folder.rglob("*") if folder.is_dir() else [folder]
    found = sorted(path for path in within if path.suffix in (".js", ".css"))
    states = ((path, path.stat()) for path in found)
    return _digest(folder, tuple((path, state.st_size, state.st_mtime_ns) for path, state in states))


@lru_cache(maxsize=64)
def _digest(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> str:
    """Read once for each state of the files: the server asks with every request for one of them."""
    known = hashlib.sha256()
    for path, _, _ in files:
        content = path.read_bytes()
        known.update(f"{path.relative_to(folder).as_posix()} {len(content)} ".encode() + content)
    return known.hexdigest()[:12]
