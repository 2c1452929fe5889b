from __future__ import annotations

import tomllib

import pytest

from cockpit.settings.lines import Lines

TEXT = '''# a comment with [brackets] = 1
[site]
name = "a # not a comment"   # a comment
'quoted.key' = 1

[a.b]
c.d.e = [
  1,   # one
  { x = 2, "y.z" = [3,
    4] },
]
text = """
[not.a.table]
"""
after = 'C:\\path'
[[contract]]
from = 2023-09-01
limits.A = { respond = "15m", resolve = "4h" }
[contract.more]
deep = 2026-10-31T08:00:00+08:00
[[contract]]
from = 2024-09-01
[[contract.sub]]
k = 1
[sources."帮助\\u53f0"]
"报修时间" = 1
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("site",), 2),
        (("site", "name"), 3),
        (("site", "quoted.key"), 4),
        (("a", "b", "c", "d"), 7),
        (("a", "b", "c", "d", "e", 0), 8),
        (("a", "b", "c", "d", "e", 1, "x"), 9),
        (("a", "b", "c", "d", "e", 1, "y.z", 1), 10),
        (("a", "b", "text"), 12),
        (("a", "b", "after"), 15),
        (("contract", 0, "from"), 17),
        (("contract", 0, "limits", "A", "resolve"), 18),
        (("contract", 0, "more", "deep"), 20),
        (("contract", 1), 21),
        (("contract", 1, "from"), 22),
        (("contract", 1, "sub", 0, "k"), 24),
        (("sources", "帮助台", "报修时间"), 26),
        (("site", "absent", "deeper"), 2),
        (("a",), 6),
        (("sources",), 25),
        (("absent",), None),
    ],
)
def test_line_of_a_key(place, line):
    assert Lines(TEXT).find(place) == line


def test_every_leaf_of_the_text_has_its_own_line():
    lines = Lines(TEXT)
    for place in _leaves(tomllib.loads(TEXT), ()):
        assert place in lines._places


def _leaves(tree, place):
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else None
    if items is None:
        yield place
    for key, item in items or ():
        yield from _leaves(item, (*place, key))
