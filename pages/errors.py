"""My layer fails: what an error says, a layer without an error, and the layouts that most errors are about."""

import streamlit as st

from pages.parts.sections.errors import answer, form, layouts, message
from pages.parts.ui.heading import heading, whole_page
from pages.parts.ui.language import t

heading(t("page.errors.title"), t("page.errors.lead"))
answer.look()
with whole_page("errors"):
    message.section()
    st.header(t("errors.form.title"), anchor=answer.FORM)
    form.section()
    st.header(t("errors.layouts.title"), anchor="layouts")
    layouts.section()
