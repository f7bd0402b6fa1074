"""Take it home: one block a page, with pictures of the player, files, the link, single tables and the code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from convcore.frameworks import FRAMEWORKS
from convcore.io import save
from convcore.kinds import KINDS
from convcore.scenes.model import Scene
from convcore.trace import Work
from convcore.web import lesson
from convcore.web import payload as playable
from convcore.web.filenames import stem, stem_of
from convcore.web.own import NOTHING_OWN, Own
from pages.parts import lab
from pages.parts.lab import labfile
from pages.parts.share import downloads, link, own
from pages.parts.share.own import Typed
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
        tables: the tables that can also be had one by one, by their names in :func:`convcore.io.save.tables`.
    """

    works: tuple[Work, ...]
    player: str
    scene: Scene
    title: str = ""
    lead: str = ""
    image: int = 0
    tables: tuple[str, ...] = ()

    def lesson(self, code: str, own: Own = NOTHING_OWN) -> str:
        """The lesson in a language, with a teacher's own words, as the text of an HTML file."""
        if self.title:
            made = lesson.tell(self.title, self.lead, self.scene, self.works, code)
        else:
            made = lesson.convolution(*(work.first for work in self.works), language=code, batch=self.image)
        return lesson.render(replace(made, own=own), code)

    @property
    def file(self) -> str:
        """The files' name without an ending: the page's own, and what is inside."""
        return stem_of(self.player.split(".")[0], self.works[0].first.spec)


@dataclass(frozen=True)
class File:
    """A row of the table of files: its ending names it, ``write`` makes it of a story in a language."""

    ending: str
    icon: str
    mime: str
    write: Callable[[Story, str, Typed], bytes]


FILES = (
    File(LESSON, "school", "text/html", lambda story, code, typed: story.lesson(code, typed.own).encode()),
    File("zip", "table_view", "application/zip", lambda story, code, _: save.to_zip(*story.works, language=code)),
    File("npz", "data_array", "application/octet-stream", lambda story, *_: save.to_npz(story.works[0])),
)


def block(fields: Callable[[], None] | None = None) -> DeltaGenerator:
    """The heading of the block, fields for what goes into it, and the row for what is offered."""
    st.header(t("takeaway.title"), anchor="take-home")
    if fields:
        fields()
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key="takeaway")


def take_home(story: Story | None) -> None:
    """The block; without a story, where there is no result, what is set and the link to it remain."""
    with block(own.fields if story else None):
        if story:
            _pictures(story)
        for file in FILES if story else ():
            _file(file, story)
        _settings()
        link.copy()
    if not story:
        return
    if story.tables:
        downloads.buttons(story.works[0], story.tables)
    fold.expander(t("takeaway.code"), partial(_code, story), key="takeaway_code", icon=":material/code:")


def _file(file: File, story: Story) -> None:
    offer(
        f"takeaway.{file.ending}",
        partial(file.write, story, language(), own.typed()),
        f"{story.file}.{file.ending}",
        file.mime,
        file.icon,
    )


def _settings() -> None:
    """The lab as a file, also what is too large for a link or has no result yet."""
    present = lab.current()
    shapes = present.input.shape, present.filters.shape
    name = stem("lab", *shapes, present.strides, present.padding, present.dilations)
    offer("takeaway.json", lambda: labfile.to_json(present).encode(), f"{name}.json", "application/json", "tune")


def offer(word: str, data: str | bytes | Callable[[], str | bytes], file: str, mime: str, icon: str) -> None:
    """A file to take home, a callable one written at the click.

    Its plain name stands in the catalogues as ``word``, what is in it as ``word.help``.
    """
    about = f"{word}.help"
    st.download_button(
        t(word),
        data,
        file_name=file,
        mime=mime,
        key=f"{word.partition('.')[0]}_{word.rpartition('.')[2]}",
        help=t(about),
        icon=f":material/{icon}:",
        on_click="ignore",
    )


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
    code = lesson.program(name, _choose(story.works))
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


def _pictures(story: Story) -> None:
    component("pictures", BUTTONS, "buttons.css", script="player", door="pictures")(
        key="takeaway_pictures",
        data={
            "player": f".st-key-{story.player.replace('.', '-')}",
            "file": story.file,
            "title": story.title or t("article.title"),
            "words": playable.picture_words(catalogue(language())),
        },
        width="content",
    )
