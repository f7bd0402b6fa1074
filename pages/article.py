"""The article's example, told in five chapters: why the same image and filter give two different results."""

import streamlit as st

from pages.parts import lab
from pages.parts.edit import bring
from pages.parts.sections.article import CHAPTERS, depthwise, standard
from pages.parts.share.takeaway import Story, take_home
from pages.parts.ui import glossary
from pages.parts.ui.language import t

st.title(t("article.title"), anchor=False)
st.markdown(t("article.lead", standard=standard().spec.out_channels, depthwise=depthwise().spec.out_channels))
glossary.menu()

for number, chapter in enumerate(CHAPTERS, 1):
    scene = chapter.show(number)

bring.show()
take_home(Story((standard(), depthwise()), "article.answer", scene, image=lab.image(standard().shape[0])))
