"""Groups: the slide from standard convolution to depthwise convolution."""

from pages.parts import bring, controls, lab
from pages.parts.grid import tensor_grids
from pages.parts.groups import choose, costs, notations, play_split, possible, proofs
from pages.parts.heading import heading
from pages.parts.language import t
from pages.parts.result import printed
from pages.parts.takeaway import Story, take_home

shown = lab.shown("standard")

title, lead = t("page.groups.title"), t("page.groups.lead")
heading(title, lead)
controls.options("depthwise", judged=("standard",))
split = choose(shown)
works = possible(split)
if works:
    scene = play_split(split)
    costs(split)
    printed(split.trace.output)
    proofs(split)
    notations(split)
tensor_grids()
bring.show()
if works:
    take_home(Story((split.trace,), "grouped", scene, title, lead))
