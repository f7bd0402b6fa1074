"""Standard convolution: each output channel adds up all input channels."""

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

KIND = "standard"

shown = lab.shown(KIND)

title, lead = t("page.standard.title"), t("page.standard.lead", channels=shown.input.shape[3])
heading(title, lead)
options(KIND)
scene = show(KIND, shown, key=KIND)

tensor_grids()
bring.show()
result.show(KIND)
take_home(Story((shown.trace(KIND),), KIND, scene, title, lead, tables=FILES))
