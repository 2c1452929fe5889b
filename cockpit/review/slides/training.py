"""Training: the satisfaction matrix of the month's sessions, of the last one where none was held, and class hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cockpit.contract.training import Indicator, Matrix, band
from cockpit.i18n import say
from cockpit.metrics import training as held
from cockpit.metrics.training import Held
from cockpit.periods import Period, after, start
from cockpit.review import counting, facts
from cockpit.review.blocks import named, plain, shown, tell, title, unrecorded
from cockpit.review.document import Cell, Head, Point, Slide, Table
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Figure, Listing
from cockpit.review.troubles import disliked
from cockpit.sentences import Sentence
from cockpit.settings.people import FEEDBACK_BANDS

METRIC, HOURS = "training_satisfaction", "training_hours"
MOST = 4


def training(month: Month) -> Slide | None:
    """The trainings of the month, else the last of the year before its end; None where the site has none."""
    if "training_sessions" not in month.cockpit.records:
        return None
    several, own = _several(month), bool(facts.held(month))
    told = held.together(several)
    sheets = _figure(month, several)
    hours = _hours(month)
    return Slide(
        "training",
        tell(month, "training.name"),
        _title(month, several, told, own=own),
        _under(month, several, own=own),
        _blocks(month, several, told, sheets),
        so=tuple(_so(month, several, hours)),
        foot=(tell(month, "training.foot"), *month.foot(n=told.sheets, more=(tell(month, "training.sheets"),))),
        notes=tuple(say(f"metrics.{name}.definition", month.language) for name in (METRIC, HOURS)),
        told=tuple(one for one in (sheets, hours) if one),
        counts=tuple(_counts(month, several, own=own)),
    )


def _counts(month: Month, several: Sequence[Held], *, own: bool) -> Iterator[Listing]:
    """The sessions and scores that the title and the line below it tell."""
    if not several:
        return
    if own:
        name = tell(month, "training.sessions")
        yield counting.rows(month, "training_sessions", (one.session for one in several), name)
    for one in {id(one): one for one in (*disliked(several)[:1], several[0])}.values():
        yield _scored(month, one, score_of(month, one.matrix.overall))
        if one.matrix.weakest:
            yield _scored(month, one, score_of(month, one.matrix.weakest.score))
    weakest = held.together(several).weakest
    if weakest:
        yield _answers(month, several, weakest.name, text=score_of(month, weakest.score))


def _scored(month: Month, one: Held, text: str) -> Listing:
    """A session's score as it is told, and the sheets it is of."""
    return counting.rows(month, "training_feedback", one.sheets, one.session["title"], text)


def _answers(month: Month, several: Sequence[Held], indicator: str, within: str = "", text: str = "") -> Listing:
    """The sheets that answered an indicator, in a band where one is named."""
    name = say(f"training.indicator.{indicator}", month.language)
    some = [
        sheet
        for one in several
        for sheet in one.sheets
        if sheet[indicator] is not None and (not within or band(Fraction(str(sheet[indicator])), one.terms) == within)
    ]
    return counting.rows(month, "training_feedback", some, month.dotted(name, within), text)


def _several(month: Month) -> Sequence[Held]:
    """Those of the month, the latest first; where none was held the last one before."""
    return facts.held(month) or facts.held(month, year=True)[:1]


def _figure(month: Month, several: Sequence[Held]) -> Figure | None:
    """The overall score as the measure has it: over the month, or over the day of the one session shown."""
    if not several or month.lacks(METRIC):
        return None
    if facts.held(month):
        return month.figure(month.answer(METRIC))
    day = several[0].session["held_on"]
    return month.figure(month.ask(month.question(METRIC, period=Period(day, after(day, "day")))))


def _hours(month: Month) -> Figure | None:
    """Class hours a head of the calendar year up to the period's end."""
    if month.lacks(HOURS):
        return None
    year = Period(start(month.period.last, "year"), month.period.until)
    return month.figure(month.ask(month.question(HOURS, period=year)))


