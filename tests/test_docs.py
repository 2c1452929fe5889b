"""docs/configuration.md: every example loads, every key is named, every default is the real one."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.settings.model import Measures, TableSource, Terms

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "configuration.md"
TEXT = PAGE.read_text("utf-8")
SNIPPETS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
# A table each of every kind, with one key nobody knows.
STRANGE = """
zzzz = 1
[site]
zzzz = 1
replay.zzzz = 1
[store]
zzzz = 1
[measures]
zzzz = 1
[access]
zzzz = 1
[calendar]
zzzz = 1
terms = [{ zzzz = 1 }]
[duty]
zzzz = 1
[rooms]
zzzz = 1
core = [{ zzzz = 1 }]
[warnings]
zzzz = 1
[alarms]
zzzz = 1
[wall.x]
zzzz = 1
[delivery]
zzzz = 1
mail = { zzzz = 1 }
to = [{ zzzz = 1 }]
[review]
zzzz = 1
[[contract]]
zzzz = 1
limits.zzzz = 1
limits.A.zzzz = 1
[sources.x]
zzzz = 1
tables.tickets = { zzzz = 1, fold = { zzzz = 1, first.arrived_at.zzzz = 1 } }
"""
OURS = {
    *(
        "measures",
        "tables",
        "site",
        "access",
        "store",
        "calendar",
        "duty",
        "rooms",
        "warnings",
        "alarms",
        "wall",
        "delivery",
        "review",
        "contract",
    ),
    "sources",
}


def loaded(folder: Path, text: str) -> settings.Settings:
    file = folder / "cockpit.toml"
    file.write_text(text, encoding="utf-8")
    secret = "0123456789abcdef" * 2
    names = re.findall(r"\$\{(\w+)\}", text)
    environ = {name: f"https://robot.example/{secret}" if name.endswith("_URL") else secret for name in names}
    return settings.load(file, folder / "data", environ)


def test_all_examples_together_are_a_configuration(tmp_path):
    site = loaded(tmp_path, "\n".join(SNIPPETS))
    assert {source.name for source in site.sources} == {
        "helpdesk",
        "people",
        "attendance",
        "desk",
        "survey",
        "events",
        "wecom",
        "itsm",
        "roster",
    }
    assert len(site.contract) == 2


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_every_example_loads_by_itself(tmp_path, number):
    tree = tomllib.loads(SNIPPETS[number])
    rest = "" if "site" in tree else '[site]\nname = "x"\nzone = "Asia/Shanghai"\n'
    if "sources" not in tree:
        rest += "[sources]\n"
    elif any("tables" not in source for source in tree["sources"].values()):
        rest += "[sources.helpdesk.tables]\n"
    elif "path" not in next(iter(tree["sources"].values())) and "url" not in next(iter(tree["sources"].values())):
        name = next(iter(tree["sources"]))
        rest += f'[sources.{name}]\npath = "exports"\n'
    loaded(tmp_path, f"{rest}\n{SNIPPETS[number]}" if "site" not in tree else f"{SNIPPETS[number]}\n{rest}")


def test_examples_in_other_pages_load(tmp_path):
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        if page != PAGE:
            for snippet in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
                loaded(tmp_path, textwrap.dedent(snippet))


def test_every_key_is_named(tmp_path):
    with pytest.raises(ConfigurationError) as refused:
        loaded(tmp_path, STRANGE)
    known: list[Any] = [fault.arguments["known"] for fault in refused.value.faults if fault.key == "unknown_key"]
    assert len(known) == STRANGE.count("zzzz = 1") - STRANGE.count("limits.zzzz")
    keys = {key for listed in known for key in listed}
    assert {"fill_down", "take", "anchor", "risk_share", "delimiter"} <= keys
    code = " ".join(re.findall(r"`[^`\n]+`|```toml\n.*?```", TEXT, re.DOTALL))
    assert {key for key in keys if not re.search(rf"\b{key}\b", code)} == set()
    tabled = set(re.findall(r"`(\w+)", "\n".join(re.findall(r"^\| (`.*?`) ", TEXT, re.MULTILINE))))
    table_keys = next(set(listed) for listed in known if "fill_down" in listed)
    assert table_keys - tabled == set()


def test_the_defaults_are_the_real_ones(tmp_path):
    nulls = re.search(r"`nulls` \| `(\[.*?\])`", TEXT)
    assert nulls
    assert ("", *tomllib.loads(f"x = {nulls[1]}")["x"]) == TableSource("tickets").nulls
    site = loaded(tmp_path, "\n".join(SNIPPETS))
    assert (site.measures, site.hold_below) == (Measures(), 0.7)
    assert "`hold_below`（默认 0.7）" in TEXT
    for key, told in tomllib.loads(next(one for one in SNIPPETS if one.startswith("[measures]")))["measures"].items():
        assert f"| `{key}` | `{json.dumps(told)}` |" in TEXT
    block = site.contract[1]
    assert Terms(block.since) == block
    for key in ("risk_share", "reopen_days", "repeat_days", "sla_target", "manual_target"):
        told = re.search(rf"^\| `{key}` \| `([\d.]+)`", TEXT, re.MULTILINE)
        assert told
        assert float(told[1]) == getattr(block, key)
    for key, hours in (("leader_within", 1 / 6), ("report_within", 24), ("overrun_report_within", 48)):
        assert re.search(rf"^\| `{key}` \| `\"(\d+)[mh]\"`", TEXT, re.MULTILINE)
        assert getattr(block, key) == timedelta(hours=hours)
    assert settings.Settings(tmp_path, tmp_path, "x", "UTC").keep_snapshots == 30
    assert "`keep_snapshots`（默认 30）" in TEXT
