"""Visits of stores by RFID and Wi-Fi: who it was is told of those who agreed to it."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT md5(format('store visit {} {} {}', person, day, turn)) AS visit_no, store_id(store) AS store_no,
           shop_time(day, second) AS came_at, round(stay / 60)::INTEGER AS minutes,
           md5(format('tag {} {} {}', person, day, turn)) AS tag,
           CASE WHEN agrees THEN account_id(person) END AS member_id,
           CASE WHEN agrees THEN 'rfid' ELSE 'wifi' END AS seen_by
    FROM session WHERE is_seen AND day >= seen_from() ORDER BY came_at, visit_no
    """


FILE = File("store_visits", "csv", _rows)
