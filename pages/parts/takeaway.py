"""Take it home: a lesson file, all tables, pictures of the player, and code that gives the same numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from convcore import bundle, lesson
from convcore.playable import scene_words
from convcore.scene import Scene, build, check_steps
from convcore.snippets import FRAMEWORKS, snippet
from convcore.spec import ConvError
from convcore.trace import Trace
from pages.parts import animation, lab, notes
from pages.parts.lab import Lab, Note
from pages.parts.language import catalogue, language, t

ASSETS = Path(__file__).parents[2] / "assets"
OPEN = "takeaway_open"
LESSON = "html"
PICTURES = ("png", "svg")


@dataclass(frozen=True)
class Story:
    """What a page plays, for its lesson and its pictures.

    Attributes:
        traces: the convolutions; the first one's tensors, tables and code are taken home, the lesson plays all.
        player: the key of the player whose pictures are taken, and the name of the files.
        make: the scene of that player, where it is another than the first convolution itself. It is called on other
            threads, so it holds all it needs.
        title, lead: the lesson's words where there is such a scene.
    """

    traces: tuple[Trace, ...]
    player: str
    make: Callable[[], Scene] | None = None
    title: str = ""
    lead: str = ""

    def lesson(self, code: str) -> lesson.Lesson:
        """The lesson in a language."""
        if self.make is None:
            return lesson.convolution(*self.traces, language=code)
        return lesson.Lesson(self.title, (self.lead,), (lesson.Section("", (), self.make()),))

    def scene(self, texts: Mapping[str, str]) -> Scene:
        """What the player plays."""
        return self.make() if self.make else build(self.traces[0], scene_words(texts))

    @property
    def plays(self) -> bool:
        """Whether there is a player: a convolution may have more steps than one can play."""
        try:
            for trace in self.traces:
                check_steps(trace)
        except ConvError:
            return False
        return True

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
    write: Callable[[Story, str], str | bytes]


FILES = (
    File(LESSON, "school", "text/html", lambda story, code: lesson.render(story.lesson(code), code)),
    File("zip", "table_view", "application/zip", lambda story, code: bundle.to_zip(story.traces[0], catalogue(code))),
    File("npz", "data_array", "application/octet-stream", lambda story, code: bundle.to_npz(story.traces[0])),
    File("json", "data_object", "application/json", lambda story, code: bundle.to_json(story.traces[0])),
)


def take_home(story: Story) -> None:
    """All of it in one row, the code below."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="takeaway"):
        for file in FILES:
            st.download_button(
                t(f"takeaway.{file.ending}"),
                writer(file, story, language()),
                file_name=f"{story.file}.{file.ending}",
                mime=file.mime,
                key=f"takeaway_{file.ending}",
                help=t(f"takeaway.{file.ending}.help"),
                icon=f":material/{file.icon}:",
                on_click="ignore",
                disabled=file.ending == LESSON and not story.plays,
            )
        if story.plays:
            _pictures(story)
        with st.popover(t("takeaway.open"), icon=":material/folder_open:"):
            st.file_uploader(t("takeaway.open.help"), ["zip", "npz", "json"], key=OPEN, on_change=_open)
        if story.plays:
            animation.popover(story.file, lambda: story.scene(catalogue(language())))
    notes.show(OPEN)
    _code(story)


def writer(file: File, story: Story, code: str) -> Callable[[], bytes]:
    """Writes one file when called: Streamlit calls it on another thread, so it holds all it needs."""

    def write() -> bytes:
        content = file.write(story, code)
        return content.encode() if isinstance(content, str) else content

    return write


def opened(data: bytes) -> Lab:
    """The lab that a bundle holds.

    Raises:
        ConvError: for what is no bundle, and past the limits of a lab.
    """
    trace = bundle.read(data)
    spec = trace.spec
    return Lab(trace.input, trace.filters, spec.strides, spec.padding, spec.dilations)


def _open() -> None:
    file = lab.widget(OPEN)
    if file is None:
        return
    try:
        lab.commit(opened(file.getvalue()), OPEN)
    except ConvError as error:
        lab.commit(lab.current(), OPEN, (Note("takeaway.open.refused", {"reason": notes.code(str(error))}),))


@st.fragment
def _code(story: Story) -> None:
    """The code for one framework; written only while it is looked at."""
    place = st.expander(t("takeaway.code"), icon=":material/code:", key="takeaway_code", on_change="rerun")
    if not place.open:
        return
    with place:
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
        trace = story.traces[0]
        code = snippet(name, trace.spec, trace.input, trace.filters)
        st.code(code, language="python", height=480 if code.count("\n") > 24 else "content")
        st.caption(t("takeaway.code.note"))


def _pictures(story: Story) -> None:
    words = {name: t(f"takeaway.{name}") for name in PICTURES} | {"help": t("takeaway.pictures.help")}
    _component()(
        key="takeaway_pictures",
        data={"player": story.player.replace(".", "-"), "file": story.file, **words},
        width="content",
    )


@cache
def _component():
    """Registered once. Pictures are made in the browser, of what it shows; the script comes with the first of them."""
    version = hashlib.sha256((ASSETS / "pictures.js").read_bytes()).hexdigest()[:12]
    return st.components.v2.component(
        "convscope.pictures",
        html='<div class="cs-pictures"><button data-name="png"></button><button data-name="svg"></button></div>',
        css=(ASSETS / "pictures.css").read_text("utf-8"),
        js=f"""
const load = () => import(new URL("/assets/pictures.js?v={version}", document.baseURI));
export default function ({{ data, parentElement }}) {{
  for (const button of parentElement.querySelectorAll("button")) {{
    const name = button.dataset.name;
    button.textContent = data[name];
    button.title = data.help;
    button.onclick = async () => {{
      const player = document.querySelector(`.st-key-${{data.player}} [data-testid=player]`);
      if (player) (await load()).take(player, name, data.file);
    }};
  }}
}}
""",
        isolate_styles=False,
    )
