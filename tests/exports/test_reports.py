"""The files of a document: every one can be made, has a name of its own, and opens as what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cockpit.exports import reports
from cockpit.i18n import LANGUAGES
from tests.review.example import document

MAGIC = {".pptx": b"PK", ".docx": b"PK", ".xlsx": b"PK", ".pdf": b"%PDF", ".html": b"<!doctype html>"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_made_and_named_apart(language: str):
    found = replace(document(), language=language, title="2026/10 <月报>")
    names = [reports.name(found, file) for file in reports.files(found)]
    assert len(set(names)) == len(names)
    for name, file in zip(names, reports.files(found), strict=True):
        assert name.endswith(file.suffix)
        assert not set(name) & set('<>:"/\\|?*')
        assert reports.made(found, file).lower().startswith(MAGIC[file.suffix].lower())


def test_a_draft_is_named_so_and_an_incident_has_no_slides():
    assert "草稿" in reports.name(document(version=0), reports.FILES[0])
    assert "草稿" not in reports.name(document(), reports.FILES[0])
    keys = [file.key for file in reports.files(replace(document(), kind="incident"))]
    assert keys == ["report", "report_pdf", "figures"]
