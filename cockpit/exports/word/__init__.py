"""A document as a Word report: cover, contents, chapters, with native charts and tables.

The cover, the headers and the styles are those of a template, ours or the site's own: in it ``{{ title }}``,
``{{ site }}``, ``{{ period }}``, ``{{ standing }}``, ``{{ asked }}`` and ``{{ snapshot }}`` are filled in, and a
paragraph ``{{ body }}`` gives way to contents and chapters.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from cockpit.errors import UsageError
from cockpit.exports.slide_parts import FONTS, TAGS, even, plain
from cockpit.exports.word.body import Body
from cockpit.i18n import moment, say
from cockpit.request import hour
from cockpit.review.document import Document
from cockpit.review.report import chapters, standing
from cockpit.sentences import span

OURS: Final = Path(__file__).parent / "template.docx"
_BODY: Final = "\u2060body\u2060"  # what a template's body becomes, and no text of ours is


def made(document: Document, template: Path | None = None) -> bytes:
    """The file's bytes: the same document under the same SOURCE_DATE_EPOCH is the same bytes.

    UsageError for a template that cannot be read or has no place for the body.
    """
    source = template or OURS
    filled = _filled(source, document)
    _spoken(filled, document.language, ours=template is None)
    place = next((one for one in filled.paragraphs if one.text.strip() == _BODY), None)
    if place is None:
        raise UsageError("report_template_body", file=str(source))
    body = Body(filled, place, document)
    body.contents(chapters(document))
    for chapter in chapters(document):
        body.chapter(chapter)
    place._p.getparent().remove(place._p)  # noqa: SLF001 - python-docx cannot take a paragraph away
    return _packed(filled, document)


def _filled(source: Path, document: Document) -> Any:
    """The template with its words filled in."""
    try:
        template = DocxTemplate(source)
        template.render(_words(document), jinja_env=SandboxedEnvironment(autoescape=True))
        out = io.BytesIO()
        template.save(out)
        return docx.Document(io.BytesIO(out.getvalue()))
    except (OSError, ValueError, KeyError, BadZipFile, PackageNotFoundError, TemplateError) as error:
        raise UsageError("report_template", file=str(source), reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """What is wrong with a template, without its path."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _spoken(filled: Any, language: str, *, ours: bool) -> None:
    """Sets the language of all text and, in our own template, the font that an office of that language has."""
    styles = filled.styles.element
    for tag in styles.iter(qn("w:lang")):
        for script in ("val", "eastAsia"):
            tag.set(qn(f"w:{script}"), TAGS[language])
    for fonts in styles.iter(qn("w:rFonts")) if ours else ():
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            if fonts.get(qn(f"w:{script}")) is not None:
                fonts.set(qn(f"w:{script}"), FONTS[language])


def _words(document: Document) -> dict[str, str]:
    origin, tongue = document.origin, document.language
    told = {
        "title": document.title,
        "site": origin.site,
        "period": span(document.ran, tongue),
        "standing": standing(document),
        "asked": say("scene.slide.asked", tongue, asked=moment(origin.as_of, tongue, origin.zone)),
        "snapshot": say("scene.slide.snapshot", tongue, snapshot=origin.snapshot),
        "body": _BODY,
    }
    return {name: plain(words) for name, words in told.items()}


def _packed(filled: Any, document: Document) -> bytes:
    facts, at = filled.core_properties, hour().replace(tzinfo=None, microsecond=0)
    facts.title, facts.author = plain(document.title)[:250], plain(document.origin.site)
    facts.last_modified_by = facts.author
    facts.created = facts.modified = at
    facts.language, facts.revision = TAGS[document.language], 1
    out = io.BytesIO()
    filled.save(out)
    return even(out.getvalue(), hour())
