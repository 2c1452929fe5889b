"""The rules of queries/: what a metric's file declares, reads and may say; the words people get for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from cockpit import i18n
from cockpit.metrics import CATALOGUE, Metric
from cockpit.metrics.catalogue import DIMENSIONS, QUERIES, TIMES
from cockpit.metrics.subjects import SUBJECTS
from cockpit.records import RECORDS
from cockpit.records.core import ROLES

FILES = sorted(QUERIES.glob("*.sql"))
VIEWS = sorted((QUERIES / "views").glob("*.sql"))
MAY_READ = {*SUBJECTS, "days", "bands"}
FACTS = {
    "raw",
    "terms",
    "limits",
    "days_base",
    "days",
    "site",
    "tickets",
    "scores",
    "duty_sites",
    "duty_terms",
    "core_rooms",
    "log_deadlines",
    "reviews",
    "used_parts",
}
FUNCTIONS = {"avg", "cast", "coalesce", "count", "extract", "max", "nullif", "percentile_cont", "sum"}
GRAMMAR = {"and", "as", "by", "from", "group", "in", "not", "on", "or", "over", "then", "when", "where", "with"}
REFUSED = (
    *(rf"\b{word}\b" for word in ("qualify", "pivot", "unpivot", "exclude", "ilike", "replace", "asof", "using")),
    *(rf"\b{word}\b" for word in ("filter", "distinct", "lateral", "unnest", "tablesample", "with recursive")),
    r"group by all",
    r"order by all",
    r"::",
    r"//",
    r"\[",
    r"\{",
    r"\*\*",
    r"->",
)
UNITS = {"count", "share", "hours", "percent100", "yuan", "per_day", "per_engineer", "class_hours"}
TEXTS = {"name", "definition", "denominator", "exclusions", "clock"}

# What is stated here must be refused: the lint is tried on it.
BAD = {
    "reads another table": "select * from limits",
    "reaches the store": "select * from store.tickets",
    "group by all": "select campus from tickets group by all",
    "qualify": "select campus from tickets qualify row_number() over () = 1",
    "short cast": "select reported_at::date as day from tickets",
    "integer division": "select reopen_count // 2 as half from tickets",
    "a function of DuckDB": "select median(rating) as rating from tickets",
    "strftime": "select strftime(reported_at, '%Y') as year from tickets",
    "filter": "select count(*) filter (where rating > 80) as good from tickets",
    "date subtraction": "select resolved_at - reported_at as taken from tickets",
    "alias in where": "select reported_day as day from tickets where day > :from_day",
    "quoted alias": 'select campus as "Campus" from tickets',
    "two statements": "select 1 as one from tickets; select 2 as two from tickets",
    "star exclude": "select * exclude (campus) from tickets",
    "series": "select * from generate_series(1, 3)",
}


def plain(sql: str) -> str:
    """SQL without comments and texts."""
    return re.sub(r"--[^\n]*|'[^']*'", "''", sql)


def faults(sql: str) -> list[str]:
    """What a metric's SQL says that it may not."""
    text = plain(sql)
    told = [pattern for pattern in REFUSED if re.search(pattern, text)]
    told += [f"function {name}" for name in called(text) - FUNCTIONS]
    for dialect in ("duckdb", "postgres", "spark"):
        try:
            trees = sqlglot.parse(sql, read=dialect)
        except sqlglot.errors.ParseError as error:
            told.append(f"{dialect}: {error}")
            continue
        if len(trees) != 1:
            told.append("one statement")
        if dialect == "duckdb" and trees[0] is not None:
            told += _faults_of(trees[0])
    return told


def called(text: str) -> set[str]:
    return set(re.findall(r"\b([a-z_]+) ?\(", text)) - GRAMMAR


