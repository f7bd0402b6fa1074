"""Standard convolution: each output channel adds up all input channels."""

from pages.parts import bring, controls, lab, result
from pages.parts.downloads import downloads
from pages.parts.grid import tensor_grids
from pages.parts.heading import heading
from pages.parts.language import t
from pages.parts.player import show
from pages.parts.takeaway import Story, take_home

KIND = "standard"

shown = lab.shown(KIND)

title, lead = t("page.standard.title"), t("page.standard.lead", channels=shown.input.shape[3])
heading(title, lead)
controls.options(KIND)
scene = show(KIND, shown, key=KIND)

tensor_grids()
bring.show()
result.show(KIND)
downloads(KIND, shown)
take_home(Story((shown.trace(KIND),), KIND, scene, title, lead))
