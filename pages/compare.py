"""Two readings of one table: what conv2d and depthwise_conv2d make of the same sums."""

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import fold_grids
from pages.parts.edit.options import options
from pages.parts.player.part import in_hand
from pages.parts.sections.compare import identity, play_readings
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

given = lab.give(lambda present: (present.trace("depthwise"), present.trace("standard")), "standard")

title, lead = t("page.compare.title"), t("page.compare.lead")
heading(title, lead)
options(given)
played = in_hand(given.pictured, "compare")
scene = play_readings(*played, given.dimmed)
fold_grids()
if given.works:
    identity(*played)
bring.show()
if given.works:
    take_home(Story(played, "compare", scene, title, lead))
