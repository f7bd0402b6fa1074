"""Practice: a set of exercises from a seed, one at a time, and answers that are met."""

from pages.parts.questions import classroom, exercise, sets
from pages.parts.ui.heading import heading, whole_page
from pages.parts.ui.language import t

record = sets.follow()

heading(t("practice.page.title"), t("practice.page.lead"))
with whole_page("practice"):
    sets.draw_options(record)
    exercise.show(record)
    classroom.offer_sheets(record)
