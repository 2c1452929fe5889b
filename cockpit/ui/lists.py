"""What every list on a page has in common: it says where it does not show all of its rows."""

from __future__ import annotations

from html import escape

from cockpit.i18n import number, say
from cockpit.ui.reader import Reader


def cut(reader: Reader, shown: int, count: int) -> str:
    """That a list goes on in its file, where not all of it is shown."""
    if count <= shown:
        return ""
    figures = {"shown": number(shown, reader.language), "n": number(count, reader.language)}
    return f'<p class="c-under">{escape(say("lists.cut", reader.language, **figures))}</p>'
