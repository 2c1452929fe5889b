"""Workbooks made as bytes, and made wrong in one of their parts."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import partial

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
typed = partial(datetime, tzinfo=None)


def book(rows, *, title=(), sheet="工单", merges=(), hidden=None, shown=None, conceal=False, options=None):
    """A workbook of these rows as bytes, perhaps with a ``hidden`` sheet before them and a ``shown`` one behind.

    ``conceal`` hides the sheet of the rows itself.
    """
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", **(options or {})})
    if hidden:
        other = made.add_worksheet(hidden)
        other.write_row(0, 0, ["x"])
        other.hide()
    page = made.add_worksheet(sheet)
    front = made.add_worksheet(shown) if shown else page
    front.activate()
    front.set_first_sheet()
    if conceal:
        page.hide()
    for place, row in enumerate([*title, *rows]):
        for column, value in enumerate(row):
            if value is not None and value != "":
                page.write(place, column, value)
    for merged in merges:
        page.merge_range(*merged)
    made.close()
    return out.getvalue()


def changed(content, name, change):
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, change(data) if item == name else data)
    return out.getvalue()
