"""The same tensor in every layout, and the code that leads from one to the other."""

from __future__ import annotations

import pytest

from convcore.explain.layouts import FAMILIES
from pages.parts.sections.errors.layouts import SHAPES, describe
from tests.pages.conftest import Open, printed


@pytest.mark.parametrize("family", FAMILIES)
def test_layouts_hold_the_same_cells_in_the_order_of_memory(family: tuple[str, ...]) -> None:
    first, second = describe(family, SHAPES[family])
    assert [cell[0] for cell in first["cells"]] == list(range(len(first["cells"])))
    assert sorted(cell[0] for cell in second["cells"]) == list(range(len(first["cells"])))
    for layout in (first, second):
        assert [cell[1] for cell in layout["cells"]] == sorted(cell[1] for cell in layout["cells"])
        assert layout["cells"][-1][1] == [size - 1 for size in layout["shape"]]


@pytest.mark.parametrize("framework", ["tensorflow", "pytorch"])
def test_the_transposes_are_code(open_page: Open, framework: str) -> None:
    app = open_page("errors")
    app.segmented_control(key="layouts_framework").select(framework).run()
    code = printed(app)
    assert any("0, 3, 1, 2" in one for one in code)
    assert any("0, 2, 3, 1" in one for one in code)
