"""A configuration to be changed, and the faults it then has."""

from __future__ import annotations

from textwrap import dedent

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES

SITE = """
[site]
name = "科技大学"
zone = "Asia/Shanghai"
"""
SOURCE = """
[sources.helpdesk]
path = "exports"
[sources.helpdesk.tables.tickets]
files = "工单_*.xlsx"
columns = { ticket_id = "工单号", reported_at = ["报修时间", "创建时间"], category = "大类", status = "状态" }
constants = { campus = "总部", building = "主楼" }
"""
GOOD = SITE + SOURCE


@pytest.fixture
def write(tmp_path):
    def write(text):
        file = tmp_path / "site" / "cockpit.toml"
        (file.parent / "exports").mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    return write


@pytest.fixture
def faults(write, tmp_path):
    """The faults of a text as (key, path, line), each of them worded in every language."""

    def faults(text):
        with pytest.raises(ConfigurationError) as raised:
            settings.load(write(text), tmp_path, {})
        for language in LANGUAGES:
            assert len(explain(raised.value, language).splitlines()) == len(raised.value.faults) + 1
        return [(fault.key, fault.path, fault.line) for fault in raised.value.faults]

    return faults