def _faults_of(tree: exp.Expr) -> list[str]:
    told = [f"reads {name}" for name in read(tree) - MAY_READ]
    taken = [one.expression for one in tree.find_all(exp.Sub)]
    told += [f"takes off {one}" for one in taken if not isinstance(one, exp.Interval | exp.Literal)]
    aliases = [one.args.get("alias") for one in tree.find_all(exp.Alias)]
    told += [f"quoted alias {one}" for one in aliases if isinstance(one, exp.Identifier) and one.args.get("quoted")]
    quoted = {one.name for one in tree.find_all(exp.Column) if one.this.args.get("quoted")}
    told += [f"quoted {name}" for name in quoted - {"group"}]
    for select in tree.find_all(exp.Select):
        named = {item.alias for item in select.expressions if isinstance(item, exp.Alias)}
        where = select.args.get("where")
        used = {column.name for column in where.find_all(exp.Column) if not column.table} if where else set()
        told += [f"alias {name} in where" for name in named & used]
    return told


def read(tree: exp.Expr) -> set[str]:
    """The tables read, those of another schema with its name, without the file's own steps."""
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    names = {".".join(filter(None, (one.catalog, one.db, one.name))) for one in tree.find_all(exp.Table)}
    return names - steps


@pytest.mark.parametrize("what", BAD)
def test_the_lint_refuses(what: str):
    assert faults(BAD[what]) != []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sql_is_portable(file: Path):
    assert faults(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_form(file: Path):
    text = file.read_text("utf-8")
    assert text == plain_form(text)
    assert not text.rstrip().endswith(";")
    assert re.search(r"-- ///\n-- one row per [^\n]+\n(select|with)\n", text)


def plain_form(text: str) -> str:
    """Without trailing blanks and tabs, one newline at the end."""
    return "\n".join(line.rstrip().replace("\t", "    ") for line in text.strip().split("\n")) + "\n"


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=CATALOGUE)
def test_header(metric: Metric):
    assert metric.unit in UNITS
    assert metric.better in ("higher", "lower", "neither")
    assert metric.owner in ROLES
    assert metric.family in CATALOGUE
    assert list(metric.times) == [time for time in TIMES if time in metric.times]
    assert set(metric.dims) <= DIMENSIONS.keys()
    assert metric.share_of is None or metric.share_of in metric.dims
    assert set(metric.beside) <= CATALOGUE.keys() - {metric.name}
    for name in metric.any_of:
        record, _, column = name.rpartition(".")
        assert column in RECORDS[record or "tickets"].names
    assert not metric.stock or not {"hour", "weekday", "term_week"} & set(metric.times)
    assert called(plain(f"{metric.value} {metric.n}")) <= FUNCTIONS | {"within"}
    tree = sqlglot.parse_one(metric.sql, read="duckdb")
    assert read(tree) - {"days", "bands"} == set(metric.needs)


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.stem)
def test_views_read_raw_records_and_facts(file: Path):
    for table in sqlglot.parse_one(file.read_text("utf-8"), read="duckdb").find_all(exp.Table):
        steps = {step.alias for step in table.root().find_all(exp.CTE)}
        assert (table.db or table.name) in FACTS | steps, table.name


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_of_every_metric_and_no_other(language: str):
    wanted = {f"metrics.{name}.{text}" for name in CATALOGUE for text in TEXTS}
    words = {key: text for key, text in i18n.catalogue(language).items() if key.startswith("metrics.")}
    assert {key for key in words if key.split(".")[1] in CATALOGUE} == wanted
    assert [key for key in wanted if not words[key].strip()] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_units_and_splits_have_words(language: str):
    for unit in {metric.unit for metric in CATALOGUE.values()}:
        assert i18n.value(1.5, unit, language)
        assert i18n.has(f"common.units.{unit}", language)
    for record in {metric.record for metric in CATALOGUE.values()}:
        assert i18n.each(record, language, 1)
        assert i18n.each(record, language, 2)
    for split in {split for metric in CATALOGUE.values() for split in metric.splits}:
        assert i18n.has(f"common.dims.{split}", language)
