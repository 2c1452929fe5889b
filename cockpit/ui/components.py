"""Our own components for the page: scripts from a folder beside the code, served from this host.

A script handed over as text would reach the browser as a blob, which the content policy refuses; a file is fetched
from the server like the rest. The folder is named to Streamlit as an installed package would name its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PACKAGE = "cockpit"

_mounts: WeakKeyDictionary[BidiComponentManager, dict[str, Any]] = WeakKeyDictionary()


def mount(name: str, folder: Path, **how: Any) -> Any:
    """Puts the component ``NAME.js`` with ``NAME.css`` of a folder on the page; what the reader did comes back."""
    manager = get_bidi_component_manager()
    known = _mounts.setdefault(manager, {})
    if name not in known:
        manifest = ComponentManifest(PACKAGE, "1", [ComponentConfig(name, ".")])
        manager.register_from_manifest(manifest, folder)
        style = (folder / f"{name}.css").read_text(encoding="utf-8")
        known[name] = st.components.v2.component(f"{PACKAGE}.{name}", css=style, js=f"{name}.js")
    return known[name](**how)
