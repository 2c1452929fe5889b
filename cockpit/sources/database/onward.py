"""A table read from its watermark on: what changed since, what is gone, and what came late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cockpit.checks import Raw, Watermark
from cockpit.checks.parsed import literal
from cockpit.checks.tidy import heading
from cockpit.sources.database.asking import BETWEEN, Asking
from cockpit.sources.database.loading import Loader
from cockpit.sources.since import Since

CHUNK: Final = 500
# If more than this has to be fetched by key, all is read anew.
SHARE, LEAST = 0.2, 20_000
ORDER: Final = "coalesce(epoch(try_cast({0} as timestamptz)), try_cast({0} as double))"


def read(loader: Loader, since: Since | None) -> tuple[Raw, Watermark]:
    """Gives ``raw`` the whole table, or what is new ``since``.

    Rows read before were read by the columns that the query had: where these are others now, all are read anew.
    """
    asking, columns = _asking(loader)
    moved = _moved(since.columns, columns) if since else ()
    looked = _changed(loader, asking, since) if since and not moved else None
    if since is None or looked is None:
        raw, watermark = loader.load(asking.rows(), asking.extras), Watermark(None, 0, moved=moved)
    else:
        raw, gone = looked
        watermark = Watermark(since.mark, since.rows, False, gone is not None, tuple(gone or ()))
    key, mark = _sql(len(raw.header), asking)
    ((read,),) = loader.own.execute("select coalesce(max(rowid) + 1, 0) from raw").fetchall()
    raw = replace(raw, row=f"rowid + {watermark.rows + 1}", key=key, mark=mark)
    newest = _newest(loader, asking, mark, watermark.mark)
    places = {name: int(cell[1:]) for name, cell in loader.cells.items()}
    return raw, replace(watermark, mark=newest, rows=watermark.rows + read, columns=columns, places=places)


def _asking(loader: Loader) -> tuple[Asking, dict[str, str]]:
    """The query with the names that its columns have in the database, and what those that are used hold."""
    job, query = loader.job, loader.job.table.query or ""
    cells, columns = loader.named(f"select * from ({query}\n) asked where 1 = 0")
    names = tuple(column.name for column in columns)
    keys = tuple(names[int(cells[name][1:])] for name in job.record.key if name in cells)
    wanted = heading(job.table.watermark or "")
    mark = next((name for name in names if heading(name) == wanted), None)
    if mark is None:
        raise loader.refusal("watermark_missing", column=job.table.watermark, found=names)
    used = {mark, *(names[int(cell[1:])] for cell in cells.values())}
    holds = {column.name: column.holds if column.name in used else "" for column in columns}
    return Asking(query, keys, mark, loader.session.engine.dialect), holds


def _moved(known: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that came, went, or hold something else."""
    return tuple(sorted(name for name in {*known, *found} if known.get(name) != found.get(name)))


def _changed(loader: Loader, asking: Asking, since: Since) -> tuple[Raw, list[str] | None] | None:
    """What is new, and which keys are gone where all were looked through; None if so much is new that the whole is
    read sooner.

    Where the newest row there was is not found any more, others may be gone too: all keys are looked through at once.
    """
    own = loader.own
    own.execute("create or replace temp table fetched (key varchar)")
    waiting = "create or replace temp table waiting as select unnest(cast(? as varchar[])) as key"
    own.execute(waiting, [sorted(since.waiting)])
    raw = loader.fetch(asking.rows(asking.since(since.mark, loader.job.table.overlap)), asking.extras)
    key, mark = _sql(len(raw.header), asking)
    reconciling = since.reconcile or not _stands(loader, mark, since.mark)
    gone = _reconciled(loader, asking, since) if reconciling else None
    if reconciling and gone is None:
        return None
    # of a key that waits in the quarantine all rows are looked at: it may be at fault for there being several
    own.execute(f"insert into fetched select distinct {key} from raw where {key} in (select key from waiting)")
    own.execute(f"delete from raw where {key} in (select key from fetched)")
    keys = [one for (one,) in own.execute("select distinct key from fetched order by 1").fetchall()]
    for first in range(0, len(keys), CHUNK):
        loader.fetch(asking.rows(asking.those(keys[first : first + CHUNK])), asking.extras, fresh=False)
    if reconciling:
        own.execute(f"delete from raw where {key} is null")
        loader.fetch(asking.rows(asking.without_key()), asking.extras, fresh=False)
    return raw, gone


def _stands(loader: Loader, mark: str, known: str) -> bool:
    """Whether something is left of the watermark that was read up to, or newer."""
    query = f"select count(*) from raw where {ORDER.format(mark)} >= {ORDER.format('cast(? as varchar)')}"
    ((found,),) = loader.own.execute(query, [known, known]).fetchall()
    return bool(found)


def _reconciled(loader: Loader, asking: Asking, since: Since) -> list[str] | None:
    """Looks through all keys: gives those that are gone; ``fetched`` then holds those that are missing or differ.

    None if these are too many to be asked for one by one.
    """
    own = loader.own
    loader.plain(asking.marks(), "looked")
    key, mark = _sql(0, asking)
    own.execute(f"create or replace temp table seen as select {key} as key, {mark} as mark from looked as raw")
    own.execute(f"create or replace temp table held as select _key as key, _mark as mark from {since.held}")
    own.execute(
        "insert into fetched select seen.key from seen left join held on seen.key = held.key "
        "where seen.key is not null and (held.key is null or seen.mark is distinct from held.mark) "
        "union select key from seen where key in (select key from waiting) "
        "union select key from seen where key is not null group by key having count(*) > 1"
    )
    gone = own.execute(
        "select key from held where key is not null and key not in (select key from seen where key is not null) "
        "union select key from waiting where key not in (select key from seen where key is not null)"
    ).fetchall()
    ((late, seen),) = own.execute("select (select count(*) from fetched), (select count(*) from seen)").fetchall()
    return None if late > max(LEAST, SHARE * seen) else [one for (one,) in gone]


def _sql(first: int, asking: Asking) -> tuple[str, str]:
    """SQL of what a row is called, and of its watermark; the extras begin at that column."""
    parts = [f"raw.c{first + place}" for place in range(len(asking.keys))]
    return f" || {literal(BETWEEN)} || ".join(parts), f"raw.c{first + len(parts)}"


def _newest(loader: Loader, asking: Asking, mark: str, known: str | None) -> str | None:
    """The highest watermark there is."""
    marks = f"select {mark} as mark from raw union all select cast(? as varchar)"
    query = f"select arg_max(mark, {ORDER.format('mark')}), count(mark), count({ORDER.format('mark')}) from ({marks})"
    ((newest, given, ordered),) = loader.own.execute(query, [known]).fetchall()
    if given and not (ordered and asking.understands(newest)):
        raise loader.refusal("watermark_unordered", column=loader.job.table.watermark)
    return str(newest) if newest is not None else None
