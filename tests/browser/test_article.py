"""The article's page in a browser: five players, each on its chapter's step, and the two printed results."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from convcore.catalogue import LANGUAGES
from tests.browser.helpers import sent, visit, wait_until_idle
from tests.browser.player import UNREADABLE, lies_exactly, output, press, says, step

ARTICLE = "The article's example"
STEPS = [(0, 6), (0, 9), (0, 8), (3, 16), (7, 8)]


def players(page: Page) -> list[Locator]:
    """The players of the page in order, all of them drawn."""
    found = page.get_by_test_id("player")
    expect(found).to_have_count(len(STEPS))
    every = [found.nth(number) for number in range(len(STEPS))]
    for player in every:
        expect(player).to_have_attribute("data-ready", "true")
    return every


def test_each_chapter_has_its_player_on_its_step_and_says_what_it_is_about_below_both_printed_results(
    tab: Page,
) -> None:
    visit(tab)
    expect_results(tab)
    for player, (at, steps) in zip(players(tab), STEPS, strict=True):
        step(player, at)
        expect(player).to_have_attribute("data-steps", str(steps))
        lies_exactly(player)
        assert player.evaluate(UNREADABLE) == []
    tensors, window, standard, depthwise, answer = players(tab)
    says(tensors, "input[:, :, 0]: input channel 0, 4 rows by 4 columns.")
    says(window, "1 × 2 = 2, so far 2")
    says(standard, "output[0, 0, 0] adds its input channels: 0 + 9 = 9")
    says(depthwise, "output[0, 0, 3] reads input channel 1 alone, with filter[:, :, 1, 1]: 9 + 9 + 9 = 27")
    assert depthwise.locator(".cs-panel.cs-sum .cs-number").all_text_contents() == ["0", "36", "9", "27"]
    expect(answer.locator(".cs-unknown")).to_have_count(0)
    expect_steps_apart(tab)
    press(window, "End")
    says(window, "the sum is 36. It becomes output[0, 0, 1].")


def expect_steps_apart(tab: Page) -> None:
    """The players step by themselves, and the server hears nothing."""
    every = players(tab)
    wait_until_idle(tab)
    before = sent(tab)
    press(every[2], "ArrowRight")
    for player, at in zip(every, (0, 0, 1, 3, 7), strict=True):
        step(player, at)
    output(every[4], 1, 0, 1).hover()
    says(every[4], "output[1, 0, 1] adds its input channels: 36 + 27 = 63")
    assert sent(tab) == before


def expect_results(page: Page) -> None:
    """Both printed results can be read."""
    expect(page.get_by_text("[[[[ 9. 63.]")).to_be_visible()
    expect(page.get_by_text("[[[[ 0. 36.  9. 27.]")).to_be_visible()


def test_questions_answer_and_another_language_keeps_the_step(tab: Page) -> None:
    visit(tab)
    expect_an_answer_and_its_step(tab)
    expect_a_click_to_answer(tab)
    expect_the_step_in_other_languages(tab)


def expect_an_answer_and_its_step(tab: Page) -> None:
    """It is met by keyboard alone; asked twice, the player comes back to the step."""
    standard = players(tab)[2]
    asked = tab.locator(".st-key-try_standard input")
    asked.fill("36")
    asked.press("Enter")
    expect(tab.get_by_text("You took input channel 0 alone")).to_be_visible()
    step(standard, 0)
    show = tab.get_by_role("button", name="Show me")
    show.press("Enter")
    says(standard, "output[0, 0, 1] adds its input channels: 36 + 27 = 63")
    press(standard, "End")
    step(standard, 7)
    show.press("Enter")
    step(standard, 1)
    asked.fill("63")
    asked.press("Enter")
    expect(tab.get_by_text("Right.")).to_be_visible()
    expect(show).to_have_count(0)
    step(standard, 1)


def expect_a_click_to_answer(tab: Page) -> None:
    """The answer is the output cell's channel; once it is right, clicks send nothing any more."""
    depthwise = players(tab)[3]
    output(depthwise, 0, 1, 1).click()
    expect(tab.get_by_text("You added c and q.")).to_be_visible()
    expect(tab.locator(".st-key-try_depthwise input")).to_have_value("1")
    output(depthwise, 1, 0, 2).click()
    expect(tab.get_by_text("Right.")).to_have_count(2)
    expect(tab.get_by_text("Right.").last).to_be_visible()
    says(depthwise, "output[1, 0, 2] reads input channel 1 alone")
    wait_until_idle(tab)
    before = sent(tab)
    output(depthwise, 0, 0, 3).click()
    says(depthwise, "output[0, 0, 3] reads input channel 1 alone")
    assert sent(tab) == before


