"""What may be wrong with cockpit.toml and what stands around it: nothing starts, and all of it is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.errors import USAGE, ConfigurationError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES
from tests.settings.conftest import GOOD

ENTRY = pytest.mark.entry
SECRET = "4f1d0c8e5b7a92634f1d0c8e5b7a9263"
ACCESS = """
[access]
metadata_url = "https://login.example/.well-known/openid-configuration"
client_id = "cockpit"
client_secret = "${CLIENT}"
cookie_secret = "${COOKIE}"
redirect_uri = "https://cockpit.example/oauth2callback"
roles = { manager = "managers" }
"""
DATABASE = """
[sources.itsm]
url = "mysql+pymysql://cockpit:hunter2hunter2@db/itsm"
[sources.itsm.tables.staff]
table = "people"
columns = { staff_id = "a", name = "b", role = "c", group = "d", campus = "e", hired_on = "f" }
"""
WEIGHTS = "[[contract]]\nfrom = 2023-09-01\ntraining.weights = {{ {} }}\n"


@dataclass(frozen=True)
class Case:
    """A text that is written, what it is told for (key, place, line), and the words in two languages."""

    entry: str
    text: str
    faults: tuple[tuple[str, str, int | None], ...]
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=lambda: {"CLIENT": SECRET[::-1], "COOKIE": SECRET})

    def __str__(self) -> str:
        return self.entry


def _weights(entry: str, written: str, total: str) -> Case:
    place = "contract[0].training.weights"
    return Case(
        entry,
        GOOD + WEIGHTS.format(written),
        (("weights", place, 14),),
        ("第 14 行", place, f"加起来是 {total}", "应正好是 100"),
        ("line 14", place, f"add up to {total}", "must be 100"),
    )


TABLE = "sources.helpdesk.tables.tickets"
CASES = (
    Case(
        "a misspelt key",
        GOOD.replace("zone =", "timezone ="),
        (("unknown_key_near", "site.timezone", 4),),
        ("第 4 行", "site.timezone", "没有“timezone”这个配置项", "“zone”"),
        ("line 4", "site.timezone", "no key “timezone”", "“zone”"),
    ),
    Case(
        "a misspelt key",
        GOOD.replace("status =", "statsu ="),
        (("unknown_column_near", f"{TABLE}.columns.statsu", 10),),
        ("第 10 行", "statsu", "“status”"),
        ("line 10", "statsu", "“status”"),
    ),
    Case(
        "a wrong type",
        GOOD + 'header_row = "3"\nnulls = "--"\n',
        (("not_integer", f"{TABLE}.header_row", 12), ("not_list", f"{TABLE}.nulls", 13)),
        ("第 12 行", "应为整数", "第 13 行", "应为列表 [ … ]"),
        ("line 12", "must be a whole number", "line 13", "must be a list [ … ]"),
    ),
    Case(
        "bad TOML",
        GOOD + "nulls = [“--”]\n",
        (("bad_toml_signs", "cockpit.toml", 12),),
        ("第 12 行", "nulls = [“--”]", '英文半角的 " = ,'),
        ("line 12", "nulls = [“--”]", 'the plain " = ,'),
    ),
    Case(
        "bad TOML",
        GOOD + "sheet 工单\n",
        (("bad_toml_bare", "cockpit.toml", 12),),
        ("第 12 行", "sheet 工单", "引号"),
        ("line 12", "sheet 工单", "in quotes"),
    ),
    Case(
        "a default secret",
        GOOD + ACCESS,
        (("default_secret", "access.client_secret", 16), ("default_secret", "access.cookie_secret", 17)),
        ("第 17 行", "access.cookie_secret", "示例里的密钥", "openssl rand -hex 32"),
        ("line 17", "access.cookie_secret", "a secret from an example", "openssl rand -hex 32"),
        {"CLIENT": "change-me", "COOKIE": "please-change-this-secret-to-32-random-bytes"},
    ),
    Case(
        "a short secret",
        GOOD + ACCESS,
        (("short_secret", "access.cookie_secret", 17),),
        ("第 17 行", "至少要有 32 个随机字符", "openssl rand -hex 32"),
        ("line 17", "at least 32 random characters", "openssl rand -hex 32"),
        {"CLIENT": SECRET, "COOKIE": SECRET[:31]},
    ),
    Case(
        "secrets that others can read",
        GOOD + DATABASE,
        (("secret_readable", "sources.itsm.url", 14),),
        ("第 14 行", "sources.itsm.url", "任何人都能读 cockpit.toml", "${DB_PASSWORD}", "chmod 600"),
        (
            "line 14",
            "sources.itsm.url",
            "everybody on this machine can read cockpit.toml",
            "${DB_PASSWORD}",
            "chmod 600",
        ),
    ),
    Case(
        "secrets that others can read",
        GOOD + ACCESS.replace("${COOKIE}", SECRET),
        (("secret_written", "access.cookie_secret", 17),),
        ("第 17 行", "密钥不要写在文件里", "${COCKPIT_COOKIE_SECRET}"),
        ("line 17", "does not stand in the file", "${COCKPIT_COOKIE_SECRET}"),
    ),
    Case(
        "a bad zone",
        GOOD.replace("Asia/Shanghai", "Asia/Peking"),
        (("unknown_zone_near", "site.zone", 4),),
        ("第 4 行", "没有“Asia/Peking”这个时区", "“Asia/Shanghai”"),
        ("line 4", "no time zone “Asia/Peking”", "“Asia/Shanghai”"),
    ),
    _weights("weights that do not add up", "lecturer = 50, material = 20, environment = 15, arrangement = 16", "101"),
    Case(
        "weights that do not add up",
        GOOD + WEIGHTS.format("lecturer = 50, material = 50"),
        (("weights_missing", "contract[0].training.weights", 14),),
        ("第 14 行", "缺少 environment、arrangement 的权重", "合计 100"),
        ("line 14", "the weights of environment, arrangement are missing", "100 in all"),
    ),
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a site's configuration beside its folder of exports."""

    def written(text: str) -> Path:
        file = tmp_path / "site" / "cockpit.toml"
        (file.parent / "exports").mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return written


