"""The screens: everything of Streamlit besides the frame (app.py) and the pages."""

from cockpit.ui.draw import draw

__all__ = ["draw"]
