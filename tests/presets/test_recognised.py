"""A database of a help desk that has a preset is known as such by a draft."""

from __future__ import annotations

import pytest

from cockpit.drafting import toml
from cockpit.drafting.database import draft_database
from cockpit.settings.presets import recognised
from tests.presets.conftest import FOLDER, fill


@pytest.mark.parametrize(
    ("preset", "prefix", "more"),
    [("glpi", None, ""), ("otrs", None, ""), ("osticket", None, ""), ("osticket", "help_", 'prefix = "help_"\n')],
)
def test_a_draft_of_a_help_desk_is_its_preset(mariadb, preset, prefix, more):
    words = (lambda text: text.replace(" ost_", f" {prefix}")) if prefix else str
    url = fill(mariadb.database(), FOLDER / f"{preset}.sql", words)
    drafted = draft_database(url.render_as_string(hide_password=False), "desk", "–")
    assert (drafted.preset, drafted.prefix, drafted.proposals) == (preset, prefix, ())
    written = toml.text("desk", toml.Place(url="mysql://x"), drafted, "en")
    assert written.endswith(f'[sources.desk]\npreset = "{preset}"\n{more}url = "mysql://x"\n')


def test_others_are_nobodys():
    assert recognised([]) is None
    assert recognised(["ticket", "queue", "users"]) is None
    assert recognised(["glpi_tickets", "ost_ticket"]) is None
