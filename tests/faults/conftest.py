"""The cases of a module, read in one go."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.faults.cases")

from tests.faults.cases import Desk  # noqa: E402


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """All CASES of the module, read."""
    return Desk(tmp_path_factory.mktemp("desk"), request.module.CASES)