def _title(month: Month, several: Sequence[Held], told: Matrix, *, own: bool) -> Sentence:
    facts_ = {"month": named(month), "n": len(several)}
    first = facts.first_day(month, "training_sessions")
    if nothing := unrecorded(month, "training_sessions", first):
        return nothing
    if not several:
        return title(month, [tell(month, "training.nothing", month=named(month))])
    score = score_of(month, told.overall)
    if not own:
        one = several[0].session
        day = month.day(one["held_on"], short=False)
        parts = [tell(month, "training.none", month=named(month))]
        key = "training.last" if told.overall is not None else "training.last_unrated"
        return title(month, parts, tell(month, key, day=day, name=one["title"], score=score))
    if told.overall is None:
        return title(month, [tell(month, "training.unrated", **facts_)])
    parts = [tell(month, "training.said", score=score, **facts_)]
    flagged = disliked(several)
    if flagged:
        return title(month, parts, tell(month, "training.flagged", **worst(month, flagged[0])))
    if told.weakest:
        return title(month, parts, tell(month, "training.weakest", weak=weak(month, told)))
    return title(month, parts)


def worst(month: Month, one: Held) -> dict[str, str]:
    """What is said of a session that was disliked."""
    return {
        "name": one.session["title"],
        "score": score_of(month, one.matrix.overall),
        "limit": month.number(float(one.terms.flag_below)),
        "weak": weak(month, one.matrix),
    }


def weak(month: Month, told: Matrix) -> str:
    """The weakest indicator with its score; all of them alike: a dash."""
    if told.weakest is None:
        return "–"
    name = say(f"training.indicator.{told.weakest.name}", month.language)
    return tell(month, "training.weak", name=name, score=score_of(month, told.weakest.score))


def score_of(month: Month, score: Fraction | None) -> str:
    """A score of 0 to 100 in words."""
    return month.told(None if score is None else float(score), METRIC)


def _under(month: Month, several: Sequence[Held], *, own: bool) -> str:
    if not own and several:
        return tell(month, "training.under_last", day=month.day(several[0].session["held_on"], short=False))
    shown_ = disliked(several)[:1] or several[:1]
    if shown_ and shown_[0].matrix.weakest and (shown_[0].matrix.flagged or len(several) == 1):
        return tell(month, "training.weakest_of", name=shown_[0].session["title"], weak=weak(month, shown_[0].matrix))
    return month.span(month.ran)


def _blocks(month: Month, several: Sequence[Held], told: Matrix, figure: Figure | None) -> tuple[Table, ...]:
    blocks = [] if told.overall is None else [_matrix(month, several, told, figure)]
    if several:
        blocks.append(_sessions(month, several))
    return tuple(blocks)


def _matrix(month: Month, several: Sequence[Held], told: Matrix, figure: Figure | None) -> Table:
    """Each indicator's answers by band, number and share, with its weight and score; then the overall score."""
    bands = several[0].terms.bands
    names = [
        Head(tell(month, "training.head.indicator"), wide=1.4),
        Head(tell(month, "training.head.weight"), right=True),
    ]
    names += [Head(_band(month, name, bands), right=True) for name in FEEDBACK_BANDS]
    names.append(Head(tell(month, "training.head.score"), right=True))
    rows = [_line(month, one, several) for one in told.indicators]
    whole = (
        shown(figure, "percent100", "late" if told.flagged else "") if figure else plain(score_of(month, told.overall))
    )
    sheets = tell(month, "training.answered", n=told.sheets)
    answered = Cell(sheets, count=Count(sheets, figure) if figure else None)
    rows.append((plain(tell(month, "training.overall")), plain("100%"), answered, *[plain(" ")] * 3, whole))
    names_ = [say(f"training.indicator.{one}", month.language) for one in told.unanswered]
    rest = say("training.matrix.unanswered", month.language, names=names_) if names_ else ""
    return Table(say("training.matrix.title", month.language), tuple(names), tuple(rows), rest=rest, totals=1)


def _band(month: Month, name: str, bands: Mapping[str, object]) -> str:
    place = FEEDBACK_BANDS.index(name)
    top = "100" if not place else f"<{bands[FEEDBACK_BANDS[place - 1]]}"
    return say("training.matrix.band", month.language, name=name, low=str(bands[name]), top=top)


