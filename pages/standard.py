"""Standard convolution: each output channel adds up all input channels."""

from pages.parts.edit import bring, controls
from pages.parts.edit.grid import tensor_grids
from pages.parts.lab import lab
from pages.parts.player.player import show
from pages.parts.sections import result
from pages.parts.share.downloads import downloads
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

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
