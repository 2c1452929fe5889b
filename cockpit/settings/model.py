"""The frozen dataclasses that a site's cockpit.toml becomes. What may be written is exactly what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cockpit.settings.alarming import Alarming
from cockpit.settings.people import Scoring, Training, default_answers, default_deadlines
from cockpit.settings.receivers import Delivery, Reviewing

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
# The roles people look in, the widest first.
ROLES = ("administrator", "manager", "hr", "customer", "network_centre", "leader", "engineer")


@dataclass(frozen=True)
class Term:
    """A school term, both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    """The school's year. ``country`` names the statutory days of the holidays package; the lists add to them."""

    country: str | None = None
    terms: tuple[Term, ...] = ()
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()


@dataclass(frozen=True)
class Duty:
    """The ``sites`` (campuses) that need someone on every weekend day and holiday; a clock-in counts with ``grace``.

    What work is to be expected in an hour of the week is the mean of the last ``weeks``; of fewer than ``least_days``
    days of a weekday it is not told. A shift is proposed for hours in which at least ``busy`` tickets an hour come to
    each person.
    """

    sites: tuple[str, ...] = ()
    grace: timedelta = timedelta(0)
    weeks: int = 8
    least_days: int = 4
    busy: float = 0.5


@dataclass(frozen=True)
class Warnings:
    """``budget``: how many false alarms a month the site puts up with; the limits of warnings follow from it.

    A device may be told that had ``device_faults`` faults in the contract's days for repeats.
    """

    budget: float = 2.0
    device_faults: int = 3


@dataclass(frozen=True)
class Room:
    """A machine room; without ``room`` whatever core room there is in the building."""

    campus: str
    building: str
    room: str | None = None


@dataclass(frozen=True)
class Rooms:
    """The ``core`` machine rooms, to be inspected every day.

    What a user reports ``missed_within`` after a round of the same room that found nothing, that round missed, if it is
    of the ``checks`` of such rounds: by kind of round, categories, subcategories or device types of tickets.
    """

    core: tuple[Room, ...] = ()
    checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missed_within: timedelta = timedelta(days=3)


@dataclass(frozen=True)
class Limit:
    """Response and resolution limits of one fault level, on the clock."""

    respond: timedelta
    resolve: timedelta


def default_limits() -> dict[str, Limit]:
    """The limits of a contract that states none."""
    hours = {"A": (0.25, 4), "B": (0.5, 8), "C": (2, 24), "D": (4, 72)}
    return {
        level: Limit(timedelta(hours=respond), timedelta(hours=resolve)) for level, (respond, resolve) in hours.items()
    }


@dataclass(frozen=True)
class Terms:
    """The contract's terms in force from ``since`` until the next block's ``since``."""

    since: date
    respond: str = "earliest"
    limits: dict[str, Limit] = field(default_factory=default_limits)
    risk_share: float = 0.75
    reopen_days: int = 7
    repeat_days: int = 30
    sla_target: float = 0.95
    manual_target: float = 0.80
    targets: Mapping[str, float] = field(default_factory=dict)
    leader_within: timedelta = timedelta(minutes=10)
    report_within: timedelta = timedelta(hours=24)
    overrun_report_within: timedelta = timedelta(hours=48)
    scoring: Scoring = field(default_factory=Scoring)
    training: Training = field(default_factory=Training)
    log_deadlines: dict[str, time] = field(default_factory=default_deadlines)
    complaint_within: dict[str, timedelta] = field(default_factory=default_answers)


def _hours(*bounds: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=bound) for bound in bounds)


@dataclass(frozen=True)
class Measures:
    """Where measures draw their lines: bounds of the bands of ``ageing`` and ``time_left``, rising, and the ratings
    (0–100) from which on a user is satisfied, and below which plainly unhappy.
    """

    ageing: tuple[timedelta, ...] = _hours(24, 72, 168)
    time_left: tuple[timedelta, ...] = _hours(1, 4, 24)
    good_rating: float = 80
    bad_rating: float = 60


@dataclass(frozen=True)
class Take:
    """Takes ``take`` of the first event whose ``column`` does (``equals``) or does not (``differs``) hold a value."""

    column: str
    take: str
    equals: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fold:
    """How an event log's many rows become one: rows of one ``key``, the last by ``order`` stays.

    Without a ``key`` of its own rows of one record key are one.
    """

    key: str | None
    order: str
    first: dict[str, Take] = field(default_factory=dict)


@dataclass(frozen=True)
class Unpivot:
    """Days that stand side by side: ``header`` is our column of the day above, ``cell`` that of the cell below it."""

    header: str
    cell: str


# What a joined text may be made of besides cells: the names of the source and the file, and the row's number in it.
PLACES = ("_source", "_file", "_row")


