"""What tests ask of a player that stands on a page: where it is, what it says and shows, how exactly it is drawn."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, TimeoutError, expect

TOLERANCE = 1  # pixel

# How far the overlay's cells lie from the heatmaps that Plotly has drawn: the worst centre, width or height.
DRIFT = """root => {
  const heat = root.querySelector(".cs-heat");
  const groups = [...root.querySelectorAll(".cs-panel")].filter(group => group.querySelector(".cs-hit"));
  const traces = heat._fullData ?? [];
  if (!heat._fullData || traces.length !== groups.length) return 1e9;
  return Math.max(0, ...groups.flatMap((group, i) => {
    const { xaxis, yaxis, z } = traces[i];
    const image = heat.querySelector(`.subplot.${xaxis}${yaxis} .heatmaplayer image`)?.getBoundingClientRect();
    const fine = group.querySelector(".cs-cover"); // small cells share one
    const [rows, cols] = fine ? [1, 1] : [z.length, z[0].length];
    const cells = group.querySelectorAll(fine ? ".cs-hit" : ".cs-hit, .cs-padding-cell");
    const hits = [...cells].map(cell => cell.getBoundingClientRect());
    if (!image || hits.length !== rows * cols) return [1e9];
    const [across, down] = [image.width / cols, image.height / rows];
    return hits.flatMap((hit, n) => [
      Math.abs(hit.left + hit.width / 2 - image.left - (n % cols + 0.5) * across),
      Math.abs(hit.top + hit.height / 2 - image.top - (Math.floor(n / cols) + 0.5) * down),
      Math.abs(hit.width - across) / 2,
      Math.abs(hit.height - down) / 2,
    ]);
  }));
}"""

# Texts in cells that are too small to read, wider than their cell, or hard to tell from it.
UNREADABLE = """root => {
  const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = colour => parts(colour).map(linear).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const found = [];
  for (const text of root.querySelectorAll(".cs-overlay text, .cs-heat text")) {
    if (text.textContent && parseFloat(getComputedStyle(text).fontSize) < 11) found.push(`small: ${text.textContent}`);
  }
  for (const rect of root.querySelectorAll(".cs-cell:not(.cs-blank)")) {
    const text = rect.nextElementSibling;
    if (!text.textContent) continue;
    const [inner, outer] = [text, rect].map(one => one.getBoundingClientRect().width);
    if (inner > outer) found.push(`wide: ${text.textContent}`);
    const covered = rect.classList.contains("cs-unknown");
    const ratio = contrast(getComputedStyle(text).fill, getComputedStyle(rect).fill);
    if (!covered && ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${text.textContent}`);
  }
  for (const { xaxis, yaxis, z } of root.querySelector(".cs-heat")._fullData) {
    const plot = root.querySelector(`.cs-heat .subplot.${xaxis}${yaxis}`);
    const width = plot.querySelector("image").getBoundingClientRect().width / z[0].length;
    for (const text of plot.querySelectorAll("text")) {
      if (text.getBoundingClientRect().width > width) found.push(`wide: ${text.textContent}`);
      // The scales are made for the page's text: tests/convcore/test_figures.py.
      if (getComputedStyle(text).fill !== getComputedStyle(root).color) found.push(`colour: ${text.textContent}`);
    }
  }
  return found;
}"""


# Which cells' middles lie on a shape of a panel of small cells, row by row.
COVERED = """(shape, [rows, cols]) => {
  const { width, height } = shape.parentNode.querySelector(".cs-hit").getBBox();
  return Array.from({ length: rows }, (_, row) => Array.from({ length: cols }, (_, col) =>
    shape.isPointInFill(new DOMPoint((col + 0.5) / cols * width, (row + 0.5) / rows * height))));
}"""


def drawn(page: Page, within: str = "") -> Locator:
    """The player, once its heatmaps stand."""
    player = page.locator(f"{within} [data-testid=player]")
    expect(player).to_have_attribute("data-ready", "true")
    return player


def step(player: Locator, number: int) -> None:
    expect(player).to_have_attribute("data-step", str(number))


def says(player: Locator, text: str) -> None:
    expect(player.get_by_test_id("player-sentence")).to_contain_text(text)


def press(player: Locator, *keys: str) -> None:
    player.focus()
    for key in keys:
        player.page.keyboard.press(key)


def output(player: Locator, row: int, col: int, channel: int) -> Locator:
    """An output cell of the overlay, in its own panel."""
    place = f'[data-row="{row}"][data-col="{col}"][data-channel="{channel}"]'
    return player.locator(f'.cs-hit[data-role="output"]{place}')


def lies_exactly(player: Locator) -> None:
    """Waits until the overlay's cells lie on the heatmaps' within a pixel."""
    try:
        player.page.wait_for_function(f"root => ({DRIFT})(root) < {TOLERANCE}", arg=player.element_handle())
    except TimeoutError as late:
        raise AssertionError(f"the overlay is off by {player.evaluate(DRIFT)} px") from late


def numbers(player: Locator, role: str) -> list[str]:
    return player.locator(f".cs-panel.cs-{role} .cs-number").all_text_contents()


def come_to_rest(player: Locator) -> None:
    """Brings what glides to where it glides to: nobody waits for it."""
    player.evaluate("""root => Promise.all(root.getAnimations({ subtree: true }).map(animation => {
      animation.finish();
      return animation.finished;
    }))""")


def framed(player: Locator, channel: int) -> list[list[int]]:
    """The input cells of a channel that the window's frame encloses, once it has glided there."""
    come_to_rest(player)
    found: list[list[int]] = player.evaluate(
        """(root, channel) => {
          const marks = [...root.querySelectorAll(".cs-mark:not(.cs-hidden) path:not(.cs-halo)")];
          const boxes = marks.map(mark => mark.getBoundingClientRect());
          const cells = [...root.querySelectorAll(`.cs-hit[data-role="input"][data-channel="${channel}"]`)];
          return cells.filter(cell => {
            const { left, right, top, bottom } = cell.getBoundingClientRect();
            const [x, y] = [(left + right) / 2, (top + bottom) / 2];
            return boxes.some(box => box.left < x && x < box.right && box.top < y && y < box.bottom);
          }).map(cell => [Number(cell.dataset.row), Number(cell.dataset.col)]);
        }""",
        channel,
    )
    return found


def block(row: int, col: int) -> list[list[int]]:
    return [[row + a, col + b] for a in range(3) for b in range(3)]
