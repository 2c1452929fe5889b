"""Small pieces of HTML. Whatever comes from records is escaped here and nowhere trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.figures import Palette

SHAPES = {"late": "▲", "watch": "◆", "fine": "●"}
_FIGURE = re.compile(r"^(≥ ?|≤ ?|[+−]?)([\d.,]+)(.*)$", re.DOTALL)


def show(body: str) -> None:
    """Puts a piece on the page."""
    st.html(body)


def flag(kind: str, words: str) -> str:
    """A state as colour, shape and word together."""
    return f'<span class="c-flag c-{kind}"><span aria-hidden="true">{SHAPES[kind]}</span> {escape(words)}</span>'


def figure(text: str, unit: str = "") -> str:
    """A worded value with its number large and what follows small."""
    match = _FIGURE.match(text)
    if not match:
        return f'<span class="c-none">{escape(text)}</span>'
    sign, digits, rest = match.groups()
    return f"{escape(sign + digits)}<small>{escape(rest.strip() or unit)}</small>"


def level(code: str | None) -> str:
    """The badge of a fault level."""
    return f'<span class="c-level c-level-{escape(code or "none")}">{escape(code or "–")}</span>'


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = (), *, caption: str) -> str:
    """A table of ready pieces of HTML; ``right`` are the columns of numbers. ``caption`` names it to screen readers."""
    names = [
        f'<th scope="col"{" class=c-num" if place in right else ""}>{escape(header)}</th>'
        for place, header in enumerate(headers)
    ]
    lines = [
        "<tr>"
        + "".join(f"<td{' class=c-num' if at in right else ''}>{cell}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-table">'
        f"<thead><tr>{''.join(names)}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def heading(text: str, beside: str = "") -> None:
    """A tile's title and, small at its right, what it covers."""
    show(f'<h2 class="c-h2">{escape(text)}<span>{escape(beside)}</span></h2>')