def _refused(file: Path, data: Path, environ: Mapping[str, str]) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as raised:
        settings.load(file, data, environ)
    assert raised.value.exit_code == USAGE
    for language in LANGUAGES:
        told = explain(raised.value, language)
        assert len(told.splitlines()) == len(raised.value.faults) + 1
        assert not [value for value in (*environ.values(), "hunter2hunter2") if value in told]
    return raised.value


def _worded(error: ConfigurationError, chinese: tuple[str, ...], english: tuple[str, ...]) -> None:
    for language, words in (("zh-Hans", chinese), ("en", english)):
        told = explain(error, language)
        assert [one for one in words if one not in told] == [], told


@pytest.mark.parametrize("case", CASES, ids=str)
def test_configuration(case: Case, write: Callable[[str], Path], tmp_path: Path) -> None:
    error = _refused(write(case.text), tmp_path, case.environ)
    assert tuple((fault.key, fault.path, fault.line) for fault in error.faults) == case.faults
    _worded(error, case.chinese, case.english)


@ENTRY("no file")
def test_no_file(tmp_path: Path) -> None:
    error = _refused(tmp_path / "cockpit.tmol", tmp_path, {})
    _worded(error, ("cockpit.tmol", "没有这个文件", "--config"), ("cockpit.tmol", "no such file", "--config"))


@ENTRY("a path that cannot be written")
def test_a_path_that_cannot_be_written(write: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    error = _refused(write(GOOD.replace("zone", "zoen")), tmp_path / "data" / "x", {})
    assert {fault.key for fault in error.faults} == {"data_not_writable", "unknown_key_near"}
    _worded(error, (str(tmp_path / "data"), "数据目录不可写", "--data"), ("cannot be written", "--data"))


@ENTRY("secrets that others can read")
@pytest.mark.parametrize(
    ("url", "open_to_all"),
    [
        ("postgresql://db/itsm?user=cockpit&password=hunter2hunter2", True),
        ("mssql+pyodbc://cockpit:hunter2hunter2@db/itsm?driver=x", True),
        ("mysql+pymysql://cockpit:${PASSWORD}@db/itsm", False),
        ("postgresql://cockpit@db/itsm?password=${PASSWORD}", False),
        ("postgresql://cockpit@db:5432/itsm", False),
        ("sqlite:///a:b.db", False),
    ],
)
def test_where_a_password_may_stand(write: Callable[[str], Path], tmp_path: Path, url: str, open_to_all: bool) -> None:
    text = GOOD + re.sub(r"url = .*", f'url = "{url}"', DATABASE)
    environ = {"PASSWORD": SECRET}
    if open_to_all:
        assert [fault.key for fault in _refused(write(text), tmp_path, environ).faults] == ["secret_readable"]
    else:
        assert settings.load(write(text), tmp_path, environ).sources[1].name == "itsm"


@ENTRY("secrets that others can read")
def test_a_password_that_only_the_owner_can_read(write: Callable[[str], Path], tmp_path: Path) -> None:
    file = write(GOOD + DATABASE)
    file.chmod(0o640)
    assert settings.load(file, tmp_path, {}).sources[1].name == "itsm"


@ENTRY("every fault at once")
def test_every_fault_at_once(write: Callable[[str], Path], tmp_path: Path) -> None:
    text = GOOD.replace("Asia/Shanghai", "Asia/Peking").replace("category =", "catgory =") + DATABASE
    text += (
        ACCESS
        + WEIGHTS.format("lecturer = 40, material = 20, environment = 15, arrangement = 15")
        + "[store]\nkeep_snapshots = '30'\nhold_belwo = 0.5\n"
    )
    environ = {"CLIENT": SECRET, "COOKIE": "short"}
    (tmp_path / "data").write_text("")
    error = _refused(write(text), tmp_path / "data", environ)
    keys = [fault.key for fault in error.faults]
    assert keys == [
        "data_not_writable",
        "unknown_zone_near",
        "unknown_column_near",
        "secret_readable",
        "short_secret",
        "weights",
        "not_integer",
        "unknown_key_near",
    ]
    assert len(re.findall(r"^  第 \d+ 行 ", explain(error, "zh-Hans"), re.MULTILINE)) == len(keys) - 1
