"""The page's own components: their markup, the style sheet and the script from assets/ that brings them to life."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from convcore.catalogue import ASSETS
from convcore.web import modules


@cache
def address(name: str) -> str:
    """Where the browser finds a component's script; the address changes with it, so that it may be kept for ever.

    Asked for once: two doors into one folder find each other in the browser only below one address.
    """
    folder, _, file = name.rpartition("/")
    if folder or (ASSETS / name).is_dir():
        folder, file = (folder, f"{file}.js") if folder else (name, modules.DOOR)
        return f"/assets/{folder}/{modules.digest(ASSETS / folder)}/{file}"
    return f"/assets/{name}.js?v={modules.digest(ASSETS / f'{name}.js')}"


@cache
def component(name: str, html: str, css: str = "", script: str = "", door: str = "default") -> Any:
    """A component whose script is ``assets/<script>.js``, or a folder of modules of that name; registered once.

    The script is imported from our own server, so that a change of data resends no code.

    Args:
        name: of the component, and of its script.
        html: its markup.
        css: the name of its style sheet, which is sent with each; "" for one that stands in the page's head.
        script: the name of its script where that is another component's too.
        door: the function that the script exports for it.
    """
    return st.components.v2.component(
        f"convscope.{name}",
        html=html,
        css=(ASSETS / css).read_text("utf-8") if css else None,
        js=f"""
const script = import(new URL("{address(script or name)}", document.baseURI));
export default function (component) {{
  let cleanup = null;
  const mounted = script.then((module) => {{ cleanup = module.{door}(component); }});
  return () => mounted.then(() => cleanup?.());
}}
""",
        isolate_styles=False,
    )
