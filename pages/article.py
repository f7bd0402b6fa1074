"""What a convolution does to a picture; then the article's example in five chapters: one image, two results."""

import streamlit as st

from convcore.scenes.model import Scene
from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.edit.faults import fault
from pages.parts.edit.undo import history
from pages.parts.sections import picture
from pages.parts.sections.article import CHAPTERS, contents, depthwise, give_both, standard
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui.language import t

works = give_both().works

with st.container(horizontal=True, vertical_alignment="center", key="article_head"):
    st.title(t("article.first"), anchor=False)
    history()
picture.show()
st.header(t("article.title"), anchor=picture.STORY)
if works:
    st.markdown(t("article.lead", standard=standard().spec.out_channels, depthwise=depthwise().spec.out_channels))
fault(give_both(), "standard", "article")

contents()
played: dict[str, Scene] = {}
for number, chapter in enumerate(CHAPTERS, 1):
    played[chapter.name] = chapter.show(number, played)

bring.show()
if works:
    take_home(Story(works, "article.answer", played["answer"], image=lab.image(standard().shape[0])))
