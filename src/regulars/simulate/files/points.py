"""Entries of the points ledger: earned with what was paid, taken back with what came back, used, expired."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT 'E' || order_no AS entry_no, account_id(person) AS member_id, paid_at AS entered_at, 'earned' AS kind,
           points AS change, order_no, last_day(date_trunc('quarter', plan_day(day)) + INTERVAL 8 MONTH) AS good_until
    FROM pointed WHERE points > 0
    UNION ALL
    SELECT 'B' || refund_id(person, bought, since, turn, product), account_id(person),
           refunded_at(person, day, bought, product), 'taken back', -points, order_id(person, bought, since, turn), NULL
    FROM unpointed WHERE points > 0
    UNION ALL
    SELECT format('{}{:d}-{:d}', upper(kind[1]), day, person), account_id(person), shop_time(day, second), kind,
           -points, NULL, NULL
    FROM points_taken
    ORDER BY entered_at, entry_no
    """


FILE = File("points", "csv", _rows, every="once")
