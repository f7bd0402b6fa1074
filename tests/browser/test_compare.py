"""/compare in a real browser: the table, both outputs, and where they come from."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.scenes.compare import build
from convcore.spec import ConvSpec, Kind
from convcore.trace import Trace
from tests.browser.bench import Bench, article_trace
from tests.browser.helpers import sent, visit
from tests.browser.player import UNREADABLE, drawn


def traces() -> tuple[Trace, Trace]:
    return article_trace("depthwise"), article_trace("standard")


@pytest.fixture
def compare(bench: Bench) -> Locator:
    """The page's player alone."""
    return bench.mount(build(*traces()))


def numbers(player: Locator) -> list[str]:
    """What the rows of the tables and the column sums show: those that both share, those kept, those added up."""
    groups = player.locator(".cs-overlay g.cs-sum").filter(has=player.page.locator("[data-role=sum]"))
    texts = [[cell for cell in row.locator(".cs-number").all_text_contents() if cell] for row in groups.all()]
    return [", ".join(row) for row in texts if len(row) > 1]


def headings(player: Locator) -> list[str]:
    """What stands above the parts of the picture."""
    return sorted(player.locator(".cs-heading").all_text_contents())


def test_the_first_two_windows(tab: Page) -> None:
    visit(tab, "/compare")
    player = drawn(tab)
    sentence = player.get_by_test_id("player-sentence")
    expect(sentence).to_have_text("depthwise_conv2d keeps 0, 36, 9, 27 · conv2d adds 0 + 9 = 9, 36 + 27 = 63")
    assert numbers(player) == ["0, 36", "9, 27"] * 3 + ["9, 63"]
    named = [words for words in headings(player) if words.startswith("tf.nn.")]
    assert named == ["tf.nn.conv2d adds up its columns", "tf.nn.depthwise_conv2d keeps the table"]
    before = sent(tab)
    player.get_by_test_id("player-next").click()
    expect(sentence).to_have_text("depthwise_conv2d keeps 0, 54, 9, 27 · conv2d adds 0 + 9 = 9, 54 + 27 = 81")
    assert numbers(player) == ["0, 54", "9, 27"] * 3 + ["9, 81"]
    assert sent(tab) == before
    # The whole result and the identity stand below.
    code = tab.locator(".cs-printed pre")
    expect(code.nth(0)).to_contain_text("[ 0. 36.  9. 27.]")
    expect(code.nth(1)).to_contain_text("[ 9. 63.]")
    expect(tab.locator("[data-testid=stAlert]")).to_contain_text("the largest difference is 0")


def origins(player: Locator) -> set[tuple[str, str]]:
    marks = player.locator(".cs-origin").all()
    return {(mark.get_attribute("data-origin") or "", mark.get_attribute("data-col") or "") for mark in marks}


def test_conv2d_s_channel_1_comes_from_column_1(compare: Locator) -> None:
    compare.locator("[data-role=output][data-channel='1']").last.hover()
    expect(compare).to_have_attribute("data-origin", "conv2d:1")
    assert {("table:0", "1"), ("table:1", "1"), ("filter:0:1", "0"), ("filter:1:3", "0")} <= origins(compare)
    assert ("table:0", "0") not in origins(compare)
    compare.page.mouse.move(5, 5)
    expect(compare).to_have_attribute("data-origin", "")


def test_the_keyboard_asks_for_origins_too(compare: Locator) -> None:
    asked = compare.get_by_test_id("player-origin")
    asked.focus()
    asked.select_option("depthwise:2")
    expect(compare).to_have_attribute("data-origin", "depthwise:2")
    made_of = {("table:1", "0"), ("kept:1", "0"), ("filter:1:2", "0"), ("input:1", "0")}
    assert origins(compare) == {("depthwise:2", "0"), *made_of}


def test_origins_of_one_name_say_whose_they_are(compare: Locator) -> None:
    options = compare.get_by_test_id("player-origin").locator("option").all_text_contents()
    assert options[1:] == [f"output[:, :, {k}] · depthwise" for k in range(4)] + [
        f"output[:, :, {q}] · conv2d" for q in range(2)
    ]


def test_a_cell_of_the_table_shows_its_products(compare: Locator) -> None:
    products = compare.locator("g.cs-products .cs-number")
    expect(compare.get_by_test_id("player-lane")).to_have_value("1")
    assert products.all_text_contents() == ["2", "4", "6"] * 3
    compare.locator("[data-role=sum]").nth(2).hover()
    expect(compare.get_by_test_id("player-lane")).to_have_value("2")
    assert products.all_text_contents() == ["1"] * 9
    compare.get_by_test_id("player-lane").select_option("3")
    assert products.all_text_contents() == ["3"] * 9


