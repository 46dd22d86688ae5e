"""A lake in a fresh folder."""

from __future__ import annotations

import pytest

from regulars.lake import Lake


@pytest.fixture
def lake(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    yield lake
    lake.close()
