"""Take it home: a lesson file, all tables, pictures of the player, and code that gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from convcore.frameworks import FRAMEWORKS, snippet
from convcore.io import save
from convcore.kinds import KINDS
from convcore.scenes.model import Scene
from convcore.trace import Stages, Work
from convcore.web import lesson
from convcore.web import payload as playable
from pages.parts.ui import fold
from pages.parts.ui.component import component
from pages.parts.ui.language import catalogue, language, t

LESSON = "html"
BUTTONS = '<div class="cs-buttons cs-pictures"></div>'


@dataclass(frozen=True)
class Story:
    """What a page plays, for its lesson, its pictures and its code.

    Attributes:
        works: the convolutions in it.
        player: the key of the player whose pictures are taken, and the name of the files.
        scene: what that player plays.
        title, lead: the lesson's words; without them each convolution has a player and words of its own.
        image: which image of the batch such players show.
    """

    works: tuple[Work, ...]
    player: str
    scene: Scene
    title: str = ""
    lead: str = ""
    image: int = 0

    def lesson(self, code: str) -> lesson.Lesson:
        """The lesson in a language."""
        if self.title:
            return lesson.told(self.title, self.lead, self.scene, self.works, code)
        return lesson.convolution(*(work.first for work in self.works), language=code, batch=self.image)

    @property
    def file(self) -> str:
        """The files' name without an ending."""
        return self.player.split(".")[0]


@dataclass(frozen=True)
class File:
    """A row of the table of files: its ending names it, ``write`` makes it of a story and a language."""

    ending: str
    icon: str
    mime: str
    write: Callable[[Story, str], bytes]


FILES = (
    File(LESSON, "school", "text/html", lambda story, code: lesson.render(story.lesson(code), code).encode()),
    File("zip", "table_view", "application/zip", lambda story, code: save.to_zip(*story.works, language=code)),
    File("npz", "data_array", "application/octet-stream", lambda story, code: save.to_npz(story.works[0])),
)


def take_home(story: Story) -> None:
    """All of it in one row, the code below."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="takeaway"):
        for file in FILES:
            st.download_button(
                t(f"takeaway.{file.ending}"),
                partial(file.write, story, language()),
                file_name=f"{story.file}.{file.ending}",
                mime=file.mime,
                key=f"takeaway_{file.ending}",
                help=t(f"takeaway.{file.ending}.help"),
                icon=f":material/{file.icon}:",
                on_click="ignore",
            )
        _pictures(story)
    fold.expander(t("takeaway.code"), partial(_code, story), key="takeaway_code", icon=":material/code:")


def _code(story: Story) -> None:
    """The code for one framework; written only while it is looked at."""
    titles = {row.name: row.title for row in FRAMEWORKS}
    name = st.segmented_control(
        t("takeaway.framework"),
        list(titles),
        default=FRAMEWORKS[0].name,
        required=True,
        format_func=titles.__getitem__,
        key="takeaway_framework",
        label_visibility="collapsed",
    )
    code = write_code(name, _choose(story.works))
    st.code(code, language="python", height=480 if code.count("\n") > 24 else "content")
    st.caption(t("takeaway.code.note"))


def _choose(works: tuple[Work, ...]) -> Work:
    """The convolution whose code is shown; where there are several, the reader says which."""
    if len(works) == 1:
        return works[0]
    names = [KINDS[work.kind].function for work in works]
    name = st.segmented_control(
        t("takeaway.function"),
        names,
        default=names[0],
        required=True,
        key="takeaway_function",
        label_visibility="collapsed",
    )
    return works[names.index(name)]


def write_code(framework: str, work: Work) -> str:
    """The code for a framework."""
    trace = work.first
    pointwise = work.pointwise.filters if isinstance(work, Stages) else None
    return snippet(framework, trace.spec, trace.input, trace.filters, pointwise)


def _pictures(story: Story) -> None:
    component("pictures", BUTTONS, "buttons.css", script="player", door="pictures")(
        key="takeaway_pictures",
        data={
            "player": f".st-key-{story.player.replace('.', '-')}",
            "file": story.file,
            "words": playable.picture_words(catalogue(language())),
        },
        width="content",
    )
