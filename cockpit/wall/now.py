"""The scene *now*: what is late and soon will be, what is open, today beside the usual; what is due first; warnings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from cockpit.i18n import halves, label, number, say
from cockpit.metrics import Answer, Question, rounds, staffing
from cockpit.metrics.question import merged
from cockpit.periods import Period
from cockpit.wall import parts, told
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.daily import daily_chart, warning_lines
from cockpit.wall.expected import Ranges, ranges
from cockpit.wall.kept import KEPT

DAYS: Final = 42
ROWS, FEWER_ROWS = 4, 3
LATE_ROWS: Final = 2  # of what is due first, where there is more that soon is
TICK_DAYS: Final = 14
UNDER_ROOM: Final = 24  # halves
REPEATS: Final = 3  # of one device within
REPEAT_DAYS: Final = 30
STATES: Final = {"late": "late", "soon": "watch"}
THERE: Final = ("there", "late")
DUE: Final = ("ticket_id", "level", "campus", "building", "room", "category", "subcategory", "reported_at", "risk_at",
              "due_at")  # fmt: skip


def now(asked: Asked) -> Body:
    """The scene as it stands."""
    found = ranges(asked, DAYS)
    tiles = [_late(asked), _soon(asked), _open(asked), _today(asked, found)]
    panels = [Panel(_daily(asked, found), 1.45), Panel(_due(asked))]
    return Body(tiles, panels, _lines(asked, found)[: parts.MOST_LINES])


# ---- tiles


def _late(asked: Asked) -> str:
    return _timed(asked, "overdue", "late", "longest")


def _soon(asked: Asked) -> str:
    return _timed(asked, "at_risk", "soon", "nearest")


def _timed(asked: Asked, metric: str, name: str, extreme: str) -> str:
    """How many tickets are late or soon will be, and how late or soon the first of them is."""
    answer = asked.ask(metric, asked.today)
    beside = ""
    if answer.value:
        hours = _hours(asked, _due_rows(asked, metric)[0])
        beside = asked.say(f"now.{extreme}", time=told.left(hours, asked))
    state = STATES[name] if answer.value else ""
    return parts.tile(asked.say(f"now.{name}"), _count(asked, answer), beside, state=state)


def _open(asked: Asked) -> str:
    """What is open, and of which level: the two gravest that there are."""
    answer = asked.ask("backlog", asked.today)
    beside = ""
    if "level" in asked.cockpit.provided and answer.value:
        counts = {row["level"]: row["n"] for row in asked.ask("backlog", asked.today, "level").rows if row["level"]}
        beside = "\u2003".join(f"{level} {number(counts[level], asked.language)}" for level in sorted(counts)[:2])
    return parts.tile(asked.say("now.open"), _count(asked, answer), beside)


def _today(asked: Asked, found: Ranges) -> str:
    answer = asked.ask("opened", asked.today)
    usual = found.so_far
    beside, state = "", ""
    if usual.low is not None and usual.high is not None:
        beside = asked.say("now.usual", low=usual.low, high=usual.high)
        state = "watch" if (answer.value or 0) > usual.high else ""
    elif found.learning:
        beside = asked.say("now.learning")
    return parts.tile(asked.say("now.today"), _count(asked, answer), beside, state=state)


def _count(asked: Asked, answer: Answer) -> str:
    return "–" if answer.value is None else number(answer.value, asked.language)


# ---- six weeks


def _daily(asked: Asked, found: Ranges) -> str:
    title = asked.say("now.daily" if found.learning == 0 else "now.daily_plain")
    return parts.panel(title, asked.say("now.weeks", n=DAYS // 7), daily_chart(asked, found, TICK_DAYS))


# ---- what is due first


def _due(asked: Asked) -> str:
    counts = {name: int(asked.ask(name, asked.today).value or 0) for name in ("overdue", "at_risk", "backlog")}
    title = asked.say("now.first_due")
    if not counts["backlog"]:
        return parts.panel(title, "", parts.nothing(asked.say("now.none_open")))
    later = [row for row in _due_rows(asked, "backlog", after=counts["overdue"]) if row["due_at"] is not None]
    rows = _first(asked, counts["overdue"], later, FEWER_ROWS if asked.fewer else ROWS)
    if asked.cramped and any(asked.long(_place(asked, row)) for row in rows):
        rows = _first(asked, counts["overdue"], later, FEWER_ROWS - 1)
    if not rows:
        return parts.panel(title, "", parts.nothing(asked.say("now.no_limits"), asked.say("now.no_limits_why")))
    beside = f"{len(rows)} / {number(counts['backlog'], asked.language)}"
    return parts.panel(title, beside, parts.items([_item(asked, row) for row in rows]))


def _first(asked: Asked, overdue: int, later: list[dict[str, Any]], room: int) -> list[dict[str, Any]]:
    """What is late, then what will be: of both something where there is room for more than two."""
    late = _late_rows(asked, room) if overdue else []
    rows = late[: max(min(LATE_ROWS, room - 1), room - len(later))]
    return rows + later[: room - len(rows)]


def _late_rows(asked: Asked, room: int) -> list[dict[str, Any]]:
    """What is late, the gravest level first and of a level the longest late: no C hides an A by its days."""
    if "level" not in asked.cockpit.provided:
        return _due_rows(asked, "overdue")
    rows: list[dict[str, Any]] = []
    levels = [row["level"] for row in asked.ask("overdue", asked.today, "level").rows if row["n"]]
    for level in sorted(levels, key=lambda level: (level is None, level)):
        if len(rows) < room:
            rows += _due_rows(asked, "overdue", {"level": level})
    return rows[:room]


def _due_rows(
    asked: Asked, metric: str, cell: Mapping[str, object] | None = None, *, after: int = 0
) -> list[dict[str, Any]]:
    """The first tickets behind a metric by when they are due, of one ``cell`` or all, ``after`` as many of them."""
    question = Question(metric, asked.today, (), asked.filters)
    cell = cell or {}

    def read() -> list[dict[str, Any]]:
        found = asked.cockpit.rows(
            question, cell, DUE, asked.rights, order="due_at", descending=False, limit=ROWS, offset=after
        )
        return list(found.to_pylist())

    rows: list[dict[str, Any]] = KEPT.get(("due", *asked.data, question, tuple(cell.items()), after), read)
    return rows


def _hours(asked: Asked, row: dict[str, Any]) -> float:
    """How many hours a ticket has been late, or (below 0) has still."""
    return float((asked.cockpit.as_of - row["due_at"]).total_seconds() / 3600)


def _item(asked: Asked, row: dict[str, Any]) -> parts.Item:
    hours = _hours(asked, row)
    whole = (row["due_at"] - row["reported_at"]).total_seconds()
    used = (asked.cockpit.as_of - row["reported_at"]).total_seconds() / whole if whole > 0 else 1.0
    risk = row.get("risk_at")
    state = "late" if hours >= 0 else "watch" if risk is not None and risk <= asked.cockpit.as_of else ""
    words = asked.say("now.over" if hours >= 0 else "now.left", time=told.left(hours, asked))
    return parts.Item(_place(asked, row), words, used, state, row["level"] or "")


def _place(asked: Asked, row: dict[str, Any]) -> str:
    """Where it is; of a ticket without a place what it is, else its number."""
    place = " ".join(part for part in (row["building"], row["room"]) if part)
    kind = row["category"] and label("category", row["category"], asked.language)
    return place or " ".join(part for part in (row["campus"], kind) if part) or str(row["ticket_id"])


# ---- lines


def _lines(asked: Asked, found: Ranges) -> list[str]:
    """The first warning that stands, a device that fails again, who is there; other warnings where one is missing."""
    first, *others = warning_lines(asked, found)
    last = [line for line in (_repeat(asked), _present(asked)) if line]
    return [first, *others[: parts.MOST_LINES - 1 - len(last)], *last]


def _repeat(asked: Asked) -> str:
    """The device with the most faults soon after one another."""
    cockpit = asked.cockpit
    if "device_id" not in cockpit.provided:
        return ""
    period = Period(cockpit.today - timedelta(days=REPEAT_DAYS - 1), asked.today.until)
    silenced = {one.subject for one in asked.silenced if one.kind == "device"}
    found = asked.ask("repeat_fault", period, "device").rows
    rows = [row for row in found if row["value"] and row["device"] and row["device"] not in silenced]
    most = max(rows, key=lambda row: (row["value"], row["device"]), default=None)
    if most is None:
        return ""
    device = most["device"]
    of_device = Question("opened", period, (), merged(asked.filters, (("device", (device,)),)))
    count = cockpit.answer(of_device, asked.rights)
    if (count.value or 0) < REPEATS:
        return ""
    question = Question("repeat_fault", period, ("device",), asked.filters)
    places = ("building", "room", "campus")
    (row,) = cockpit.rows(question, {"device": device}, places, asked.rights, limit=1).to_pylist()
    place = " ".join(part for part in (row["building"], row["room"]) if part)
    under = [place or row["campus"] or "", device]
    if halves("".join(under)) > UNDER_ROOM:
        under = [row["building"] or "", device]
    words = asked.say("now.repeat", n=number(count.value, asked.language), days=REPEAT_DAYS)
    return parts.line(words, say("scene.dot", asked.language).join(filter(None, under)), state="watch")


def _present(asked: Asked) -> str:
    """How many of those on shift are there, how many rounds are made; where somebody is missing."""
    said: list[str] = []
    missing = ""
    if "shifts" in asked.cockpit.records and not asked.rights.rows:
        said, missing = _on_post(asked)
    if "inspections" in asked.cockpit.records:
        planned, made = rounds.today(asked.cockpit, asked.filters, asked.rights)
        said += [asked.say("now.rounds", made=made, planned=planned)] if planned else []
    if not said:
        return ""
    under = missing or asked.say("now.all_there")
    whole = [piece.replace(" ", "\u00a0") for piece in said]  # a figure is not parted from what it is of
    return parts.line("\u2003".join(whole), under, state="watch" if missing else "fine")


def _on_post(asked: Asked) -> tuple[list[str], str]:
    sites = staffing.roster(asked.cockpit, asked.rights)[asked.cockpit.today]
    chosen = {site: rows for site, rows in sites.items() if not asked.wall.campus or site in asked.wall.campus}
    there = {site: sum(row["state"] in THERE for row in rows) for site, rows in chosen.items()}
    away = {site: sum(row["state"] == "absent" for row in rows) for site, rows in chosen.items()}
    due = sum(there.values()) + sum(away.values())
    if not due:
        return [], ""
    said = [asked.say("now.on_post", there=sum(there.values()), due=due)]
    site = max(away, key=lambda name: away[name])
    return said, asked.say("now.missing", site=site, n=away[site]) if away[site] else ""
