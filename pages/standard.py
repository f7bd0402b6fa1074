"""Standard convolution: each output channel adds up all input channels."""

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

KIND = "standard"

given = lab.give(lambda present: (present.trace(KIND),), KIND)

title, lead = t("page.standard.title"), t("page.standard.lead", channels=lab.current().input.shape[3])
heading(title, lead)
options(given, KIND)
played = in_hand(given.pictured, KIND)
scene = play_trace(*played, KIND, given.dimmed)

tensor_grids()
bring.show()
result.show(given)
take_home(Story(played, KIND, scene, title, lead, tables=FILES) if given.works else None)
