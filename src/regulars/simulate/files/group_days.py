"""Members, speakers and messages of each chat group by day, those of staff and bots apart."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT format('G{:04d}', "group" + 1) AS group_no, plan_day(day) AS date, name,
           members AS customers, speakers, messages + staff AS messages, staff AS staff_messages
    FROM group_day ORDER BY date, group_no
    """


FILE = File("group_days", "csv", _rows, every="once")
