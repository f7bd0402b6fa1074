"""The slide from conv2d to depthwise_conv2d: what the slider gives, proves, costs and refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES
from pages.parts.lab import Lab
from tests.pages.conftest import Open, field, printed, scenes


def scene(app: AppTest) -> dict[str, Any]:
    (found,) = scenes(app)
    return found


def opened(open_page: Open, shown: Lab | None = None, language: str = "en") -> AppTest:
    return open_page("groups", {"lang": language}, lab=shown)


def metrics(app: AppTest) -> list[str]:
    return [one.value for one in app.metric]


def test_one_group_is_conv2d_and_all_apart_are_depthwise(open_page: Open) -> None:
    app = opened(open_page)
    assert scene(app)["frames"][0]["sentence"].startswith("output[0, 0, 0] adds its input channels: 0 + 9 = 9")
    assert metrics(app) == ["[1, 2, 2, 4]", "72", "288"]
    app.select_slider[0].set_value(2).run()
    assert not app.exception
    sentences = [frame["sentence"] for frame in scene(app)["frames"][:4]]
    assert [text.rsplit("= ", 1)[1] for text in sentences] == ["0", "36", "9", "27"]
    assert metrics(app) == ["[1, 2, 2, 4]", "36", "144"]
    (proof,) = app.success
    assert proof.value.count("\n- ") == 3
    assert "16 cells" in proof.value
    tensorflow, pytorch, keras = printed(app)[-3:]
    assert tensorflow.endswith("tf.nn.depthwise_conv2d(x, filters)\n# filters [kh, kw, C, M]\n#       = [3, 3, 2, 2]")
    assert pytorch == "F.conv2d(x, weight, groups=2)\n# weight [Cout, C/G, kh, kw]\n#      = [4, 1, 3, 3]"
    assert keras.startswith("Conv2D(4, (3, 3), groups=2)\n")


def test_a_count_that_the_groups_do_not_divide_is_refused_and_mended(open_page: Open) -> None:
    app = opened(open_page)
    app.select_slider[0].set_value(2).run()
    app.number_input(key="outs").set_value(3).run()
    assert "2 does not divide 3" in app.warning[0].value
    mend = [button for button in app.button if button.label.startswith(("2", "4")) or " 4" in button.label]
    assert mend
    mend[-1].click().run()
    assert field(app, "outs").value == 4
    assert not app.warning


def test_the_outputs_follow_the_lab_until_somebody_chooses(open_page: Open) -> None:
    app = opened(open_page, Lab(np.ones((1, 4, 4, 3)), np.ones((3, 3, 3, 2))))
    assert app.number_input(key="outs").value == 6
    app.number_input(key="outs").set_value(9).run()
    state = app.session_state["state"]
    app.session_state["state"] = state.commit(Lab(np.ones((1, 4, 4, 2)), np.ones((3, 3, 2, 2))))
    app.run()
    assert app.number_input(key="outs").value == 9


def test_a_large_lab_is_played_at_once(open_page: Open) -> None:
    app = opened(open_page, Lab(np.ones((1, 16, 16, 8)), np.ones((1, 1, 8, 8))))
    assert not app.warning
    assert len(scene(app)["frames"]) == 16 * 16 * 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_groups_is_proved(open_page: Open, language: str) -> None:
    rng = np.random.default_rng(3)
    app = opened(open_page, Lab(rng.normal(size=(2, 5, 4, 6)), rng.normal(size=(2, 3, 6, 2)), (2, 1), "SAME"), language)
    for groups in (1, 2, 3, 6):
        app.select_slider[0].set_value(groups).run()
        assert not app.exception
        assert not app.error
        (proof,) = app.success
        assert proof.value.count("\n- ") >= 2


@pytest.mark.parametrize("outputs", [38, 64])
def test_any_number_of_outputs_is_played(open_page: Open, outputs: int) -> None:
    app = opened(open_page)
    app.number_input(key="outs").set_value(outputs).run()
    assert not app.exception
    assert scene(app)["channels"] == outputs
