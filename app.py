"""The server: Streamlit runs pages/main.py; beside it stand our assets, plotly.js and what all requests go through.

Start it with ``streamlit run app.py`` or, from this folder, with ``uvicorn app:app``.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from pages.parts.server.defects import tell_defect
from pages.parts.server.files import Files, Modules, Streamlits
from pages.parts.server.headers import SecurityHeaders
from pages.parts.server.log import leave_queries_out
from pages.parts.server.page import OwnPage
from pages.parts.server.sockets import Sockets
from pages.parts.server.uploads import Uploads
from pages.parts.server.wayfinder import Wayfinder

ROOT = Path(__file__).resolve().parent


leave_queries_out()

app = st.App(
    ROOT / "pages" / "main.py",
    routes=[
        *(Mount(f"/assets/{name}/{{version}}", Modules(ROOT / "assets" / name)) for name in ("player", "shell")),
        Mount("/assets", Files(directory=ROOT / "assets")),
        Mount("/plotly", Files(version("plotly"), packages=[("plotly", "package_data")])),
    ],
    middleware=[Middleware(one) for one in (SecurityHeaders, Wayfinder, Sockets, Uploads, OwnPage, Streamlits)],
    on_script_error=tell_defect,
)
