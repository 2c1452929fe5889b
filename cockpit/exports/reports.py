"""The files of a document: which there are, what each is called, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cockpit.i18n import say
from cockpit.review.document import Document


def _slideshow(document: Document, _template: Path | None) -> bytes:
    from cockpit.exports import slideshow  # these packages take 0.1 to 0.5 s, and each file needs its own

    return slideshow.made(document)


def _word(document: Document, template: Path | None) -> bytes:
    from cockpit.exports import word

    return word.made(document, template)


def _report(document: Document, _template: Path | None) -> bytes:
    from cockpit.exports import print as printed

    return printed.report(document)


def _deck(document: Document, _template: Path | None) -> bytes:
    from cockpit.exports import print as printed

    return printed.deck(document)


def _figures(document: Document, _template: Path | None) -> bytes:
    from cockpit.exports import figures_book

    return figures_book.made(document)


def _page(document: Document, _template: Path | None) -> bytes:
    from cockpit.exports import deck

    return deck.html(document)


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class File:
    """A file that can be made of a document: ``key`` names it in words, ``form`` on the command line."""

    key: str
    form: str
    suffix: str
    mime: str
    make: Callable[[Document, Path | None], bytes]


FILES: Final = (
    File("slides", "pptx", ".pptx", f"{_OFFICE}.presentationml.presentation", _slideshow),
    File("report", "docx", ".docx", f"{_OFFICE}.wordprocessingml.document", _word),
    File("report_pdf", "pdf", ".pdf", "application/pdf", _report),
    File("slides_pdf", "pdf", ".pdf", "application/pdf", _deck),
    File("slides_page", "html", ".html", "text/html", _page),
    File("figures", "xlsx", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _figures),
)
FORMS: Final = tuple(dict.fromkeys(file.form for file in FILES))


def files(document: Document) -> tuple[File, ...]:
    """The files there are of a document."""
    return of_kind(document.kind)


def of_kind(kind: str) -> tuple[File, ...]:
    """The files there are of such documents: an incident has no slides to be shown."""
    return tuple(file for file in FILES if kind != "incident" or not file.key.startswith("slides"))


def name(document: Document, file: File) -> str:
    """What a file is called: what it is of, which kind it is, and that it is a draft."""
    kind = say(f"reports.name.{file.key}", document.language)
    draft = [say("review.draft", document.language)] if document.origin.draft else []
    told = "_".join([document.title, kind, *draft])
    return "".join("-" if sign in '<>:"/\\|?*' or sign < " " else sign for sign in told)[:120] + file.suffix


def made(document: Document, file: File, template: Path | None = None) -> bytes:
    """A file's bytes; ``template`` is the site's own for Word reports."""
    return file.make(document, template)
