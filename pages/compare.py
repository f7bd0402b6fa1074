"""Two readings of one table: what conv2d and depthwise_conv2d make of the same sums."""

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import folded_grids
from pages.parts.edit.options import options
from pages.parts.sections.compare import identity, play_readings
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

shown = lab.shown("standard")
kept, added = shown.trace("depthwise"), shown.trace("standard")

title, lead = t("page.compare.title"), t("page.compare.lead")
heading(title, lead)
options(judged=("standard",))
scene = play_readings(kept, added)
folded_grids()
identity(kept, added)
bring.show()
take_home(Story((kept, added), "compare", scene, title, lead))
