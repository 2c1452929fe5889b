"""Files drafted blind, and read by what was drafted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from cockpit import settings, sources
from cockpit.checks import unite
from cockpit.drafting import Drafted, Proposal, draft_file, toml
from cockpit.drafting.reading import tables
from cockpit.records import RECORDS

NOW = datetime(2027, 6, 1, tzinfo=UTC)
UNNAMED = "未注明"
SITE = '[site]\nname = "试"\nzone = "Asia/Shanghai"\n'


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a table."""

    read: int
    accepted: int
    quarantined: int
    deduplicated: int
    reasons: dict[str, int]
    unmapped: dict[str, int]


class Drafting:
    """Drafts files into a folder of its own, and reads them by the TOML that was written."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "work"

    def draft(self, file: Path, record: str | None = None) -> Drafted:
        """What is proposed for a file, in this process; its child is tested by what it refuses."""
        self.work.mkdir(exist_ok=True)
        found = list(tables(file, file.name, self.work, UNNAMED, record))
        proposals = tuple(one for one in found if isinstance(one, Proposal))
        return Drafted(proposals, tuple(one for one in found if not isinstance(one, Proposal)))

    def guarded(self, file: Path) -> Drafted:
        """What is proposed for a file, by a child process as ever."""
        return draft_file(file, "x", UNNAMED, self.work)

    def one(self, file: Path) -> Proposal:
        """The one table that a file holds."""
        (proposal,) = self.draft(file).proposals
        return proposal

    def loaded(self, drafted: Drafted, folder: Path) -> settings.Settings:
        """The site that the draft's own words make."""
        return self.from_words(toml.text("x", toml.Place(path=str(folder)), drafted, "zh-Hans"))

    def from_words(self, words: str, environ: Mapping[str, str] = MappingProxyType({})) -> settings.Settings:
        """The site of a draft's words."""
        config = self.folder / "cockpit.toml"
        config.write_text(SITE + words, encoding="utf-8")
        return settings.load(config, self.folder / "data", environ)

    def read(self, site: settings.Settings) -> dict[str, Counts]:
        """Every table of the site, read."""
        found = {}
        for source in site.sources:
            for one, outcome in sources.parse_all(source, site.zone, self.folder / "cache", NOW).items():
                assert outcome.refused == [], outcome.refused
                found[one] = counts(one, outcome, self.folder / "out" / source.name)
        return found

    def imported(self, file: Path) -> dict[str, Counts]:
        """A file drafted blind and read by it."""
        return self.read(self.loaded(self.draft(file), file.parent))


def counts(record: str, outcome: sources.Outcome, folder: Path) -> Counts:
    """What became of one table."""
    union = unite(RECORDS[record], outcome.parsed, folder)
    unmapped = {
        value: count for one in outcome.parsed for values in one.unmapped.values() for value, count in values.items()
    }
    return Counts(union.read, union.accepted, union.quarantined, union.deduplicated, union.reasons, unmapped)
