"""The answers a month was closed with, as files: every figure in Parquet, and in JSON what each was asked and means.

A question is told by its place in the JSON's list. Comparisons are kept as their two halves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.i18n import LANGUAGES, say
from cockpit.metrics import CATALOGUE, Answer, Cockpit, Metric, Question
from cockpit.metrics import document as cards
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from cockpit.settings.model import Terms

FIGURES: Final = "answers.parquet"
ASKED: Final = "answers.json"
ROWS: Final = "rows.parquet"
MOST_ROWS: Final = 100_000_000
Cell = tuple[str | None, ...]
_FIGURES = pa.schema(
    [
        ("question", pa.int32()),
        ("metric", pa.string()),
        ("first", pa.date32()),
        ("until", pa.date32()),
        ("cell", pa.list_(pa.string())),
        ("value", pa.float64()),
        ("n", pa.int64()),
    ]
)
_ROWS = pa.schema([("question", pa.int32()), ("key", pa.string())])


@dataclass(frozen=True)
class Stood:
    """What a cell of an answer came to: None without data, of so many rows."""

    value: float | None
    n: int


def halves(answers: Mapping[Question, Answer]) -> dict[Question, Answer]:
    """Those that were asked of one period, in an order of their own: what everything else was made of."""
    plain = {replace(question, course=False): one for question, one in answers.items() if question.against is None}
    return dict(sorted(plain.items(), key=lambda pair: _order(pair[0])))


def told(answer: Answer) -> dict[Cell, Stood]:
    """The cells of an answer, by the values of its splits as they are kept."""
    by = answer.question.by
    return {
        tuple(_spelled(row[split]) for split in by): Stood(_number(row["value"]), int(row["n"] or 0))
        for row in answer.rows
    }


def figures(answers: Sequence[Answer]) -> bytes:
    """The Parquet file of all figures."""
    rows = [
        {
            "question": place,
            "metric": answer.metric.name,
            "first": answer.question.period.first,
            "until": answer.question.period.until,
            "cell": list(cell),
            "value": stood.value,
            "n": stood.n,
        }
        for place, answer in enumerate(answers)
        for cell, stood in told(answer).items()
    ]
    return _parquet(pa.Table.from_pylist(rows, schema=_FIGURES))


def asked(answers: Sequence[Answer], terms: Sequence[Terms]) -> bytes:
    """The JSON beside it: the questions, what each measure is and by which SQL, and the contract's terms."""
    metrics = {answer.metric.name: answer.metric for answer in answers}
    body = {
        "questions": [_question(answer) for answer in answers],
        "metrics": {name: _defined(metrics[name]) for name in sorted(metrics)},
        "terms": [asdict(one) for one in terms],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()


def read(figures: bytes, asked: bytes) -> dict[Question, dict[Cell, Stood]]:
    """The questions and what they came to, as they were kept."""
    questions = _questions(asked)
    found: dict[Question, dict[Cell, Stood]] = {question: {} for question in questions}
    for row in pq.read_table(BytesIO(figures)).to_pylist():
        found[questions[row["question"]]][tuple(row["cell"])] = Stood(row["value"], row["n"])
    return found


def digest(metric: Metric) -> str:
    """What names the SQL of a measure and how it is put together."""
    return sha256(f"{metric.sql}\n{metric.value}\n{metric.n}\n{metric.unit}".encode()).hexdigest()


def digests(asked: bytes) -> dict[str, str]:
    """The digests of the measures' SQL as they were kept."""
    return {name: one["sql"] for name, one in json.loads(asked)["metrics"].items()}


def keys_behind(cockpit: Cockpit, question: Question) -> frozenset[str]:
    """The keys of the rows behind a figure."""
    key = SUBJECTS[CATALOGUE[question.metric].record].key
    if cockpit.lacks(CATALOGUE[question.metric]):
        return frozenset()
    return frozenset(map(str, cockpit.rows(question, {}, (key,), limit=MOST_ROWS)[key].to_pylist()))


def rows(cockpit: Cockpit, answers: Sequence[Answer]) -> bytes:
    """The Parquet file of the keys of the rows behind each answer that is whole and of all."""
    places, keys = [], []
    for place, answer in enumerate(answers):
        if not answer.question.by and not answer.question.filters:
            found = sorted(keys_behind(cockpit, answer.question))
            places += [place] * len(found)
            keys += found
    return _parquet(pa.table({"question": places, "key": keys}, schema=_ROWS))


def rows_of(rows: bytes, asked: bytes) -> dict[Question, frozenset[str]]:
    """The keys of the rows behind the questions of which they were kept."""
    questions = _questions(asked)
    found = {question: set[str]() for question in questions if not question.by and not question.filters}
    table = pq.read_table(BytesIO(rows))
    for place, key in zip(table["question"].to_pylist(), table["key"].to_pylist(), strict=True):
        found[questions[place]].add(key)
    return {question: frozenset(keys) for question, keys in found.items()}


def _questions(asked: bytes) -> list[Question]:
    return [
        Question(
            one["metric"],
            Period(date.fromisoformat(one["first"]), date.fromisoformat(one["until"])),
            tuple(one["by"]),
            tuple((name, tuple(values)) for name, values in one["filters"]),
        )
        for one in json.loads(asked)["questions"]
    ]


def _question(answer: Answer) -> dict[str, Any]:
    question = answer.question
    return {
        "metric": question.metric,
        "first": question.period.first.isoformat(),
        "until": question.period.until.isoformat(),
        "by": list(question.by),
        "filters": [[name, list(values)] for name, values in question.filters],
        "lacking": list(answer.lacking),
    }


def _defined(metric: Metric) -> dict[str, Any]:
    words = {
        tongue: {"name": say(f"metrics.{metric.name}.name", tongue), **cards.facts(metric, tongue)}
        for tongue in LANGUAGES
    }
    return {"unit": metric.unit, "better": metric.better, "grain": metric.grain, "sql": digest(metric), "words": words}


def _order(question: Question) -> tuple[Any, ...]:
    """By the catalogue, whole before split, unfiltered before narrowed."""
    place = list(CATALOGUE).index(question.metric)
    return place, len(question.by), len(question.filters), question.by, question.filters, question.period


def _spelled(key: Any) -> str | None:
    return None if key is None else key.isoformat() if isinstance(key, date) else str(key)


def _number(figure: Any) -> float | None:
    return None if figure is None else float(figure)


def _parquet(table: pa.Table) -> bytes:
    sink = BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
