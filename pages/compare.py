"""Two readings of one table: what conv2d and depthwise_conv2d make of the same sums."""

from pages.parts import bring, controls, lab
from pages.parts.grid import tensor_grids
from pages.parts.heading import heading
from pages.parts.language import t
from pages.parts.readings import identity, play_readings
from pages.parts.takeaway import Story, take_home

shown = lab.shown("standard")
kept, added = shown.trace("depthwise"), shown.trace("standard")

title, lead = t("page.compare.title"), t("page.compare.lead")
heading(title, lead)
controls.options(judged=("standard",))
scene = play_readings(kept, added)
identity(kept, added)
tensor_grids()
bring.show()
take_home(Story((kept, added), "compare", scene, title, lead))
