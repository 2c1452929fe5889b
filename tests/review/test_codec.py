"""Documents as JSON: what was written is read again, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cockpit.review.codec import decode, encode
from tests.review.example import OPENED, document


def test_a_document_is_read_as_it_was_written():
    assert decode(encode(document())) == document()
    assert encode(document()) == encode(document())


def test_what_an_older_version_did_not_write_has_its_default_and_what_it_wrote_more_is_left_out():
    told = json.loads(encode(document()))
    del told["restated"]
    told["mood"] = "good"
    assert decode(json.dumps(told).encode()) == document()


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"is": "Strange"}', b"", b'{"is": "Period", "first": 1}'])
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011
        decode(data)


def test_the_figures_of_a_document_are_all_that_stand_anywhere():
    found = list(document().figures())
    assert OPENED in found
    assert {one.metric for one in found} == {"opened", "sla_met", "satisfaction", "first_time_fix"}
    assert len(found) > len(list(replace(document(), indicators=()).figures()))
