"""A folder of another format is brought here step by step, or left as it is with a word of what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import regulars
from regulars.app.migrate import migrate
from regulars.app.shop import Shop
from regulars.core.errors import DataError, UnsupportedError


def test_a_newer_format_is_refused_with_what_to_do(own_cups: Shop) -> None:
    (own_cups.folder / "format").write_text("7\n")
    with pytest.raises(
        UnsupportedError, match=r"newer Regulars \(format 7; .*pip install -U regulars. Nothing was changed"
    ):
        regulars.open(own_cups.folder)
    assert (own_cups.folder / "format").read_text() == "7\n"


@pytest.mark.parametrize("found", ["", "x", "0", "-1"])
def test_a_format_that_nobody_knows_is_refused(own_cups: Shop, found: str) -> None:
    (own_cups.folder / "format").write_text(found)
    with pytest.raises(DataError, match="Restore the folder from a backup"):
        regulars.open(own_cups.folder)


def test_steps_run_in_order_each_noted_when_it_is_done(own_cups: Shop) -> None:
    ran: list[int] = []
    steps = {1: lambda folder: ran.append(1), 2: lambda folder: ran.append(2)}
    migrate(own_cups.folder, "1", steps=steps)
    assert ran == [1, 2]
    assert (own_cups.folder / "format").read_text() == "3\n"


def test_a_step_that_fails_leaves_the_format_it_reached(own_cups: Shop) -> None:
    def fails(folder: Path) -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        migrate(own_cups.folder, "1", steps={1: lambda folder: None, 2: fails})
    assert (own_cups.folder / "format").read_text() == "2\n"


def test_a_gap_in_the_steps_is_told(own_cups: Shop) -> None:
    with pytest.raises(UnsupportedError, match="no step leads from format 1 to 2"):
        migrate(own_cups.folder, "1", steps={2: lambda folder: None})
