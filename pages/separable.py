"""Depthwise separable convolution: both stages in one player, what they equal, and what they cost."""

import streamlit as st

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import fold_grids
from pages.parts.edit.options import options
from pages.parts.player.part import in_hand
from pages.parts.sections import costs, separable, timing
from pages.parts.share.downloads import STAGE_TABLES
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

present = lab.current()
given = lab.give(lambda one: (one.stages,), "depthwise")

title, lead = t("page.separable.title"), t("page.separable.lead")
heading(title, lead)
options(given, "depthwise")
played = in_hand(given.pictured, "separable")
scene = separable.play_stages(*played, given.dimmed) if played else None
fold_grids("input", "filters", "pointwise")
separable.outputs()
if given.works:
    st.header(t("separable.equal.title"), anchor="equal")
    separable.equality(present, *played)
st.header(t("separable.rank.title"), anchor="rank")
separable.rank(present)
st.header(t("cost.title"), anchor="cost")
costs.section(present)
st.header(t("timing.title"), anchor="time")
timing.section()
st.page_link("mobilenet.py", label=t("separable.mobilenet"), icon=":material/arrow_forward:")
bring.show()
take_home(Story(played, "separable", scene, title, lead, tables=STAGE_TABLES) if given.works else None)
