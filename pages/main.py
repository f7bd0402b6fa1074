"""The script that the server runs on every visit: navigation and what all pages share."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # Streamlit puts this script's folder there
    sys.path.append(str(ROOT))

from convcore.catalogue import ASSETS  # noqa: E402
from pages.parts import lab  # noqa: E402
from pages.parts.edit import bring, grid  # noqa: E402
from pages.parts.share import link  # noqa: E402
from pages.parts.ui import borrowed  # noqa: E402
from pages.parts.ui.language import settle, switch, t  # noqa: E402

PAGES = ("article", "standard", "depthwise", "compare", "groups", "separable", "mobilenet", "practice", "errors")

settle()
st.html(ASSETS / "pages.css")

pages = [st.Page(f"{name}.py", title=t(f"nav.{name}"), default=name == PAGES[0]) for name in PAGES]
page = st.navigation(pages)  # first: what the keeper sends is for the page that the browser knows by then

with st.sidebar:
    if lab.has_begun():
        grid.accept()
        link.write()
        link.keep()
    else:
        link.follow()
    switch()

st.set_page_config(page_title=f"{page.title} · ConvScope", page_icon=str(ASSETS / "icon.svg"), layout="wide")

with st.sidebar:
    borrowed.cover(bring.MOST_MB)
    st.caption(t("about.text"))
    if page is not pages[0]:  # which has the same door in its first screen
        st.page_link(pages[0], label=t("about.article"))

if not lab.has_begun():
    st.caption(t("link.waiting"))
    st.stop()
link.show()
page.run()
