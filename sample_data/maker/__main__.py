"""``python -m sample_data.maker [FOLDER]`` makes the sample site's data anew."""

from __future__ import annotations

import sys
from pathlib import Path

from sample_data.maker import (
    calendar,
    complaints,
    events,
    exports,
    extras,
    handling,
    inspections,
    office,
    papers,
    people,
    rounds,
    stock,
    tickets,
)
from sample_data.maker.dirt import Ledger

HERE = Path(__file__).resolve().parent.parent


def make(folder: Path) -> None:
    """Writes every file of the sample site's data under ``folder``."""
    year, ledger, out = calendar.read(), Ledger(), folder / "exports"
    shifts = people.roster(year)
    found = handling.Desk(year, shifts).handle(tickets.drafts(year))
    made = inspections.drawn(year, shifts, found)
    shifts = extras.added(year, shifts)
    exports.write(out, found, ledger)
    inspections.write(out, made, ledger)
    rounds.staffing(folder / "staffing.sqlite", shifts, ledger)
    rounds.attendance(out, shifts)
    rounds.logs(out, shifts)
    office.performance(out, ledger)
    office.training(out, year)
    complaints.register(out, year)
    events.incidents(out, found)
    events.visits(out, year, ledger)
    events.contacts(out, year)
    stock.parts(out, found)
    papers.papers(out)
    ledger.write(folder / "dirty.json")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
