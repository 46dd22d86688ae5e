"""What was searched for in the shop, what was looked at then, and what was bought in the same visit."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT plan_day(day) AS date, word, searches, clicks, orders FROM keyword_day ORDER BY date, word
    """


FILE = File("search_words", "csv", _rows, every="once")
