"""Groups: the slide from standard convolution to depthwise convolution."""

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import folded_grids
from pages.parts.edit.options import options
from pages.parts.sections.groups import choose, costs, notations, play_split, possible, proofs
from pages.parts.sections.result import print_tensor
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

shown = lab.shown("standard")

title, lead = t("page.groups.title"), t("page.groups.lead")
heading(title, lead)
options("depthwise", judged=("standard",))
split = choose(shown)
works = possible(split)
if works:
    scene = play_split(split)
folded_grids()
if works:
    costs(split)
    print_tensor(split.trace.output)
    proofs(split)
    notations(split)
bring.show()
take_home(Story((split.trace,), "grouped", scene, title, lead) if works else None)
