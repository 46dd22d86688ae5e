"""Events of web and app as Segment JSON lines, one ``track`` call each."""

from __future__ import annotations

from regulars.simulate.acts import SEEN
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return f"""
    SELECT key AS "messageId", 'track' AS type, event, anonymous_id AS "anonymousId", user_id AS "userId",
           strftime(happened_at, '%Y-%m-%dT%H:%M:%S.000Z') AS timestamp,
           {{'library': {{'name': CASE channel WHEN 0 THEN 'analytics.js' ELSE 'analytics-android' END}},
             'timezone': 'Asia/Shanghai'}} AS context,
           {{'product_id': product_id(seen.product), 'name': product.name, 'category': product.category,
             'brand': product.brand, 'quantity': quantity, 'order_id': order_no, 'total': amount,
             'currency': CASE WHEN amount IS NOT NULL THEN 'CNY' END}} AS properties
    FROM ({SEEN}) seen LEFT JOIN product USING (product) WHERE channel < 2 ORDER BY happened_at, key
    """


FILE = File("web_events", "jsonl", _rows)