def empty(title: str, remedy: str) -> None:
    """A place where nothing is: why, and what to do."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in remedy.split("\n") if line)
    show(f'<div class="c-empty"><strong>{escape(title)}</strong>{lines}</div>')


def notice(text: str) -> None:
    """One quiet line about the page itself."""
    show(f'<p class="c-notice" role="status">{flag("watch", text)}</p>')


def style(palette: Palette, name: str) -> str:
    """The cockpit's own few rules in one light, and the site's name in the header."""
    named = {
        "ground": palette.ground,
        "panel": palette.panel,
        "text": palette.text,
        "second": palette.second,
        "line": palette.grid,
        "watch": palette.watch,
        "late": palette.late,
        "fine": palette.fine,
        "stress": palette.late,
        "link": palette.inks[0],
    }
    variables = ";".join(f"--c-{name}:{value}" for name, value in named.items())
    spelled = "".join(f"\\{ord(letter):06x}" for letter in name)
    header = f'[data-testid="stHeader"]::after{{content:"{spelled}"}}'
    return f"<style>:root{{{variables}}}{_RULES}{header}</style>"


_RULES = """
[data-testid="stAppDeployButton"],[data-testid="stDecoration"],[data-testid="stMainMenu"] [data-testid="stAppDeployButton"]{display:none}
[data-testid="stMainBlockContainer"]{padding-left:2rem;padding-right:2rem;max-width:1800px}
[data-testid="stElementContainer"],[data-stale]{transition:none!important}
[data-testid="stMainBlockContainer"]>[data-testid="stVerticalBlock"]{gap:.7rem}
[data-testid="stHeader"]::after{position:absolute;right:4rem;top:0;line-height:3.75rem;color:var(--c-second);font-size:.93rem;pointer-events:none}
.c-h1{font-size:1.6rem;line-height:1.4;font-weight:700;margin:.1rem 0 0;padding:0;letter-spacing:0;color:var(--c-text);text-wrap:pretty}
.c-h1 em{font-style:normal;color:var(--c-stress)}
.c-under{color:var(--c-second);margin:.15rem 0 0;font-size:.93rem}
.c-h2{font-size:1rem;font-weight:700;margin:0;padding:0;display:flex;justify-content:space-between;align-items:baseline;gap:1rem;color:var(--c-text)}
.c-h2 span{font-weight:400;color:var(--c-second);font-size:.87rem}
.c-card{display:flex;flex-direction:column;gap:.1rem;font-variant-numeric:tabular-nums}
.c-card-top{display:flex;justify-content:space-between;align-items:baseline;gap:.3rem;color:var(--c-second);font-size:.93rem;flex-wrap:wrap}
.c-card-mid{display:flex;justify-content:space-between;align-items:flex-end;gap:.3rem;margin:.1rem 0}
.c-value{font-size:1.95rem;line-height:1.2;font-weight:700;color:var(--c-text);white-space:nowrap}
.c-value small{font-size:.93rem;font-weight:400;margin-left:.2rem;color:var(--c-second)}
.c-card-mid img{min-width:0;flex:0 1 88px;overflow:hidden}
.c-none{font-size:1.2rem;font-weight:400;color:var(--c-second)}
.c-sub{font-size:.87rem;color:var(--c-second);line-height:1.45}
.c-sub b{font-weight:400;color:var(--c-text)}
.c-late .c-value{color:var(--c-late)}.c-watch .c-value{color:var(--c-watch)}
.c-flag{font-size:.87rem;white-space:nowrap}
.c-flag.c-late{color:var(--c-late)}.c-flag.c-watch{color:var(--c-watch)}.c-flag.c-fine{color:var(--c-fine)}
.c-scroll{overflow-x:auto;max-width:100%}
.c-table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
.c-table th{font-weight:400;color:var(--c-second);text-align:left;font-size:.87rem;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--c-line);white-space:nowrap}
.c-table td{padding:.36rem .6rem .36rem 0;border-bottom:1px solid var(--c-line);vertical-align:middle;color:var(--c-text)}
.c-table .c-num{text-align:right;white-space:nowrap}.c-table .c-num+:not(.c-num){padding-left:1.6rem}
.c-table th:last-child,.c-table td:last-child{padding-right:0}
.c-table tr:last-child td{border-bottom:0}
.c-quiet{color:var(--c-second)}
.c-clip{display:block;max-width:17em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.c-level{display:inline-block;min-width:1.5em;text-align:center;border-radius:4px;padding:0 .35em;font-weight:700;background:var(--c-panel);color:var(--c-text)}
.c-level-A{background:var(--c-late);color:var(--c-ground)}
.c-empty{border:1px dashed var(--c-line);border-radius:6px;padding:1.1rem 1.3rem;color:var(--c-second)}
.c-empty strong{color:var(--c-text);display:block;margin-bottom:.2rem}.c-empty p{margin:.15rem 0}
.c-notice{margin:0}
.c-foot{border-top:1px solid var(--c-line);margin-top:.6rem;padding-top:.5rem;color:var(--c-second);font-size:.87rem;display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;font-variant-numeric:tabular-nums}
.c-foot b{font-weight:400;color:var(--c-text)}
.c-crumbs{color:var(--c-second)}
.c-facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0!important;padding:0!important;font-size:.93rem}
.c-facts dt{color:var(--c-second);font-weight:400}.c-facts dt,.c-facts dd{margin:0!important;padding:0!important}.c-facts dd{color:var(--c-text)}
.c-links a{color:var(--c-link)}.c-links{margin:0;display:flex;flex-wrap:wrap;gap:.3rem 1.4rem}
.st-key-small{padding-top:1.9rem}
.st-key-filters_off{justify-content:end;grid-template-columns:150px!important}.st-key-filters_off>*:not(:last-child){display:none}
.st-key-filters{grid-template-columns:repeat(auto-fit,minmax(138px,1fr))!important}
.st-key-cards{grid-template-columns:repeat(auto-fit,minmax(176px,1fr))!important}
[class*="st-key-card-"]{gap:.35rem!important;padding:.75rem .95rem .6rem!important}
[class*="st-key-links-"]{gap:.2rem 1rem!important}
[class*="st-key-links-"] button{padding:0!important;min-height:1.6rem!important;border:0!important}
[class*="st-key-links-"] a{padding:0!important;min-height:1.6rem!important}
@media (max-width:900px){[data-testid="stHeader"]::after{display:none}}
@media (max-width:640px){[data-testid="stMainBlockContainer"]{padding-left:1rem;padding-right:1rem}[data-testid="stHeader"]::after{position:absolute;right:4rem;top:0;line-height:3.75rem;color:var(--c-second);font-size:.93rem;pointer-events:none}
.c-h1{font-size:1.25rem}}
"""