WAYS = """root => [...root.querySelectorAll(".cs-traveller")].map(one => {
  for (const motion of one.getAnimations()) {
    motion.pause();
    motion.currentTime = motion.effect.getTiming().duration - 0.01;
  }
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.textContent, x + width / 2, y + height / 2];
})"""


def test_a_step_carries_the_cells_to_their_maps_and_the_columns_into_their_sum(compare: Locator) -> None:
    """At the end of its way each number is where it belongs; before the first step nothing moves."""
    assert compare.locator(".cs-traveller").evaluate_all("all => all.flatMap(one => one.getAnimations()).length") == 0
    compare.get_by_test_id("player-next").click()
    middles = """all => all.map(one => one.getBoundingClientRect())
        .map(box => [box.x + box.width / 2, box.y + box.height / 2])"""
    maps = compare.locator(".cs-hit[data-role=output][data-row='0'][data-col='1']").evaluate_all(middles)
    sums = compare.locator(".cs-arrives .cs-cell").evaluate_all(middles)
    found = compare.evaluate(WAYS)
    want = [("0", maps[0]), ("0", sums[0]), ("54", maps[1]), ("54", sums[1])]
    want += [("9", maps[2]), ("9", sums[0]), ("27", maps[3]), ("27", sums[1])]
    for (text, x, y), (number, (right, down)) in zip(found, want, strict=True):
        assert text == number
        assert (x, y) == (pytest.approx(right, abs=1), pytest.approx(down, abs=1))


def test_nothing_travels_where_motion_is_unwanted_or_only_the_pointer_moves(bench: Bench) -> None:
    moving = "root => root.getAnimations({ subtree: true }).filter(one => one instanceof CSSAnimation).length"
    player = bench.mount(build(*traces()))
    player.locator(".cs-hit[data-role=output][data-row='1'][data-col='1']").first.hover()
    assert player.evaluate(moving) == 0
    bench.page.emulate_media(reduced_motion="reduce")
    player = bench.mount(build(*traces()))
    player.get_by_test_id("player-next").click()
    assert player.evaluate(moving) == 0
    bench.page.emulate_media(reduced_motion="no-preference")
    click = "root => root.querySelector('[data-testid=player-next]').click()"
    assert player.evaluate(f"root => {{ ({click})(root); return ({moving})(root); }}") > 0


def test_what_was_played_too_fast_to_travel_is_not_sent_off_at_the_end(compare: Locator) -> None:
    moving = compare.evaluate(
        """root => new Promise(done => {
          const travellers = () => [...root.querySelectorAll(".cs-traveller")].flatMap(one => one.getAnimations());
          const find = name => root.querySelector(`[data-testid=player-${name}]`);
          const ended = () => { if (root.dataset.playing === "false") done(travellers().length); };
          find("speed").value = "60";
          find("speed").dispatchEvent(new Event("change"));
          find("play").click();
          new MutationObserver(ended).observe(root, { attributeFilter: ["data-playing"] });
        })"""
    )
    assert moving == 0
    assert compare.get_attribute("data-step") == "3"


def test_a_map_of_small_cells_is_covered_until_its_number_arrives(bench: Bench) -> None:
    image, filters = np.ones((1, 16, 16, 4)), np.ones((1, 1, 4, 4))
    kinds: tuple[Kind, ...] = ("depthwise", "standard")
    player = bench.mount(build(*(Trace(ConvSpec(kind, image.shape, filters.shape), image, filters) for kind in kinds)))
    before, on_its_way, arrived = player.evaluate(
        """root => {
          const cover = root.querySelector(".cs-output .cs-cover");
          const shape = () => getComputedStyle(cover).d;
          const before = shape();
          root.querySelector("[data-testid=player-next]").click();
          const moving = shape();
          cover.getAnimations().forEach(motion => motion.finish());
          return [before, moving, shape()];
        }"""
    )
    assert before == on_its_way != arrived


def test_the_largest_table_is_whole_on_a_desktop_and_a_phone(bench: Bench, phone_bench: Bench) -> None:
    """Every sum is a number to read, every map is there, nothing hangs over."""
    chance = np.random.default_rng(1)
    image, filters = chance.integers(-9, 10, (1, 4, 4, 8)), chance.integers(-3, 4, (3, 3, 8, 8))
    kinds: tuple[Kind, ...] = ("depthwise", "standard")
    large = build(*(Trace(ConvSpec(kind, image.shape, filters.shape), image, filters) for kind in kinds))
    for one in (bench, phone_bench):
        player = one.mount(large)
        assert player.locator(".cs-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth")
        assert player.locator(".cs-panel.cs-output").count() == 64 + 8
        assert [len(row.split(", ")) for row in numbers(player)] == [8] * 25
        assert player.evaluate(UNREADABLE) == []
