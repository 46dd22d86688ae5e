"""Who brought whom, told when the new member registers."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT account_id(person) AS new_member, account_id(inviter) AS invited_by,
           shop_time(arrives, 34000 + 13 * (person % 3000)) AS registered
    FROM person WHERE inviter >= 0 AND arrives BETWEEN 0 AND plan_days() - 1 ORDER BY registered, new_member
    """


FILE = File("referrals", "csv", _rows, every="once")
