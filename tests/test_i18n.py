from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit import i18n
from cockpit.errors import ConfigurationError, Fault, SourceError, UsageError
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE
from cockpit.records import RECORDS
from cockpit.settings import LANGUAGES

# Characters of the simplified script alone, as found in this project's own texts.
SIMPLIFIED = set(
    "与专业两个为义习从仓价众体关内册写决划别办务动励区协单却压参发变叠号启员响围国场处备夹奖学实审对导将属岗师并库应开异张当录径态总户扫报挂换据数断无旧时术机杂权条来柜标栏样检楼沟没测"
    "满点状独环现电监盖码础离积称签简类紧级线组织经结给绩续维编网职节营装见规计认让训议记讲设访评识诉试话语误说请读课调责质购资转较过运这进连选采钟错键长门闭问间页项须预领题馈"
)
# Days are written with the figures of a month or with its name.
LOOSE = ("common.day", "common.month", "scene.short.month")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language):
    reference = i18n.catalogue("zh-Hans")
    texts = i18n.catalogue(language)
    assert texts.keys() ^ reference.keys() == set()
    wrong = {key for key, text in texts.items() if _placeholders(text) != _placeholders(reference[key])}
    assert {key for key in wrong if not key.startswith(LOOSE)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [key for key, text in i18n.catalogue(language).items() if not text.strip()] in ([], ["common.space"])


def test_every_error_raised_has_words():
    source = "".join(file.read_text() for file in Path(i18n.__file__).parent.rglob("*.py"))
    keys = set(re.findall(r'(?:\b[A-Z]\w*Error|_refusal)\(\s*"(\w+)"', source))
    assert "unknown_role" in keys
    assert {key for key in keys if not i18n.has(f"errors.{key}.title", "en")} == set()


def test_traditional_texts_hold_no_simplified_characters():
    texts = i18n.catalogue("zh-Hant").items()
    found = {key: sorted(SIMPLIFIED & set(text)) for key, text in texts if SIMPLIFIED & set(text)}
    assert found == {}


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_every_record_column_and_choice_has_words(record):
    for language in LANGUAGES:
        assert i18n.has(f"records.{record.name}.name", language)
        for column in record.columns:
            assert i18n.has(f"records.{record.name}.columns.{column.name}", language), column.name
            for choice in column.choices:
                assert i18n.has(f"records.{record.name}.choices.{column.name}.{choice}", language), choice


def _placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_saying():
    assert i18n.say("errors.fault.unknown_zone_near", "en", name="A", near="{B}") == (
        "there is no time zone “A”. Did you mean “{B}”?"
    )
    assert "A、B" in i18n.say("errors.fault.unknown_level", "zh-Hans", name="E", known=("A", "B"))
    assert "A, B" in i18n.say("errors.fault.unknown_level", "en", name="E", known=["A", "B"])
    with pytest.raises(KeyError):
        i18n.say("errors.nothing", "en")
    with pytest.raises(KeyError):
        i18n.say("common.minutes", "en")
    with pytest.raises(KeyError):
        i18n.say("common.yes", "fr")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_latin_and_chinese_stand_apart_in_every_text(language):
    """In the catalogue by hand, where something is filled in by say()."""
    joined = re.compile(r"[\u3400-\u9fff][A-Za-z0-9+−]|[A-Za-z0-9%][\u3400-\u9fff]")
    texts = {key: re.sub(r"\{[^}]*\}", "\0", text) for key, text in i18n.catalogue(language).items()}
    assert {key for key, text in texts.items() if joined.search(text)} == {f"common.months.{n}" for n in range(1, 13)}
    place = i18n.say("sentences.place", language, campus="东校区", what="AP")
    assert place == "东校区的 AP"


@pytest.mark.parametrize(
    ("key", "told", "words"),
    [
        ("sentences.overview.most_up", {"where": "AP-LIB-3F-07", "delta": "+9"}, "增加最多的是 AP-LIB-3F-07（+9 单）"),
        ("sentences.place", {"campus": "CBD", "what": "无线AP"}, "CBD 的无线AP"),
        ("explain.pair", {"a": "C 级", "b": "3号楼"}, "C 级的 3号楼"),
        ("explain.sentence.above", {"threshold": "95%", "before": 1, "now": 2}, "超过 95% 的占比由 1 变为 2"),
        ("sentences.place", {"campus": "(no street)", "what": "灯"}, "(no street) 的灯"),
        ("pages.card.than", {"than": "上月同期"}, "较上月同期"),
        ("sentences.comma", {}, "，"),
        ("common.day", {"year": 2026, "month": 10, "day": 5, "name": ""}, "2026年10月5日"),
        ("common.term_week", {"n": 3}, "教学第3周"),
        ("common.day_short", {"year": 2026, "month": 1, "day": 5, "name": ""}, "01-05"),
    ],
)
def test_what_is_filled_in_stands_apart_where_scripts_meet(key, told, words):
    assert i18n.say(key, "zh-Hans", **told) == words


def test_english_stands_as_it_is_written():
    assert i18n.say("explain.pair", "en", a="楼", b="AP") == "AP, 楼"


@pytest.mark.parametrize(
    ("n", "words"), [("1", "1 row waits"), ("2", "2 rows wait"), ("0", "0 rows wait"), (1, "1 row waits")]
)
def test_english_tells_one_from_several(n, words):
    assert i18n.say("pages.data.pending", "en", n=n) == f"{words} to be checked"
    assert i18n.each("tickets", "en", 1) == "ticket"
    assert i18n.each("tickets", "en", 2) == i18n.each("tickets", "en") == "tickets"
    assert i18n.each("incidents", "zh-Hans", 1) == "起"


def test_the_sign_stands_before_the_currency():
    assert i18n.value(-308.2, "yuan", "en") == "−¥308.20"
    assert i18n.value(-308.2, "yuan", "zh-Hans") == "−308.20 元"
    assert i18n.value(12, "yuan", "en") == "¥12.00"


def test_only_english_texts_depend_on_a_number_and_name_both_forms():
    specs = {
        (language, key): form
        for language in LANGUAGES
        for key, text in i18n.catalogue(language).items()
        for _, name, form, _ in string.Formatter().parse(text)
        if name and form and "|" in form
    }
    assert {language for language, _ in specs} == {"en"}
    assert {at for at, form in specs.items() if not all(form.split("|")) or form.count("|") != 1} == set()


def test_explaining():
    error = UsageError("no_term", day=date(2026, 9, 8))
    assert i18n.explain(error, "en") == (
        "The configuration has no term that began by 8 Sep 2026. List the terms under [calendar] terms."
    )
    known = {"source": "helpdesk", "file": "a.xlsx", "record": "tickets", "column": "reported_at", "header": "报修"}
    missing = SourceError("column_missing", **known, nearest="–", found=["甲", "乙"])
    assert i18n.explain(missing, "zh-Hans") == (
        "helpdesk · a.xlsx · 工单 (tickets)：缺少必填字段 报修时间 (reported_at) 的列“报修”。"
        "请在 columns 里改正列名，或补上这一列。文件里有：甲、乙。"
    )
    assert i18n.explain(UsageError("unknown_metric", name="x", nearest=None), "en") == (
        "There is no metric “x”. python -m cockpit metrics lists them all."
    )
    faults = ConfigurationError(
        "c.toml", [Fault("empty", "site.name", 3), Fault("missing_key", "site", None, {"name": "site"})]
    )
    assert i18n.explain(faults, "zh-Hans").splitlines() == [
        "配置文件 c.toml 有 2 处错误，程序未启动。请逐条改正后重试：",
        "  第 3 行 site.name：不能为空。",
        "  site：缺少配置项“site”。",
    ]


@pytest.mark.parametrize(
    ("figure", "unit", "words"),
    [
        (1234, "count", ("1,234", "1,234", "1,234")),
        (2.5, "count", ("2.5", "2.5", "2.5")),
        (0.9532, "share", ("95.3%", "95.3%", "95.3%")),
        (-0.012, "share", ("−1.2%", "−1.2%", "−1.2%")),
        (0.4, "hours", ("24 分钟", "24 分鐘", "24 min")),
        (-0.4, "hours", ("−24 分钟", "−24 分鐘", "−24 min")),
        (0, "hours", ("0 分钟", "0 分鐘", "0 min")),
        (0.9999, "hours", ("1.0 小时", "1.0 小時", "1.0 h")),
        (3.45, "hours", ("3.5 小时", "3.5 小時", "3.5 h")),
        (72, "hours", ("3.0 天", "3.0 天", "3.0 d")),
        (86.25, "percent100", ("86.3 分", "86.3 分", "86.3 / 100")),
        (1.234, "per_day", ("1.23 单/天", "1.23 單／天", "1.23 a day")),
        (None, "hours", ("无数据", "無資料", "no data")),
    ],
)
def test_values_in_their_units(figure, unit, words):
    assert tuple(i18n.value(figure, unit, language) for language in LANGUAGES) == words


def test_no_data_is_never_nought():
    for write in (i18n.number, i18n.percent, i18n.duration):
        assert write(None, "en") == "no data"
    assert i18n.number(-0.0001, "en", 1) == "0.0"


@pytest.mark.parametrize(
    ("figure", "digits", "told"),
    [(85.25, 1, "85.3"), (71.25, 1, "71.3"), (82.55, 1, "82.6"), (12.5, 0, "13"), (0.145 * 100, 0, "15"),
     (-2.5, 0, "−3"), (2.4999, 0, "2"), (1234.5, 0, "1,235"), (7, 1, "7.0"), (69.95, 1, "70.0")],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero_as_a_worksheet_does(figure: float, digits: int, told: str):
    assert i18n.number(figure, "en", digits) == told


@given(st.integers(-(10**9), 10**9), st.integers(0, 3), st.integers(1, 4))
def test_decimal_figures_are_rounded_as_decimals_are(whole: int, digits: int, more: int):
    exact = Decimal(whole).scaleb(-digits - more)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert i18n.number(float(exact), "en", digits) == f"{rounded:z,.{digits}f}".replace("-", "−")


def test_days_and_moments():
    when = datetime(2026, 10, 4, 16, 5, tzinfo=UTC)
    assert [i18n.day(date(2026, 10, 5), language) for language in LANGUAGES] == [
        "2026年10月5日",
        "2026年10月5日",
        "5 Oct 2026",
    ]
    assert i18n.day(date(2026, 1, 5), "zh-Hans", short=True) == "01-05"
    assert i18n.day(date(2026, 1, 5), "en", short=True) == "5 Jan"
    assert i18n.moment(when, "zh-Hant", "Asia/Shanghai") == "2026年10月5日 00:05"
    assert i18n.moment(when, "en") == "4 Oct 2026, 16:05"


@pytest.mark.parametrize(
    ("dim", "key", "chinese", "english"),
    [
        ("day", date(2026, 10, 5), "2026年10月5日", "5 Oct 2026"),
        ("week", date(2026, 12, 28), "2026年第53周", "2026 W53"),
        ("month", date(2026, 10, 1), "2026年10月", "Oct 2026"),
        ("quarter", date(2026, 10, 1), "2026年第4季度", "Q4 2026"),
        ("year", date(2026, 1, 1), "2026年", "2026"),
        ("hour", 8, "08:00", "08:00"),
        ("weekday", 7, "周日", "Sun"),
        ("term_week", 3, "教学第3周", "week 3 of term"),
        ("level", "A", "A 级", "Level A"),
        ("level", "unmapped", "未对应", "Unmapped"),
        ("channel", "wechat", "微信公众号", "WeChat"),
        ("status", None, "（未填写）", "(not given)"),
        ("building", "一号楼", "一号楼", "一号楼"),
    ],
)
def test_labels_of_a_dimension(dim, key, chinese, english):
    assert i18n.label(dim, key, "zh-Hans") == chinese
    assert i18n.label(dim, key, "en") == english


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_what_is_left_out_is_not_denied_again(language):
    """The text stands behind “not counted:”: it names what that is, or that it is nothing."""
    for name in CATALOGUE:
        told = say(f"metrics.{name}.exclusions", language)
        assert not re.search(r"不[计計](?!入)|^含", told), (name, told)
