"""Depthwise convolution: each input channel by itself, its sums kept apart."""

from pages.parts import bring, controls, lab, result
from pages.parts.downloads import downloads
from pages.parts.grid import tensor_grids
from pages.parts.heading import heading
from pages.parts.language import t
from pages.parts.player import show
from pages.parts.takeaway import Story, take_home

KIND = "depthwise"

shown = lab.shown(KIND)
channels, multiplier = shown.filters.shape[2:]

title = t("page.depthwise.title")
lead = t("page.depthwise.lead", channels=channels, multiplier=multiplier, out=channels * multiplier)
heading(title, lead)
controls.options(KIND)
scene = show(KIND, shown, key=KIND)

tensor_grids()
bring.show()
result.show(KIND)
downloads(KIND, shown)
take_home(Story((shown.trace(KIND),), KIND, scene, title, lead))
