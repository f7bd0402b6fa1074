"""Depthwise convolution: each input channel by itself, its sums kept apart."""

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import tensor_grids
from pages.parts.edit.options import options
from pages.parts.player.player import show
from pages.parts.sections import result
from pages.parts.share.downloads import FILES
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

KIND = "depthwise"

shown = lab.shown(KIND)
channels, multiplier = shown.filters.shape[2:]

title = t("page.depthwise.title")
lead = t("page.depthwise.lead", channels=channels, multiplier=multiplier, out=channels * multiplier)
heading(title, lead)
options(KIND)
scene = show(KIND, shown, key=KIND)

tensor_grids()
bring.show()
result.show(KIND)
take_home(Story((shown.trace(KIND),), KIND, scene, title, lead, tables=FILES))
