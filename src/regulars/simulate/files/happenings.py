"""The festivals and sales of the shop's calendar."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT name, title_zh AS title, "first" AS starts, "last" AS ends FROM happening ORDER BY starts, name
    """


FILE = File("happenings", "csv", _rows, every="once")
