"""Depthwise separable convolution: both stages in one player, what they equal, and what they cost."""

import streamlit as st

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import folded_grids
from pages.parts.edit.options import options
from pages.parts.sections import costs, separable, timing
from pages.parts.share.downloads import STAGES
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

shown = lab.shown("standard")

title, lead = t("page.separable.title"), t("page.separable.lead")
heading(title, lead)
options("depthwise", judged=("standard",))
both = separable.stages_of(shown)
scene = separable.play_stages(both) if both else None
folded_grids("input", "filters", "pointwise")
separable.outputs()
if both:
    st.header(t("separable.equal.title"), anchor="equal")
    separable.equality(shown, both)
st.header(t("separable.rank.title"), anchor="rank")
separable.rank(shown)
st.header(t("cost.title"), anchor="cost")
costs.section(shown)
st.header(t("timing.title"), anchor="time")
timing.section()
st.page_link("mobilenet.py", label=t("separable.mobilenet"), icon=":material/arrow_forward:")
bring.show()
take_home(Story((both,), "separable", scene, title, lead, tables=STAGES) if both else None)
