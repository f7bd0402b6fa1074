"""What a reader is told where a page fails."""

from __future__ import annotations

import logging

import streamlit as st

from pages.parts.ui.language import t

LOG = logging.getLogger("convscope")


def tell_defect(error: Exception) -> bool:
    """Tells the reader of a defect in the page's language; the log has the traceback."""
    LOG.error("a page failed", exc_info=error)
    st.error(t("about.defect"))
    return True
