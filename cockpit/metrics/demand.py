"""What work comes in each hour of the week, who was on shift then, and where a shift would be better placed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.settings.model import Duty

WEEKDAYS, HOURS = range(1, 8), range(24)
BLOCK = 4  # hours of a shift that is moved
PAIR = 2.0  # people a site has in every hour in which it can give one away
TICKET = 1.0  # tickets that must be expected in them for the move to be worth it
Place = tuple[int, int]  # weekday (1 Monday) and hour
Moment = tuple[date, int]  # day and hour
Posts = Mapping[str, Mapping[Moment, float]]  # site ("" where it is not known) → people on shift


@dataclass(frozen=True)
class Block:
    """Hours of a weekday from ``hour`` on: the tickets expected and the people on shift, each a mean of an hour."""

    weekday: int
    hour: int
    expected: float
    present: float

    @property
    def until(self) -> int:
        return self.hour + BLOCK

    def load(self, more: int = 0) -> float:
        """Tickets an hour for each person, if there were ``more`` of them; without anybody there is no end to it."""
        people = self.present + more
        return self.expected / people if people > 0 else float("inf")


@dataclass(frozen=True)
class Move:
    """A shift taken from ``site`` (empty where it is not known), ``posted`` people there, in ``spare`` to ``short``.

    In ``held`` of ``weeks`` weeks it would have eased the work and left nobody alone there.
    """

    short: Block
    spare: Block
    site: str
    posted: float
    held: int
    weeks: int


@dataclass(frozen=True)
class Week:
    """An ordinary week: by weekday and hour the mean of tickets reported and of people on shift.

    ``days``: of how many days each weekday's mean is; there is none where these are too few (``enough``).
    """

    expected: Mapping[Place, float]
    present: Mapping[Place, float]
    days: Mapping[int, int]
    enough: bool
    move: Move | None = None


def week(cockpit: Cockpit, zone: str, duty: Duty, *, sites: Sequence[str] = (), rights: Rights = MANAGER) -> Week:
    """The last whole weeks up to yesterday, as many as ``duty`` says, at the ``sites`` (all if none).

    A holiday, and a weekend day that is worked, is no day like the others of its weekday and is left out. Of each
    weekday so many days must be left as it says. On shift are those who work on tickets at all.
    """
    first = cockpit.today - timedelta(weeks=duty.weeks)
    days = _ordinary(cockpit, first)
    came = _tickets(cockpit, first, sites, rights)
    there = _on_shift(_shifts(cockpit, first, sites, rights), ZoneInfo(zone))
    return reckoned(days, came, there, duty)


def reckoned(days: Sequence[date], came: Mapping[Moment, float], posts: Posts, duty: Duty) -> Week:
    """The means of these days, by the tickets and, site by site, people of each of their hours."""
    count = Counter(day.isoweekday() for day in days)
    enough = all(count[weekday] >= duty.least_days for weekday in WEEKDAYS)
    if not enough:
        return Week({}, {}, count, enough=False)
    there = _together(posts.values())
    expected, present = (_means(days, count, seen) for seen in (came, there))
    blocks = [_block(*place, expected, present) for place in product(WEEKDAYS, range(25 - BLOCK))]
    posted = {site: _means(days, count, seen) for site, seen in sorted(posts.items())}
    giving = {block: site for block in blocks if (site := _giver(block, posted)) is not None}
    move = _move(blocks, giving, duty.busy)
    return Week(expected, present, count, True, move and _held(*move, giving[move[1]], days, came, posts))


def _together(several: Iterable[Mapping[Moment, float]]) -> dict[Moment, float]:
    total: dict[Moment, float] = defaultdict(float)
    for seen in several:
        for moment, people in seen.items():
            total[moment] += people
    return total


def _means(days: Iterable[date], count: Mapping[int, int], seen: Mapping[Moment, float]) -> dict[Place, float]:
    total: dict[Place, float] = dict.fromkeys(product(WEEKDAYS, HOURS), 0.0)
    for day, hour in product(days, HOURS):
        total[day.isoweekday(), hour] += seen.get((day, hour), 0.0)
    return {place: sum_ / count[place[0]] for place, sum_ in total.items()}


def _giver(block: Block, posted: Mapping[str, Mapping[Place, float]]) -> tuple[str, float] | None:
    """The site that has most to spare then and how many it has: who gives somebody away has another in every hour."""
    hours = [(block.weekday, block.hour + at) for at in range(BLOCK)]
    least = {site: min(seen[one] for one in hours) for site, seen in posted.items()}
    site = max((one for one, few in least.items() if few >= PAIR), key=least.__getitem__, default=None)
    return None if site is None else (site, sum(posted[site][one] for one in hours) / BLOCK)


def _move(blocks: Sequence[Block], giving: Container[Block], busy: float) -> tuple[Block, Block] | None:
    """To where most work meets fewest from where most people have least to do, of the same weekday if possible."""
    worth = [one for one in blocks if one.expected * BLOCK >= TICKET and one.load() >= busy]
    short = max(worth, key=lambda one: (one.load(), one.expected), default=None)
    if short is None:
        return None
    spares = [one for one in blocks if one in giving and one.load(-1) < short.load(1)]
    spares = [one for one in spares if one.weekday == short.weekday] or spares
    spare = min(spares, key=lambda one: (one.load(-1), one.weekday, one.hour), default=None)
    return None if spare is None else (short, spare)


def _held(
    short: Block,
    spare: Block,
    giver: tuple[str, float],
    days: Sequence[date],
    came: Mapping[Moment, float],
    posts: Posts,
) -> Move | None:
    """The move, if it would have been right in most weeks: the work eased, and nobody left alone at the site."""
    there, (site, posted) = _together(posts.values()), giver
    weeks = [
        all(posts[site].get((other, spare.hour + at), 0.0) >= PAIR for at in range(BLOCK))
        and _block_of(one, short, came, there).load(1) > _block_of(other, spare, came, there).load(-1)
        for one, other in _same_week(days, short.weekday, spare.weekday)
    ]
    held = sum(weeks)
    return Move(short, spare, site, posted, held, len(weeks)) if held * 2 > len(weeks) else None


def _block(weekday: int, hour: int, expected: Mapping[Place, float], present: Mapping[Place, float]) -> Block:
    hours = [(weekday, hour + at) for at in range(BLOCK)]
    return Block(weekday, hour, *(sum(seen[one] for one in hours) / BLOCK for seen in (expected, present)))


def _block_of(day: date, block: Block, came: Mapping[Moment, float], there: Mapping[Moment, float]) -> Block:
    """The same hours of one day."""
    hours = [(day, block.hour + at) for at in range(BLOCK)]
    seen = (sum(one.get(hour, 0.0) for hour in hours) / BLOCK for one in (came, there))
    return Block(block.weekday, block.hour, *seen)


def _same_week(days: Sequence[date], one: int, other: int) -> Iterator[tuple[date, date]]:
    known = {(*day.isocalendar()[:2], day.isoweekday()): day for day in days}
    for (year, number, weekday), day in known.items():
        if weekday == one and (year, number, other) in known:
            yield day, known[year, number, other]


def _ordinary(cockpit: Cockpit, first: date) -> list[date]:
    """The days from ``first`` to yesterday that are as their weekday is, as far back as tickets and shifts go."""
    sql = (
        "select day, workday from store.days where day >= :first and day < :today "
        "and day >= (select min(date) from store.shifts) order by day"
    )
    begun = max(first, cockpit.engine.first_day or first)
    rows = cockpit.engine.query(sql, {"first": begun, "today": cockpit.today}).to_pylist()
    return [row["day"] for row in rows if row["workday"] == (row["day"].isoweekday() < 6)]


def _tickets(cockpit: Cockpit, first: date, sites: Sequence[str], rights: Rights) -> dict[Moment, float]:
    """How many tickets of any kind were reported in each hour of each day."""
    words = {"campus", "reported_day", "reported_hour"}
    sql = (
        "select reported_day as day, reported_hour as hour, count(*) as n from tickets "
        "where reported_day >= :first and reported_day < :today group by 1, 2"
    )
    rows = read(cockpit, "tickets", sql, rights, _at(sites), words, first=first)
    return {(row["day"], int(row["hour"])): float(row["n"]) for row in rows}


def _at(sites: Sequence[str]) -> Filters:
    return (("campus", tuple(sites)),) if sites else ()


def _shifts(cockpit: Cockpit, first: date, sites: Sequence[str], rights: Rights) -> list[Row]:
    """The shifts that reach into the days from ``first`` on, of those who take tickets, as far as somebody came.

    Where a shift says its site that counts, else its person's campus. Where tickets name nobody all are counted.
    """
    sql = "select distinct engineer_id from tickets where reported_day >= :first and reported_day < :today"
    took = read(cockpit, "tickets", sql, rights, (), {"engineer_id", "reported_day"}, first=first)
    takers = {row["engineer_id"] for row in took} - {None}
    clocked = {"shifts.clock_in", "shifts.clock_out"} & cockpit.provided
    sql = (
        "select staff_id, coalesce(site, campus) as site, clock_in, clock_out, planned_start, planned_end "
        "from shifts where date >= :first and date < :today and kind <> 'leave'"
    )
    return [
        row
        for row in read(cockpit, "shifts", sql, rights, first=first - timedelta(days=1))
        if not sites or row["site"] in sites
        if not takers or row["staff_id"] in takers
        if not clocked or row["clock_in"] or row["clock_out"]
    ]


def _on_shift(shifts: Iterable[Row], zone: ZoneInfo) -> dict[str, dict[Moment, float]]:
    """How many people were on shift at each site in each hour of each day; who was for half of it counts half.

    Nobody is at two sites: who is planned so is where the shift began first.
    """
    each: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for row in shifts:
        begin, end = row["planned_start"] or row["clock_in"], row["planned_end"] or row["clock_out"]
        if begin and end:
            each[row["staff_id"]].append((begin, end, row["site"] or ""))
    there: dict[str, dict[Moment, float]] = defaultdict(lambda: defaultdict(float))
    for spans in each.values():
        until = min(begin for begin, _, _ in spans)
        for begin, end, site in sorted(spans):
            for day, hour, part in _hours(max(begin, until), end, zone):
                there[site][day, hour] += part
            until = max(until, end)
    return there


def _hours(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[date, int, float]]:
    """Each hour between two moments on the site's clocks, and which part of it lies between them."""
    hour = timedelta(hours=1)
    while begin < end:
        local = begin.astimezone(zone)
        following = min(end, begin + hour - timedelta(minutes=local.minute, seconds=local.second))
        yield local.date(), local.hour, (following - begin) / hour
        begin = following
