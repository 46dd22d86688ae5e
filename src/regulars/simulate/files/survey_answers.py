"""Whether customers would recommend the shop, from 0 to 10, and why."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT survey_id(day) AS survey, 'nps' AS question, account_id(person) AS member_id,
           shop_time(day, second) AS answered, score, text AS reason
    FROM survey_answer ORDER BY answered, member_id
    """


FILE = File("survey_answers", "csv", _rows, every="once")
