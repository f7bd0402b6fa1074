"""A real network: MobileNetV1 layer by layer, counted, and each of its layers small enough to be played."""

from pages.parts.sections import mobilenet
from pages.parts.share.takeaway import take_home
from pages.parts.ui.heading import heading, whole_page
from pages.parts.ui.language import t

heading(t("page.mobilenet.title"), t("page.mobilenet.lead"))
with whole_page("mobilenet"):
    mobilenet.section()
    take_home(None)