def expect_the_step_in_other_languages(tab: Page) -> None:
    """And both printed results, which can be read still."""
    player = players(tab)[0]
    press(player, "ArrowRight", "ArrowRight")
    for row in list(LANGUAGES.values())[1:]:
        tab.get_by_role("radio", name=row.name).click()
        expect(tab.locator("html")).to_have_attribute("lang", row.tag)
        expect_results(tab)
        if row.code == "zh":
            says(player, "用于输入通道 0 的 3×3 卷积核")
        step(player, 2)


def test_a_kernel_has_its_picture_the_list_follows_the_reader_and_a_chapter_leads_to_its_page(tab: Page) -> None:
    visit(tab)
    players(tab)  # so that nothing moves any more
    expect_a_kernels_picture_at_once(tab)
    expect_led(tab, 60)
    expect_an_answer_and_the_chapters_pages(tab)


def expect_a_kernels_picture_at_once(tab: Page) -> None:
    """It is chosen by pointer and by key; nothing is sent, and nothing moves."""
    wait_until_idle(tab)
    before, high = sent(tab), tab.locator(".cs-picture").bounding_box()
    house, blurred, outlines = (tab.get_by_alt_text(name) for name in ("A house", "blurred", "The outlines"))
    for picture in (house, blurred):
        expect(picture).to_be_visible()
        expect(picture).to_be_in_viewport(ratio=1)
    expect(outlines).to_be_hidden()
    tab.get_by_text("Outlines", exact=True).click()
    expect(outlines).to_be_visible()
    expect(blurred).to_be_hidden()
    tab.keyboard.press("ArrowLeft")
    expect(tab.get_by_alt_text("The upright edges")).to_be_visible()
    assert (sent(tab), tab.locator(".cs-picture").bounding_box()) == (before, high)


def expect_led(page: Page, bar: int) -> None:
    """A click leads to its chapter, which is then marked; the list is in the bar, and the server hears nothing."""
    wait_until_idle(page)
    before, entries = sent(page), page.evaluate("history.length")
    links = page.get_by_role("navigation", name="Chapters").get_by_role("link")
    expect(links).to_have_count(5)
    expect(page.locator(".cs-chapters [aria-current]")).to_have_count(0)
    for number in (3, 1):
        links.nth(number).press("Enter")
        expect(links.nth(number)).to_have_attribute("aria-current", "location")
        expect(page.locator(".cs-chapters [aria-current]")).to_have_count(1)
        expect(page.get_by_role("heading", name=f"{number + 1} · ")).to_be_focused()
        box = links.nth(number).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= bar
    assert (sent(page), page.evaluate("history.length")) == (before, entries)


def expect_an_answer_and_the_chapters_pages(tab: Page) -> None:
    """An answer can be opened without one."""
    tab.get_by_role("button", name="Show the answer").first.click()
    expect(tab.get_by_text("so 3 × 3 × 2 × 2 = 36 weights")).to_be_visible()
    tab.keyboard.press("Escape")
    for link, heading in (
        ("Open standard convolution with the grids", "Standard convolution"),
        ("Open depthwise convolution with the grids", "Depthwise convolution"),
    ):
        tab.get_by_role("link", name=link).click()
        expect(tab.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        tab.get_by_role("link", name=ARTICLE).first.click()
        players(tab)


def expect_questions_and_the_list_whole(phone: Page) -> None:
    """On a phone, whose players stand; ``test_every_page.py`` opens it."""
    labels = phone.locator('[data-testid="stMarkdownContainer"] strong').filter(has_text="?")
    expect(labels).to_have_count(5)
    assert labels.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_led(phone, 60)  # the list of chapters lies in the bar at the top
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
