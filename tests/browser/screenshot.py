"""Makes the README's picture from the running app: ``make screenshot``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.browser.conftest import ARGS, DESKTOP  # noqa: E402
from tests.conftest import free_port, running  # noqa: E402

PICTURE = ROOT / "assets" / "screenshot.png"
STEP = 5


def main() -> None:
    """Opens the depthwise page, plays a few steps and keeps what is seen."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with running(command, port, Path(tempfile.mkdtemp())) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGS)
        page = browser.new_page(**DESKTOP, locale="en-US")
        page.goto(f"{url}/depthwise")
        page.wait_for_selector("[data-testid=player][data-ready=true]")
        for _ in range(STEP):
            page.get_by_test_id("player-next").click()
        page.mouse.move(5, 5)
        page.wait_for_timeout(500)  # the window glides
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
