"""Depthwise convolution: each input channel by itself, its sums kept apart."""

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import tensor_grids
from pages.parts.edit.options import options
from pages.parts.player.part import in_hand
from pages.parts.player.player import play_trace
from pages.parts.sections import result
from pages.parts.share.downloads import FILES
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

KIND = "depthwise"

given = lab.give(lambda present: (present.trace(KIND),), KIND)
channels, multiplier = lab.current().filters.shape[2:]

title = t("page.depthwise.title")
lead = t("page.depthwise.lead", channels=channels, multiplier=multiplier, out=channels * multiplier)
heading(title, lead)
options(given, KIND)
played = in_hand(given.pictured, KIND)
scene = play_trace(*played, KIND, given.dimmed)

tensor_grids()
bring.show()
result.show(given)
take_home(Story(played, KIND, scene, title, lead, tables=FILES) if given.works else None)
