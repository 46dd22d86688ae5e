"""What shop assistants noted."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT note_id(person, day, turn) AS note_no, store_id(store) AS store_no,
           format('{}-{}', store_id(store), assistant + 1) AS assistant, account_id(person) AS member_id,
           shop_time(day, least(86399, second + stay + 240)) AS noted_at, filed AS need, text AS words
    FROM assistant_note ORDER BY noted_at, note_no
    """


FILE = File("assistant_notes", "csv", _rows, every="once")
