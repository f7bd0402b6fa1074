"""Groups: the slide from standard convolution to depthwise convolution."""

from functools import cache

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.grid import fold_grids
from pages.parts.edit.options import options
from pages.parts.player.part import in_hand
from pages.parts.sections.groups import Split, choose, mend, notations, play_split, proofs, settle_split, show_costs
from pages.parts.sections.result import print_tensor
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.heading import heading
from pages.parts.ui.language import t

groups, outputs = settle_split(lab.current())
split_of = cache(lambda present: Split(present, groups, outputs))
given = lab.give(lambda present: (split_of(present).trace,), "standard")

title, lead = t("page.groups.title"), t("page.groups.lead")
heading(title, lead)
options(given, "depthwise")
choose(lab.current(), outputs)
mend(groups, outputs)
played = in_hand(given.pictured, "groups")
scene = play_split(*played, given.dimmed) if played else None
fold_grids()
if given.works:
    split = split_of(lab.current())
    show_costs(split)
    print_tensor(split.trace.output)
    proofs(split)
    notations(split)
bring.show()
take_home(Story(played, "grouped", scene, title, lead) if given.works else None)
