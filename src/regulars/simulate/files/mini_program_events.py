"""Events of the mini-program as Sensors Data JSON lines."""

from __future__ import annotations

from regulars.simulate.dirt import Changed, Late, Twice
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT coalesce(user_id, anonymous_id) AS distinct_id, epoch_ms(happened_at) AS time, 'track' AS type,
           replace(event, ' ', '') AS event, 'production' AS project, user_id AS login_id, anonymous_id,
           {'$lib': 'MiniProgram', '$is_login_id': user_id IS NOT NULL, '$track_id': key,
             'product_id': product_id(seen.product), 'product_name': product.name, 'category': product.category,
             'quantity': quantity, 'order_id': order_no, 'amount': amount} AS properties
    FROM seen LEFT JOIN product USING (product) WHERE channel = 2 ORDER BY happened_at, key
    """


FILE = File(
    "mini_program_events",
    "jsonl",
    _rows,
    key="properties['$track_id']",
    dirt=(Twice(0.002), Late(0.001), Changed("wrong zone", 0.001, "time", "time + 28800000")),
)