def _line(month: Month, one: Indicator, several: Sequence[Held]) -> tuple[Cell, ...]:
    cells = [_cell(month, one, name, several) for name in FEEDBACK_BANDS]
    name = say(f"training.indicator.{one.name}", month.language)
    score = None if one.score is None else float(one.score)
    mean = month.number(score, 1) if score is not None else "–"
    return (
        plain(name),
        Cell(month.percent(float(one.weight) / 100, 0), value=float(one.weight) / 100, form="0%"),
        *cells,
        Cell(mean, value=score, form="0.0", count=_answers(month, several, one.name, text=mean)),
    )


def _cell(month: Month, one: Indicator, within: str, several: Sequence[Held]) -> Cell:
    share = one.share(within)
    if share is None:
        return plain("")
    text = tell(month, "training.cell", n=month.number(one.counts[within]), share=month.percent(float(share), 0))
    count = _answers(month, several, one.name, within, text)
    return Cell(text, value=float(one.counts[within]), form="#,##0", dark=float(share), count=count)


def _sessions(month: Month, several: Sequence[Held]) -> Table:
    rows = []
    for one in several[:MOST]:
        score = None if one.matrix.overall is None else float(one.matrix.overall)
        told = Cell(
            month.number(score, 1) if score is not None else "–",
            tone="late" if one.matrix.flagged else "",
            value=score,
            form="0.0",
            count=_scored(month, one, month.number(score, 1)),
        )
        rows.append(
            (
                plain(month.day(one.session["held_on"])),
                plain(one.session["title"]),
                counting.cell(_scored(month, one, month.number(len(one.sheets)))),
                told,
            )
        )
    names = ("day", "name", "sheets", "score")
    heads = tuple(
        Head(tell(month, f"training.head.{name}"), name in names[2:], 3.0 if name == "name" else 1.0) for name in names
    )
    more = len(several) - len(rows)
    return Table(
        tell(month, "training.sessions"),
        heads,
        tuple(rows),
        rest=tell(month, "more", n=month.number(more)) if more else "",
        counts=(_sessions_listed(month, several[MOST:], tell(month, "training.sessions")),) if more else (),
    )


def _sessions_listed(month: Month, some: Sequence[Held], name: str) -> Listing:
    return counting.rows(month, "training_sessions", (one.session for one in some), name)


def _so(month: Month, several: Sequence[Held], hours: Figure | None) -> list[Point]:
    points = []
    if hours and hours.value is not None:
        owed = float(month.terms.training.hours)
        done = hours.value >= owed
        key = "training.hours_kept" if done else "training.hours_short"
        points.append(
            Point(
                tell(month, "training.hours", day=month.day(month.then.today, short=False), hours=hours.text),
                tell(month, key, owed=month.number(owed)),
                "fine" if done else "watch",
                (hours,),
            )
        )
    points += [
        Point(
            tell(month, "training.again", name=one.session["title"]),
            tell(month, "training.again_why", **worst(month, one)),
            "late",
            counts=(
                _scored(month, one, score_of(month, one.matrix.overall)),
                *((_scored(month, one, score_of(month, one.matrix.weakest.score)),) if one.matrix.weakest else ()),
            ),
        )
        for one in disliked(several)[:1]
    ]
    unreported = [one for one in several if not one.session["report_at"]]
    if unreported and "training_sessions.report_at" in month.cockpit.provided:
        names = [one.session["title"] for one in unreported[:MOST]]
        head = tell(month, "training.no_report", n=len(unreported))
        told = say("common.comma", month.language).join(names)
        points.append(Point(head, told, "watch", counts=(_sessions_listed(month, unreported, head),)))
    if said := [sheet for one in several for sheet in one.sheets if sheet["complaint"]]:
        head = tell(month, "training.complaints", n=len(said))
        points.append(Point(head, "", "watch", counts=(counting.rows(month, "training_feedback", said, head),)))
    return points
