"""The way from a page to a file: what of it, in which form, how far it has come, and a way to stop it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from cockpit.errors import CockpitError
from cockpit.exports import board, detail, lists, pivots, slides
from cockpit.exports.detail import Detail, Progress
from cockpit.i18n import explain, number, say
from cockpit.metrics import Answer, Question
from cockpit.metrics.detail import Listed, Listing
from cockpit.metrics.question import Filters, merged
from cockpit.periods import Period
from cockpit.request import Request
from cockpit.tables import Arranged
from cockpit.ui import downloads, html, login
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Reader
from cockpit.views import View

LOOK_SECONDS = 0.7


@dataclass
class Job:
    """A file that is or was made: how many rows of it are done. Who downloads it moves it on."""

    count: int | None
    done: int = 0
    state: str = "offered"
    stop: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        self.stop.clear()
        self.done, self.state = 0, "running"

    def progress(self, done: int) -> None:
        """Hears how far it is; raises Stopped once somebody wants no more of it."""
        self.done = done
        if self.stop.is_set():
            self.state = "stopped"
            raise downloads.Stopped

    def end(self) -> None:
        if self.state == "running":
            self.state = "done"


@dataclass(frozen=True)
class Content:
    """Something that can be taken away: its name, the forms it comes in, its rows, and what writes it.

    ``key`` is all it is made from; ``named`` gives the file's name of a form, ``stream`` the bytes of a CSV.
    """

    name: str
    key: Hashable
    suffixes: tuple[str, ...]
    named: Callable[[str], str]
    write: Callable[[Path, Progress], object]
    stream: Callable[[Progress], Iterator[bytes]] | None = None
    count: int | None = None
    sheets: int = 1


def _identity(content: Content, suffix: str) -> Hashable:
    """What a file is offered under: one reader's cancel must not stop another's."""
    own = st.session_state.setdefault("export-reader", secrets.token_hex(8))
    return own, content.key, suffix


def job_of(identity: Hashable, count: int | None = None) -> Job:
    """How far a file is that is offered under that name."""
    jobs: dict[Hashable, Job] = st.session_state.setdefault("export-jobs", {})
    return jobs.setdefault(identity, Job(count))


def request(reader: Reader, period: Period | None = None, against: str | None = None) -> Request:
    """What a reader sees as a request for a file."""
    chosen = reader.chosen
    return Request(
        reader.opened.cockpit,
        reader.opened.settings,
        reader.language,
        period or chosen.period,
        chosen.filters,
        against=against,
        rights=reader.rights,
        who=login.called(reader.who, reader.language)
        if reader.who.subject
        else say("export.menu.who", reader.language),
        preset=chosen.preset if period is None else "dates",
    )


def rows(reader: Reader, question: Question, cell: Mapping[str, object] | None = None) -> Content:
    """The rows behind one cell of an answer, all of them: tickets or incidents."""
    cell = dict(cell or {})
    cockpit = reader.opened.cockpit
    key = ("rows", cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, question, *cell.items())

    def prepared() -> Detail:
        asked = request(reader, question.period)
        return detail.prepared(asked, question, cell)

    counted: Detail = ANSWERS.get(key, prepared)
    name = {"tickets": "rows", "incidents": "incidents"}.get(counted.record, "records")
    return _detail(name, key, counted, prepared)


def shown(reader: Reader, made: lists.Listed, period: Period | None = None, name: str = "list") -> Content:
    """A list that a page shows, as it stands there; ``period`` are its days where they are not the chosen ones.

    ``name`` tells it from another one of the same menu.
    """
    cockpit, asked = reader.opened.cockpit, request(reader, period)
    own = (reader.rights, reader.language, reader.chosen, made.title, *map(tuple, made.rows))
    key = ("list", cockpit.engine.path, cockpit.as_of, *own)

    def write(path: Path, progress: Progress) -> None:
        lists.write(asked, made, path)
        progress(len(made.rows))

    return Content(
        name, key, lists.SUFFIXES, lambda suffix: asked.file_name(made.title, suffix=suffix), write,
        count=len(made.rows),
    )  # fmt: skip


def listing(reader: Reader, asked: Listing, found: Listed, columns: Sequence[str]) -> Sequence[Content]:
    """The tickets of the list that is shown, all of them, in its order: with its columns in theirs, or with all."""
    return [_listing(reader, asked, found, "chosen", columns), _listing(reader, asked, found, "all", ())]


def _listing(reader: Reader, asked: Listing, found: Listed, name: str, columns: Sequence[str]) -> Content:
    cockpit = reader.opened.cockpit
    key = ("listing", cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, asked, *columns)

    def prepared() -> Detail:
        return detail.listed(request(reader, asked.period), asked, found, columns)

    return _detail(name, key, prepared(), prepared)


def _detail(name: str, key: tuple[object, ...], counted: Detail, prepared: Callable[[], Detail]) -> Content:
    """A file of rows: named and counted now, prepared anew when somebody fetches it."""
    return Content(
        name,
        key,
        detail.SUFFIXES,
        counted.file_name,
        lambda path, progress: detail.write(prepared(), path, progress),
        lambda progress: detail.csv(prepared(), progress),
        counted.rows.count,
        counted.sheets,
    )


def page(
    reader: Reader, name: str, shown: tuple[board.Trend, Period, str | None] | None = None, more: Filters = ()
) -> Content:
    """A whole board as one workbook; of the trends what is ``shown``: of which days, against what."""
    cockpit = reader.opened.cockpit
    trend, period, against = shown or (None, None, reader.chosen.against)
    seen = (cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, reader.chosen)
    key = ("board", *seen, name, shown, more)

    def asked() -> Request:
        made = request(reader, period, against)
        return replace(made, filters=merged(made.filters, more))

    title = say(f"export.board.{name}", reader.language)
    return Content(
        "board",
        key,
        (".xlsx",),
        lambda suffix: asked().file_name(title, suffix=suffix),
        lambda path, progress: board.write(asked(), name, path, trend, progress),
    )


def pivot(reader: Reader, table: Arranged, *, heat: bool = False) -> Content:
    """A finished pivot: as seen with the rows behind it, or its cells in a list."""
    cockpit, asked = reader.opened.cockpit, table.pivot.question
    order = (tuple(row.keys for row in table.rows), tuple(col.keys for col in table.cols), table.share)
    key = ("pivot", cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, asked, hash(order), heat)

    def wanted(suffix: str) -> pivots.Wanted:
        made = replace(request(reader, asked.period, asked.against), filters=asked.filters)
        behind = pivots.with_rows(made, table) if suffix == ".xlsx" else ()
        return pivots.Wanted(made, table, behind, heat)

    return Content(
        "pivot",
        key,
        pivots.SUFFIXES,
        lambda suffix: pivots.Wanted(request(reader, asked.period), table).file_name(suffix),
        lambda path, progress: pivots.write(wanted(path.suffix), path, progress),
    )


def slide(reader: Reader, view: View, name: str) -> Content:
    """A view as one slide; one without a name is called by its measures and fields."""
    cockpit = reader.opened.cockpit
    asked = view.within(reader.chosen.period)
    key = ("slide", cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, asked, view, name)
    base = str(st.context.url or "").partition("/pivot")[0]

    def prepared() -> slides.Slide:
        made = request(reader, asked.period, asked.against)
        made = replace(made, preset=reader.chosen.preset)
        return slides.prepared(made, name or pivots.titled(made, asked), view, base)

    def named(suffix: str) -> str:
        made = request(reader, asked.period)
        return made.file_name(name or pivots.titled(made, asked), suffix=suffix)

    return Content("slide", key, (slides.SUFFIX,), named, lambda path, _: slides.write(prepared(), path))


def trend(reader: Reader, answer: Answer) -> Sequence[Content]:
    """What is behind a trend: the tickets of the chosen period, and the chart with its figures."""
    question = answer.question
    grain, *split = question.by
    behind = replace(question, by=(), period=reader.chosen.period, against=None)
    shown = board.Trend(question.metric, grain, split[0] if split else None)
    return [rows(reader, behind), page(reader, "trends", (shown, question.period, question.against))]


def parts(reader: Reader, question: Question, more: Filters) -> Sequence[Content]:
    """What is behind the categories within ``more``: the tickets, and every table of the page with its chart."""
    return [rows(reader, question), page(reader, "categories", more=more)]


def menu(reader: Reader, key: str, contents: Callable[[], Sequence[Content]]) -> None:
    """A small menu that offers these; nothing is counted before somebody opens it."""
    tell = _teller(reader)
    named: dict[str, Any] = {"key": f"export-{key}", "type": "tertiary", "icon": ":material/download:"}
    with st.popover(tell("open"), on_change="rerun", **named) as place:
        if not place.open:
            return
        try:
            offered = {content.name: content for content in contents()}
        except CockpitError as error:
            html.show(f'<p class="c-under">{escape(explain(error, reader.language))}</p>')
            return
        chosen = offered[_choice(key, "what", list(offered), lambda one: tell(f"what_{one}"))]
        suffix = _choice(f"{key}-{chosen.name}", "form", list(chosen.suffixes), lambda one: tell(f"form_{one[1:]}"))
        _link(reader, chosen, suffix, f"{key}-{chosen.name}{suffix}")


def _teller(reader: Reader) -> Callable[..., str]:
    return lambda key, **facts: say(f"export.menu.{key}", reader.language, **facts)


def _choice(key: str, name: str, options: list[str], words: Callable[[str], str]) -> str:
    """One of a few; where there is but one there is nothing to choose."""
    if len(options) == 1:
        return options[0]
    chosen = st.segmented_control(
        words(options[0]), options, default=options[0], format_func=words, key=f"export-{name}-{key}",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen or options[0]


def _link(reader: Reader, content: Content, suffix: str, key: str) -> None:
    """The link itself, what to expect of it, and how far it is."""
    tell, identity = _teller(reader), _identity(content, suffix)
    job = job_of(identity, content.count)

    def write(path: Path) -> None:
        job.begin()
        content.write(path, job.progress)
        job.end()

    def stream() -> Iterator[bytes]:
        assert content.stream is not None
        job.begin()
        try:
            yield from content.stream(job.progress)
            job.end()
        finally:
            if job.state == "running":
                job.state = "stopped"

    name = content.named(suffix)
    streamed = suffix == ".csv" and content.stream is not None
    path = downloads.offer(
        identity, name, downloads.KINDS[suffix], None if streamed else write, stream if streamed else None
    )
    told = tell("download", form=tell(f"form_{suffix[1:]}"))
    beside = (
        tell(f"{content.name}_is") if content.count is None else tell("rows", n=number(content.count, reader.language))
    )
    html.show(
        f'<p class="c-links"><a href="{path}" download="{escape(name)}">↓ {escape(told)}</a>'
        f'<span class="c-quiet">{escape(beside)}</span></p>'
    )
    if suffix == ".parquet":
        html.show(f'<p class="c-under">{escape(tell("parquet"))}</p>')
    elif content.sheets > 1:
        most = number(detail.MOST_ROWS, reader.language)
        html.show(f'<p class="c-under">{escape(tell(f"many_{suffix[1:]}", most=most, n=content.sheets))}</p>')
    st.fragment(_watch, run_every=LOOK_SECONDS)(job, reader.language, key)


def _watch(job: Job, language: str, key: str) -> None:
    """How far the file is; while it is being made, a way to stop it."""
    if job.state == "offered":
        return
    facts = {"done": number(job.done, language), "count": number(job.count, language)}
    counted = job.state if job.count is not None else f"{job.state}_whole"
    html.show(f'<p class="c-under" role="status">{escape(say(f"export.menu.{counted}", language, **facts))}</p>')
    if job.state == "running":
        if job.count:
            st.progress(min(1.0, job.done / job.count))
        st.button(say("export.menu.stop", language), key=f"stop-{key}", on_click=job.stop.set, type="tertiary")
