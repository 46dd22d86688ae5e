"""What was said in tickets of service, a line a message."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT ticket_id(person, bought, since, turn) AS ticket_no, message AS nth, account_id(person) AS buyer_id,
           order_id(person, bought, since, turn) AS order_no, channel, filed AS topic, speaker AS who,
           strftime(shop_time(day, second), '%Y-%m-%d %H:%M:%S') AS said, text
    FROM ticket_message ORDER BY said, ticket_no, nth
    """


FILE = File("tickets", "jsonl", _rows, every="once")
