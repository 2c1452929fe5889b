"""Who wants a file, of what: the snapshot, the period, the filters and the rights within which all of it is asked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from cockpit import periods, sentences
from cockpit.access import MANAGER, Rights
from cockpit.i18n import label, say
from cockpit.metrics import Answer, Cockpit, Question
from cockpit.metrics.catalogue import PEOPLE
from cockpit.metrics.question import Filters, merged
from cockpit.periods import UNITS, Period
from cockpit.settings.model import Settings


def hour() -> datetime:
    """Now, or the hour that SOURCE_DATE_EPOCH names: then the same file is the same bytes."""
    named = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(named), UTC) if named.isdecimal() else datetime.now(UTC)


@dataclass(frozen=True)
class Request:
    """``who`` is the person as the file names them; ``preset`` how the period was chosen (see sentences.spell)."""

    cockpit: Cockpit
    settings: Settings
    language: str
    period: Period
    filters: Filters = ()
    against: str | None = None
    rights: Rights = MANAGER
    who: str = ""
    preset: str = "dates"
    made: datetime = field(default_factory=hour)

    def say(self, key: str, **arguments: object) -> str:
        """The words of ``exports.<key>``."""
        return say(f"export.{key}", self.language, **arguments)

    def question(
        self,
        metric: str,
        by: Iterable[str] = (),
        period: Period | None = None,
        more: Filters = (),
        against: str | None = None,
    ) -> Question:
        """A question within the request; ``more`` narrows it further."""
        return Question(metric, period or self.period, tuple(by), merged(self.filters, more), against)

    def ask(self, question: Question) -> Answer:
        return self.cockpit.answer(question, self.rights)

    @cached_property
    def people(self) -> dict[str, str]:
        """Names by ids."""
        return self.cockpit.people()

    def label(self, dimension: str, key: Any) -> str:
        """The words for one value of a dimension; a unit of time says which part of it the request has."""
        if dimension in PEOPLE and key:
            return self.people.get(str(key), str(key))
        if dimension in UNITS and key is not None:
            return sentences.unit_label(dimension, key, self.period, self.cockpit.today, self.language)
        return label(dimension, key, self.language)

    @property
    def former(self) -> Period | None:
        """The period it is compared with."""
        return periods.against(self.against, self.period, self.cockpit.today) if self.against else None

    @property
    def spelled(self) -> str:
        """The period in words."""
        return sentences.spell(self.period, self.preset, self.language)

    def file_name(self, *parts: str, suffix: str) -> str:
        """What a file of these parts is called: what it is, of which days; of a CSV also of which snapshot."""
        days = f"{self.period.first:%Y-%m-%d}_{self.period.last:%Y-%m-%d}"
        named = [*parts, days, *([self.cockpit.snapshot] if suffix == ".csv" else [])]
        plain = "_".join(" ".join(part.split()) for part in named if part)
        return "".join("-" if sign in '<>:"/\\|?*' or sign < " " else sign for sign in plain)[:120] + suffix