@dataclass(frozen=True)
class TableSource:
    """How one record type is read out of a source. Headers on the right of ``columns``, our names on the left.

    Rows in which a column says what is listed of it in ``leave_out`` are none. ``join`` makes a text of several cells
    of the row, and of where the row stands (``PLACES``).

    By a ``watermark``, a column of the query that rises with each change of a row, only what changed is read, from
    ``overlap`` before the highest one seen.
    """

    record: str
    files: str | None = None
    sheet: str | None = None
    query: str | None = None
    watermark: str | None = None
    overlap: timedelta = timedelta(hours=1)
    header_row: int | None = None
    header_rows: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ("", "-", "--", "—", "——", "/", "无", "N/A")
    dates: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    fill_down: tuple[str, ...] = ()
    leave_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    join: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rating_scale: tuple[float, float] | None = None
    fold: Fold | None = None
    unpivot: Unpivot | None = None


@dataclass(frozen=True)
class Source:
    """A folder of files (``path``) or a database (``url``, SQLAlchemy), and the tables read out of it.

    A database is read within ``timeout``, and given up for the moment when it shows no life for ``stall``. Of tables
    with a watermark all keys are looked through after ``reconcile``, or daily at that time.
    """

    name: str
    path: Path | None = None
    url: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    timeout: timedelta = timedelta(minutes=30)
    stall: timedelta = timedelta(minutes=2)
    reconcile: timedelta | time = timedelta(hours=24)
    zone: str | None = None
    tables: tuple[TableSource, ...] = ()


@dataclass(frozen=True)
class Replay:
    """A demonstration's timeline: shifted by whole multiples of ``period_weeks`` so that ``anchor`` reaches now."""

    anchor: date
    period_weeks: int = 13


@dataclass(frozen=True)
class Access:
    """The login by a provider of OpenID Connect, and who has which role: its groups, or addresses of people.

    ``groups`` and ``person`` name the claims of the ID token that hold a person's groups and name them; ``people``
    gives the staff_id of those whom the token names otherwise. A login ends after ``session``. ``contact`` is whom to
    ask for a role.
    """

    metadata_url: str
    client_id: str
    redirect_uri: str
    client_secret: str = field(repr=False)
    cookie_secret: str = field(repr=False)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scope: str = "openid profile email"
    groups: str = "groups"
    person: str = "preferred_username"
    people: dict[str, str] = field(default_factory=dict)
    session: timedelta = timedelta(hours=10)
    contact: str = ""


THEMES = ("dark", "light")
SCENES = ("now", "trend", "where", "people", "month")
# The boards that have cards of metrics: each is a scene too, as ``board:service``.
BOARD = "board:"
BOARDS = ("overview", "service", "customers", "inspections")
STANDARD_METRES, STANDARD_INCHES = 8.0, 98.0


@dataclass(frozen=True)
class Wall:
    """One screen nobody touches: its ``scenes`` in order, ``seconds`` each: ours, ``board:service``, views by name.

    Only tickets of ``campus`` count, where any are named. Letters are as large as it takes to read a screen of
    ``screen_inches`` (diagonal, 16:9) from ``distance_m``. Of a ``video_wall`` of 2 × 2 screens nothing to be read
    lies across the middle. Without a ``language`` it is the site's first. A sync older than ``stale_after`` greys the
    figures.
    """

    scenes: tuple[str, ...] = SCENES
    seconds: int = 20
    campus: tuple[str, ...] = ()
    theme: str = "dark"
    language: str | None = None
    distance_m: float = STANDARD_METRES
    screen_inches: float = STANDARD_INCHES
    video_wall: bool = False
    stale_after: timedelta = timedelta(minutes=30)


def default_walls() -> dict[str, Wall]:
    """The one screen of a site that describes none."""
    return {"main": Wall()}


@dataclass(frozen=True)
class Settings:
    """A whole site. ``clock`` is "now", "data" (the newest time in the data) or a fixed instant.

    ``hold_below``: a sync that brings less than this part of a record's former rows is held.
    """

    file: Path
    data: Path
    name: str = "数字驾驶舱"
    zone: str = "Asia/Shanghai"
    languages: tuple[str, ...] = LANGUAGES
    clock: str | datetime = "now"
    replay: Replay | None = None
    calendar: Calendar = Calendar()
    contract: tuple[Terms, ...] = ()
    sources: tuple[Source, ...] = ()
    measures: Measures = Measures()
    keep_snapshots: int = 30
    hold_below: float = 0.7
    access: Access | None = None
    duty: Duty = Duty()
    rooms: Rooms = Rooms()
    warnings: Warnings = Warnings()
    walls: Mapping[str, Wall] = field(default_factory=default_walls)
    alarms: Alarming = field(default_factory=Alarming)
    delivery: Delivery = field(default_factory=Delivery)
    review: Reviewing = field(default_factory=Reviewing)

    @property
    def has_contract(self) -> bool:
        """Whether the site states terms of its own."""
        return any(terms.since > date.min for terms in self.contract)
