"""The browser's modules: they can be joined into one script, and their version changes with any of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from convcore.web.modules import DOOR, EXPORT, IMPORT, PLAYER, digest, join, order, resolve

NAME = re.compile(r"^(?:async )?(?:function|class|const|let|var) (\w+)", re.MULTILINE)
NAMES = [path.relative_to(PLAYER).as_posix() for path in order()]


def test_every_module_is_behind_the_door() -> None:
    assert len(NAMES) > 10
    assert set(NAMES) == {path.relative_to(PLAYER).as_posix() for path in PLAYER.rglob("*.js")}
    assert NAMES[-1] == DOOR


@pytest.mark.parametrize("name", NAMES)
def test_a_module_imports_what_stands_before_it(name: str) -> None:
    needed = {resolve(name, found) for found in IMPORT.findall((PLAYER / name).read_text("utf-8"))}
    assert needed <= set(NAMES[: NAMES.index(name)])


@pytest.mark.parametrize("name", NAMES)
def test_imports_and_exports_are_of_the_form_that_can_be_joined(name: str) -> None:
    """No ``import * as``, no renaming, no import while it runs, no list of exports."""
    text = (PLAYER / name).read_text("utf-8")
    assert text.count("\nimport ") == len(IMPORT.findall(text))
    assert text.count("\nexport ") == len(EXPORT.findall(text))
    assert not re.search(r"^import .* as |\bimport\(", text, re.MULTILINE)
    assert text.startswith("// @ts-check\n")


def test_top_level_names_are_unique() -> None:
    """Joined, the modules share one scope."""
    names = NAME.findall(join())
    assert {"Player", "component", "short", "traces"} <= set(names)
    assert sorted(names) == sorted(set(names))
    assert not re.search(r"^(?:const|let) [{\[]", join(), re.MULTILINE), "a name that this test would not see"


def test_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./index.js";\n')
    with pytest.raises(ValueError, match=r"index.js -> b.js -> index.js: modules import each other in a circle"):
        order(tmp_path)


def test_a_module_of_a_room_imports_from_beside_and_above(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "index.js").write_text('import { a } from "./room/a.js";\nconst x = a;\n')
    (tmp_path / "room" / "a.js").write_text(
        'import { b } from "./b.js";\nimport { c } from "../c.js";\nconst a = b + c;\n'
    )
    (tmp_path / "room" / "b.js").write_text('import { c } from "../c.js";\nexport const b = c;\n')
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    names = [path.relative_to(tmp_path).as_posix() for path in order(tmp_path)]
    assert names == ["c.js", "room/b.js", "room/a.js", "index.js"]
    assert join(tmp_path) == "const c = 1;\n\nconst b = c;\n\nconst a = b + c;\n\nconst x = a;\n"


def test_a_module_stands_once_behind_all_it_needs(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(
        'import { a } from "./a.js";\nimport {\n  b,\n} from "./b.js";\nexport default function x() {}\n'
    )
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text("export const b = 1;\n")
    assert [path.name for path in order(tmp_path)] == ["b.js", "a.js", "index.js"]
    assert join(tmp_path) == "const b = 1;\n\nconst a = b;\n\nfunction x() {}\n"


def test_the_version_changes_with_any_module(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PLAYER, tmp_path / "player"))
    seen = [digest(folder)]
    assert seen == [digest()]
    for name in NAMES:
        with (folder / name).open("a") as file:
            file.write("\n")
        seen.append(digest(folder))
    (folder / "new.js").touch()
    seen.append(digest(folder))
    assert len(set(seen)) == len(seen)
