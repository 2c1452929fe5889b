"""What must hold of whatever is read: rows that add up or a refusal in everybody's words, and never anything else."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cockpit import settings as configuration
from cockpit.checks import Job, Parsed, Union, unite
from cockpit.cli import findings
from cockpit.cli.context import Context
from cockpit.errors import AT_FAULT, CockpitError, ConfigurationError
from cockpit.i18n import explain, has
from cockpit.records import RECORDS
from cockpit.settings import LANGUAGES
from cockpit.settings.model import Settings, Source, TableSource
from cockpit.sources import child
from cockpit.store import QUARANTINE, Snapshot, Store
from cockpit.sync import Outcome, Refused, sync
from tests.faults.generated.texts import Made
from tests.sources.conftest import NOW, table
from tests.sync.site import Site

TICKETS = RECORDS["tickets"]
READ, REFUSED = "read", "refused"


def file_is_read_or_refused(made: Made, folder: Path) -> str:
    """Reads one generated file as the product's child does."""
    mapping = table(**made.mapping)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        (place / made.name).write_bytes(made.content)
        job = Job(TICKETS, mapping, "desk", made.name, "Asia/Shanghai", NOW, place)
        try:
            parsed = child.parse(place / made.name, job, "")
        except CockpitError as error:
            _worded(error, made.name)
            return error.key
        _adds_up(parsed, made)
        union = unite(TICKETS, [parsed], place / "out")
        assert union.read == union.accepted + union.quarantined + union.deduplicated
        _printed(parsed, union, mapping)
    return READ


def _adds_up(parsed: Parsed, made: Made) -> None:
    """No row lost, none twice, none both taken and put aside."""
    assert parsed.read == parsed.accepted + parsed.quarantined
    if made.whole:
        assert parsed.read + sum(parsed.skipped.values()) == made.rows
    taken = pq.read_table(parsed.rows, columns=["_row"])["_row"].to_pylist()
    aside = set(pq.read_table(parsed.problems, columns=["row"])["row"].to_pylist())
    assert len(set(taken)) == len(taken) == parsed.accepted
    assert len(aside) == parsed.quarantined
    assert not aside & set(taken)


def _printed(parsed: Parsed, union: Union, mapping: TableSource) -> None:
    """What ``check`` prints of it can be said in every language."""
    outcome = Outcome.of(TICKETS, union, pq.read_table(union.problems, schema=QUARANTINE), [parsed])
    for reason in outcome.reasons:
        assert all(has(f"checks.{reason}.{part}", one) for one in LANGUAGES for part in ("title", "remedy")), reason
    site = Settings(Path(), Path(), "x", "UTC", sources=(Source("desk", path=Path(), tables=(mapping,)),))
    for language in LANGUAGES:
        with contextlib.redirect_stdout(io.StringIO()):
            findings.show_all(Context(site, language, {}), {"tickets": outcome}, {"tickets": {}})


def _worded(error: CockpitError, *named: str) -> None:
    """Where, what and what to do next, in every language."""
    assert error.key != "file_unreadable", error
    for language in LANGUAGES:
        told = explain(error, language)
        assert has(f"errors.{error.key}.remedy", language), error.key
        assert all(name in told for name in named), told


def configuration_is_read_or_refused(content: bytes, folder: Path) -> str:
    """Reads one generated configuration."""
    file = folder / "cockpit.toml"
    file.write_bytes(content)
    try:
        configuration.load(file, folder / "data", {"COCKPIT_REAL_DATA": str(folder), "HOME": str(folder)})
    except ConfigurationError as error:
        _listed(error)
        return error.faults[0].key
    return READ


def _listed(error: ConfigurationError) -> None:
    """Every fault has its line in every language."""
    assert error.faults
    for language in LANGUAGES:
        assert len(explain(error, language).split("\n  ")) > len(error.faults)


class Round:
    """Whole syncs of a site into which one generated file after the other is dropped."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "site")
        text = self.site.config.read_text("utf-8").replace("工单*.csv", "工单*")
        for header in ("报修", "完成"):
            text = text.replace(f'"{header}"', f'["{header}", "{header}时间"]')
        self.site.config.write_text(text, encoding="utf-8")
        self.site.tickets(12)
        sync(self.site.settings(), self.site.environ)

    def is_published_or_refused(self, made: Made, _: Path) -> str:
        """A refusal publishes nothing; what is published adds up."""
        site, store = self.site, Store(self.site.data)
        before = store.current()
        assert before is not None
        file = site.folder / "exports" / f"工单_{made.name}"
        file.write_bytes(made.content)
        shutil.copystat(site.folder / "exports" / "工单.csv", file)
        try:
            report = sync(site.settings(), site.environ, accept=True)
        except Refused as refused:
            self._stands(refused, before, file.name)
            return REFUSED
        finally:
            file.unlink()
        told = report.as_dict()["tables"]["tickets"]
        assert told["read"] == told["accepted"] + told["quarantined"] + told["deduplicated"]
        return READ

    def _stands(self, refused: Refused, before: Snapshot, named: str) -> None:
        assert refused.exit_code == AT_FAULT
        for error in refused.faults:
            _worded(error, named)
        after = Store(self.site.data).current()
        assert after is not None
        assert after.id == before.id
        assert after.damage() == []


Property = Callable[[Any, Path], str]
